"""应办事项 of one office: which of the declared duties it has to do. Everything that reads duties reads those in force here.

Kept as a setting of the file, only what differs from the declared default. Counts nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dangjian_desktop.domain.basis import in_force, resting
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.duty import LOCAL, Duty, differing, switched
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.domain.unit_words import UnitWords
from dangjian_desktop.domain.worded import duties_in
from dangjian_desktop.ledgers.duties import load_duties
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.services.base.settings import Settings
from dangjian_desktop.services.rules.grounds import comparisons

DUTIES = "duties"
"""The setting {id: whether it has to be done}; missing while the office has not been asked."""
_NAMED = 3


class Duties:
    """The duties of one open file."""

    def __init__(self, catalogue: Catalogue, ties: Ties, settings: Settings, clock: Clock, words: UnitWords) -> None:
        self._settings, self._clock = settings, clock
        duties, self.aside = load_duties(catalogue, ties)
        self._declared = duties_in(duties, words)

    def declared(self) -> tuple[Duty, ...]:
        """Return every duty that ships, on or off by default."""
        return self._declared

    def chosen(self) -> tuple[Duty, ...]:
        """Return every duty, on or off as the office has it, citing its provision as the office has compared it."""
        return resting(switched(self._declared, self._choices() or {}), comparisons(self._settings))

    def in_force(self) -> tuple[Duty, ...]:
        """Return the duties the office has to do today; one whose provisions have all ended is none any more."""
        today = self._clock.today()
        return tuple(duty for duty in self.chosen() if duty.enabled and in_force(duty.bases, today))

    def watched_ties(self) -> frozenset[str]:
        """Return rules that watch the limits of single cases for the duties in force."""
        return frozenset(tie for duty in self.in_force() for tie in duty.ties)

    @property
    def asked(self) -> bool:
        """Whether the office has said which local duties it has to do."""
        return self._choices() is not None

    @property
    def open_questions(self) -> int:
        """How many duties differ from place to place and wait for the office's answer."""
        return 0 if self.asked else sum(duty.certainty == LOCAL for duty in self._declared)

    def switch(self, choices: Mapping[str, bool]) -> Change | None:
        """Switch these on or off from now on; the others stay as they are. None when that changes nothing in what was answered before."""
        kept = self._choices()
        wanted = differing(self._declared, {**(kept or {}), **choices})
        if wanted == kept:
            return None
        return self._settings.put(DUTIES, wanted, _label(self.chosen(), switched(self._declared, wanted)))

    def _choices(self) -> dict[str, bool] | None:
        """E-05 for a setting that is none of ours."""
        kept = self._settings.get(DUTIES)
        if kept is not None and not (isinstance(kept, dict) and all(type(on) is bool for on in kept.values())):
            raise DataFileError(Error.DAMAGED, count=1, earliest="", detail=DUTIES)
        return kept


def _label(before: Sequence[Duty], after: Sequence[Duty]) -> str:
    """Return what the log says: which were added and which taken away."""
    moved = [now for was, now in zip(before, after, strict=True) if was.enabled != now.enabled]
    parts = [
        f"{verb}{_names([duty.label for duty in moved if duty.enabled is on])}"
        for verb, on in (("加上", True), ("去掉", False))
        if any(duty.enabled is on for duty in moved)
    ]
    return f"应办事项{'，'.join(parts)}" if parts else "核对了应办事项，没有增减"


def _names(labels: Sequence[str]) -> str:
    words = "、".join(f"“{label}”" for label in labels[:_NAMED])
    return f"{words}等 {len(labels)} 项" if len(labels) > _NAMED else words
