"""Finding: what a check saw, where, why, and what may be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

BASES, UNBOUND, STRANGE = "依据", "搁置", "不认识"
"""Findings about the rules themselves (provisions not compared, what cannot be looked at here) and about what is another version's."""


@dataclass(frozen=True)
class Finding:
    """``id`` names the rule (R13, 待补, 文内 …), ``level`` is must · warn · note; ``place`` says where in the user's words;
    ``ids`` are the records it speaks of; ``labels`` the measures; ``key`` identifies this very finding so that a written
    reason can be kept with it; a ``firm`` one is cured, never passed with a reason: what is left over would be printed."""

    id: str
    level: str
    message: str
    place: str = ""
    why: str = ""
    ids: tuple[int, ...] = ()
    labels: tuple[str, ...] = ()
    key: str = ""
    reason: str = ""
    firm: bool = False

    @property
    def aside(self) -> bool:
        """It speaks of no record and of no text: nothing is to be cured in them."""
        return self.id in (BASES, UNBOUND)

    @property
    def grave(self) -> bool:
        """Tell whether it stands in the way of 定稿 as long as it is neither cured nor passed: what must be, and 待补 behind a number."""
        return self.level == "must" or self.id == "待补"

    @property
    def stops(self) -> bool:
        """Tell whether it stands in the way of 定稿 now."""
        return self.grave and not self.reason

    def passed_with(self, reasons: Mapping[str, str]) -> Finding:
        """Return the same with the reason that was written for its key, if one was and it may be passed at all."""
        return self if self.firm else replace(self, reason=reasons.get(self.key, self.reason))
