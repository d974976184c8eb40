"""Waiting in tests of the screen: for what was asked, never for a while.

How long anything takes depends on the machine; ``qtbot`` waits long enough for each (tests/conftest.py).
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject, QTimer
from pytestqt.qtbot import QtBot


def turn(qtbot: QtBot) -> None:
    """One turn of the events: what waits in the window's queue by now has happened."""
    passed: list[bool] = []
    QTimer.singleShot(0, lambda: passed.append(True))
    qtbot.waitUntil(lambda: bool(passed))


def answered(qtbot: QtBot, caller: Any, owner: QObject) -> None:
    """Everything asked of the database thread so far has been answered, and the answers have been shown."""
    answers: list[bool] = []
    caller.ask(lambda _services: True, answers.append, owner=owner)
    qtbot.waitUntil(lambda: bool(answers))
    turn(qtbot)
