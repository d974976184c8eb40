"""The one connection to a ledger file: opened after inspection, hardened, locked. Knows no record.

The order is that of the open procedure: header, neighbours, connect (never creating), harden, settings read back, lock,
schema, content. Nothing is written before all of it has passed, except that SQLite rolls back a hot journal of our own.
"""

from __future__ import annotations

import os
import platform
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self
from urllib.parse import quote

import peewee

from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine.cipher import SealedDatabase
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground import header, lock_probe
from dangjian_desktop.storage.ground.faults import environment
from dangjian_desktop.storage.ground.watch import Watch

SETTINGS: tuple[tuple[str, str, Any], ...] = (
    ("journal_mode", "DELETE", "delete"),
    ("synchronous", "EXTRA", 3),
    ("locking_mode", "EXCLUSIVE", "exclusive"),
    ("journal_size_limit", "0", 0),
    ("foreign_keys", "ON", 1),
    ("cell_size_check", "ON", 1),
    ("secure_delete", "ON", 1),
    ("trusted_schema", "OFF", 0),
    ("mmap_size", "0", 0),
    ("temp_store", "MEMORY", 2),
    ("recursive_triggers", "OFF", 0),
)
"""name, what is set, what must be read back; the measured reasons: resources/docs/decisions.md, D2."""

_RACE = 0.1
"""Seconds to wait for somebody who is just opening the same file; who has it open keeps it."""
_STEPS = 20_000
"""Steps of SQLite's machine between two looks at the clock: some milliseconds."""
_LONGEST = 504
"""Bytes of a path; SQLite takes 512 with the name of the journal."""
_LENGTH = 64 * 1024 * 1024
_SQL_LENGTH = 1024 * 1024


class Database:
    """One open file. ``read_only`` files answer questions and refuse every write with E-83.

    ``key`` is the key of an encrypted file, None for a plain one; what is copied from it needs the same (cipher.connect).
    """

    def __init__(
        self,
        path: Path,
        *,
        read_only: bool = False,
        key: Key | None = None,
        probe: Callable[[int], bool] = lock_probe.seen,
        device: str | None = None,
    ) -> None:
        """Looks at the file, without connecting; E-01 or E-12 when it cannot be read at all. ``device``: who is said to write, when
        it is not to be this computer.
        """
        self.path = path
        # for messages: the drive on Windows, else the folder
        self.place = path.drive or str(path.parent)
        self.read_only = read_only
        self.device = platform.node() if device is None else device
        """Who writes, for the lines of the log."""
        self.watch = Watch(path)
        self._watching, self._probe = True, probe
        self.locked = False
        self._began = 0.0
        self._streams: list[sqlite3.Cursor] = []
        # immutable: a medium that cannot be written needs no lock, and SQLite must not look for one
        mode = "mode=ro&immutable=1" if read_only else "mode=rw"
        name = f"file:{quote(str(path))}?{mode}"
        self.key = key if self.watch.head().startswith(header.SEALED) else None
        self.db: peewee.SqliteDatabase = (
            peewee.SqliteDatabase(name, uri=True, timeout=_RACE, autoconnect=False)
            if self.key is None
            else SealedDatabase(name, self.key, timeout=_RACE)
        )

    # ------------------------------------------------------------------ opening and closing
    def connect(self) -> None:
        """Connect, harden, set, lock. Raises DataFileError."""
        ensure_short(self.path)
        with environment(self.place):
            self.db.connect()
            try:
                self._harden()
                if not self.read_only:
                    self._lock()
                self.hold()
            except BaseException:
                self.db.close()
                raise

    def _lock(self) -> None:
        """Take the file for ourselves and keep it.

        Of two programs at the same moment one gets it: while the lock is being taken the other lets go of its own, which
        it would not do in the exclusive mode; so that mode comes second.
        """
        for statement in ("BEGIN EXCLUSIVE", "PRAGMA locking_mode = EXCLUSIVE", "COMMIT", "PRAGMA busy_timeout = 0"):
            self.db.execute_sql(statement)
        self.locked = self.watch.hold(self._probe)
        self.watch.remember()
        # what was looked at so far and what SQLite has open are the same file
        self.watch.ensure_unchanged()

    def close(self) -> None:
        """A second call does nothing."""
        # an open cursor would keep the file open, and locked
        for cursor in self._streams:
            cursor.close()
        self._streams.clear()
        self.db.close()
        watching, self._watching = self._watching, False
        if watching:
            self.watch.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def forbid_writing(self, *, tolerant: bool = False) -> None:
        """From now on only questions are answered; ``tolerant``: bytes that are no text are shown as �."""
        self.read_only = True
        if tolerant:
            self.db.connection().text_factory = _tolerant
        self.run("PRAGMA query_only = ON")

    def allow_writing(self) -> None:
        """The inverse; only where this process holds the file, the lock holds and the file has one name, E-83 elsewhere."""
        if not self.locked or self.watch.links > 1:
            raise DataFileError(Error.READ_ONLY)
        self.run("PRAGMA query_only = OFF")
        self.db.connection().text_factory = str
        self.read_only = False

    # ------------------------------------------------------------------ asking
    def run(self, sql: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """One statement; all its rows. A page that turns out broken makes the file read-only from now on (E-05)."""
        self._began = time.monotonic()
        try:
            with environment(self.place):
                return self.db.execute_sql(sql, params).fetchall()  # type: ignore[no-any-return]
        except DataFileError as fault:
            self.read_only = self.read_only or fault.code == Error.DAMAGED
            raise

    def number(self, sql: str, params: Sequence[Any] = ()) -> int:
        """The one number that a statement is answered with."""
        ((number,),) = self.run(sql, params)
        return int(number)

    @property
    def version(self) -> int:
        """Which version's schema the file says it has."""
        return self.number("PRAGMA user_version")

    def stream(self, sql: str, params: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        """One statement whose rows are read one by one, for looking through the whole file; faults come as SQLite's."""
        self._began = time.monotonic()
        cursor: sqlite3.Cursor = self.db.execute_sql(sql, params)
        self._streams.append(cursor)
        return cursor

    def limit_queries(self, seconds: float) -> None:
        """A statement that is not through by then is broken off with E-09; for files of which nothing is known."""

        def too_long() -> bool:
            return time.monotonic() - self._began > seconds

        self.db.connection().set_progress_handler(too_long, _STEPS)

    @contextmanager
    def room(self, kibibytes: int) -> Iterator[None]:
        """So much of the file may stay in memory meanwhile."""
        ((usual,),) = self.db.execute_sql("PRAGMA cache_size")
        self.db.execute_sql(f"PRAGMA cache_size = -{kibibytes}")
        try:
            yield
        finally:
            self.db.execute_sql(f"PRAGMA cache_size = {usual}")
            self.db.execute_sql("PRAGMA shrink_memory")

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.db.connection().executemany(sql, rows)

    def _harden(self) -> None:
        connection: sqlite3.Connection = self.db.connection()
        # sqlcipher3 has no limits to set; every page of such a file proves that it was written with its key
        if hasattr(connection, "setlimit"):
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LENGTH)
            connection.setlimit(sqlite3.SQLITE_LIMIT_SQL_LENGTH, _SQL_LENGTH)
            connection.setlimit(sqlite3.SQLITE_LIMIT_ATTACHED, 1)
        if hasattr(connection, "setconfig"):  # pragma: no cover - Python 3.12 and later
            for name, on in (
                ("DEFENSIVE", True), ("TRUSTED_SCHEMA", False), ("ENABLE_TRIGGER", False), ("ENABLE_VIEW", False),
                ("DQS_DML", False), ("DQS_DDL", False), ("ENABLE_LOAD_EXTENSION", False),
            ):  # fmt: skip
                connection.setconfig(getattr(sqlite3, f"SQLITE_DBCONFIG_{name}"), on)
        connection.set_authorizer(_authorize)

    def hold(self, settings: Iterable[tuple[str, str, Any]] = SETTINGS) -> None:
        """Set and read back; a setting that does not hold stops the opening."""
        for name, value, wanted in settings:
            if self.read_only and name in ("journal_mode", "locking_mode"):
                continue
            self.db.execute_sql(f"PRAGMA {name} = {value}")
            ((found,),) = self.db.execute_sql(f"PRAGMA {name}")
            if found != wanted:
                raise DataFileError(Error.NOT_WRITABLE, reason=f"设置 {name} 没有生效", detail=f"{name}: {found!r} for {wanted!r}")

    # ------------------------------------------------------------------ writing
    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT, or everything is rolled back. Raises DataFileError for disk and file faults."""
        if self.read_only:
            raise DataFileError(Error.READ_ONLY)
        self.watch.ensure_unchanged()
        with environment(self.place):
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                self._roll_back()
                raise
        self.watch.remember()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A transaction that always ends in a rollback, for looking at what would be."""
        if self.read_only:
            raise DataFileError(Error.READ_ONLY)
        with environment(self.place):
            self.run("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                self._roll_back()

    def _roll_back(self) -> None:
        """SQLite may have rolled back by itself (full disk); never go on with a half-open transaction."""
        if self.db.connection().in_transaction:
            self.db.execute_sql("ROLLBACK")
        self.watch.took_back()


def ensure_short(path: Path) -> None:
    """E-12 for a path that SQLite does not take on this kind of system."""
    if os.name == "posix" and len(os.fsencode(path)) > _LONGEST:
        raise DataFileError(Error.NOT_WRITABLE, reason="路径太长，请放到浅一些的文件夹", detail="longer than SQLite takes")


def _tolerant(text: bytes) -> str:
    return text.decode("utf-8", "replace")


def _authorize(_action: int, _one: str | None, _two: str | None, _base: str | None, inner: str | None) -> int:
    """Nothing runs from inside a trigger or view: its name would be ``inner``."""
    return sqlite3.SQLITE_OK if inner is None else sqlite3.SQLITE_DENY


def in_memory() -> peewee.SqliteDatabase:
    """An empty scratch database, for making a schema to compare with."""
    scratch = peewee.SqliteDatabase(":memory:", autoconnect=False)
    scratch.connect()
    return scratch
