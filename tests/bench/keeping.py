"""The lines of the bench about keeping: P13, a verified backup of a large file with evidence; P14, a verified pack of it; P15,
opening it with everything looked through.
"""

from __future__ import annotations

import hashlib
import random
import shutil
import sqlite3
import statistics
from contextlib import closing
from pathlib import Path

from dangjian_desktop.domain.handover import HandoverOptions
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening
from tests.bench import data
from tests.bench.ruler import Figure, compared, timed
from tests.fakes import FixedClock

PIECE = 4 * 1024 * 1024


def build(path: Path, megabytes: int, records: int) -> None:
    """A closed file of about that size, most of it evidence, as it is in an office."""
    data.build(path, records, only=data.LARGEST)
    services = opening.open_ledger(path, clock=FixedClock())
    pks = services.records.pks(Query(services.catalogue.by_label[data.LARGEST].key))
    chance = random.Random(megabytes)
    for number in range(megabytes * 1024 * 1024 // PIECE):
        services.evidence.add_bytes(pks[number % len(pks)], f"照片{number}.jpg", b"\xff\xd8\xff\xe0" + chance.randbytes(PIECE))
    opening.close(services)


def backup(path: Path, runs: int) -> list[Figure]:
    """Against SQLite's backup interface and the SHA-256 of what it wrote, which verifies nothing.

    Both begin each time without the file of the run before: memory the system touches for the first time costs as much again
    as the whole copy here.
    """
    size = path.stat().st_size / 1e6
    floor = path.with_name("floor.djtz")

    def bare() -> None:
        with closing(sqlite3.connect(path)) as source, closing(sqlite3.connect(floor)) as target:
            source.backup(target)
        with floor.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")

    base = timed(bare, runs, before=lambda: floor.unlink(missing_ok=True))
    services = opening.open_ledger(path, clock=FixedClock())
    ours = timed(lambda: services.backups.make(), runs, before=lambda: shutil.rmtree(services.backups.folder, ignore_errors=True))
    opening.close(services)
    return [compared("P13", f"核验过的备份，{size:.0f} MB，含佐证材料", base, ours, ratio=2)]


def handover(path: Path, runs: int) -> list[Figure]:
    """A pack as the service makes it: a copy without free pages, looked through, packed with both hashes, with its sheet, and read
    again; against the bare copy and one SHA-256. The backup before it is P13's: it stands there already, and looking at it is taken off.
    """
    size, floor, stick = path.stat().st_size / 1e6, path.with_name("floor.djtz"), path.with_name("stick")

    def bare() -> None:
        with closing(sqlite3.connect(path)) as source:
            source.execute("VACUUM INTO ?", (str(floor),))
        with floor.open("rb") as stream:
            hashlib.file_digest(stream, "sha256")

    def empty() -> None:
        shutil.rmtree(stick, ignore_errors=True)
        stick.mkdir()

    base = timed(bare, runs, before=lambda: floor.unlink(missing_ok=True))
    floor.unlink()
    services = opening.open_ledger(path, clock=FixedClock())
    services.backups.before("移交")
    looked = statistics.median(timed(lambda: services.backups.before("移交"), runs))
    plain = HandoverOptions("经办人01", "经办人02", encrypted=False)
    took = timed(lambda: services.handover.make(stick, plain), runs, before=empty)
    opening.close(services)
    shutil.rmtree(stick)
    return [compared("P14", f"核验过的移交包，{size:.0f} MB，不加密", base, [one - looked for one in took], ratio=3)]


def looked_through(path: Path, runs: int) -> list[Figure]:
    """The whole procedure of opening: schema, pages, free pages, log, history, every record and index; the bytes of evidence are
    verified in the background afterwards. Against SQLite's own checks and one SHA-256 over the texts.
    """
    size = path.stat().st_size / 1e6
    services = opening.open_ledger(path, clock=FixedClock())
    services.backups.make()
    opened = [services]

    def bare() -> None:
        with closing(sqlite3.connect(path)) as connection:
            connection.execute("PRAGMA integrity_check").fetchall()
            connection.execute("PRAGMA foreign_key_check").fetchall()
            digest = hashlib.sha256()
            for table, column in (("record", "data"), ("history", "after"), ("audit", "h")):
                for (text,) in connection.execute(f"SELECT {column} FROM {table}"):
                    digest.update(text.encode("utf-8"))

    def close() -> None:
        while opened:
            opening.close(opened.pop())

    close()
    base = timed(bare, runs)
    ours = timed(lambda: opened.append(opening.open_ledger(path, clock=FixedClock())), runs, before=close)
    close()
    return [compared("P15", f"打开 {size:.0f} MB 的台账，全部核查完", base, ours, ratio=2)]
