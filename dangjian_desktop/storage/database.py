"""The one connection to a ledger file: opened after inspection, hardened, locked. Knows no record.

The order is that of the open procedure: header, neighbours, connect (never creating), harden, settings read back, lock,
schema, content. Nothing is written before all of it has passed, except that SQLite rolls back a hot journal of our own.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import peewee

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage import header
from dangjian_desktop.storage.faults import environment

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
"""name, what is set, what must be read back; measured reasons stand in the reliability chapter of the README."""

_LENGTH = 64 * 1024 * 1024
_SQL_LENGTH = 1024 * 1024


class Database:
    """One open file. ``read_only`` files answer questions and refuse every write with E-83."""

    def __init__(self, path: Path, *, read_only: bool = False) -> None:
        self.path = path
        self.read_only = read_only
        self._watched: int | None = None
        self._identity: tuple[int, int] | None = None
        self._counter: tuple[int, int] | None = None
        # immutable: a medium that cannot be written needs no lock, and SQLite must not look for one
        mode = "mode=ro&immutable=1" if read_only else "mode=rw"
        self.db = peewee.SqliteDatabase(f"file:{quote(str(path))}?{mode}", uri=True, timeout=0, autoconnect=False)

    # ------------------------------------------------------------------ opening and closing
    @classmethod
    def in_memory(cls) -> Database:
        """An empty scratch database, for making a schema to compare with."""
        scratch = cls(Path())
        scratch.db = peewee.SqliteDatabase(":memory:", autoconnect=False)
        scratch.db.connect()
        return scratch

    def connect(self) -> None:
        """Connect, harden, set, lock. Raises DataFileError."""
        with environment(self.place):
            self.db.connect()
            try:
                self._harden()
                self._set()
                if not self.read_only:
                    self.run("BEGIN IMMEDIATE")
                    self.run("COMMIT")
                    self._watch()
            except BaseException:
                self.db.close()
                raise

    def close(self) -> None:
        if not self.db.is_closed():
            self.db.close()
        if self._watched is not None:
            # only after the connection: closing any descriptor of the file drops this process's locks on it
            os.close(self._watched)
            self._watched = None

    @property
    def place(self) -> str:
        """Where the file lies, for messages: the drive on Windows, else the folder."""
        return self.path.drive or str(self.path.parent)

    def run(self, sql: str, params: Sequence[Any] = ()) -> Iterable[tuple[Any, ...]]:
        """One statement; its rows."""
        return self.db.execute_sql(sql, params)  # type: ignore[no-any-return]

    def many(self, sql: str, rows: Iterable[Sequence[Any]]) -> None:
        self.db.connection().executemany(sql, rows)

    def _harden(self) -> None:
        connection: sqlite3.Connection = self.db.connection()
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

    def _set(self) -> None:
        for name, value, wanted in SETTINGS:
            if self.read_only and name in ("journal_mode", "locking_mode"):
                continue
            self.run(f"PRAGMA {name} = {value}")
            ((found,),) = self.run(f"PRAGMA {name}")
            if found != wanted:
                raise DataFileError("E-12", reason=f"设置 {name} 没有生效", detail=f"{name}: {found!r} for {wanted!r}")

    # ------------------------------------------------------------------ writing
    @contextmanager
    def transaction(self) -> Iterator[None]:
        """BEGIN IMMEDIATE … COMMIT, or everything is rolled back. Raises DataFileError for disk and file faults."""
        if self.read_only:
            raise DataFileError("E-83")
        self._unchanged_outside()
        with environment(self.place):
            self.run("BEGIN IMMEDIATE")
            try:
                yield
                self.run("COMMIT")
            except BaseException:
                # SQLite may have rolled back by itself (full disk); never go on with a half-open transaction
                if self.db.connection().in_transaction:
                    self.run("ROLLBACK")
                raise
        self._remember()

    @contextmanager
    def rehearsal(self) -> Iterator[None]:
        """A transaction that always ends in a rollback, for looking at what would be."""
        if self.read_only:
            raise DataFileError("E-83")
        with environment(self.place):
            self.run("BEGIN IMMEDIATE")
            try:
                yield
            finally:
                if self.db.connection().in_transaction:
                    self.run("ROLLBACK")

    # ------------------------------------------------------------------ the file under us
    def _watch(self) -> None:
        """Keep one descriptor, opened beside the connection and closed after it, for looking at the file."""
        self._watched = os.open(self.path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        state = os.fstat(self._watched)
        self._identity = (state.st_dev, state.st_ino)
        self._remember()

    def _remember(self) -> None:
        self._counter = self._look()

    def _look(self) -> tuple[int, int]:
        """Size and change counter as they lie in the file."""
        assert self._watched is not None
        os.lseek(self._watched, 24, os.SEEK_SET)
        (counter,) = struct.unpack(">I", os.read(self._watched, 4).rjust(4, b"\0"))
        return os.fstat(self._watched).st_size, counter

    def _unchanged_outside(self) -> None:
        """E-15 when the path no longer leads to our file, or somebody else wrote into it."""
        try:
            state = os.stat(self.path)
        except OSError as fault:
            raise DataFileError("E-15", detail=repr(fault)) from fault
        if (state.st_dev, state.st_ino) != self._identity or self._look() != self._counter:
            raise DataFileError("E-15", detail="identity, size or change counter differ")


def _authorize(action: int, one: str | None, two: str | None, base: str | None, inner: str | None) -> int:
    """Nothing runs from inside a trigger or view: its name would be ``inner``."""
    return sqlite3.SQLITE_OK if inner is None else sqlite3.SQLITE_DENY


def keep_hot_copy(path: Path) -> None:
    """Before SQLite rolls back an unfinished change: a raw copy of both files, kept beside them."""
    journal = header.hot_journal(path)
    if journal is None:
        return
    for source in (path, journal):
        shutil.copyfile(source, source.with_name(source.name + ".恢复前"))
