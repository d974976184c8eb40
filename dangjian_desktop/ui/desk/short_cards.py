"""The short cards at the right of 工作台: limits that run out, and what has become of the plans made before. One click opens each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QWidget

from dangjian_desktop.domain import limits
from dangjian_desktop.services.desk.standing import Limit, Plan
from dangjian_desktop.ui.desk.card import Card, clear, text
from dangjian_desktop.ui.kit.parts.parts import Pill
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 4


class _OpeningCard(Card):
    """``records_wanted`` (ledger, ids, words)."""

    records_wanted = Signal(str, object, str)

    def opening(self, words: str, ledger: str, ids: tuple[int, ...]) -> QPushButton:
        """A line that opens its records; cut where the card is narrow, whole in the tooltip."""
        button = _Line(words, self)
        button.clicked.connect(lambda _checked=False: self.records_wanted.emit(ledger, ids, words))
        return button


class LimitsCard(_OpeningCard):
    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "期限将到", f"{limits.NEAR} 天以内", parent)
        self.found: Sequence[Limit] = ()
        self.whole = False
        self.link.clicked.connect(lambda _checked=False: self._turn())
        self.grid.addWidget(text("正在看...", "caption"), 0, 0)

    def show_limits(self, found: Sequence[Limit]) -> None:
        self.found = [one for one in found if limits.is_near(-one.days)]
        self._fill()

    def _turn(self) -> None:
        self.whole = not self.whole
        self._fill()

    def _fill(self) -> None:
        clear(self.grid)
        if not self.found:
            self.grid.addWidget(text("没有快到期限的事。", "done"), 0, 0)
        for line, one in enumerate(self.found if self.whole else self.found[:SHOWN]):
            pill = Pill(self.theme, self)
            late = one.days < 0
            pill.say("danger" if late else "amber", "stop-circle" if late else "warning-triangle", limits.said(-one.days))
            self.grid.addWidget(self.opening(one.words, one.ledger, one.ids), line, 0)
            self.grid.addWidget(pill, line, 1, Qt.AlignmentFlag.AlignRight)
        self.grid.setColumnStretch(0, 1)
        self.link.setVisible(len(self.found) > SHOWN)
        self.link.setText("只看前几件" if self.whole else f"全部 {len(self.found)} 件")


class PlansCard(_OpeningCard):
    """Hidden where nothing was planned in the period before."""

    def __init__(self, theme: Theme, done: str, parent: QWidget) -> None:
        super().__init__(theme, "上期下步打算", "", parent)
        self.done = done
        self.hide()

    def show_plans(self, found: Sequence[Plan]) -> None:
        clear(self.grid)
        for line, one in enumerate(found):
            finished = one.state == self.done
            mark = QLabel(self)
            mark.setPixmap(self.theme.pixmap("check-circle" if finished else "clock", 14, "green" if finished else "ink2"))
            self.grid.addWidget(mark, line, 0)
            self.grid.addWidget(self.opening(one.title or "（没有标题）", one.ledger, one.ids), line, 1)
            self.grid.addWidget(text(one.state or "没有填状态", "caption", right=True), line, 2)
        self.grid.setColumnStretch(1, 1)
        self.setVisible(bool(found))


class _Line(QPushButton):
    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(words, parent)
        self.words = words
        self.setProperty("kind", "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setMinimumWidth(80)

    def resizeEvent(self, event: object) -> None:
        self.setText(self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, self.width() - 6))
        super().resizeEvent(event)  # type: ignore[arg-type]
