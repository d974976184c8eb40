"""备份与恢复: the list of backups, what restoring one would do, and where copies go off this machine. Knows no service."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QHeaderView,
    QSpinBox,
    QStackedWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)  # fmt: skip

from dangjian_desktop.domain.backup import BackupInfo, Difference
from dangjian_desktop.ui.kit.parts.parts import button, label, rule, size_of
from dangjian_desktop.ui.kit.parts.status import when
from dangjian_desktop.ui.kit.theme import Theme

HEADINGS = ("号", "时间", "原因", "记录", "佐证", "在哪里")
WIDTHS = (72, 170, 110, 84, 84, 0)
WHAT = {"added": "恢复出来", "removed": "没有了", "changed": "改回原样"}


class BackupsDialog(QDialog):
    """Asks by signals; whoever made it does the work and comes back by ``show_…``."""

    make_wanted = Signal()
    look_wanted = Signal(object)
    other_wanted = Signal()
    restore_wanted = Signal(object)
    place_wanted = Signal(bool)
    days_wanted = Signal(int)
    drill_wanted = Signal()
    clear_wanted = Signal()

    def __init__(self, theme: Theme, today: date, *, read_only: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.today, self.read_only = theme, today, read_only
        self.backups: tuple[BackupInfo, ...] = ()
        self.path: Path | None = None
        self.setWindowTitle("备份与恢复")
        self.setModal(True)
        size_of(self, theme, 900, 540)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.spacing(16),) * 4)
        self.steps = QStackedWidget()
        self.steps.addWidget(self._build_list())
        self.steps.addWidget(self._build_difference())
        column.addWidget(self.steps)

    # ------------------------------------------------------------------ the list
    def _build_list(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.spacing(8))
        column.addWidget(label("备份与恢复", "panel-title"))
        column.addWidget(label("每天第一次改动前、导入等操作前自动备份，放在台账旁边的“备份”文件夹。每个都核验过。", "caption", wrap=True))
        self.table = _table(HEADINGS, WIDTHS, "备份", self.theme)
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.cellActivated.connect(lambda *_: self._look())
        column.addWidget(self.table, 1)
        column.addWidget(rule())
        column.addLayout(self._build_place())
        column.addWidget(self._build_plain())
        self.drilled = label("", "done", wrap=True)
        self.drilled.hide()
        column.addWidget(self.drilled)
        row = QHBoxLayout()
        self.make_button = button(self.theme, "立即备份", "secondary", "backup", clicked=self.make_wanted.emit)
        self.drill_button = button(self.theme, "演练一次", "quiet", clicked=self.drill_wanted.emit)
        self.drill_button.setToolTip("把最新的备份恢复到临时的地方，从头到尾核对一遍，不动台账")
        self.other_button = button(self.theme, "选别处的备份...", "quiet", "folder", clicked=self.other_wanted.emit)
        self.look_button = button(self.theme, "恢复...", "secondary", "restore", clicked=self._look)
        self.shut = button(self.theme, "关闭", "secondary", clicked=self.reject)
        self.shut.setDefault(True)
        for widget in (self.make_button, self.drill_button):
            row.addWidget(widget)
        row.addStretch(1)
        for widget in (self.other_button, self.look_button, self.shut):
            row.addWidget(widget)
        column.addLayout(row)
        return page

    def _build_place(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.spacing(8))
        row.addWidget(label("第二处", "strong"))
        self.place = label("", "label", wrap=True)
        row.addWidget(self.place, 1)
        self.days = QSpinBox()
        self.days.setRange(1, 90)
        self.days.setPrefix("满 ")
        self.days.setSuffix(" 天提醒")
        self.days.setAccessibleName("多少天没有第二处备份时提醒")
        self.days.editingFinished.connect(self._days)
        self.place_button = button(self.theme, "选择...", "secondary", clicked=lambda: self.place_wanted.emit(False))
        self.none_button = button(self.theme, "不用第二处", "quiet", clicked=lambda: self.place_wanted.emit(True))
        for widget in (self.days, self.place_button, self.none_button):
            row.addWidget(widget)
        return row

    def _build_plain(self) -> QWidget:
        """Of a protected ledger: what was backed up before it was."""
        self.plain = QWidget()
        row = QHBoxLayout(self.plain)
        row.setContentsMargins(0, 0, 0, 0)
        self.plain_words = label("", "missing", wrap=True)
        self.clear_button = button(self.theme, "删去没有加密的...", "danger", "trash", clicked=self.clear_wanted.emit)
        row.addWidget(self.plain_words, 1)
        row.addWidget(self.clear_button)
        return self.plain

    def show_backups(self, found: Any) -> None:
        """``found`` has ``backups``, ``second`` and ``outside``, ``days`` after which it reminds, ``plain``: how many are not encrypted."""
        self.backups = tuple(found.backups)
        self._remind = found.days
        rows = [
            (str(one.number), when(one.at, self.today) + ("（时间待核）" if one.clock_suspect else ""), one.reason, f"{one.records:,}",
             f"{one.evidence:,}", f"第二处　{one.path.parent}" if one.outside else "台账旁边")
            for one in self.backups
        ]  # fmt: skip
        _fill(self.table, rows, right=(0, 3, 4))
        if rows:
            self.table.selectRow(0)
        since = "" if found.outside is None else f"，最近一次 {found.outside} 天前" if found.outside else "，今天有过"
        self.place.setText(f"{found.second}{since}" if found.second else "没有设置。建议选 U 盘或另一块盘，电脑坏了也有一份。")
        self.days.setValue(found.days)
        for widget in (self.days, self.none_button):
            widget.setVisible(found.second is not None)
        self.plain.setVisible(found.plain > 0)
        self.plain_words.setText(f"设口令以前的 {found.plain} 份备份没有加密，谁拿到都能打开。")
        why = "台账现在是只读" if self.read_only else ""
        for made in (self.make_button, self.place_button, self.none_button, self.clear_button):
            made.setEnabled(not why)
            made.setToolTip(why)
        self.days.setEnabled(not why)
        self.drill_button.setEnabled(bool(self.backups))
        self._chosen()
        self.show_list()

    def show_list(self) -> None:
        self.setEnabled(True)
        self.steps.setCurrentIndex(0)
        self.table.setFocus()

    def wait(self) -> None:
        """A backup is being looked through."""
        self.setEnabled(False)

    def say_drill(self, words: str) -> None:
        self.drilled.setText(words)
        self.drilled.show()

    def _days(self) -> None:
        if self.days.value() != self._remind:
            self._remind = self.days.value()
            self.days_wanted.emit(self._remind)

    def _chosen(self) -> None:
        ready = 0 <= self.table.currentRow() < len(self.backups)
        self.look_button.setEnabled(ready)
        self.look_button.setToolTip("先看会有什么变化，再决定" if ready else "先选一个备份")

    def _look(self) -> None:
        if 0 <= self.table.currentRow() < len(self.backups):
            self.look_wanted.emit(self.backups[self.table.currentRow()].path)

    # ------------------------------------------------------------------ what restoring would do
    def _build_difference(self) -> QWidget:
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.spacing(8))
        self.heading, self.told = label("", "panel-title", wrap=True), label("", "label", wrap=True)
        column.addWidget(self.heading)
        column.addWidget(self.told)
        self.changes = _table(("变化", "台账", "日期", "记录"), (110, 150, 120, 0), "恢复后的变化", self.theme)
        column.addWidget(self.changes, 1)
        column.addWidget(label("现在的台账会先备份一次，并另存为“被替换”的文件，随时可以再恢复回来。", "caption", wrap=True))
        row = QHBoxLayout()
        row.addStretch(1)
        self.back = button(self.theme, "不恢复", "secondary", clicked=self.show_list)
        self.go = button(self.theme, "恢复", "danger", clicked=self._restore)
        row.addWidget(self.back)
        row.addWidget(self.go)
        column.addLayout(row)
        return page

    def show_difference(self, path: Path, found: Difference) -> None:
        self.setEnabled(True)
        self.path = path
        info = found.backup
        name = f"第 {info.number} 号备份（{when(info.at, self.today)}）" if info.number else path.name
        self.heading.setText(f"恢复到{name}？")
        self.told.setText(_words(found))
        _fill(self.changes, [(WHAT[one.what], one.ledger, one.day, one.title) for one in found.changes])
        self.go.setToolTip("")
        self.steps.setCurrentIndex(1)
        self.back.setFocus()

    def _restore(self) -> None:
        if self.path is not None:
            self.restore_wanted.emit(self.path)

    def reject(self) -> None:
        """Esc closes the innermost thing first."""
        if self.steps.currentIndex() == 1:
            self.show_list()
        else:
            super().reject()


def _words(found: Difference) -> str:
    if not found.readable:
        return "现在的台账已经读不全，没有办法列出差别。恢复后是这个备份里的内容。"
    if not found.changes and not found.operations:
        return "与现在的台账一样，恢复后没有变化。"
    counts = [(found.count(what), words) for what, words in WHAT.items()]
    listed = "，".join(f"{words} {count} 条" for count, words in counts if count)
    if not listed:
        return f"恢复后会少 {found.operations} 条之后的操作（现在的操作记录里有）。记录没有变化。"
    return f"恢复后会少 {found.operations} 条之后的操作（已列出）。记录：{listed}。"


def _table(headings: Sequence[str], widths: Sequence[int], name: str, theme: Theme) -> QTableWidget:
    table = QTableWidget(0, len(headings))
    table.setHorizontalHeaderLabels(list(headings))
    table.setAccessibleName(name)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(theme.control(32))
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QTableWidget.SelectionBehavior.SelectRows)
    table.setSelectionMode(QTableWidget.SelectionMode.SingleSelection)
    head = table.horizontalHeader()
    head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    head.setHighlightSections(False)
    for place, width in enumerate(widths):
        if width:
            table.setColumnWidth(place, theme.px(width))
        else:
            head.setSectionResizeMode(place, QHeaderView.ResizeMode.Stretch)
    return table


def _fill(table: QTableWidget, rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> None:
    for place in right:
        if (head := table.horizontalHeaderItem(place)) is not None:
            head.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    table.clearContents()
    table.setRowCount(len(rows))
    for line, texts in enumerate(rows):
        for place, text in enumerate(texts):
            item = QTableWidgetItem(text)
            item.setToolTip(text)
            if place in right:
                item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(line, place, item)
