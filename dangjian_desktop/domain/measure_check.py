"""Whether a declared count can be counted: a sum of texts and a split by persons are found when the program starts. Counts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.measure import Measure

_NUMBERS = ("whole", "money", "number")
_NAMES = ("text", "date", "choice", "whole", "ref", "refs")
COUNTED: Mapping[str, tuple[str, ...]] = {
    "sum": _NUMBERS,
    "max": _NUMBERS,
    "last": _NUMBERS,
    "figures": _NUMBERS,
    "ratio": ("whole", "money"),
    "distinct": _NAMES,
    "list": _NAMES,
}
"""The kinds of field a way of counting can use."""
_PLAIN = ("text", "date", "choice", "whole")
IN_ROWS: Mapping[str, tuple[str, ...]] = {**COUNTED, "distinct": (*_PLAIN, "ref"), "list": _PLAIN}
"""The same for fields of child rows, whose names of people are not looked up."""
SPLIT = ("text", "choice", "choices")
ASKED = ("text", "choice", "choices", "flag", "whole", "ref", "refs")
ASKED_OF_ROWS = ("text", "choice", "choices", "flag", "whole")


def misfits(spec: LedgerSpec, measure: Measure) -> Iterator[str]:
    """Labels of fields whose kind does not fit what the measure does with them, or that lie in no file (computed); a field that is not
    there is another fault."""
    rows = {field.key: field for field in (spec.rows_field.rows if spec.rows_field else ())}
    own: Mapping[str, Field] = rows if measure.on_rows else spec.by_key
    kinds = (IN_ROWS if measure.on_rows else COUNTED).get(measure.how, ())
    used = [(own, key, kinds) for key in (measure.field, measure.other if measure.how == "ratio" else "")]
    used.append((own, measure.split, ("date",) if measure.split_year else SPLIT))
    used += [(spec.by_key, condition.field, ASKED) for condition in (*measure.where, *measure.where_not)]
    used += [(rows, condition.field, ASKED_OF_ROWS) for condition in measure.where_row]
    for pool, key, fitting in used:
        if key in pool and (pool[key].kind not in fitting or pool[key].computed):
            yield pool[key].label
