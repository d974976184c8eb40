"""Beside the numbers: one number, its 口径, its records, why it changed. Knows no services; asks by signals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.report import NumberLine
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import clear
from dangjian_desktop.ui.kit.parts.parts import Pill, button, label, rule
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.report.numbers_model import change_words, shown

SHOWN = 4
TITLE = 236
"""Room for the name of a record beside its day; the rest stands in the tooltip."""


class NumberPanel(QFrame):
    """328 px: value, 口径, records, 变化的原因, 改这个数..."""

    WIDTH = 328
    closed = Signal()
    all_records = Signal()
    record_chosen = Signal(int)
    explained = Signal(str, bool)
    change_wanted = Signal()
    next_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._loading = theme, False
        self.line: NumberLine | None = None
        self.setProperty("kind", "panel")
        self.setFixedWidth(theme.px(self.WIDTH))
        self._build()
        self.show_number(None, "", insert=False)

    def _build(self) -> None:
        theme = self.theme
        column = QVBoxLayout(self)
        column.setContentsMargins(theme.spacing(16), theme.spacing(12), theme.spacing(16), theme.spacing(12))
        column.setSpacing(theme.spacing(8))
        head = QHBoxLayout()
        self.title = label("", "panel-title", wrap=True)
        head.addWidget(self.title, 1)
        self.close_button = button(theme, "", "icon", "x", clicked=self.closed.emit)
        self.close_button.setAccessibleName("关上侧栏")
        self.close_button.setToolTip(command("leave").tip("关上侧栏"))
        head.addWidget(self.close_button)
        column.addLayout(head)
        values = QHBoxLayout()
        self.value = label("", "result")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.unit, self.last = label("", "label"), label("", "label")
        values.addWidget(self.value)
        values.addWidget(self.unit, 0, Qt.AlignmentFlag.AlignBottom)
        values.addSpacing(theme.spacing(12))
        values.addWidget(self.last, 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(values)
        self.definition = label("", "caption", wrap=True)
        column.addWidget(self.definition)
        column.addWidget(rule())
        self._build_records(column)
        column.addWidget(rule())
        self._build_reason(column)
        column.addStretch(1)
        foot = QHBoxLayout()
        self.change_button = button(theme, "改这个数...", "quiet", "pen", clicked=self.change_wanted.emit)
        self.next_button = button(theme, "说明好了，看下一个", "secondary", clicked=self.next_wanted.emit)
        foot.addWidget(self.change_button)
        foot.addStretch(1)
        foot.addWidget(self.next_button)
        column.addLayout(foot)

    def _build_records(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        self.count = label("", "strong")
        self.open_button = button(self.theme, "在台账中打开", "link", clicked=self.all_records.emit)
        head.addWidget(self.count, 1)
        head.addWidget(self.open_button)
        column.addLayout(head)
        self.records = QVBoxLayout()
        self.records.setSpacing(0)
        column.addLayout(self.records)

    def _build_reason(self, column: QVBoxLayout) -> None:
        head = QHBoxLayout()
        self.pill = Pill(self.theme)
        head.addWidget(label("变化的原因", "strong"))
        head.addWidget(self.pill)
        head.addStretch(1)
        column.addLayout(head)
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("变化的原因")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(self.theme.control(64))
        self.reason.textChanged.connect(self._explained)
        self.insert = QCheckBox("写进报告，作为一句话")
        self.insert.toggled.connect(lambda _on: self._explained())
        column.addWidget(self.reason)
        column.addWidget(self.insert)

    # ------------------------------------------------------------------ showing
    def show_number(self, line: NumberLine | None, words: str, *, insert: bool) -> None:
        """Another number; its 口径 and records come later."""
        fresh = line is None or self.line is None or line.tag != self.line.tag
        self.line = line
        self.setEnabled(line is not None)
        self.title.setText(line.name if line else "选一个数，看它从哪里来")
        self.value.setText(shown(line) if line else "")
        self.unit.setText(line.unit if line else "")
        self.last.setText(f"上年同期 {line.last_year}　{change_words(line)}" if line else "")
        self.count.setText(f"记录 {len(line.ids)} 条" if line else "记录")
        self.open_button.setEnabled(bool(line and line.ids))
        self._say_pill(words)
        if fresh:
            self.definition.setText("")
            self.show_records(())
            self._loading = True
            self.reason.setPlainText(words)
            self.insert.setChecked(insert)
            self._loading = False

    def show_definition(self, words: str) -> None:
        typed = self.line.override if self.line else None
        changed = f"\n手改为 {typed.shown}：{typed.reason}" if typed and self.line else ""
        self.definition.setText(f"口径：{words}{changed}")

    def show_records(self, lines: Sequence[Line]) -> None:
        clear(self.records)
        for line in lines[:SHOWN]:
            day = f"{line.day:%m-%d}" if line.day else ""
            row = QHBoxLayout()
            title = self.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, self.theme.px(TITLE))
            opener = button(self.theme, title, "link", clicked=partial(self.record_chosen.emit, line.pk))
            opener.setToolTip(f"{line.title}　{line.detail}".strip())
            row.addWidget(opener)
            row.addStretch(1)
            row.addWidget(label(day, "caption"))
            self.records.addLayout(row)
        total = len(self.line.ids) if self.line else 0
        if lines and total > SHOWN:
            more: QPushButton = button(self.theme, f"另 {total - SHOWN} 条", "link", clicked=self.all_records.emit)
            self.records.addWidget(more, 0, Qt.AlignmentFlag.AlignLeft)

    def _explained(self) -> None:
        if not self._loading and self.line is not None:
            self._say_pill(self.reason.toPlainText())
            self.explained.emit(self.reason.toPlainText(), self.insert.isChecked())

    def _say_pill(self, words: str) -> None:
        if self.line is not None and words.strip():
            self.pill.say("", "check", "已说明")
        elif self.line is None or not self.line.needs_word:
            self.pill.say("", "check", "")
        else:
            self.pill.say("amber", "warning-triangle", "要说明")
