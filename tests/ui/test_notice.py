"""What is read before the first use on a machine, and what was noticed at opening: once, never in the way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop import app, cli
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.paths import resources
from dangjian_desktop.services.base.ports import SystemClock
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.dialogs.notice import NOTICE
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.hand import Hand


@pytest.fixture
def window(qtbot: QtBot, theme: Theme) -> Iterator[MainWindow]:
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    yield made
    made.close()


def test_the_notice_is_ticked_once_and_then_the_file_opens(window: MainWindow, theme: Theme, qtbot: QtBot) -> None:
    done: list[str] = []
    window.errands.greet(lambda: done.append("first"))
    notice = window.errands.notice
    assert notice.isVisible()
    assert not notice.go.isEnabled()
    assert done == []
    qtbot.keyClick(notice.tick, Qt.Key.Key_Space)
    notice.go.click()
    assert done == ["first"]
    assert Machine().notice_read
    window.errands.greet(lambda: done.append("second"))
    assert done == ["first", "second"]
    assert not notice.isVisible()


@pytest.mark.parametrize("ticked", [False, True])
def test_who_does_not_go_on_leaves_the_program_and_is_asked_again(window: MainWindow, ticked: bool, qtbot: QtBot) -> None:
    window.errands.greet(lambda: pytest.fail("nobody agreed"))
    notice = window.errands.notice
    notice.tick.setChecked(ticked)
    qtbot.keyClick(notice, Qt.Key.Key_Escape)
    assert not window.isVisible()
    assert not Machine().notice_read


def test_the_notice_says_what_the_help_says(window: MainWindow) -> None:
    assert "非涉密计算机" in NOTICE
    window.ask.answers[:] = [None]  # type: ignore[attr-defined]
    window.errands.about()
    assert NOTICE in window.ask.asked[-1][1][1]  # type: ignore[attr-defined]
    assert NOTICE in (resources() / "help" / "handbook.md").read_text(encoding="utf-8")


def test_a_window_that_is_only_made_shows_no_notice(qapp: QApplication, qtbot: QtBot) -> None:
    made = app.make_window(qapp)
    qtbot.addWidget(made)
    made.show()
    assert QApplication.activeModalWidget() is None
    made.close()


# ---------------------------------------------------------------------- a clock that does not fit
@pytest.fixture
def tomorrow(tmp_path: Path) -> Path:
    """A ledger whose last line was written in a year that has not come yet."""
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委", clock=FixedClock(SystemClock().now() + timedelta(days=400))))
    return path


def test_a_doubtful_clock_is_told_at_the_top_until_it_was_read(qtbot: QtBot, window: MainWindow, tomorrow: Path) -> None:
    hand = Hand(qtbot, window)
    hand.open(tomorrow)
    assert window.work is not None
    banner = window.work.banner
    assert banner.isVisible()
    assert "电脑时间" in banner.title.text()
    assert banner.property("state") == "amber"
    read = banner.buttons.itemAt(0).widget()
    assert read.text() == "知道了"  # type: ignore[attr-defined]
    read.click()  # type: ignore[attr-defined]
    assert not banner.isVisible()
    assert not window.work.file.opened.read_only


def test_a_doubtful_clock_is_told_on_standard_error(tomorrow: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["check", str(tomorrow), "--json"]) == 0
    said = capsys.readouterr()
    assert "E-21" in said.err
    assert "E-21" not in said.out


def test_a_clock_that_fits_is_not_mentioned(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委"))
    hand = Hand(qtbot, window)
    hand.open(path)
    assert window.work is not None
    assert not window.work.banner.isVisible()
