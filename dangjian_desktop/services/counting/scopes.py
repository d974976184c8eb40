"""What a rule looks at while it is being checked: a record with names, other records of its ledger, measures of a period.

Reads a ledger's records once, never a query per record. Knows no rule.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.measure import Measure, Measured
from dangjian_desktop.domain.period import Period, half, year
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.domain.record_scope import RecordScope
from dangjian_desktop.domain.tie_functions import biggest, entries, smallest, total
from dangjian_desktop.services.counting.measuring import Measuring
from dangjian_desktop.storage.store import Store


class NamedRecordScope(RecordScope):
    """As RecordScope, but a message shows names where the record holds numbers of people and units."""

    def __init__(self, *args: Any, names: Callable[[str, int], str | None], **named: Any) -> None:
        super().__init__(*args, **named)
        self._names = names

    def value(self, found: Any) -> Any:
        """Return the value of a field; of a single reference its name."""
        plain = super().value(found)
        if isinstance(found, Field) and found.of.refers and not found.of.many and plain is not None:
            return self._names(found.target, plain)
        return plain


class StoredNeighbours:
    """Other records, read ledger by ledger when first asked for."""

    def __init__(self, store: Store, catalogue: Catalogue) -> None:
        self._store = store
        self._catalogue = catalogue
        self._by_number: dict[str, dict[Any, Mapping[str, Any]]] = {}
        self._all: dict[str, Sequence[Stored]] = {}

    def by_number(self, ledger: str, number: Any) -> tuple[LedgerSpec, Mapping[str, Any]] | None:
        """Return the record of that ledger (label) with this number, or None."""
        spec = self._catalogue.by_label[ledger]
        if ledger not in self._by_number:
            key = next(field.key for field in spec.fields if field.required and field.of.textual and not field.of.prose)
            self._by_number[ledger] = {one.values[key]: one.values for one in self._records(spec) if key in one.values}
        found = self._by_number[ledger].get(number)
        return None if found is None else (spec, found)

    def previous(
        self, spec: LedgerSpec, values: Mapping[str, Any], same: str, other: str, accepted: Sequence[Any]
    ) -> Mapping[str, Any] | None:
        """Return the latest earlier record with the same ``same`` whose ``other`` is one of those, or None."""
        day = values.get(spec.date_field)
        if day is None or values.get(same) is None:
            return None
        earlier = [one.values for one in self._records(spec) if one.occurred_on is not None and one.occurred_on < day]
        return next((old for old in reversed(earlier) if old.get(same) == values[same] and old.get(other) in accepted), None)

    def _records(self, spec: LedgerSpec) -> Sequence[Stored]:
        if spec.key not in self._all:
            self._all[spec.key] = self._store.records.all_of(spec.key)
        return self._all[spec.key]


class MeasureScope:
    """Measures of one period; a name is a label, a dot a part. Each count is made once."""

    def __init__(self, measuring: Measuring, store: Store, catalogue: Catalogue, period: Period) -> None:
        self._measuring = measuring
        self._store = store
        self._catalogue = catalogue
        self._period = period
        self._counted: dict[tuple[str, Period], Measured] = {}
        self.functions: Mapping[str, Callable[..., Any]] = {
            "sum": lambda found: total(self.value(found)),
            "max": lambda *found: biggest(*(self.value(one) for one in found)),
            "min": lambda *found: smallest(*(self.value(one) for one in found)),
            "count": lambda found: self._entries(found),
            "parts": lambda found: [part.number for part in self._of(found).parts.values()],
            "opening": lambda found: self._number(found, self._day_before()),
            "first_half": lambda found: self._at(found, half(period.year, 1)),
            "second_half": lambda found: self._at(found, half(period.year, 2)),
            "full_year": lambda found: self._at(found, year(period.year)),
            "same_last_year": lambda found: self._number(found, period.same_last_year()),
            "sent": lambda found: self.sent_values.get(found.label),
            "open_at_start": lambda ledger, begin, over: self._open(ledger, begin, over, self._day_before()),
            "open_at_end": lambda ledger, begin, over: self._open(ledger, begin, over, Period(period.end, period.end)),
            "distinct": self._distinct,
        }

    def value(self, found: Any) -> Any:
        """Return the number of a measure."""
        return self._number(found, self._period) if isinstance(found, _Named) else found.number if isinstance(found, Measured) else found

    def measured(self, label: str, period: Period | None = None) -> Measured:
        """Count a measure, once for each period."""
        key = (label, period or self._period)
        if key not in self._counted:
            self._counted[key] = self._measuring.count(*key)
        return self._counted[key]

    def _of(self, found: _Named) -> Measured:
        return self.measured(found.label)

    def _at(self, found: _Named, period: Period) -> Measured:
        return self.measured(found.label, period)

    def _entries(self, found: Any) -> int:
        return entries((self._of(found) if isinstance(found, _Named) else found).value)

    def _number(self, found: _Named, period: Period) -> Any:
        measured = self.measured(found.label, period)
        if not found.part:
            return measured.number
        return measured.parts[found.part].number if found.part in measured.parts else 0

    def _day_before(self) -> Period:
        day = self._period.start - timedelta(days=1)
        return Period(day, day)

    def _open(self, ledger: str, begin: str, over: str, day: Period) -> int:
        """Rows begun on or before that day and not over on it."""
        spec = self._catalogue.by_label[ledger]
        measure = Measure("", "", spec.key, "count", date=spec.by_label[begin].key, at="end", until=spec.by_label[over].key)
        return int(self._store.measured(spec, measure, day).number or 0)

    def _distinct(self, ledger: str, label: str) -> int:
        spec = self._catalogue.by_label[ledger]
        measure = Measure("", "", spec.key, "distinct", field=spec.by_label[label].key, date=spec.date_field)
        return int(self._store.measured(spec, measure, self._period).number or 0)

    @cached_property
    def sent_values(self) -> dict[str, Decimal]:
        """Return label → number of the report already sent for this period.

        One typed over was never the ledger's, and one that is counted in another way by now says nothing of the ledger (the report itself
        tells that 口径变了).
        """
        start, end = self._period.start.isoformat(), self._period.end.isoformat()
        for report in self._store.reports.all():
            if report.state == "sent" and (report.start, report.end) == (start, end):
                counted = (line for line in report.frozen or () if line["tag"] not in report.data.get("overrides", {}))
                numbers = (line for line in counted if line.get("number") is not None and self._counted_so(line))
                return {line["tag"]: Decimal(line["number"]) for line in numbers}
        return {}

    def _counted_so(self, line: Mapping[str, Any]) -> bool:
        """Whether a frozen number was counted as its measure is counted now; of earlier versions that is not known."""
        label = line["tag"].partition(".")[0]
        known = line.get("counted") and label in self._catalogue.measures
        return not known or line["counted"] == self._measuring.counted(label)


class BoundScope:
    """The counts of a period as one rule sees them: ``m`` stands for a measure, parameters are those in force."""

    def __init__(self, counts: MeasureScope, label: str, params: Mapping[str, Decimal | None]) -> None:
        self.counts, self._label, self._params = counts, label, params
        self.functions = counts.functions

    def name(self, name: str) -> Any:
        """Return what a bare name means: a parameter, or a measure, ``m`` the one the rule runs over."""
        return self._params[name] if name in self._params else _Named(self._label if name == "m" else name)

    def attribute(self, base: _Named, name: str) -> _Named:
        """Return the same measure over another time, or one part of it."""
        return _Named(base.label, name)

    def value(self, found: Any) -> Any:
        """Return a plain value of whatever a name gave back."""
        return self.counts.value(found)


class _Named:
    """A measure, or one part of it, not yet counted."""

    def __init__(self, label: str, part: str = "") -> None:
        self.label = label
        self.part = part
