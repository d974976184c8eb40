"""Small errands of the window that are not about one page: the log, settings, checking the file, exporting it. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import dangjian_desktop
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.services.ledger_file import unit_kinds
from dangjian_desktop.ui.dialogs.notice import NOTICE, NoticeDialog
from dangjian_desktop.ui.file.opening import Openings
from dangjian_desktop.ui.file.ports import Screen
from dangjian_desktop.ui.shell.undoing import Undoing

if TYPE_CHECKING:
    from dangjian_desktop.domain.change import LogEntry
    from dangjian_desktop.ui.file.open_file import OpenFile

KIND = "程序里的叫法随单位性质变，如镇党委、乡党委、街道党工委。登记的内容、统计的数、您自己写的文字都不变。改了会重新打开台账。"


class Errands:
    """Each begins with a question or a dialog and ends in a word about what was done."""

    def __init__(self, screen: Screen, openings: Openings, undoing: Undoing, may_leave: Callable[[], bool]) -> None:
        self.screen, self.openings, self.undoing, self.may_leave = screen, openings, undoing, may_leave

    def greet(self, then: Callable[[], object]) -> None:
        """``then`` follows at once, or on a machine where nobody has read it yet, when the notice was ticked."""
        machine = self.screen.machine
        if machine.notice_read:
            then()
            return
        self.notice = NoticeDialog(self.screen.theme, self.screen.window)
        self.notice.accepted.connect(machine.set_notice_read)
        self.notice.accepted.connect(lambda: then())
        self.notice.rejected.connect(self.screen.window.close)
        self.notice.open()

    def show_log(self) -> None:
        if (file := self.screen.file) is not None:
            file.ask(lambda services: services.history.entries(500), partial(self._log, file))

    def _log(self, file: OpenFile, entries: tuple[LogEntry, ...]) -> None:
        from dangjian_desktop.ui.dialogs.log_dialog import LogDialog

        self.dialog = LogDialog(entries, self.screen.theme, read_only=file.opened.read_only, parent=self.screen.window)
        self.dialog.finished.connect(self.dialog.deleteLater)  # two megabytes of lines each time
        self.dialog.undo_wanted.connect(lambda seq: self.undoing.history(lambda services: services.history.undo(seq)))
        self.dialog.open()

    def set_unit(self) -> None:
        self._ask_setting("unit_name", "单位名称", "它会出现在报告标题和落款里。")

    def set_kind(self) -> None:
        """镇, 乡 or 街道: the words everything is shown in; the file is opened again in them."""
        if (file := self.screen.file) is not None and self.may_leave():
            file.ask(unit_kinds.now, self._choose_kind)

    def _choose_kind(self, now: str) -> None:
        options = [("", "不改"), *((kind, f"改为{kind}") for kind in unit_kinds.kinds() if kind != now)]
        kind = self.screen.ask.choose(f"现在的单位性质是{now}", KIND, options)
        if kind and self.screen.file is not None:
            self.screen.file.ask(lambda services: unit_kinds.switch(services, kind), lambda _change: self.openings.reopen())

    def set_addressee(self) -> None:
        self._ask_setting("addressee", "主送机关", "报告送给谁，例如县委。新写的报告会自动填上。")

    def _ask_setting(self, key: str, name: str, words: str) -> None:
        if (file := self.screen.file) is None:
            return

        def show(value: str) -> None:
            typed = self.screen.ask.text(name, words, verb="保存", value=value)
            if typed and typed != value and self.screen.file is file:
                label = f"{name}改为“{typed}”"
                file.change(lambda services: services.settings.put(key, typed, label))

        file.ask(lambda services: str(services.settings.get(key, "")), show)

    def check_file(self) -> None:
        """The whole content against its digests, on demand."""
        if self.screen.file is not None:
            self.screen.file.ask(lambda services: len(services.store.damage()), self._checked)

    def _checked(self, damage: int) -> None:
        if damage:
            self.screen.ask.message(UserError(Error.DAMAGED, count=damage, earliest="").message)
        else:
            self.screen.ask.tell("台账完好", "每条记录、每次操作都与登记时一致。")

    def export_all(self) -> None:
        if (file := self.screen.file) is None:
            return
        if not self.screen.ask.confirm("导出全部台账？", "里面含有标为保密的内容，请妥善保管。这次导出会记入操作记录。", "导出..."):
            return
        path = self.screen.ask.save_file("导出全部台账", "全部台账.xlsx", "Excel 表格 (*.xlsx)")
        if path is not None:
            said = f"已导出到 {path}"
            file.ask(lambda services: services.exporting.export_all(path), lambda _none: self.screen.state.setText(said))

    def show_handbook(self) -> None:
        from dangjian_desktop.ui.dialogs.handbook import Handbook

        self.handbook = Handbook(self.screen.theme, self.screen.window)
        self.handbook.open()

    def about(self) -> None:
        words = f"版本 {dangjian_desktop.__version__}。登记、统计、核对、出稿，一个文件，不联网。\n\n{NOTICE}"
        self.screen.ask.tell("关于党建责任台账", words)
