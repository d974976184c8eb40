"""The banner over an open ledger: why nothing can be written and the ways out, or what was noticed at opening. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.ui.file.open_file import OpenFile
from dangjian_desktop.ui.kit.parts.banner import Banner
from dangjian_desktop.ui.kit.theme import Theme

Offers = Sequence[tuple[str, Callable[[], object]]]
"""The buttons of a banner."""


class FileBanner(Banner):
    """``offers`` are set by whoever knows the ways out."""

    def __init__(self, file: OpenFile, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, parent)
        self.file, self.hints = file, file.opened.hints
        self.offers: Callable[[Condition], Offers] = lambda _condition: ()

    def say_notice(self) -> None:
        """What happened, the state of the data, what is still possible; hints stay until they were read."""
        condition = self.file.opened.condition
        if condition is not None:
            self._say(condition)
        elif self.hints:
            hint = self.hints[0]
            self.say("amber", hint.happened, f"{hint.data}{hint.advice}", (("知道了", self._hint_read),))
        else:
            self.hide()

    def _hint_read(self) -> None:
        self.hints = self.hints[1:]
        self.say_notice()

    def _say(self, condition: Condition) -> None:
        told, offers = condition.message, self.offers(condition)
        if condition.why is Why.DAMAGED:
            self.say("danger", told.happened, f"{told.data}{told.advice}", offers)
            return
        what, advice = told.happened, told.advice
        if condition.why is Why.IN_USE:
            what, advice = f"{what.rstrip('。')}，现在是只读副本，截至 {self.file.opened.at:%H:%M}", "对方关闭后点【再试一次】。"
        self.say("amber", what, f"{told.data}可以查、打印、导出；{advice}", offers, icon="lock")
