"""Measures → one SELECT each, and its lines → a Measured. Value, parts and record numbers come from the same lines,
so a number and the records behind it cannot disagree. Knows no ledger by name.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.measure import Measure, Measured, Where, percentage
from dangjian_desktop.domain.period import Period

Run = Callable[[str, Sequence[Any]], Iterable[tuple[Any, ...]]]
"""Runs one statement with its parameters; handed in by the store."""


class CountedRow(NamedTuple):
    """One counted thing: a record, one value of a record's list, or one of its child rows."""

    pk: int
    day: str | None
    value: Any
    other: Any
    part: Any
    unit: str | None


@dataclass
class _Statement:
    """A SELECT in the making."""

    columns: list[str]
    joins: list[str]
    where: list[str]
    params: list[Any]
    join_params: list[Any]

    def text(self, order: str) -> str:
        return f"SELECT {', '.join(self.columns)} FROM record r {' '.join(self.joins)} WHERE {' AND '.join(self.where)} ORDER BY {order}"


def measured(run: Run, spec: LedgerSpec, measure: Measure, period: Period) -> Measured:
    """Count one measure over one period."""
    statement, order = _statement(spec, measure, period)
    lines = [CountedRow(*row) for row in run(statement.text(order), [*statement.join_params, *statement.params])]
    return _aggregate(spec, measure, lines)


# ---------------------------------------------------------------------- the statement
def _statement(spec: LedgerSpec, measure: Measure, period: Period) -> tuple[_Statement, str]:
    made = _Statement(["r.pk"], [], ["r.ledger = ?", "r.voided_at IS NULL"], [spec.key], [])
    day = _dated(made, spec, measure, period)
    rows = spec.rows_field
    if measure.on_rows and rows:
        made.joins.append(f"JOIN json_each(r.data, '$.{rows.key}') i")
        for condition in measure.where_row:
            _holds(made, "i.value", rows.row(condition.field), condition)
    elif measure.where_row and rows:
        _some_row(made, spec, measure)
    for condition in measure.where:
        _field_holds(made, spec, condition)
    for condition in measure.where_not:
        _field_holds(made, spec, condition, negated=True)
    _condition(made, spec, measure, period)
    order = f"{day}, r.pk" + (", i.key" if measure.on_rows else "")
    made.columns += [day, *_values(made, spec, measure), _part(spec, measure)]
    made.columns.append(_column(spec, measure.unit_field) if measure.unit_field else "NULL")
    if any("vl.target" in column for column in made.columns):
        order += ", vl.seq"
    return made, order


def _column(spec: LedgerSpec, key: str) -> str:
    """Where a top-level value lies: the ledger's own date in its column, everything else in the payload."""
    return "r.occurred_on" if key and key == spec.date_field else f"json_extract(r.data, '$.{key}')"


def _dated(made: _Statement, spec: LedgerSpec, measure: Measure, period: Period) -> str:
    """Add the period's condition; return the expression of the deciding date."""
    start, end = period.start.isoformat(), period.end.isoformat()
    day = _column(spec, measure.date) if measure.date else "NULL"
    if measure.at == "end":
        if measure.date:
            made.where.append(f"({day} IS NULL OR {day} <= ?)")
            made.params.append(end)
        if measure.until:
            until = _column(spec, measure.until)
            made.where.append(f"({until} IS NULL OR {until} > ?)")
            made.params.append(end)
        return day
    if measure.date == spec.date_field:
        made.where.append("r.occurred_on BETWEEN ? AND ?")
        made.params += [start, end]
        return day
    made.joins.append("JOIN record_day d ON d.record = r.pk AND d.ledger = ? AND d.field = ? AND d.day BETWEEN ? AND ?")
    made.join_params += [spec.key, measure.date, start, end]
    return "d.day"


def _some_row(made: _Statement, spec: LedgerSpec, measure: Measure) -> None:
    """where_row on a count of records: at least one child row fulfils every condition."""
    rows = spec.rows_field
    assert rows is not None
    inner = _Statement([], [], [], [], [])
    for condition in measure.where_row:
        _holds(inner, "i.value", rows.row(condition.field), condition)
    made.where.append(f"EXISTS(SELECT 1 FROM json_each(r.data, '$.{rows.key}') i WHERE {' AND '.join(inner.where)})")
    made.params += inner.params


def _field_holds(made: _Statement, spec: LedgerSpec, condition: Where, *, negated: bool = False) -> None:
    field = spec.field(condition.field)
    if field.of.refers:
        marks = ", ".join("?" * len(condition.values))
        found = (
            "EXISTS(SELECT 1 FROM record_link l JOIN record_search s ON s.record = l.target"
            f" WHERE l.record = r.pk AND l.field = ? AND s.title IN ({marks}))"
        )
        made.where.append(f"NOT {found}" if negated else found)
        made.params += [field.key, *condition.values]
        return
    _holds(made, "r.data", field, condition, negated=negated)


def _holds(made: _Statement, source: str, field: Field, condition: Where, *, negated: bool = False) -> None:
    """A value is one of those named; of several choices, at least one is. Not filled: a flag is 否, all else is nothing."""
    marks = ", ".join("?" * len(condition.values))
    path = f"'$.{field.key}'"
    if field.of.many:
        test = f"EXISTS(SELECT 1 FROM json_each({source}, {path}) c WHERE c.value IN ({marks}))"
    else:
        empty = "''" if field.of.unfilled is None else str(int(field.of.unfilled))
        test = f"COALESCE(json_extract({source}, {path}), {empty}) IN ({marks})"
    made.where.append(f"NOT {test}" if negated else test)
    made.params += [int(value) if isinstance(value, bool) else value for value in condition.values]


def _condition(made: _Statement, spec: LedgerSpec, measure: Measure, period: Period) -> None:
    """The named conditions of grammar.CONDITIONS."""
    if measure.condition == "year_before":
        made.where.append(f"substr({_column(spec, measure.condition_fields[0])}, 1, 4) = ?")
        made.params.append(f"{period.start.year - 1:04d}")
    elif measure.condition == "overdue":
        due, done = (_column(spec, key) for key in measure.condition_fields)
        made.where.append(f"{due} < ? AND ({done} IS NULL OR {done} > ?)")
        made.params += [period.end.isoformat()] * 2


def _values(made: _Statement, spec: LedgerSpec, measure: Measure) -> tuple[str, str]:
    """The expressions of the value and of its companion (a ratio's denominator, a figure's nature)."""
    if not measure.field:
        return "NULL", "NULL"
    if measure.on_rows:
        return f"json_extract(i.value, '$.{measure.field}')", "NULL"
    other = _column(spec, measure.other) if measure.other else "NULL"
    field = spec.field(measure.field)
    if not field.of.refers:
        return _column(spec, measure.field), other
    made.joins.append("LEFT JOIN record_link vl ON vl.record = r.pk AND vl.field = ?")
    made.join_params.append(field.key)
    if measure.how == "list":
        made.joins.append("LEFT JOIN record_search vt ON vt.record = vl.target")
        return "vt.title", "vl.target"
    return "vl.target", other


def _part(spec: LedgerSpec, measure: Measure) -> str:
    if not measure.split:
        return "NULL"
    if measure.on_rows:
        return f"json_extract(i.value, '$.{measure.split}')"
    if measure.split_year:
        return f"substr({_column(spec, measure.split)}, 1, 4)"
    return _column(spec, measure.split)


# ---------------------------------------------------------------------- from lines to a number
def _aggregate(spec: LedgerSpec, measure: Measure, lines: Sequence[CountedRow]) -> Measured:
    if measure.how == "figures":
        return _figures(measure, lines)
    total = _one(spec, measure, lines)
    if not measure.split:
        return total
    grouped = _by_part(spec, measure, lines)
    parts = {name: _one(spec, measure, members) for name, members in grouped.items()}
    return Measured(total.value, total.unit, total.record_ids, total.kind, parts, total.ratio)


def _by_part(spec: LedgerSpec, measure: Measure, lines: Sequence[CountedRow]) -> dict[str, list[CountedRow]]:
    """Lines by part: every declared choice answers (a template may ask for it), other splits in order of first use."""
    pool = spec.rows_field.rows if measure.on_rows and spec.rows_field else spec.fields
    field = next(field for field in pool if field.key == measure.split)
    wanted = next((set(c.values) for c in measure.where_row if measure.on_rows and c.field == field.key), None)
    grouped: dict[str, list[CountedRow]] = {choice: [] for choice in field.choices if wanted is None or choice in wanted}
    for line in lines:
        # one choice alone was stored as a text when the field took no more
        several = field.of.many and str(line.part).startswith("[")
        names = json.loads(line.part) if several else [line.part]
        for name in names:
            if name is not None and (wanted is None or name in wanted):
                grouped.setdefault(str(name), []).append(line)
    return grouped


def _one(spec: LedgerSpec, measure: Measure, lines: Sequence[CountedRow]) -> Measured:
    kind = _kind(spec, measure)
    filled = [line for line in lines if line.value is not None]
    match measure.how:
        case "count":
            return Measured(len(_pks(lines)), measure.unit, _pks(lines), kind)
        case "rows":
            pks = _pks(lines)
            return Measured(len(pks) if measure.of_records else len(lines), measure.unit, pks, kind)
        case "sum":
            return Measured(_sum(filled, kind), measure.unit, _pks(lines), kind)
        case "max":
            return Measured(max((_number(line.value, kind) for line in filled), default=0), measure.unit, _pks(filled), kind)
        case "distinct":
            return Measured(len({line.value for line in filled}), measure.unit, _pks(filled), "whole")
        case "list":
            return _listed(measure, filled)
        case "last":
            last = filled[-1:]
            return Measured(_number(last[0].value, kind) if last else None, measure.unit, _pks(last), kind)
    both = [line for line in filled if line.other is not None]
    above, below = sum(line.value for line in both), sum(line.other for line in both)
    return Measured(percentage(above, below), measure.unit, _pks(both), "ratio", ratio=(above, below))


def _listed(measure: Measure, filled: Sequence[CountedRow]) -> Measured:
    """Distinct values in order of first use; two documents of one title are one entry each."""
    first: dict[Any, str] = {}
    for line in filled:
        first.setdefault(line.value if line.other is None else line.other, str(line.value))
    return Measured(tuple(first.values()), measure.unit, _pks(filled), "list")


def _figures(measure: Measure, lines: Sequence[CountedRow]) -> Measured:
    """专项指标: per indicator the last value (期末累计) or the sum (本期新增); the nature of its latest record decides."""
    _, fresh = measure.natures
    grouped: dict[str, list[CountedRow]] = {}
    for line in lines:
        if line.part is not None and line.value is not None:
            grouped.setdefault(str(line.part), []).append(line)
    parts = {}
    for name, members in grouped.items():
        same = [line for line in members if line.other == members[-1].other]
        counted = same if members[-1].other == fresh else same[-1:]
        unit = members[-1].unit or ""
        parts[name] = Measured(_sum(counted, "number"), unit, _pks(counted), "number")
    return Measured(None, measure.unit, _pks([line for members in grouped.values() for line in members]), "number", parts)


def _kind(spec: LedgerSpec, measure: Measure) -> str:
    if not measure.field or measure.how in ("distinct", "list", "ratio"):
        return "whole"
    pool = spec.rows_field.rows if measure.on_rows and spec.rows_field else spec.fields
    return next(field.of.measured for field in pool if field.key == measure.field)


def _number(value: Any, kind: str) -> Any:
    return Decimal(value) if kind == "number" else value


def _sum(lines: Sequence[CountedRow], kind: str) -> Any:
    return sum((_number(line.value, kind) for line in lines), Decimal(0) if kind == "number" else 0)


def _pks(lines: Sequence[CountedRow]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(line.pk for line in lines))
