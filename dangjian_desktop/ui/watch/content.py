"""Looks through the whole content of an open file, piece by piece, while it is being used. Knows no record."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from dangjian_desktop.domain.condition import Condition
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller

REST = 5
"""Milliseconds between two pieces, in which what the screen asks comes first."""


class ContentWatch(QObject):
    """``damaged`` tells why nothing can be written any more."""

    damaged = Signal(object)

    def __init__(self, caller: Caller, parent: QObject) -> None:
        super().__init__(parent)
        self.caller, self.done = caller, False
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(REST)
        self.timer.timeout.connect(self.go_on)

    def go_on(self) -> None:
        self.caller.ask(opening.verify_some, self._looked, owner=self)

    def _looked(self, found: tuple[bool, Condition | None]) -> None:
        self.done, damage = found
        if damage is not None:
            self.damaged.emit(damage)
        elif not self.done:
            self.timer.start()
