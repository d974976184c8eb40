"""Is the schema exactly ours? Compared with a schema made afresh, so no list can drift. Only reads the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

import peewee

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.storage.engine import migrations
from dangjian_desktop.storage.engine.database import Database, in_memory
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.ground.faults import engines
from dangjian_desktop.storage.stores import views

VIEWS = "views"
"""The setting that says which views the program wrote; the log vouches for it (integrity.py)."""
_SCHEMA = "SELECT type, name, tbl_name, sql FROM sqlite_schema"
_Entries = set[tuple[str, str, str, str]]


def foreign(database: Database) -> list[str]:
    """Names of everything that is extra, missing or different from what a program of the file's version wrote; empty when the
    schema is ours.
    """
    found = _entries(database.run(_SCHEMA))
    shown = {entry for entry in found if entry[0] == "view"}
    strange = sorted(entry[1] for entry in (found - shown) ^ expected(database.version))
    said = database.run("SELECT value FROM setting WHERE key = ?", [VIEWS]) if not strange else []
    if not strange and [(chain.canonical(_mark({entry[1]: entry[3] for entry in shown})),)] != said:
        strange = [VIEWS]
    return strange


def lacking(database: Database) -> list[str]:
    """Names of our tables that cannot even be asked for what stands in them; the file answers nothing then."""
    found = []
    refused: tuple[type[Exception], ...] = (DataFileError, *engines())
    with _schema_of(database.version) as scratch:
        for name in _tables(scratch):
            # with its table before it: SQLite takes a quoted name that is no column for a text
            columns = ", ".join(f'"{name}"."{row[1]}"' for row in scratch.execute_sql(f'PRAGMA table_info("{name}")'))
            try:
                database.run(f'SELECT {columns} FROM "{name}" LIMIT 0')
            except refused:
                found.append(name)
    return found


def tables(database: Database) -> tuple[str, ...]:
    """Return the names of the tables that a file of this version has, made afresh: nothing the file says of itself becomes SQL."""
    with _schema_of(database.version) as scratch:
        return _tables(scratch)


def mark(catalogue: Catalogue) -> str:
    """What stands in the setting when the views are those of this catalogue."""
    return _mark({name: _normal(sql) for name, sql in views.statements(catalogue).items()})


def expected(version: int) -> _Entries:
    """The tables and indexes of a version, from an empty file in memory."""
    with _schema_of(version) as scratch:
        return _entries(scratch.execute_sql(_SCHEMA))


@contextmanager
def _schema_of(version: int) -> Iterator[peewee.SqliteDatabase]:
    scratch = in_memory()
    try:
        migrations.run(scratch, at=datetime.now(UTC), version=version)
        yield scratch
    finally:
        scratch.close()


def _tables(scratch: peewee.SqliteDatabase) -> tuple[str, ...]:
    return tuple(name for (name,) in scratch.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall())


def _entries(rows: Iterable[tuple[Any, ...]]) -> _Entries:
    return {(kind, name, table, _normal(sql or "")) for kind, name, table, sql in rows}


def _mark(shown: dict[str, str]) -> str:
    return chain.digest(chain.canonical(shown))


def _normal(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
