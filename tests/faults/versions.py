"""R24: files of newer and of older versions. A newer one is refused byte for byte; an older one is brought up whole or not at all.

``python -m tests.faults.versions FOLDER`` writes the file of the present version, what it holds and the digests of the steps
that made it, as they stand in tests/data/files: once for each version that is released.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
import random
import shutil
import struct
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

import peewee

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.period import half
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services
from dangjian_desktop.storage.engine import migrations
from dangjian_desktop.storage.engine.database import in_memory
from dangjian_desktop.storage.ground import header
from tests import samples
from tests.fakes import FixedClock
from tests.faults import deeds

FOLDER = Path(__file__).parents[1] / "data" / "files"
PERIODS = (half(2022, 1), half(2022, 2))
MADE_UP = 40
"""So many versions after the present one can be played; each adds a column to a table that is there, a table filled from the records,
and an index. None renames anything."""


# ------------------------------------------------------------------ versions that are not there yet
@functools.cache
def tables() -> tuple[str, ...]:
    """The released tables; so many versions in a row give each of them a column."""
    made = in_memory()
    migrations.run(made, at=FixedClock().now(), version=RELEASED)
    names = made.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").fetchall()
    made.close()
    return tuple(name for (name,) in names)


def _made_up(number: int) -> migrations.Step:
    def step(database: peewee.SqliteDatabase) -> None:
        sql = (
            f"ALTER TABLE {tables()[number % len(tables())]} ADD COLUMN later{number} TEXT;\n"
            f"CREATE TABLE later{number} (record INTEGER PRIMARY KEY, note TEXT NOT NULL) STRICT;\n"
            f"INSERT INTO later{number} SELECT pk, data FROM record;\n"
            f"CREATE INDEX later{number}_by_note ON later{number} (note);\n"
        )
        migrations.carry_out(database, sql)

    return step


RELEASED = len(migrations.STEPS)
_ALL = (*migrations.STEPS, *((f"{number:04d}_made_up", _made_up(number)) for number in range(RELEASED + 1, RELEASED + 1 + MADE_UP)))


def play(version: int) -> None:
    """From now on this process is a program of that version."""
    migrations.STEPS, header.SCHEMA_VERSION = _ALL[:version], version


@contextmanager
def program_of(version: int, *, broken: Callable[[peewee.SqliteDatabase], None] | None = None) -> Iterator[None]:
    """Meanwhile this process is a program of that version; ``broken`` is done after its last step."""
    play(version)
    if broken is not None:
        name, step = migrations.STEPS[-1]

        def both(database: peewee.SqliteDatabase) -> None:
            step(database)
            broken(database)

        migrations.STEPS = (*migrations.STEPS[:-1], (name, both))
    try:
        yield
    finally:
        play(RELEASED)


# ------------------------------------------------------------------ the file of a version
def make(folder: Path) -> Path:
    """A file with a record in every ledger, evidence, a void record, a final report, a draft; beside it what it holds."""
    platform.node = lambda: "DANGZHENGBAN-PC01"  # the log notes the machine, and this file is for everybody
    path, clock = folder / f"版本{header.SCHEMA_VERSION}.djtz", FixedClock()
    services = opening.create_ledger(path, "青石镇党委", catalogue=deeds.CATALOGUE, clock=clock, actor="经办人")
    samples.register_names(services)
    for number, spec in enumerate(services.catalogue.ledgers):
        for day in (date(2022, 3, 5), date(2022, 9, 1 + number)):
            clock.move(minutes=1)
            services.records.save(spec.key, samples.full(spec, day, mark=f"样{day.month}"))
    desk = deeds.Desk(services, random.Random(1), clock, folder)
    for name in ("save", "save", "attach", "void", "edit", "undo", "template", "draft", "finalise"):
        clock.move(minutes=1)
        assert deeds.do(name, desk), name
    said = {**holds(services), "steps": steps()}
    path.with_suffix(".json").write_text(json.dumps(said, ensure_ascii=False, indent=1), encoding="utf-8")
    opening.close(services)
    shutil.rmtree(folder / "备份", ignore_errors=True)
    return path


def steps() -> dict[str, str]:
    """The steps there are, each with the digest of its text."""
    return {name: hashlib.sha256(migrations.text_of(name).encode()).hexdigest() for name, _step in migrations.STEPS}


def holds(services: Services) -> dict[str, Any]:
    """What must be the same in whatever later program: numbers of records, every count with its records, evidence, drafts, reports."""
    counted = {}
    for period in PERIODS:
        for label, found in services.measuring.all(period).items():
            counted[f"{period.start} {label}"] = [str(found.value), len(found.record_ids)]
    records = services.store.database.run("SELECT ledger, count(*) FROM record GROUP BY ledger ORDER BY ledger")
    pieces = services.store.database.run("SELECT sha256 FROM evidence ORDER BY sha256")
    return {
        "records": dict(records),
        "counted": counted,
        "evidence": [sha256 for (sha256,) in pieces],
        "drafts": {one.key: dict(one.data) for one in services.drafts.all()},
        "reports": sorted(info.state for info in services.reporting.list()),
        "head": list(services.store.audit.head()),
    }


def differing(services: Services, wanted: dict[str, Any]) -> list[str]:
    """Names of what a file of an older version no longer holds; measures that were declared since then do not count as a difference."""
    found = json.loads(json.dumps(holds(services), ensure_ascii=False))
    found["counted"] = {name: value for name, value in found["counted"].items() if name in wanted["counted"]}
    return [name for name in wanted.keys() - {"head", "steps"} if found[name] != wanted[name]]


def told(path: Path, clock: FixedClock) -> tuple[str, Services | None]:
    try:
        services = deeds.open_again(path, clock)
    except UserError as fault:
        return fault.code, None
    return services.notice.code if services.notice else "", services


# ------------------------------------------------------------------ runs
def newer(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """A file of a newer version, its number changed in the header or written by a program of that version: E-03, byte-identical."""
    deeds.quick()
    chance, clock, failures = random.Random(seed), FixedClock(), []
    for number in range(trials):
        path = folder / f"新{number}.djtz"
        shutil.copy(FOLDER / f"版本{RELEASED}.djtz", path)
        if number % 2:
            raw = bytearray(path.read_bytes())
            raw[60:64] = struct.pack(">I", RELEASED + chance.choice((1, 2, 7, 2**16, 2**31 - 1)))
            path.write_bytes(raw)
        else:
            with program_of(RELEASED + chance.randint(1, MADE_UP)):
                opening.close(deeds.open_again(path, clock))
        before = path.read_bytes()
        code, services = told(path, clock)
        if code != "E-03" or services is not None or path.read_bytes() != before:
            failures.append(f"newer {number} (seed {seed}): {code or 'opened'}, {path.read_bytes() == before=}")
        path.unlink()
    return trials, failures


class _Broken(Exception):
    """A step that fails."""


def _fail(_database: peewee.SqliteDatabase) -> None:
    raise _Broken


def upgrades(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Every released file through 1 to 40 later versions at once; each third time a step fails, each third the backup does."""
    deeds.quick()
    chance, clock, failures, turned_back = random.Random(seed), FixedClock(), [], 0
    for number in range(trials):
        for original in sorted(FOLDER.glob("版本*.djtz")):
            place = folder / str(number) / original.name
            place.parent.mkdir()
            shutil.copy(original, place)
            version = RELEASED + chance.randint(1, MADE_UP)
            wanted = json.loads(original.with_suffix(".json").read_text(encoding="utf-8"))
            failures += [f"{original.name} → {version} (seed {seed}): {said}" for said in _one(place, version, number % 3, wanted, clock)]
            turned_back += number % 3 != 0
            shutil.rmtree(place.parent)
    return trials, failures, {"seen": f"{turned_back} could not be brought up and stayed byte-identical"}


def _one(place: Path, version: int, how: int, wanted: dict[str, Any], clock: FixedClock) -> Iterator[str]:
    before, backups = place.read_bytes(), place.parent / "备份"
    if how == 2:
        backups.write_bytes(b"a file where the folder should be")
    with program_of(version, broken=_fail if how == 1 else None):
        try:
            code, services = told(place, clock)
        except _Broken:
            code, services = "broken", None
        if how == 0 and services is not None:
            yield from (f"{name} differ" for name in differing(services, wanted))
            if services.store.damage() or services.store.outdated:
                yield "not whole, or still old"
            if [one.reason for one in services.backups.all()] != ["升级前"]:
                yield "no backup was made"
        if services is not None:
            opening.close(services)
        if code != ("", "broken", "E-17")[how]:
            yield f"told {code!r}"
    if how and place.read_bytes() != before:
        yield "the file was written to"
    with program_of(header.parse(before[:100]).version):
        if how and told(place, clock)[1] is None:
            yield "the older program cannot open it any more"


if __name__ == "__main__":
    make(Path(sys.argv[1]))
