"""Where a password or a recovery code is typed: as a dialog when a file is opened, as a page while the window is locked.

Knows no file; what was typed goes out by a signal and is kept nowhere.
"""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QLabel, QLayout, QLineEdit, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.ui.kit.theme import Theme

CODE_HINT = "照着恢复码抄写，五行，空格和大小写都不要紧"
WIDTH = 440
MESSAGE_HEIGHT = 36
"""Two lines, kept free: nothing moves when a try was wrong."""


def secret_line(name: str, parent: QWidget) -> QLineEdit:
    """A line that shows dots, learns nothing and offers nothing."""
    line = QLineEdit(parent)
    line.setEchoMode(QLineEdit.EchoMode.Password)
    hints = Qt.InputMethodHint
    line.setInputMethodHints(hints.ImhHiddenText | hints.ImhSensitiveData | hints.ImhNoPredictiveText | hints.ImhNoAutoUppercase)
    line.setAccessibleName(name)
    return line


def plain(words: str, role: str, parent: QWidget) -> QLabel:
    label = QLabel(words, parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setProperty("role", role)
    return label


def button(words: str, kind: str, parent: QWidget) -> QPushButton:
    made = QPushButton(words, parent)
    made.setProperty("kind", kind)
    made.setAutoDefault(False)
    return made


class UnlockForm(QWidget):
    """``tried`` carries password and code, one of them empty."""

    tried = Signal(str, str)
    given_up = Signal()

    def __init__(self, theme: Theme, *, verb: str, leave: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._verb, self._left = verb, 0
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(8))
        self.line = secret_line("口令", self)
        self.line.setPlaceholderText("口令")
        self.box = QPlainTextEdit(self)
        self.box.setAccessibleName("恢复码")
        self.box.setPlaceholderText(CODE_HINT)
        self.box.setTabChangesFocus(True)
        self.box.setFixedHeight(self.box.fontMetrics().lineSpacing() * 6 + theme.px(12))
        self.message = plain("", "fault", self)
        self.message.setMinimumHeight(theme.px(MESSAGE_HEIGHT))
        self.message.setAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        self.other = button("", "link", self)
        column.addWidget(self.line)
        column.addWidget(self.box)
        column.addWidget(self.message)
        column.addWidget(self.other, 0, Qt.AlignmentFlag.AlignLeft)
        column.addSpacing(theme.spacing(8))
        row = QHBoxLayout()
        row.addStretch(1)
        self.leave = button(leave, "secondary", self)
        self.go = button(verb, "primary", self)
        row.addWidget(self.leave)
        row.addWidget(self.go)
        column.addLayout(row)
        self.timer = QTimer(self)
        self.timer.setInterval(1000)
        self.timer.timeout.connect(self._tick)
        self.line.textChanged.connect(lambda _text: self._look())
        self.box.textChanged.connect(self._look)
        self.line.returnPressed.connect(self.go.click)
        self.go.clicked.connect(lambda _checked=False: self._try())
        self.leave.clicked.connect(lambda _checked=False: self.given_up.emit())
        self.other.clicked.connect(lambda _checked=False: self.by_code(not self._by_code))
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


class UnlockDialog(QDialog):
    """Asks for the password of a file that is being opened."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("这本台账设了口令")
        self.setModal(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addWidget(plain("这本台账设了口令", "panel-title", self))
        column.addWidget(plain(f"“{name}”是加密的。输入口令后打开；输错不会损坏台账。", "", self))
        self.form = UnlockForm(theme, verb="打开", leave="不打开", parent=self)
        self.form.given_up.connect(self.reject)
        column.addWidget(self.form)
        # as high as its lines want to be, also when the code takes the place of the password
        self.form.setFixedWidth(theme.px(WIDTH) - 2 * theme.spacing(24))
        column.setSizeConstraint(QLayout.SizeConstraint.SetFixedSize)
        self.form.setFocus()


class LockPage(QFrame):
    """Covers the window while it is locked: no name, no number, no title of anything."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "paper")
        outer = QVBoxLayout(self)
        outer.addStretch(2)
        card = QFrame(self)
        card.setProperty("kind", "card")
        card.setFixedWidth(theme.px(WIDTH))
        column = QVBoxLayout(card)
        column.setContentsMargins(*(theme.spacing(24),) * 4)
        column.setSpacing(theme.spacing(12))
        column.addWidget(plain("已锁定", "page-title", card))
        column.addWidget(plain("台账还开着，正在填的内容已存为草稿。输入口令继续。", "", card))
        self.form = UnlockForm(theme, verb="解锁", leave="关闭台账", parent=card)
        column.addWidget(self.form)
        outer.addWidget(card, 0, Qt.AlignmentFlag.AlignHCenter)
        outer.addStretch(3)
        self.setFocusProxy(self.form)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Nothing behind this page hears a key."""
        event.accept()
