"""The whole window on a real file, and short words for what a test does with it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pytestqt.qtbot import QtBot

from dangjian_desktop.ui.dialogs.backups import BackupsDialog
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.ui.settling import answered


class Hand:
    """Short words for what a test does with the window."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.ask = qtbot, window, window.ask

    def open(self, path: Path) -> None:
        self.window.openings.open(path)
        self.wait()

    def wait(self) -> None:
        self.qtbot.waitUntil(lambda: self.window.work is not None)
        self.settle()

    def settle(self) -> None:
        self.answered()
        self.answered()

    def answered(self) -> None:
        answered(self.qtbot, self.window.caller, self.window)

    def do(self, work: Any) -> Any:
        answers: list[Any] = []
        assert self.window.caller is not None
        self.window.caller.ask(work, answers.append, owner=self.window)
        self.qtbot.waitUntil(lambda: bool(answers))
        return answers[0]

    def backups(self) -> BackupsDialog:
        self.window.keeping.list.show()
        self.qtbot.waitUntil(lambda: isinstance(self.window.keeping.list.dialog, BackupsDialog))
        dialog = self.window.keeping.list.dialog
        assert isinstance(dialog, BackupsDialog)
        return dialog
