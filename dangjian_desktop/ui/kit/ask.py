"""The only door for questions and messages: own dialogs, a question as title, verbs on the buttons, the safe one first.

Code that asks gets the answer back; tests hand in a fake with the same methods. Knows no office.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QStandardPaths
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLineEdit, QRadioButton, QWidget

from dangjian_desktop.domain.errors import Message
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import column, row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme

WIDTH = 440


class Ask:
    """Questions over one window."""

    def __init__(self, theme: Theme, window: Callable[[], QWidget | None] = lambda: None) -> None:
        self.theme = theme
        self._window = window
        self._folder = str(_documents())
        self._held = False
        self._waiting: list[tuple[str, str, str]] = []

    def hold(self) -> None:
        """The window is locked: nothing is asked over it. Questions get their safe answer at once, messages wait."""
        self._held = True

    def release(self, *, tell: bool) -> None:
        """Ask again; ``tell`` the messages that waited, or let them go with the file they were about."""
        waiting, self._waiting, self._held = self._waiting, [], False
        for title, body, details in waiting if tell else ():
            self.tell(title, body, details=details)

    def tell(self, title: str, body: str, *, verb: str = "知道了", details: str = "") -> None:
        """A message that wants to be read; ``details`` can be copied for those who maintain the program."""
        if self._held:
            self._waiting.append((title, body, details))
            return
        copied = (("copy", "复制详情"),) if details else ()
        if _Question(self.theme, title, body, ((verb, verb), *copied), self._window()).ask() == "copy":
            QGuiApplication.clipboard().setText(details)

    def message(self, message: Message) -> None:
        """A UserError: what happened is the title; the data, the advice and the code follow."""
        self.tell(message.happened, f"{message.data}{message.advice}\n\n编号 {message.code}")

    def confirm(self, title: str, body: str, verb: str, *, keep: str = "取消", danger: bool = False) -> bool:
        """Whether the user pressed the verb; Esc and Enter keep things as they are."""
        if self._held:
            return False
        kind = "danger" if danger else "primary"
        return _Question(self.theme, title, body, (("keep", keep), ("go", verb)), self._window(), kinds={"go": kind}).ask() == "go"

    def choose(self, title: str, body: str, options: Sequence[tuple[str, str]]) -> str:
        """The key of the pressed button; the first is the safe one, which Esc means too."""
        return options[0][0] if self._held else _Question(self.theme, title, body, options, self._window()).ask()

    def reason(self, title: str, body: str, *, verb: str, keep: str = "取消", hint: str = "") -> str | None:
        """A written reason; the verb is enabled once something is typed. None when the user keeps things as they are."""
        return self.text(title, body, verb=verb, keep=keep, hint=hint)

    def text(self, title: str, body: str, *, verb: str, keep: str = "取消", hint: str = "", value: str = "") -> str | None:
        """One line of text, None when cancelled."""
        if self._held:
            return None
        question = _Question(self.theme, title, body, (("keep", keep), ("go", verb)), self._window(), kinds={"go": "primary"})
        line = question.add_line(hint, value)
        return line.text().strip() if question.ask() == "go" else None

    def text_and_choice(
        self, title: str, body: str, *, verb: str, hint: str, options: Sequence[str], about: str, proposed: Callable[[str], str]
    ) -> tuple[str, str] | None:
        """A line of text and one of ``options``, None when cancelled. The one ``proposed`` for what is typed is marked until the user
        marks another; ``about`` says what they are.
        """
        if self._held:
            return None
        question = _Question(self.theme, title, body, (("keep", "取消"), ("go", verb)), self._window(), kinds={"go": "primary"})
        marks = question.add_marks(about, options)
        line = question.add_line(hint, "")
        line.textChanged.connect(lambda text: marks.propose(proposed(text)))
        marks.propose(proposed(""))
        return (line.text().strip(), marks.chosen()) if question.ask() == "go" else None

    # ------------------------------------------------------------------ files
    def open_file(self, title: str, kinds: str) -> Path | None:
        """``kinds`` as Qt writes them: Excel 表格 (*.xlsx *.xls)."""
        name, _ = ("", "") if self._held else QFileDialog.getOpenFileName(self._window(), title, self._folder, kinds)
        return self._remember(name)

    def open_files(self, title: str, kinds: str) -> tuple[Path, ...]:
        """Several at once; empty when cancelled."""
        names, _ = ([], "") if self._held else QFileDialog.getOpenFileNames(self._window(), title, self._folder, kinds)
        for name in names[:1]:
            self._remember(name)
        return tuple(Path(name) for name in names)

    def save_file(self, title: str, name: str, kinds: str) -> Path | None:
        there = str(Path(self._folder) / name)
        chosen, _ = ("", "") if self._held else QFileDialog.getSaveFileName(self._window(), title, there, kinds)
        return self._remember(chosen)

    def start_in(self, folder: Path) -> None:
        """Where the next file dialog begins."""
        self._folder = str(folder)

    def open_folder(self, title: str) -> Path | None:
        name = "" if self._held else QFileDialog.getExistingDirectory(self._window(), title, self._folder)
        if name:
            self._folder = name
        return Path(name) if name else None

    def _remember(self, name: str) -> Path | None:
        if not name:
            return None
        self._folder = str(Path(name).parent)
        return Path(name)


class _Question(Dialog):
    """Title, one or two sentences, buttons right; the first option is the default and what Esc means."""

    def __init__(
        self,
        theme: Theme,
        title: str,
        body: str,
        options: Sequence[tuple[str, str]],
        parent: QWidget | None,
        *,
        kinds: dict[str, str] | None = None,
    ) -> None:
        super().__init__(theme, title, parent, width=WIDTH)
        self.answer = options[0][0]
        self.buttons = {
            key: button(theme, verb, (kinds or {}).get(key, "secondary"), clicked=partial(self._take, key)) for key, verb in options
        }
        said = (label(title, "panel-title", wrap=True), label(body, "", wrap=True))
        self.body = column(theme, *said, 8, row(theme, ..., *self.buttons.values()), on=self, margins=24, gap=12)
        first = self.buttons[options[0][0]]
        first.setDefault(True)
        first.setFocus()

    def add_line(self, hint: str, value: str) -> QLineEdit:
        """A line to type in; the last button waits for it and Enter presses it."""
        line = QLineEdit(value, self)
        line.setPlaceholderText(hint)
        line.setAccessibleName(self.windowTitle())
        self.body.insertWidget(2, line)
        go = list(self.buttons.values())[-1]
        go.setEnabled(bool(value.strip()))
        go.setToolTip("" if value.strip() else "写上内容后可用")
        line.textChanged.connect(lambda text: go.setEnabled(bool(text.strip())))
        line.returnPressed.connect(lambda: go.click() if go.isEnabled() else None)
        line.setFocus()
        return line

    def add_marks(self, about: str, options: Sequence[str]) -> _Marks:
        """Options of which one is marked, below what they are."""
        marks = _Marks(self.theme, about, options, self)
        self.body.insertWidget(2, marks)
        return marks

    def ask(self) -> str:
        self.fit_height()
        self.exec()
        return self.answer

    def _take(self, key: str) -> None:
        self.answer = key
        self.accept()


class _Marks(QWidget):
    """One of a few words is marked: what is proposed, until the user has marked one himself."""

    def __init__(self, theme: Theme, about: str, options: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent)
        self.own = False
        self.buttons = {word: QRadioButton(word, self) for word in options}
        for one in self.buttons.values():
            one.setMinimumHeight(theme.control(28))
            one.setAccessibleDescription(about)
            one.clicked.connect(self._marked)
        marks = row(theme, *self.buttons.values(), ..., gap=16)
        column(theme, marks, label(about, "caption", wrap=True), on=self, margins=(0, 4, 0, 0), gap=4)

    def _marked(self) -> None:
        self.own = True

    def propose(self, word: str) -> None:
        if not self.own:
            self.buttons[word].setChecked(True)

    def chosen(self) -> str:
        return next(word for word, button in self.buttons.items() if button.isChecked())


def _documents() -> Path:
    """Where people keep what they write; their home where there is no such folder."""
    documents = Path(QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation))
    return documents if documents.is_dir() else Path.home()
