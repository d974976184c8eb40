"""The window: menus, search and period above, start page or an open ledger below, status at the bottom. Asks services, decides nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QMainWindow, QStackedWidget, QWidget

import dangjian_desktop
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.file.codes import Codes
from dangjian_desktop.ui.file.keeping import Keeping
from dangjian_desktop.ui.file.locking import Locking
from dangjian_desktop.ui.file.open_file import Opened, OpenFile
from dangjian_desktop.ui.file.opening import Openings
from dangjian_desktop.ui.file.password import Guard
from dangjian_desktop.ui.file.ports import Screen, Wanted
from dangjian_desktop.ui.file.receiving import Receiving
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.fault_hook import FaultHook
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.parts.status import StatusWords
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.corner import Corner
from dangjian_desktop.ui.shell.errands import Errands
from dangjian_desktop.ui.shell.leaving import Leaving
from dangjian_desktop.ui.shell.menus import Hands, Menus
from dangjian_desktop.ui.shell.rules import Rules
from dangjian_desktop.ui.shell.undoing import Undoing
from dangjian_desktop.ui.shell.workspace import Workspace
from dangjian_desktop.ui.watch.content import ContentWatch

if TYPE_CHECKING:
    from dangjian_desktop.ui.shell.start_page import StartPage

TITLE = "党建责任台账"


class MainWindow(QMainWindow):
    """One window, one file at a time."""

    def __init__(self, theme: Theme, machine: Machine, painter: Painter, ask: Ask | None = None) -> None:
        super().__init__()
        self.machine, self.painter = machine, painter
        self.ask = ask or Ask(theme, lambda: self)
        self.faults = FaultHook(self.ask, self)
        self.caller: Caller | None = None
        self.work: Workspace | None = None
        self.setWindowTitle(TITLE)
        self.setMinimumSize(900, 440)
        self.pages = QStackedWidget(self)
        self._start: StartPage | None = None
        self.setCentralWidget(self.pages)
        self.state, self.counts = StatusWords(theme, self), QLabel(self)
        self.statusBar().addWidget(self.state)
        self.statusBar().addPermanentWidget(self.counts)
        self.statusBar().setSizeGripEnabled(False)
        self.shared = Screen(self, self.pages, theme, machine, self.ask, self.faults, self.state)
        self._make_controllers(self.shared)
        self.corner_box: Corner | None = None
        hands: Hands = {
            "window": lambda: self,
            "corner": lambda: self.corner_box,
            "work": lambda: self.work,
            "page": lambda: self.work.current_page() if self.work is not None else None,
        }
        self.menus = Menus(self.shared, self.guard, hands, self.openings.open, self.set_look)
        self.undoing.named.connect(self.menus.set_undo)
        self._show_state()
        geometry = machine.geometry()
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(1366, room.width()), min(720, room.height() - theme.px(28)))

    def _make_controllers(self, screen: Screen) -> None:
        """Each is handed what it needs; who needs another comes after it."""
        self.undoing, self.rules, self.codes = Undoing(screen), Rules(screen), Codes(screen)
        self.leaving = Leaving(screen, lambda: self.work)
        self.locking = Locking(screen, self, self.leaving.keep_drafts, self.undoing.bar)
        self.openings = Openings(screen, self, self.locking, self.rules.choose_duties)
        self.errands = Errands(screen, self.openings, self.undoing, self.may_leave)
        self.keeping = Keeping(screen, self.openings, self.errands.export_all)
        self.guard = Guard(screen, self, self.locking, self.keeping.list.tell_plain)
        self.receiving = Receiving(screen, self, self.openings, lambda: self.start_page)

    @property
    def start_page(self) -> StartPage:
        """Made when it is first seen: who opens a ledger by a double click never looks at it."""
        if self._start is None:
            self._start = self._make_start()
        return self._start

    def _make_start(self) -> StartPage:
        from dangjian_desktop.ui.shell.start_page import StartPage

        start = StartPage(self.shared.theme, dangjian_desktop.__version__, self)
        start.wanted.connect(self.menus.run)
        start.open_wanted.connect(self.openings.open)
        start.forget_wanted.connect(self._forget)
        start.set_recent(self.machine.recent())
        self.pages.addWidget(start)
        return start

    def _forget(self) -> None:
        """The list of recent files only; the files stay."""
        self.machine.forget_recent()
        self.start_page.set_recent(())

    def showEvent(self, event: QShowEvent) -> None:
        if self.caller is None and self.receiving.wizard is None:
            self.pages.setCurrentWidget(self.start_page)
        super().showEvent(event)

    # ------------------------------------------------------------------ files
    def may_leave(self) -> bool:
        """Whether what is open may be closed; a wizard in the middle of something asks."""
        return self.work is None or self.work.cover.may_leave()

    def leave(self) -> bool:
        if not self.may_leave():
            return False
        self.close_file()
        return True

    def use(self, wanted: Wanted) -> None:
        if self.caller is not None:
            self.close_file()
        self.openings.begin(wanted.path)
        self.caller = Caller(lambda: wanted.make(wanted.key), opening.close, self)
        self.caller.faulted.connect(self.faults.tell)
        self.caller.ask(Opened.of, partial(self._opened, wanted), failed=partial(self._refused, wanted), owner=self)

    def _refused(self, wanted: Wanted, fault: BaseException) -> None:
        """Tell why; a protected file asks for its password, one that somebody else has open can be looked at as a copy."""
        self.close_file()
        if not self.guard.takes(wanted, fault):
            self.openings.refused(wanted.path, fault)

    def _opened(self, wanted: Wanted, found: Opened) -> None:
        assert self.caller is not None
        self.openings.ended()
        screen, opened = self.shared, self.receiving.seen(found)
        screen.file = file = OpenFile(self.caller, opened, self.ask, self)
        self.work = work = Workspace(file, screen.theme, self.ask, self.painter, self)
        work.status.connect(self.counts.setText)
        file.changes.changed.connect(self._changed)
        self.rules.serve(work.desk.duties)
        work.cover.reopen_wanted.connect(self.openings.reopen)
        work.banner.offers = self.receiving.offers if self.receiving.looking else self.keeping.offers
        work.banner.say_notice()
        work.cover.covered.connect(lambda on: self.show_corner(not on))
        self.pages.addWidget(work)
        self.pages.setCurrentWidget(work)
        self.menus.refresh()
        self._make_corner(work)
        self.setWindowTitle(f"{TITLE} — {wanted.path.name}{'（只读）' if opened.read_only else ''}")
        self._show_state()
        self.guard.opened()
        wanted.then()
        # comes home behind the numbers of the workbench; what is asked next must not hold up their painting
        file.ask(lambda _services: None, lambda _none: QTimer.singleShot(0, work, partial(self._settle, work)))

    def _settle(self, work: Workspace) -> None:
        """The workbench is painted: what else is to be known, and then the whole content; until it is looked through a save waits."""
        if work is not self.work:
            return
        if not self.receiving.looking:
            self.machine.remember(work.file.path)
        self.undoing.refresh()
        self.keeping.begin(work.file, work.desk, work.banner)
        work.file.evidence.begin()
        self.content_watch = ContentWatch(work.file.caller, work)
        self.content_watch.damaged.connect(self._damaged)
        self.content_watch.go_on()

    def _damaged(self, condition: Condition) -> None:
        """The look through the whole file found something."""
        if self.work is not None:
            self.work.file.stop_writing(condition)
            self._show_state()
            self.menus.refresh()

    def _make_corner(self, work: Workspace) -> None:
        self.corner_box = Corner(work, self.ask, self.menuBar(), self)
        self.search_box, self.periods = self.corner_box.search, self.corner_box.periods
        self.menuBar().setCornerWidget(self.corner_box, Qt.Corner.TopRightCorner)
        self.corner_box.fit(self.width())
        self.corner_box.show()
        work.set_period(self.periods.period)

    def resizeEvent(self, event: QResizeEvent) -> None:
        if self.corner_box is not None:
            self.corner_box.fit(self.width())
        super().resizeEvent(event)

    def show_corner(self, on: bool) -> None:
        if self.corner_box is not None:
            self.corner_box.setVisible(on)
        self.counts.setVisible(on)

    def close_file(self) -> None:
        """Then the start page stands there again, or the wizard that receives a pack."""
        self.guard.closed()
        self.keeping.closed()
        self.codes.closed()
        self.receiving.looking = False
        self.openings.ended()
        caller, work = self.caller, self.work
        self.caller = self.work = self.shared.file = None
        self.leaving.let_go(caller, work)
        if self.corner_box is not None:
            self.menuBar().setCornerWidget(QWidget(self), Qt.Corner.TopRightCorner)
            self.corner_box.deleteLater()
            self.corner_box = None
        self.pages.setCurrentWidget(self.receiving.page)
        self.start_page.set_recent(self.machine.recent())
        self.setWindowTitle(TITLE)
        self.counts.clear()
        self._show_state()
        self.menus.refresh()

    # ------------------------------------------------------------------ what is said
    def _changed(self, change: Change) -> None:
        self.state.say(f"已保存：{change.label}", "check-circle")
        self.keeping.timer.start()
        self.undoing.changed(change)

    def _show_state(self) -> None:
        file = self.shared.file
        if file is None:
            self.state.say("没有打开台账", "book")
        elif file.opened.read_only:
            opened = file.opened
            copied = opened.condition is not None and opened.condition.why is Why.IN_USE
            self.state.say(f"只读副本，截至 {opened.at:%H:%M}" if copied else "只读，不能改动", "lock", "amber")
        else:
            self.state.say("已保存", "check-circle")

    # ------------------------------------------------------------------ look
    def set_look(self, scale: float, contrast: bool) -> None:
        """大字 and high contrast. The ledger is opened again in the new look, so that no half-typed form is lost."""
        self.machine.set_look(scale, contrast=contrast)
        file = self.shared.file
        self.close_file()
        self.shared.theme = self.ask.theme = theme = Theme(scale, contrast)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            theme.apply(application)
        old, self._start = self._start, None
        if old is not None:
            self.pages.removeWidget(old)
            old.deleteLater()
        self.pages.setCurrentWidget(self.start_page)
        self.menus.refresh()
        if file is not None:
            self.openings.open(file.path, file.opened.key)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does; no part below wanted the key for itself."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self.may_leave():
            event.ignore()
            return
        self.machine.set_geometry(self.saveGeometry())
        self.close_file()
        self.receiving.close()
        event.accept()
