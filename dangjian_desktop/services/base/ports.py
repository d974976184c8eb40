"""What services need from outside: a clock, a painter, the word that the user gave up. Knows nobody who provides them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from dangjian_desktop.domain.blocks import Document


class Cancelled(Exception):
    """The user pressed 取消; nothing that was not finished is kept."""


class Clock(Protocol):
    """The only source of time."""

    def now(self) -> datetime:
        """Aware, in local time."""
        ...

    def today(self) -> date: ...


class Painter(Protocol):
    """Paints finished documents; handed in by app, so that services never import Qt."""

    def pages(self, document: Document) -> int: ...

    def to_pdf(self, document: Document, path: Path) -> None: ...

    def missing_fonts(self, document: Document) -> tuple[str, ...]: ...


@dataclass(frozen=True)
class SystemClock:
    """The clock of the machine."""

    def now(self) -> datetime:
        return datetime.now().astimezone()

    def today(self) -> date:
        return self.now().date()
