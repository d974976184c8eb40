"""The list of backups, as the window deals with it: shows it, goes back to one, sets the second place. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QDialog

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.dialogs.ledger_files import FILES

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import BackupInfo, Difference
    from dangjian_desktop.services.backup.backups import Rehearsal
    from dangjian_desktop.services.services import Services


@dataclass(frozen=True)
class Found:
    """``plain``: how many backups of a protected ledger anybody can read; ``days`` after which it reminds of the second place."""

    backups: tuple[BackupInfo, ...]
    second: Path | None
    outside: int | None
    days: int
    plain: int

    @staticmethod
    def of(services: Services) -> Found:
        from dangjian_desktop.services.ledger_file import plain_backups

        backups, plain = services.backups, len(plain_backups.found(services))
        return Found(backups.all(), backups.second_place(), backups.days_outside(), backups.remind_after(), plain)


class BackupList:
    """``window`` is the MainWindow, ``keeping`` what makes a backup; named loosely, for they import this module."""

    def __init__(self, window: Any, keeping: Any) -> None:
        self.window, self.keeping = window, keeping
        self.dialog: QDialog | None = None

    def closed(self) -> None:
        """The file is closed."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog = None

    def show(self) -> None:
        if self.window.work is None:
            return

        def show(found: Found) -> None:
            from dangjian_desktop.ui.dialogs.backups import BackupsDialog

            work = self.window.work
            dialog = BackupsDialog(self.window.theme, work.opened.today, read_only=work.opened.read_only, parent=self.window)
            dialog.make_wanted.connect(self.keeping.back_up)
            dialog.look_wanted.connect(partial(self._look, dialog))
            dialog.restore_wanted.connect(partial(self._restore, dialog))
            dialog.other_wanted.connect(partial(self._other, dialog))
            dialog.place_wanted.connect(self._choose_place)
            dialog.days_wanted.connect(self._set_days)
            dialog.drill_wanted.connect(partial(self._drill, dialog))
            dialog.clear_wanted.connect(self._clear)
            dialog.show_backups(found)
            self.dialog = dialog
            dialog.open()

        self._ask(Found.of, show)

    def show_again(self) -> None:
        """The list behind a change of it."""
        from dangjian_desktop.ui.dialogs.backups import BackupsDialog

        dialog = self.dialog
        if isinstance(dialog, BackupsDialog) and dialog.isVisible():
            self._ask(Found.of, dialog.show_backups)

    def _other(self, dialog: Any) -> None:
        path = self.window.ask.open_file("选一个备份", FILES)
        if path is not None:
            self._look(dialog, path)

    def _look(self, dialog: Any, path: Path) -> None:
        """What restoring would do, before it is done."""
        dialog.wait()

        def failed(fault: BaseException) -> None:
            dialog.show_list()
            self.window.faults.tell(fault)

        def show(difference: Difference) -> None:
            catalogue = self.window.work.catalogue
            named = tuple(replace(one, ledger=catalogue.get(one.ledger).label) for one in difference.changes)
            dialog.show_difference(path, replace(difference, changes=named))

        self._ask(lambda services: services.backups.difference(path), show, failed=failed)

    def _restore(self, dialog: Any, path: Path) -> None:
        from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter

        ledger = Path(self.window.work.opened.path)
        reporter = Reporter(Cancelled, dialog)
        strip = ProgressStrip(self.window.theme, reporter, "正在恢复", "取消后台账还是现在的样子。", dialog, unit="")

        def failed(fault: BaseException) -> None:
            strip.end()
            dialog.steps.setEnabled(True)
            if isinstance(fault, Cancelled):
                self.window.state.setText("已取消恢复，台账没有变化")
            elif isinstance(fault, UserError) and fault.code in (Error.NO_BACKUP, Error.NO_BACKUP_BEFORE):
                self.keeping.not_made(fault.message)
            else:
                self.window.faults.tell(fault)

        def restored(change: Any) -> None:
            strip.end()
            dialog.accept()
            self.window.then = lambda: self.window.state.setText(f"已{change.label}")
            self.window.openings.open(ledger, self.window.guard.key)

        dialog.steps.setEnabled(False)
        self._ask(lambda services: services.backups.restore(path, progress=reporter), restored, failed=failed)

    def _choose_place(self, none: bool) -> None:
        folder = None if none else self.window.ask.open_folder("第二处备份放在哪里（U 盘或另一块盘）")
        if folder is not None or none:
            self._apply(lambda services: services.backups.set_second_place(folder))

    def _set_days(self, days: int) -> None:
        self._apply(lambda services: services.backups.set_remind_after(days))

    def _apply(self, act: Callable[[Services], Any]) -> None:
        def done(change: Any) -> None:
            self.window.work.changes.changed.emit(change)
            self.keeping.refresh()
            self.show_again()

        self._ask(act, done)

    def _drill(self, dialog: Any) -> None:
        """On the worker: what is asked of the ledger meanwhile does not wait for it."""
        from dangjian_desktop.services.backup.backups import rehearse

        def note(found: dict[str, int]) -> None:
            self.window.caller.ask(lambda services: services.backups.drilled(found), dialog.say_drill, owner=dialog)

        def on_worker(one: Rehearsal) -> None:
            self.window.caller.aside(lambda: rehearse(one), note, owner=dialog)

        self._ask(lambda services: services.backups.to_rehearse(), on_worker)

    def tell_plain(self) -> None:
        """A password was set: what was backed up before can still be read by anybody."""

        def told(found: Found) -> None:
            if found.plain:
                body = f"设口令以前的 {found.plain} 份备份没有加密，谁拿到都能打开。可以在“文件”菜单的“备份与恢复”里删去。"
                self.window.ask.tell("已设置口令，以前的备份没有加密", body)

        self._ask(Found.of, told)

    def _clear(self) -> None:
        """Backups from before the password was set go, once an encrypted one is there."""
        body = "先做一份加密的备份并核验，再删去以前没有加密的。删去以后，那时的样子就恢复不了了。"
        if not self.window.ask.confirm("删去没有加密的备份？", body, "删去", keep="留着", danger=True):
            return

        def clear(services: Services) -> Any:
            from dangjian_desktop.services.ledger_file import plain_backups

            return plain_backups.clear(services)

        self._apply(clear)

    def _ask(self, work: Callable[[Services], Any], done: Callable[[Any], object], **named: Any) -> None:
        self.window.caller.ask(work, done, owner=self.window.work, **named)
