"""The period chosen in the window: its arrows at the ends of the calendar."""

from __future__ import annotations

from datetime import date

import pytest
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain import period as periods
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.period_selector import PeriodSelector
from tests.fakes import FakeAsk


@pytest.mark.parametrize("year", [1, 9999])
def test_the_arrows_stop_where_the_calendar_ends_and_the_menu_still_opens(year: int, qtbot: QtBot, theme: Theme, ask: FakeAsk) -> None:
    selector = PeriodSelector(theme, ask, lambda: date(year, 6, 1))
    qtbot.addWidget(selector)
    for arrow, edge in ((selector.before, periods.half(1, 1)), (selector.after, periods.half(9999, 2))):
        selector.set_period(edge)
        arrow.click()
        assert selector.period == edge
    selector.set_period(periods.half(year, 1))
    selector.menu.aboutToShow.emit()
    assert f"{year}年上半年" in [action.text() for action in selector.menu.actions()]
