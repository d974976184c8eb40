"""接收: who receives and where the ledger goes; then it is put there, checked once more. Puts nothing anywhere itself."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.ui.dialogs.ledger_files import FILES, with_suffix
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.parts.layout import grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label, line
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.receive.pack_page import WIDTH, scrolling
from dangjian_desktop.ui.wizards.receive.session import ReceiveSession

SECOND = {
    "older": ("接收比本机旧的台账？", "本机的台账有后来的 {mine} 条操作，移交包里没有。本机的台账不会改动，移交包另存一份。"),
    "fork": ("两边各自有改动，还是接收？", "本机的台账不会改动，对方的另存一份，不会合并。以后以哪一本为准，请两边商定。"),
}


class AcceptPage(WizardPage):
    """The last step. ``accepted`` carries where the ledger now stands."""

    name = "接收"
    accepted = Signal(object)

    def __init__(self, session: ReceiveSession, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme, self.questions = session, theme, ask
        self.target: Path | None = None
        self.busy = False
        self.who = line("接收人", width=theme.px(WIDTH))
        self.who.textChanged.connect(lambda _text: self._look())
        self.place = line("放在哪里", width=theme.px(WIDTH), fixed=True)
        self.choose_button = button(theme, "选择...", "secondary", "folder", clicked=self.choose)
        self.button = button(theme, "接收", "primary", "check", clicked=self.accept)
        scrolling(
            self,
            theme,
            label("接收人", "strong"),
            self.who,
            label("会记入操作记录", "caption"),
            8,
            label("放在哪里", "strong"),
            row(theme, grow(self.place), self.choose_button, ..., gap=8),
            label("放在本机的硬盘上，不要放在 U 盘、网络盘或同步文件夹里。", "caption", wrap=True),
            8,
            row(theme, self.button, ...),
            ...,
        )
        self._look()

    def sub(self) -> str:
        return "接收后直接打开，接着登记；U 盘上的移交包不会改动"

    def barrier(self) -> str:
        return "点“接收”后自动打开"

    def first(self) -> QWidget:
        return self.who if not self.who.text() else self.choose_button

    def enter(self) -> None:
        incoming = self.session.incoming
        if incoming is not None and not self.who.text():
            self.who.setText(incoming.receiver)
        self._look()

    def choose(self) -> None:
        incoming = self.session.incoming
        unit = incoming.unit if incoming else ""
        path = self.questions.save_file("接收的台账放在哪里", f"{unit or '台账'}.djtz", FILES)
        if path is not None:
            self.target = with_suffix(path)
            self.place.setText(str(self.target))
            self._look()

    def _look(self) -> None:
        why = "先写上接收人" if not self.who.text().strip() else "先选放在哪里" if self.target is None else ""
        self.button.setEnabled(not why and not self.busy)
        self.button.setToolTip(why)

    def accept(self) -> None:
        incoming, target = self.session.incoming, self.target
        if incoming is None or target is None or self.busy:
            return
        if incoming.relation in SECOND:
            title, words = SECOND[incoming.relation]
            if not self.questions.confirm(title, words.format(mine=len(incoming.mine)), "接收", keep="不接收"):
                return
        self.busy = True
        self._look()
        self.session.accept(target, self.who.text().strip(), self, self.accepted.emit, self._failed)

    def _failed(self, fault: BaseException | None) -> None:
        self.busy = False
        self._look()
        if fault is not None:
            self.session.failed.emit(fault)
