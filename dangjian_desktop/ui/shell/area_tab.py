"""One tab: its ledgers at the left with their records in the period, the chosen one at the right. Pages are made when first shown."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.period import Period
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage

SIDE_WIDTH = 184
NARROW_SIDE = 124
NARROW = 1000


@dataclass(frozen=True)
class Shelf:
    """A ledger in this tab; ``view`` = the part of it that also belongs here."""

    spec: LedgerSpec
    view: bool = False

    @property
    def label(self) -> str:
        return self.spec.view.label if self.view and self.spec.view else self.spec.label

    @property
    def key(self) -> str:
        return f"{self.spec.key}:view" if self.view else self.spec.key


class AreaTab(QWidget):
    """``status`` are the words for the status bar; ``shown`` tells that another ledger came to the front."""

    status = Signal(str)
    shown = Signal()

    def __init__(self, shelves: Sequence[Shelf], theme: Theme, make: Callable[[Shelf], LedgerPage], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shelves = tuple(shelves)
        self.theme = theme
        self._make = make
        self.pages: dict[str, LedgerPage] = {}
        self.period: Period | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.side = QFrame(self)
        self.side.setProperty("kind", "side")
        self.side.setFixedWidth(theme.px(SIDE_WIDTH))
        column = QVBoxLayout(self.side)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(2)
        self.entries = {shelf.key: _Entry(shelf, theme, self) for shelf in self.shelves}
        for entry in self.entries.values():
            entry.clicked.connect(lambda _checked=False, key=entry.key: self.show_shelf(key))
            column.addWidget(entry)
        column.addStretch(1)
        self.side.setVisible(len(self.shelves) > 1)
        self.stack = QStackedWidget(self)
        row.addWidget(self.side)
        row.addWidget(self.stack, 1)
        self.current = self.shelves[0].key

    def page(self, key: str | None = None) -> LedgerPage:
        """The page of a ledger, made on first use."""
        wanted = key or self.current
        if wanted not in self.pages:
            shelf = next(shelf for shelf in self.shelves if shelf.key == wanted)
            made = self._make(shelf)
            made.status.connect(lambda words, wanted=wanted: self.status.emit(words) if wanted == self.current else None)
            self.pages[wanted] = made
            self.stack.addWidget(made)
            made.set_period(self.period)
        return self.pages[wanted]

    def show_shelf(self, key: str) -> LedgerPage:
        self.current = key
        for name, entry in self.entries.items():
            entry.setChecked(name == key)
        page = self.page(key)
        self.stack.setCurrentWidget(page)
        page.list.say_status()
        self.shown.emit()
        return page

    def activate(self) -> None:
        """The tab came to the front."""
        self.show_shelf(self.current)

    def stations(self) -> list[QWidget]:
        """The parts that F6 goes through, in reading order."""
        return [self.side, *self.page().stations()]

    def set_period(self, period: Period) -> None:
        self.period = period
        for page in self.pages.values():
            page.set_period(period)

    def set_counts(self, counts: dict[str, int]) -> None:
        """Records per ledger in the period."""
        for shelf in self.shelves:
            self.entries[shelf.key].set_count(counts.get(shelf.key, 0))

    def fit(self, width: int) -> None:
        narrow = width / self.theme.scale < NARROW
        self.side.setFixedWidth(self.theme.px(NARROW_SIDE if narrow else SIDE_WIDTH))


class _Entry(QPushButton):
    """A ledger's name and its count."""

    def __init__(self, shelf: Shelf, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.key = shelf.key
        self.setProperty("kind", "entry")
        self.setCheckable(True)
        self.setAccessibleName(shelf.label)
        row = QHBoxLayout(self)
        row.setContentsMargins(theme.spacing(8), 0, theme.spacing(8), 0)
        self.name, self.count = QLabel(shelf.label, self), QLabel("", self)
        for label in (self.name, self.count):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row.addWidget(self.name)
        row.addStretch(1)
        row.addWidget(self.count)
        self.theme = theme
        self.toggled.connect(lambda on: self.name.setFont(theme.font(14, bold=on)))

    def set_count(self, number: int) -> None:
        self.count.setText(f"{number:,}")
        tint = self.theme.color("ink2" if number else "dis").name()
        self.count.setStyleSheet(f"color: {tint};")
        self.setAccessibleName(f"{self.name.text()}，本期 {number} 条")
