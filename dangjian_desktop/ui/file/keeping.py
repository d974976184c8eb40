"""What keeps an open ledger safe, as the window deals with it: a backup now, copies, and the ways out of read-only. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import Error, Message, UserError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.desk.desk_page import DeskPage
from dangjian_desktop.ui.dialogs.ledger_files import FILES, with_suffix
from dangjian_desktop.ui.file.backups import BackupList
from dangjian_desktop.ui.file.banner import FileBanner, Offers
from dangjian_desktop.ui.file.opening import Openings
from dangjian_desktop.ui.file.ports import Screen
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.status import StatusWords, when
from dangjian_desktop.ui.watch.drill import DrillWatch

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import BackupInfo
    from dangjian_desktop.services.services import Services
    from dangjian_desktop.ui.file.open_file import OpenFile

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
    """``export`` writes out what can still be read, all of it."""

    def __init__(self, screen: Screen, openings: Openings, export: Callable[[], object]) -> None:
        self.screen, self.openings, self.export = screen, openings, export
        self.list = BackupList(screen, openings, self)
        self._troubled = False
        self.desk: DeskPage | None = None
        self.banner: FileBanner | None = None
        self.backup, self.outside = StatusWords(screen.theme, screen.window), StatusWords(screen.theme, screen.window)
        for words in (self.backup, self.outside):
            screen.window.statusBar().addWidget(words)
            words.hide()
        self.timer = QTimer(screen.window)
        self.timer.setSingleShot(True)
        self.timer.setInterval(_LATER)
        self.timer.timeout.connect(self.refresh)

    def begin(self, file: OpenFile, desk: DeskPage, banner: FileBanner) -> None:
        """A file is open: the newest backup is told, and tried out when it is time; 工作台 asks for another."""
        self.desk, self.banner = desk, banner
        desk.backup_wanted.connect(self.back_up)
        desk.second_place_wanted.connect(self.list.show)
        self.refresh()
        DrillWatch(file.caller, self.screen.ask, file).timer.start()

    # ------------------------------------------------------------------ the status bar
    def refresh(self) -> None:
        if (file := self.screen.file) is not None:
            file.ask(BackupState.of, partial(self._show, file), latest="backup-state")

    def _show(self, file: OpenFile, state: BackupState) -> None:
        last = state.last
        words = f"最近备份 {when(last.at, file.opened.today)} ✓" if last is not None else "还没有备份"
        if state.trouble is not None:
            words = "备份没有做成"
        self.backup.say(words, "backup", "amber" if state.trouble is not None else "")
        self.backup.setToolTip(
            str(state.trouble) if state.trouble else str(last.path) if last else command("back_up").tip("文件菜单，立即备份")
        )
        self.outside.say(state.reminder, "usb", "amber")
        self.outside.setToolTip("U 盘或另一块盘上的备份；在“备份与恢复”里设置")
        if self.desk is not None:
            self.desk.show_backup(state.reminder, placed=state.placed)
        if self.banner is not None:
            self._tell(self.banner, state.trouble if self.screen.writable else None)

    def _tell(self, banner: FileBanner, trouble: Message | None) -> None:
        """Over the pages, until a backup could be made."""
        if trouble is not None:
            banner.say("amber", trouble.happened, f"{trouble.data}{trouble.advice}", self._again())
            self._troubled = True
        elif self._troubled:
            self._troubled = False
            banner.say_notice()

    def closed(self) -> None:
        self.timer.stop()
        self._troubled = False
        self.desk = self.banner = None
        for words in (self.backup, self.outside):
            words.say("", "")
        self.list.closed()

    # ------------------------------------------------------------------ the ways out
    def offers(self, condition: Condition) -> Offers:
        """The buttons of the banner of a ledger that is only looked at."""
        away = ("另存副本...", self.save_copy)
        match condition.why:
            case Why.DAMAGED:
                return ("用备份恢复...", self.list.show), ("导出仍可读的内容...", self.export)
            case Why.IN_USE:
                return ("再试一次", self.openings.reopen), away
            case Why.SHARED_PLACE:
                return ("复制到本机...", self.copy_here), away
            case Why.HANDED_OVER:
                return ("继续编辑...", self.take_back), away
        return (("另存一份后编辑...", self.copy_and_edit),)

    def _again(self) -> Offers:
        """Those of a backup that was not made."""
        return ("再备份一次", self.back_up), ("备份与恢复...", self.list.show)

    def save_copy(self) -> None:
        """Elsewhere; the window stays with the file it has."""
        self._copy(lambda target: self.screen.state.setText(f"副本已存到 {target}"))

    def copy_and_edit(self) -> None:
        """Elsewhere; the window goes on with the copy."""
        self._copy(self.openings.go_on)

    def _copy(self, then: Callable[[Path], object]) -> None:
        if (file := self.screen.file) is None:
            return
        path = self.screen.ask.save_file("另存副本", f"{file.path.stem}（副本）.djtz", FILES)
        if path is not None:
            target = with_suffix(path)
            file.ask(lambda services: _save_copy(services, target), then)

    def copy_here(self) -> None:
        """From a network drive or a stick into a folder of this machine; the window goes on with the copy."""
        from dangjian_desktop import files

        folder = self.screen.ask.open_folder("复制到本机的哪个文件夹")
        if folder is not None and (file := self.screen.file) is not None:
            target = files.free_name(folder / file.path.name)
            file.ask(lambda services: _save_copy(services, target), self.openings.go_on)

    def take_back(self) -> None:
        """已移交 is lifted with a written reason."""
        words = "这本台账已经交给接收人。在这里继续改，两边就会不一样；理由会记入操作记录。"
        reason = self.screen.ask.reason("继续编辑已移交的台账？", words, verb="继续编辑", keep="不改", hint="如：接收人尚未到岗")
        if reason and self.screen.file is not None:
            self.screen.file.ask(lambda services: services.handover.take_back(reason), lambda _change: self.openings.reopen())

    # ------------------------------------------------------------------ backups
    def back_up(self) -> None:
        from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter

        if (file := self.screen.file) is None:
            return
        reporter = Reporter(Cancelled, self.screen.window)
        leaves = "取消不会影响台账和以前的备份。"
        strip = ProgressStrip(self.screen.theme, reporter, "正在备份", leaves, self.screen.window, unit="")

        def made(info: BackupInfo) -> None:
            strip.end()
            self.screen.state.setText(f"已备份，第 {info.number} 号，{info.records:,} 条记录")
            self.refresh()
            self.list.show_again()

        def failed(fault: BaseException) -> None:
            strip.end()
            self.refresh()
            if isinstance(fault, Cancelled):
                self.screen.state.setText("已取消备份，台账没有变化")
            elif isinstance(fault, UserError) and fault.code in (Error.NO_BACKUP, Error.NO_BACKUP_BEFORE):
                self.not_made(fault.message)
            else:
                self.screen.faults.tell(fault)

        file.ask(lambda services: services.backups.make(progress=reporter), made, failed=failed)

    def not_made(self, told: Message) -> None:
        options = (("leave", "以后再说"), ("again", "再备份一次"))
        if self.screen.ask.choose(told.happened, f"{told.data}{told.advice}\n\n编号 {told.code}", options) == "again":
            self.back_up()


def _save_copy(services: Services, target: Path) -> Path:
    from dangjian_desktop.services.ledger_file import copies

    return copies.save_copy(services, target)
