"""Drafts of forms: what was typed and not saved. No log rows; removed when saved or discarded."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.chain import canonical

_COLUMNS = "SELECT key, ledger, record, data, at FROM draft"


@dataclass(frozen=True)
class DraftRecord:
    """``data`` are the raw texts of the form by field key; ``pk`` the record being changed, None for a new one."""

    key: str
    ledger: str
    pk: int | None
    data: Mapping[str, Any]
    at: str


class DraftStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def keep(self, draft: DraftRecord) -> None:
        sql = "INSERT OR REPLACE INTO draft (key, ledger, record, data, at) VALUES (?, ?, ?, ?, ?)"
        with self._database.transaction():
            self._database.run(sql, [draft.key, draft.ledger, draft.pk, canonical(dict(draft.data)), draft.at])

    def find(self, key: str) -> DraftRecord | None:
        return next((_draft(row) for row in self._database.run(f"{_COLUMNS} WHERE key = ?", [key])), None)

    def all(self) -> tuple[DraftRecord, ...]:
        """Newest first."""
        return tuple(_draft(row) for row in self._database.run(f"{_COLUMNS} ORDER BY at DESC, key"))

    def drop(self, key: str) -> None:
        if self.find(key):
            with self._database.transaction():
                self._database.run("DELETE FROM draft WHERE key = ?", [key])


def _draft(row: tuple[Any, ...]) -> DraftRecord:
    key, ledger, pk, data, at = row
    return DraftRecord(key, ledger, pk, json.loads(data), at)
