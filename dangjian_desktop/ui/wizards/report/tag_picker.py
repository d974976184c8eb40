"""The list that “/” opens: numbers by name or pinyin initials, with their present value and their forms. Knows no services."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from dangjian_desktop.domain.report import TagInfo
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.kit.theme import Theme

FORMS = ("汉字", "约数", "万元", "百分比", "顿号", "书名号", '零值("未发生")')
PREFIXES = ("上年同期", "增减", "全年累计")
SHOWN = 60


@dataclass(frozen=True)
class TagOffer:
    """A tag with the initials it is found by."""

    info: TagInfo
    initials: str


def matching(offers: Sequence[TagOffer], text: str) -> list[TagOffer]:
    """Those whose words or initials hold the text; the beginnings first."""
    wanted = text.strip().lower()
    if not wanted:
        return list(offers[:SHOWN])
    found = [
        offer for offer in offers if wanted in offer.info.label.lower() or wanted in offer.info.tag.lower() or wanted in offer.initials
    ]
    found.sort(key=lambda offer: not (offer.info.label.lower().startswith(wanted) or offer.initials.startswith(wanted)))
    return found[:SHOWN]


def with_form(tag: str, form: str = "") -> str:
    """The tag as it stands in the text."""
    return f"{{{{ {tag}|{form} }}}}" if form else f"{{{{ {tag} }}}}"


class _Rows(QStyledItemDelegate):
    """Name, area small beside it, value blue at the right."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.theme.control(31))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        name, area, value = index.data(Qt.ItemDataRole.UserRole)
        theme, selected = self.theme, bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect, theme.color("sel" if selected else "paper"))
        place = QRectF(option.rect).adjusted(12, 0, -12, 0)
        painter.setFont(theme.font(14, bold=True))
        painter.setPen(theme.selected_ink() if selected and theme.selected_ink() != theme.color("ink") else theme.color("blue"))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, value)
        taken = painter.fontMetrics().horizontalAdvance(value) + 16
        painter.setFont(theme.font(14))
        painter.setPen(theme.selected_ink() if selected else theme.color("ink"))
        words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(place.width() - taken))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        left = painter.fontMetrics().horizontalAdvance(words) + 8
        painter.setFont(theme.font(12))
        painter.setPen(theme.selected_ink() if selected else theme.color("ink3"))
        beside = painter.fontMetrics().elidedText(area, Qt.TextElideMode.ElideRight, max(int(place.width() - taken - left), 0))
        painter.drawText(place.adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, beside)
        painter.restore()


class TagPicker(QFrame):
    """Enter inserts, Tab chooses the form, Esc goes back to the text."""

    picked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.theme = theme
        self.offers: tuple[TagOffer, ...] = ()
        self.shown: list[TagOffer] = []
        self._tag, self._name = "", ""
        self.setProperty("kind", "popup")
        self.setFixedSize(theme.px(400), theme.control(330))
        self.line = QLineEdit()
        self.line.setPlaceholderText("名称或拼音首字母")
        self.line.setAccessibleName("找一个数")
        self.list = QListWidget()
        self.list.setFrameShape(QListWidget.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.rows = _Rows(theme, self.list)
        self.list.setItemDelegate(self.rows)
        self.keys = label("", "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(4, 4, 4, 4)
        column.setSpacing(4)
        column.addWidget(self.line)
        column.addWidget(self.list, 1)
        column.addWidget(self.keys)
        self.line.textChanged.connect(lambda _text: self._fill())
        self.list.itemClicked.connect(lambda _item: self._take())

    def open_at(self, point: QPoint, offers: Sequence[TagOffer]) -> None:
        self.offers, self._tag = tuple(offers), ""
        self.line.clear()
        self._fill()
        room = self.screen().availableGeometry()
        self.move(min(point.x(), room.right() - self.width()), min(point.y(), room.bottom() - self.height()))
        self.show()
        self.line.setFocus()

    def offer_forms(self, point: QPoint, tag: str, name: str) -> None:
        """Only the forms of one tag, shown by its name, for a chip that stands already."""
        self.open_at(point, ())
        self._show_forms(tag, name)

    def _fill(self) -> None:
        self.list.clear()
        if self._tag:
            forms = ("", *FORMS)
            for form in (form for form in forms if self.line.text().strip() in form):
                self._add(form or "不变（阿拉伯数字）", "", "", form)
            for prefix in PREFIXES if not self._tag.startswith(PREFIXES) else ():
                self._add(f"{prefix}.{self._name}", "", "", f"{prefix}.")
            self.keys.setText(f"{self._name}　Enter 选定　Esc 返回")
        else:
            self.shown = matching(self.offers, self.line.text())
            for offer in self.shown:
                value = f"{offer.info.value} {offer.info.unit}".strip()
                self._add(offer.info.label, offer.info.area if "." not in offer.info.tag else "", value, offer.info.tag)
            self.keys.setText("↑↓ 选择　Enter 插入　Tab 选写法" if self.shown else "没有这个数")
        self.list.setCurrentRow(0)

    def _add(self, name: str, area: str, value: str, word: str) -> None:
        item = QListWidgetItem(name)
        item.setData(Qt.ItemDataRole.UserRole, (name, area, value))
        item.setData(Qt.ItemDataRole.UserRole + 1, word)
        self.list.addItem(item)

    def _show_forms(self, tag: str, name: str) -> None:
        self._tag, self._name = tag, name
        self.line.clear()
        self._fill()

    def _take(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        word = str(item.data(Qt.ItemDataRole.UserRole + 1))
        if not self._tag:
            source = with_form(word)
        elif word.endswith("."):
            source = with_form(word + self._tag)
        else:
            source = with_form(self._tag, word)
        self.hide()
        self.picked.emit(source)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._take()
        elif event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
            step = 1 if event.key() == Qt.Key.Key_Down else -1
            self.list.setCurrentRow(min(max(self.list.currentRow() + step, 0), self.list.count() - 1))
        elif event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def focusNextPrevChild(self, _forward: bool) -> bool:
        """Tab chooses the form of the marked number."""
        item = self.list.currentItem()
        if item is not None and not self._tag:
            self._show_forms(str(item.data(Qt.ItemDataRole.UserRole + 1)), item.text())
        return True
