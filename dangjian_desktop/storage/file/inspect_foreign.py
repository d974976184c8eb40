"""A look at a ledger of which nothing is known, inside the child box: header, schema, pages, chain, every record. Only reads.

What comes back are plain values; whatever the file does to this process, the program outside only learns that it failed.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import door, snapshot
from dangjian_desktop.storage.truth import fingerprint

QUERY_SECONDS = 10.0
MANY = 2_000_000
"""Rows in all; looking through more takes longer than anybody expects, so he is asked first."""


def look(path: Path, key: Key | None, *, many: int = MANY, seconds: float = QUERY_SECONDS) -> dict[str, Any]:
    """``code`` of what is against the file (None: nothing) with its values; ``rows`` that were counted before anything was read.

    More than ``many`` rows are only counted: ``large`` is True then. No query may take longer than ``seconds``.
    """
    try:
        return _looked(path, key, many, seconds)
    except DataFileError as fault:
        return {"code": fault.code, "values": fault.given, "rows": 0, "large": False}


def _looked(path: Path, key: Key | None, many: int, seconds: float) -> dict[str, Any]:
    with snapshot.opened(path, key) as database:
        database.limit_queries(seconds)
        found = door.damage(database, content=False)
        rows = 0 if found else _rows(database)
        if found is None and rows <= many:
            found = door.damage_of_content(database)
        return {"code": found and found.why.error, "values": found.given if found else {}, "rows": rows, "large": rows > many}


def _rows(database: Database) -> int:
    return sum(int(database.run(f"SELECT count(*) FROM {name}")[0][0]) for name in fingerprint.tables(database))
