"""The real window without a test runner: a clerk's hands on it, an input method that composes, and runs in a process of their own.

``python -m tests.faults.screen MODULE:FUNCTION TRIALS SEED FOLDER`` prints one JSON object: what the function answered.
"""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt, QTimer
from PySide6.QtGui import QGuiApplication, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock
from tests.faults.preloaded import ROOT
from tests.samples import new_name

Ctrl = Qt.KeyboardModifier.ControlModifier
Plain = Qt.KeyboardModifier.NoModifier


def until(condition: Callable[[], Any], seconds: float = 60.0) -> None:
    """Let the window live until this holds; TimeoutError when it never does."""
    deadline, loop, timer = time.monotonic() + seconds, QEventLoop(), QTimer()
    timer.timeout.connect(lambda: loop.quit() if condition() or time.monotonic() > deadline else None)
    timer.start(2)
    loop.exec()
    if not condition():
        raise TimeoutError(f"never happened: {condition}")


def pause(seconds: float) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() >= end, seconds + 5)


class InputMethod(QObject):
    """Composes as 拼音 does: what is typed stays in its own hands until it is committed, by Enter, by a change of focus, or because
    the program asks for it. Stands where the system's would; offscreen there is none."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.text, self._at = "", None
        self.deaf = False
        """For a control: what is held is thrown away when somebody asks for it."""
        app.installEventFilter(self)
        QGuiApplication.inputMethod = staticmethod(lambda: self)  # type: ignore[method-assign,assignment,return-value]

    def compose(self, text: str) -> None:
        self.text, self._at = text, QApplication.focusWidget()
        QApplication.sendEvent(self._at, QInputMethodEvent(text, []))

    def commit(self) -> None:
        text, at, self.text, self._at = self.text, self._at, "", None
        if text and at is not None and not self.deaf:
            event = QInputMethodEvent("", [])
            event.setCommitString(text)
            QApplication.sendEvent(at, event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._at and event.type() == QEvent.Type.FocusAboutToChange:
            self.commit()
        elif watched is self._at and event.type() == QEvent.Type.KeyPress and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # type: ignore[attr-defined]
            self.commit()
            return True  # this key was meant for the candidates
        return False


class Screen:
    """One window and short words for what a clerk does with it."""

    def __init__(self, home: Path) -> None:
        os.environ["DANGJIAN_HOME"] = str(home)
        app = QApplication.instance() or QApplication([])
        assert isinstance(app, QApplication)
        self.app = app
        theme = Theme()
        if not app.styleSheet():
            theme.apply(app)
        self.ask = FakeAsk()
        self.window = MainWindow(theme, Machine(), PagePainter(), self.ask)  # type: ignore[arg-type]
        self.window.resize(1366, 720)
        self.window.show()
        self.window.activateWindow()

    def open(self, path: Path) -> Screen:
        self.window.openings.open(path)
        until(lambda: self.window.work is not None)
        return self

    def learn(self, work: Callable[[Any], Any]) -> Any:
        """What the open file says; everything asked before has been answered."""
        answers: list[Any] = []
        assert self.window.caller is not None
        self.window.caller.ask(work, answers.append, failed=answers.append, owner=self.window)
        until(lambda: answers)
        if isinstance(answers[0], BaseException):
            raise answers[0]
        return answers[0]

    def settle(self) -> None:
        self.learn(lambda _services: True)

    def form(self, ledger: str, pk: int | None = None) -> RecordForm:
        assert self.window.work is not None
        page = self.window.work.go_to(ledger)
        page.open_form(pk)
        until(lambda: page.form is not None and page.form.session.start is not None and page.form.isEnabled())
        assert page.form is not None
        return page.form

    def write(self, text: str) -> None:
        at = QApplication.focusWidget()
        assert at is not None
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(at, event)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Plain, on: QWidget | None = None) -> None:
        QTest.keyClick(on or QApplication.focusWidget(), key, modifier)

    def click(self, widget: QWidget) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, Plain, QPoint(widget.width() // 2, widget.height() // 2))

    def close(self) -> None:
        self.window.close()
        self.window.deleteLater()
        pause(0.01)


def new_ledger(path: Path) -> Path:
    """An empty ledger of a made-up office, with three people, known to the program whose own folder is beside it."""
    os.environ["DANGJIAN_HOME"] = str(path.parent / "home")
    services = opening.create_ledger(path, "青石镇党委", clock=FixedClock(), actor="经办人01")
    for number in range(1, 4):
        new_name(services, "person", f"班子成员{number:02}")
    opening.close(services)
    return path


# ---------------------------------------------------------------------- in a process of its own
def in_child(where: str) -> Callable[[int, int, Path], tuple[Any, ...]]:
    """A run of the table that has the screen for itself; what it leaves behind goes with its process."""

    def run(trials: int, seed: int, folder: Path) -> tuple[Any, ...]:
        command = [sys.executable, "-m", "tests.faults.screen", where, str(trials), str(seed), str(folder)]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_ACCESSIBILITY": "0", "PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False, env=environment)
        if done.returncode:
            return 0, [f"exit {done.returncode}: {done.stderr[-1500:]}"]
        answer: list[Any] = json.loads(done.stdout.splitlines()[-1])
        return tuple(answer)

    return run


def main(where: str, trials: int, seed: int, folder: Path) -> None:
    module, _, name = where.partition(":")
    answer = getattr(importlib.import_module(f"tests.faults.{module}"), name)(trials, seed, folder)
    print(json.dumps(answer, ensure_ascii=False), flush=True)
    # Qt's own end of a process is not what is looked at here
    os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
