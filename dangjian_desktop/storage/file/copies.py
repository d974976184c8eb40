"""Copies of a ledger file: byte for byte, or recovered from what lies beside it. The original is only read; knows no record.

A file this process holds is never copied here (closing a handle of it would drop the lock); snapshot.py does that.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.ground.faults import system
from dangjian_desktop.storage.ground.watch import Watch
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.truth import fingerprint, integrity

PART = ".part"
_NEIGHBOURS = ("-journal", "-wal")
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
    part = part_of(target)
    watch = Watch(source)
    try:
        if watch.in_use():
            raise DataFileError(Error.IN_USE, who="另一个程序或同事", where="这台或另一台电脑", since="")
        for _ in range(_TRIES):
            if header.parse(watch.head()).wal or header.foreign_neighbour(source) or header.hot_journal(source):
                raise DataFileError(Error.UNFINISHED_BESIDE)
            watch.copy_to(part)
            if (digest := watch.sha256()) == _sha256(part):
                put(part, target)
                return digest
        raise DataFileError(Error.IN_USE, who="另一个程序或同事", where="这台或另一台电脑", since="")
    finally:
        watch.close()
        part.unlink(missing_ok=True)


def copy_open(database: Database, target: Path) -> str:
    """The same of a file this process has open, through its own handle; for one that is damaged and could not be verified otherwise."""
    part = part_of(target)
    try:
        database.watch.copy_to(part)
        digest = _sha256(part)
        if digest != database.watch.sha256():
            raise DataFileError(Error.CHANGED_OUTSIDE, detail="the file changed while it was copied")
        put(part, target)
        return digest
    finally:
        part.unlink(missing_ok=True)


def recover(source: Path, target: Path, *, key: Key | None = None) -> Recovered:
    """A copy with the unfinished changes beside the source settled, under a name nobody has; source and neighbours stay.

    What lies beside may belong to another file: the bare file is tried too, and of two whole states the later one is taken.
    E-09 when neither is whole.
    """
    part, bare = part_of(target), target.with_name(target.name + ".bare" + PART)
    try:
        _take(source, part, _NEIGHBOURS)
        _take(source, bare, ())
        settled, alone = _seq_if_whole(part, key), _seq_if_whole(bare, key)
        if settled is None and alone is None:
            raise DataFileError(Error.NOT_INSPECTED)
        if settled is not None and settled >= (alone or 0):
            put(part, target)
            return Recovered(target, settled, alone)
        put(bare, target)
        return Recovered(target, alone or 0, alone)
    finally:
        for one in (part, bare):
            for end in ("", *_NEIGHBOURS, "-shm"):
                one.with_name(one.name + end).unlink(missing_ok=True)


def put(part: Path, target: Path) -> None:
    """A finished file under its name; E-18 when somebody has it by now."""
    try:
        with system(str(target.parent)):
            files.put_new(part, target)
    except FileExistsError as fault:
        raise DataFileError(Error.NAME_TAKEN, name=target.name, detail=repr(fault)) from fault


def part_of(target: Path) -> Path:
    """Where the copy is written until it is whole."""
    if target.exists():
        raise DataFileError(Error.NAME_TAKEN, name=target.name)
    return target.with_name(target.name + PART)


def _take(source: Path, copied: Path, ends: tuple[str, ...]) -> None:
    watch = Watch(source)
    try:
        watch.copy_to(copied)
    finally:
        watch.close()
    for end in ends:
        beside = source.with_name(source.name + end)
        if beside.is_file():
            with system(str(copied.parent)):
                shutil.copyfile(beside, copied.with_name(copied.name + end))


def _seq_if_whole(path: Path, key: Key | None) -> int | None:
    """The last change of a file in which everything is as the program wrote it; unfinished changes beside it are settled."""
    database = Database(path, key=key)
    try:
        header.parse(database.watch.head())
        database.connect()
        whole = not fingerprint.foreign(database) and not integrity.check(database)
        return AuditStore(database).head()[0] if whole else None
    except integrity.unreadable():
        return None
    finally:
        database.close()


def _sha256(path: Path) -> str:
    watch = Watch(path)
    try:
        return watch.sha256()
    finally:
        watch.close()
