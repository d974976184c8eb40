"""核验: the stick was out and is in again; everything on it is read once more. Only then the ledger counts as handed over."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from dangjian_desktop.domain.change import Change
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label, say_why_not
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardPage, paper
from dangjian_desktop.ui.wizards.handover.session import HandoverSession

if TYPE_CHECKING:
    from dangjian_desktop.domain.progress import Progress
    from dangjian_desktop.services.services import Services

STEPS = (
    ("安全弹出 U 盘", "在系统托盘或文件管理器里弹出，等提示可以拔出。"),
    ("拔出来，重新插入", "只有重新插入以后读到的，才是真正写在 U 盘上的。"),
    ("点“核验”", "逐个文件重新读一遍，与写入时比对。"),
)


class VerifyPage(WizardPage):
    """The fifth step. ``handed_over`` carries the change that marked the ledger."""

    name = "核验"
    handed_over = Signal(object)

    def __init__(self, session: HandoverSession, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.session, self.theme = session, theme
        self.button = button(theme, "核验", "primary", "verify", clicked=self.verify)
        self.banner = Banner(theme)
        steps = [numbered(theme, number, title, words) for number, (title, words) in enumerate(STEPS, 1)]
        column(theme, paper(theme, *steps, row(theme, self.button, ...), self.banner, ..., gap=12), on=self)

    def sub(self) -> str:
        after = "这本台账才标为已移交" if self.session.gives_away else "副本才算做好，这本台账照常使用"
        return f"重新插入 U 盘以后再核验一遍；通过了，{after}"

    def note(self) -> str:
        return f"{self.session.pack.files:,} 个文件一致" if self.session.verified and self.session.pack else ""

    def barrier(self) -> str:
        return "" if self.session.verified else "先核验"

    def sealed(self) -> bool:
        return True

    def first(self) -> QWidget:
        return self.button

    def verify(self) -> None:
        pack = self.session.pack
        if pack is None or self.session.verified:
            return
        say_why_not("正在核验", self.button)

        def work(services: Services, progress: Progress) -> Change:
            services.handover.verify_again(pack, progress=progress)
            return services.handover.hand_over(pack)

        self.session.run(
            work, self._good, title="正在核验移交包", leaves="取消后可以再核验，台账没有标为已移交。", around=self, failed=self._bad
        )

    def _good(self, change: Change) -> None:
        self.session.verified = True
        self.button.setToolTip("已经核验")
        self.banner.say("done", "移交包与写入时一致", "U 盘上的内容已经重新读过。请到下一步抄录或打印核验码。")
        self.told.emit()
        self.ready.emit()
        self.handed_over.emit(change)

    def _bad(self, fault: BaseException | None) -> None:
        say_why_not("", self.button)
        if fault is None:
            self.banner.say("info", "已取消核验", "台账没有标为已移交，可以再核验一次。")
            return
        self.banner.say("danger", "核验没有通过", "这本台账没有标为已移交。请换一个 U 盘，或删除这个移交包后重新移交。")
        self.session.failed.emit(fault)


def numbered(theme: Theme, number: int, title: str, words: str, below: QWidget | None = None) -> QHBoxLayout:
    """Make a thing to do, with its number in a circle."""
    circle = label(str(number), "step-circle")
    edge = theme.control(26)
    circle.setFixedSize(edge, edge)
    circle.setStyleSheet(f"border-radius: {edge // 2}px")
    verb = row(theme, below, ...) if below is not None else None
    texts = column(theme, label(title, "strong"), label(words, "caption", wrap=True), verb, gap=4)
    return row(theme, column(theme, circle, ...), grow(texts), gap=12)
