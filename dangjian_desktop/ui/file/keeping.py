"""What keeps an open ledger safe, as the window deals with it: a backup now, copies, and the ways out of read-only. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import Error, Message, UserError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.dialogs.ledger_files import FILES, with_suffix
from dangjian_desktop.ui.file.backups import BackupList
from dangjian_desktop.ui.kit.parts.status import StatusWords, when
from dangjian_desktop.ui.watch.drill import DrillWatch

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import BackupInfo
    from dangjian_desktop.services.services import Services

Actions = Sequence[tuple[str, Callable[[], object]]]
_LATER = 300
"""Milliseconds after a change before the status bar asks for the newest backup."""


@dataclass(frozen=True)
class BackupState:
    """What the status bar and 工作台 say. ``placed``: there is a second place for a backup to go to."""

    last: BackupInfo | None
    reminder: str
    placed: bool
    trouble: Message | None

    @staticmethod
    def of(services: Services) -> BackupState:
        backups = services.backups
        return BackupState(backups.last(), backups.reminder(), backups.second_place() is not None, backups.trouble())


class Keeping:
    """``window`` is the MainWindow; named loosely, for it imports this module."""

    def __init__(self, window: Any) -> None:
        self.window = window
        self.list = BackupList(window, self)
        self._troubled = False
        self.backup, self.outside = StatusWords(window.theme, window), StatusWords(window.theme, window)
        for words in (self.backup, self.outside):
            window.statusBar().addWidget(words)
            words.hide()
        self.timer = QTimer(window)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_LATER)
        self.timer.timeout.connect(self.refresh)

    def begin(self) -> None:
        """A file is open: the newest backup is told, and tried out when it is time; 工作台 asks for another."""
        desk = self.window.work.desk
        desk.backup_wanted.connect(self.back_up)
        desk.second_place_wanted.connect(self.list.show)
        self.refresh()
        DrillWatch(self.window.caller, self.window.ask, self.window.work).timer.start()

    # ------------------------------------------------------------------ the status bar
    def refresh(self) -> None:
        if self.window.work is not None:
            self._ask(BackupState.of, self._show, latest="backup-state")

    def _show(self, state: BackupState) -> None:
        today = self.window.work.opened.today
        last = state.last
        words = f"最近备份 {when(last.at, today)} ✓" if last is not None else "还没有备份"
        if state.trouble is not None:
            words = "备份没有做成"
        self.backup.say(words, "backup", "amber" if state.trouble is not None else "")
        self.backup.setToolTip(str(state.trouble) if state.trouble else str(last.path) if last else "文件菜单，立即备份（Ctrl+B）")
        self.outside.say(state.reminder, "usb", "amber")
        self.outside.setToolTip("U 盘或另一块盘上的备份；在“备份与恢复”里设置")
        self.window.work.desk.show_backup(state.reminder, placed=state.placed)
        if state.trouble is not None and not self.window.work.opened.read_only:
            told = state.trouble
            self.window.work.banner.say("amber", told.happened, f"{told.data}{told.advice}", self._again())
            self._troubled = True
        elif self._troubled:
            self._troubled = False
            self.window.work.say_notice()

    def closed(self) -> None:
        self.timer.stop()
        self._troubled = False
        for words in (self.backup, self.outside):
            words.say("", "")
        self.list.closed()

    # ------------------------------------------------------------------ the ways out
    def offers(self, condition: Condition) -> Actions:
        """The buttons of the banner of a ledger that is only looked at."""
        away = ("另存副本...", self.save_copy)
        match condition.why:
            case Why.DAMAGED:
                return ("用备份恢复...", self.list.show), ("导出仍可读的内容...", self.window.errands.export_all)
            case Why.IN_USE:
                return ("再试一次", self.reopen), away
            case Why.SHARED_PLACE:
                return ("复制到本机...", self.copy_here), away
            case Why.HANDED_OVER:
                return ("继续编辑...", self.take_back), away
        return (("另存一份后编辑...", self.copy_and_edit),)

    def _again(self) -> Actions:
        """Those of a backup that was not made."""
        return ("再备份一次", self.back_up), ("备份与恢复...", self.list.show)

    def reopen(self) -> None:
        self._go_on(Path(self.window.work.opened.path))

    def save_copy(self) -> None:
        """Elsewhere; the window stays with the file it has."""
        self._copy(lambda target: self.window.state.setText(f"副本已存到 {target}"))

    def copy_and_edit(self) -> None:
        """Elsewhere; the window goes on with the copy."""
        self._copy(self._go_on)

    def _copy(self, then: Callable[[Path], object]) -> None:
        if self.window.work is None:
            return
        name = Path(self.window.work.opened.path).stem
        path = self.window.ask.save_file("另存副本", f"{name}（副本）.djtz", FILES)
        if path is not None:
            target = with_suffix(path)
            self._ask(lambda services: _save_copy(services, target), then)

    def copy_here(self) -> None:
        """From a network drive or a stick into a folder of this machine; the window goes on with the copy."""
        from dangjian_desktop import files

        folder = self.window.ask.open_folder("复制到本机的哪个文件夹")
        if folder is None:
            return
        path = Path(self.window.work.opened.path)
        target = files.free_name(folder / path.name)
        self._ask(lambda services: _save_copy(services, target), self._go_on)

    def _go_on(self, path: Path) -> None:
        """The same file again, or a copy of it: nobody is asked for the password."""
        self.window.openings.open(path, self.window.guard.key)

    def take_back(self) -> None:
        """已移交 is lifted with a written reason."""
        words = "这本台账已经交给接收人。在这里继续改，两边就会不一样；理由会记入操作记录。"
        reason = self.window.ask.reason("继续编辑已移交的台账？", words, verb="继续编辑", keep="不改", hint="如：接收人尚未到岗")
        if reason:
            self._ask(lambda services: services.handover.take_back(reason), lambda _change: self.reopen())

    # ------------------------------------------------------------------ backups
    def back_up(self) -> None:
        from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter

        if self.window.work is None:
            return
        reporter = Reporter(Cancelled, self.window)
        strip = ProgressStrip(self.window.theme, reporter, "正在备份", "取消不会影响台账和以前的备份。", self.window, unit="")

        def made(info: BackupInfo) -> None:
            strip.end()
            self.window.state.setText(f"已备份，第 {info.number} 号，{info.records:,} 条记录")
            self.refresh()
            self.list.show_again()

        def failed(fault: BaseException) -> None:
            strip.end()
            self.refresh()
            if isinstance(fault, Cancelled):
                self.window.state.setText("已取消备份，台账没有变化")
            elif isinstance(fault, UserError) and fault.code in (Error.NO_BACKUP, Error.NO_BACKUP_BEFORE):
                self.not_made(fault.message)
            else:
                self.window.faults.tell(fault)

        self._ask(lambda services: services.backups.make(progress=reporter), made, failed=failed)

    def not_made(self, told: Message) -> None:
        options = (("leave", "以后再说"), ("again", "再备份一次"))
        if self.window.ask.choose(told.happened, f"{told.data}{told.advice}\n\n编号 {told.code}", options) == "again":
            self.back_up()

    def _ask(self, work: Callable[[Services], Any], done: Callable[[Any], object], **named: Any) -> None:
        self.window.caller.ask(work, done, owner=self.window.work, **named)


def _save_copy(services: Services, target: Path) -> Path:
    from dangjian_desktop.services.ledger_file import copies

    return copies.save_copy(services, target)
