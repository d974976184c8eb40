"""What another version wrote beside a record stays as it stands: the words of its ledgers, the references and days of its fields.

Only reads; commit.py writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.writing.commit import Write


def with_untouched(database: Database, catalogue: Catalogue, writes: Sequence[Write]) -> Sequence[Write]:
    """Return the writes with the index rows that this version cannot make from the payload; a void changes none of them."""
    if not any(catalogue.get(write.ledger).not_ours for write in writes):
        return writes
    return [_with(database, catalogue.get(write.ledger), write) for write in writes]


def _with(database: Database, spec: LedgerSpec, write: Write) -> Write:
    if write.pk is None or not spec.not_ours:
        return write
    links = database.run("SELECT field, seq, target FROM record_link WHERE record = ?", [write.pk])
    days = database.run("SELECT field, day FROM record_day WHERE record = ?", [write.pk])
    write = replace(
        write,
        links=(*write.links, *((field, seq, target) for field, seq, target in links if _is_foreign(spec, field))),
        days=(*write.days, *((field, day) for field, day in days if _is_foreign(spec, field))),
    )
    if spec.stranger:
        ((title, search),) = database.run("SELECT title, text FROM record_search WHERE record = ?", [write.pk])
        write = replace(write, title=title, search=search)
    return write


def _is_foreign(spec: LedgerSpec, place: str) -> bool:
    return not spec.foreign.isdisjoint((place, place.partition(".")[0]))
