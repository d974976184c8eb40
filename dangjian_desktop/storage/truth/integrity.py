"""Is the content what was written? Every record against its digest, every audit row against the chain. Only reads.

Nothing of a damaged file is trusted to be readable: a part that cannot be read is damage itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine import migrations
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground import chain
from dangjian_desktop.storage.ground.faults import engines, translated
from dangjian_desktop.storage.stores import evidence_store
from dangjian_desktop.storage.stores.report_store import ReportStore
from dangjian_desktop.storage.truth import fingerprint, free_list
from dangjian_desktop.storage.writing import indexes, redacting

_ROOM = 64 * 1024
"""KiB of the file kept in memory while all of it is looked through; a quarter of the time goes into reading pages twice."""


_SOME = 1000
"""Records or lines of the log in one piece."""


_BELOW = 0
"""Records and lines of the log are numbered from one; a number below is a stranger's (``_numbers``)."""
_TOPS = (
    "SELECT max(pk) FROM (SELECT pk FROM record WHERE pk > ? AND pk <= ? ORDER BY pk LIMIT ?)",
    "SELECT max(record) FROM (SELECT DISTINCT record FROM history WHERE record > ? AND record <= ? ORDER BY record LIMIT ?)",
)


def unreadable() -> tuple[type[Exception], ...]:
    """What reading a damaged file raises: broken pages, bytes that are no text (ValueError), texts that are no JSON, no date, or
    not shaped as the program shapes them.
    """
    return (DataFileError, *engines(), ValueError, TypeError, LookupError, AttributeError, RecursionError)


@dataclass(frozen=True)
class Damage:
    """One place that is not what it was: the record (0 = none) or change it concerns, and the day it was last written."""

    what: str
    record: int = 0
    seq: int = 0
    day: str = ""


Part = Callable[[Database], Iterator[list[Damage]]]


def check(database: Database) -> list[Damage]:
    """Everything that differs; empty when all is well. Broken pages make the rest unreadable, so they come first."""
    with database.room(_ROOM):
        return [damage for piece in _pieces(database, _WHOLE) for damage in piece]


def pieces(database: Database) -> Iterator[list[Damage]]:
    """The same piece by piece, some hundredths of a second each; between two of them the file may be read and written.

    What is written meanwhile is not looked at: each piece is of what was there at the beginning, and what replaces it is ours.
    """
    return _pieces(database, _BY_TABLE)


def _pieces(database: Database, pages: Sequence[Part]) -> Iterator[list[Damage]]:
    for part in (*pages, *_PARTS):
        found = False
        for piece in _guarded(part, database):
            found = found or bool(piece)
            yield piece
        if found and part in pages:
            return


def _guarded(part: Part, database: Database) -> Iterator[list[Damage]]:
    try:
        yield from part(database)
    except unreadable() as fault:
        told = fault if isinstance(fault, DataFileError) else translated(fault, place="")
        if told is not None and told.code == Error.NOT_INSPECTED:
            raise told from fault
        yield [Damage("内容读不出来")]


def _ranges(database: Database) -> Iterator[tuple[int, int]]:
    """(after, up to) over the numbers of all records there are or ever were, some at a time, however far apart they lie."""
    high = database.number("SELECT max(COALESCE((SELECT max(pk) FROM record), 0), COALESCE((SELECT max(record) FROM history), 0))")
    last = _BELOW
    while tops := [top for sql in _TOPS for (top,) in database.run(sql, [last, high, _SOME]) if top is not None]:
        yield last, min(tops)
        last = min(tops)


def _free_pages(database: Database) -> Iterator[list[Damage]]:
    yield [] if free_list.sound(database) else [Damage("文件的长度或空页不对")]


def _pages(database: Database) -> Iterator[list[Damage]]:
    yield [Damage("文件页损坏") for (said,) in database.run("PRAGMA integrity_check(20)") if said != "ok"]


def _orphans(database: Database) -> Iterator[list[Damage]]:
    yield [Damage("关联的记录不存在", record=row[1] or 0) for row in database.run("PRAGMA foreign_key_check")]


def _pages_by_table(database: Database) -> Iterator[list[Damage]]:
    """Every page and the free ones; then each table with its indexes."""
    for check in ("quick_check(20)", *(f"integrity_check('{name}')" for name in fingerprint.tables(database))):
        yield [Damage("文件页损坏") for (said,) in database.run(f"PRAGMA {check}") if said != "ok"]


def _orphans_by_table(database: Database) -> Iterator[list[Damage]]:
    for name in fingerprint.tables(database):
        yield [Damage("关联的记录不存在", record=row[1] or 0) for row in database.run(f"PRAGMA foreign_key_check('{name}')")]


def _numbers(database: Database) -> Iterator[list[Damage]]:
    """Nothing stands where the looks through records and log do not begin."""
    yield [Damage("记录的编号不对", record=pk) for (pk,) in database.run("SELECT pk FROM record WHERE pk <= ? LIMIT 20", [_BELOW])]
    yield [Damage("操作记录的序号不对", seq=seq) for (seq,) in database.run("SELECT seq FROM audit WHERE seq <= ? LIMIT 20", [_BELOW])]


def _chain(database: Database) -> Iterator[list[Damage]]:
    settings = dict(database.run("SELECT key, value FROM setting WHERE key IN ('ledger_id', 'created_at')"))
    previous = chain.first_link(settings.get("ledger_id", ""), settings.get("created_at", ""))
    names = [row[1] for row in database.run("PRAGMA table_info(audit)")]
    sql = f"SELECT {', '.join(names)} FROM audit WHERE seq > ? AND seq <= ? ORDER BY seq LIMIT {_SOME}"
    head, number, last = _head(database), 0, _BELOW
    while rows := database.run(sql, [last, head]):
        for values in rows:
            number += 1
            row = dict(zip(names, values, strict=True))
            if row["seq"] != number or row["prev"] != previous or row["h"] != chain.link(previous, row):
                yield [Damage("操作记录与链不符", seq=row["seq"], day=row["at"][:10])]
                return
            previous, last = row["h"], row["seq"]
        yield []
    if not number:
        yield [Damage("操作记录是空的")]


def _history(database: Database) -> Iterator[list[Damage]]:
    """Each change still has exactly the lines it was made of, and each line the text it was digested from, or what a 涂销 left of it."""
    head, left = _head(database), redacting.vouched(database)
    sql = (
        "SELECT seq, record, digest, salt || after FROM history WHERE (seq, record) > (?, ?) AND seq <= ?"
        f" ORDER BY seq, record LIMIT {_SOME}"
    )
    gathered: dict[int, list[tuple[int, str]]] = {}
    seq = record = compared = _BELOW
    while rows := database.run(sql, [seq, record, head]):
        found = []
        for seq, record, digest, salted in rows:
            gathered.setdefault(seq, []).append((record, digest))
            if chain.digest(salted) != left.get((record, seq), digest):
                found.append(Damage("历史内容与登记时不符", record, seq, _day_of(database, seq)))
        # the last change of these lines may go on in the next ones
        yield [*found, *_other_contents(database, gathered, compared, seq - 1)]
        compared = seq - 1
    yield list(_other_contents(database, gathered, compared, head))


def _other_contents(database: Database, gathered: dict[int, list[tuple[int, str]]], after: int, upto: int) -> Iterator[Damage]:
    """Changes whose lines are not those the log vouches for; their lines are taken out of ``gathered``."""
    for seq, content, at in database.run("SELECT seq, content, at FROM audit WHERE seq > ? AND seq <= ?", [after, upto]):
        lines = gathered.pop(seq, [])
        if chain.content_digest(lines) != content:
            yield Damage("历史记录有增减" if lines else "历史记录有缺失", seq=seq, day=at[:10])


def _head(database: Database) -> int:
    return database.number("SELECT COALESCE(max(seq), 0) FROM audit")


def _day_of(database: Database, seq: int) -> str:
    return "".join(at[:10] for (at,) in database.run("SELECT at FROM audit WHERE seq = ?", [seq]))


def _noted(database: Database) -> Iterator[dict[str, Any]]:
    """What the log says of things that are no records, oldest first."""
    for (detail,) in database.run("SELECT detail FROM audit WHERE detail IS NOT NULL ORDER BY seq"):
        yield json.loads(detail)


def _settings(database: Database) -> Iterator[list[Damage]]:
    """Each setting is what the log says was chosen last."""
    said: dict[str, str] = {}
    for noted in _noted(database):
        said.update({key: chain.canonical(value) for key, value in noted.get("settings", {}).items()})
    found = dict(database.run("SELECT key, value FROM setting"))
    yield [Damage(f"设置 {key} 与操作记录不符") for key in sorted(said.keys() | found.keys()) if said.get(key) != found.get(key)]


def _steps(database: Database) -> Iterator[list[Damage]]:
    """The steps that made the schema are those of the file's version, each at a time the log knows."""
    sql = "SELECT name, at IN (SELECT at FROM audit) FROM migration ORDER BY name"
    if list(database.run(sql)) != [(name, 1) for name, _ in migrations.STEPS[: database.version]]:
        yield [Damage("升级记录与操作记录不符")]


def _records(database: Database) -> Iterator[list[Damage]]:
    """Each record is what its last change left, at the time the log says, and none is missing.

    The comparison runs inside SQLite; what differs there is looked at once more by the rule of chain.state_text.
    """
    sql = (
        "SELECT r.pk, r.id, r.ledger, r.occurred_on, r.voided_at, r.void_reason, r.reasons, r.data, r.updated_at, h.after,"
        " r.digest IS h.digest AND r.updated_at IS a.at AND r.spec_version IS 1 AND r.created_at IS (SELECT b.at FROM history f"
        " JOIN audit b ON b.seq = f.seq WHERE f.record = r.pk ORDER BY f.seq LIMIT 1) AS plain FROM record r"
        " LEFT JOIN history h ON h.record = r.pk AND h.seq = r.seq LEFT JOIN audit a ON a.seq = r.seq WHERE r.pk > ? AND r.pk <= ?"
        " AND (NOT plain OR h.after IS NOT json_array(r.id, r.ledger, r.occurred_on, r.voided_at, r.void_reason, r.reasons, r.data))"
    )
    later = (
        "SELECT h.record, max(h.seq) FROM history h LEFT JOIN record r ON r.pk = h.record WHERE h.record > ? AND h.record <= ?"
        " GROUP BY h.record HAVING r.seq IS NOT max(h.seq)"
    )
    for some in _ranges(database):
        found = []
        for pk, identity, *state, updated, after, plain in database.run(sql, some):
            # no branch: SQLite and Python write JSON alike in every version tried
            if not plain or chain.state_text(identity, dict(zip(chain.STATE, state, strict=True))) != after:  # pragma: no branch
                found.append(Damage("记录内容与登记时不符", record=pk, day=updated[:10]))
        found += [Damage("记录不是最后一次登记的样子", record=record, seq=seq) for record, seq in database.run(later, some)]
        yield found


def _indexes(database: Database) -> Iterator[list[Damage]]:
    """References, dates and search words are those of the record."""
    bare = "SELECT r.pk FROM record r LEFT JOIN record_search s ON s.record = r.pk WHERE r.pk > ? AND r.pk <= ? AND s.record IS NULL"
    for some in _ranges(database):
        found = [Damage("索引与记录不符", record=pk) for pk in indexes.differing(database, *some)]
        yield [*found, *(Damage("记录没有索引", record=pk) for (pk,) in database.run(bare, some))]


def _evidence(database: Database) -> Iterator[list[Damage]]:
    """Each content is as long as noted and belongs, or once belonged, to a record. The bytes are check_evidence's business."""
    yield [Damage("佐证材料与登记时不符") for _ in evidence_store.misplaced(database)]


def check_evidence(database: Database) -> list[Damage]:
    """Every byte of evidence against its digest: when asked for, before a backup counts and before a pack leaves."""
    return [damage for piece in _guarded(_evidence_bytes, database) for damage in piece]


def _evidence_bytes(database: Database) -> Iterator[list[Damage]]:
    for key in evidence_store.differing(database):
        records = database.run("SELECT record FROM evidence_link WHERE sha256 = ?", [key])
        yield [Damage("佐证材料的内容与登记时不符", record=records[0][0] if records else 0)]


def _reports(database: Database) -> Iterator[list[Damage]]:
    """Reports, their frozen numbers, the Word files made from them, and templates: as they were put, and as the log says."""
    said: dict[str, dict[str, Any]] = {"report": {}, "template": {}}
    for noted in _noted(database):
        for kind, last in said.items():
            if kind in noted:
                last[noted[kind]["id"]] = noted[kind]["said"]
    yield [Damage(f"“{name}”与保存时不符") for name in ReportStore(database).differing(said["report"], said["template"])]


_WHOLE: Sequence[Part] = (_free_pages, _pages, _orphans)
_BY_TABLE: Sequence[Part] = (_free_pages, _pages_by_table, _orphans_by_table)
_PARTS: Sequence[Part] = (_numbers, _chain, _history, _settings, _steps, _records, _indexes, _evidence, _reports)
