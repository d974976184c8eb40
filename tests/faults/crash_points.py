"""B2: the power fails at every single operation of a day's work; the disk is rebuilt and opened as a user would.

``python -m tests.faults.crash_points FLOW SEED POINTS SETTINGS`` prints one JSON object; POINTS 0 = every one.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.ledger_file import opening, passwords
from tests.fakes import FixedClock
from tests.faults import deeds, disk, preloaded, reopening

FAST = Path("/dev/shm")


@dataclass
class Found:
    """``points`` are operation × model of loss × names done or not; ``disks`` those that differ and were opened."""

    flow: str
    settings: str
    seed: int
    operations: int = 0
    deeds: int = 0
    points: int = 0
    disks: int = 0
    corrupt: int = 0
    half: int = 0
    lost: int = 0
    seconds: float = 0
    examples: list[str] = field(default_factory=list)

    @property
    def bad(self) -> int:
        return self.corrupt + self.half + self.lost


@dataclass(frozen=True)
class Allowed:
    """At one point of the record: what was said to be saved, what it was before, and what was about to be."""

    saved: str
    older: frozenset[str]
    coming: frozenset[str]

    def verdict(self, code: str, content: str) -> str:
        if code:
            return "corrupt"
        if content == self.saved or content in self.coming:
            return ""
        return "lost" if content in self.older else "half"


def allowed(operations: list[disk.Operation]) -> dict[int, Allowed]:
    """For each number of operations done, from the first 已保存 on."""
    said = [(number, words) for number, words in disk.marks(operations)]
    found: dict[int, Allowed] = {}
    older: set[str] = set()
    acknowledged = [number for number, (_, words) in enumerate(said) if "saved" in words]
    for this, following in zip(acknowledged, [*acknowledged[1:], len(said)], strict=True):
        begin, saved = said[this][0] + 1, said[this][1]["saved"]
        end = said[following][0] if following < len(said) else len(operations)
        coming = {words.get("may", words.get("saved")) for _, words in said[this + 1 : following + 1]}
        for number in range(begin, end + 1):
            found[number] = Allowed(saved, frozenset(older - {saved}), frozenset(coming))
        older.add(saved)
    return found


def look(folder: Path, *, plainly: bool = False, noted: Mapping[str, Any] | None = None) -> tuple[str, str]:
    """What a user meets who opens the ledger of this disk: a code ("" = all is well) and the digest of the content. ``noted``:
    what the workload said of versions and passwords (reopening.py).
    """
    path = folder / deeds.NAME
    if plainly:
        return _look_plainly(path)
    clock = FixedClock()
    clock.move(hours=6)
    try:
        deeds.ours(path)
        services = reopening.open_as_noted(path, clock, noted or {})
    except UserError as fault:
        return fault.code, ""
    try:
        return (services.notice.code, "") if services.notice else ("", deeds.content(services.store.database))
    finally:
        opening.close(services)


def _look_plainly(path: Path) -> tuple[str, str]:
    """SQLite's own opinion, for settings that the open procedure refuses."""

    class Plain:
        def __init__(self, connection: sqlite3.Connection) -> None:
            self.run = lambda sql: connection.execute(sql).fetchall()

    try:
        with closing(sqlite3.connect(path)) as connection:
            sound = connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return "" if sound else "damaged", deeds.content(Plain(connection))  # type: ignore[arg-type]
    except sqlite3.DatabaseError as fault:
        return type(fault).__name__, ""


def examine(flow: str, seed: int, points: int = 0, settings: str = "ours") -> Found:
    """Record the flow once in a child, then cut the power at ``points`` places of it (0: at every one)."""
    began = time.perf_counter()
    with tempfile.TemporaryDirectory(dir=FAST if FAST.is_dir() else None) as name:
        home = Path(name).resolve()
        # a list of known ledgers of its own: another bench at the same time would write over it
        os.environ["DANGJIAN_HOME"] = str(home / "own")
        preloaded.run("tests.faults.work", flow, home, seed, settings)
        found = Found(flow, settings, seed)
        _cut(home, found, points)
    found.seconds = round(time.perf_counter() - began, 1)
    return found


def _cut(home: Path, found: Found, points: int) -> None:
    operations = disk.read(home / "record")
    rules, chance = allowed(operations), random.Random(found.seed)
    found.operations = sum(one.what != "!" for one in operations)
    found.deeds = sum("saved" in words for _, words in disk.marks(operations))
    wanted = set(chance.sample(sorted(rules), points)) if 0 < points < len(rules) else set(rules)
    state, seen = disk.Disk(home / "before", home / "disk"), {}
    tally: Counter[str] = Counter()
    noted: dict[str, Any] = {}
    for number, one in enumerate(operations, start=1):
        state.play(one)
        if one.what == "!":
            noted.update(json.loads(one.path).get("note", {}))
        if number not in wanted:
            continue
        for model in disk.MODELS:
            for names_done in (True, False) if state.names_pending else (True,):
                found.points += 1
                key = state.key(model, names_done=names_done)
                key = key and (*key, json.dumps(noted))
                if key is None or key not in seen:
                    found.disks += 1
                    met = _opened(home, state.after(model, chance, names_done=names_done), plainly=found.settings == "wal", noted=noted)
                    seen[key] = met
                verdict = rules[number].verdict(*(met if key is None else seen[key]))
                tally[verdict] += 1
                if verdict and len(found.examples) < 10:
                    found.examples.append(
                        f"{verdict} after operation {number} ({one.what} {Path(one.path).name}), {model}, {names_done=}: {met[0]}"
                    )
    found.corrupt, found.half, found.lost = tally["corrupt"], tally["half"], tally["lost"]


def _opened(home: Path, files: dict[str, bytes], *, plainly: bool, noted: Mapping[str, Any]) -> tuple[str, str]:
    folder = home / "after"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    disk.lay_out(files, folder)
    return look(folder, plainly=plainly, noted=noted)


# ------------------------------------------------------------------ for the table
def _bench(flow: str, settings: str = "ours") -> Callable[..., Any]:
    def bench(trials: int, seed: int, folder: Path) -> tuple[Any, ...]:
        """``trials`` operations after which the power fails (0: each), under every model of loss."""
        if reason := preloaded.reason_why_not() or (flow == "password" and passwords.lacking()):
            return 0, [], {"skipped": reason}
        command = [sys.executable, "-m", "tests.faults.crash_points", flow, str(seed), str(trials), settings]
        done = subprocess.run(command, cwd=preloaded.ROOT, capture_output=True, text=True, check=False)
        if done.returncode:
            return 0, [done.stderr[-1000:]]
        found = json.loads(done.stdout)
        counts = {harm: found[harm] for harm in ("corrupt", "half", "lost")}
        seen = f"{found['operations']} operations of {found['deeds']} deeds, {found['disks']} different disks opened, {counts}"
        if settings != "ours":
            caught = sum(counts.values()) / found["points"]
            return (
                found["points"],
                [f"only {caught:.0%} caught: the bench proves nothing"] * (caught < 0.1),
                {"seen": seen, "controls": f"{caught:.0%} caught"},
            )
        bad = sum(counts.values())
        return (
            found["points"],
            [*found["examples"], *[f"… and {bad - len(found['examples'])} more"] * (bad > len(found["examples"]))],
            {"seen": seen},
        )

    return bench


save, attach, bring_in, report, restore, migrate, password, redact = (
    _bench(flow) for flow in ("save", "attach", "import", "report", "restore", "migrate", "password", "redact")
)
control_off, control_wal = _bench("save", "off"), _bench("save", "wal")


if __name__ == "__main__":
    deeds.quick()
    sys.stdout.write(json.dumps(asdict(examine(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), sys.argv[4])), ensure_ascii=False))
