"""Once a week the newest backup is tried out while the window is open: on the worker, so that nobody waits. Knows no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.parts.progress import Reporter

if TYPE_CHECKING:
    from dangjian_desktop.services.backup.backups import Rehearsal

REST = 10 * 60 * 1000
"""Milliseconds after which is asked whether it is time; the first minutes belong to whoever has just opened the file."""


class DrillWatch(QObject):
    """What it finds wrong is told, and asked for again only when the file is opened the next time."""

    def __init__(self, caller: Caller, ask: Ask, parent: QObject) -> None:
        super().__init__(parent)
        self.caller, self.ask = caller, ask
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(REST)
        self.timer.timeout.connect(self.look)

    def look(self) -> None:
        self.caller.ask(lambda services: services.backups.drill_due(), self._due, owner=self)

    def _due(self, one: Rehearsal | None) -> None:
        if one is None:
            self.timer.start()
            return
        from dangjian_desktop.services.backup.backups import rehearse

        reporter = Reporter(Cancelled, self)
        self.caller.aside(lambda: rehearse(one, reporter), self._passed, failed=self._failed, owner=self)

    def _passed(self, found: Mapping[str, int]) -> None:
        self.caller.ask(lambda services: services.backups.drilled(found), lambda _said: self.timer.start(), owner=self)

    def _failed(self, fault: BaseException) -> None:
        if isinstance(fault, UserError):
            self.ask.message(fault.message)
        elif not isinstance(fault, Cancelled):
            self.caller.faulted.emit(fault)
