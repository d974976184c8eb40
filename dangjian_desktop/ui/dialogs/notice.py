"""What the program may be used for: read and ticked once on each machine, before the first use. Knows no ledger."""

from __future__ import annotations

from PySide6.QtWidgets import QCheckBox, QDialog, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme

NOTICE = "本软件只能在非涉密计算机上使用。国家秘密在任何情况下都不得录入，加密也不行。台账内容属内部敏感信息，请按工作秘密管理。"
_STRONG = "非涉密"
WIDTH = 480


class NoticeDialog(QDialog):
    """``accepted`` once it was ticked; Esc and 退出 mean that the program is not used."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("使用前请看清")
        self.setModal(True)
        self.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addWidget(label("使用前请看清", "panel-title"))
        words = QLabel(NOTICE.replace(_STRONG, f"<b>{_STRONG}</b>"), self)
        words.setProperty("rich", True)
        words.setWordWrap(True)
        column.addWidget(words)
        self.tick = QCheckBox("看清了，这台电脑是非涉密计算机", self)
        column.addWidget(self.tick)
        column.addWidget(label("这段话在“帮助”菜单的“关于”里随时可以再看。", "caption", wrap=True))
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        self.leave = button(theme, "退出程序", "secondary", clicked=self.reject)
        self.go = button(theme, "开始使用", "primary", clicked=self.accept)
        row.addWidget(self.leave)
        row.addWidget(self.go)
        column.addLayout(row)
        self.tick.toggled.connect(self._ticked)
        self._ticked(False)
        self.tick.setFocus()
        self.setMinimumHeight(column.totalHeightForWidth(self.width()))

    def _ticked(self, on: bool) -> None:
        self.go.setEnabled(on)
        self.go.setToolTip("" if on else "打上勾后可用")
        (self.go if on else self.leave).setDefault(True)
