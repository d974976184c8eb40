"""Tables that list something to be read and chosen from, one line each, and how every table of ours looks. Knows no office."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QTableWidget, QTableWidgetItem

from dangjian_desktop.ui.kit.theme import Theme


def dress(table: QTableView, name: str, *, line: int) -> QHeaderView:
    """Give a table the look and the keys that all of ours have, ``line`` high; return its heading."""
    table.setAccessibleName(name)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(line)
    head = table.horizontalHeader()
    head.setHighlightSections(False)
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    return head


class Table(QTableWidget):
    """Lines of texts below headings; a column without a width takes what is left, the ``right`` ones hold numbers."""

    def __init__(self, theme: Theme, name: str, headings: Sequence[str], widths: Sequence[int], *, right: Sequence[int] = ()) -> None:
        super().__init__(0, len(headings))
        self.right = right
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        head = dress(self, name, line=theme.control(32))
        for place, (words, width) in enumerate(zip(headings, widths, strict=True)):
            self.setHorizontalHeaderItem(place, self._cell(place, words))
            if width:
                self.setColumnWidth(place, theme.px(width))
            else:
                head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)

    def fill(self, lines: Sequence[Sequence[str]]) -> list[list[QTableWidgetItem]]:
        """Show these lines instead of those before; return their cells, for what is still to be said about them."""
        cells = [[self._cell(place, words) for place, words in enumerate(texts)] for texts in lines]
        self.clearContents()
        self.setRowCount(len(lines))
        for number, line in enumerate(cells):
            for place, cell in enumerate(line):
                self.setItem(number, place, cell)
                if not self.wordWrap():  # what does not wrap may be cut off
                    cell.setToolTip(cell.text())
        return cells

    def _cell(self, place: int, words: str) -> QTableWidgetItem:
        made = QTableWidgetItem(words)
        if place in self.right:
            made.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return made
