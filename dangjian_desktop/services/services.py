"""Services: everything an open ledger can do, as one frozen bundle that does nothing itself."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_desktop.domain.errors import Message
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.services.backups import Backups
from dangjian_desktop.services.drafts import Drafts
from dangjian_desktop.services.evidence import EvidenceService
from dangjian_desktop.services.handover import Handover
from dangjian_desktop.services.history import History
from dangjian_desktop.services.measuring import Measuring
from dangjian_desktop.services.ports import Clock
from dangjian_desktop.services.records import Records
from dangjian_desktop.services.settings import Settings

if TYPE_CHECKING:
    from dangjian_desktop.services.checking import Checking
    from dangjian_desktop.services.exporting import Exporting
    from dangjian_desktop.services.importing import Importing
    from dangjian_desktop.services.reporting import Reporting
    from dangjian_desktop.storage.store import Store


@dataclass(frozen=True)
class Services:
    """One open file. ``notice`` says why it is ``read_only``. All are called on the thread that opened the file."""

    path: Path
    catalogue: Catalogue
    clock: Clock
    store: Store
    records: Records
    measuring: Measuring
    checking: Checking
    importing: Importing
    exporting: Exporting
    reporting: Reporting
    history: History
    drafts: Drafts
    settings: Settings
    evidence: EvidenceService
    backups: Backups
    handover: Handover
    hints: tuple[Message, ...] = ()
    """What was noticed when it was opened and stops nothing, such as a clock that is wrong; shown once."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written now; a check of the whole content or a hand-over may change it."""
        return self.store.read_only

    @property
    def notice(self) -> Message | None:
        return self.store.notice
