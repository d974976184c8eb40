"""Where a password or a recovery code is typed: as a dialog when a file is opened, as a page while the window is locked.

Knows no file; what was typed goes out by a signal and is kept nowhere.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLayout, QLineEdit, QPlainTextEdit, QPushButton, QWidget

from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import AS_STYLE, CENTRE, LEFT, at, column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, line
from dangjian_desktop.ui.kit.theme import Theme

CODE_HINT = "照着恢复码抄写，五行，空格和大小写都不要紧"
WIDTH = 440
MESSAGE_HEIGHT = 36
"""Two lines, kept free: nothing moves when a try was wrong."""


def secret_line(name: str) -> QLineEdit:
    """Make a line that shows dots, learns nothing and offers nothing."""
    made = line(name, name)
    made.setEchoMode(QLineEdit.EchoMode.Password)
    hints = Qt.InputMethodHint
    made.setInputMethodHints(hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase)
    return made


def verb(theme: Theme, words: str, kind: str, clicked: Callable[[], object]) -> QPushButton:
    """Make a button that Enter in a line does not press by itself."""
    made = button(theme, words, kind, clicked=clicked)
    made.setAutoDefault(False)
    return made


class UnlockForm(QWidget):
    """``tried`` carries password and code, one of them empty."""

    tried = Signal(str, str)
    given_up = Signal()

    def __init__(self, theme: Theme, *, opens: str, leave: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verb, self._left = opens, 0
        self.line = secret_line("口令")
        self.box = QPlainTextEdit()
        self.box.setAccessibleName("恢复码")
        self.box.setPlaceholderText(CODE_HINT)
        self.box.setTabChangesFocus(True)
        self.message = label("", "fault", wrap=True)
        self.message.setMinimumHeight(theme.px(MESSAGE_HEIGHT))
        self.message.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.other = verb(theme, "", "link", lambda: self.by_code(not self._by_code))
        self.leave = verb(theme, leave, "secondary", self.given_up.emit)
        self.go = verb(theme, opens, "primary", self._try)
        foot = row(theme, ..., self.leave, self.go)
        column(theme, self.line, self.box, self.message, at(LEFT, self.other), 8, foot, on=self, gap=8)
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * 6 + theme.px(12))
        self.timer = QTimer(self)
        self.timer.setInterval(1000)
        self.timer.timeout.connect(self._tick)
        self.line.textChanged.connect(lambda _text: self._look())
        self.box.textChanged.connect(self._look)
        self.line.returnPressed.connect(self.go.click)
        self.by_code(False)

    def by_code(self, on: bool) -> None:
        """The recovery code instead of the password, or back again."""
        self._by_code = on
        self.line.setVisible(not on)
        self.box.setVisible(on)
        self.other.setText("改用口令" if on else "忘记口令，或钥匙文件不见了：用恢复码")
        self.setFocusProxy(self.box if on else self.line)
        (self.box if on else self.line).setFocus()
        self._look()

    def _look(self) -> None:
        typed = bool(self.box.toPlainText().strip() if self._by_code else self.line.text())
        self.go.setEnabled(typed and self._left == 0)
        self.go.setText(self._verb if self._left == 0 else f"请等 {self._left} 秒")
        self.go.setToolTip("" if typed else "写上后可用")

    def _try(self) -> None:
        password, code = ("", self.box.toPlainText()) if self._by_code else (self.line.text(), "")
        self.setEnabled(False)
        self.tried.emit(password, code)

    def refuse(self, words: str, wait: float = 0.0) -> None:
        """It was not right: why, and after how many seconds the next try is taken. A password is typed afresh, a code is mended."""
        self.setEnabled(True)
        self.message.setText(words)
        self.line.clear()
        self.wait(wait)
        (self.box if self._by_code else self.line).setFocus()

    def wait(self, seconds: float) -> None:
        """The next try is taken after so many seconds; the verb counts them."""
        self._left = math.ceil(seconds)
        if self._left:
            self.timer.start()
        self._look()

    def forget(self) -> None:
        """As new: nothing that was typed stays."""
        self.setEnabled(True)
        self.message.clear()
        self.line.clear()
        self.box.clear()
        self.by_code(False)

    def _tick(self) -> None:
        self._left = max(0, self._left - 1)
        if not self._left:
            self.timer.stop()
        self._look()


class UnlockDialog(Dialog):
    """Asks for the password of a file that is being opened."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(theme, "这本台账设了口令", parent)
        self.form = UnlockForm(theme, opens="打开", leave="不打开")
        self.form.given_up.connect(self.reject)
        said = label(f"“{name}”是加密的。输入口令后打开；输错不会损坏台账。", "", wrap=True)
        inside = column(theme, label("这本台账设了口令", "panel-title", wrap=True), said, self.form, on=self, margins=24, gap=12)
        # as high as its lines want to be, also when the code takes the place of the password
        self.form.setFixedWidth(theme.px(WIDTH) - 2 * theme.spacing(24))
        inside.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.form.setFocus()


class LockPage(QFrame):
    """Covers the window while it is locked: no name, no number, no title of anything."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "paper")
        self.form = UnlockForm(theme, opens="解锁", leave="关闭台账")
        said = label("台账还开着，正在填的内容已存为草稿。输入口令继续。", "", wrap=True)
        card = area("card", column(theme, label("已锁定", "page-title", wrap=True), said, self.form, margins=24, gap=12))
        card.setFixedWidth(theme.px(WIDTH))
        column(theme, grow(..., 2), at(CENTRE, card), grow(..., 3), on=self, margins=AS_STYLE)
        self.setFocusProxy(self.form)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing behind this page hears a key."""
        event.accept()
