"""备份与恢复: the list of backups, what restoring one would do, and where copies go off this machine. Knows no service."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QSpinBox,
    QWidget,
)  # fmt: skip

from dangjian_desktop.domain.backup import BackupInfo, Difference
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, grow, pane, row
from dangjian_desktop.ui.kit.parts.parts import button, label, rule, say_why_not, stacked
from dangjian_desktop.ui.kit.parts.status import when
from dangjian_desktop.ui.kit.parts.tables import Table
from dangjian_desktop.ui.kit.theme import Theme

HEADINGS = ("号", "时间", "原因", "记录", "佐证", "在哪里")
WIDTHS = (72, 170, 110, 84, 84, 0)
WHAT = {"added": "恢复出来", "removed": "没有了", "changed": "改回原样"}


@dataclass(frozen=True)
class Listed:
    """``outside``: days since one went to the second place; ``days`` after which that is asked for; ``plain``: how many of a protected
    ledger anybody can read."""

    backups: tuple[BackupInfo, ...]
    second: Path | None
    outside: int | None
    days: int
    plain: int


class BackupsDialog(Dialog):
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
        super().__init__(theme, "备份与恢复", parent, size=(900, 540))
        self.today, self.read_only = today, read_only
        self.backups: tuple[BackupInfo, ...] = ()
        self.path: Path | None = None
        self.steps = stacked(self._build_list(), self._build_difference())
        column(theme, self.steps, on=self, margins=16)

    # ------------------------------------------------------------------ the list
    def _build_list(self) -> QWidget:
        theme = self.theme
        self.table = Table(theme, "备份", HEADINGS, WIDTHS, right=(0, 3, 4))
        self.table.itemSelectionChanged.connect(self._chosen)
        self.table.cellActivated.connect(lambda *_: self._look())
        self.drilled = label("", "done", wrap=True)
        self.drilled.hide()
        drill_tip = "把最新的备份恢复到临时的地方，从头到尾核对一遍，不动台账"
        self.make_button = button(theme, "立即备份", "secondary", "backup", clicked=self.make_wanted.emit)
        self.drill_button = button(theme, "演练一次", "quiet", clicked=self.drill_wanted.emit, tip=drill_tip)
        self.other_button = button(theme, "选别处的备份...", "quiet", "folder", clicked=self.other_wanted.emit)
        self.look_button = button(theme, "恢复...", "secondary", "restore", clicked=self._look)
        self.shut = button(theme, "关闭", "secondary", clicked=self.reject)
        self.shut.setDefault(True)
        words = "每天第一次改动前、导入等操作前自动备份，放在台账旁边的“备份”文件夹。每个都核验过。"
        return pane(
            column(
                theme,
                label("备份与恢复", "panel-title"),
                label(words, "caption", wrap=True),
                grow(self.table),
                rule(),
                self._build_place(),
                self._build_plain(),
                self.drilled,
                row(theme, self.make_button, self.drill_button, ..., self.other_button, self.look_button, self.shut),
                gap=8,
            )
        )

    def _build_place(self) -> QHBoxLayout:
        self.place = label("", "label", wrap=True)
        self.days = QSpinBox()
        self.days.setRange(1, 90)
        self.days.setPrefix("满 ")
        self.days.setSuffix(" 天提醒")
        self.days.setAccessibleName("多少天没有第二处备份时提醒")
        self.days.editingFinished.connect(self._days)
        self.place_button = button(self.theme, "选择...", "secondary", clicked=lambda: self.place_wanted.emit(False))
        self.none_button = button(self.theme, "不用第二处", "quiet", clicked=lambda: self.place_wanted.emit(True))
        return row(self.theme, label("第二处", "strong"), grow(self.place), self.days, self.place_button, self.none_button, gap=8)

    def _build_plain(self) -> QWidget:
        """Of a protected ledger: what was backed up before it was."""
        self.plain_words = label("", "missing", wrap=True)
        self.clear_button = button(self.theme, "删去没有加密的...", "danger", "trash", clicked=self.clear_wanted.emit)
        self.plain = pane(row(self.theme, grow(self.plain_words), self.clear_button))
        return self.plain

    def show_backups(self, found: Listed) -> None:
        self.backups = found.backups
        self._remind = found.days
        rows = [
            (str(one.number), when(one.at, self.today) + ("（时间待核）" if one.clock_suspect else ""), one.reason, f"{one.records:,}",
             f"{one.evidence:,}", f"第二处　{one.path.parent}" if one.outside else "台账旁边")
            for one in self.backups
        ]  # fmt: skip
        self.table.fill(rows)
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
        say_why_not(why, self.make_button, self.place_button, self.none_button, self.clear_button)
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
        say_why_not("" if ready else "先选一个备份", self.look_button, tip="先看会有什么变化，再决定")

    def _look(self) -> None:
        if 0 <= self.table.currentRow() < len(self.backups):
            self.look_wanted.emit(self.backups[self.table.currentRow()].path)

    # ------------------------------------------------------------------ what restoring would do
    def _build_difference(self) -> QWidget:
        theme = self.theme
        self.heading, self.told = label("", "panel-title", wrap=True), label("", "label", wrap=True)
        self.changes = Table(theme, "恢复后的变化", ("变化", "台账", "日期", "记录"), (110, 150, 120, 0))
        self.back = button(theme, "不恢复", "secondary", clicked=self.show_list)
        self.go = button(theme, "恢复", "danger", clicked=self._restore)
        words = label("现在的台账会先备份一次，并另存为“被替换”的文件，随时可以再恢复回来。", "caption", wrap=True)
        foot = row(theme, ..., self.back, self.go)
        return pane(column(theme, self.heading, self.told, grow(self.changes), words, foot, gap=8))

    def show_difference(self, path: Path, found: Difference) -> None:
        self.setEnabled(True)
        self.path = path
        info = found.backup
        name = f"第 {info.number} 号备份（{when(info.at, self.today)}）" if info.number else path.name
        self.heading.setText(f"恢复到{name}？")
        self.told.setText(_words(found))
        self.changes.fill([(WHAT[one.what], one.ledger, one.day, one.title) for one in found.changes])
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
