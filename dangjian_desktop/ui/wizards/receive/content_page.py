"""内容: what comes, ledger by ledger, and how it stands to what is on this machine; a look before it is accepted."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QListWidget, QWidget

from dangjian_desktop.domain.handover import Incoming
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule
from dangjian_desktop.ui.kit.parts.tables import Table
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage
from dangjian_desktop.ui.wizards.receive.session import ReceiveSession

RELATIONS = {
    "new": ("info", "本机没有这本台账", "接收后放在您选的位置。"),
    "same": ("info", "和本机的台账一样", "本机已经有同样的内容，可以不接收。"),
    "continues": ("info", "接着本机的台账往下记的", "比本机的多 {theirs} 条操作，本机的没有另外改过。"),
    "older": ("amber", "比本机的台账旧", "本机的台账后来又有 {mine} 条操作，移交包里没有。接收前会再问一次。"),
    "fork": ("amber", "两边各自有改动", ""),
}
MASKED = ("amber", "姓名和代号已经隐去", "只能看，不能接着登记。要接着登记，请移交人重新做一个“全部移交”的移交包。")


class ContentPage(WizardPage):
    """The third step."""

    name = "内容"
    look_wanted = Signal(object)

    def __init__(self, session: ReceiveSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme = session, theme
        self.banner, self.counts = Banner(theme), label("", "label", wrap=True)
        tip = "只读打开移交包里的台账，不接收"
        self.look_button = button(theme, "先看看", "secondary", "eye", clicked=self._look, tip=tip)
        self.table = Table(theme, "移交包里的台账", ("台账", "起止", "记录", "佐证"), (0, 250, 90, 90), right=(2, 3))
        self.table.setProperty("kind", "pack")
        self.table.verticalHeader().setDefaultSectionSize(theme.control(31))
        self.mine, self.theirs = QListWidget(), QListWidget()
        self.mine.setAccessibleName("本机的改动")
        self.theirs.setAccessibleName("对方的改动")
        self.heads = (label("", "strong"), label("", "strong"))
        listed = zip(self.heads, (self.mine, self.theirs), strict=True)
        sides = (grow(column(theme, head, grow(changes))) for head, changes in listed)
        self.top = column(theme, self.banner, row(theme, grow(self.counts), self.look_button), margins=16, gap=8)
        self.sides = area("paper", row(theme, *sides, margins=16, gap=16))
        column(theme, area("paper", self.top), rule(), grow(self.table, 2), grow(self.sides, 2), on=self, gap=0)

    def sub(self) -> str:
        incoming = self.session.incoming
        return f"{incoming.unit}，序号 {incoming.code.seq}" if incoming else ""

    def note(self) -> str:
        incoming = self.session.incoming
        return f"{len(incoming.ledgers)} 本台账" if incoming else ""

    def trouble(self) -> bool:
        incoming = self.session.incoming
        return incoming is not None and (incoming.masked or incoming.relation in ("older", "fork"))

    def barrier(self) -> str:
        if self.session.incoming is None:
            return "先核验"
        return "只能看，不能接收" if self.session.incoming.masked else ""

    def hint(self) -> str:
        return self.barrier()

    def first(self) -> QWidget:
        return self.look_button

    def enter(self) -> None:
        incoming = self.session.incoming
        if incoming is not None:
            self._show(incoming)

    def _show(self, incoming: Incoming) -> None:
        tone, title, words = RELATIONS[incoming.relation]
        mine, theirs = len(incoming.mine), len(incoming.theirs)
        body = words.format(mine=mine, theirs=theirs)
        if incoming.relation == "fork":
            since = f"（{incoming.parted_on}）" if incoming.parted_on else ""
            body = (
                f"两本台账在第 {incoming.parted} 条{since}之后各自有改动：本机 {mine} 条，对方 {theirs} 条。不会自动合并，请看下面的清单。"
            )
        if incoming.masked:
            tone, title, body = MASKED
        self.banner.say(tone, title, body)
        pieces = "没有带佐证材料" if incoming.bare or incoming.masked else f"{incoming.evidence:,} 件佐证"
        left_out = f"没有比：{'；'.join(incoming.uncompared)}" if incoming.uncompared and not incoming.masked else ""
        self.counts.setText(f"共 {len(incoming.ledgers)} 本台账和基础信息，{incoming.records:,} 条记录，{pieces}。{left_out}")
        self.table.fill([(name, days, f"{records:,}", f"{evidence:,}") for name, days, records, evidence in incoming.ledgers])
        for listed, head, name, lines in (
            (self.mine, self.heads[0], "本机", incoming.mine),
            (self.theirs, self.heads[1], "对方", incoming.theirs),
        ):
            listed.clear()
            listed.addItems(list(lines))
            head.setText(f"{name} {len(lines)} 条")
        self.sides.setVisible(bool(incoming.mine or incoming.theirs))

    def _look(self) -> None:
        if self.session.incoming is not None:
            self.look_wanted.emit(self.session.incoming)
