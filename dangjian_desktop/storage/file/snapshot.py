"""Verified copies of the open file: written beside their place, read back in full and only then given a name.

Knows no folder of backups; the way back stands in restoring.py.
"""

from __future__ import annotations

import hashlib
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error, LockedError
from dangjian_desktop.storage.engine import cipher
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, door
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.ground.chain import canonical
from dangjian_desktop.storage.ground.faults import engines, environment, system
from dangjian_desktop.storage.ground.text_stores import STORES
from dangjian_desktop.storage.ground.watch import sha256_of
from dangjian_desktop.storage.stores import evidence_store
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.truth import integrity
from dangjian_desktop.storage.writing import commit
from dangjian_desktop.storage.writing.commit import Deed

_PAGES = 1024
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at whoever waits."""
_STANDSTILL = 2.0
"""Seconds without a page moved after which copying is given up; called bare it would hang for ever behind a lock."""

Step = Callable[[int, int], None]
"""(pages done, pages in all); raises to give up."""


@dataclass(frozen=True)
class Facts:
    """What a ledger file holds; ``evidence`` counts contents whose bytes are there. ``content`` is one digest over its records, its
    evidence and the head of its log."""

    ledger_id: str
    seq: int
    head: str
    records: int
    evidence: int
    content: str
    sha256: str
    size: int


def copy(database: Database, target: Path, *, step: Step = lambda _done, _all: None) -> Facts:
    """The open file, page by page, under a name nobody has (E-18). E-05 when what was written does not hold what was read."""

    def write(source: sqlite3.Connection, part: Path) -> None:
        with closing(connection(part, database.key)) as made:
            source.backup(made, pages=_PAGES, progress=_watched(step))

    return _made(database, target, write)


def vacuum_into(database: Database, target: Path, *, step: Step = lambda _done, _all: None) -> Facts:
    """The same without free pages and without what stays in the house (drafts), for what leaves it."""

    def write(source: sqlite3.Connection, part: Path) -> None:
        _anew(source, part, step)
        with closing(connection(part, database.key)) as made:
            made.execute("PRAGMA secure_delete = ON")
            there = {name for (name,) in made.execute("SELECT name FROM sqlite_schema")}  # an older file has fewer tables
            for table in (store.table for store in STORES if not store.leaves and store.table in there):
                made.execute(f"DELETE FROM {table}")

    return _made(database, target, write)


def compact(database: Database, target: Path) -> Facts:
    """The same written anew: no free pages, and nothing in the gaps of the others."""
    return _made(database, target, lambda source, part: _anew(source, part, lambda _done, _all: None))


def _anew(source: sqlite3.Connection, part: Path, step: Step) -> None:
    ((pages, size),) = source.execute("SELECT * FROM pragma_page_count(), pragma_page_size()")
    with _stepping(source, lambda: step(min(_size(part) // size, pages), pages)):
        source.execute("VACUUM INTO ?", (str(part),))


def without_evidence(path: Path, deed: Deed, *, key: Key | None = None) -> Facts:
    """Take the bytes of evidence out of a closed copy that leaves the house, with a line of its log that says so."""
    with Database(path, key=key) as database:
        door.connect(database)
        with database.transaction():
            evidence_store.leave_out(database)
            commit.put_settings(database, deed, {evidence_store.LEFT_OUT: True})
        with environment(database.place):
            database.run("VACUUM")
    return facts(path, key=key)


def facts(path: Path, *, key: Key | None = None) -> Facts:
    """What a closed file holds, after looking through all of it: schema, log, records, indexes, every byte of evidence. E-05, E-09."""
    from concurrent.futures import ThreadPoolExecutor

    # the bytes of the file are digested meanwhile; that thread knows no connection
    with ThreadPoolExecutor(1) as beside, opened(path, key) as database:
        digest = beside.submit(sha256_of, path)
        if door.damage(database):
            raise DataFileError(Error.DAMAGED, count=1, earliest="", detail="the schema or the content")
        if wrong := integrity.check_evidence(database):
            raise DataFileError(Error.DAMAGED, count=len(wrong), earliest="", detail="evidence")
        return facts_of(database, digest.result())


@contextmanager
def opened(path: Path, key: Key | None = None) -> Iterator[Database]:
    """A closed file to be read, by this process alone."""
    with Database(path, read_only=True, key=key) as database:
        if header.parse(database.watch.head()).sealed and key is None:
            raise LockedError
        door.connect(database)
        yield database


# ---------------------------------------------------------------------- how
def _made(database: Database, target: Path, write: Callable[[sqlite3.Connection, Path], None]) -> Facts:
    connection: sqlite3.Connection = database.db.connection()
    assert not connection.in_transaction, "a copy inside a transaction would hang"
    place = target.drive or str(target.parent)
    with copies.made(target) as part:
        part.unlink(missing_ok=True)
        with environment(place), system(place):
            write(connection, part)
            files.sync(part)
        made = facts(part, key=database.key)
        if made.content != content(database):
            raise DataFileError(Error.DAMAGED, count=1, earliest="", detail="the copy does not hold what the file holds")
    return made


def connection(path: Path, key: Key | None) -> sqlite3.Connection:
    """A bare one, for what the backup interface reads or writes; the file is made when it is missing."""
    name = f"file:{quote(str(path))}?mode=rwc"
    if key is not None:
        return cipher.connect(name, key)
    return sqlite3.connect(name, uri=True, timeout=0.0, isolation_level=None)


@contextmanager
def _stepping(source: sqlite3.Connection, told: Callable[[], None]) -> Iterator[None]:
    """``told`` now and then while a long statement runs; what it raises breaks the statement off and is raised here."""
    raised: list[BaseException] = []

    def look() -> bool:
        try:
            told()
        except BaseException as stop:
            raised.append(stop)
            raise
        return False

    source.set_progress_handler(look, _STEPS)
    try:
        yield
    except engines() as fault:
        if raised:
            raise raised[0] from fault
        raise
    finally:
        source.set_progress_handler(None, 0)


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def _watched(step: Step, clock: Callable[[], float] = time.monotonic) -> Callable[[int, int, int], None]:
    """Passes progress on and raises when no page has moved for two seconds."""
    last = [-1, clock()]

    def progress(_status: int, remaining: int, total: int) -> None:
        if remaining != last[0]:
            last[:] = [remaining, clock()]
        elif clock() - last[1] > _STANDSTILL:
            raise DataFileError(Error.IN_USE, who="另一个程序", where="这台电脑", since="")
        step(total - remaining, total)

    return progress


def facts_of(database: Database, digest: str) -> Facts:
    """What a file holds that was looked through already; ``digest`` is the SHA-256 of its bytes."""
    settings = dict(database.run("SELECT key, value FROM setting WHERE key = 'ledger_id'"))
    seq, head = AuditStore(database).head()
    ((records, evidence),) = database.run("SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM evidence WHERE length(data) > 0)")
    size, _ = database.watch.left()
    return Facts(settings["ledger_id"].strip('"'), seq, head, records, evidence, content(database), digest, size)


def content(database: Database) -> str:
    """What must be equal in a file and its copy; reads no texts, for each digest stands for one."""
    total = hashlib.sha256()
    for sql in (
        "SELECT seq, h FROM audit ORDER BY seq",
        "SELECT id, seq, digest FROM record ORDER BY id",
        "SELECT sha256, size FROM evidence ORDER BY sha256",
        "SELECT id, mark FROM report ORDER BY id",
        "SELECT key, value FROM setting ORDER BY key",
    ):
        for row in database.stream(sql):
            total.update(canonical(list(row)).encode("utf-8", "surrogatepass"))
    return total.hexdigest()
