"""An open ledger on the screen: tabs, pages, what they ask of each other. Knows which page answers which wish; decides nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.ui.desk.desk_page import DeskPage
from dangjian_desktop.ui.file.banner import FileBanner
from dangjian_desktop.ui.file.open_file import OpenFile
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.kit.walking import walk
from dangjian_desktop.ui.shell.area_tab import AreaTab, Shelf
from dangjian_desktop.ui.shell.cover import Cover

if TYPE_CHECKING:
    from dangjian_desktop.ui.ledger.form.session import Unsaved
    from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage

DESK, REGISTERS = "工作台", "基础信息"


class Workspace(QWidget):
    """``status`` carries words for the right of the status bar."""

    status = Signal(str)

    def __init__(self, file: OpenFile, theme: Theme, ask: Ask, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        file.setParent(self)
        self.file, self.theme, self.ask = file, theme, ask
        self.catalogue = file.opened.catalogue
        self.period: Period | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar(self)
        self.tabs.setProperty("kind", "areas")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.banner = FileBanner(file, theme, self)
        self.stack = QStackedWidget(self)
        column.addWidget(self.tabs)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        self.cover = Cover(file, theme, ask, painter, self.stack)
        self.desk = DeskPage(file.caller, theme, file.changes, file.opened.today, self)
        self.desk.records_wanted.connect(self.show_records)
        self.desk.lacking_wanted.connect(self.show_lacking)
        self.desk.report_wanted.connect(self.write_report)
        self.desk.register_wanted.connect(self.register)
        self.desk.set_read_only(file.opened.read_only)
        self.cover.covered.connect(self._covered)
        self.cover.records_wanted.connect(self._records_from_report)
        self.cover.bases_wanted.connect(self.desk.duties.bases_wanted)
        self.areas: list[AreaTab | None] = []
        self._shelves = plan(self.catalogue)
        self._last_key = self._shelves[0][1][0].key
        self.tabs.addTab(DESK)
        self.stack.addWidget(self.desk)
        for label, _ in self._shelves:
            self.tabs.addTab(label)
            self.areas.append(None)
        self.tabs.currentChanged.connect(self._turned)
        file.changes.changed.connect(lambda _change: self.recount())
        file.stopped.connect(self._stopped)

    def _stopped(self) -> None:
        """Nothing may be written any more: every page becomes read-only, the banner says why."""
        for page in self.pages():
            page.set_read_only(True)
        self.desk.set_read_only(True)
        self.banner.say_notice()

    # ------------------------------------------------------------------ tabs
    def _turned(self, index: int) -> None:
        self.file.veil.fall()
        if index == 0:
            self.stack.setCurrentWidget(self.desk)
            self.status.emit("")
            return
        tab = self.area(index - 1)
        self.stack.setCurrentWidget(tab)
        tab.activate()

    def area(self, number: int) -> AreaTab:
        """A tab's page, built when first shown."""
        found = self.areas[number]
        if found is None:
            found = AreaTab(self._shelves[number][1], self.theme, self._make, self)
            found.status.connect(self.status)
            found.shown.connect(self._shown)
            if self.period is not None:
                found.set_period(self.period)
            self.areas[number] = found
            self.stack.addWidget(found)
            found.fit(self.width())
            self.recount()
        return found

    def _make(self, shelf: Shelf) -> LedgerPage:
        from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage

        file = self.file
        page = LedgerPage(file.caller, self.catalogue, shelf.spec, self.theme, self.ask, file.changes, view=shelf.view, veil=file.veil)
        page.set_read_only(file.opened.read_only)
        return page

    def _shown(self) -> None:
        page = self.current_page()
        if page is not None:
            self._last_key = page.spec.key
            page.setFocus()

    def turn_to(self, index: int) -> None:
        """The tab with that number, while no wizard stands over them."""
        if self.cover.wizard is None and index < self.tabs.count():
            self.tabs.setCurrentIndex(index)

    def walk(self, step: int) -> None:
        """F6: tabs, side list, list or form, side panel, numbers; on 工作台 tabs and cards. A wizard is one place of its own."""
        page = self.stack.currentWidget()
        if self.cover.wizard is None and isinstance(page, (AreaTab, DeskPage)):
            walk([self.tabs, *page.stations()], step)

    def current_page(self) -> LedgerPage | None:
        """The ledger page in front, None on the workbench."""
        tab = self.stack.currentWidget()
        return tab.page() if isinstance(tab, AreaTab) else None

    def pages(self) -> list[LedgerPage]:
        return [page for tab in self.areas if tab for page in tab.pages.values()]

    def go_to(self, ledger: str) -> LedgerPage:
        """Bring a ledger to the front."""
        for number, (_, shelves) in enumerate(self._shelves):
            for shelf in shelves:
                if shelf.spec.key == ledger and not shelf.view:
                    self.tabs.setCurrentIndex(number + 1)
                    return self.area(number).show_shelf(shelf.key)
        raise KeyError(ledger)

    # ------------------------------------------------------------------ wishes of pages
    def register(self) -> None:
        """A new record in the ledger in front, or in the one used last."""
        page = self.current_page() or self.go_to(self._last_key)
        page.new()

    def show_records(self, ledger: str, ids: tuple[int, ...], words: str) -> None:
        self.go_to(ledger).show_records(ids, words)

    def show_lacking(self, ledger: str, what: str) -> None:
        """待补 or 缺佐证 of a ledger, from a card of 工作台."""
        self.go_to(ledger).show_only(what)

    def show_line(self, line: Line) -> None:
        """A search hit."""
        self.go_to(line.ledger).show_records((line.pk,), f"搜索到的“{line.title}”")

    def set_period(self, period: Period) -> None:
        self.period = period
        self.desk.set_period(period)
        for tab in self.areas:
            if tab:
                tab.set_period(period)
        self.recount()

    def recount(self) -> None:
        period = self.period
        if period is not None:
            self.file.ask(lambda services: services.records.sizes(period), self._counted, owner=self, latest="sizes")

    def _counted(self, sizes: dict[str, int]) -> None:
        for tab in self.areas:
            if tab:
                tab.set_counts(sizes)

    # ------------------------------------------------------------------ a wizard in front
    def write_report(self) -> None:
        """For the period that is looked at."""
        if self.period is not None:
            self.cover.write_report(self.period)

    def _covered(self, on: bool) -> None:
        self.tabs.setVisible(not on)
        if on:
            self.banner.hide()
        else:
            self.banner.say_notice()
            self._turned(self.tabs.currentIndex())

    def _records_from_report(self, ids: tuple[int, ...], words: str) -> None:
        """The wizard is put aside; its draft is kept and can be taken up again."""
        self.cover.close()

        def show(lines: tuple[Line, ...]) -> None:
            if lines:
                self.show_records(lines[0].ledger, tuple(ids), words)

        self.file.ask(lambda services: services.records.lines(tuple(ids)[:1]), show, owner=self)

    def keep_drafts(self) -> None:
        """Everything stays as it is; what is being typed is kept as a draft too."""
        for page in self.pages():
            page.keep_draft()
        self.cover.keep()

    def unsaved(self) -> list[Unsaved]:
        """What stands in forms and nowhere else."""
        return [found for page in self.pages() if (found := page.unsaved()) is not None]

    def keep_everything(self) -> None:
        """Before the file is closed: what is being typed becomes a draft."""
        for page in self.pages():
            page.keep_draft()
        if self.cover.wizard is not None:
            self.cover.wizard.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for tab in self.areas:
            if tab:
                tab.fit(self.width())
        super().resizeEvent(event)


def plan(catalogue: Catalogue) -> list[tuple[str, list[Shelf]]]:
    """(tab, its ledgers): the areas in declared order, the registers last."""
    found = []
    for area in catalogue.areas:
        shelves = [Shelf(spec) for spec in catalogue.of_area(area.key)]
        shelves += [Shelf(spec, view=True) for spec in catalogue.views_of(area.key)]
        if shelves:
            found.append((area.label, shelves))
    found.append((REGISTERS, [Shelf(spec) for spec in (*catalogue.registers, *catalogue.strangers)]))
    return found
