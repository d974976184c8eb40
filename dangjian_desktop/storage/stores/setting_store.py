"""Settings of the office, kept in the file so that they are handed over with it. JSON values by key."""

from __future__ import annotations

import json
from typing import Any

from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.chain import canonical

HANDED_OVER = "handed_over"
"""The mark of a ledger that was given away: {"date", "to", "code"}; None or missing when it was not, or was taken back."""
TAKEN_FROM = "taken_from"
"""The mark of the pack this ledger was received in; "" or missing for one that began here."""


class SettingStore:
    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, key: str, default: Any = None) -> Any:
        rows = list(self._database.run("SELECT value FROM setting WHERE key = ?", [key]))
        return json.loads(rows[0][0]) if rows else default

    def write(self, key: str, value: Any) -> None:
        """Inside a transaction of the caller's."""
        sql = "INSERT INTO setting (key, value) VALUES (?, ?) ON CONFLICT(key) DO UPDATE SET value = excluded.value"
        self._database.run(sql, [key, canonical(value)])
