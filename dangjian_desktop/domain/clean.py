"""The only door: raw values of one record → clean ones, with every fault and everything 待补 at once. Knows no storage.

Missing is not wrong (resources/docs/fields.md): an empty required field makes the record 待补; only the one field without which it
belongs nowhere (``LedgerSpec.must_have``) and wrong values keep it out.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.domain.errors import InvalidRecordError, Problem
from dangjian_desktop.domain.fields import Context, Field, filled_by
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.record import Record


@dataclass(frozen=True)
class Examined:
    """What came of looking at a record: clean ``values``, faults, and what is still missing (a Problem each, so that the
    screen can point at the field). ``derived`` are values the program filled in by itself."""

    values: Mapping[str, Any]
    problems: tuple[Problem, ...]
    missing: tuple[Problem, ...]
    derived: Mapping[str, Any]


def examine(spec: LedgerSpec, raw: Mapping[str, Any], context: Context, *, before: Mapping[str, Any] | None = None) -> Examined:
    """Clean every field; what is worked out is made, not read. ``before`` are the stored values of a record that is being changed,
    None for a new one."""
    problems: list[Problem] = [Problem(key, f"“{spec.label}”没有“{key}”这一栏。") for key in raw if key not in spec.by_key]
    values: dict[str, Any] = {}
    for field in spec.fields:
        if field.computed:
            continue
        if field.of.kept:
            values[field.key] = (before or {}).get(field.key)
            continue
        value = _value(field, raw.get(field.key), context, problems)
        values[field.key] = _rows(field, value, context, problems) if field.of.children else value
    values = {key: value for key, value in values.items() if value is not None and value != ()}
    wrong = {problem.field for problem in problems}
    derived = _fill(spec, values, before, wrong)
    missing = _missing(spec, values, wrong)
    values = _with_computed(spec, values)
    return Examined(values, tuple(problems), tuple(missing), derived)


def clean(
    spec: LedgerSpec,
    raw: Mapping[str, Any],
    context: Context,
    *,
    before: Mapping[str, Any] | None = None,
    reasons: Mapping[str, str] | None = None,
) -> Record:
    """Return a Record, or raise InvalidRecordError with every fault. Rules across fields are the caller's matter (domain/tie)."""
    seen = examine(spec, raw, context, before=before)
    faults = [*seen.problems, *refusals(spec, seen)]
    if faults:
        raise InvalidRecordError(faults)
    kept = tuple(sorted((reasons or {}).items()))
    return Record(spec.key, seen.values, tuple(problem.message for problem in seen.missing), kept)


def refusals(spec: LedgerSpec, seen: Examined) -> list[Problem]:
    """Name the one kind of emptiness that keeps a record out: that of ``LedgerSpec.must_have``."""
    field = spec.must_have
    if field is None or field.key in seen.values or any(problem.field == field.key for problem in seen.problems):
        return []
    why = "没有它就不知道登记的是谁。" if spec.is_register else "没有它，这条记录不属于任何一个报告期。"
    return [Problem(field.key, f"请填写{field.label}：{why}")]


def _value(field: Field, raw: Any, context: Context, problems: list[Problem], item: int | None = None, parent: str = "") -> Any:
    if raw is None or raw in ("", (), []):
        return None
    try:
        return field.of.clean(raw, field, context)
    except ValueError as fault:
        place = f"{parent}.{field.key}" if parent else field.key
        problems.append(Problem(place, str(fault), item=item, column=field.label))
        return None


def _rows(field: Field, lines: Any, context: Context, problems: list[Problem]) -> tuple[dict[str, Any], ...] | None:
    """Return the cells of the rows in which something stands."""
    rows: list[dict[str, Any]] = []
    for index, line in enumerate(lines or ()):
        cleaned = {row.key: _value(row, line.get(row.key), context, problems, index, field.key) for row in field.rows}
        rows.append({key: value for key, value in cleaned.items() if value is not None and value != ()})
    return tuple(rows) or None


def _fill(spec: LedgerSpec, values: dict[str, Any], before: Mapping[str, Any] | None, wrong: set[str]) -> dict[str, Any]:
    """Fill a new record's empty fields with their defaults; a computed one follows its source until another value is typed."""
    filled: dict[str, Any] = {}
    for field in spec.fields:
        if field.key in wrong:
            continue
        if field.derived:
            value = derive(field, values)
            follows = before is not None and values.get(field.key) == before.get(field.key) == derive(field, before)
            if value is not None and (field.key not in values or follows):
                filled[field.key] = value
        elif before is None and field.default is not None and field.key not in values:
            filled[field.key] = field.default
    values.update(filled)
    for field in spec.fields:
        if field.of.children and before is None:
            _fill_rows(field, values)
    return filled


def _fill_rows(field: Field, values: dict[str, Any]) -> None:
    defaults = {row.key: row.default for row in field.rows if row.default is not None}
    if defaults and field.key in values:
        values[field.key] = tuple({**defaults, **row} for row in values[field.key])


def derive(field: Field, values: Mapping[str, Any]) -> Any:
    """Return the computed default of a field from the other values; None while its source is empty."""
    if field.derived is None or field.derived.source not in values:
        return None
    source = values[field.derived.source]
    return len(source) if field.derived.how == "number" else source


def _missing(spec: LedgerSpec, values: Mapping[str, Any], wrong: set[str]) -> list[Problem]:
    missing = [Problem(f.key, f.label) for f in spec.fields if f.required and f.key not in values and f.key not in wrong]
    for field in spec.fields:
        for index, row in enumerate(_rows_of(values, field)):
            missing += [
                Problem(f"{field.key}.{cell.key}", f"{field.label}{index + 1} {cell.label}", item=index)
                for cell in field.rows
                if cell.required and cell.key not in row and f"{field.key}.{cell.key}" not in wrong
            ]
    return missing


def _rows_of(values: Mapping[str, Any], field: Field) -> Sequence[Mapping[str, Any]]:
    return values.get(field.key, ()) if field.of.children else ()


def as_raw(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Clean values → raw ones that pass the door unchanged. Only money differs: fen inside, yuan at the door; what is worked out
    is not typed."""
    return filled_by([field for field in spec.fields if not field.computed], values, Field.raw)


def to_payload(spec: LedgerSpec, values: Mapping[str, Any]) -> dict[str, Any]:
    """Clean values → what is stored as JSON; what is worked out is not."""
    return filled_by([field for field in spec.fields if not field.computed], values, Field.store)


def from_payload(spec: LedgerSpec, payload: Mapping[str, Any]) -> dict[str, Any]:
    """Turn what is stored into clean values and what is worked out from them; keys this version does not know are left out here
    (and kept in the file)."""
    return _with_computed(spec, filled_by(spec.fields, payload, Field.load))


def _with_computed(spec: LedgerSpec, values: dict[str, Any]) -> dict[str, Any]:
    if not spec.computed:
        return values
    from dangjian_desktop.domain.computed import completed  # few ledgers have such a field

    return completed(spec, values)
