"""How long work tells how far it is. Knows no work and nobody who shows it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class Progress(Protocol):
    """Long work reports here after each step; what it raises (Cancelled) stops the work, and nothing unfinished is kept."""

    def step(self, done: int, total: int, words: str) -> None:
        """``words`` are for the user."""
        ...


@dataclass(frozen=True)
class Quiet:
    """Progress nobody watches."""

    def step(self, done: int, total: int, words: str) -> None:
        """Nothing to show."""
