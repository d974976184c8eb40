"""What an expression means inside one record, or a group of records with equal values: bare names are labels of fields.

Knows no store: referenced and neighbouring records are looked up through the ports below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.fields import listed as parted
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.tie_functions import (
    ascending,
    biggest,
    days,
    days_after,
    entries,
    filled,
    listed,
    months_after,
    smallest,
    total,
    weekday,
)
from dangjian_desktop.domain.working_days import NONE_KNOWN, Holidays

_MANY = re.compile(r"等\s*(?:\d+|[二两三四五六七八九十]+)?\s*余?\s*(?:人|名|个)")

RECORD_FUNCTIONS = (
    "filled", "empty", "days", "days_after", "months_after", "weekday", "ascending", "max", "min", "sum", "count", "distinct",
    "found", "row", "previous", "table", "first", "names", "workdays_after", "holidays_unknown",
)  # fmt: skip


class References(Protocol):
    """Values of records that are pointed at."""

    def values_of(self, pk: int) -> Mapping[str, Any]:
        """Return the clean values of one record."""


class Neighbours(Protocol):
    """Other records of the file, for rules that look beyond one record."""

    def by_number(self, ledger: str, number: Any) -> tuple[LedgerSpec, Mapping[str, Any]] | None:
        """Return the record of that ledger (label) with this number."""
        ...

    def previous(
        self, spec: LedgerSpec, values: Mapping[str, Any], same: str, other: str, accepted: Sequence[Any]
    ) -> Mapping[str, Any] | None:
        """Return the latest earlier record with the same ``same`` whose ``other`` is one of those (keys of fields)."""
        ...


@dataclass(frozen=True)
class _Pointed:
    """Referenced records, or one record found elsewhere: a dot reads a field of them."""

    spec: LedgerSpec | None
    values: tuple[Mapping[str, Any], ...]
    single: bool = False


class RecordScope:
    """One record, or a group of records with equal values; bare names are labels of fields."""

    def __init__(
        self,
        spec: LedgerSpec,
        members: Sequence[Mapping[str, Any]],
        references: References | None,
        *,
        specs: Mapping[str, LedgerSpec],
        params: Mapping[str, Any],
        period_end: date | None = None,
        neighbours: Neighbours | None = None,
        grouped: bool = False,
        holidays: Holidays = NONE_KNOWN,
    ) -> None:
        self._spec = spec
        self._members = members
        self._references = references
        self._specs = specs
        self._params = params
        self._end = period_end
        self._neighbours = neighbours
        self._grouped = grouped
        self._holidays = holidays
        self.functions: Mapping[str, Callable[..., Any]] = {
            "filled": lambda x: filled(self.value(x)),
            "empty": lambda x: not filled(self.value(x)),
            "days": lambda a, b: days(self.value(a), self.value(b)),
            "days_after": lambda a, n: days_after(self.value(a), self.value(n)),
            "months_after": lambda a, n: months_after(self.value(a), self.value(n)),
            "weekday": lambda a: weekday(self.value(a)),
            "ascending": lambda *xs: ascending(*(self.value(x) for x in xs)),
            "max": lambda *xs: biggest(*(self.value(x) for x in xs)),
            "min": lambda *xs: smallest(*(self.value(x) for x in xs)),
            "sum": lambda x: total(self._all(x)),
            "count": lambda x: entries(self._all(x)),
            "distinct": lambda x: len({value for value in self._all(x) if value is not None}),
            "found": lambda ledger, x: self._row(ledger, self.value(x)) is not None,
            "row": lambda ledger, x: self._row(ledger, self.value(x)),
            "previous": self._previous,
            "table": lambda name, x: self._spec.table(name, self.value(x), self._spec.day_of(self._members[0])),
            "first": lambda *xs: next((value for x in xs if filled(value := self.value(x))), None),
            "names": lambda x: _names(self.value(x)),
            "workdays_after": lambda a, n: self._workdays_after(self.value(a), self.value(n)),
            "holidays_unknown": lambda a, n: self._holidays_unknown(self.value(a), self.value(n)),
        }

    def name(self, name: str) -> Any:
        """Return what a bare name means: a parameter, the number of rows, the end of the period, else the field with that label."""
        if name == "rows":
            return len(self._members)
        if name == "period_end":
            return self._end
        if name in self._params:
            return self._params[name]
        return self._spec.by_label[name]

    def attribute(self, base: Any, name: str) -> Any:
        """Return a field of referenced records (a list), or of one record found elsewhere."""
        if base is None:
            return None
        if isinstance(base, _Pointed):
            spec = base.spec
            found = [values.get(spec.by_label[name].key) for values in base.values] if spec else []
            return found[0] if base.single else [value for value in found if value is not None]
        pks = listed(self.value(base))
        spec = self._specs[base.target]
        return self.attribute(_Pointed(spec, tuple(self._values_of(pk) for pk in pks)), name)

    def _values_of(self, pk: int) -> Mapping[str, Any]:
        return self._references.values_of(pk) if self._references is not None else {}

    def value(self, found: Any) -> Any:
        """Return the value of a field in the first record; anything that is no field as it is."""
        if isinstance(found, Field):
            value = self._members[0].get(found.key)
            return found.of.unfilled if value is None else value
        return found

    def _all(self, found: Any) -> Sequence[Any]:
        """Return, inside sum, count, distinct, every value of the group; of a single record, the entries of its list."""
        if not isinstance(found, Field):
            return listed(found)
        if self._grouped:
            return [member.get(found.key) for member in self._members]
        return listed(self.value(found))

    def _row(self, ledger: str, number: Any) -> _Pointed | None:
        if self._neighbours is None or number is None:
            return None
        found = self._neighbours.by_number(ledger, number)
        return _Pointed(found[0], (found[1],), single=True) if found else None

    def _previous(self, same: str, other: str, accepted: Sequence[Any]) -> _Pointed | None:
        if self._neighbours is None:
            return None
        keys = [self._spec.by_label[label].key for label in (same, other)]
        found = self._neighbours.previous(self._spec, self._members[0], keys[0], keys[1], accepted)
        return _Pointed(self._spec, (found,), single=True) if found is not None else None

    def _workdays_after(self, day: date | None, number: Any) -> date | None:
        return None if day is None or number is None else self._holidays.after(day, int(number))

    def _holidays_unknown(self, day: date | None, number: Any) -> str:
        """For messages: the years for which only Saturdays and Sundays were left out; "" when all are known."""
        end = self._workdays_after(day, number)
        years = self._holidays.untold(day, end) if day and end else ()
        return f"（{'、'.join(map(str, years))}年的节假日安排还没有，只按周一至周五推算）" if years else ""


def _names(text: Any) -> int | None:
    """Count how many a text names: 甲、乙 are two, 甲等3人 more than one; None for none. 和 parts nothing: it is in names too."""
    if not filled(text):
        return None
    return max(len(parted(text)), 2 if _MANY.search(str(text)) else 1)
