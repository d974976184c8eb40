"""How long the screen's thread did not look at its events: a timer of ten milliseconds that notes when it came late.

What the thread waited for a processor that others had is no fault of the window and is taken off, where the system tells it.
"""

from __future__ import annotations

import time
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

_EVERY = 10
_TOLD = Path("/proc/thread-self/schedstat")


class Gaps(QObject):
    """Watches from the moment it is made, on the thread that made it."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._last, self._waited, self._longest = time.monotonic(), _waited(), 0.0
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._timer.start(_EVERY)

    def _tick(self) -> None:
        now, waited = time.monotonic(), _waited()
        self._longest = max(self._longest, now - self._last - (waited - self._waited) - _EVERY / 1000)
        self._last, self._waited = now, waited

    def longest(self) -> float:
        """Seconds, up to now."""
        self._tick()
        return self._longest


def _waited() -> float:
    """Seconds this thread was ready to run and could not."""
    try:
        return int(_TOLD.read_text(encoding="ascii").split()[1]) / 1e9
    except OSError:
        return 0.0
