"""依据: every provision the rules rest on, where it is used, and which of them the office has compared with the original. Knows no file."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QWidget,
)  # fmt: skip

from dangjian_desktop.services.rules.grounds import HEADINGS, Ground
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label, say_why_not
from dangjian_desktop.ui.kit.parts.tables import Table
from dangjian_desktop.ui.kit.theme import Theme

READ_ONLY = "台账现在是只读"
_TRUTH = "条文由本单位对照正式文本核对，程序不联网、不会自己更新。"
_HOW = "核对过的打上勾，点【已与原文核对】，记下今天的日期。"
_NONE = "先勾上已经对照过原文的"
_WIDTHS = (0, 0, 116, 0, 116)
_UNTICKED, _TICKED = Qt.CheckState.Unchecked, Qt.CheckState.Checked


class BasesDialog(Dialog):
    """``confirmed`` carries the keys of the ticked ones; whoever saved it comes back by ``show_rows``. Esc leaves all as it was."""

    confirmed = Signal(object)

    def __init__(self, rows: Sequence[Ground], theme: Theme, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, "依据", parent, size=(1080, 640))
        self.read_only = read_only
        self.rows: tuple[Ground, ...] = ()
        self.heading = label("", "panel-title")
        self.table = BasesTable(theme)
        self.table.itemChanged.connect(lambda _item: self._ticked())
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.go = button(theme, "已与原文核对", "primary", clicked=self._confirm)
        self.shut.setAutoDefault(False)
        (self.shut if read_only else self.go).setDefault(True)
        column(
            theme,
            self.heading,
            label(_TRUTH + (f"{READ_ONLY}，只能看，不能改。" if read_only else _HOW), "caption", wrap=True),
            grow(self.table),
            row(theme, ..., self.shut, self.go, gap=8),
            on=self, margins=(24, 12), gap=8,
        )  # fmt: skip
        self.show_rows(rows)
        self.table.setFocus()

    def show_rows(self, rows: Sequence[Ground]) -> None:
        """Those to be compared first; nothing is ticked."""
        self.rows = tuple(sorted(rows, key=lambda row: not row.stale))
        stale = sum(row.stale for row in rows)
        self.heading.setText(f"依据：{len(rows)} 项，{f'{stale} 项要核对' if stale else '都核对过了'}")
        self.table.show_rows(self.rows, ticks=not self.read_only)
        self._ticked()

    def _ticked(self) -> None:
        say_why_not(READ_ONLY if self.read_only else "" if self.table.ticked() else _NONE, self.go)

    def _confirm(self) -> None:
        self.confirmed.emit(tuple(self.rows[line].basis.key for line in self.table.ticked()))


class _Airy(QStyledItemDelegate):
    """Qt measures a wrapped text as wide as its column; the theme leaves a margin inside of it."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.margin = theme.spacing(8)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        option.rect.setWidth(option.rect.width() - 2 * self.margin)
        return super().sizeHint(option, index) + QSize(0, self.margin)


class BasesTable(Table):
    """Lines as high as their words need; Space ticks the line, wherever in it one stands."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme, "依据", HEADINGS, _WIDTHS)
        self.theme = theme
        self.setWordWrap(True)
        self.setItemDelegate(_Airy(theme, self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QTableWidget.ScrollMode.ScrollPerPixel)

    def show_rows(self, rows: Sequence[Ground], *, ticks: bool) -> None:
        self.blockSignals(True)
        cells = self.fill([(one.basis.title, one.basis.about, one.validity, "；".join(one.users), one.compared) for one in rows])
        for one, (first, *rest) in zip(rows, cells, strict=True):
            if ticks:
                first.setCheckState(_UNTICKED)
            first.setData(Qt.ItemDataRole.AccessibleTextRole, "，".join(cell.text() for cell in (first, *rest)))
            if one.stale:
                rest[-1].setForeground(self.theme.color("amber"))
        self.blockSignals(False)
        self.setCurrentCell(0, 0)
        self.resizeRowsToContents()

    def ticked(self) -> list[int]:
        items = ((line, self.item(line, 0)) for line in range(self.rowCount()))
        return [line for line, item in items if item is not None and item.checkState() == _TICKED]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        item = self.item(self.currentRow(), 0)
        if event.key() == Qt.Key.Key_Space and item is not None and item.data(Qt.ItemDataRole.CheckStateRole) is not None:
            item.setCheckState(_UNTICKED if item.checkState() == _TICKED else _TICKED)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resizeRowsToContents()
