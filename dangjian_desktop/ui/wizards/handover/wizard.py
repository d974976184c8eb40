"""The wizard 移交: six pages over one session. Nothing counts as handed over before the pack was read again from the stick."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.layout import column
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardFrame
from dangjian_desktop.ui.wizards.handover.check_page import CheckPage
from dangjian_desktop.ui.wizards.handover.done_page import DonePage
from dangjian_desktop.ui.wizards.handover.matters_page import MattersPage
from dangjian_desktop.ui.wizards.handover.session import HandoverSession
from dangjian_desktop.ui.wizards.handover.sheet_page import SheetPage
from dangjian_desktop.ui.wizards.handover.verify_page import VerifyPage
from dangjian_desktop.ui.wizards.handover.write_page import WritePage


class HandoverWizard(QWidget):
    """``closed`` = the user left; ``handed_over`` carries the change that marked the ledger, right when it was marked."""

    closed = Signal()
    handed_over = Signal(object)

    def __init__(self, caller: Caller, path: Path, theme: Theme, ask: Ask, changes: Changes, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("移交")
        self.questions = ask
        self.session = HandoverSession(caller, theme, self)
        self.session.failed.connect(caller.faulted)
        self.check = CheckPage(self.session, theme)
        self.matters = MattersPage(self.session, theme, self._not_printed)
        self.sheet = SheetPage(self.session, theme)
        self.write = WritePage(self.session, theme, ask)
        self.verify = VerifyPage(self.session, theme)
        self.done = DonePage(self.session, theme, path.name, self._not_printed)
        pages = (self.check, self.matters, self.sheet, self.write, self.verify, self.done)
        self.frame = WizardFrame("移交", pages, theme, aside="存下，以后再办", reassurance="写入以前，随时可以离开", last="primary")
        column(theme, self.frame, on=self)
        self.setFocusProxy(self.frame)
        self.frame.put_aside.connect(self.put_aside)
        self.frame.finished.connect(self.closed)
        self.session.changed.connect(self.frame.retell)
        self.verify.handed_over.connect(self.handed_over)
        self.verify.handed_over.connect(changes.changed)
        self.session.load(lambda: self.frame.start_at(0))

    def keep(self) -> None:
        """What is being typed too."""
        QGuiApplication.inputMethod().commit()
        self.frame.page.leave()
        self.session.keep()

    def put_aside(self) -> None:
        """Keep what was said and leave; offered only before the pack is written."""
        self.keep()
        self.closed.emit()

    def may_leave(self) -> bool:
        """Whether it can be closed without a word: not while the pack is written and not yet verified."""
        if self.session.pack is None or self.session.verified:
            return True
        words = "U 盘上的移交包还没有核验，这本台账没有标为已移交。口令只在这里显示；离开后要重新移交。"
        return self.questions.confirm("还没有核验，现在离开？", words, "离开", keep="继续移交", danger=True)

    def _not_printed(self) -> None:
        self.questions.tell("没有打印", "打印机没有接受这份文件。台账完好，请检查打印机后再试。")

    def closeEvent(self, event: QCloseEvent) -> None:
        self.keep()
        super().closeEvent(event)
