"""Drafts: what was typed into a form and not saved is kept and offered again, never silently applied.

They lie in the ledger; while that cannot be written (full disk, stick pulled, file replaced) in the program's own folder.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.ports import Clock, SystemClock
from dangjian_desktop.services.records.draft_files import DraftFiles
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores.draft_store import DraftRecord


class Drafts:
    """Drafts of one open file."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    @cached_property
    def _outside(self) -> DraftFiles:
        return DraftFiles(str(self._store.settings.get("ledger_id", "")), self._store.database.key)

    def keep(self, key: str, ledger: str, pk: int | None, raw: Mapping[str, Any]) -> None:
        """Keep the raw texts of a form under its key (one per ledger for a new record, one per record for a change).

        DataFileError when it can be kept neither in the ledger nor outside.
        """
        draft = DraftRecord(key, ledger, pk, raw, self._clock.now().isoformat(timespec="seconds"))
        try:
            self._store.drafts.keep(draft)
        except DataFileError as fault:
            log().info("the draft is kept outside the ledger: %s", fault.code)
            self._outside.keep(draft)
        else:
            self._outside.drop(key)

    def find(self, key: str) -> DraftRecord | None:
        """The newest; what lies outside was typed when the ledger could not be written."""
        found = [draft for draft in (self._outside.find(key), self._store.drafts.find(key)) if draft is not None]
        return max(found, key=lambda draft: draft.at, default=None)

    def all(self) -> tuple[DraftRecord, ...]:
        """Newest first."""
        found = {draft.key: draft for draft in (*self._store.drafts.all(), *self._outside.all())}
        return tuple(sorted(found.values(), key=lambda draft: draft.at, reverse=True))

    def drop_outside(self, pk: int) -> None:
        """Those of one record that lie outside the ledger: its texts are about to be taken out for good."""
        for draft in tuple(self._outside.all()):
            if draft.pk == pk:
                self._outside.drop(draft.key)

    def drop(self, key: str) -> None:
        self._outside.drop(key)
        if not self._store.read_only:
            self._store.drafts.drop(key)


def keep_aside(ledger_id: str, secret: Key | None, key: str, ledger: str, pk: int | None, raw: Mapping[str, Any]) -> None:
    """Outside, without the open ledger, when the thread that owns it does not answer. DataFileError as for ``keep``."""
    at = SystemClock().now().isoformat(timespec="seconds")
    DraftFiles(ledger_id, secret).keep(DraftRecord(key, ledger, pk, raw, at))
