"""The password of the open file, as the window deals with it: asks for it, sets, changes and takes it off.

Decides nothing about keys: services do. Keeps the key of the open file in memory, and no password.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from dangjian_desktop.domain.errors import Error, LockedError, UserError
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.codes import not_printed
from dangjian_desktop.ui.file.locking import Locking, said
from dangjian_desktop.ui.file.ports import Files, Screen, Wanted

if TYPE_CHECKING:
    from dangjian_desktop.ui.dialogs.set_password import ChangePasswordDialog
    from dangjian_desktop.ui.dialogs.unlock import UnlockDialog


class Guard:
    """``told`` follows when a password was set: of what could be read before."""

    def __init__(self, screen: Screen, files: Files, locking: Locking, told: Callable[[], object]) -> None:
        self.screen, self.files, self.locking, self.told = screen, files, locking, told
        self.lacking = passwords.lacking()
        self.asking: UnlockDialog | None = None
        self.dialog: QDialog | None = None
        self._by_code = False

    @property
    def key(self) -> Key | None:
        """Of the file that is open, when it is protected."""
        return self.screen.file.opened.key if self.screen.file is not None else None

    # ------------------------------------------------------------------ opening
    def takes(self, wanted: Wanted, fault: BaseException) -> bool:
        """Whether a refusal is about the password: then it is asked for, and what opens the file gets the key."""
        sealed = wanted.locked_by
        self.locking.opened(protected=False)
        if not isinstance(fault, UserError) or not (fault.code in (Error.WRONG_PASSWORD, Error.NO_KEY_FILE) or self.asking):
            self._end_asking()
            return False
        if self.asking is None:
            from dangjian_desktop.ui.dialogs.unlock import UnlockDialog

            asking = UnlockDialog(self.screen.theme, sealed.name, self.screen.window)
            asking.form.tried.connect(partial(self._try, wanted))
            asking.rejected.connect(self._turned_back)
            self.asking = asking
            asking.form.wait(passwords.wait(sealed))
            asking.open()
        if not isinstance(fault, LockedError):
            self.asking.form.refuse(said(fault), passwords.wait(sealed))
        if fault.code not in (Error.WRONG_PASSWORD, Error.NO_KEY_FILE, Error.UNCLEAR):
            self._end_asking()
            return False
        if fault.code == Error.NO_KEY_FILE:
            self.asking.form.by_code(True)
        return True

    def _try(self, wanted: Wanted, password: str, code: str) -> None:
        def make(_none: Key | None) -> Services:
            return wanted.make(passwords.unlock(wanted.locked_by, password=password, code=code))

        self._by_code = bool(code)
        self.files.use(replace(wanted, make=make))

    def _turned_back(self) -> None:
        """Not opened after all, even when a try is on its way."""
        self._end_asking()
        self.files.close_file()

    def _end_asking(self) -> None:
        asking, self.asking = self.asking, None
        if asking is not None:
            asking.form.forget()
            asking.hide()
            asking.deleteLater()

    def opened(self) -> None:
        """A file is open; whoever came in by the recovery code needs a new password."""
        self._end_asking()
        by_code, self._by_code = self._by_code, False
        self.locking.opened(protected=self.key is not None)
        if self.key is not None and by_code and self.screen.writable:
            self.change(forgotten=True)

    def closed(self) -> None:
        """The file is closed: nothing of it stays."""
        self.locking.closed()
        if self.dialog is not None:
            self.dialog.close()
            self.dialog = None

    # ------------------------------------------------------------------ setting and taking off
    def set(self) -> None:
        """From two passwords and a recovery code on paper to an encrypted file."""
        from dangjian_desktop.ui.dialogs.set_password import SetPasswordDialog

        if self.screen.file is None or self.key is not None:
            return
        key = passwords.fresh()
        lines = passwords.code_lines(key)
        groups, screen = passwords.code_groups(key), self.screen
        one, two = sorted(random.SystemRandom().sample(range(len(groups)), 2))
        dialog = SetPasswordDialog(screen.theme, lines, groups, (one, two), passwords.check, screen.window)
        dialog.print_wanted.connect(partial(self._print, lines))
        dialog.save_wanted.connect(partial(self._save, lines))
        dialog.chosen.connect(lambda password: self._rework(lambda services: passwords.protect(services, key, password), key, "已设置口令"))
        self.dialog = dialog
        dialog.open()

    def lift(self) -> None:
        """Back to a plain file, after a question."""
        if self.key is None:
            return
        body = "台账会变回不加密的文件，谁拿到都能打开。钥匙文件留在旁边，以前的备份还要用它。"
        if self.screen.ask.confirm("取消这本台账的口令？", body, "取消口令", keep="保留口令", danger=True):
            self._rework(passwords.lift, None, "已取消口令")

    def _rework(self, act: Callable[[Services], object], key_then: Key | None, done: str) -> None:
        """Close the file, change it, open it again; when that is refused, open what was there and say why."""
        file, refused = self.screen.file, list[UserError]()
        if file is None:
            return
        path, before = file.path, file.opened.key

        def make(_none: Key | None) -> Services:
            services = opening.open_ledger(path, key=before)
            try:
                act(services)
            except UserError as fault:
                refused.append(fault)
            finally:
                opening.close(services)
            return opening.open_ledger(path, verified=False, key=before if refused else key_then)

        def tell() -> None:
            if refused:
                self.screen.ask.message(refused[0].message)
            else:
                self.screen.state.setText(done)
                self.told()

        self.files.use(Wanted(path, make, then=tell))

    # ------------------------------------------------------------------ changing
    def change(self, *, forgotten: bool = False) -> None:
        """A new password; ``forgotten``: the recovery code has just opened, nobody knows the old one."""
        from dangjian_desktop.ui.dialogs.set_password import ChangePasswordDialog

        if self.key is None:
            return
        dialog = ChangePasswordDialog(self.screen.theme, passwords.check, forgotten=forgotten, parent=self.screen.window)
        dialog.chosen.connect(partial(self._change, dialog))
        self.dialog = dialog
        dialog.open()

    def _change(self, dialog: ChangePasswordDialog, old: str, new: str) -> None:
        if (file := self.screen.file) is None:
            return

        def work(services: Services) -> object:
            if not dialog.forgotten:
                passwords.unlock(services.path, password=old)
            return passwords.change(services, new)

        def failed(fault: BaseException) -> None:
            if isinstance(fault, UserError):
                dialog.refuse(said(fault))
            else:
                dialog.reject()
                self.screen.faults.tell(fault)

        def changed(change: object) -> None:
            dialog.accept()
            file.changes.changed.emit(change)

        file.ask(work, changed, failed=failed, owner=dialog)

    # ------------------------------------------------------------------ the recovery code leaves the program
    def _text(self, lines: tuple[str, ...]) -> str:
        from dangjian_desktop.ui.dialogs.set_password import LOST

        name = self.screen.file.path.name if self.screen.file is not None else ""
        head = f"党建责任台账 恢复码\n{name}\n\n"
        return f"{head}{chr(10).join(lines)}\n\n共 13 组，每组四个字符；每行末尾两个是校验字符。\n请密封后交保密员。{LOST}\n"

    def _print(self, lines: tuple[str, ...]) -> None:
        from html import escape

        from dangjian_desktop.ui.dialogs.set_password import fixed_font
        from dangjian_desktop.ui.kit.pages.printing import Printing

        assert self.dialog is not None
        self.printing = Printing(self.dialog, partial(not_printed, self.screen.ask))
        self.printing.text(f"<pre>{escape(self._text(lines))}</pre>", fixed_font(self.screen.theme, 16))

    def _save(self, lines: tuple[str, ...]) -> None:
        from dangjian_desktop.files import write_whole
        from dangjian_desktop.services.base.files import ensure_for_others
        from dangjian_desktop.ui.kit.pages.printing import safely

        path = self.screen.ask.save_file("存恢复码", "恢复码.txt", "文本 (*.txt)")
        if path is not None:
            try:
                ensure_for_others(path)
                safely(lambda place: write_whole(place, self._text(lines).encode("utf-8-sig")), path)
            except UserError as fault:
                self.screen.ask.message(fault.message)
