"""The ledgers opened last, as a list: name, place, when it was changed, and whether it is still there. Opens nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QPushButton, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.status import when
from dangjian_desktop.ui.kit.theme import Theme

ROW = 58
GONE = "找不到文件，U 盘没插？"
_ENTRY = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True)
class Recent:
    """``changed`` is when the file was written last, "" when it is not there."""

    path: Path
    changed: str

    @staticmethod
    def of(path: Path, now: datetime) -> Recent:
        try:
            at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        except OSError:
            return Recent(path, "")
        return Recent(path, when(at, now.date()))


class _Delegate(QStyledItemDelegate):
    """Two lines: the name, with a pill when the file is gone, and its folder; the time at the right."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = theme
        self.kept_free = 0

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.theme.px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, place, entry = self.theme, QRect(option.rect), index.data(_ENTRY)
        current = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(place, theme.color("sel" if current else "hover" if option.state & QStyle.StateFlag.State_MouseOver else "paper"))
        if current:
            painter.fillRect(QRect(place.left(), place.top(), 3, place.height()), theme.color("blue"))
        painter.setPen(theme.color("line"))
        painter.drawLine(place.bottomLeft(), place.bottomRight())
        mark = theme.px(20)
        ink = theme.selected_ink() if current else theme.color("ink")
        painter.drawPixmap(place.left() + theme.spacing(14), place.center().y() - mark // 2, theme.pixmap("book", 20, ink))
        inner = place.adjusted(theme.spacing(24) + mark, theme.spacing(8), -theme.spacing(16), -theme.spacing(8))
        self._words(painter, inner, entry, current=current)
        painter.restore()

    def _words(self, painter: QPainter, inner: QRect, entry: Recent, *, current: bool) -> None:
        theme = self.theme
        quiet = theme.selected_ink() if current and theme.contrast else theme.color("ink3")
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(theme.font(12))
        painter.setPen(quiet)
        time_room = painter.fontMetrics().horizontalAdvance(entry.changed) + theme.spacing(12)
        if current:
            inner = inner.adjusted(0, 0, -self.kept_free, 0)
        painter.drawText(inner, right, entry.changed)
        upper, lower = QRect(inner), QRect(inner)
        upper.setHeight(inner.height() // 2)
        lower.setTop(upper.bottom())
        lower.setWidth(inner.width() - time_room)
        folder = painter.fontMetrics().elidedText(str(entry.path.parent), Qt.TextElideMode.ElideMiddle, lower.width())
        painter.drawText(lower, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, folder)
        painter.setFont(theme.font(14, bold=True))
        painter.setPen(theme.selected_ink() if current else theme.color("ink"))
        room = inner.width() - time_room - (theme.px(210) if not entry.changed else 0)
        name = painter.fontMetrics().elidedText(entry.path.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(upper, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        if not entry.changed:
            beside = upper.adjusted(painter.fontMetrics().horizontalAdvance(name) + theme.spacing(8), -2, 0, 2)
            theme.paint_pill(painter, beside, GONE, "amber", "warning-triangle")


class RecentList(QListWidget):
    """``open_wanted`` with a path: 打开 in the chosen row, Enter, or a double click."""

    open_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setAccessibleName("最近打开的台账")
        self.setProperty("kind", "recent")
        self.setMouseTracking(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.delegate = _Delegate(theme, self)
        self.setItemDelegate(self.delegate)
        self.open = QPushButton("打开", self.viewport())
        self.open.setProperty("kind", "primary")
        self.open.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.open.setToolTip(command("step").tip("打开这本台账"))
        self.open.clicked.connect(lambda _checked=False: self._open(self.currentItem()))
        self.open.hide()
        self.itemDoubleClicked.connect(self._open)
        self.currentRowChanged.connect(lambda _row: self._place())
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._place())

    def show_files(self, entries: Sequence[Recent]) -> None:
        self.clear()
        for entry in entries:
            item = QListWidgetItem(self)
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{entry.path.stem}，{entry.changed or GONE}")
            item.setToolTip(str(entry.path))
        self.setCurrentRow(0)
        self._place()

    def _place(self) -> None:
        """The one red button stands in the chosen row."""
        item = self.currentItem()
        self.open.setVisible(item is not None)
        if item is None:
            return
        place, size = self.visualItemRect(item), self.open.sizeHint()
        self.delegate.kept_free = size.width() + self.theme.spacing(12)
        self.open.setGeometry(
            self.viewport().width() - size.width() - self.theme.spacing(16),
            place.center().y() - size.height() // 2,
            size.width(),
            size.height(),
        )

    def _open(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.open_wanted.emit(item.data(_ENTRY).path)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open(self.currentItem())
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._place()

    def event(self, event: QEvent) -> bool:
        if event.type() in (QEvent.Type.Show, QEvent.Type.StyleChange):
            self._place()
        return super().event(event)
