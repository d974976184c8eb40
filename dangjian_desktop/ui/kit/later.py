"""What is done once, a moment after the last time it was asked for. Knows no page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer


def later(owner: QObject, milliseconds: int, act: Callable[[], object]) -> QTimer:
    """Return a timer that does it once, so many milliseconds after its last ``start``; it ends with its owner."""
    timer = QTimer(owner)
    timer.setSingleShot(True)
    timer.setInterval(milliseconds)
    timer.timeout.connect(lambda: act())
    return timer
