"""The ledger that is open in the window: the way to it, what is known of it, and what happens to it. Knows no page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.condition import Condition
from dangjian_desktop.domain.errors import Message
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.services.ledger_file import passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.veil import Veil
from dangjian_desktop.ui.watch.evidence import EvidenceWatch

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Opened:
    """What the window needs to know of an open file at once."""

    path: str
    catalogue: Catalogue
    unit: str
    read_only: bool
    condition: Condition | None
    today: date
    at: datetime
    hints: tuple[Message, ...] = ()
    key: Key | None = field(default=None, repr=False)
    ledger_id: str = ""

    @staticmethod
    def of(services: Services) -> Opened:
        return Opened(
            path=str(services.path),
            catalogue=services.catalogue,
            unit=str(services.settings.get("unit_name", "")),
            read_only=services.read_only,
            condition=services.condition,
            today=services.clock.today(),
            at=services.clock.now(),
            hints=services.hints,
            key=passwords.key_of(services),
            ledger_id=str(services.settings.get("ledger_id", "")),
        )


class OpenFile(QObject):
    """``stopped`` when it turned out that nothing may be written any more. It goes with its pages; answers still on the way are dropped."""

    stopped = Signal()

    def __init__(self, caller: Caller, opened: Opened, ask: Ask, window: QWidget) -> None:
        super().__init__(window)
        self.caller, self.opened = caller, opened
        self.changes, self.veil = Changes(self), Veil(window)
        self.veil.setParent(self)
        self.evidence = EvidenceWatch(caller, ask, self.changes, lambda: self.opened.read_only, self)

    @property
    def path(self) -> Path:
        return Path(self.opened.path)

    def ask(
        self,
        work: Callable[[Services], Answer],
        done: Callable[[Answer], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
        owner: QObject | None = None,
        latest: str = "",
    ) -> None:
        """As a Caller does it, for as long as the file is open; ``owner`` when it is for less."""
        self.caller.ask(work, done, failed=failed, owner=owner or self, latest=latest)

    def change(self, act: Callable[[Services], object]) -> None:
        """Do it, and let every screen hear of it."""
        self.ask(act, self.changes.changed.emit)

    def stop_writing(self, condition: Condition) -> None:
        """The file turned out to be damaged: read-only from now on, and why."""
        self.opened = replace(self.opened, read_only=True, condition=condition)
        self.stopped.emit()
