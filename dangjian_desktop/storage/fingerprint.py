"""Is the schema exactly ours? Compared with a schema made afresh, so no list can drift. Only reads the file."""

from __future__ import annotations

import re
from datetime import UTC, datetime


from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.storage import migrations, views
from dangjian_desktop.storage.database import Database

_Entries = set[tuple[str, str, str, str]]


def foreign(database: Database, catalogue: Catalogue) -> list[str]:
    """Names of everything that is extra, missing or different; empty when the schema is ours. Older views are no fault."""
    found = _entries(database)
    ours = {entry for entry in found if entry[0] == "view" and entry[1] in views.statements(catalogue)}
    return sorted(entry[1] for entry in (found - ours) ^ expected())


def stale_views(database: Database, catalogue: Catalogue) -> bool:
    """Whether the views in the file are not those of this catalogue and want to be written anew."""
    found = {name: sql for kind, name, _, sql in _entries(database) if kind == "view"}
    return found != {name: _normal(sql) for name, sql in views.statements(catalogue).items()}


def expected() -> _Entries:
    """The tables and indexes of the newest version, from an empty file in memory."""
    scratch = Database.in_memory()
    try:
        migrations.run(scratch, at=datetime.now(UTC))
        return _entries(scratch)
    finally:
        scratch.close()


def _entries(database: Database) -> _Entries:
    rows = database.run("SELECT type, name, tbl_name, sql FROM sqlite_schema")
    return {(kind, name, table, _normal(sql or "")) for kind, name, table, sql in rows}


def _normal(sql: str) -> str:
    return re.sub(r"\s+", " ", sql).strip()
