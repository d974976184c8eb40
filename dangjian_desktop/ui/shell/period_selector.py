"""报告期: previous, the period in words with everything to choose from, next. Knows no page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import MINYEAR, date

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from dangjian_desktop.domain import period as periods
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.fields import parse_date
from dangjian_desktop.domain.period import Period
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.theme import Theme

_YEARS = 4
_QUARTERS = "一二三四"


class PeriodSelector(QWidget):
    """``changed`` carries the chosen Period."""

    changed = Signal(object)

    def __init__(self, theme: Theme, ask: Ask, today: Callable[[], date], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ask, self._today = ask, today
        self.period = periods.half_of(today())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme.spacing(4))
        name = QLabel("报告期", self)
        name.setProperty("role", "label")
        row.addWidget(name)
        self.before = self._step(theme, "chevron-left", command("period_before").tip(), lambda: self.set_period(self.period.previous()))
        row.addWidget(self.before)
        self.button = QPushButton(self.period.label, self)
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.button.setMinimumWidth(theme.px(150))
        self.button.setToolTip("选择报告期：上半年、下半年、全年、季度或任意起止")
        self.menu = QMenu(self.button)
        self.menu.aboutToShow.connect(self._fill)
        self.button.setMenu(self.menu)
        row.addWidget(self.button)
        self.after = self._step(theme, "chevron-right", command("period_after").tip(), lambda: self.set_period(self.period.next()))
        row.addWidget(self.after)

    def _step(self, theme: Theme, icon: str, tip: str, act: Callable[[], None]) -> QPushButton:
        button = QPushButton(self)
        button.setProperty("kind", "icon")
        button.setIcon(theme.icon(icon))
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.clicked.connect(lambda _checked=False: act())
        return button

    def set_period(self, period: Period) -> None:
        if period != self.period:
            self.period = period
            self.button.setText(period.label)
            self.changed.emit(period)

    def _fill(self) -> None:
        self.menu.clear()
        now = max(self._today().year, self.period.end.year)
        first = max(MINYEAR, min(now - _YEARS + 1, self.period.year - 1))
        for year in range(now, first - 1, -1):
            for choice in (periods.half(year, 2), periods.half(year, 1), periods.year(year)):
                self._offer(self.menu, choice, choice.label)
            quarters = self.menu.addMenu(f"{year}年各季度")
            for number in range(1, 5):
                self._offer(quarters, periods.quarter(year, number), f"第{_QUARTERS[number - 1]}季度")
            self.menu.addSeparator()
        self.menu.addAction("任意起止...", self.ask_days)

    def _offer(self, menu: QMenu, choice: Period, words: str) -> None:
        action = menu.addAction(words, lambda: self.set_period(choice))
        action.setCheckable(True)
        action.setChecked(choice == self.period)

    def ask_days(self) -> None:
        """Any two days, typed as 2022-01-01 至 2022-11-30."""
        value = f"{self.period.start} 至 {self.period.end}"
        text = self._ask.text("从哪天到哪天", "写两个日期，中间用“至”隔开，两头都算在内。", verb="按这段统计", value=value)
        if text is None:
            return
        start, _, end = text.partition("至")
        try:
            self.set_period(Period(parse_date(start, self._today()), parse_date(end, self._today())))
        except UserError as fault:
            self._ask.message(fault.message)
        except ValueError as fault:
            self._ask.tell("日期没有看懂", str(fault))
