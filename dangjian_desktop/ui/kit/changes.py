"""One signal for everything that was stored: each table and strip that shows it refreshes itself. Knows no page."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal


class Changes(QObject):
    """``changed`` carries the Change after it was committed."""

    changed = Signal(object)
