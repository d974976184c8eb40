"""F6: from one part of the window to the next, as house to house along a street. Knows no page."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def walk(stations: Sequence[QWidget], step: int) -> None:
    """Give the focus to the next part that can take it, round and round; ``step`` 1 or -1."""
    focused = QApplication.focusWidget()
    here = next((number for number, one in enumerate(stations) if focused is not None and _holds(one, focused)), -step if step > 0 else 0)
    for offset in range(1, len(stations) + 1):
        target = entrance(stations[(here + step * offset) % len(stations)])
        if target is not None:
            target.setFocus(Qt.FocusReason.TabFocusReason if step > 0 else Qt.FocusReason.BacktabFocusReason)
            return


def _holds(station: QWidget, focused: QWidget) -> bool:
    return station is focused or station.isAncestorOf(focused)


def entrance(station: QWidget) -> QWidget | None:
    """The part itself, or the first thing in it that Tab reaches; None when there is nothing now."""
    return next((one for one in _along(station) if _takes_focus(one)), None)


def _along(station: QWidget) -> Iterator[QWidget]:
    """The part and what is in it, in the order it was made.

    Not along Qt's own chain: the binding takes each widget there for the owner of the next, and lets go of it with that owner.
    """
    yield station
    yield from station.findChildren(QWidget)


def _takes_focus(one: QWidget) -> bool:
    return bool(one.focusPolicy() & Qt.FocusPolicy.TabFocus) and one.isVisible() and one.isEnabled()
