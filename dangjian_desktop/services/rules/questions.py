"""Declared questions about a person (a code) on a day, such as 在影响期: answered from every record with the same code. Knows no ledger."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from dangjian_desktop.domain.basis import Comparisons, resting
from dangjian_desktop.domain.computed import Answer, verdict
from dangjian_desktop.domain.ledger import LedgerSpec, Question
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.storage.stores.record_store import RecordStore


def answered(read: RecordStore, spec: LedgerSpec, stored: Stored, day: date, office: Comparisons) -> Iterator[tuple[str, str]]:
    """Return (question, answer in words) for whom this record is about; the code itself is not named. ``office``: what it has compared."""
    for ask in resting(spec.asks, office):
        whom = stored.values.get(ask.of)
        if whom is not None:
            same = [one.values for one in read.all_of(spec.key) if one.values.get(ask.of) == whom]
            yield ask.label, _said(spec, ask, verdict(spec, ask, same, day), day)


def _said(spec: LedgerSpec, ask: Question, found: Answer, day: date) -> str:
    until = f"，到 {found.until:%Y-%m-%d}" if found.yes and found.until and found.until > day else ""
    parts = [f"{day:%Y-%m-%d} {'是' if found.yes else '否'}{until}"]
    if found.records > 1:
        parts.append(f"同一{spec.field(ask.of).label}共 {found.records} 条")
    if found.added:
        parts.append(f"含前一次没有满的 {found.added} 天{f'（{found.basis.cited}）' if found.basis else ''}")
    return "；".join(parts)
