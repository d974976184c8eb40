"""The preview of an import: what would be taken, what is skipped, every warning and fault with its place. Commits nothing itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QHeaderView, QLabel, QPushButton, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from dangjian_desktop.domain.errors import Problem

if TYPE_CHECKING:
    from dangjian_desktop.services.tables.importing import Preview
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.parts.frame import button


class ImportPage(QFrame):
    """``commit_wanted`` says whether only the right lines are taken; ``closed`` that nothing is."""

    commit_wanted = Signal(bool)
    closed = Signal()

    def __init__(self, path: Path, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self.theme = theme
        self.setProperty("kind", "page-form")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head(path))
        self.words = QLabel(self.summary(), self)
        self.words.setWordWrap(True)
        self.words.setContentsMargins(theme.spacing(16), theme.spacing(12), theme.spacing(16), theme.spacing(12))
        column.addWidget(self.words)
        self.list = self._list([("不能导入", one) for one in preview.faults] + [("提示", one) for one in preview.warnings])
        column.addWidget(self.list, 1)

    def summary(self) -> str:
        """What happens when one of the buttons is pressed."""
        preview = self.preview
        parts = [f"可以导入 {preview.records:,} 条"]
        if preview.skipped:
            parts.append(f"台账里已有、跳过 {preview.skipped:,} 条")
        if preview.faults:
            parts.append(f"{len(preview.faults):,} 处不能导入")
        if preview.warnings:
            parts.append(f"{len(preview.warnings):,} 处提示")
        return "，".join(parts) + "。现在还没有写入台账；导入之后可以一次撤销。"

    def _head(self, path: Path) -> QWidget:
        head = QFrame(self)
        head.setProperty("kind", "form-head")
        row = QHBoxLayout(head)
        row.setContentsMargins(self.theme.spacing(16), self.theme.spacing(8), self.theme.spacing(16), self.theme.spacing(8))
        row.setSpacing(self.theme.spacing(8))
        back = button("返回列表", "quiet", self.closed.emit, head, tip="返回列表，不导入（Esc）")
        back.setIcon(self.theme.icon("chevron-left"))
        row.addWidget(back)
        title = QLabel(f"导入“{path.name}”", head)
        title.setProperty("role", "panel-title")
        row.addWidget(title)
        row.addStretch(1)
        self.cancel_button = button("不导入", "quiet", self.closed.emit, head)
        self.commit_button = self._commit_button(head)
        row.addWidget(self.cancel_button)
        row.addWidget(self.commit_button)
        return head

    def _commit_button(self, head: QWidget) -> QPushButton:
        preview = self.preview
        words = f"只导入正确的 {preview.records:,} 条" if preview.faults else f"导入 {preview.records:,} 条"
        act: Callable[[], None] = lambda: self.commit_wanted.emit(bool(preview.faults))  # noqa: E731
        made = button(words, "primary", act, head)
        made.setEnabled(preview.records > 0)
        if not preview.records:
            made.setToolTip("没有可以导入的记录")
        return made

    def _list(self, problems: Sequence[tuple[str, Problem]]) -> QTableWidget:
        table = QTableWidget(len(problems), 5, self)
        table.setProperty("kind", "records")
        table.setHorizontalHeaderLabels(["", "工作表", "行", "列", "说明"])
        table.verticalHeader().hide()
        table.setShowGrid(False)
        table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        table.setFrameShape(QTableWidget.Shape.NoFrame)
        for line, (kind, one) in enumerate(problems):
            for place, text in enumerate((kind, one.sheet, str(one.line or ""), one.column, one.message)):
                item = QTableWidgetItem(text)
                item.setToolTip(text)
                if place == 0:
                    name, token = ("stop-circle", "danger") if kind == "不能导入" else ("warning-triangle", "amber")
                    item.setIcon(self.theme.icon(name, role=token))
                    item.setForeground(self.theme.color(token))
                table.setItem(line, place, item)
        for place, width in enumerate((112, 128, 56, 128)):
            table.setColumnWidth(place, self.theme.px(width))
        table.horizontalHeader().setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setAccessibleName("导入时的提示和不能导入的地方")
        return table
