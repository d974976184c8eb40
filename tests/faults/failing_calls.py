"""B3: every call that changes a file fails once, or from then on, while one deed runs; what the user is told, what is left.

``python -m tests.faults.failing_calls SEED once|all DEED…`` runs in a child with the preloaded library and prints one JSON
object per deed. once: each call fails a single time on a full disk; all: full and broken, once and from then on, and again.
"""

from __future__ import annotations

import errno
import json
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.engine.database import Database
from tests.fakes import FixedClock
from tests.faults import deeds, preloaded
from tests.faults.preloaded import Faults

FAST = Path("/dev/shm")
ONCE = [(errno.ENOSPC, False, False)]
ALL = [(error, lasting, again) for error in (errno.ENOSPC, errno.EIO) for lasting in (False, True) for again in (False, True)]
TOLD = {
    errno.ENOSPC: {"E-11", "E-12"},
    errno.EIO: {"E-12"},
}
"""What a full disk and a broken one are called; deeds of other parts have their own words besides."""
FLOWS = [
    "save",
    "edit",
    "void",
    "bring_in",
    "attach",
    "detach",
    "finalise",
    "setting",
    "draft",
    "template",
    "report",
    "export",
    "keep",
    "go_back",
    "redact",
]
OWN_WORDS: dict[str, set[str]] = {"keep": {"E-16"}, "go_back": {"E-16", "E-17"}, "redact": {"E-16", "E-17"}}


@dataclass
class Found:
    """``told``: how often which code; ``faults``: every case that broke a promise, in words."""

    deed: str
    trials: int = 0
    calls: int = 0
    told: Counter[str] = field(default_factory=Counter)
    unnoticed: int = 0
    stored_after_all: int = 0
    faults: list[str] = field(default_factory=list)


class Bench:
    """One deed on fresh copies of one small ledger."""

    def __init__(self, name: str, home: Path, seed: int) -> None:
        self.name, self.seed, self.faults = name, seed, Faults()
        self.home, self.disk, self.before = home, home / "disk", home / "before"
        self.clock, self.found = FixedClock(), Found(name)
        self.disk.mkdir()
        desk = self._desk(deeds.township(self.disk / deeds.NAME, self.clock))
        desk.outside.mkdir()
        (desk.outside / "全部.xlsx").write_bytes(b"an older export")
        deeds.prepare(name, desk)
        opening.close(desk.services)
        shutil.copytree(self.disk, self.before)
        self.faults.watch(self.disk)
        self.may: set[str] = set()
        self._listen()

    def _desk(self, services: Any) -> deeds.Desk:
        return deeds.Desk(services, random.Random(self.seed), self.clock, self.disk / "外")

    def _listen(self) -> None:
        """Content about to be committed is content that may be there."""
        plain, may = Database.run, self.may

        def run(database: Database, sql: str, params: Any = ()) -> Any:
            if sql == "COMMIT":
                may.add(deeds.content(database))
            return plain(database, sql, params)

        Database.run = run  # type: ignore[method-assign]

    def run(self, modes: list[tuple[int, bool, bool]]) -> Found:
        for error, lasting, again in modes:
            call = 1
            while self._trial(call, error, lasting=lasting, again=again):
                call += 1
            self.found.calls = call - 1
        return self.found

    def _trial(self, call: int, error: int, *, lasting: bool, again: bool) -> bool:
        """One trial; whether that call was reached at all. ``again``: the user presses the button once more."""
        shutil.rmtree(self.disk)
        shutil.copytree(self.before, self.disk)
        self.clock.at = FixedClock().at
        self.clock.move(minutes=1)
        desk = self._desk(deeds.open_again(self.disk / deeds.NAME, self.clock))
        old = deeds.content(desk.services.store.database)
        self.may.clear()
        self.faults.arm(call, error, lasting=lasting)
        told = self._attempt(desk)
        reached = self.faults.calm() >= call
        if not reached:
            opening.close(desk.services)
            return False
        self.found.trials += 1
        self.found.told[told] += 1
        case = f"{self.name}, call {call}, {errno.errorcode[error]}{' lasting' if lasting else ''}{', tried again' if again else ''}"
        if not told:
            self.found.unnoticed += 1
        elif told not in TOLD[error] | OWN_WORDS.get(self.name, set()):
            self._fault(f"{case}: told {told}")
        self._files(case, failed=bool(told), pulled=lasting and error == errno.EIO)
        if again and told:
            second = self._attempt(desk)
            if second not in ("", "E-15", "E-84", "E-82"):
                self._fault(f"{case}: the second try was told {second}")
        try:
            opening.close(desk.services)
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is the finding
            self._fault(f"{case}: closing raised {fault!r}")
        self._reopened(case, old, told, again=again)
        return True

    def _attempt(self, desk: deeds.Desk) -> str:
        """The code the user is told, "" for success."""
        try:
            deeds.DEEDS[self.name](desk)
        except UserError as fault:
            return fault.code
        except IndexError:
            return ""  # the first try has done it after all
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is the finding
            return repr(fault)
        return ""

    def _reopened(self, case: str, old: str, told: str, *, again: bool) -> None:
        services = None
        try:
            services = deeds.open_again(self.disk / deeds.NAME, self.clock)
            content = deeds.content(services.store.database)
        except Exception as fault:  # noqa: BLE001  # whatever it is, it is the finding
            self._fault(f"{case}: opened again {fault!r}")
        else:
            if services.notice:
                self._fault(f"{case}: opened again {services.notice}")
            elif content not in ({old, *self.may} if told else self.may or {old}):
                self._fault(f"{case}: neither the old content nor the new")
            else:
                self.found.stored_after_all += bool(told) and not again and content in self.may
        finally:
            if services:
                opening.close(services)

    def _files(self, case: str, *, failed: bool, pulled: bool) -> None:
        """Nothing half is left under a good name, and no part files, unless the very disk is gone."""
        for path in self.disk.rglob("*"):
            if path.name.endswith(".part") and not pulled:
                self._fault(f"{case}: {path.name} was left")
        export = self.disk / "外" / "全部.xlsx"
        if failed and export.read_bytes() != b"an older export" and self.name == "export" and export.read_bytes()[-22:-18] != b"PK\5\6":
            self._fault(f"{case}: the older export is gone")

    def _fault(self, words: str) -> None:
        if len(self.found.faults) < 200:
            self.found.faults.append(words)


def main(seed: int, modes: list[tuple[int, bool, bool]], names: list[str]) -> None:
    deeds.quick()
    plain = Database.run
    for name in names:
        Database.run = plain  # type: ignore[method-assign]
        with tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as folder:
            found = Bench(name, Path(folder).resolve(), seed).run(modes)
        print(json.dumps(vars(found), ensure_ascii=False), flush=True)


# ------------------------------------------------------------------ for the table
def every_call(trials: int, seed: int, folder: Path) -> tuple[Any, ...]:
    """``trials`` 0: one deed, each call once; else all flows, full and broken, once and from then on, and tried again."""
    if reason := preloaded.reason_why_not():
        return 0, [], {"skipped": reason}
    names = FLOWS if trials else FLOWS[:1]
    out = preloaded.run("tests.faults.failing_calls", seed, "all" if trials else "once", *names)
    found = [json.loads(line) for line in out.splitlines()]
    told = sum((Counter(one["told"]) for one in found), Counter())
    faults = [fault for one in found for fault in one["faults"]]
    after_all = sum(one["stored_after_all"] for one in found)
    return (
        sum(one["trials"] for one in found),
        faults,
        {"seen": f"{len(names)} deeds, told {dict(told)}, stored after all {after_all}", "controls": f"{told.total() - told['']} told"},
    )


def full_disk(trials: int, seed: int, folder: Path) -> tuple[Any, ...]:
    """A real disk of 6 MB runs full under a clerk's work; every file is good afterwards and holds what was said to be saved."""
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", str(folder)], capture_output=True, check=False)
    if mounted.returncode:
        return 0, [], {"skipped": "mounting is not allowed here"}
    try:
        deeds.quick()
        failures = [fault for number in range(trials) for fault in _fill(folder / str(number), seed + number)]
    finally:
        subprocess.run(["umount", str(folder)], check=True)
    return trials, failures


def _fill(folder: Path, seed: int) -> list[str]:
    folder.mkdir()
    clock, failures, full = FixedClock(), [], 0
    desk = deeds.Desk(deeds.township(folder / deeds.NAME, clock), random.Random(seed), clock, folder / "外")
    desk.outside.mkdir()
    (folder / "别的文件").write_bytes(bytes(5 * 1024 * 1024))
    saved = deeds.content(desk.services.store.database)
    while full < 5:
        clock.move(minutes=1)
        name = desk.chance.choice(("save", "edit", "template", "template", "bring_in", "export", "finalise"))
        try:
            deeds.DEEDS[name](desk)
            saved = deeds.content(desk.services.store.database)
        except UserError as fault:
            full += fault.code == "E-11"
            if fault.code not in ("E-11", "E-12", "E-82", "E-84"):
                failures.append(f"{name} (seed {seed}): {fault}")
    parts = [path.name for path in folder.rglob("*.part")]
    opening.close(desk.services)
    again = deeds.open_again(folder / deeds.NAME, clock)
    if again.notice or deeds.content(again.store.database) != saved:
        failures.append(f"seed {seed}: not as it was saved, {again.notice}")
    opening.close(again)
    shutil.rmtree(folder)
    return failures + [f"seed {seed}: {name} was left" for name in parts]


if __name__ == "__main__":
    main(int(sys.argv[1]), ONCE if sys.argv[2] == "once" else ALL, sys.argv[3:])
