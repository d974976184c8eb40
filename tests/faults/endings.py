"""R31 and R32: a child that ignores that nobody wants it any more; double clicks, windows that are closed, sessions that end."""

from __future__ import annotations

import random
import sys
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dangjian_desktop import box
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from tests.faults.gaps import Gaps
from tests.faults.late import late
from tests.faults.screen import Plain, Screen, in_child, new_ledger, pause, until

GAP, GONE, SESSION = 0.2, 10.0, 4.0
"""Seconds: between two looks at events, until a child is gone, until the end of a session is answered."""
IGNORES = (
    "import pathlib, signal, sys, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); pathlib.Path(sys.argv[1]).touch(); time.sleep(600)"
)


# ---------------------------------------------------------------------- R31
class _Deaf:
    """From ``begin`` on every child of the box is one that ignores its end."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.children, self._on = folder, list[Any](), False
        self._real, self._plain = box.subprocess.Popen, box._command
        box._command = lambda job: [sys.executable, "-c", IGNORES, str(self.mark)] if self._on else self._plain(job)
        box.subprocess.Popen = self._popen  # type: ignore[misc,assignment]

    @property
    def mark(self) -> Path:
        return self.folder / f"begun-{len(self.children)}"

    def begin(self) -> Path:
        """The file that appears when the child listens to nobody."""
        self._on = True
        return self.mark

    def end(self) -> None:
        self._on = False

    def _popen(self, *words: Any, **more: Any) -> Any:
        made = self._real(*words, **more)
        if self._on:
            self.children.append(made)
        return made


def _start(screen: Screen, way: str, path: Path, book: Path, deaf: _Deaf) -> Any:
    """Something that keeps a child busy; the button that gives it up."""
    deaf.end()
    if way == "outside":
        (path.parent / "home" / "known-ledgers.json").unlink(missing_ok=True)
        mark = deaf.begin()
        screen.window.openings.open(path)
        strip = screen.window.openings.strip
    else:
        screen.open(path)
        assert screen.window.work is not None
        page = screen.window.work.go_to("talk")
        screen.ask.answers.append(book)
        mark = deaf.begin()
        page.transfer.import_file()
        (strip,) = page.findChildren(ProgressStrip)
    until(mark.exists)
    assert strip is not None
    return strip.button


def _told(screen: Screen) -> bool:
    return "E-71" in str(screen.ask.asked)


def ignoring_work(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """A table is being read, or a ledger from elsewhere looked through; the clerk cancels, or closes the window."""
    chance, failures = random.Random(seed), []
    path, book = new_ledger(folder / "台账.djtz"), folder / "表.xlsx"
    book.write_bytes(b"x")
    gaps, gone, deaf = [], [], _Deaf(folder)
    for number in range(trials):
        case, way = f"trial {number} (seed {seed})", ("import", "import", "closing", "outside")[number % 4]
        screen = Screen(folder / "home")
        button = _start(screen, way, path, book, deaf)
        screen.ask.answers += [None, None]
        pause(chance.uniform(0, 0.7))
        watch, began = Gaps(screen.window), time.monotonic()
        if way == "closing":
            screen.window.close()
        else:
            button.click()
            until(partial(_told, screen))
            gaps.append(watch.longest())
        until(lambda: deaf.children[-1].poll() is not None)
        gone.append(time.monotonic() - began)
        failures += late(f"{case}: {way}: until the child was gone", gone[-1], GONE)
        failures += late(f"{case}: {way}: no look at events", gaps[-1] if gaps else 0.0, GAP)
        screen.close()
    seen = f"longest gap {max(gaps, default=0) * 1000:.0f} ms, slowest end {max(gone):.1f} s"
    return trials, failures, {"seen": seen, "controls": f"{len(deaf.children)} children that would have stayed ten minutes"}


# ---------------------------------------------------------------------- R32
def twice_work(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    chance, failures, seen = random.Random(seed), [], Counter[str]()
    path = new_ledger(folder / "台账.djtz")
    screen, slowest = Screen(folder / "home").open(path), 0.0
    for number in range(trials):
        case = f"trial {number} (seed {seed})"
        text = f"第{number}次写的"
        form = _begin(screen, text)
        way = ("double click", "both buttons", "close", "session")[number % 4]
        seen[way] += 1
        if way in ("double click", "both buttons"):
            _press(screen, form, chance, twice=way == "both buttons")
            saved = screen.learn(_saved(text))
            failures += [f"{case}: {way} stored {saved} records"] * (saved != 1)
        elif way == "close":
            screen.window.close()
            screen.window.show()
            screen.open(path)
            failures += [f"{case}: {one}" for one in _offered(screen, text)]
        else:
            began = time.monotonic()
            screen.window.leaving.session_ends()
            slowest = max(slowest, time.monotonic() - began)
            failures += [f"{case}: the form is gone"] * (form.raw()["topic"] != text)
            failures += [f"{case}: no draft"] * (not _kept(screen, text))
        failures += [f"{case}: {question}" for question in screen.ask.asked]
        _end(screen)
    failures += late("the end of a session", slowest, SESSION)
    screen.close()
    counted = ", ".join(f"{what} {times}" for what, times in sorted(seen.items()))
    return trials, failures, {"seen": f"{counted}; end of a session answered in {slowest * 1000:.0f} ms"}


def _begin(screen: Screen, text: str) -> RecordForm:
    form = screen.form("talk")
    form.fields.focus("held_on")
    screen.write("2022-06-13")
    form.fields.focus("topic")
    screen.write(text)
    return form


def _press(screen: Screen, form: RecordForm, chance: random.Random, *, twice: bool) -> None:
    button = form.foot.save_button
    middle = QPoint(button.width() // 2, button.height() // 2)
    screen.click(button)
    QTest.mouseDClick(button, Qt.MouseButton.LeftButton, Plain, middle)
    if twice:
        pause(chance.uniform(0, 0.02))
        for act in ("save_and_next", "save"):
            if shiboken6.isValid(form):
                getattr(form, act)()
    until(lambda: not shiboken6.isValid(form) or not form.session.saving)
    screen.settle()


def _saved(text: str) -> Callable[[Any], int]:
    return lambda services: sum(
        services.records.get(line.pk).values.get("topic") == text
        for line in services.records.lines(tuple(services.store.records.pks(Query("talk"))))
    )


def _kept(screen: Screen, text: str) -> bool:
    draft = screen.learn(lambda services: services.drafts.find("talk:new"))
    return draft is not None and draft.data["topic"] == text


def _offered(screen: Screen, text: str) -> list[str]:
    form = screen.form("talk")
    said = ["no draft is offered"] * form.offer.isHidden() + ["the draft was laid into the form"] * (form.raw()["topic"] != "")
    return said + ["the draft is another"] * (form.session.start is None or (form.session.start.draft or {}).get("topic") != text)


def _end(screen: Screen) -> None:
    assert screen.window.work is not None
    for page in screen.window.work.pages():
        if page.form is not None:
            page.form.session.drop_draft()
            page.form.dirty = False
            page.form.try_close()
    screen.settle()
    screen.ask.asked.clear()


ignoring, twice = in_child("endings:ignoring_work"), in_child("endings:twice_work")
