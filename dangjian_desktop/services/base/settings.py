"""Settings of the office: the unit's name, whom it reports to, variants of counting. Kept in the file, logged when changed."""

from __future__ import annotations

from typing import Any

from dangjian_desktop.domain.change import Change
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.storage.store import Store

UNIT_NAME = "unit_name"
ADDRESSEE = "addressee"


class Settings:
    """Settings of one open file."""

    def __init__(self, store: Store, clock: Clock, actor: str) -> None:
        self._store = store
        self._clock = clock
        self._actor = actor

    def get(self, key: str, default: Any = None) -> Any:
        return self._store.settings.get(key, default)

    def put(self, key: str, value: Any, label: str) -> Change:
        """``label`` is the user's sentence for the log."""
        return self._store.put_setting(key, value, label, actor=self._actor, at=self._clock.now())
