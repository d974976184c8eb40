"""The sections of a report with their state, at the left of the editor. Knows no services."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from dangjian_desktop.domain.report import Section
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.report.section_edit import MISSING

_GROUP = re.compile(r"[一二三四五六七八九十]{1,3}、")
STATES = {
    "done": ("check", "green", "写好"),
    "writing": ("pen", "ink2", "在写"),
    "same": ("info-circle", "blue", "未改"),
    "missing": ("warning-triangle", "amber", "待补"),
    "empty": ("minus", "ink3", "没写"),
}


def state_of(section: Section, *, current: bool, previous: str | None) -> tuple[str, str]:
    """State and its words: 写好 · 在写 · 未改 · 待补 n · 没写."""
    missing = len(MISSING.findall(section.text))
    if not section.text.strip():
        state = "empty"
    elif missing:
        return "missing", f"待补 {missing}"
    elif section.checked:
        state = "done"
    elif previous is not None and section.text.strip() == previous.strip():
        state = "same"
    else:
        state = "writing" if current else "done"
    return state, STATES[state][2]


def group_of(section: Section) -> str:
    """The first-level heading that a section opens, when it is not the section's own title."""
    first, _, rest = section.text.strip().partition("\n")
    return first if rest and _GROUP.match(first) and first != section.title else ""


def _entries(section: Section) -> list[str]:
    return [entry for entry in (group_of(section), section.key) if entry]


def done(section: Section) -> bool:
    """Whether a section counts as written."""
    return bool(section.text.strip()) and not re.search(MISSING, section.text)


class _Rows(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(100, self.theme.control(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        theme, rect = self.theme, option.rect
        if index.data(Qt.ItemDataRole.UserRole) is None:
            self._paint_group(painter, rect, index.data())
            return
        state, words = index.data(Qt.ItemDataRole.UserRole + 1) or ("", "")
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("sel" if selected else "ground"))
        if selected:
            painter.fillRect(rect.left(), rect.top(), 3, rect.height(), theme.color("blue"))
        place = QRectF(rect).adjusted(theme.px(12), 0, -theme.px(10), 0)
        icon, color, _name = STATES.get(state, STATES["empty"])
        painter.setFont(theme.font(12))
        painter.setPen(theme.selected_ink() if selected else theme.color("amber" if color == "amber" else "ink2"))
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)
        taken = painter.fontMetrics().horizontalAdvance(words) + theme.px(14) + 8
        shade = theme.selected_ink() if selected and theme.selected_ink() != theme.color("ink") else theme.color(color)
        mark = theme.pixmap(icon, 14, shade)
        painter.drawPixmap(int(place.right() - taken), int(place.center().y() - theme.px(14) / 2 + 1), mark)
        painter.setFont(theme.font(14, bold=selected))
        painter.setPen(theme.selected_ink() if selected else theme.color("ink"))
        title = painter.fontMetrics().elidedText(index.data(), Qt.TextElideMode.ElideRight, int(place.width() - taken - 6))
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)
        painter.restore()

    def _paint_group(self, painter: QPainter, rect: QRect, words: str) -> None:
        painter.save()
        painter.setFont(self.theme.font(13))
        painter.setPen(self.theme.color("ink2"))
        place = rect.adjusted(self.theme.px(12), 0, -4, 0)
        painter.drawText(place, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
        painter.restore()


class SectionList(QListWidget):
    """One line per section; ``chosen`` tells its key."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setProperty("kind", "sections")
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setAccessibleName("各部分")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedWidth(theme.px(196))
        self.rows = _Rows(theme, self)
        self.setItemDelegate(self.rows)
        self.currentItemChanged.connect(self._told)
        self._filling = False

    def show_sections(self, sections: Sequence[Section], current: str, previous: Mapping[str, str] | None) -> None:
        """Titles and states; the current one stays chosen."""
        self._filling = True
        entries = [entry for section in sections for entry in _entries(section)]
        if [self.item(row).data(Qt.ItemDataRole.UserRole) or self.item(row).text() for row in range(self.count())] != entries:
            self._refill(sections)
        rows = {self.item(row).data(Qt.ItemDataRole.UserRole): self.item(row) for row in range(self.count())}
        for section in sections:
            before = None if previous is None else previous.get(section.key)
            state = state_of(section, current=section.key == current, previous=before)
            item = rows[section.key]
            item.setText(section.title)
            item.setData(Qt.ItemDataRole.UserRole + 1, state)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{section.title}，{state[1]}")
            item.setToolTip(f"{section.title}　{state[1]}")
            if section.key == current:
                self.setCurrentItem(item)
        self._filling = False

    def _refill(self, sections: Sequence[Section]) -> None:
        self.clear()
        for section in sections:
            if group := group_of(section):
                head = QListWidgetItem(group)
                head.setFlags(Qt.ItemFlag.NoItemFlags)
                self.addItem(head)
            item = QListWidgetItem(section.title)
            item.setData(Qt.ItemDataRole.UserRole, section.key)
            self.addItem(item)

    def _told(self, item: QListWidgetItem | None, _before: QListWidgetItem | None) -> None:
        if item is not None and not self._filling:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
