"""The whole window on a real file, and short words for what a test does with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from dangjian_desktop.ui.dialogs.backups import BackupsDialog
from dangjian_desktop.ui.main_window import MainWindow


class Hand:
    """Short words for what a test does with the window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.ask = qtbot, window, window.ask

    def open(self, path: Path) -> None:
        self.window.open(path)
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.work is not None, timeout=10_000)
        self.settle()

    def settle(self) -> None:
        self.answered()
        self.answered()

    def answered(self) -> None:
        answers: list[Any] = []
        assert self.window.caller is not None
        self.window.caller.ask(lambda _services: True, answers.append, owner=self.window)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        self.qtbot.wait(5)

    def do(self, work: Any) -> Any:
        answers: list[Any] = []
        assert self.window.caller is not None
        self.window.caller.ask(work, answers.append, owner=self.window)
        self.qtbot.waitUntil(lambda: bool(answers), timeout=10_000)
        return answers[0]

    def backups(self) -> BackupsDialog:
        self.window.keeping.list.show()
        self.qtbot.waitUntil(lambda: isinstance(self.window.keeping.list.dialog, BackupsDialog), timeout=10_000)
        dialog = self.window.keeping.list.dialog
        assert isinstance(dialog, BackupsDialog)
        return dialog
