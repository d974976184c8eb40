"""A ledger becomes an encrypted file, or a plain one again: written beside it, verified whole, put into its place. Knows no password.

At every moment one good file stands under the ledger's name: the old one until the new one is verified, then the new one.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path
from urllib.parse import quote

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine import cipher
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.ground.endings import MAKING, REPLACED
from dangjian_desktop.storage.ground.faults import environment, system
from dangjian_desktop.storage.truth import integrity
from dangjian_desktop.storage.writing import commit
from dangjian_desktop.storage.writing.commit import Deed

_KINDS = {type(None): b"n", int: b"i", float: b"f", str: b"s", bytes: b"b"}


def reseal(path: Path, *, now: Key | None, then: Key | None, deed: Deed, ready: Callable[[], None] = lambda: None) -> None:
    """Give a closed ledger another key, or none. ``deed`` becomes its last line of the log.

    ``ready`` is called when the new file is verified, just before it takes its place (to put the key file there). Whatever
    fails (DataFileError) leaves the ledger as it was.
    """
    target = files.beside(path, MAKING)
    place = path.drive or str(path.parent)
    with environment(place), system(place):
        target.unlink(missing_ok=True)
        with files.scratch(target):
            seen = _export(path, target, now, then)
            _sign(target, then, deed)
            ready()
            _swap(path, target, seen)
        _let_go(files.beside(path, REPLACED), secret=now is None)


def untangle(path: Path) -> None:
    """After a kill: the ledger's second name goes, so that it can be written again."""
    old = files.beside(path, REPLACED)
    with suppress(OSError):
        if old.exists() and path.exists() and old.samefile(path):
            old.unlink()


def tidy(path: Path) -> None:
    """After a kill, once the ledger itself is known to be good: what was half made or replaced goes for good."""
    files.beside(path, MAKING).unlink(missing_ok=True)
    old = files.beside(path, REPLACED)
    if old.exists() and not old.samefile(path):
        _let_go(old, secret=True)


# ---------------------------------------------------------------------- making
def _export(path: Path, target: Path, now: Key | None, then: Key | None) -> tuple[int, ...]:
    """Everything of the one into the other; what the system said of the source while we held it."""
    with closing(_connect(path, now)) as source:
        for statement in ("PRAGMA trusted_schema = OFF", "PRAGMA locking_mode = EXCLUSIVE", "BEGIN EXCLUSIVE", "COMMIT"):
            source.execute(statement)
        before = digest(source)
        source.execute(f'ATTACH ? AS target KEY "{then.spec if then else ""}"', (_uri(target, "rwc"),))
        source.execute(f"PRAGMA target.page_size = {header.PAGE_SIZE}")
        source.execute("SELECT sqlcipher_export('target')")
        source.execute(f"PRAGMA target.application_id = {header.APPLICATION_ID}")
        source.execute(f"PRAGMA target.user_version = {header.SCHEMA_VERSION}")
        source.execute("DETACH target")
        seen = _seen(path)
    with closing(_connect(target, then)) as made:
        if digest(made) != before:
            raise DataFileError(Error.NOT_WRITABLE, reason="写出的文件与台账不符", detail="digests differ after the export")
    return seen


def _connect(path: Path, key: Key | None) -> sqlite3.Connection:
    return cipher.connect(_uri(path, "rw"), key)


def _uri(path: Path, mode: str) -> str:
    return f"file:{quote(str(path))}?mode={mode}"


def digest(connection: sqlite3.Connection) -> str:
    """Over the schema and every value of every row of every table, in order."""
    total = hashlib.sha256()
    schema = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_schema ORDER BY type, name").fetchall()
    for entry in schema:
        _add(total, entry)
    for kind, name, _table, sql in schema:
        if kind == "table":
            # a table without row numbers is read in the order of its primary key
            what = "*" if "WITHOUT ROWID" in sql.upper() else "rowid, *"
            for row in connection.execute(f'SELECT {what} FROM "{name}"'):
                _add(total, row)
    return total.hexdigest()


def _add(total: hashlib._Hash, row: tuple[object, ...]) -> None:
    for value in row:
        data = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        total.update(_KINDS[type(value)] + len(data).to_bytes(8, "big"))
        total.update(data)


def _sign(target: Path, key: Key | None, deed: Deed) -> None:
    """The new file has the right header, is whole by itself, and carries the line of the log; all of it is on the disk."""
    with Database(target, key=key) as database:
        database.connect()
        header.parse(database.watch.head())
        commit.commit_change(database, deed, [])
        if damage := [*integrity.check(database), *integrity.check_evidence(database)]:
            raise DataFileError(Error.NOT_WRITABLE, reason="写出的文件没有通过核验", detail=f"{len(damage)} places after the export")
    files.sync(target)


# ---------------------------------------------------------------------- into its place
def _swap(path: Path, target: Path, seen: tuple[int, ...]) -> None:
    """The old file keeps a second name until it is let go of; where the disk knows no second names it simply goes."""
    old = files.beside(path, REPLACED)
    if _seen(path) != seen:
        raise DataFileError(Error.CHANGED_OUTSIDE, detail="changed while it was exported")
    old.unlink(missing_ok=True)
    with suppress(OSError):
        os.link(path, old)
    try:
        files.replace(target, path)
    except OSError:
        old.unlink(missing_ok=True)
        raise
    files.sync_folder(path.parent)


def _seen(path: Path) -> tuple[int, ...]:
    there = os.stat(path)
    return there.st_dev, there.st_ino, there.st_size, there.st_mtime_ns


def _let_go(old: Path, *, secret: bool) -> None:
    """Overwrite what could be read without a password, then remove it. A solid-state disk may keep blocks all the same."""
    if not old.exists():
        return
    if secret:
        with old.open("rb+") as stream:
            left = old.stat().st_size
            while left > 0:
                left -= stream.write(bytes(min(files.CHUNK, left)))
            stream.flush()
            os.fsync(stream.fileno())
    old.unlink()
    files.sync_folder(old.parent)
