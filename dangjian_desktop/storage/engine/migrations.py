"""The schema and how older files come to it: named steps, each in one transaction with the note that it ran.

A step is a file of SQL in schema/. It stays as it was released and asks no code that may change later. A new one is named at the end of
STEPS (.github/CONTRIBUTING.md, 换一个文件格式版本); header.SCHEMA_VERSION is their number.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import peewee

from dangjian_desktop.storage.ground import header

Step = Callable[[peewee.SqliteDatabase], None]
SCHEMA = Path(__file__).with_name("schema")


def script(name: str) -> tuple[str, Step]:
    """Return the step of that name; it carries out what stands in its file."""
    return name, lambda database: carry_out(database, text_of(name))


def text_of(name: str) -> str:
    """Return the SQL of a step, whatever a checkout made of its line ends."""
    return (SCHEMA / f"{name}.sql").read_text(encoding="utf-8")


def carry_out(database: peewee.SqliteDatabase, sql: str) -> None:
    """Run the statements of a script inside the caller's transaction, which ``executescript`` would end; each ends its line with “;”."""
    for statement in sql.split(";\n"):
        database.execute_sql(statement)


STEPS: Sequence[tuple[str, Step]] = (
    script("0001_first_schema"),
)  # fmt: skip


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
