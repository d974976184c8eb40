"""A protected ledger locked: nothing of it can be read or reached until its password or recovery code is typed. Knows no key."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import shiboken6
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.services.ledger_file import passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.ports import Files, Screen
from dangjian_desktop.ui.kit.machine import LOCK_LEAST, LOCK_MOST
from dangjian_desktop.ui.watch.idle import Idle
from dangjian_desktop.ui.watch.session import SessionWatch

if TYPE_CHECKING:
    from dangjian_desktop.ui.dialogs.unlock import LockPage
    from dangjian_desktop.ui.file.open_file import OpenFile

LOCKED_TITLE = "党建责任台账 — 已锁定"


@dataclass(frozen=True)
class _Before:
    """The window as it was when it was locked."""

    title: str
    page: QWidget | None
    focus: QWidget | None


class Locking:
    """``keep`` keeps what is being typed; ``passing`` may stand over the window for a while and says what was done."""

    def __init__(self, screen: Screen, files: Files, keep: Callable[[], object], passing: QWidget) -> None:
        self.screen, self.files, self.keep, self.passing = screen, files, keep, passing
        self.locked: LockPage | None = None
        self.idle = Idle(screen.window)
        self.idle.passed.connect(self.lock)
        self.session = SessionWatch(self.lock)
        self._again = False
        self._resting: list[QAction] = []
        self._before = _Before("", None, None)

    def opened(self, *, protected: bool) -> None:
        """A file is open. One that was opened again behind the lock stays locked."""
        again, self._again = self._again, False
        if protected:
            self.idle.watch(self.screen.machine.lock_minutes)
            self.session.watch(self.screen.window)
            if again:
                self.lock()

    def closed(self) -> None:
        """The file is closed."""
        self.idle.rest()
        self.session.rest()
        self._again = self.locked is not None
        self._uncover()
        self.screen.ask.release(tell=False)

    def lock(self) -> None:
        """Keep what is being typed, then cover everything; only protected files can be locked."""
        from dangjian_desktop.ui.dialogs.unlock import LockPage

        screen, file = self.screen, self.screen.file
        if file is None or file.opened.key is None or self.locked is not None:
            return
        self.idle.rest()
        QGuiApplication.inputMethod().commit()
        self.keep()
        self._before = _Before(screen.window.windowTitle(), screen.pages.currentWidget(), screen.window.focusWidget())
        page = LockPage(screen.theme, screen.window)
        page.form.tried.connect(self._unlock)
        page.form.given_up.connect(self._give_up)
        self.locked = page
        screen.ask.hold()
        file.evidence.locked = True
        file.veil.fall()
        self._put_away()
        self._cover(page)
        page.form.wait(passwords.wait(file.path))
        page.setFocus()

    def _put_away(self) -> None:
        """Dialogs, menus and lists that stand over the window."""
        for widget in QApplication.topLevelWidgets():
            if widget.isVisible() and widget is not self.screen.window:
                widget.reject() if isinstance(widget, QDialog) else widget.close()

    def _cover(self, page: LockPage) -> None:
        window = self.screen.window
        window.setWindowTitle(LOCKED_TITLE)
        self.screen.pages.addWidget(page)
        self.screen.pages.setCurrentWidget(page)
        for part in (window.menuBar(), window.statusBar(), self.passing):
            part.hide()
        self._resting = [action for action in window.actions() if action.isEnabled()]
        for action in self._resting:
            action.setEnabled(False)

    def _give_up(self) -> None:
        self._uncover()
        self.files.close_file()

    def _unlock(self, password: str, code: str) -> None:
        page, file = self.locked, self.screen.file
        if page is None or file is None:
            return

        def failed(fault: BaseException) -> None:
            if isinstance(fault, UserError):
                page.form.refuse(said(fault), passwords.wait(file.path))
            else:
                self.screen.faults.tell(fault)

        def work(services: Services) -> Key:
            return passwords.unlock(services.path, password=password, code=code)

        file.ask(work, lambda _key: self._unlocked(file), failed=failed, owner=page)

    def _unlocked(self, file: OpenFile) -> None:
        before = self._before
        self._uncover()
        self.screen.window.setWindowTitle(before.title)
        if before.page is not None:
            self.screen.pages.setCurrentWidget(before.page)
        if before.focus is not None and shiboken6.isValid(before.focus):
            before.focus.setFocus()
        self.idle.watch(self.screen.machine.lock_minutes)
        self.screen.ask.release(tell=True)
        file.evidence.locked = False
        file.evidence.look()

    def _uncover(self) -> None:
        page, self.locked = self.locked, None
        if page is None:
            return
        self.screen.pages.removeWidget(page)
        page.hide()
        page.deleteLater()
        for part in (self.screen.window.menuBar(), self.screen.window.statusBar()):
            part.show()
        for action in self._resting:
            action.setEnabled(True)
        self._resting = []

    def set_minutes(self) -> None:
        """After how many minutes without a touch a protected ledger locks itself."""
        machine, file = self.screen.machine, self.screen.file
        body = f"设了口令的台账闲置多久自动锁定，{LOCK_LEAST} 到 {LOCK_MOST} 分钟。这台电脑上的设置。"
        typed = self.screen.ask.text("自动锁定", body, verb="保存", value=str(machine.lock_minutes), hint="分钟")
        if typed is None:
            return
        if not typed.isdecimal() or not LOCK_LEAST <= int(typed) <= LOCK_MOST:
            fault = UserError(Error.UNCLEAR, text=typed, reason=f"请写 {LOCK_LEAST} 到 {LOCK_MOST} 之间的整数", hint="例如 10。")
            self.screen.ask.message(fault.message)
            return
        machine.set_lock_minutes(int(typed))
        if file is not None and file.opened.key is not None and self.locked is None:
            self.idle.watch(int(typed))


def said(fault: UserError) -> str:
    """What a form for passwords writes below its line."""
    return f"{fault.message.happened}{fault.message.advice}"
