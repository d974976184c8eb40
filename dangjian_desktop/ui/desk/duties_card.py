"""应办事项: the most urgent first, each with what is recorded, what is asked and until when. Compares, judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dangjian_desktop.services.desk.standing import AHEAD, DONE, LATE, SHORT, DutyLine
from dangjian_desktop.ui.desk.card import FoldingCard
from dangjian_desktop.ui.kit.parts.layout import RIGHT, Item, at, grow, over, pane, put, row
from dangjian_desktop.ui.kit.parts.parts import Pill, button, label
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 6
COUNTED = "已录 / 应有"
_PILLS = {LATE: ("danger", "stop-circle"), SHORT: ("amber", "warning-triangle"), AHEAD: ("grey", "minus"), DONE: ("", "check")}


class DutiesCard(FoldingCard):
    """``records_wanted`` (ledger, ids, words): the records that were counted. ``choose_wanted``: which duties the office has.
    ``bases_wanted``: what the rules rest on."""

    records_wanted = Signal(str, object, str)
    choose_wanted = Signal()
    bases_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "应办事项", "只按已录台账计数", parent, unit="项", few=SHOWN)
        self.lines: Sequence[DutyLine] = ()
        self.choose = self._choose_button()
        put(self.head, theme, self.choose)
        self.question_words, self.answer = label("", "caption", wrap=True), self._choose_button()
        self.bases_words = label("", "caption", wrap=True)
        self.look = button(theme, "查看...", "link", clicked=self.bases_wanted.emit, name="查看没有核对的依据")
        self.question = self._quiet_line(self.question_words, self.answer)
        self.bases = self._quiet_line(self.bases_words, self.look)

    def _choose_button(self) -> QPushButton:
        tip, name = "本单位要办哪些事项", "选择本单位的应办事项"
        return button(self.theme, "选择...", "link", clicked=self.choose_wanted.emit, tip=tip, name=name)

    def _quiet_line(self, words: QLabel, way: QPushButton) -> QWidget:
        """Below the duties, only as long as there is something to say."""
        line = pane(row(self.theme, grow(words), way, gap=8))
        line.hide()
        self.column.insertWidget(self.column.count() - 1, line)
        return line

    def show_lines(self, lines: Sequence[DutyLine], unanswered: int = 0, stale: int = 0) -> None:
        """``unanswered``: how many duties the office has not been asked about; ``stale``: how many provisions wait to be compared."""
        self.lines = lines
        self.question_words.setText(f"还有 {unanswered} 项各地做法不一的事项没有选择")
        self.question.setVisible(unanswered > 0)
        self.choose.setVisible(not unanswered)
        self.bases_words.setText(f"{stale} 项依据没有核对或超过一年没有核对")
        self.bases.setVisible(stale > 0)
        self.fill()

    def fill(self) -> None:
        heads = [label(words, "label2", right=words == COUNTED) for words in ("事项", COUNTED, "期限", "状态")]
        lines = [self._row(duty) for duty in self.folded(self.lines)] or [[over(4, label("没有要按台账计数的事项。", "caption"))]]
        self.show_rows(heads, *lines)

    def _row(self, duty: DutyLine) -> Sequence[Item]:
        name = f"{duty.label}，已录 {duty.have}，应有 {duty.want}，{state_words(duty)}"
        opens = partial(self.records_wanted.emit, duty.ledger, duty.ids, f"{duty.measure} {duty.have}")
        number = self.number(f"{duty.have} / {duty.want}", name, duty.about, opens)
        number.setEnabled(bool(duty.ids))
        pill = Pill(self.theme, self)
        pill.say(*_PILLS[duty.state], state_words(duty))
        pill.setToolTip(duty.lacking)
        return _Name(duty.label, duty.about), at(RIGHT, number), label(_day(duty.due), ""), pill


def state_words(duty: DutyLine) -> str:
    """Never more than what the ledger shows."""
    return {LATE: "已过期限", AHEAD: "未到期"}.get(duty.state, duty.lacking)


def _day(day: date) -> str:
    return f"{day.month}月{day.day}日"


class _Name(QLabel):
    """Cut where the card is narrow; the tooltip has it whole."""

    def __init__(self, words: str, about: str) -> None:
        super().__init__(words)
        self.words = words
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setToolTip(f"{words}\n{about}")
        self.setMinimumWidth(80)

    def resizeEvent(self, event: object) -> None:
        self.setText(self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, self.width()))
        super().resizeEvent(event)  # type: ignore[arg-type]
