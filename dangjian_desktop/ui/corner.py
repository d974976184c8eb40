"""The right end of the menu row: search over everything and the period of every count. Knows no page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QWidget

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.period_selector import PeriodSelector
from dangjian_desktop.ui.search_box import SEARCH_WIDTH, SearchBox


class Corner(QWidget):
    """One file's; it goes with the file."""

    def __init__(self, caller: Caller, catalogue: Catalogue, theme: Theme, ask: Any, today: Callable[[], date], parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, theme.spacing(16), 4)
        row.setSpacing(theme.spacing(24))
        self.search_box = SearchBox(caller, catalogue, theme, self)
        self.periods = PeriodSelector(theme, ask, today, self)
        row.addWidget(self.search_box)
        row.addWidget(self.periods)

    def fit(self, width: int, menus: int) -> None:
        """The search field gives way before a menu does."""
        room = width - menus - self.periods.sizeHint().width() - self.theme.spacing(80)
        self.search_box.setFixedWidth(max(self.theme.px(90), min(self.theme.px(SEARCH_WIDTH), room)))
