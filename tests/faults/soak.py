"""R30: a long day of mixed work in the window; memory and handles are read from outside, saves are timed from the key to the answer.

``python -m tests.faults.soak TRIALS SEED FOLDER`` is the clerk; the parent only looks.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.faults.preloaded import ROOT

MEMORY, HANDLES, SAVE = 50.0, 5, 150.0
"""Megabytes of growth, file descriptors more or less, milliseconds of a save at the 95th percentile."""
_WARM = 0.3
"""The share of the work after which everything has been built once; what grows later is a leak."""

_DAY = 500
"""Deeds from which on saves are judged; a light size runs beside other tests."""


# ---------------------------------------------------------------------- the clerk
class Clerk:
    """Deeds by name, each ending where it began."""

    def __init__(self, folder: Path, chance: random.Random) -> None:
        from tests.faults.screen import Screen, new_ledger

        self.folder, self.chance = folder, chance
        path = new_ledger(folder / "台账.djtz")
        self.screen = Screen(folder / "home").open(path)
        self.saves: list[float] = []
        assert self.screen.window.work is not None
        self.work = self.screen.window.work
        specs = self.work.catalogue.ledgers
        self.ledgers = [spec.key for spec in specs if not spec.rows_field and not any(field.secret for field in spec.fields)]
        self.picture = folder / "照片.txt"
        self.number = 0

    def deed(self, name: str) -> None:
        self.number += 1
        self.screen.window.activateWindow()  # a dialog that has closed gives it back only where there is a window manager
        getattr(self, f"_{name}")()
        self.screen.settle()
        self.screen.ask.asked.clear()

    def _fill(self, form: Any) -> None:
        for editor in form.fields.order():
            if editor.field.kind == "date":
                editor.setFocus()
                self.screen.write(f"2022-0{self.chance.randrange(1, 7)}-1{self.chance.randrange(10)}")
            elif editor.field.kind in ("text", "long") and self.chance.random() < 0.6:
                editor.setFocus()
                self.screen.write(f"第{self.number}件事" + "情" * self.chance.randrange(30))

    def _save(self, form: Any) -> None:
        import shiboken6
        from PySide6.QtCore import Qt

        from tests.faults.screen import Ctrl, until

        began, told = time.perf_counter(), []
        form.session.saved.connect(lambda _change: told.append((time.perf_counter() - began) * 1000))
        self.screen.press(Qt.Key.Key_S, Ctrl, on=form)
        until(lambda: not shiboken6.isValid(form) or not form.session.saving)
        self.saves += told
        self.screen.settle()
        self._shut()

    def _shut(self) -> None:
        page = self.work.current_page()
        if page is not None and page.form is not None:
            self.screen.ask.answers[:] = ["drop"]
            page.form.try_close()
            self.screen.ask.answers.clear()

    def _register(self) -> None:
        form = self.screen.form(self.chance.choice(self.ledgers))
        self._fill(form)
        self._save(form)

    def _page(self) -> Any:
        """A ledger that holds something, its first line chosen."""
        from tests.faults.screen import until

        key = self.chance.choice(self.ledgers)
        page = self.work.go_to(key)
        self.screen.settle()
        if not page.list.model.rowCount():
            self._register()
            page = self.work.current_page()
            self.screen.settle()
        until(lambda: page.list.model.rowCount() >= 0)
        return page

    def _edit(self) -> None:
        page = self._page()
        if page.list.model.rowCount():
            form = self.screen.form(page.spec.key, page.list.table.records.row_at(0).pk)
            self._fill(form)
            self._save(form)

    def _void_and_undo(self) -> None:
        page = self._page()
        if page.list.model.rowCount():
            page.list.table.select(page.list.table.records.row_at(0).pk)
            self.screen.settle()
            self.screen.ask.answers[:] = ["重复登记"]
            page.void_selected()
            self.screen.settle()
            self.screen.window.undoing.undo()
            self.screen.settle()
            self.screen.ask.answers.clear()

    def _look_around(self) -> None:
        self.work.tabs.setCurrentIndex(self.chance.randrange(self.work.tabs.count()))

    def _half_written(self) -> None:
        """A form is begun, a draft kept, and thrown away."""
        form = self.screen.form(self.chance.choice(self.ledgers))
        self._fill(form)
        form.session.keep_draft()
        self.screen.settle()
        self._shut()

    def _search(self) -> None:
        self.screen.learn(lambda services: services.records.search("件事"))

    def _report(self) -> None:
        self.work.write_report()
        self.screen.settle()
        self.work.cover.close()

    def _attach(self) -> None:
        page = self._page()
        if page.list.model.rowCount():
            self.picture.write_bytes(f"材料 {self.number}".encode() * 500)
            page.evidence.verbs.add(page.list.table.records.row_at(0).pk, [self.picture])

    def _export(self) -> None:
        page = self._page()
        self.screen.ask.answers[:] = [self.folder / "表.xlsx"]
        page.export_list()
        self.screen.settle()
        self.screen.ask.answers.clear()

    def _log(self) -> None:
        self.screen.window.errands.show_log()
        self.screen.settle()
        self.screen.window.errands.dialog.close()


DEEDS = ("register",) * 5 + ("edit",) * 4 + ("void_and_undo", "look_around", "look_around", "half_written", "half_written", "search", "report", "attach", "export", "log")  # fmt: skip


def clerk(trials: int, seed: int, folder: Path) -> None:
    import gc

    chance = random.Random(seed)
    person = Clerk(folder, chance)
    gc.collect()
    for number in range(trials):
        name = DEEDS[number % len(DEEDS)] if number < 2 * len(DEEDS) else chance.choice(DEEDS)
        began = time.perf_counter()
        person.deed(name)
        print(json.dumps({"deed": name, "ms": round((time.perf_counter() - began) * 1000, 1)}), flush=True)
        sys.stdin.readline()
    print(json.dumps({"saves": [round(one, 2) for one in person.saves]}), flush=True)
    sys.stdin.readline()
    os._exit(0)


# ---------------------------------------------------------------------- who looks
def _memory(pid: int) -> float:
    text = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS")) / 1024


def _handles(pid: int) -> int:
    return len(os.listdir(f"/proc/{pid}/fd"))


def soak(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Growth is counted from the moment when every deed has been done; handles are compared at rest."""
    if not Path("/proc/self/status").is_file():
        return 0, [], {"skipped": "memory and handles are read from /proc"}
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QT_ACCESSIBILITY": "0", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.faults.soak", str(trials), str(seed), str(folder)]
    child = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    assert child.stdin is not None
    memory: list[float] = []
    handles: list[int] = []
    deeds, saves = Counter[str](), list[float]()
    for line in child.stdout:
        said = json.loads(line)
        if "deed" in said:
            deeds[said["deed"]] += 1
            memory.append(_memory(child.pid))
            handles.append(_handles(child.pid))
        else:
            saves = said["saves"]
        child.stdin.write("\n")
        child.stdin.flush()
    _, noise = child.communicate()
    if child.returncode or not saves:
        return len(memory), [f"exit {child.returncode}: {noise[-1500:]}"], {}
    return trials, *_judged(trials, memory, handles, saves, deeds)


def _judged(
    trials: int, memory: list[float], handles: list[int], saves: list[float], deeds: Counter[str]
) -> tuple[list[str], dict[str, str]]:
    warm = max(int(trials * _WARM), min(trials - 1, 2 * len(set(DEEDS))))
    tenth = max(1, (trials - warm) // 10)
    growth = _middle(memory[-tenth:]) - _middle(memory[warm : warm + tenth])
    more = int(_middle(handles[-tenth:]) - _middle(handles[warm : warm + tenth]))
    late = sorted(saves)[min(len(saves) - 1, int(len(saves) * 0.95))]
    failures = [f"memory grew by {growth:.0f} MB"] * (growth > MEMORY)
    failures += [f"{more:+} handles"] * (abs(more) > HANDLES)
    failures += [f"p95 of a save {late:.0f} ms"] * (late > SAVE and trials >= _DAY)
    seen = f"{growth:+.1f} MB of {memory[-1]:.0f}, {more:+} handles of {handles[-1]}, p95 save {late:.0f} ms of {len(saves)}"
    return failures, {"seen": seen, "controls": ", ".join(f"{name} {times}" for name, times in sorted(deeds.items()))}


def _middle(values: list[Any]) -> float:
    return float(sorted(values)[len(values) // 2])


if __name__ == "__main__":
    clerk(int(sys.argv[1]), int(sys.argv[2]), Path(sys.argv[3]))
