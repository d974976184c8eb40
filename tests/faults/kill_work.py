"""B1: children do a clerk's work and are killed at random moments; each next one looks what is there.

``python -m tests.faults.kill_work FOLDER KILLS SEED`` prints one JSON object. A process of its own, so that forking is harmless.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.writing.record_writes import initials
from tests.fakes import FixedClock
from tests.faults import deeds, work
from tests.faults.late import late
from tests.faults.preloaded import ROOT

WORK = (
    "save", "save", "save", "edit", "edit", "void", "bring_back", "person", "rename", "undo", "redo", "bring_in", "setting", "draft",
    "drop_draft", "report", "finalise", "send", "export", "attach", "attach_large", "detach",
    "keep", "go_back",
)  # fmt: skip
"""What a clerk does, as often as he does it; deeds of other parts of the program are added where they are declared."""
AFRESH = 40
"""After so many kills a new ledger is begun, so that looking stays quick."""
_QUICK, _LONG = 0.06, 0.4
"""Seconds a child works at most: mostly it dies in the middle of something short, sometimes of something long."""
_LINES = 6
"""Of its work a child tells fewer lines than these before its last seconds begin: two for each deed."""


def child(path: Path, seed: int, number: int, out: int, *, busy: bool) -> None:
    """Open, tell what is there, then work until killed; before each COMMIT and after each deed one line on the pipe."""
    clock, started = FixedClock(), time.perf_counter()
    clock.move(minutes=10 * number)
    services = deeds.open_again(path, clock)
    took = time.perf_counter() - started
    say(out, {"code": services.notice.code if services.notice else "", "content": deeds.content(services.store.database), "took": took})
    desk = deeds.Desk(services, random.Random(seed), clock, path.parent / "外")
    desk.outside.mkdir(exist_ok=True)
    work.announce(lambda words: say(out, json.loads(words)))
    while busy:
        clock.move(seconds=1)
        name = desk.chance.choice(WORK)
        if deeds.do(name, desk):
            say(out, {"saved": deeds.content(services.store.database), "deed": name})
    opening.close(services)


def say(out: int, what: dict[str, Any]) -> None:
    os.write(out, json.dumps(what).encode() + b"\n")


def run(path: Path, seed: int, number: int, delay: float | None, lines: int = 1) -> list[dict[str, Any]]:
    """One child, and the lines it told: killed ``delay`` seconds after it told so many, when negative so many after its start;
    None: it only looks. The first line says that it has opened."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            child(path, seed, number, writer, busy=delay is not None)
        except BaseException as fault:  # noqa: BLE001  # whatever it is, it is the finding
            say(writer, {"fault": repr(fault)})
        finally:
            os._exit(0)
    os.close(writer)
    text, deadline = b"", None if delay is None or delay >= 0 else time.perf_counter() - delay
    while True:
        ready, _, _ = select.select([reader], [], [], 60 if deadline is None else max(0, deadline - time.perf_counter()))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            deadline = time.perf_counter() + 10
        part = os.read(reader, 65536) if ready else b""
        if ready and not part:
            break
        text += part
        if deadline is None and delay is not None and text.count(b"\n") >= lines:
            deadline = time.perf_counter() + delay
    os.close(reader)
    os.waitpid(pid, 0)
    return [json.loads(line) for line in text.split(b"\n")[:-1]]


class Watched:
    """One ledger through many kills: what was said to be saved, and what may be there besides."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / deeds.NAME
        folder.mkdir()
        services = deeds.township(self.path, FixedClock())
        self.saved, self.coming, self.older = deeds.content(services.store.database), set(), set()
        opening.close(services)
        self.faults: list[str] = []
        self.saves = self.cut_short = self.hot = 0
        self.slowest = 0.0
        self.deeds: set[str] = set()

    def hear(self, lines: Sequence[dict[str, Any]], case: str) -> None:
        for line in lines:
            if "fault" in line:
                self.faults.append(f"{case}: {line['fault']}")
            elif "took" in line:
                self._opened(line, case)
            elif "may" in line:
                self.coming.add(line["may"])
            else:
                self.older.add(self.saved)
                self.saved, self.coming = line["saved"], set()
                self.saves += 1
                self.deeds.add(line["deed"])
        self.cut_short += bool(self.coming)

    def _opened(self, line: dict[str, Any], case: str) -> None:
        self.slowest = max(self.slowest, line["took"])
        if line["code"]:
            self.faults.append(f"{case}: opened again with {line['code']}")
        elif line["content"] not in {self.saved, *self.coming}:
            self.faults.append(f"{case}: {'lost' if line['content'] in self.older else 'half'}")
        self.saved, self.coming = line["content"], set()

    def end(self) -> None:
        self.hot = sum(one.name.endswith(".恢复前") for one in self.path.parent.iterdir())


def main(folder: Path, kills: int, seed: int) -> dict[str, Any]:
    deeds.quick()
    initials("预热")
    chance, all_of_them = random.Random(seed), []
    for number in range(kills):
        if number % AFRESH == 0:
            all_of_them.append(Watched(folder / str(number)))
        watched = all_of_them[-1]
        delay = -chance.uniform(0, 0.03) if chance.random() < 0.1 else chance.uniform(0, _LONG if chance.random() < 0.15 else _QUICK)
        # in lines too, for on a slow machine nothing is done in a moment
        lines = chance.randrange(1, _LINES)
        watched.hear(run(watched.path, seed + number, number, delay, lines), f"kill {number}, {delay:.4f} s after line {lines}")
        if number % AFRESH == AFRESH - 1 or number == kills - 1:
            watched.hear(run(watched.path, seed, number + 1, None), f"after kill {number}")
            watched.end()
    return {
        "seed": seed,
        "kills": kills,
        "saves": sum(one.saves for one in all_of_them),
        "cut_short": sum(one.cut_short for one in all_of_them),
        "rolled_back": sum(one.hot for one in all_of_them),
        "slowest_open": max(one.slowest for one in all_of_them),
        "deeds": sorted(set().union(*(one.deeds for one in all_of_them))),
        "faults": [fault for one in all_of_them for fault in one.faults],
    }


def kills(trials: int, seed: int, folder: Path) -> tuple[Any, ...]:
    """In a process of its own."""
    command = [sys.executable, "-m", "tests.faults.kill_work", str(folder), str(trials), str(seed)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        return 0, [done.stderr[-1000:]]
    found = json.loads(done.stdout)
    slow = late("an opening", found["slowest_open"], 3)
    seen = f"{found['saves']} saves of {len(found['deeds'])} kinds, slowest opening {found['slowest_open']:.2f} s"
    controls = f"{found['cut_short']} killed within a change, {found['rolled_back']} left a journal to roll back"
    return trials, [*found["faults"], *slow], {"seen": seen, "controls": controls}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False))
