"""Counting for the faces: one measure, a ledger's, or all of them, over any period. Knows no SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Protocol

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.definition import counted, definition
from dangjian_desktop.domain.errors import InvalidRecordError, Problem
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.measure import Measure, Measured
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Checked, Record
from dangjian_desktop.domain.wording import in_table
from dangjian_desktop.services.base.settings import Settings
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.writing.record_writes import write_of

VARIANTS = "variants"


class Measuring:
    """Counts of one open file. Every answer carries the numbers of its records."""

    def __init__(self, store: Store, catalogue: Catalogue, settings: Settings) -> None:
        self._store = store
        self._catalogue = catalogue
        self._settings = settings

    def count(self, label: str, period: Period) -> Measured:
        """Count one measure by its label; KeyError for a label nobody declared."""
        measure = self.in_force(self._catalogue.measures[label])
        return self._store.measured(self._catalogue.get(measure.ledger), measure, period)

    def at(self, path: str, period: Period) -> Measured:
        """Count a measure, or one part of it: 谈话次数.监督谈话."""
        label, _, part = path.partition(".")
        found = self.count(label, period)
        return found.parts[part] if part else found

    def of_ledger(self, ledger: str, period: Period) -> dict[str, Measured]:
        """Count every measure of one ledger, by label."""
        return {measure.label: self.count(measure.label, period) for measure in self._catalogue.get(ledger).measures}

    def all(self, period: Period, labels: Iterable[str] | None = None) -> dict[str, Measured]:
        """Count every measure (or those named) in declared order."""
        wanted = self._catalogue.measures if labels is None else dict.fromkeys(labels)
        return {label: self.count(label, period) for label in wanted}

    # -------------------------------------------------------------- 口径
    def in_force(self, measure: Measure) -> Measure:
        """Return the measure as the office counts it: declared, or its variant B."""
        return measure.variant if measure.variant and self.variant(measure.label) == "B" else measure

    def variant(self, label: str) -> str:
        """Return A or B; "" for a measure that has no variant."""
        if self._catalogue.measures[label].variant is None:
            return ""
        return str(self._settings.get(VARIANTS, {}).get(label, "A"))

    def switch_variant(self, label: str, variant: str, reason: str) -> Change:
        """Count the other way from now on; the reason stays in the log."""
        if not reason.strip():
            raise InvalidRecordError([Problem("reason", "请写明改用这种口径的理由。")])
        self._store.before_step("改口径")
        kept: Mapping[str, str] = self._settings.get(VARIANTS, {})
        words = f"“{label}”改用口径 {variant}：{reason.strip()}"
        return self._settings.put(VARIANTS, {**kept, label: variant}, words)

    def definition(self, label: str, period: str = "本期") -> str:
        """Return the 口径 in words, as it is counted now."""
        measure = self.in_force(self._catalogue.measures[label])
        return definition(self._catalogue.get(measure.ledger), measure, period)

    def counted(self, label: str) -> str:
        """Return the digest of how a measure is counted now (domain/definition.counted)."""
        measure = self.in_force(self._catalogue.measures[label])
        return counted(self._catalogue.get(measure.ledger), measure)

    # -------------------------------------------------------------- 保存后
    def effect(self, ledger: str, seen: Checked, period: Period) -> tuple[tuple[str, str, str], ...]:
        """Return (label, before, after) of the measures that saving what was looked at (Records.check) would move.

        Nothing is stored, and nothing moves while it has a fault that no reason passes.
        """
        if any(not problem.rule for problem in seen.problems):
            return ()
        now = self.of_ledger(ledger, period)
        write = write_of(self._catalogue.get(ledger), Record(ledger, seen.values), self._store.records.title, before=seen.before)
        then = self._store.rehearse([write], lambda: self.of_ledger(ledger, period))
        told = ((label, in_table(old), in_table(then[label])) for label, old in now.items())
        return tuple((label, was, will) for label, was, will in told if was != will)

    # -------------------------------------------------------------- for machines
    def as_json(self, period: Period) -> dict[str, Any]:
        """Return every count in the shape of ``count --json``: money in yuan, zero parts left out."""
        measures = {}
        for label, found in self.all(period).items():
            measure = self._catalogue.measures[label]
            entry: dict[str, Any] = {"unit": measure.unit}
            if measure.total:
                entry["value"] = _plain_value(found)
            if measure.split:
                entry["split"] = {name: _plain_value(part) for name, part in found.parts.items() if part.value}
            if found.ratio:
                entry["numerator"], entry["denominator"] = found.ratio
            measures[label] = entry
        return {"start": period.start.isoformat(), "end": period.end.isoformat(), "measures": measures}


@dataclass(frozen=True)
class Variant:
    """A measure that may be counted in two ways: how it is counted now, and both in words."""

    label: str
    now: str
    words: Mapping[str, str]


def variants(services: HasMeasures) -> tuple[Variant, ...]:
    """Return every measure with another 口径."""
    found = []
    for measure in services.catalogue.measures.values():
        if measure.variant is not None:
            spec = services.catalogue.spec_of(measure)
            words = {"A": definition(spec, measure), "B": definition(spec, measure.variant)}
            found.append(Variant(measure.label, services.measuring.variant(measure.label), words))
    return tuple(found)


class HasMeasures(Protocol):
    """What an open file offers for this question."""

    @property
    def catalogue(self) -> Catalogue:
        """Return the ledgers in force."""

    @property
    def measuring(self) -> Measuring:
        """Return what counts them."""


def _plain_value(found: Measured) -> Any:
    if isinstance(found.value, tuple):
        return list(found.value)
    number = found.number
    if isinstance(number, Decimal):
        return int(number) if number == number.to_integral_value() else float(number)
    return number
