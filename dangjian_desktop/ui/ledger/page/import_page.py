"""The preview of an import: what would be taken, what is skipped, every warning and fault with its place. Commits nothing itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, say_why_not
from dangjian_desktop.ui.kit.parts.tables import Table

if TYPE_CHECKING:
    from dangjian_desktop.services.tables.importing import Preview
from dangjian_desktop.ui.kit.theme import Theme


class ImportPage(QFrame):
    """``commit_wanted`` says whether only the right lines are taken; ``closed`` that nothing is."""

    commit_wanted = Signal(bool)
    closed = Signal()

    def __init__(self, path: Path, preview: Preview, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.preview = preview
        self.theme = theme
        self.setProperty("kind", "page-form")
        self.words = label(self.summary(), "", wrap=True)
        self.words.setContentsMargins(theme.spacing(16), theme.spacing(12), theme.spacing(16), theme.spacing(12))
        self.list = self._list([("不能导入", one) for one in preview.faults] + [("提示", one) for one in preview.warnings])
        column(theme, self._head(path), self.words, grow(self.list), on=self, gap=0)

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
        theme, preview = self.theme, self.preview
        words = f"只导入正确的 {preview.records:,} 条" if preview.faults else f"导入 {preview.records:,} 条"
        back = button(theme, "返回列表", "quiet", "chevron-left", clicked=self.closed.emit, tip=command("leave").tip("返回列表，不导入"))
        self.cancel_button = button(theme, "不导入", "quiet", clicked=self.closed.emit)
        self.commit_button = button(theme, words, "primary", clicked=lambda: self.commit_wanted.emit(bool(preview.faults)))
        say_why_not("" if preview.records else "没有可以导入的记录", self.commit_button)
        title = label(f"导入“{path.name}”", "panel-title")
        return area("form-head", row(theme, back, title, ..., self.cancel_button, self.commit_button, margins=(16, 8), gap=8))

    def _list(self, problems: Sequence[tuple[str, Problem]]) -> Table:
        table = Table(self.theme, "导入时的提示和不能导入的地方", ("", "工作表", "行", "列", "说明"), (112, 128, 56, 128, 0))
        table.setProperty("kind", "records")
        table.setFrameShape(Table.Shape.NoFrame)
        lines = table.fill([(kind, one.sheet, str(one.line or ""), one.column, one.message) for kind, one in problems])
        for (kind, _one), cells in zip(problems, lines, strict=True):
            icon, token = ("stop-circle", "danger") if kind == "不能导入" else ("warning-triangle", "amber")
            cells[0].setIcon(self.theme.icon(icon, role=token))
            cells[0].setForeground(self.theme.color(token))
        return table
