"""应办事项: the most urgent first, each with what is recorded, what is asked and until when. Compares, judges nobody."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from dangjian_desktop.services.desk.standing import AHEAD, DONE, LATE, SHORT, DutyLine
from dangjian_desktop.ui.desk.card import Card, clear, text
from dangjian_desktop.ui.kit.parts.parts import Pill, button, label
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 6
_PILLS = {LATE: ("danger", "stop-circle"), SHORT: ("amber", "warning-triangle"), AHEAD: ("grey", "minus"), DONE: ("", "check")}


class DutiesCard(Card):
    """``records_wanted`` (ledger, ids, words): the records that were counted. ``choose_wanted``: which duties the office has.
    ``bases_wanted``: what the rules rest on."""

    records_wanted = Signal(str, object, str)
    choose_wanted = Signal()
    bases_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "应办事项", "只按已录台账计数", parent)
        self.lines: Sequence[DutyLine] = ()
        self.whole = False
        self.link.clicked.connect(lambda _checked=False: self._turn())
        self.choose = self._choose_button()
        self.head.addWidget(self.choose)
        self.question_words, self.answer = label("", "caption", wrap=True), self._choose_button()
        self.bases_words = label("", "caption", wrap=True)
        self.look = button(theme, "查看...", "link", clicked=self.bases_wanted.emit)
        self.look.setAccessibleName("查看没有核对的依据")
        self.question = self._quiet_line(self.question_words, self.answer)
        self.bases = self._quiet_line(self.bases_words, self.look)

    def _choose_button(self) -> QPushButton:
        made = button(self.theme, "选择...", "link", clicked=self.choose_wanted.emit)
        made.setAccessibleName("选择本单位的应办事项")
        made.setToolTip("本单位要办哪些事项")
        return made

    def _quiet_line(self, words: QLabel, way: QPushButton) -> QWidget:
        """Below the duties, only as long as there is something to say."""
        line = QWidget(self)
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.spacing(8))
        row.addWidget(words, 1)
        row.addWidget(way)
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
        self._fill()

    def _turn(self) -> None:
        self.whole = not self.whole
        self._fill()

    def _fill(self) -> None:
        clear(self.grid)
        for column, words in enumerate(("事项", "已录 / 应有", "期限", "状态")):
            self.grid.addWidget(text(words, "label2", right=column == 1), 0, column)
        for line, duty in enumerate(self.lines if self.whole else self.lines[:SHOWN], start=1):
            self._row(line, duty)
        if not self.lines:
            self.grid.addWidget(text("没有要按台账计数的事项。", "caption"), 1, 0, 1, 4)
        self.grid.setColumnStretch(0, 1)
        self.link.setVisible(len(self.lines) > SHOWN)
        self.link.setText("只看前几项" if self.whole else f"全部 {len(self.lines)} 项")

    def _row(self, line: int, duty: DutyLine) -> None:
        words = f"{duty.have} / {duty.want}"
        number = self.number(words, f"{duty.label}，已录 {duty.have}，应有 {duty.want}，{state_words(duty)}", duty.about)
        number.setEnabled(bool(duty.ids))
        number.clicked.connect(lambda _checked=False: self.records_wanted.emit(duty.ledger, duty.ids, f"{duty.measure} {duty.have}"))
        pill = Pill(self.theme, self)
        pill.say(*_PILLS[duty.state], state_words(duty))
        pill.setToolTip(duty.lacking)
        self.grid.addWidget(_Name(duty.label, duty.about), line, 0)
        self.grid.addWidget(number, line, 1, Qt.AlignmentFlag.AlignRight)
        self.grid.addWidget(text(_day(duty.due), ""), line, 2)
        self.grid.addWidget(pill, line, 3)


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
