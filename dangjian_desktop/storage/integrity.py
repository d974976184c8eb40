"""Is the content what was written? Every record against its digest, every audit row against the chain. Only reads.

Nothing of a damaged file is trusted to be readable: a part that cannot be read is damage itself.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage import chain, evidence_store, free_list, indexes, migrations
from dangjian_desktop.storage.database import Database
from dangjian_desktop.storage.faults import engines, translated
from dangjian_desktop.storage.report_store import ReportStore

_ROOM = 64 * 1024
"""KiB of the file kept in memory while all of it is looked through; a quarter of the time goes into reading pages twice."""


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


def check(database: Database) -> list[Damage]:
    """Everything that differs; empty when all is well. Broken pages make the rest unreadable, so they come first."""
    with database.room(_ROOM):
        for part in (_pages, _orphans):
            if found := _guarded(part, database):
                return found
        parts = (_chain, _history, _settings, _steps, _records, _indexes, _evidence, _reports)
        return [damage for part in parts for damage in _guarded(part, database)]


def _guarded(part: Callable[[Database], Iterator[Damage]], database: Database) -> list[Damage]:
    try:
        return list(part(database))
    except unreadable() as fault:
        told = fault if isinstance(fault, DataFileError) else translated(fault, place="")
        if told is not None and told.code == "E-09":
            raise told from fault
        return [Damage("内容读不出来")]


def _pages(database: Database) -> Iterator[Damage]:
    if not free_list.sound(database):
        yield Damage("文件的长度或空页不对")
    for (said,) in database.run("PRAGMA integrity_check(20)"):
        if said != "ok":
            yield Damage("文件页损坏")


def _orphans(database: Database) -> Iterator[Damage]:
    for row in database.run("PRAGMA foreign_key_check"):
        yield Damage("关联的记录不存在", record=row[1] or 0)


def _chain(database: Database) -> Iterator[Damage]:
    settings = dict(database.run("SELECT key, value FROM setting WHERE key IN ('ledger_id', 'created_at')"))
    previous = chain.first_link(settings.get("ledger_id", ""), settings.get("created_at", ""))
    names = [row[1] for row in database.run("PRAGMA table_info(audit)")]
    number = 0
    for number, values in enumerate(database.stream(f"SELECT {', '.join(names)} FROM audit ORDER BY seq"), start=1):
        row = dict(zip(names, values, strict=True))
        if row["seq"] != number or row["prev"] != previous or row["h"] != chain.link(previous, row):
            yield Damage("操作记录与链不符", seq=row["seq"], day=row["at"][:10])
            return
        previous = row["h"]
    if not number:
        yield Damage("操作记录是空的")


def _history(database: Database) -> Iterator[Damage]:
    """Each change still has exactly the lines it was made of, and each line the text it was digested from."""
    contents = {seq: (content, at[:10]) for seq, content, at in database.run("SELECT seq, content, at FROM audit")}
    lines = database.stream("SELECT seq, record, digest, salt || after FROM history ORDER BY seq, record")
    for seq, members in groupby(lines, key=lambda line: line[0]):
        content, day = contents.pop(seq, ("", ""))
        found = []
        for _, record, digest, salted in members:
            found.append((record, digest))
            if chain.digest(salted) != digest:
                yield Damage("历史内容与登记时不符", record, seq, day)
        if chain.content_digest(found) != content:
            yield Damage("历史记录有增减", seq=seq, day=day)
    nothing = chain.content_digest(())
    yield from (Damage("历史记录有缺失", seq=seq, day=day) for seq, (content, day) in contents.items() if content != nothing)


def _noted(database: Database) -> Iterator[dict[str, Any]]:
    """What the log says of things that are no records, oldest first."""
    for (detail,) in database.run("SELECT detail FROM audit WHERE detail IS NOT NULL ORDER BY seq"):
        yield json.loads(detail)


def _settings(database: Database) -> Iterator[Damage]:
    """Each setting is what the log says was chosen last."""
    said: dict[str, str] = {}
    for noted in _noted(database):
        said.update({key: chain.canonical(value) for key, value in noted.get("settings", {}).items()})
    found = dict(database.run("SELECT key, value FROM setting"))
    for key in sorted(key for key in said.keys() | found.keys() if said.get(key) != found.get(key)):
        yield Damage(f"设置 {key} 与操作记录不符")


def _steps(database: Database) -> Iterator[Damage]:
    """The steps that made the schema are those of the file's version, each at a time the log knows."""
    ((version,),) = database.run("PRAGMA user_version")
    sql = "SELECT name, at IN (SELECT at FROM audit) FROM migration ORDER BY name"
    if list(database.run(sql)) != [(name, 1) for name, _ in migrations.STEPS[:version]]:
        yield Damage("升级记录与操作记录不符")


def _records(database: Database) -> Iterator[Damage]:
    """Each record is what its last change left, at the time the log says, and none is missing.

    The comparison runs inside SQLite; what differs there is looked at once more by the rule of chain.state_text.
    """
    sql = (
        "SELECT r.pk, r.id, r.ledger, r.occurred_on, r.voided_at, r.void_reason, r.reasons, r.data, r.updated_at, h.after,"
        " r.digest IS h.digest AND r.updated_at IS a.at AND r.spec_version IS 1 AND r.created_at IS (SELECT b.at FROM history f"
        " JOIN audit b ON b.seq = f.seq WHERE f.record = r.pk ORDER BY f.seq LIMIT 1) AS plain FROM record r"
        " LEFT JOIN history h ON h.record = r.pk AND h.seq = r.seq LEFT JOIN audit a ON a.seq = r.seq"
        " WHERE NOT plain OR h.after IS NOT json_array(r.id, r.ledger, r.occurred_on, r.voided_at, r.void_reason, r.reasons, r.data)"
    )
    for pk, identity, *state, updated, after, plain in database.stream(sql):
        # no branch: SQLite and Python write JSON alike in every version tried
        if not plain or chain.state_text(identity, dict(zip(chain.STATE, state, strict=True))) != after:  # pragma: no branch
            yield Damage("记录内容与登记时不符", record=pk, day=updated[:10])
    later = (
        "SELECT h.record, max(h.seq) FROM history h LEFT JOIN record r ON r.pk = h.record GROUP BY h.record HAVING r.seq IS NOT max(h.seq)"
    )
    yield from (Damage("记录不是最后一次登记的样子", record=record, seq=seq) for record, seq in database.run(later))


def _indexes(database: Database) -> Iterator[Damage]:
    """References, dates and search words are those of the record."""
    yield from (Damage("索引与记录不符", record=pk) for pk in indexes.differing(database))
    ((records, indexed),) = database.run("SELECT (SELECT count(*) FROM record), (SELECT count(*) FROM record_search)")
    if records != indexed:
        bare = "SELECT r.pk FROM record r LEFT JOIN record_search s ON s.record = r.pk WHERE s.record IS NULL"
        yield from (Damage("记录没有索引", record=pk) for (pk,) in database.run(bare))


def _evidence(database: Database) -> Iterator[Damage]:
    """Each content is as long as noted and belongs, or once belonged, to a record. The bytes are check_evidence's business."""
    yield from (Damage("佐证材料与登记时不符") for _ in evidence_store.misplaced(database))


def check_evidence(database: Database) -> list[Damage]:
    """Every byte of evidence against its digest: when asked for, before a backup counts and before a pack leaves."""
    return _guarded(_evidence_bytes, database)


def _evidence_bytes(database: Database) -> Iterator[Damage]:
    for key in evidence_store.differing(database):
        records = database.run("SELECT record FROM evidence_link WHERE sha256 = ?", [key])
        yield Damage("佐证材料的内容与登记时不符", record=records[0][0] if records else 0)


def _reports(database: Database) -> Iterator[Damage]:
    """Reports, their frozen numbers, the Word files made from them, and templates: as they were put, and as the log says."""
    said: dict[str, dict[str, Any]] = {"report": {}, "template": {}}
    for noted in _noted(database):
        for kind, last in said.items():
            if kind in noted:
                last[noted[kind]["id"]] = noted[kind]["said"]
    yield from (Damage(f"“{name}”与保存时不符") for name in ReportStore(database).differing(said["report"], said["template"]))
