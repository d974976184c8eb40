"""What the program may be used for: read and ticked once on each machine, before the first use. Knows no ledger."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QWidget

from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, row
from dangjian_desktop.ui.kit.parts.parts import button, label, say_why_not
from dangjian_desktop.ui.kit.theme import Theme

NOTICE = "本软件只能在非涉密计算机上使用。国家秘密在任何情况下都不得录入，加密也不行。台账内容属内部敏感信息，请按工作秘密管理。"
_STRONG = "非涉密"
WIDTH = 480


class NoticeDialog(Dialog):
    """``accepted`` once it was ticked; Esc and 退出 mean that the program is not used."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "使用前请看清", parent, width=WIDTH)
        self.tick = QCheckBox("看清了，这台电脑是非涉密计算机")
        self.leave = button(theme, "退出程序", "secondary", clicked=self.reject)
        self.go = button(theme, "开始使用", "primary", clicked=self.accept)
        column(
            theme,
            label("使用前请看清", "panel-title"),
            label(NOTICE.replace(_STRONG, f"<b>{_STRONG}</b>"), "", wrap=True, rich=True),
            self.tick,
            label("这段话在“帮助”菜单的“关于”里随时可以再看。", "caption", wrap=True),
            ...,
            row(theme, ..., self.leave, self.go),
            on=self, margins=24, gap=12,
        )  # fmt: skip
        self.tick.toggled.connect(self._ticked)
        self._ticked(False)
        self.tick.setFocus()
        self.fit_height()

    def _ticked(self, on: bool) -> None:
        say_why_not("" if on else "打上勾后可用", self.go)
        (self.go if on else self.leave).setDefault(True)
