"""What the workbench shows, in one answer: key numbers beside last year, and what is 待补. Knows no screen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.measure import Measured
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.wording import change_text, in_table

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services


@dataclass(frozen=True)
class KeyNumber:
    """One line: the number, the same period last year, how they differ; ``ids`` open the records."""

    label: str
    ledger: str
    value: str
    unit: str
    last_year: str
    change: str
    amount: float
    last_amount: float
    ids: tuple[int, ...]


@dataclass(frozen=True)
class Lacking:
    """A ledger with records that are 待补, or 缺佐证, in the period."""

    ledger: str
    label: str
    records: int


@dataclass(frozen=True)
class Overview:
    """What the workbench shows: key numbers beside last year, and what is 待补."""

    numbers: tuple[KeyNumber, ...]
    lacking: tuple[Lacking, ...]
    bare: tuple[Lacking, ...]
    records: int
    drafts: int
    blank: bool
    """Nothing was ever registered in this file."""


def overview(services: Services, period: Period, labels: Sequence[str]) -> Overview:
    """Count for the workbench; void records never count."""
    catalogue = services.catalogue
    wanted = [catalogue.measures[label].label for label in labels if label in catalogue.measures]
    now = services.measuring.all(period, wanted)
    before = services.measuring.all(period.same_last_year(), wanted)
    lacking, bare = services.records.lacking(period), services.records.without_evidence(period)
    sizes = services.records.sizes(period)
    return Overview(
        tuple(_number(catalogue, label, now[label], before[label]) for label in wanted),
        _lines(catalogue, lacking),
        _lines(catalogue, bare),
        sum(sizes[spec.key] for spec in catalogue.ledgers),
        len(services.drafts.all()),
        not services.store.records.any(),
    )


def _lines(catalogue: Catalogue, numbers: Mapping[str, int]) -> tuple[Lacking, ...]:
    return tuple(Lacking(key, catalogue.get(key).label, number) for key, number in numbers.items())


def _number(catalogue: Catalogue, label: str, now: Measured, before: Measured) -> KeyNumber:
    return KeyNumber(
        label,
        catalogue.measures[label].ledger,
        in_table(now),
        now.unit,
        in_table(before),
        change_text(now.number, before.number) or "",
        float(now.number or 0),
        float(before.number or 0),
        now.record_ids,
    )


def key_measures() -> tuple[str, ...]:
    """Return the shipped choice of measures for the workbench."""
    return tuple(_shipped()["key_measures"])


def wish(card: str) -> Mapping[str, Any]:
    """Tell which ledger and fields a card of the workbench is made of, by label: coverage or plans."""
    found: Mapping[str, Any] = _shipped()[card]
    return found


def _shipped() -> Mapping[str, Any]:
    from dangjian_desktop.ledgers.declared import read_yaml

    found: Mapping[str, Any] = read_yaml("desk.yaml")
    return found
