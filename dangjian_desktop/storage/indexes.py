"""The indexes over the payloads: references, dates, titles and search words. They can be rebuilt and are marked, so that a
difference is noticed. Called by commit.py inside its transaction; knows no chain and no history.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from dangjian_desktop.storage.chain import canonical, digest
from dangjian_desktop.storage.database import Database

_TABLES = ("record_link", "record_day", "record_search")
_AS_STORED = (
    "SELECT s.record, s.mark, s.lacking, s.title, s.text, s.missing,"
    " (SELECT group_concat(line, char(10)) FROM (SELECT l.field || ' ' || l.seq || ' ' || l.target AS line"
    " FROM record_link l WHERE l.record = s.record ORDER BY l.field, l.seq)),"
    " (SELECT group_concat(line, char(10)) FROM (SELECT d.ledger || ' ' || d.field || ' ' || d.day AS line"
    " FROM record_day d WHERE d.record = s.record ORDER BY d.field, d.day)) FROM record_search s"
)


class Indexed(Protocol):
    """What of a write goes to the indexes."""

    @property
    def ledger(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def search(self) -> str: ...
    @property
    def missing(self) -> tuple[str, ...]: ...
    @property
    def links(self) -> tuple[tuple[str, int, int], ...]: ...
    @property
    def days(self) -> tuple[tuple[str, str], ...]: ...


def put(database: Database, writes: Sequence[tuple[int, Indexed]], *, fresh: bool) -> None:
    """Make the indexes of these records anew; ``fresh`` = none of them was there before."""
    if not fresh:
        for table in _TABLES:
            database.many(f"DELETE FROM {table} WHERE record = ?", [(pk,) for pk, _ in writes])
    database.many(
        "INSERT INTO record_search (record, title, text, missing, lacking, mark) VALUES (?, ?, ?, ?, ?, ?)",
        [(pk, w.title, w.search, canonical(list(w.missing)), len(w.missing), _mark_of(w)) for pk, w in writes],
    )
    links = [(pk, *link) for pk, write in writes for link in write.links]
    database.many("INSERT INTO record_link (record, field, seq, target) VALUES (?, ?, ?, ?)", links)
    days = [(write.ledger, *day, pk) for pk, write in writes for day in write.days]
    database.many("INSERT INTO record_day (ledger, field, day, record) VALUES (?, ?, ?, ?)", days)


def rename(database: Database, words: Iterable[tuple[int, str, str]]) -> None:
    """(record, title, search text) of records whose contents stay but whose words change with a name."""
    for pk, title, text in words:
        database.run("UPDATE record_search SET title = ?, text = ? WHERE record = ?", [title, text, pk])
        ((_, _, mark),) = _stored(database, " WHERE s.record = ?", [pk])
        database.run("UPDATE record_search SET mark = ? WHERE record = ?", [mark, pk])


def differing(database: Database) -> Iterator[int]:
    """Records whose indexes are not those that were written."""
    for pk, said, found in _stored(database):
        if said != found:
            yield pk


def _stored(database: Database, where: str = "", params: Sequence[int] = ()) -> Iterator[tuple[int, str, str]]:
    """(record, the mark that stands there, the mark of what stands there)."""
    for pk, mark, lacking, *words, links, days in database.stream(_AS_STORED + where, params):
        yield pk, mark, _mark(lacking, *words, links or "", days or "")


def _mark_of(write: Indexed) -> str:
    links = "\n".join(f"{field} {seq} {target}" for field, seq, target in sorted(write.links))
    days = "\n".join(f"{write.ledger} {field} {day}" for field, day in sorted(write.days))
    return _mark(len(write.missing), write.title, write.search, canonical(list(write.missing)), links, days)


def _mark(lacking: int, *parts: str) -> str:
    return digest("\f".join((str(lacking), *parts)))[:32]
