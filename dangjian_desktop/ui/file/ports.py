"""What the controllers of the window are handed instead of the window: what they may use of it, and who opens and closes files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QMainWindow, QStackedWidget

from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.open_file import OpenFile
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.fault_hook import FaultHook
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.parts.status import StatusWords
from dangjian_desktop.ui.kit.theme import Theme

Make = Callable[[Key | None], Services]
"""Opens a file, with its key when it is protected."""


@dataclass
class Screen:
    """What a controller may use of the window. ``theme`` and ``file`` are those of the moment; no file, nothing open."""

    window: QMainWindow
    pages: QStackedWidget
    theme: Theme
    machine: Machine
    ask: Ask
    faults: FaultHook
    state: StatusWords
    file: OpenFile | None = None

    @property
    def writable(self) -> bool:
        """Whether a ledger is open in which something may be changed."""
        return self.file is not None and not self.file.opened.read_only


@dataclass(frozen=True)
class Wanted:
    """A file to be opened, and what follows when it is.

    ``make`` is handed ``key``; when that does not fit, the key that is asked for: of ``sealed`` when another file says which.
    """

    path: Path
    make: Make
    key: Key | None = None
    sealed: Path | None = None
    then: Callable[[], object] = lambda: None

    @property
    def locked_by(self) -> Path:
        """The file whose password opens it."""
        return self.sealed or self.path


class Files(Protocol):
    """Who opens and closes, one file at a time."""

    def use(self, wanted: Wanted) -> None:
        """Close what is open, open the other; a refusal is told."""

    def close_file(self) -> None:
        """Keep what is being typed, let go of the file."""

    def leave(self) -> bool:
        """Close the file, unless something is in the middle and the user stays."""
