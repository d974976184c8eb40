"""The window: menus, search and period above, start page or an open ledger below, status at the bottom. Asks services, decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractButton, QLabel, QMainWindow, QStackedWidget, QWidget

import dangjian_desktop
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.codes import Codes
from dangjian_desktop.ui.file.keeping import Keeping
from dangjian_desktop.ui.file.locking import Locking
from dangjian_desktop.ui.file.opening import Openings
from dangjian_desktop.ui.file.password import Guard, Make
from dangjian_desktop.ui.file.receiving import Receiving
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.fault_hook import FaultHook
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.parts.status import StatusWords
from dangjian_desktop.ui.kit.parts.undo_bar import UndoBar
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.corner import Corner
from dangjian_desktop.ui.shell.errands import Errands
from dangjian_desktop.ui.shell.leaving import Leaving
from dangjian_desktop.ui.shell.look import change_look
from dangjian_desktop.ui.shell.menus import Menus
from dangjian_desktop.ui.shell.workspace import Opened, Workspace
from dangjian_desktop.ui.watch.content import ContentWatch

if TYPE_CHECKING:
    from dangjian_desktop.ui.shell.start_page import StartPage

TITLE = "党建责任台账"
_UNDO_BAR = ("void", "restore", "import", "undo", "redo")


class MainWindow(QMainWindow):
    """One window, one file at a time."""

    def __init__(self, theme: Theme, machine: Machine, painter: Painter, ask: Ask | None = None) -> None:
        super().__init__()
        self.theme, self.machine, self.painter = theme, machine, painter
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
        self.undo_bar = UndoBar(theme, self)
        self.undo_bar.undo_wanted.connect(self.undo)
        self.undo_bar.redo_wanted.connect(self.redo)
        self.errands, self.openings, self.keeping = Errands(self), Openings(self), Keeping(self)
        self.receiving, self.codes = Receiving(self), Codes(self)
        self.guard, self.locking, self.leaving = Guard(self), Locking(self), Leaving(self)
        self.then: Callable[[], object] | None = None
        self.menus = Menus(self)
        self.corner_box: Corner | None = None
        self._show_state()
        geometry = machine.geometry()
        if geometry is None or not self.restoreGeometry(geometry):
            room = self.screen().availableSize()
            self.resize(min(1366, room.width()), min(720, room.height() - theme.px(28)))

    @property
    def start_page(self) -> StartPage:
        """Made when it is first seen: who opens a ledger by a double click never looks at it."""
        if self._start is None:
            self._start = self._make_start()
        return self._start

    def _make_start(self) -> StartPage:
        from dangjian_desktop.ui.shell.start_page import StartPage

        start = StartPage(self.theme, dangjian_desktop.__version__, self)
        start.new_wanted.connect(self.openings.new_file)
        start.browse_wanted.connect(self.openings.browse)
        start.demo_wanted.connect(self.openings.demo)
        start.receive_wanted.connect(self.receive)
        start.restore_wanted.connect(self.openings.restore_file)
        start.open_wanted.connect(self.open)
        start.help_wanted.connect(self.menus.show_handbook)
        start.forget_wanted.connect(self.openings.forget)
        start.set_recent(self.machine.recent())
        self.pages.addWidget(start)
        return start

    def showEvent(self, event: QShowEvent) -> None:
        if self.caller is None and self.receiving.wizard is None:
            self.pages.setCurrentWidget(self.start_page)
        super().showEvent(event)

    # ------------------------------------------------------------------ files
    def open(self, path: Path) -> None:
        self.openings.open(path)

    def receive(self) -> None:
        """The wizard 接收 takes the place of the start page or of the open ledger, which is closed first."""
        if self.leave():
            self.receiving.begin()

    def leave(self) -> bool:
        """Close what is open, unless a wizard is in the middle of something and the user stays."""
        if self.work is not None and not self.work.may_leave():
            return False
        self.close_file()
        return True

    def use(self, path: Path, make: Make, *, key: Key | None = None, sealed: Path | None = None) -> None:
        """Close what is open, open the other; a refusal is told and the start page stays.

        ``make`` is handed the key of the file, or of ``sealed`` when another file says which; None until it was asked for.
        """
        if self.caller is not None:
            self.close_file()
        self.openings.begin(path)
        self.caller = Caller(lambda: make(key), opening.close, self)
        self.caller.faulted.connect(self.faults.tell)
        self.caller.ask(Opened.of, partial(self._opened, path), failed=partial(self._refused, path, make, sealed or path), owner=self)

    def _refused(self, path: Path, make: Make, sealed: Path, fault: BaseException) -> None:
        """Tell why; a protected file asks for its password, one that somebody else has open can be looked at as a copy."""
        self.close_file()
        if self.guard.takes(path, make, sealed, fault):
            return
        self.openings.refused(path, fault)

    def _opened(self, path: Path, opened: Opened) -> None:
        assert self.caller is not None
        self.openings.ended()
        work = Workspace(self.caller, opened, self.theme, self.ask, self.painter, self)
        self.work = work
        work.status.connect(self.counts.setText)
        work.changes.changed.connect(self._changed)
        self.errands.serve(work.desk.duties)
        work.reopen_wanted.connect(self.keeping.reopen)
        self.receiving.opened(work)
        work.offers = self.receiving.offers if self.receiving.looking else self.keeping.offers
        work.say_notice()
        work.report_open.connect(lambda on: self.show_corner(not on))
        self.pages.addWidget(work)
        self.pages.setCurrentWidget(work)
        self.menus.refresh()
        self._make_corner(work)
        self.setWindowTitle(f"{TITLE} — {path.name}{'（只读）' if opened.read_only else ''}")
        self._show_state()
        self.guard.opened(opened.key)
        then, self.then = self.then, None
        if then is not None:
            then()
        # comes home behind the numbers of the workbench; what is asked next must not hold up their painting
        self.caller.ask(lambda _services: None, lambda _none: QTimer.singleShot(0, work, self._settle), owner=work)

    def _settle(self) -> None:
        """The workbench is painted: what else is to be known, and then the whole content; until it is looked through a save waits."""
        work, caller = self.work, self.caller
        if work is None or caller is None:
            return
        if not self.receiving.looking:
            self.machine.remember(Path(work.opened.path))
        self.refresh_undo()
        self.keeping.begin()
        work.evidence_watch.begin()
        self.content_watch = ContentWatch(caller, work)
        self.content_watch.damaged.connect(self._damaged)
        self.content_watch.go_on()

    def _damaged(self, condition: Condition) -> None:
        """The look through the whole file found something: read-only from now on, and why."""
        if self.work is not None:
            self.work.stop_writing(condition)
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
        """Keep what is being typed, let go of the file, show the start page."""
        self.guard.closed()
        self.keeping.closed()
        self.codes.closed()
        self.receiving.looking = False
        self.openings.ended()
        self.leaving.let_go()
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

    # ------------------------------------------------------------------ undo and state
    def _changed(self, change: Change) -> None:
        self.state.say(f"已保存：{change.label}", "check-circle")
        self.keeping.timer.start()
        if change.kind in _UNDO_BAR:
            self.undo_bar.say(f"已{change.label}", undone=change.kind == "undo")
        else:
            self.undo_bar.hide()  # 撤销 would now mean this change, not the one it names
        self.refresh_undo()

    def refresh_undo(self) -> None:
        if self.caller is not None:
            self.caller.ask(
                lambda services: (services.history.undo_label(), services.history.redo_label()),
                lambda labels: self.menus.set_undo(*labels),
                owner=self,
                latest="undo",
            )

    def undo(self) -> None:
        self.history(lambda services: services.history.undo())

    def redo(self) -> None:
        self.history(lambda services: services.history.redo())

    def history(self, act: Callable[[Services], Change]) -> None:
        """Undo, redo, or undo one line of the log; every screen hears of it."""
        if self.caller is not None and self.work is not None:
            self.caller.ask(act, self.work.changes.changed.emit, owner=self.work)

    def _show_state(self) -> None:
        if self.work is None:
            self.state.say("没有打开台账", "book")
        elif self.work.opened.read_only:
            opened = self.work.opened
            copied = opened.condition is not None and opened.condition.why is Why.IN_USE
            self.state.say(f"只读副本，截至 {opened.at:%H:%M}" if copied else "只读，不能改动", "lock", "amber")
        else:
            self.state.say("已保存", "check-circle")

    # ------------------------------------------------------------------ look
    def set_look(self, scale: float, *, contrast: bool) -> None:
        change_look(self, scale, contrast=contrast)

    def drop_start_page(self) -> None:
        """It is made anew in the look of the day, and shown."""
        old, self._start = self._start, None
        if old is not None:
            self.pages.removeWidget(old)
            old.deleteLater()
        self.pages.setCurrentWidget(self.start_page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter presses the button that has the focus, as Space does; no part below wanted the key for itself."""
        focused = self.focusWidget()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and isinstance(focused, QAbstractButton):
            focused.click()
            return
        super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        if self.work is not None and not self.work.may_leave():
            event.ignore()
            return
        self.machine.set_geometry(self.saveGeometry())
        self.close_file()
        self.receiving.close()
        event.accept()
