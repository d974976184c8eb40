"""An open ledger on the screen: tabs, pages, what they ask of each other. Knows which page answers which wish; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QStackedWidget, QTabBar, QVBoxLayout, QWidget

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import Message
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.services.ledger_file import passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.desk.desk_page import DeskPage
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.veil import Veil
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.area_tab import AreaTab, Shelf
from dangjian_desktop.ui.watch.evidence import EvidenceWatch

if TYPE_CHECKING:
    from dangjian_desktop.ui.ledger.form.session import Unsaved
    from dangjian_desktop.ui.ledger.page.ledger_page import LedgerPage

DESK, REGISTERS = "工作台", "基础信息"


@dataclass(frozen=True)
class Opened:
    """What the window needs to know of an open file at once."""

    path: str
    catalogue: Catalogue
    unit: str
    read_only: bool
    condition: Condition | None
    today: date
    at: datetime
    hints: tuple[Message, ...] = ()
    key: Key | None = field(default=None, repr=False)
    ledger_id: str = ""

    @staticmethod
    def of(services: Services) -> Opened:
        return Opened(
            path=str(services.path),
            catalogue=services.catalogue,
            unit=str(services.settings.get("unit_name", "")),
            read_only=services.read_only,
            condition=services.condition,
            today=services.clock.today(),
            at=services.clock.now(),
            hints=services.hints,
            key=passwords.key_of(services),
            ledger_id=str(services.settings.get("ledger_id", "")),
        )


class Workspace(QWidget):
    """``status`` words for the right of the status bar; ``report_open`` whether a wizard covers the tabs; ``reopen_wanted`` after a
    hand-over, when what may be done with the file has changed."""

    status = Signal(str)
    report_open = Signal(bool)
    reopen_wanted = Signal()

    def __init__(self, caller: Caller, opened: Opened, theme: Theme, ask: Ask, painter: Painter, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caller, self.opened, self.theme, self.ask, self.painter = caller, opened, theme, ask, painter
        self.catalogue, self.hints = opened.catalogue, opened.hints
        self.changes = Changes(self)
        self.veil = Veil(self)
        self.period: Period | None = None
        self.wizard: QWidget | None = None
        self.offers: Callable[[Condition], Sequence[tuple[str, Callable[[], object]]]] = lambda _condition: ()
        """The buttons of the banner; the window knows them."""
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.tabs = QTabBar(self)
        self.tabs.setProperty("kind", "areas")
        self.tabs.setExpanding(False)
        self.tabs.setDrawBase(False)
        self.tabs.setUsesScrollButtons(True)
        self.banner = Banner(theme, self)
        self.stack = QStackedWidget(self)
        column.addWidget(self.tabs)
        column.addWidget(self.banner)
        column.addWidget(self.stack, 1)
        self.desk = DeskPage(caller, theme, self.changes, opened.today, self)
        self.desk.records_wanted.connect(self.show_records)
        self.desk.lacking_wanted.connect(self.show_lacking)
        self.desk.report_wanted.connect(self.write_report)
        self.desk.register_wanted.connect(self.register)
        self.desk.set_read_only(opened.read_only)
        self.areas: list[AreaTab | None] = []
        self.evidence_watch = EvidenceWatch(caller, ask, self.changes, lambda: self.opened.read_only, self)
        self._shelves = plan(self.catalogue)
        self._last_key = self._shelves[0][1][0].key
        self.tabs.addTab(DESK)
        self.stack.addWidget(self.desk)
        for label, _ in self._shelves:
            self.tabs.addTab(label)
            self.areas.append(None)
        self.tabs.currentChanged.connect(self._turned)
        self.changes.changed.connect(lambda _change: self.recount())
        self.say_notice()

    def stop_writing(self, condition: Condition) -> None:
        """The file turned out to be damaged: every page becomes read-only, the banner says why."""
        self.opened = replace(self.opened, read_only=True, condition=condition)
        for page in self.pages():
            page.set_read_only(True)
        self.desk.set_read_only(True)
        self.say_notice()

    def say_notice(self) -> None:
        """Why nothing can be written here, and what can be done about it; or what was noticed at opening, until it was read."""
        condition = self.opened.condition
        if condition is not None:
            say_condition(self.banner, condition, self.opened.at, self.offers(condition))
        elif self.hints:
            hint = self.hints[0]
            self.banner.say("amber", hint.happened, f"{hint.data}{hint.advice}", (("知道了", self._hint_read),))
        else:
            self.banner.hide()

    def _hint_read(self) -> None:
        self.hints = self.hints[1:]
        self.say_notice()

    # ------------------------------------------------------------------ tabs
    def _turned(self, index: int) -> None:
        self.veil.fall()
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

        page = LedgerPage(self.caller, self.catalogue, shelf.spec, self.theme, self.ask, self.changes, view=shelf.view, veil=self.veil)
        page.set_read_only(self.opened.read_only)
        return page

    def _shown(self) -> None:
        page = self.current_page()
        if page is not None:
            self._last_key = page.spec.key
            page.setFocus()

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
            self.caller.ask(lambda services: services.records.sizes(period), self._counted, owner=self, latest="sizes")

    def _counted(self, sizes: dict[str, int]) -> None:
        for tab in self.areas:
            if tab:
                tab.set_counts(sizes)

    # ------------------------------------------------------------------ the report
    def write_report(self) -> None:
        """The wizard takes the place of the tabs until it is put aside."""
        if self.wizard is not None or self.period is None:
            return
        from dangjian_desktop.ui.wizards.report.wizard import ReportWizard

        wizard = ReportWizard(self.caller, self.catalogue, self.theme, self.ask, self.changes, self.painter, self.period, parent=self)
        wizard.closed.connect(self.close_report)
        wizard.records_wanted.connect(self._records_from_report)
        wizard.bases_wanted.connect(self.desk.duties.bases_wanted)
        self._cover(wizard)

    def hand_over(self) -> None:
        """The wizard 移交; the tabs come back, read-only, when it is finished."""
        if self.wizard is not None:
            return
        from dangjian_desktop.ui.wizards.handover.wizard import HandoverWizard

        wizard = HandoverWizard(self.caller, Path(self.opened.path), self.theme, self.ask, self.changes, parent=self)
        wizard.closed.connect(lambda: self._handed_over(wizard.session.verified))
        self._cover(wizard)

    def _handed_over(self, done: bool) -> None:
        self.close_report()
        if done:
            self.reopen_wanted.emit()

    def may_leave(self) -> bool:
        """Whether the file may be closed now; a wizard in the middle of something asks."""
        ask = getattr(self.wizard, "may_leave", None)
        return ask is None or bool(ask())

    def _cover(self, wizard: QWidget) -> None:
        self.wizard = wizard
        self.stack.addWidget(wizard)
        self.stack.setCurrentWidget(wizard)
        self.tabs.hide()
        self.banner.hide()
        self.report_open.emit(True)
        wizard.setFocus()

    def close_report(self) -> None:
        wizard, self.wizard = self.wizard, None
        if wizard is None:
            return
        self.stack.removeWidget(wizard)
        wizard.deleteLater()
        self.tabs.show()
        self.say_notice()
        self.report_open.emit(False)
        self._turned(self.tabs.currentIndex())

    def _records_from_report(self, ids: tuple[int, ...], words: str) -> None:
        """The wizard is put aside; its draft is kept and can be taken up again."""
        self.close_report()

        def show(lines: tuple[Line, ...]) -> None:
            if lines:
                self.show_records(lines[0].ledger, tuple(ids), words)

        self.caller.ask(lambda services: services.records.lines(tuple(ids)[:1]), show, owner=self)

    def keep_drafts(self) -> None:
        """Everything stays as it is; what is being typed is kept as a draft too."""
        for page in self.pages():
            page.keep_draft()
        if (keep := getattr(self.wizard, "keep", None)) is not None:
            keep()

    def unsaved(self) -> list[Unsaved]:
        """What stands in forms and nowhere else."""
        return [found for page in self.pages() if (found := page.unsaved()) is not None]

    def keep_everything(self) -> None:
        """Before the file is closed: what is being typed becomes a draft."""
        for page in self.pages():
            page.keep_draft()
        if self.wizard is not None:
            self.wizard.close()

    def resizeEvent(self, event: QResizeEvent) -> None:
        for tab in self.areas:
            if tab:
                tab.fit(self.width())
        super().resizeEvent(event)


def say_condition(banner: Banner, condition: Condition, at: datetime, offers: Sequence[tuple[str, Callable[[], object]]]) -> None:
    """What happened, the state of the data, what is still possible."""
    told = condition.message
    if condition.why is Why.DAMAGED:
        banner.say("danger", told.happened, f"{told.data}{told.advice}", offers)
        return
    what, advice = told.happened, told.advice
    if condition.why is Why.IN_USE:
        what, advice = f"{what.rstrip('。')}，现在是只读副本，截至 {at:%H:%M}", "对方关闭后点【再试一次】。"
    banner.say("amber", what, f"{told.data}可以查、打印、导出；{advice}", offers, icon="lock")


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
