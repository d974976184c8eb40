"""The banner over an open ledger: why nothing can be written and the ways out, or what was noticed at opening. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.errors import Message
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
        self.offers: Callable[[Message], Offers] = lambda _notice: ()

    def say_notice(self) -> None:
        """What happened, the state of the data, what is still possible; hints stay until they were read."""
        notice = self.file.opened.notice
        if notice is not None:
            self._say(notice)
        elif self.hints:
            hint = self.hints[0]
            self.say("amber", hint.happened, f"{hint.data}{hint.advice}", (("知道了", self._hint_read),))
        else:
            self.hide()

    def _hint_read(self) -> None:
        self.hints = self.hints[1:]
        self.say_notice()

    def _say(self, notice: Message) -> None:
        opened, offers = self.file.opened, self.offers(notice)
        if notice.code == "E-05":
            self.say("danger", notice.happened, f"{notice.data}{notice.advice}", offers)
            return
        what, words = notice.happened, f"{notice.data}{'可以查、打印、导出；' if opened.read_only else ''}{notice.advice}"
        if notice.code == "E-06":
            what = f"{what.rstrip('。')}，现在是只读副本，截至 {opened.at:%H:%M}"
            words = f"{notice.data}可以查、打印、导出；对方关闭后点【再试一次】。"
        self.say("amber", what, words, offers, icon="lock")
