"""Letting go: the window closes or the session ends while something is typed, while the disk does not answer, while a child is busy."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import SIGNAL
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop import box
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.ui.test_record_form import fill

IGNORES = (
    "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); time.sleep(60)"
)


@pytest.fixture
def file(tmp_path: Path, clock: FixedClock) -> Path:
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    return path


@pytest.fixture
def window(qtbot: QtBot, theme: Any, file: Path) -> Any:
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1366, 720)
    made.show()
    made.openings.open(file)
    qtbot.waitUntil(lambda: made.work is not None)
    yield made
    made.close()


def typing(qtbot: QtBot, window: MainWindow) -> Any:
    assert window.work is not None
    page = window.work.go_to("talk")
    page.new()
    qtbot.waitUntil(lambda: page.form is not None and page.form.session.start is not None)
    fill(page.form, {"topic": "还没有写完"})
    return page.form


def kept(file: Path) -> dict[str, Any]:
    services = opening.open_ledger(file)
    draft = services.drafts.find("talk:new")
    opening.close(services)
    return dict(draft.data) if draft else {}


def busy(window: MainWindow) -> threading.Event:
    """The database thread hangs, as on a disk that does not answer, until the event is set."""
    release, begun = threading.Event(), threading.Event()
    assert window.caller is not None
    window.caller.ask(lambda _services: (begun.set(), release.wait()), lambda _none: None, owner=window)
    begun.wait()
    return release


def test_closing_the_window_keeps_what_is_typed_and_asks_nothing(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    typing(qtbot, window)
    window.close()
    assert window.ask.asked == []  # type: ignore[attr-defined]
    assert kept(file)["topic"] == "还没有写完"


def test_the_end_of_the_session_keeps_what_is_typed_and_closes_nothing(qtbot: QtBot, window: MainWindow, file: Path) -> None:
    form = typing(qtbot, window)
    assert window.work is not None
    draft = Path(window.work.file.opened.path).with_name("当时.djtz")
    window.leaving.session_ends()
    shutil.copy(file, draft)
    assert window.isVisible()
    assert form.raw()["topic"] == "还没有写完"
    window.close()
    assert kept(draft)["topic"] == "还没有写完", "it stood in the file when the system was answered"
    assert kept(file)["topic"] == "还没有写完"


def test_the_system_says_when_the_session_ends(window: MainWindow, qapp: QApplication) -> None:
    for signal in ("commitDataRequest(QSessionManager&)", "saveStateRequest(QSessionManager&)"):
        assert qapp.receivers(SIGNAL(signal)) > 0


def test_without_a_ledger_the_end_of_the_session_is_nothing(qtbot: QtBot, window: MainWindow) -> None:
    window.close_file()
    window.leaving.session_ends()
    assert window.isVisible()


def test_a_session_that_ends_while_the_ledger_does_not_answer(qtbot: QtBot, window: MainWindow, file: Path, own_home: Path) -> None:
    typing(qtbot, window)
    release = busy(window)
    window.leaving.session_patience = 0.2
    window.leaving.session_ends()
    (lying,) = (own_home / "drafts").iterdir()
    assert "还没有写完" in lying.read_text(encoding="utf-8")
    release.set()
    window.close()
    assert kept(file)["topic"] == "还没有写完"


def test_a_window_that_closes_while_the_ledger_does_not_answer(qtbot: QtBot, window: MainWindow, file: Path, own_home: Path) -> None:
    typing(qtbot, window)
    release, caller = busy(window), window.caller
    assert caller is not None
    window.leaving.patience = 0.2
    window.close()
    assert caller._thread.is_alive(), "nobody waited for it"
    assert len(list((own_home / "drafts").iterdir())) == 1
    release.set()
    caller._thread.join()
    assert kept(file)["topic"] == "还没有写完"


def test_what_can_be_kept_nowhere_is_told(qtbot: QtBot, window: MainWindow, own_home: Path) -> None:
    typing(qtbot, window)
    release = busy(window)
    window.leaving.session_patience = 0.1
    window.leaving.session_ends()
    (lying,) = (own_home / "drafts").iterdir()
    lying.unlink()
    lying.with_name(lying.name + ".part").mkdir()
    window.ask.answers.append(None)  # type: ignore[attr-defined]
    window.leaving.session_ends()
    (question,) = window.ask.asked  # type: ignore[attr-defined]
    assert "E-12" in str(question)
    release.set()


# ---------------------------------------------------------------------- a child that is busy
class Child(subprocess.Popen[bytes]):
    """Knows which thread waited for its end."""

    ended_on = ""

    def kill(self) -> None:
        self.ended_on = threading.current_thread().name
        super().kill()


@pytest.fixture
def children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> list[Any]:
    """Every child of the box ignores that it is told to end; it is killed after 0.3 s."""
    made: list[Any] = []
    monkeypatch.setattr(box, "_command", lambda _job: [sys.executable, "-c", IGNORES, str(tmp_path / "begun")])
    monkeypatch.setattr(box, "GRACE", 0.3)
    monkeypatch.setattr(box.subprocess, "Popen", lambda *words, **more: made.append(Child(*words, **more)) or made[-1])
    return made


def importing(qtbot: QtBot, window: MainWindow, book: Path, children: list[Any]) -> Any:
    assert window.work is not None
    book.write_bytes(b"x")
    page = window.work.go_to("talk")
    window.ask.answers.append(book)  # type: ignore[attr-defined]
    page.transfer.import_file()
    qtbot.waitUntil((book.parent / "begun").exists)
    return page


def test_a_child_that_ignores_its_end_is_killed_and_that_is_told(
    qtbot: QtBot, window: MainWindow, tmp_path: Path, children: list[Any]
) -> None:
    page = importing(qtbot, window, tmp_path / "表.xlsx", children)
    page.new()
    qtbot.waitUntil(lambda: page.form is not None and page.form.session.start is not None)
    fill(page.form, {"held_on": "2022-06-13"})
    with qtbot.waitSignal(page.form.closed):
        page.form.save()
    assert children[0].poll() is None, "what is typed is saved while the worker is still busy"
    window.ask.answers.append(None)  # type: ignore[attr-defined]
    (strip,) = page.findChildren(ProgressStrip)
    strip.button.click()
    qtbot.waitUntil(lambda: len(window.ask.asked) == 2)  # type: ignore[attr-defined]
    assert "E-71" in str(window.ask.asked[1])  # type: ignore[attr-defined]
    assert children[0].returncode is not None
    assert children[0].ended_on == "worker", "the window looked at its events meanwhile"


def test_a_window_that_closes_takes_its_child_with_it(qtbot: QtBot, window: MainWindow, tmp_path: Path, children: list[Any]) -> None:
    importing(qtbot, window, tmp_path / "表.xlsx", children)
    window.close()
    assert children[0].returncode, "it was killed: by itself it ends well, a minute later"


def test_the_look_through_a_file_from_elsewhere_can_be_cancelled(
    qtbot: QtBot, window: MainWindow, file: Path, children: list[Any], monkeypatch: pytest.MonkeyPatch, own_home: Path
) -> None:
    window.close_file()
    (own_home / "known-ledgers.json").unlink()
    monkeypatch.setattr(box, "_command", lambda _job: [sys.executable, "-c", "import time; time.sleep(60)"])
    window.openings.open(file)
    strip = window.openings.strip
    assert strip is not None
    qtbot.waitUntil(strip.isVisible)
    strip.button.click()
    qtbot.waitUntil(lambda: window.openings.strip is None)
    assert window.state.text() == "已取消打开，文件没有被改动"
    assert window.work is None
    monkeypatch.undo()


def test_the_second_end_of_a_caller_does_nothing() -> None:
    caller = Caller(object)
    assert caller.close()
    assert caller.close()
    assert caller.finish(0.1)
