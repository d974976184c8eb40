"""A protected ledger locked: nothing of it can be read or reached until its password or recovery code is typed. Knows no key."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import shiboken6
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.services.ledger_file import passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.password import said
from dangjian_desktop.ui.kit.machine import LOCK_LEAST, LOCK_MOST
from dangjian_desktop.ui.watch.idle import Idle
from dangjian_desktop.ui.watch.session import SessionWatch

if TYPE_CHECKING:
    from dangjian_desktop.ui.dialogs.unlock import LockPage

LOCKED_TITLE = "党建责任台账 — 已锁定"


class Locking:
    """``window`` is the MainWindow; named loosely, for it imports this module."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.locked: LockPage | None = None
        self.idle = Idle(window)
        self.idle.passed.connect(self.lock)
        self.session = SessionWatch(self.lock)
        self._again = False
        self._resting: list[QAction] = []
        self._before: tuple[str, QWidget | None] = ("", None)
        """Title and focus as they were when the window was locked."""

    def opened(self, *, protected: bool) -> None:
        """A file is open. One that was opened again behind the lock stays locked."""
        again, self._again = self._again, False
        if protected:
            self.idle.watch(self.window.machine.lock_minutes)
            self.session.watch(self.window)
            if again:
                self.lock()

    def closed(self) -> None:
        """The file is closed."""
        self.idle.rest()
        self.session.rest()
        self._again = self.locked is not None
        self._uncover()
        self.window.ask.release(tell=False)

    def lock(self) -> None:
        """Keep what is being typed, then cover everything; only protected files can be locked."""
        from dangjian_desktop.ui.dialogs.unlock import LockPage

        window = self.window
        if window.work is None or window.guard.key is None or self.locked is not None:
            return
        self.idle.rest()
        QGuiApplication.inputMethod().commit()
        window.work.keep_drafts()
        self._before = (window.windowTitle(), window.focusWidget())
        page = LockPage(window.theme, window)
        page.form.tried.connect(self._unlock)
        page.form.given_up.connect(self._give_up)
        self.locked = page
        window.ask.hold()
        window.work.evidence_watch.locked = True
        window.work.veil.fall()
        self._put_away()
        self._cover(page)

    def _put_away(self) -> None:
        """Dialogs, menus and lists that stand over the window."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget is not self.window:
                widget.reject() if isinstance(widget, QDialog) else widget.close()

    def _cover(self, page: LockPage) -> None:
        window = self.window
        window.setWindowTitle(LOCKED_TITLE)
        window.pages.addWidget(page)
        window.pages.setCurrentWidget(page)
        for part in (window.menuBar(), window.statusBar(), window.undo_bar):
            part.hide()
        self._resting = [action for action in window.actions() if action.isEnabled()]
        for action in self._resting:
            action.setEnabled(False)
        page.form.wait(passwords.wait(Path(window.work.opened.path)))
        page.setFocus()

    def _give_up(self) -> None:
        self._uncover()
        self.window.close_file()

    def _unlock(self, password: str, code: str) -> None:
        page = self.locked

        def failed(fault: BaseException) -> None:
            if isinstance(fault, UserError) and page is not None:
                page.form.refuse(said(fault), passwords.wait(Path(self.window.work.opened.path)))
            else:
                self.window.faults.tell(fault)

        def work(services: Services) -> Key:
            return passwords.unlock(services.path, password=password, code=code)

        self.window.caller.ask(work, lambda _key: self._unlocked(), failed=failed, owner=page)

    def _unlocked(self) -> None:
        window, (title, focus) = self.window, self._before
        self._uncover()
        window.setWindowTitle(title)
        window.pages.setCurrentWidget(window.work)
        if focus is not None and shiboken6.isValid(focus):
            focus.setFocus()
        self.idle.watch(window.machine.lock_minutes)
        window.ask.release(tell=True)
        window.work.evidence_watch.locked = False
        window.work.evidence_watch.look()

    def _uncover(self) -> None:
        page, self.locked = self.locked, None
        if page is None:
            return
        window = self.window
        window.pages.removeWidget(page)
        page.hide()
        page.deleteLater()
        for part in (window.menuBar(), window.statusBar()):
            part.show()
        for action in self._resting:
            action.setEnabled(True)
        self._resting = []

    def set_minutes(self) -> None:
        """After how many minutes without a touch a protected ledger locks itself."""
        machine = self.window.machine
        body = f"设了口令的台账闲置多久自动锁定，{LOCK_LEAST} 到 {LOCK_MOST} 分钟。这台电脑上的设置。"
        typed = self.window.ask.text("自动锁定", body, verb="保存", value=str(machine.lock_minutes), hint="分钟")
        if typed is None:
            return
        if not typed.isdecimal() or not LOCK_LEAST <= int(typed) <= LOCK_MOST:
            fault = UserError(Error.UNCLEAR, text=typed, reason=f"请写 {LOCK_LEAST} 到 {LOCK_MOST} 之间的整数", hint="例如 10。")
            self.window.ask.message(fault.message)
            return
        machine.set_lock_minutes(int(typed))
        if self.window.guard.key is not None and self.locked is None:
            self.idle.watch(int(typed))
