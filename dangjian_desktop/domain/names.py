"""Things by the names people gave them: by what they are called now, and by what they were called before. Knows no ledger.

Identity is the key. Rules, templates and tables name things by a label; a label that was changed stays known, so nothing that was
written with it breaks. Only what is called so now is listed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, TypeVar

T = TypeVar("T")


class Named(Mapping[str, T], Generic[T]):
    """Label → thing. Former labels answer too, but are not among the names; a present label comes before a former one."""

    def __init__(self, things: Iterable[tuple[str, tuple[str, ...], T]]) -> None:
        """``things``: (label, former labels, thing) in declared order."""
        found = tuple(things)
        self._now = {label: thing for label, _former, thing in found}
        self._former = {old: thing for _label, former, thing in found for old in former}

    def __getitem__(self, label: str) -> T:
        return self._now[label] if label in self._now else self._former[label]

    def __contains__(self, label: object) -> bool:
        return label in self._now or label in self._former

    def __iter__(self) -> Iterator[str]:
        return iter(self._now)

    def __len__(self) -> int:
        return len(self._now)
