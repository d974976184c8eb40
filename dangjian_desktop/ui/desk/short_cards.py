"""The short cards at the right of 工作台: limits that run out, and what has become of the plans made before. One click opens each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from dangjian_desktop.domain import limits
from dangjian_desktop.services.desk.standing import Limit, Plan
from dangjian_desktop.ui.desk.card import Card, FoldingCard
from dangjian_desktop.ui.kit.parts.layout import RIGHT, Item, at
from dangjian_desktop.ui.kit.parts.parts import Pill, label, picture
from dangjian_desktop.ui.kit.theme import Theme

SHOWN = 4


class LimitsCard(FoldingCard):
    """``records_wanted`` (ledger, ids, words)."""

    records_wanted = Signal(str, object, str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, "期限将到", f"{limits.NEAR} 天以内", parent, unit="件", few=SHOWN)
        self.found: Sequence[Limit] = ()
        self.show_rows([label("正在看...", "caption")])

    def show_limits(self, found: Sequence[Limit]) -> None:
        self.found = [one for one in found if limits.is_near(-one.days)]
        self.fill()

    def fill(self) -> None:
        lines = [self._row(one) for one in self.folded(self.found)]
        self.show_rows(*lines or [[label("没有快到期限的事。", "done")]])

    def _row(self, one: Limit) -> Sequence[Item]:
        pill = Pill(self.theme, self)
        tone, icon = ("danger", "stop-circle") if one.days < 0 else ("amber", "warning-triangle")
        pill.say(tone, icon, limits.said(-one.days))
        opens = partial(self.records_wanted.emit, one.ledger, one.ids, one.words)
        return _Line(one.words, opens), at(RIGHT, pill)


class PlansCard(Card):
    """Hidden where nothing was planned in the period before. ``records_wanted`` as above."""

    records_wanted = Signal(str, object, str)

    def __init__(self, theme: Theme, done: str, parent: QWidget) -> None:
        super().__init__(theme, "上期下步打算", "", parent)
        self.done = done
        self.hide()

    def show_plans(self, found: Sequence[Plan]) -> None:
        self.show_rows(*(self._row(one) for one in found), stretch=1)
        self.setVisible(bool(found))

    def _row(self, one: Plan) -> Sequence[Item]:
        icon, ink = ("check-circle", "green") if one.state == self.done else ("clock", "ink2")
        words = one.title or "（没有标题）"
        opens = partial(self.records_wanted.emit, one.ledger, one.ids, words)
        return picture(self.theme, icon, 14, ink), _Line(words, opens), label(one.state or "没有填状态", "caption", right=True)


class _Line(QPushButton):
    """A line that opens its records; cut where the card is narrow, whole in the tooltip."""

    def __init__(self, words: str, clicked: Callable[[], object]) -> None:
        super().__init__(words)
        self.words = words
        self.setProperty("kind", "link")
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setToolTip(words)
        self.setAccessibleName(words)
        self.setMinimumWidth(80)
        self.clicked.connect(lambda _checked=False: clicked())

    def resizeEvent(self, event: object) -> None:
        self.setText(self.fontMetrics().elidedText(self.words, Qt.TextElideMode.ElideRight, self.width() - 6))
        super().resizeEvent(event)  # type: ignore[arg-type]
