"""Search over all ledgers: what is typed is looked up, Enter opens the chosen record. Knows no page."""

from __future__ import annotations

from collections.abc import Sequence

import shiboken6
from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget, QListWidgetItem, QWidget

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.theme import Theme

_PAUSE = 180
_SHOWN = 12
SEARCH_WIDTH = 300


class SearchBox(QLineEdit):
    """``chosen`` carries the Line of a hit."""

    chosen = Signal(object)

    def __init__(self, caller: Caller, catalogue: Catalogue, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._caller, self._catalogue = caller, catalogue
        search = command("search")
        self.setPlaceholderText(f"{search.text}　{search.shown_keys}")
        self.setAccessibleName(search.text)
        self.setClearButtonEnabled(True)
        self.addAction(theme.icon("search", role="ink3"), QLineEdit.ActionPosition.LeadingPosition)
        self.setFixedWidth(theme.px(SEARCH_WIDTH))
        self._came_from: QWidget | None = None
        self.hits = QListWidget(self.window())
        self.hits.setWindowFlags(Qt.WindowType.ToolTip)
        self.hits.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hits.setProperty("kind", "popup")
        self.hits.itemClicked.connect(self._take)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_PAUSE)
        self.timer.timeout.connect(self._look)
        self.textEdited.connect(lambda _text: self.timer.start())

    def begin(self) -> None:
        """Ctrl+K: what stands here is typed over; Esc goes back to where one came from."""
        focused = QApplication.focusWidget()
        self._came_from = focused if focused is not self else self._came_from
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def _give_back(self) -> None:
        self.clear()
        came_from, self._came_from = self._came_from, None
        if came_from is not None and shiboken6.isValid(came_from) and came_from.isVisible():
            came_from.setFocus(Qt.FocusReason.OtherFocusReason)

    def _look(self) -> None:
        text = self.text().strip()
        if not text:
            self.hits.hide()
            return
        self._caller.ask(lambda services: services.records.search(text, _SHOWN), self._show, owner=self, latest="search")

    def _show(self, lines: Sequence[Line]) -> None:
        self.hits.clear()
        for line in lines:
            label = self._catalogue.get(line.ledger).label
            day = f"{line.day}　" if line.day else ""
            item = QListWidgetItem(f"{label}　{day}{line.title}")
            item.setData(Qt.ItemDataRole.UserRole, line)
            self.hits.addItem(item)
        if not lines:
            item = QListWidgetItem("没有找到")
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.hits.addItem(item)
        self.hits.setCurrentRow(0)
        self.hits.resize(max(self.width(), 420), min(self.hits.count(), _SHOWN) * 34 + 6)
        self.hits.move(self.mapToGlobal(self.rect().bottomLeft()))
        self.hits.show()

    def _take(self, item: QListWidgetItem | None) -> None:
        line = item.data(Qt.ItemDataRole.UserRole) if item else None
        if line is not None:
            self.hits.hide()
            self.clear()
            self.chosen.emit(line)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose among the hits, Enter opens, Esc closes the list, then gives the focus back; everything else is typing."""
        key = event.key()
        if self.hits.isVisible() and key in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if key == Qt.Key.Key_Down else -1
            self.hits.setCurrentRow((self.hits.currentRow() + step) % self.hits.count())
        elif self.hits.isVisible() and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take(self.hits.currentItem())
        elif self.hits.isVisible() and key == Qt.Key.Key_Escape:
            self.hits.hide()
        elif key == Qt.Key.Key_Escape:
            self._give_back()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        self.hits.hide()
        super().focusOutEvent(event)
