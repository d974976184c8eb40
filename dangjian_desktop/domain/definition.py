"""口径: what a measure counts, in words, made from its declaration. Knows no numbers."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections.abc import Sequence

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.measure import Measure, Where

WITHOUT_VOID = "作废的不计。"


def counted(spec: LedgerSpec, measure: Measure) -> str:
    """Return a short digest of how a measure counts: its words but for the label, and the kinds of the fields it looks at. Two that are
    equal count the same records in the same way."""
    said = dataclasses.asdict(dataclasses.replace(measure, label="", unit="", key="", formerly=(), variant=None))
    kinds = {key: _field(spec, measure, key).kind for key in deciding_fields(measure)}
    text = json.dumps([spec.key, said, kinds], ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def definition(spec: LedgerSpec, measure: Measure, period: str = "本期") -> str:
    """Say in one or two sentences what is counted, such as “立案日期在本期内的案件，每条计 1 件。”."""
    sentence = f"{_dated(spec, measure, period)}{_where(spec, measure)}，{_how(spec, measure)}。{WITHOUT_VOID}"
    if measure.split:
        by = _field(spec, measure, measure.split).label
        sentence += f"并按{by}{'的年份' if measure.split_year else ''}分列。"
    return sentence


def _dated(spec: LedgerSpec, measure: Measure, period: str) -> str:
    if measure.at == "in":
        return f"{spec.field(measure.date).label}在{period}内的{spec.label}"
    begun = ""
    if measure.date:
        begin = spec.field(measure.date)
        begun = f"{begin.label}不晚于{period}末日{'' if begin.required else '（没填的算在内）'}"
    over = f"、到末日还没有{spec.field(measure.until).label}" if measure.until else ""
    return f"{begun}{over}的{spec.label}" if begun or over else f"全部{spec.label}"


def _where(spec: LedgerSpec, measure: Measure) -> str:
    parts = [f"{spec.field(c.field).label}为{_values(spec.field(c.field), c)}" for c in measure.where]
    parts += [
        f"{spec.field(c.field).label}{'没有填“是”' if c.values == (True,) else f'不是{_values(spec.field(c.field), c)}'}"
        for c in measure.where_not
    ]
    rows = spec.rows_field
    if rows:
        parts += [f"{rows.label}的{rows.row(c.field).label}含{_values(rows.row(c.field), c)}" for c in measure.where_row]
    if measure.condition == "year_before":
        parts.append(f"{spec.field(measure.condition_fields[0]).label}在上一年度")
    if measure.condition == "overdue":
        due, done = (spec.field(key).label for key in measure.condition_fields)
        parts.append(f"{due}在末日之前而到末日还没有{done}")
    return f"，其中{'，'.join(parts)}" if parts else ""


def _values(field: Field, condition: Where) -> str:
    words = ["是" if value is True else "否" if value is False else field.word(str(value)) for value in condition.values]
    return "、".join(words)


def _how(spec: LedgerSpec, measure: Measure) -> str:
    unit = measure.unit
    match measure.how:
        case "count":
            return f"每条计 1 {unit}"
        case "rows":
            rows = spec.rows_field
            name = rows.label if rows else ""
            return f"有这样的{name}的每条计 1 {unit}" if measure.of_records else f"每个{name}计 1 {unit}"
        case "ratio":
            above, below = spec.field(measure.field).label, spec.field(measure.other).label
            return f"{above}之和除以{below}之和（两数都填了的才算）"
        case "figures":
            last, total = measure.natures
            return f"{last}取本期最后一次的数，{total}取本期各次之和"
    label = _field(spec, measure, measure.field).label
    words = {"sum": f"{label}相加", "max": f"取{label}的最大值", "distinct": f"{label}相同的只计一次", "last": f"取日期最近一条的{label}"}
    return words.get(measure.how, f"列出{label}，相同的只列一次")


def _field(spec: LedgerSpec, measure: Measure, key: str) -> Field:
    rows = spec.rows_field
    if measure.on_rows and rows and key in [row.key for row in rows.rows]:
        return rows.row(key)
    return spec.field(key)


def deciding_fields(measure: Measure) -> Sequence[str]:
    """Return the fields a measure looks at: when one of them is 待补, the number may still change."""
    named = [measure.date, measure.until, measure.field, measure.other, measure.split, *measure.condition_fields]
    named += [condition.field for condition in (*measure.where, *measure.where_not)]
    return tuple(dict.fromkeys(key for key in named if key))
