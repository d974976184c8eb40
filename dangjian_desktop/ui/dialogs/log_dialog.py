"""操作记录: every change with who and when; one of them can be taken back. Knows no storage."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QHeaderView, QLabel, QPushButton, QTableWidget, QTableWidgetItem, QVBoxLayout, QWidget

from dangjian_desktop.domain.change import LogEntry
from dangjian_desktop.ui.kit.parts.parts import size_of
from dangjian_desktop.ui.kit.theme import Theme


class LogDialog(QDialog):
    """``undo_wanted`` carries the number of the chosen change."""

    undo_wanted = Signal(int)

    def __init__(self, entries: Sequence[LogEntry], theme: Theme, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("操作记录")
        size_of(self, theme, 860, 520)
        self.entries = tuple(entries)
        self.read_only = read_only
        column = QVBoxLayout(self)
        words = QLabel("撤销会写成一次新的操作，原来的记录都还在。", self)
        words.setProperty("role", "caption")
        column.addWidget(words)
        self.table = QTableWidget(len(self.entries), 5, self)
        self.table.setHorizontalHeaderLabels(["时间", "操作", "记录", "操作人", "状态"])
        self.table.verticalHeader().hide()
        self.table.setShowGrid(False)
        self.table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
        self.table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
        self.table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for line, entry in enumerate(self.entries):
            state = "已撤销" if entry.undone_by else ""
            texts = (f"{entry.at:%Y-%m-%d %H:%M}", entry.label, str(entry.records or ""), entry.actor, state)
            for place, text in enumerate(texts):
                self.table.setItem(line, place, QTableWidgetItem(text))
        for place, width in enumerate((150, 0, 64, 110, 80)):
            if width:
                self.table.setColumnWidth(place, theme.px(width))
        self.table.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.currentCellChanged.connect(lambda *_: self._look())
        column.addWidget(self.table, 1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.undo = QPushButton("撤销这一条", self)
        self.undo.clicked.connect(lambda _checked=False: self._undo())
        self.shut = QPushButton("关闭", self)
        self.shut.setDefault(True)
        self.shut.clicked.connect(self.reject)
        row.addWidget(self.undo)
        row.addWidget(self.shut)
        column.addLayout(row)
        self._look()

    def _look(self) -> None:
        line = self.table.currentRow()
        can = 0 <= line < len(self.entries) and self.entries[line].can_undo and not self.read_only
        self.undo.setEnabled(can)
        self.undo.setToolTip("" if can else "选一条还没有撤销过的登记、修改、作废、恢复或导入")

    def _undo(self) -> None:
        seq = self.entries[self.table.currentRow()].seq
        self.accept()
        self.undo_wanted.emit(seq)
