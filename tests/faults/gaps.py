"""How long the screen's thread did not look at its events: a timer of ten milliseconds that notes when it came late."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer

_EVERY = 10


class Gaps(QObject):
    """Watches from the moment it is made."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last, self._longest = time.monotonic(), 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_EVERY)

    def _tick(self) -> None:
        now = time.monotonic()
        self._longest = max(self._longest, now - self._last - _EVERY / 1000)
        self._last = now

    def longest(self) -> float:
        """Seconds, up to now."""
        self._tick()
        return self._longest
