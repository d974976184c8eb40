"""Search and 报告期, right of the menus while a ledger is open. Knows the ledger's pages only to tell them what was chosen."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMenuBar, QWidget

from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.shell.period_selector import PeriodSelector
from dangjian_desktop.ui.shell.search_box import SEARCH_WIDTH, SearchBox
from dangjian_desktop.ui.shell.workspace import Workspace


class Corner(QWidget):
    """One file's; it goes with the file. Made while nothing takes room from the menus of ``bar`` yet."""

    def __init__(self, work: Workspace, ask: Ask, bar: QMenuBar, parent: QWidget) -> None:
        super().__init__(parent)
        self.bar = bar
        self.menus = sum(bar.actionGeometry(action).width() for action in bar.actions())
        self.theme = theme = work.theme
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 4, theme.spacing(16), 4)
        row.setSpacing(theme.spacing(24))
        self.search = SearchBox(work.file.caller, work.catalogue, theme, self)
        self.search.chosen.connect(work.show_line)
        self.periods = PeriodSelector(theme, ask, lambda: work.file.opened.today, self)
        self.periods.changed.connect(work.set_period)
        row.addWidget(self.search)
        row.addWidget(self.periods)

    def fit(self, width: int) -> None:
        """The search field gives way before a menu does."""
        room = width - self.menus - self.periods.sizeHint().width() - self.theme.spacing(80)
        self.search.setFixedWidth(max(self.theme.px(90), min(self.theme.px(SEARCH_WIDTH), room)))
        # the bar was laid out for the old width already, and does not notice by itself
        QApplication.sendEvent(self.bar, QResizeEvent(self.bar.size(), self.bar.size()))
