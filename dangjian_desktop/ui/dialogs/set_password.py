"""Setting and changing a password: typed twice; before a file is encrypted, its recovery code is kept and two groups typed again.

Knows no file: what was chosen goes out by a signal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QPushButton, QWidget

from dangjian_desktop.ui.dialogs.unlock import secret_line, verb
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, pane, row
from dangjian_desktop.ui.kit.parts.parts import label, line, say_why_not, stacked
from dangjian_desktop.ui.kit.theme import Theme

WIDTH = 480
LOST = "口令和恢复码都丢了，任何人都打不开这本台账，包括开发者。"
Check = Callable[[str, str], str]
Verb = tuple[str, Callable[[], object]]
"""What stands on a button and what it does."""


def fixed_font(theme: Theme, size: int) -> QFont:
    """For what is copied by hand: every character as wide as the next."""
    font = QFont(theme.font(size))
    font.setFamilies(["Consolas", "DejaVu Sans Mono", "Noto Sans Mono CJK SC", "monospace"])
    font.setStyleHint(QFont.StyleHint.Monospace)
    return font


class _Steps(Dialog):
    """A title, one step after the other, verbs at the right below."""

    def __init__(self, theme: Theme, title: str, parent: QWidget | None) -> None:
        super().__init__(theme, title, parent, width=WIDTH)
        self.steps = stacked()
        column(theme, label(title, "panel-title", wrap=True), self.steps, on=self, margins=24, gap=12)

    def step(self, *parts: QWidget, leave: Verb, go: Verb) -> QPushButton:
        """One page with its two verbs, the safe one first; return the one that goes on."""
        first, second = verb(self.theme, leave[0], "secondary", leave[1]), verb(self.theme, go[0], "primary", go[1])
        self.steps.addWidget(pane(column(self.theme, *parts, ..., row(self.theme, ..., first, second), gap=8)))
        return second


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
        self.first, self.second = secret_line("口令，至少 8 个字符"), secret_line("再输一次")
        self.note = label("", "fault", wrap=True)
        parts = (label(words, "", wrap=True), self.first, self.second, self.note)
        self.to_code = self.step(*parts, leave=("取消", self.reject), go=("下一步：恢复码", self._to_code))
        for one in (self.first, self.second):
            one.textChanged.connect(lambda _text: self._typed())
            one.returnPressed.connect(self.to_code.click)
        self._typed()

    def _typed(self) -> None:
        self.note.clear()
        say_why_not("" if self.first.text() and self.second.text() else "口令要输两次", self.to_code)

    def _to_code(self) -> None:
        wrong = self.check(self.first.text(), self.second.text())
        self.note.setText(wrong)
        if not wrong:
            self.steps.setCurrentIndex(1)
            self.printed.setFocus()

    def _code_step(self, lines: Sequence[str]) -> None:
        words = f"这是恢复码。请打印或抄下来，密封后交保密员，不要存在这台电脑里。{LOST}"
        self.code = label("\n".join(lines), "")
        self.code.setAccessibleName("恢复码")
        self.code.setFont(fixed_font(self.theme, 16))
        self.code.setStyleSheet(f"font-size: {self.theme.px(16)}px")
        self.code.setContentsMargins(self.theme.spacing(24), self.theme.spacing(8), 0, self.theme.spacing(8))
        self.printed = verb(self.theme, "打印...", "secondary", self.print_wanted.emit)
        self.saved = verb(self.theme, "存为文本...", "quiet", self.save_wanted.emit)
        parts = (label(words, "", wrap=True), self.code, pane(row(self.theme, self.printed, self.saved, ...)))
        self.to_again = self.step(*parts, leave=("取消", self.reject), go=("下一步：核对恢复码", self._to_again))

    def _to_again(self) -> None:
        self.steps.setCurrentIndex(2)
        self.again[0].setFocus()

    def _again_step(self) -> None:
        one, two = (number + 1 for number in self.asked)
        words = f"请照着纸上的恢复码，输入第 {one} 组和第 {two} 组（从左到右、从上到下数，不算每行末尾的两个校验字符）。"
        first, second = self.again = tuple(line(f"第 {number} 组", f"第 {number} 组，四个字符") for number in (one, two))
        self.differs = label("", "fault", wrap=True)
        back = ("回去看恢复码", lambda: self.steps.setCurrentIndex(1))
        self.go = self.step(label(words, "", wrap=True), first, second, self.differs, leave=back, go=("设置口令", self._chosen))
        for typed, act in ((first, second.setFocus), (second, self.go.click)):
            typed.textChanged.connect(lambda _text: self._compare())
            typed.returnPressed.connect(act)
        self._compare()

    def _compare(self) -> None:
        typed = [line.text().strip().upper() for line in self.again]
        wrong = [number + 1 for number, text in zip(self.asked, typed, strict=True) if len(text) >= 4 and text != self.groups[number]]
        self.differs.setText("、".join(f"第 {number} 组" for number in wrong) + "与恢复码不一样，请再核对。" if wrong else "")
        same = [self.groups[number] for number in self.asked] == typed
        say_why_not("" if same else "两组都输对后可用", self.go)

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
        lines = (secret_line("现在的口令"), secret_line("新口令，至少 8 个字符"), secret_line("新口令再输一次"))
        self.old, self.first, self.second = lines
        self.old.setVisible(not forgotten)
        self.note = label("", "fault", wrap=True)
        leave = ("以后再说" if forgotten else "取消", self.reject)
        self.go = self.step(label(words, "", wrap=True), *lines, self.note, leave=leave, go=("更改口令", self._try))
        for one in lines:
            one.textChanged.connect(lambda _text: self._typed())
            one.returnPressed.connect(self.go.click)
        self._typed()
        (self.first if forgotten else self.old).setFocus()

    def _typed(self) -> None:
        self.note.clear()
        filled = bool(self.first.text() and self.second.text() and (self.forgotten or self.old.text()))
        say_why_not("" if filled else "每一栏都要填", self.go)

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
