"""操作记录: every change with who and when; one of them can be taken back. Knows no storage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.change import LogEntry
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label, say_why_not
from dangjian_desktop.ui.kit.parts.tables import Table
from dangjian_desktop.ui.kit.theme import Theme


class LogDialog(Dialog):
    """``undo_wanted`` carries the number of the chosen change."""

    undo_wanted = Signal(int)

    def __init__(self, entries: Sequence[LogEntry], theme: Theme, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(theme, "操作记录", parent, size=(860, 520))
        self.setModal(False)
        self.entries = tuple(entries)
        self.read_only = read_only
        self.table = Table(theme, "操作记录", ("时间", "操作", "记录", "操作人", "状态"), (150, 0, 64, 110, 80))
        self.table.fill(
            [
                (f"{one.at:%Y-%m-%d %H:%M}", one.label, str(one.records or ""), one.actor, "已撤销" if one.undone_by else "")
                for one in self.entries
            ]
        )
        self.table.currentCellChanged.connect(lambda *_: self._look())
        self.undo = button(theme, "撤销这一条", "secondary", clicked=self._undo)
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.shut.setDefault(True)
        words = label("撤销会写成一次新的操作，原来的记录都还在。", "caption")
        column(theme, words, grow(self.table), row(theme, ..., self.undo, self.shut), on=self, margins=11)
        self._look()

    def _look(self) -> None:
        line = self.table.currentRow()
        can = 0 <= line < len(self.entries) and self.entries[line].can_undo and not self.read_only
        say_why_not("" if can else "选一条还没有撤销过的登记、修改、作废、恢复或导入", self.undo)

    def _undo(self) -> None:
        seq = self.entries[self.table.currentRow()].seq
        self.accept()
        self.undo_wanted.emit(seq)
