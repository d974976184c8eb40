"""Commands are declared once: what menus show, what keys are bound, what is done, all from one tuple."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.commands import COMMANDS, MENUS, Command, command
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.hand import Hand

FILLED = {"recent", "look"}
"""Menus whose lines depend on the machine."""


@pytest.fixture
def window(qtbot: QtBot, theme: Theme, tmp_path: Path, clock: FixedClock) -> Iterator[MainWindow]:
    """With a ledger in front."""
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    hand = Hand(qtbot, made)
    hand.open(path)
    assert made.work is not None
    made.work.go_to("talk")
    hand.settle()
    yield made
    made.close()


def lines(menu: QMenu) -> list[str]:
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def test_an_id_stands_for_one_command() -> None:
    assert [name for name, times in Counter(one.id for one in COMMANDS).items() if times > 1] == []
    with pytest.raises(KeyError):
        command("nothing")


def test_every_menu_shows_its_commands_in_their_order(window: MainWindow) -> None:
    assert [action.text() for action in window.menuBar().actions()] == list(MENUS.values())
    for name, menu in window.menus.menus.items():
        shown = [f"{one.text}\t{one.keys}" if one.taken else one.text for one in COMMANDS if one.menu == name]
        assert name in FILLED or lines(menu) == shown


def test_every_command_is_done_by_somebody(window: MainWindow) -> None:
    for one in COMMANDS:
        if one.does:
            who, _, verb = one.does.partition(".")
            hand = window.menus.hands[who]()
            assert hand is not None, one.id
            assert callable(attrgetter(verb)(hand)), one.id


def test_what_is_not_there_is_asked_nothing(window: MainWindow) -> None:
    window.close_file()
    for name in ("register", "edit", "search", "walk_on", "tab_2"):
        window.menus.run(name)
    assert window.work is None


def test_the_same_keys_never_mean_two_things_at_once(window: MainWindow) -> None:
    bound = [action.shortcut().toString() for action in window.menus.actions.values() if not action.shortcut().isEmpty()]
    assert [keys for keys, times in Counter(bound).items() if times > 1] == []


@pytest.mark.parametrize(
    ("one", "shown", "tip"),
    [
        (Command("a", "上移", "Alt+Up"), "Alt+↑", "上移（Alt+↑）"),
        (Command("a", "下一期", "Alt+Right"), "Alt+→", "下一期（Alt+→）"),
        (Command("a", "保存", "Ctrl+Return"), "Ctrl+Enter", "保存（Ctrl+Enter）"),
    ],
)
def test_keys_are_shown_as_people_read_them(one: Command, shown: str, tip: str) -> None:
    assert one.shown_keys == shown
    assert one.tip() == tip
    assert one.tip("别的话") == tip.replace(one.text, "别的话")
