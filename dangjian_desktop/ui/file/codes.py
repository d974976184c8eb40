"""核验码 as the window deals with it: shown to be copied by hand, and one from paper compared. Decides nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QDialog

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.ports import Screen
from dangjian_desktop.ui.kit.ask import Ask

if TYPE_CHECKING:
    from dangjian_desktop.domain.check_code import CheckCode
    from dangjian_desktop.ui.dialogs.check_code import CompareCodeDialog


class Codes:
    """The two commands about 核验码, over the file that is open."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen
        self.dialog: QDialog | None = None

    def show_code(self) -> None:
        if (file := self.screen.file) is None:
            return

        def show(found: tuple[CheckCode, str]) -> None:
            from dangjian_desktop.ui.dialogs.check_code import CheckCodeDialog

            code, at = found
            refused = partial(not_printed, self.screen.ask)
            self.dialog = CheckCodeDialog(code, file.path.name, at, self.screen.theme, refused, self.screen.window)
            self.dialog.open()

        file.ask(lambda services: (services.history.check_code(), f"{services.clock.now():%Y-%m-%d %H:%M}"), show)

    def compare_code(self) -> None:
        if self.screen.file is None:
            return
        from dangjian_desktop.ui.dialogs.check_code import CompareCodeDialog

        dialog = CompareCodeDialog(self.screen.theme, self.screen.window)
        dialog.tried.connect(partial(self._compare, dialog))
        self.dialog = dialog
        dialog.open()

    def _compare(self, dialog: CompareCodeDialog, text: str) -> None:
        def work(services: Services) -> tuple[int, bool]:
            from dangjian_desktop.domain import check_code

            code = check_code.parse(text)
            return code.seq, services.history.knows(code)

        def show(found: tuple[int, bool]) -> None:
            seq, known = found
            if known:
                dialog.say("done", f"对得上：这是第 {seq} 条操作以后的核验码", "到那一条为止的记录，打印以后没有被改过。")
            else:
                words = "纸上的码本身没有抄错。请确认是不是这本台账的；如果是，那以前的记录被整体改写或退回过，请报告本单位。"
                dialog.say("danger", "对不上：这本台账里没有这个核验码", words)

        def failed(fault: BaseException) -> None:
            if isinstance(fault, UserError):
                dialog.say("amber", fault.message.happened, fault.message.advice)
            else:
                self.screen.faults.tell(fault)

        if self.screen.file is not None:
            self.screen.file.ask(work, show, failed=failed)

    def closed(self) -> None:
        if self.dialog is not None:
            self.dialog.close()
            self.dialog = None


def not_printed(ask: Ask) -> None:
    """Say that the printer refused."""
    ask.tell("没有打印", "打印机没有接受这份文件。台账完好，请检查打印机后再试。")
