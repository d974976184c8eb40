"""Copies of a ledger file: byte for byte, or recovered from what lies beside it. The original is only read; knows no record.

A file this process holds is never copied here (closing a handle of it would drop the lock); snapshot.py does that.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.ground.endings import JOURNAL, WAL, WHOLE
from dangjian_desktop.storage.ground.faults import busy, system
from dangjian_desktop.storage.ground.watch import Watch, sha256_of
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.truth import fingerprint, integrity

_CHANGES = (JOURNAL, WAL)
"""What may lie beside a file and belong into it."""
_TRIES = 3


@dataclass(frozen=True)
class Recovered:
    """A recovered copy: ``seq`` of its last change, and that of the bare file without its neighbours (None = not whole)."""

    path: Path
    seq: int
    bare: int | None


def copy(source: Path, target: Path) -> str:
    """A verified copy under a name nobody has; its SHA-256. Never over an existing file (E-18).

    E-04 when changes of another program lie beside the source, E-06 when it is being written this very moment.
    """
    with made(target) as part, Watch(source) as watch:
        if watch.in_use():
            raise busy()
        for _ in range(_TRIES):
            if header.parse(watch.head()).wal or header.foreign_neighbour(source) or header.hot_journal(source):
                raise DataFileError(Error.UNFINISHED_BESIDE)
            watch.copy_to(part)
            if (digest := watch.sha256()) == sha256_of(part):
                return digest
        raise busy()


def copy_open(database: Database, target: Path) -> str:
    """The same of a file this process has open, through its own handle; for one that is damaged and could not be verified otherwise."""
    with made(target) as part:
        database.watch.copy_to(part)
        digest = sha256_of(part)
        if digest != database.watch.sha256():
            raise DataFileError(Error.CHANGED_OUTSIDE, detail="the file changed while it was copied")
        return digest


def recover(source: Path, target: Path, *, key: Key | None = None) -> Recovered:
    """A copy with the unfinished changes beside the source settled, under a name nobody has; source and neighbours stay.

    What lies beside may belong to another file: the bare file is tried too, and of two whole states the later one is taken.
    E-09 when neither is whole.
    """
    _ensure_nobody_has(target)
    part, bare = (files.beside(target, ending) for ending in (files.PART, f".bare{files.PART}"))
    with files.scratch(part, bare, ends=WHOLE):
        _take(source, part, _CHANGES)
        _take(source, bare, ())
        settled, alone = _seq_if_whole(part, key), _seq_if_whole(bare, key)
        if settled is None and alone is None:
            raise DataFileError(Error.NOT_INSPECTED)
        if settled is not None and settled >= (alone or 0):
            put(part, target)
            return Recovered(target, settled, alone)
        put(bare, target)
        return Recovered(target, alone or 0, alone)


@contextmanager
def made(target: Path) -> Iterator[Path]:
    """Where a copy is written until it is whole; it then gets a name that nobody has (E-18)."""
    _ensure_nobody_has(target)
    with files.staged(target, ends=("", JOURNAL), put=put) as part:
        yield part


def put(part: Path, target: Path) -> None:
    """A finished file under its name; E-18 when somebody has it by now."""
    try:
        with system(str(target.parent)):
            files.put_new(part, target)
    except FileExistsError as fault:
        raise DataFileError(Error.NAME_TAKEN, name=target.name, detail=repr(fault)) from fault


def _ensure_nobody_has(target: Path) -> None:
    if target.exists():
        raise DataFileError(Error.NAME_TAKEN, name=target.name)


def _take(source: Path, copied: Path, ends: tuple[str, ...]) -> None:
    with Watch(source) as watch:
        watch.copy_to(copied)
    for end in ends:
        beside = files.beside(source, end)
        if beside.is_file():
            with system(str(copied.parent)):
                shutil.copyfile(beside, files.beside(copied, end))


def _seq_if_whole(path: Path, key: Key | None) -> int | None:
    """The last change of a file in which everything is as the program wrote it; unfinished changes beside it are settled."""
    with Database(path, key=key) as database:
        try:
            header.parse(database.watch.head())
            database.connect()
            whole = not fingerprint.foreign(database) and not integrity.check(database)
            return AuditStore(database).head()[0] if whole else None
        except integrity.unreadable():
            return None
