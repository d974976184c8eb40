"""Notices that nobody has touched the program for a while. Knows nothing of what happens then."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer, Signal

_TOUCHES = frozenset(
    (
        QEvent.Type.KeyPress,
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseMove,
        QEvent.Type.Wheel,
        QEvent.Type.TouchBegin,
        QEvent.Type.InputMethod,
    )
)


class Idle(QObject):
    """``passed`` after so many minutes without a touch; after a sleep of the machine with the first touch, which then goes no further."""

    passed = Signal()

    def __init__(self, parent: QObject, now: Callable[[], float] = time.time) -> None:
        super().__init__(parent)
        self._now, self._touched, self._limit = now, now(), 0.0
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._look)

    def watch(self, minutes: float) -> None:
        """Begin, or begin again with another limit; the time runs from now."""
        self.rest()
        self._limit = minutes * 60
        self._touched = self._now()
        self._timer.start(round(self._limit * 1000))
        application = QCoreApplication.instance()
        if application is not None:
            application.installEventFilter(self)

    def rest(self) -> None:
        """Watch no longer."""
        self._timer.stop()
        self._limit = 0.0
        application = QCoreApplication.instance()
        if application is not None:
            application.removeEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        if event.type() not in _TOUCHES or not self._limit:
            return False
        if self._over():
            self._end()
            return True
        self._touched = self._now()
        return False

    def _over(self) -> bool:
        """The wall clock counts the machine's sleep too; one that was set back only makes the wait longer."""
        return self._now() - self._touched >= self._limit

    def _look(self) -> None:
        left = self._limit - (self._now() - self._touched)
        if left <= 0:
            self._end()
        else:
            self._timer.start(round(min(left, self._limit) * 1000) + 1)

    def _end(self) -> None:
        self.rest()
        self.passed.emit()
