"""The indexes over the payloads: references, dates, evidence, titles and search words. They can be rebuilt and are marked, so that a
difference is noticed. Called by commit.py inside its transaction; knows no chain and no history.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.chain import canonical

_TABLES = ("record_link", "record_day", "evidence_link", "record_search")
_WORDS = "SELECT record, mark, lacking, title, text, missing FROM record_search"
_JOINED = "SELECT record, mark, lacking || char(12) || title || char(12) || text || char(12) || missing FROM record_search"
_LINKS = "SELECT record, group_concat(field || ' ' || seq || ' ' || target, char(10)) FROM record_link"
_DAYS = "SELECT record, group_concat(ledger || ' ' || field || ' ' || day, char(10)) FROM record_day"
_PIECES = (
    "SELECT l.record, group_concat(l.seq || ' ' || l.sha256 || ' ' || l.added_at || ' ' || e.size || ' ' || e.media || ' ' || l.name,"
    " char(10)) FROM evidence_link l JOIN evidence e ON e.sha256 = l.sha256"
)
_ONE, _SOME = " WHERE record = ?", " WHERE record > ? AND record <= ?"


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
    @property
    def evidence(self) -> tuple[Evidence, ...]: ...


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
    pieces = [(pk, seq, one.sha256, one.name, one.added_at) for pk, write in writes for seq, one in enumerate(write.evidence)]
    database.many("INSERT INTO evidence_link (record, seq, sha256, name, added_at) VALUES (?, ?, ?, ?, ?)", pieces)


def rename(database: Database, words: Iterable[tuple[int, str, str]]) -> None:
    """(record, title, search text) of records whose contents stay but whose words change with a name."""
    for pk, title, text in words:
        database.run("UPDATE record_search SET title = ?, text = ? WHERE record = ?", [title, text, pk])
        database.run("UPDATE record_search SET mark = ? WHERE record = ?", [_standing(database, pk), pk])


def differing(database: Database, after: int, upto: int) -> Iterator[int]:
    """Those of some records whose indexes are not those that were written. Streams side by side; each is in order of the records.

    Written out flat, for it runs once for every record each time a file is opened.
    """
    end = (1 << 63, "")
    links, days, pieces = (
        iter(database.run(f"{sql}{_SOME} GROUP BY record ORDER BY record", [after, upto])) for sql in (_LINKS, _DAYS, _PIECES)
    )
    (link, linked), (day, dated), (piece, attached) = next(links, end), next(days, end), next(pieces, end)
    for pk, mark, words in database.run(f"{_JOINED}{_SOME} ORDER BY record", [after, upto]):
        mine = date = evidence = ""
        # what belongs to no record of this table stands before the next one's
        while link <= pk:
            mine = linked if link == pk else ""
            link, linked = next(links, end)
        while day <= pk:
            date = dated if day == pk else ""
            day, dated = next(days, end)
        while piece <= pk:
            evidence = attached if piece == pk else ""
            piece, attached = next(pieces, end)
        # SQLite reads most of them in the marked order; only for the others is it worth sorting
        if mark != _mark(words, mine, date, evidence) and mark != _mark(words, *map(_in_order, (mine, date, evidence))):
            yield pk


def _mark(words: str, links: str, days: str, pieces: str) -> str:
    """Of everything the indexes hold of one record: lacking, title, text, missing, links, days, and evidence where there is any."""
    text = f"{words}\f{links}\f{days}\f{pieces}" if pieces else f"{words}\f{links}\f{days}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _standing(database: Database, pk: int) -> str:
    """The mark of what stands there now."""
    ((_, _, *words),) = database.run(_WORDS + _ONE, [pk])
    ((_, links),) = database.run(_LINKS + _ONE, [pk])
    ((_, days),) = database.run(_DAYS + _ONE, [pk])
    ((_, pieces),) = database.run(_PIECES + _ONE, [pk])
    return _mark(_joined(words), *(_in_order(lines or "") for lines in (links, days, pieces)))


def _mark_of(write: Indexed) -> str:
    links = "\n".join(sorted(f"{field} {seq} {target}" for field, seq, target in write.links))
    days = "\n".join(sorted(f"{write.ledger} {field} {day}" for field, day in write.days))
    pieces = "\n".join(f"{n} {one.sha256} {one.added_at} {one.size} {one.media} {one.name}" for n, one in enumerate(write.evidence))
    return _mark(_joined((len(write.missing), write.title, write.search, canonical(list(write.missing)))), links, days, _in_order(pieces))


def _in_order(lines: str) -> str:
    return "\n".join(sorted(lines.split("\n")))


def _joined(words: Sequence[str | int]) -> str:
    return "\f".join(map(str, words))
