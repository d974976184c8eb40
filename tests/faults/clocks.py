"""R22: a clock that is wrong. Order is by number, it is told, the log says so, and nothing is deleted, lost or refused because of it."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from dangjian_desktop.domain.timekeeping import doubtful
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import CHINA, FixedClock
from tests.faults import deeds

JUMPS: dict[str, timedelta | datetime] = {
    "ten years back": -timedelta(days=3650), "ten years on": timedelta(days=3650), "a year and two days on": timedelta(days=367), "a day back": -timedelta(days=1),
    "six minutes back": -timedelta(minutes=6), "1970": datetime(1970, 1, 1, tzinfo=CHINA), "2099": datetime(2099, 12, 31, tzinfo=CHINA), "2000": datetime(2000, 1, 1, tzinfo=CHINA),
    "four minutes back": -timedelta(minutes=4), "a year on": timedelta(days=365), "not at all": timedelta(),
}  # fmt: skip


def wrong(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """The clock jumps before the ledger is opened, or while it is open; then a clerk works on."""
    deeds.quick()
    original, chance, failures, told = folder / "原.djtz", random.Random(seed), list[str](), 0
    start = FixedClock()
    opening.close(deeds.township(original, start))
    for number in range(trials):
        path = folder / str(number) / deeds.NAME
        path.parent.mkdir()
        shutil.copy(original, path)
        name = list(JUMPS)[number % len(JUMPS)]
        case = f"{name}, {'while open' if number % 2 else 'before'} (seed {seed})"
        clock = FixedClock(start.at + timedelta(hours=1))
        found = list(_one(path, clock, JUMPS[name], chance, running=bool(number % 2)))
        told += not found
        failures += [f"{case}: {said}" for said in found]
        shutil.rmtree(path.parent)
    return trials, failures, {"seen": f"{len(JUMPS)} jumps, before opening and while open"}


def _one(path: Path, clock: FixedClock, jump: timedelta | datetime, chance: random.Random, *, running: bool) -> Iterator[str]:
    services = deeds.open_again(path, clock) if running else None
    kept = None if services is None else services.backups.make().path
    moved = jump if isinstance(jump, datetime) else clock.at + jump
    clock.at = moved
    if services is None:
        services = deeds.open_again(path, clock)
    last = services.history.entries(1)[0].at
    wrong_now = doubtful(moved, last)
    told = [hint.code for hint in services.hints]
    if not running and told != ["E-21"] * wrong_now:
        yield f"told {told}"
    desk = deeds.Desk(services, chance, clock, path.parent)
    before = services.store.audit.head()[0]
    for name in ("save", "edit", "undo", "keep", "save"):
        clock.move(seconds=30)
        if not deeds.do(name, desk):
            yield f"{name} was refused"
    lines = services.history.entries(50)
    if [line.seq for line in lines] != list(range(len(lines), 0, -1)) or lines[0].seq <= before:
        yield "the log is not in order of its numbers"
    suspect = services.store.database.run("SELECT clock_suspect FROM audit WHERE seq > ? ORDER BY seq", [before])
    if suspect[0] != (int(wrong_now),):
        yield f"the first line after the jump has clock_suspect={suspect[0]}"
    if kept is not None and not kept.exists():
        yield "a backup went because of the clock"
    records = services.records.pks(deeds.Query("talk"))
    opening.close(services)
    again = deeds.open_again(path, clock)
    if again.notice is not None or again.records.pks(deeds.Query("talk")) != records:
        yield f"opened again with {again.notice}"
    if [hint.code for hint in again.hints]:
        yield "told again although the log goes on from there"
    opening.close(again)
