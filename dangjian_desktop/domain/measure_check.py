"""Whether a declared count can be counted: a sum of texts and a split by persons are found when the program starts. Counts nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.measure import Measure


def misfits(spec: LedgerSpec, measure: Measure) -> Iterator[str]:
    """Find the labels of fields whose kind does not fit what the measure does with them, or that lie in no file (computed).

    A field that is not there is another fault."""
    rows = {field.key: field for field in (spec.rows_field.rows if spec.rows_field else ())}
    own: Mapping[str, Field] = rows if measure.on_rows else spec.by_key
    used = [(own, key, measure.how) for key in (measure.field, measure.other if measure.how == "ratio" else "")]
    used.append((own, measure.split, "year" if measure.split_year else "split"))
    used += [(spec.by_key, condition.field, "asked") for condition in (*measure.where, *measure.where_not)]
    used += [(rows, condition.field, "asked") for condition in measure.where_row]
    for pool, key, way in used:
        if key in pool and (pool[key].computed or not pool[key].of.counts(way, in_rows=pool is rows)):
            yield pool[key].label
