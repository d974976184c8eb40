"""What every use case of an open ledger stands on, in one value. Knows no use case."""

from __future__ import annotations

from dataclasses import dataclass

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.services.base.settings import Settings
from dangjian_desktop.storage.store import Store


@dataclass(frozen=True)
class OpenLedger:
    """One open ledger: what is stored, the ledgers it is read with, what the office has set, and who works in it by which clock."""

    store: Store
    catalogue: Catalogue
    settings: Settings
    clock: Clock
    actor: str
