"""What tests of the screen share: the look, and a desk with a ledger page on a real file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.desk import Desk
from tests.ui.hand import Hand


@pytest.fixture
def theme(qapp: QApplication) -> Theme:
    """The light look at 100 %, applied to the program once."""
    look = Theme()
    if not qapp.styleSheet():
        look.apply(qapp)
    return look


@pytest.fixture
def desk(qtbot: QtBot, ledger_file: Path, clock: FixedClock, theme: Theme) -> Iterator[Desk]:
    """An empty ledger of a made-up office, opened on the database thread."""
    catalogue = load_catalogue()
    faults: list[BaseException] = []
    caller = Caller(
        lambda: opening.create_ledger(ledger_file, "青石镇党委", catalogue=catalogue, clock=clock, actor="经办人01"), opening.close
    )
    caller.faulted.connect(faults.append)
    yield Desk(qtbot, caller, catalogue, theme, Changes())
    caller.close()
    assert faults == []


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    """The whole window with nothing open; questions are answered by a list."""
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    made.activateWindow()
    yield made
    made.close()


@pytest.fixture
def hand(qtbot: QtBot, window: MainWindow) -> Hand:
    return Hand(qtbot, window)
