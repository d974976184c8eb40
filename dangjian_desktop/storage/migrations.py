"""The schema and how older files come to it: named steps, each in one transaction with the note that it ran.

A new step is added at the end of STEPS and never changed afterwards; header.SCHEMA_VERSION is their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime

from dangjian_desktop.storage import header, tables
from dangjian_desktop.storage.database import Database


def first_schema(database: Database) -> None:
    """Every table of version 1."""
    with database.db.bind_ctx(tables.ALL):
        database.db.create_tables(tables.ALL, safe=False)


STEPS: Sequence[tuple[str, Callable[[Database], None]]] = (("0001_first_schema", first_schema),)


def run(database: Database, *, at: datetime) -> tuple[str, ...]:
    """Carry out what has not run yet; the caller holds the transaction. Returns the names of the steps that ran."""
    tables_there = {row[0] for row in database.run("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    done = {row[0] for row in database.run("SELECT name FROM migration")} if "migration" in tables_there else set()
    ran = []
    for name, step in STEPS:
        if name not in done:
            step(database)
            database.run("INSERT INTO migration (name, at) VALUES (?, ?)", [name, at.astimezone(UTC).isoformat()])
            ran.append(name)
    database.run(f"PRAGMA user_version = {header.SCHEMA_VERSION}")
    return tuple(ran)
