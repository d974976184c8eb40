"""Rows, columns and grids: the one place where layouts of boxes are made, so that the code of a page reads as the page looks.

A row or column is written down from its beginning to its end. Beside widgets and inner layouts it may hold ``...`` for what is left
over, a number for a fixed space, and None for a part that is not there. Margins and gaps are in pixels at scale 1. Knows no office.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from types import EllipsisType
from typing import TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QHBoxLayout, QLayout, QVBoxLayout, QWidget

from dangjian_desktop.ui.kit.theme import Theme

TOP, BOTTOM = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
LEFT, RIGHT = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
CENTRE, MIDDLE = Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignVCenter
_ANYWHERE = Qt.AlignmentFlag(0)
AS_STYLE = 9
"""The margin that Qt gives to what says nothing."""


@dataclass(frozen=True)
class Placed:
    """An item that takes a share of the room left over, is aligned, or stands over several columns of a grid."""

    item: QWidget | QLayout | EllipsisType
    by: int = 0
    where: Qt.AlignmentFlag = _ANYWHERE
    columns: int = 1


Item = QWidget | QLayout | Placed | EllipsisType | int | None
Margins = int | tuple[int, int] | tuple[int, int, int, int]
_Box = TypeVar("_Box", bound=QBoxLayout)
_Layout = TypeVar("_Layout", bound=QLayout)


def grow(item: QWidget | QLayout | EllipsisType, by: int = 1) -> Placed:
    """Give the item what is left over, in the proportion ``by``."""
    return Placed(item, by)


def at(where: Qt.AlignmentFlag, item: QWidget | QLayout, by: int = 0) -> Placed:
    """Keep the item at its own size, at one edge of its place."""
    return Placed(item, by, where)


def over(columns: int, item: QWidget | QLayout) -> Placed:
    """Stand the item over several columns of a grid."""
    return Placed(item, columns=columns)


def row(theme: Theme, *items: Item, on: QWidget | None = None, margins: Margins = 0, gap: int | None = None) -> QHBoxLayout:
    """Put the items side by side, as the layout of ``on`` or to be put into another; the gap around goes on where none is said."""
    return put(_dressed(QHBoxLayout(), theme, on, margins, gap), theme, *items)


def column(theme: Theme, *items: Item, on: QWidget | None = None, margins: Margins = 0, gap: int | None = None) -> QVBoxLayout:
    """Put the items one below the other, as ``row`` does side by side."""
    return put(_dressed(QVBoxLayout(), theme, on, margins, gap), theme, *items)


def put(box: _Box, theme: Theme, *items: Item) -> _Box:
    """Add items at the end of a row or column."""
    for item in items:
        if isinstance(item, int):
            box.addSpacing(theme.spacing(item))
        elif item is not None:
            placed = item if isinstance(item, Placed) else Placed(item, by=int(item is ...))
            if isinstance(placed.item, QWidget):
                box.addWidget(placed.item, placed.by, placed.where)
            elif isinstance(placed.item, QLayout):
                box.addLayout(placed.item, placed.by)
            else:
                box.addStretch(placed.by)
    return box


def grid(
    theme: Theme,
    *lines: Sequence[Item],
    on: QWidget | None = None,
    margins: Margins = 0,
    gap: tuple[int, int],
    stretch: Iterable[int] = (),
) -> QGridLayout:
    """Put lines of items one below the other in columns; ``gap`` is across and down, ``stretch`` names the columns that grow."""
    made = _dressed(QGridLayout(), theme, on, margins)
    made.setHorizontalSpacing(theme.spacing(gap[0]))
    made.setVerticalSpacing(theme.spacing(gap[1]))
    for place in stretch:
        made.setColumnStretch(place, 1)
    for number, line in enumerate(lines):
        put_line(made, number, *line)
    return made


def put_line(made: QGridLayout, number: int, *items: Item) -> None:
    """Put the items into one line of a grid, from its first column on; None leaves a place free."""
    place = 0
    for item in items:
        placed = item if isinstance(item, Placed) else Placed(item) if isinstance(item, QWidget | QLayout) else None
        if placed is not None and isinstance(placed.item, QWidget):
            made.addWidget(placed.item, number, place, 1, placed.columns, placed.where)
        elif placed is not None and isinstance(placed.item, QLayout):
            made.addLayout(placed.item, number, place, 1, placed.columns, placed.where)
        place += placed.columns if placed else 1


def pane(inside: QLayout) -> QWidget:
    """Return a widget without a look of its own that holds the layout."""
    made = QWidget()
    made.setLayout(inside)
    return made


def clear(layout: QLayout) -> None:
    """Take everything out of a layout, for good."""
    while (item := layout.takeAt(0)) is not None:
        if (inner := item.layout()) is not None:
            clear(inner)
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()


def _dressed(box: _Layout, theme: Theme, on: QWidget | None, margins: Margins, gap: int | None = None) -> _Layout:
    if on is not None:
        on.setLayout(box)
    box.setContentsMargins(*_sides(theme, margins))
    if gap is not None:
        box.setSpacing(theme.spacing(gap))
    return box


def _sides(theme: Theme, margins: Margins) -> tuple[int, int, int, int]:
    """One margin for all sides, or across and down, or all four from the left on."""
    sides = (margins,) * 4 if isinstance(margins, int) else margins * 2 if len(margins) == 2 else margins
    left, top, right, bottom = (theme.spacing(side) for side in sides)
    return left, top, right, bottom
