"""Setting and changing a password: typed twice; before a file is encrypted, its recovery code is kept and two groups typed again.

Knows no file: what was chosen goes out by a signal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from dangjian_desktop.ui.dialogs.unlock import button, plain, secret_line
from dangjian_desktop.ui.kit.theme import Theme

WIDTH = 480
LOST = "口令和恢复码都丢了，任何人都打不开这本台账，包括开发者。"
Check = Callable[[str, str], str]


def fixed_font(theme: Theme, size: int) -> QFont:
    """For what is copied by hand: every character as wide as the next."""
    font = QFont(theme.font(size))
    font.setFamilies(["Consolas", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "monospace"])
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


class _Steps(QDialog):
    """A title, one step after the other, verbs at the right below."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setModal(True)
        self.setFixedWidth(theme.px(WIDTH))
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(*(theme.spacing(24),) * 4)
        self.column.setSpacing(theme.spacing(12))
        self.column.addWidget(plain(title, "panel-title", self))
        self.steps = QStackedWidget(self)
        self.column.addWidget(self.steps)

    def step(self, *parts: QWidget, leave: str, go: str) -> tuple[QPushButton, QPushButton]:
        """One page with its two verbs; the safe one first."""
        page = QWidget(self.steps)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(self.theme.spacing(8))
        for part in parts:
            column.addWidget(part)
        column.addStretch(1)
        row = QHBoxLayout()
        row.addStretch(1)
        first, second = button(leave, "secondary", page), button(go, "primary", page)
        row.addWidget(first)
        row.addWidget(second)
        column.addLayout(row)
        self.steps.addWidget(page)
        return first, second

    def line(self, name: str) -> QLineEdit:
        made = secret_line(name, self)
        made.setPlaceholderText(name)
        return made

    def ready(self, verb: QPushButton, why: str) -> None:
        """A verb that cannot be pressed says why."""
        verb.setEnabled(not why)
        verb.setToolTip(why)


class SetPasswordDialog(_Steps):
    """``chosen`` carries the password once the recovery code was kept and two of its groups were typed again."""

    chosen = Signal(str)
    print_wanted = Signal()
    save_wanted = Signal()

    def __init__(
        self,
        theme: Theme,
        lines: Sequence[str],
        groups: Sequence[str],
        asked: tuple[int, int],
        check: Check,
        parent: QWidget | None = None,
    ) -> None:
        """``asked``: which two groups (from 0) are typed again."""
        super().__init__(theme, "给台账设置口令", parent)
        self.groups, self.asked, self.check = groups, asked, check
        self._password_step()
        self._code_step(lines)
        self._again_step()
        self.first.setFocus()

    def _password_step(self) -> None:
        words = "整个台账文件会加密，以后打开都要输口令。设口令之前做的备份没有加密，设好后可以删去。"
        self.first, self.second = self.line("口令，至少 8 个字符"), self.line("再输一次")
        self.note = plain("", "fault", self)
        leave, self.to_code = self.step(plain(words, "", self), self.first, self.second, self.note, leave="取消", go="下一步：恢复码")
        leave.clicked.connect(self.reject)
        self.to_code.clicked.connect(lambda _checked=False: self._to_code())
        for line in (self.first, self.second):
            line.textChanged.connect(lambda _text: self._typed())
            line.returnPressed.connect(self.to_code.click)
        self._typed()

    def _typed(self) -> None:
        self.note.clear()
        self.ready(self.to_code, "" if self.first.text() and self.second.text() else "口令要输两次")

    def _to_code(self) -> None:
        wrong = self.check(self.first.text(), self.second.text())
        self.note.setText(wrong)
        if not wrong:
            self.steps.setCurrentIndex(1)
            self.printed.setFocus()

    def _code_step(self, lines: Sequence[str]) -> None:
        words = f"这是恢复码。请打印或抄下来，密封后交保密员，不要存在这台电脑里。{LOST}"
        self.code = QLabel("\n".join(lines), self)
        self.code.setTextFormat(Qt.TextFormat.PlainText)
        self.code.setAccessibleName("恢复码")
        self.code.setFont(fixed_font(self.theme, 16))
        self.code.setStyleSheet(f"font-size: {self.theme.px(16)}px")
        self.code.setContentsMargins(self.theme.spacing(24), self.theme.spacing(8), 0, self.theme.spacing(8))
        self.printed, self.saved = button("打印...", "secondary", self), button("存为文本...", "quiet", self)
        self.printed.clicked.connect(lambda _checked=False: self.print_wanted.emit())
        self.saved.clicked.connect(lambda _checked=False: self.save_wanted.emit())
        ways = QWidget(self)
        row = QHBoxLayout(ways)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.printed)
        row.addWidget(self.saved)
        row.addStretch(1)
        leave, self.to_again = self.step(plain(words, "", self), self.code, ways, leave="取消", go="下一步：核对恢复码")
        leave.clicked.connect(self.reject)
        self.to_again.clicked.connect(lambda _checked=False: self._to_again())

    def _to_again(self) -> None:
        self.steps.setCurrentIndex(2)
        self.again[0].setFocus()

    def _again_step(self) -> None:
        one, two = (number + 1 for number in self.asked)
        words = f"请照着纸上的恢复码，输入第 {one} 组和第 {two} 组（从左到右、从上到下数，不算每行末尾的两个校验字符）。"
        self.again = (QLineEdit(self), QLineEdit(self))
        for line, number in zip(self.again, (one, two), strict=True):
            line.setPlaceholderText(f"第 {number} 组，四个字符")
            line.setAccessibleName(f"第 {number} 组")
            line.textChanged.connect(lambda _text: self._compare())
        self.differs = plain("", "fault", self)
        back, self.go = self.step(plain(words, "", self), *self.again, self.differs, leave="回去看恢复码", go="设置口令")
        back.clicked.connect(lambda _checked=False: self.steps.setCurrentIndex(1))
        self.go.clicked.connect(lambda _checked=False: self._chosen())
        self.again[0].returnPressed.connect(self.again[1].setFocus)
        self.again[1].returnPressed.connect(self.go.click)
        self._compare()

    def _compare(self) -> None:
        typed = [line.text().strip().upper() for line in self.again]
        wrong = [number + 1 for number, text in zip(self.asked, typed, strict=True) if len(text) >= 4 and text != self.groups[number]]
        self.differs.setText("、".join(f"第 {number} 组" for number in wrong) + "与恢复码不一样，请再核对。" if wrong else "")
        same = [self.groups[number] for number in self.asked] == typed
        self.ready(self.go, "" if same else "两组都输对后可用")

    def _chosen(self) -> None:
        self.accept()
        self.chosen.emit(self.first.text())


class ChangePasswordDialog(_Steps):
    """``chosen`` carries the present password ("" when it was the recovery code that opened) and the new one."""

    chosen = Signal(str, str)

    def __init__(self, theme: Theme, check: Check, *, forgotten: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(theme, "设一个新口令" if forgotten else "更改口令", parent)
        self.check, self.forgotten = check, forgotten
        words = "用恢复码打开了。请设一个新口令，旧口令从此不用。" if forgotten else "只改旁边的钥匙文件，台账和恢复码都不变。"
        self.old, self.first, self.second = self.line("现在的口令"), self.line("新口令，至少 8 个字符"), self.line("新口令再输一次")
        self.old.setVisible(not forgotten)
        self.note = plain("", "fault", self)
        leave, self.go = self.step(
            plain(words, "", self), self.old, self.first, self.second, self.note,
            leave="以后再说" if forgotten else "取消", go="更改口令",
        )  # fmt: skip
        leave.clicked.connect(self.reject)
        self.go.clicked.connect(lambda _checked=False: self._try())
        for line in (self.old, self.first, self.second):
            line.textChanged.connect(lambda _text: self._typed())
            line.returnPressed.connect(self.go.click)
        self._typed()
        (self.first if forgotten else self.old).setFocus()

    def _typed(self) -> None:
        self.note.clear()
        filled = bool(self.first.text() and self.second.text() and (self.forgotten or self.old.text()))
        self.ready(self.go, "" if filled else "每一栏都要填")

    def _try(self) -> None:
        wrong = self.check(self.first.text(), self.second.text())
        self.note.setText(wrong)
        if not wrong:
            self.setEnabled(False)
            self.chosen.emit(self.old.text(), self.first.text())

    def refuse(self, words: str) -> None:
        """The present password was not right."""
        self.setEnabled(True)
        self.old.clear()
        self.note.setText(words)
        self.old.setFocus()
