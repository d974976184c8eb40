"""Beside the numbers: one number, its 口径, its records, why it changed. Knows no services; asks by signals."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QFrame, QPlainTextEdit, QWidget

from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.report import NumberLine
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import BOTTOM, LEFT, add, at, clear, column, grow, row
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
        self.title, self.definition = label("", "panel-title", wrap=True), label("", "caption", wrap=True)
        self.close_button = button(theme, "", "icon", "x", clicked=self.closed.emit, tip=command("leave").tip("关上侧栏"), name="关上侧栏")
        self.value, self.unit, self.last = label("", "result"), label("", "label"), label("", "label")
        self.value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.count, self.pill = label("", "strong"), Pill(theme)
        self.open_button = button(theme, "在台账中打开", "link", clicked=self.all_records.emit)
        self.records = column(theme, gap=0)
        self.reason = QPlainTextEdit()
        self.reason.setAccessibleName("变化的原因")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(theme.control(64))
        self.reason.textChanged.connect(self._explained)
        self.insert = QCheckBox("写进报告，作为一句话")
        self.insert.toggled.connect(lambda _on: self._explained())
        self.change_button = button(theme, "改这个数...", "quiet", "pen", clicked=self.change_wanted.emit)
        self.next_button = button(theme, "说明好了，看下一个", "secondary", clicked=self.next_wanted.emit)
        column(
            theme,
            row(theme, grow(self.title), self.close_button),
            row(theme, self.value, at(BOTTOM, self.unit), 12, at(BOTTOM, self.last, 1)),
            self.definition,
            rule(),
            row(theme, grow(self.count), self.open_button),
            self.records,
            rule(),
            row(theme, label("变化的原因", "strong"), self.pill, ...),
            self.reason,
            self.insert,
            ...,
            row(theme, self.change_button, ..., self.next_button),
            on=self, margins=(16, 12), gap=8,
        )  # fmt: skip

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
        theme = self.theme
        clear(self.records)
        for line in lines[:SHOWN]:
            title = self.fontMetrics().elidedText(line.title, Qt.TextElideMode.ElideRight, theme.px(TITLE))
            tip = f"{line.title}　{line.detail}".strip()
            opener = button(theme, title, "link", clicked=partial(self.record_chosen.emit, line.pk), tip=tip)
            add(self.records, theme, row(theme, opener, ..., label(f"{line.day:%m-%d}" if line.day else "", "caption")))
        total = len(self.line.ids) if self.line else 0
        if lines and total > SHOWN:
            add(self.records, theme, at(LEFT, button(theme, f"另 {total - SHOWN} 条", "link", clicked=self.all_records.emit)))

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
