"""The table of 未了事项: groups with their count, one line per matter, its state as a pill. Knows no service."""

from __future__ import annotations

import html
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget

from dangjian_desktop.domain import limits
from dangjian_desktop.domain.handover import OpenMatter
from dangjian_desktop.ui.kit.parts.tables import dress
from dangjian_desktop.ui.kit.theme import Theme

Index = QModelIndex | QPersistentModelIndex
HEADINGS = ("事项", "内容", "责任人", "期限", "状态")
TITLE, CONTENT, WHO, DUE, STATE = range(5)


def pill(matter: OpenMatter) -> tuple[str, str, str]:
    """Words, tone and icon of its state."""
    days = matter.overdue_days
    if days is not None and days > 0:
        return limits.said(days), "danger", "stop-circle"
    if matter.state.startswith("还差"):
        return matter.state, "amber", "warning-triangle"
    if days is not None and limits.is_near(days):
        return limits.said(days), "amber", "warning-triangle"
    ahead = "没有期限" if days is None else limits.said(days)
    return matter.state or ahead, "grey", "minus"


def as_html(matters: Sequence[OpenMatter], title: str) -> str:
    """For the printer."""
    out = [f"<h3>{html.escape(title)}</h3><table width='100%' cellpadding='4' cellspacing='0' border='1'><tr>"]
    out += [f"<th align='left'>{name}</th>" for name in HEADINGS]
    for group, members in groupby(matters, key=lambda one: one.group):
        out.append(f"</tr><tr><td colspan='5'><b>{html.escape(group)}</b></td>")
        for one in members:
            cells = (one.title, one.content, one.who or "未定", f"{one.due:%Y-%m-%d}" if one.due else "", pill(one)[0])
            out.append("</tr><tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells))
    return "".join(out) + "</tr></table>"


class MattersModel(QAbstractTableModel):
    """Rows are group names (str) and matters."""

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[str | OpenMatter] = []
        self.counts: dict[str, int] = {}

    def show_matters(self, matters: Iterable[OpenMatter]) -> None:
        self.beginResetModel()
        self.rows, self.counts = [], {}
        for group, members in groupby(matters, key=lambda one: one.group):
            found = list(members)
            self.counts[group] = self.counts.get(group, 0) + len(found)
            self.rows += [group, *found]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(HEADINGS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return HEADINGS[section]
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = self.rows[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return self._words(row, index.column())
        return row if role == Qt.ItemDataRole.UserRole else None

    def _words(self, row: str | OpenMatter, column: int) -> str:
        if isinstance(row, str):
            return {TITLE: row, STATE: f"{self.counts[row]} 件"}.get(column, "")
        due = f"{row.due:%Y-%m-%d}" if row.due else ""
        return (row.title, row.content, row.who or "未定", due, pill(row)[0])[column]


class _Cells(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, row, column = self.theme, index.data(Qt.ItemDataRole.UserRole), index.column()
        state: Any = option.state
        box: QRect = option.rect
        selected = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(box.adjusted(0, 0, 1, 0), theme.color("sel" if selected else "paper"))
        if selected and column == TITLE:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), theme.color("blue"))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width() + 1, 1), theme.color("line"))
        words = box.adjusted(theme.spacing(16 if column == TITLE else 8), 0, -theme.spacing(4), -1)
        if column == STATE and not isinstance(row, str):
            theme.paint_pill(painter, words, *pill(row))
        else:
            head = isinstance(row, str)
            nobody = column == WHO and not head and not row.who
            painter.setFont(theme.font(14, bold=head and column == TITLE))
            quiet = nobody or (head and column != TITLE)
            painter.setPen(theme.selected_ink() if selected else theme.color("ink3" if quiet else "ink"))
            wide = words.adjusted(0, 0, theme.px(200), 0) if head and column == TITLE else words
            text = painter.fontMetrics().elidedText(str(index.data()), Qt.TextElideMode.ElideRight, wide.width())
            painter.setClipping(False)
            painter.drawText(wide, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)
        painter.restore()


class MattersTable(QTableView):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.matters = MattersModel()
        self.cells = _Cells(theme, self)
        self.setModel(self.matters)
        self.setItemDelegate(self.cells)
        head = dress(self, "未了事项", line=theme.control(31))
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setMinimumSectionSize(theme.control(31))
        head.setFixedHeight(theme.control(32))
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        for column, width in ((TITLE, 212), (WHO, 130), (DUE, 120), (STATE, 142)):
            self.setColumnWidth(column, theme.px(width))
        self.setColumnWidth(CONTENT, theme.px(160))
        head.setMinimumSectionSize(theme.px(120))
        head.setSectionResizeMode(CONTENT, QHeaderView.ResizeMode.Stretch)
