"""Measures (指标): what is counted, by which date, under which conditions; and Measured, a number with what stands behind it.

Knows no SQL. The words are those of ledgers.yaml; a count is described here and carried out by storage.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any


@dataclass(frozen=True)
class Where:
    """A field holds one of ``values`` (choices and refs: has one of). A flag that is not filled is 否."""

    field: str
    values: tuple[Any, ...]


@dataclass(frozen=True)
class Measure:
    """One declared count.

    ``key`` is its identity, which never changes (an own measure without one is its label); ``label`` is what people read and may
    change, ``formerly`` are labels it had: rules, tags and tables still know it by them.
    ``field`` is what is summed, listed, compared; ``other`` the denominator of a ratio; ``on_rows`` says that the child
    rows are counted (or that ``field`` belongs to them); ``of_records`` counts their parents. ``at`` is "in" (dated within
    the period) or "end" (state at its end, over on ``until``). ``split`` gives a part per value, ``split_year`` per year of
    that date. ``condition`` is a named condition (grammar.CONDITIONS) over ``condition_fields``. ``variant`` is the other
    口径 (B). ``figures`` are typed numbers: ``other`` says by one of ``natures`` (期末累计, 本期新增) whether the last one
    counts or their sum, ``unit_field`` carries the unit of each.
    """

    label: str
    unit: str
    ledger: str
    how: str
    field: str = ""
    other: str = ""
    on_rows: bool = False
    of_records: bool = False
    date: str = ""
    at: str = "in"
    until: str = ""
    where: tuple[Where, ...] = ()
    where_not: tuple[Where, ...] = ()
    where_row: tuple[Where, ...] = ()
    split: str = ""
    split_year: bool = False
    condition: str = ""
    condition_fields: tuple[str, ...] = ()
    variant: Measure | None = None
    total: bool = True
    natures: tuple[str, str] = ("", "")
    unit_field: str = ""
    key: str = ""
    formerly: tuple[str, ...] = ()


Value = Decimal | int | tuple[str, ...] | None


@dataclass(frozen=True)
class Measured:
    """A number and what stands behind it.

    ``value``: an int for counts and whole sums, whole **fen** for money, Decimal for ratios and decimal figures, a tuple of
    texts for a list, None where there is nothing (a ratio without denominator, ``last`` without record, 专项指标's total).
    ``kind`` says how to print it: whole · money · number · ratio · list. ``record_ids`` are the numbers (pk) of the records
    in order of date. ``parts`` hold the split; a declared choice is there even when it is 0.
    """

    value: Value
    unit: str
    record_ids: tuple[int, ...]
    kind: str = "whole"
    parts: Mapping[str, Measured] = field(default_factory=lambda: MappingProxyType({}))
    ratio: tuple[int, int] | None = None

    @property
    def number(self) -> Decimal | int | None:
        """For arithmetic and comparison: money in yuan, a list as its length."""
        if isinstance(self.value, tuple):
            return len(self.value)
        if self.kind == "money" and self.value is not None:
            return Decimal(self.value) / 100
        return self.value


def percentage(numerator: int, denominator: int) -> Decimal | None:
    """Return 100 · numerator / denominator with two decimals, half up; None without denominator."""
    if not denominator:
        return None
    return (Decimal(100) * numerator / denominator).quantize(Decimal("0.01"), ROUND_HALF_UP)
