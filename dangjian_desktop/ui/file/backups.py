"""The list of backups, as the window deals with it: shows it, goes back to one, sets the second place. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from PySide6.QtWidgets import QDialog

from dangjian_desktop.domain.errors import Error, Message, UserError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.dialogs.ledger_files import FILES
from dangjian_desktop.ui.file.opening import Openings
from dangjian_desktop.ui.file.ports import Screen

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import Difference
    from dangjian_desktop.domain.change import Change
    from dangjian_desktop.services.backup.backups import Rehearsal
    from dangjian_desktop.services.services import Services
    from dangjian_desktop.ui.dialogs.backups import BackupsDialog, Listed


class Maker(Protocol):
    """Who makes a backup, and tells what became of one."""

    def back_up(self) -> None:
        """Now, shown as it goes."""

    def not_made(self, told: Message) -> None:
        """Tell why, and offer another try."""

    def refresh(self) -> None:
        """Tell anew how old the newest is."""


class BackupList:
    """The list over the file that is open, with what can be done from it."""

    def __init__(self, screen: Screen, openings: Openings, maker: Maker) -> None:
        self.screen, self.openings, self.maker = screen, openings, maker
        self.dialog: QDialog | None = None

    def closed(self) -> None:
        """The file is closed."""
        if self.dialog is not None:
            self.dialog.close()
            self.dialog = None

    def show(self) -> None:
        if (file := self.screen.file) is None:
            return

        def show(found: Listed) -> None:
            from dangjian_desktop.ui.dialogs.backups import BackupsDialog

            dialog = BackupsDialog(self.screen.theme, file.opened.today, read_only=file.opened.read_only, parent=self.screen.window)
            dialog.make_wanted.connect(self.maker.back_up)
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

        file.ask(_listed, show)

    def show_again(self) -> None:
        """The list behind a change of it."""
        from dangjian_desktop.ui.dialogs.backups import BackupsDialog

        dialog = self.dialog
        if isinstance(dialog, BackupsDialog) and dialog.isVisible() and self.screen.file is not None:
            self.screen.file.ask(_listed, dialog.show_backups)

    def _other(self, dialog: BackupsDialog) -> None:
        path = self.screen.ask.open_file("选一个备份", FILES)
        if path is not None:
            self._look(dialog, path)

    def _look(self, dialog: BackupsDialog, path: Path) -> None:
        """What restoring would do, before it is done."""
        if (file := self.screen.file) is None:
            return
        dialog.wait()

        def failed(fault: BaseException) -> None:
            dialog.show_list()
            self.screen.faults.tell(fault)

        def show(difference: Difference) -> None:
            named = tuple(replace(one, ledger=file.opened.catalogue.get(one.ledger).label) for one in difference.changes)
            dialog.show_difference(path, replace(difference, changes=named))

        file.ask(lambda services: services.backups.difference(path), show, failed=failed)

    def _restore(self, dialog: BackupsDialog, path: Path) -> None:
        from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter

        if (file := self.screen.file) is None:
            return
        reporter = Reporter(Cancelled, dialog)
        strip = ProgressStrip(self.screen.theme, reporter, "正在恢复", "取消后台账还是现在的样子。", dialog, unit="")

        def failed(fault: BaseException) -> None:
            strip.end()
            dialog.steps.setEnabled(True)
            if isinstance(fault, Cancelled):
                self.screen.state.setText("已取消恢复，台账没有变化")
            elif isinstance(fault, UserError) and fault.code in (Error.NO_BACKUP, Error.NO_BACKUP_BEFORE):
                self.maker.not_made(fault.message)
            else:
                self.screen.faults.tell(fault)

        def restored(change: Change) -> None:
            strip.end()
            dialog.accept()
            self.openings.reopen(lambda: self.screen.state.setText(f"已{change.label}"))

        dialog.steps.setEnabled(False)
        file.ask(lambda services: services.backups.restore(path, progress=reporter), restored, failed=failed)

    def _choose_place(self, none: bool) -> None:
        folder = None if none else self.screen.ask.open_folder("第二处备份放在哪里（U 盘或另一块盘）")
        if folder is not None or none:
            self._apply(lambda services: services.backups.set_second_place(folder))

    def _set_days(self, days: int) -> None:
        self._apply(lambda services: services.backups.set_remind_after(days))

    def _apply(self, act: Callable[[Services], Change]) -> None:
        if (file := self.screen.file) is None:
            return

        def done(change: Change) -> None:
            file.changes.changed.emit(change)
            self.maker.refresh()
            self.show_again()

        file.ask(act, done)

    def _drill(self, dialog: BackupsDialog) -> None:
        """On the worker: what is asked of the ledger meanwhile does not wait for it."""
        if (file := self.screen.file) is None:
            return
        from dangjian_desktop.services.backup.backups import rehearse

        def note(found: dict[str, int]) -> None:
            file.ask(lambda services: services.backups.drilled(found), dialog.say_drill, owner=dialog)

        def on_worker(one: Rehearsal) -> None:
            file.caller.aside(lambda: rehearse(one), note, owner=dialog)

        file.ask(lambda services: services.backups.to_rehearse(), on_worker)

    def tell_plain(self) -> None:
        """A password was set: what was backed up before can still be read by anybody."""

        def told(found: Listed) -> None:
            if found.plain:
                body = f"设口令以前的 {found.plain} 份备份没有加密，谁拿到都能打开。可以在“文件”菜单的“备份与恢复”里删去。"
                self.screen.ask.tell("已设置口令，以前的备份没有加密", body)

        if self.screen.file is not None:
            self.screen.file.ask(_listed, told)

    def _clear(self) -> None:
        """Backups from before the password was set go, once an encrypted one is there."""
        body = "先做一份加密的备份并核验，再删去以前没有加密的。删去以后，那时的样子就恢复不了了。"
        if not self.screen.ask.confirm("删去没有加密的备份？", body, "删去", keep="留着", danger=True):
            return

        def clear(services: Services) -> Change:
            from dangjian_desktop.services.ledger_file import plain_backups

            return plain_backups.clear(services)

        self._apply(clear)


def _listed(services: Services) -> Listed:
    from dangjian_desktop.services.ledger_file import plain_backups
    from dangjian_desktop.ui.dialogs.backups import Listed

    backups, plain = services.backups, len(plain_backups.found(services))
    return Listed(backups.all(), backups.second_place(), backups.days_outside(), backups.remind_after(), plain)
