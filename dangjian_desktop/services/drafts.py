"""Drafts: what was typed into a form and not saved is kept and offered again, never silently applied."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dangjian_desktop.services.ports import Clock
from dangjian_desktop.storage.draft_store import DraftRecord
from dangjian_desktop.storage.store import Store


class Drafts:
    """Drafts of one open file; a file that cannot be written keeps none."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    def keep(self, key: str, ledger: str, pk: int | None, raw: Mapping[str, Any]) -> None:
        """Keep the raw texts of a form under its key (one per ledger for a new record, one per record for a change)."""
        if not self._store.read_only:
            self._store.drafts.keep(DraftRecord(key, ledger, pk, raw, self._clock.now().isoformat(timespec="seconds")))

    def find(self, key: str) -> DraftRecord | None:
        return self._store.drafts.find(key)

    def all(self) -> tuple[DraftRecord, ...]:
        return self._store.drafts.all()

    def drop(self, key: str) -> None:
        if not self._store.read_only:
            self._store.drafts.drop(key)
