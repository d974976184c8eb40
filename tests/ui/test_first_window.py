"""The program started twice: the first window comes to the front, with the file that was named."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtNetwork import QLocalSocket
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop import app
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.shell.first_window import FirstWindow
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.faults.preloaded import ROOT

SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from dangjian_desktop.ui.shell.first_window import FirstWindow
program = QCoreApplication([])
window = FirstWindow(Path(sys.argv[1]))
first = window.take()
told = not first and window.tell(Path(sys.argv[2]) if sys.argv[2:] else None)
window.wanted.connect(lambda file: (print(file, flush=True), program.quit()))
print(first, told, flush=True)
if first:
    program.exec()
"""


def second(folder: Path, *files: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", SECOND, str(folder), *map(str, files)], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def said(child: subprocess.Popen[str]) -> str:
    out, _ = child.communicate()
    return out.strip()


@pytest.fixture
def first(own_home: Path) -> Any:
    made = FirstWindow(own_home)
    yield made
    made.release()


def test_a_second_start_hands_its_file_over_and_is_not_the_first(qtbot: QtBot, first: FirstWindow, own_home: Path, tmp_path: Path) -> None:
    assert first.take()
    file = tmp_path / "台账 一#1%20.djtz"
    with qtbot.waitSignal(first.wanted) as heard:
        child = second(own_home, file)
    assert heard.args == [file]
    assert said(child) == "False True"
    with qtbot.waitSignal(first.wanted) as heard:
        child = second(own_home)
    assert heard.args == [None]
    assert said(child) == "False True"


@pytest.mark.skipif(sys.platform == "win32", reason="killed by a signal")
def test_a_killed_program_locks_nobody_out(qtbot: QtBot, first: FirstWindow, own_home: Path) -> None:
    child = second(own_home)
    assert child.stdout is not None
    assert child.stdout.readline() == "True False\n"
    os.kill(child.pid, signal.SIGKILL)
    child.communicate()
    assert first.take()


def test_a_first_that_does_not_answer_does_not_keep_the_second_from_working(
    first: FirstWindow, own_home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("dangjian_desktop.ui.shell.first_window._PATIENCE", 100)
    assert first.take()
    other = FirstWindow(own_home)
    assert not other.take()
    assert not other.tell(None), "the first is this very thread, which is waiting"
    first.release()
    assert not other.tell(None)


def test_a_folder_that_cannot_be_written_lets_everybody_in(own_home: Path) -> None:
    assert FirstWindow(own_home / "missing").take()


def test_a_pipe_that_cannot_be_made_stops_nothing(own_home: Path, first: FirstWindow) -> None:
    first._name = "x" * 300
    assert first.take()


def test_what_comes_in_pieces_is_put_together(qtbot: QtBot, first: FirstWindow) -> None:
    assert first.take()
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    socket.write(b'"/a/b')
    qtbot.waitUntil(lambda: any(heard.bytesAvailable() for heard in first.findChildren(QLocalSocket)))
    with qtbot.waitSignal(first.wanted) as heard:
        socket.write(b'.djtz"\n')
    assert heard.args == [Path("/a/b.djtz")]


@pytest.mark.parametrize("noise", [b"no json\n", b"x" * 70_000])
def test_noise_is_not_heard(qtbot: QtBot, first: FirstWindow, noise: bytes) -> None:
    assert first.take()
    heard: list[Any] = []
    first.wanted.connect(heard.append)
    socket = QLocalSocket()
    socket.connectToServer(first._name)
    with qtbot.waitSignal(socket.disconnected):
        socket.write(noise)
    assert heard == []


# ---------------------------------------------------------------------- the window
@pytest.fixture
def window(qtbot: QtBot, theme: Any) -> Any:
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    yield made
    made.close()


def test_the_window_comes_forward_and_opens_what_was_named(qtbot: QtBot, window: MainWindow, tmp_path: Path, clock: FixedClock) -> None:
    one, two = tmp_path / "一.djtz", tmp_path / "二.djtz"
    for path in (one, two):
        opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    window.showMinimized()
    window.openings.come_forward(one)
    assert not window.isMinimized()
    qtbot.waitUntil(lambda: window.work is not None)
    work = window.work
    window.openings.come_forward(one)
    window.openings.come_forward(None)
    assert window.work is work, "it is open already"
    window.openings.come_forward(two)
    qtbot.waitUntil(lambda: window.work is not None and window.work is not work)
    assert "二.djtz" in window.windowTitle()


def test_a_wizard_in_the_middle_of_something_is_asked_first(qtbot: QtBot, window: MainWindow, tmp_path: Path, clock: FixedClock) -> None:
    one, two = tmp_path / "一.djtz", tmp_path / "二.djtz"
    for path in (one, two):
        opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    window.openings.open(one)
    qtbot.waitUntil(lambda: window.work is not None)
    assert window.work is not None
    window.may_leave = lambda: False  # type: ignore[method-assign]
    window.openings.come_forward(two)
    assert "一.djtz" in window.windowTitle()
    window.may_leave = lambda: True  # type: ignore[method-assign]


def test_the_program_started_twice_ends_the_second_time(qtbot: QtBot, qapp: QApplication, own_home: Path, tmp_path: Path) -> None:
    child = second(own_home)
    assert child.stdout is not None
    assert child.stdout.readline() == "True False\n"
    assert app.run([str(tmp_path / "台账.djtz")]) == 0
    assert [one for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow) and one.isVisible()] == []
    assert said(child) == str(tmp_path / "台账.djtz")


def test_a_machine_that_cannot_load_the_library_of_pipes_opens_a_window_all_the_same(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "dangjian_desktop.ui.shell.first_window", None)
    monkeypatch.setattr(app, "chinese_font", lambda: "宋体")
    Machine().set_notice_read()
    timer = QTimer()
    timer.timeout.connect(lambda: [one.close() for one in QApplication.topLevelWidgets() if isinstance(one, MainWindow)])
    timer.start(50)
    assert app.run([]) == 0
    timer.stop()
