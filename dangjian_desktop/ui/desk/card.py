"""The frame of every card of 工作台: title, one caption with its rule, a link at the right, a grid below. Knows no content."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtWidgets import QFrame, QPushButton, QWidget

from dangjian_desktop.ui.kit.parts.layout import Item, clear, column, grid, put_line, row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme


class Card(QFrame):
    """``link`` is hidden until it has words."""

    def __init__(self, theme: Theme, title: str, caption: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "desk-card")
        self.caption = label(caption, "caption")
        self.link = button(theme, "", "link")
        kept = self.link.sizePolicy()
        kept.setRetainSizeWhenHidden(True)  # lines of cards beside each other stand at one height
        self.link.setSizePolicy(kept)
        self.link.hide()
        self.head = row(theme, label(title, "card-title"), self.caption, ..., self.link, gap=8)
        self.grid = grid(theme, gap=(16, 4))
        # beside a taller card the lines stay where they are
        self.column = column(theme, self.head, self.grid, ..., on=self, margins=(16, 8, 16, 12), gap=4)

    def show_rows(self, *rows: Sequence[Item], stretch: int = 0) -> None:
        """Show these rows instead of those before; the column ``stretch`` takes what is left."""
        clear(self.grid)
        for number, items in enumerate(rows):
            put_line(self.grid, number, *items)
        self.grid.setColumnStretch(stretch, 1)

    def number(self, words: str, name: str, tip: str, clicked: Callable[[], object]) -> QPushButton:
        """A number that opens its records."""
        return button(self.theme, words, "number", name=name, tip=tip, clicked=clicked)


class FoldingCard(Card):
    """The first few lines; the link shows them all, and only these again."""

    def __init__(self, theme: Theme, title: str, caption: str, parent: QWidget, *, unit: str, few: int) -> None:
        super().__init__(theme, title, caption, parent)
        self._unit, self._few = unit, few
        self.whole = False
        self.link.clicked.connect(lambda _checked=False: self._turn())

    def _turn(self) -> None:
        self.whole = not self.whole
        self.fill()

    def fill(self) -> None:
        """Show what was found, as far as it is unfolded; each card says how."""

    def folded(self, lines: Sequence[Any]) -> Sequence[Any]:
        """Return the lines that are shown now, and let the link say how many there are."""
        self.link.setVisible(len(lines) > self._few)
        self.link.setText(f"只看前几{self._unit}" if self.whole else f"全部 {len(lines)} {self._unit}")
        return lines if self.whole else lines[: self._few]
