"""R6: a backup can always be used. Ledgers are brought back beside stale files, killed at random steps, on full disks. R7: ten years.

``python -m tests.faults.restore_drills BACKUP PLACE ROOM`` is the child: it brings one ledger back and prints what was said.
Each bench takes (trials, seed, folder) and gives (trials, failures).
"""

from __future__ import annotations

import json
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.ledger_file.restore_anywhere import bring_back
from dangjian_desktop.storage.file import snapshot
from dangjian_desktop.storage.ground import header
from tests.fakes import CHINA, FixedClock
from tests.faults import deeds
from tests.faults.preloaded import ROOT
from tests.samples import new_name

WORK = ("save", "edit", "void", "person", "undo", "bring_in", "setting", "attach", "finalise", "rename")
NEIGHBOURS = ("-journal", "-wal", "-shm")
_HOT = bytes.fromhex("d9d505f920a163d7")
Seen = dict[str, str]
Bench = tuple[int, list[str], Seen]


# ---------------------------------------------------------------------- what is in a file
def state(path: Path, upto: int | None = None) -> str:
    """A digest of everything a ledger holds; of its log the lines up to one, for the line of a restore comes behind it."""
    with snapshot.opened(path) as database:
        last = upto if upto is not None else snapshot.facts(path).seq
        parts = [
            database.run("SELECT seq, h FROM audit WHERE seq <= ? ORDER BY seq", [last]),
            database.run("SELECT id, seq, digest FROM record ORDER BY id"),
            database.run("SELECT sha256, size FROM evidence ORDER BY sha256"),
            database.run("SELECT id, mark FROM report ORDER BY id"),
            database.run("SELECT key, value FROM setting ORDER BY key"),
        ]
    return json.dumps(parts, ensure_ascii=False)


def harmed(path: Path, wanted: str, seq: int) -> str:
    """What is wrong with a ledger that should hold this; "" when nothing is."""
    try:
        snapshot.facts(path)
    except UserError as fault:
        return f"{path.name} is not whole: {fault.code} {fault.detail}"
    return "" if state(path, seq) == wanted else f"{path.name} holds something else"


@dataclass
class Stage:
    """A ledger with a backup, and changes since; made once, copied for each drill."""

    folder: Path
    backup: Path
    seq: int
    then: str
    now: str
    now_seq: int

    @property
    def place(self) -> Path:
        return self.folder / deeds.NAME


def stage(folder: Path, seed: int) -> Stage:
    folder.mkdir(parents=True)
    clock = FixedClock()
    desk = deeds.Desk(deeds.township(folder / deeds.NAME, clock), random.Random(seed), clock, folder.parent)
    _work(desk, 6)
    made = desk.services.backups.make()
    _work(desk, 6)
    opening.close(desk.services)
    place = folder / deeds.NAME
    facts = snapshot.facts(place)
    said = backup_files.noted(made.path)
    assert said is not None
    assert said["content"] == snapshot.facts(made.path).content
    return Stage(folder, made.path, made.seq, state(made.path), state(place), facts.seq)


def _work(desk: deeds.Desk, count: int) -> None:
    for name in desk.chance.choices(WORK, k=count):
        desk.clock.move(minutes=1)
        deeds.prepare(name, desk)
        deeds.do(name, desk)


def copied(stock: Stage, folder: Path) -> Stage:
    shutil.copytree(stock.folder, folder)
    backup = folder / stock.backup.relative_to(stock.folder)
    return Stage(folder, backup, stock.seq, stock.then, stock.now, stock.now_seq)


def _drills(trials: int, seed: int, folder: Path, one: Callable[[Stage, random.Random], list[str]]) -> list[str]:
    """Each drill on a fresh copy; a new kind of ledger every ten."""
    deeds.quick()
    failures = []
    for number in range(trials):
        if number % 10 == 0:
            stock = stage(folder / f"stock{number}", seed + number)
        here = copied(stock, folder / "drill")
        chance = random.Random(f"{seed} {number}")
        failures += [f"drill {number}: {said}" for said in one(here, chance)]
        shutil.rmtree(here.folder)
    return failures


def _restored(here: Stage) -> list[str]:
    """Opens with the ordinary door, without a question, and is what the backup's manifest says."""
    services = deeds.open_again(here.place, FixedClock())
    notice = services.notice.code if services.notice else ""
    new_name(services, "person", "还能写")
    opening.close(services)
    wrong = [f"opens with {notice}"] * bool(notice)
    with snapshot.opened(here.place) as database:
        database.run("SELECT 1")
    found = _without_the_last_person(here)
    return wrong + [found] * bool(found)


def _without_the_last_person(here: Stage) -> str:
    with snapshot.opened(here.place) as database:
        ((people,),) = database.run("SELECT count(*) FROM record WHERE seq > ?", [here.seq])
        rows = database.run("SELECT id, seq, digest FROM record WHERE seq <= ? ORDER BY id", [here.seq])
    with snapshot.opened(here.backup) as database:
        wanted = database.run("SELECT id, seq, digest FROM record ORDER BY id")
    return "" if people == 1 and rows == wanted else "records differ from the backup"


# ---------------------------------------------------------------------- R6
def plain(trials: int, seed: int, folder: Path) -> Bench:
    """Restored as a user does it, into a good ledger, a lost one, a ruined one, one under another name."""

    def drill(here: Stage, chance: random.Random) -> list[str]:
        how = chance.choice(("good", "good", "lost", "garbage", "cut", "renamed"))
        was = here.place.read_bytes()
        if how in ("lost", "renamed"):
            here.place.rename(here.folder / "改了名.djtz")
        elif how == "garbage":
            was = chance.randbytes(5000)
            here.place.write_bytes(was)
        elif how == "cut":
            was = was[: chance.randrange(100, len(was))]
            here.place.write_bytes(was)
        done = bring_back(here.backup, here.place, clock=FixedClock())
        wrong = _kept(here, done.kept, was, how)
        return [f"{how}: {said}" for said in (harmed(here.place, here.then, here.seq), *wrong, *_restored(here)) if said]

    return trials, _drills(trials, seed, folder, drill), {}


def _kept(here: Stage, kept: Path | None, was: bytes, how: str) -> list[str]:
    if how in ("lost", "renamed"):
        return ["something was kept although nothing lay there"] * (kept is not None)
    if kept is None:
        return ["the replaced file was not kept"]
    if how == "good":
        return [harmed(kept, here.now, here.now_seq)]
    return ["the replaced file differs"] * (kept.read_bytes() != was)


def stale(trials: int, seed: int, folder: Path) -> Bench:
    """Files of another life lie beside the ledger: hot and cold journals, changes of another mode, shared memory, garbage."""
    kinds, harm = set(), []

    def drill(here: Stage, chance: random.Random) -> list[str]:
        lost = chance.random() < 0.5
        was = here.place.read_bytes()
        if lost:
            here.place.unlink()
        beside: dict[str, bytes] = {}
        for end in chance.sample(NEIGHBOURS, chance.randrange(1, 4)):
            beside[end] = _stale(end, was, chance)
            here.place.with_name(here.place.name + end).write_bytes(beside[end])
        kinds.add((lost, *sorted(beside)))
        harm.append(_harmed_when_put_over(here))
        try:
            done = bring_back(here.backup, here.place, clock=FixedClock())
        except UserError as fault:
            return [f"refused: {fault.code} {fault.detail}"]
        wrong = [harmed(here.place, here.then, here.seq), *_restored(here)]
        if not lost and done.kept is None:
            wrong.append("the replaced file was not kept")
        for end, data in beside.items():
            lies = done.kept and done.kept.with_name(done.kept.name + end)
            if lost and not (lies and lies.is_file() and lies.read_bytes() == data):
                wrong.append(f"{end} was not kept")
        return [said for said in wrong if said]

    failures = _drills(trials, seed, folder, drill)
    return (
        trials,
        failures,
        {
            "controls": f"{len(kinds)} different neighbourhoods; a backup put over the file would have been harmed by {sum(harm)} of {trials}"
        },
    )


def _harmed_when_put_over(here: Stage) -> bool:
    """What becomes of a backup that is copied over the ledger beside such files, as one must not do."""
    naive = here.folder / "直接覆盖"
    naive.mkdir()
    for path in here.folder.glob(f"{here.place.name}*"):
        shutil.copy(path, naive / path.name)
    shutil.copy(here.backup, naive / here.place.name)
    try:
        with closing(sqlite3.connect(naive / here.place.name)) as found, snapshot.opened(here.backup) as backup:
            ask = "SELECT id, seq, digest FROM record ORDER BY id"
            whole = found.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            return not whole or found.execute(ask).fetchall() != backup.run(ask)
    except sqlite3.DatabaseError:
        return True
    finally:
        shutil.rmtree(naive)


def _stale(end: str, ledger: bytes, chance: random.Random) -> bytes:
    """Such a file: of this ledger as it once was, of another one, or nothing but noise."""
    if end == "-journal" and chance.random() < 0.6:
        # a rollback journal that would put old pages over whatever lies there
        page, nonce = chance.randrange(2, len(ledger) // 8192), chance.getrandbits(32)
        head = _HOT + (1).to_bytes(4, "big") + nonce.to_bytes(4, "big") + (len(ledger) // 8192).to_bytes(4, "big")
        data = chance.randbytes(8192)
        total = (nonce + sum(data[place] for place in range(8192 - 200, 0, -200))) & 0xFFFFFFFF
        body = page.to_bytes(4, "big") + data + total.to_bytes(4, "big")
        return (head + (512).to_bytes(4, "big") + header.PAGE_SIZE.to_bytes(4, "big")).ljust(512, b"\0") + body
    if end == "-wal" and chance.random() < 0.5:
        return bytes.fromhex("377f0682002de218") + chance.randbytes(9000)
    return chance.choice((b"", bytes(8) + chance.randbytes(600), chance.randbytes(4000)))


def killed(trials: int, seed: int, folder: Path) -> Bench:
    """Killed at a random moment: afterwards it is the one or the other, whole; and a second try ends well."""
    outcomes = {"before": 0, "after": 0, "ended": 0}
    usual: list[float] = []

    def drill(here: Stage, chance: random.Random) -> list[str]:
        ruined = chance.random() < 0.4
        if ruined:
            here.place.write_bytes(b"no ledger at all")
        if not usual:
            usual.append(_spent(here, folder / "measured"))
        with _child(here, 0) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, usual[0] * 1.1))
            ended = process.poll() is not None
            process.send_signal(signal.SIGKILL)
            process.wait()
        outcomes["ended"] += ended
        wrong = [] if ruined and here.place.exists() and here.place.read_bytes() == b"no ledger at all" else _either(here, ruined)
        outcomes["after" if _has_line(here.place) else "before"] += 1
        bring_back(here.backup, here.place, clock=FixedClock())
        left = [path.name for path in here.folder.iterdir() if any(mark in path.name for mark in ("恢复准备", "恢复中", "替换中", ".part"))]
        wrong += [harmed(here.place, here.then, here.seq), *_restored(here), *(f"{name} was left" for name in left)]
        return [said for said in wrong if said]

    failures = _drills(trials, seed, folder, drill)
    return (
        trials,
        failures,
        {"controls": f"{outcomes['before']} were killed before, {outcomes['after']} after it held, {outcomes['ended']} had ended"},
    )


def _either(here: Stage, ruined: bool) -> list[str]:
    """As the ordinary door shows it: the present state or the restored one; what was replaced is there if it was replaced."""
    services = deeds.open_again(here.place, FixedClock())
    notice = services.notice.code if services.notice else ""
    opening.close(services)
    if notice:
        return [f"opens with {notice}"]
    if not harmed(here.place, here.now, here.now_seq) and not _has_line(here.place):
        return []
    kept = list(here.folder.glob("*.被替换-*.djtz"))
    wrong = harmed(here.place, here.then, here.seq)
    if not ruined and not any(not harmed(path, here.now, here.now_seq) for path in kept):
        return [wrong, "the replaced file was not kept"]
    return [wrong, *["the ruined file was not kept"] * (ruined and not any(path.read_bytes() == b"no ledger at all" for path in kept))]


def _has_line(path: Path) -> bool:
    try:
        with snapshot.opened(path) as database:
            return bool(database.run("SELECT 1 FROM audit WHERE kind = 'restored'"))
    except UserError:
        return False


def _spent(here: Stage, folder: Path) -> float:
    """Seconds such a restore takes, from the moment the child is ready."""
    shutil.copytree(here.folder, folder)
    with _child(Stage(folder, folder / here.backup.relative_to(here.folder), 0, "", "", 0), 0) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.perf_counter()
        process.wait()
    shutil.rmtree(folder)
    return time.perf_counter() - began


def full(trials: int, seed: int, folder: Path) -> Bench:
    """No file may grow beyond a limit: refused in plain words, everything as it was; with room it succeeds."""
    told: dict[str, int] = {}

    def drill(here: Stage, chance: random.Random) -> list[str]:
        room = chance.randrange(4096, int(here.place.stat().st_size * 0.95))
        with _child(here, room) as process:
            out, err = process.communicate()
        said = json.loads(out.splitlines()[-1]) if out.count("\n") > 1 else {"code": f"died: {err[-300:]}"}
        told[said["code"]] = told.get(said["code"], 0) + 1
        wrong = [f"told {said['code']!r}"] * (said["code"] not in ("E-11", "E-12", "E-16", "E-17"))
        wrong.append(harmed(here.place, here.now, here.now_seq))
        wrong += [f"{path.name} was left" for path in here.folder.rglob("*.part*")]
        bring_back(here.backup, here.place, clock=FixedClock())
        wrong += [harmed(here.place, here.then, here.seq), *_restored(here)]
        return [said for said in wrong if said]

    failures = _drills(trials, seed, folder, drill)
    return trials, failures, {"seen": ", ".join(f"{code} {count} ×" for code, count in sorted(told.items()))}


def _child(here: Stage, room: int) -> subprocess.Popen[str]:
    words = [sys.executable, "-m", "tests.faults.restore_drills", str(here.backup), str(here.place), str(room)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("COVERAGE_PROCESS_START", None)
    return subprocess.Popen(words, cwd=ROOT, env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def child(backup: str, place: str, room: str) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    if int(room):
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (int(room), resource.RLIM_INFINITY))
    code = ""
    try:
        bring_back(Path(backup), Path(place), clock=FixedClock())
    except UserError as fault:
        code = fault.code
    sys.stdout.write(json.dumps({"code": code}) + "\n")


# ---------------------------------------------------------------------- R7
WRONG = (datetime(1980, 1, 4, 9, tzinfo=CHINA), datetime(2000, 1, 1, 9, tzinfo=CHINA), datetime(2099, 12, 30, 9, tzinfo=CHINA), 1, -1)


def years(trials: int, seed: int, folder: Path) -> Bench:
    """Ten years of an open ledger with daily backups, imports and migrations; the clock jumps ``trials`` times."""
    deeds.quick()
    chance, start = random.Random(seed), FixedClock().at
    clock = FixedClock()
    desk = deeds.Desk(deeds.township(folder / deeds.NAME, clock, talks=1), chance, clock, folder)
    backups = desk.services.backups
    days = max(60, round(3650 * min(1.0, trials / 1000)))
    jumps, jump, left = set(chance.sample(range(days), round(days * 1000 / 3650))), None, 0
    failures: list[str] = []
    ever: list[tuple[datetime, Any]] = []
    made = 0
    for day in range(days):
        right = start + timedelta(days=day, minutes=chance.randrange(400))
        if day in jumps:
            jump, left = chance.choice(WRONG), chance.choice((1, 1, 2, 4))
        elif left == 0:
            jump = None
        left = max(0, left - 1)
        if chance.random() > 0.7:
            continue
        clock.at = (
            right if jump is None else right + timedelta(days=jump) if isinstance(jump, int) else jump + timedelta(minutes=right.minute)
        )
        before = backups.last()
        if (roll := chance.random()) < 0.1:
            backups.make("升级前" if roll < 0.02 else "导入前")
        desk.services.records.save("talk", {"topic": f"第{day}天"}, pk=desk.some("talk"))
        last = backups.last()
        if last is not None and last != before:
            made += 1
            ever.append(((clock.at == right and right) or datetime(1, 1, 1, tzinfo=CHINA), last))
        failures += [f"day {day}: {said}" for said in _missing(ever, backups.all(), right)]
        ever = ever[-900:]
    kept = len(backups.all())
    opening.close(desk.services)
    return round(days * 1000 / 3650), failures, {"seen": f"{made} backups in {days} days, {kept} kept"}


def _missing(ever: list[tuple[datetime, Any]], kept: tuple[Any, ...], right: datetime) -> list[str]:
    there = {one.number for one in kept}
    wanted = {one.number for _, one in ever[-10:]}
    for reason, count in (("升级前", 3), ("导入前", 5)):
        wanted |= {one.number for _, one in [pair for pair in ever if pair[1].reason == reason][-count:]}
    lost = [f"number {number} is gone" for number in sorted(wanted - there)]
    months = {(one.at.year, one.at.month) for one in kept}
    for then, one in ever:
        past = (right.year - then.year) * 12 + right.month - then.month
        if past < 24 and not one.clock_suspect and (one.at.year, one.at.month) not in months:
            lost.append(f"no backup of {one.at:%Y-%m}")
    return lost


if __name__ == "__main__":
    child(*sys.argv[1:])
