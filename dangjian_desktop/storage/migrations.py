"""The schema and how older files come to it: named steps, each in one transaction with the note that it ran.

A new step is added at the end of STEPS and never changed afterwards; header.SCHEMA_VERSION is their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

import peewee

from dangjian_desktop.storage import header, tables


def first_schema(database: peewee.SqliteDatabase) -> None:
    """Every table of version 1."""
    with database.bind_ctx(tables.ALL):
        database.create_tables(tables.ALL, safe=False)


STEPS: Sequence[tuple[str, Callable[[peewee.SqliteDatabase], None]]] = (("0001_first_schema", first_schema),)


def run(database: peewee.SqliteDatabase, *, at: datetime, version: int | None = None) -> tuple[str, ...]:
    """Carry out what has not run yet, up to a version (None: the newest); the caller holds the transaction. Returns the names of
    the steps that ran.
    """
    version = header.SCHEMA_VERSION if version is None else version
    there = {row[0] for row in database.execute_sql("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    done = {row[0] for row in database.execute_sql("SELECT name FROM migration")} if "migration" in there else set()
    ran = []
    for name, step in STEPS[:version]:
        if name not in done:
            step(database)
            database.execute_sql(
                "INSERT INTO migration (name, at) VALUES (?, ?)", [name, at.astimezone(UTC).isoformat(timespec="microseconds")]
            )
            ran.append(name)
    database.execute_sql(f"PRAGMA user_version = {version}")
    return tuple(ran)
