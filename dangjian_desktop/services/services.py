"""Services: everything an open ledger can do, as one frozen bundle that does nothing itself.

Each member is made, and what it needs is loaded, when it is first asked for: a window is painted before the report room is there.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_desktop.domain.condition import Condition
from dangjian_desktop.domain.errors import Message
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.unit_words import UnitWords
from dangjian_desktop.services.base.ports import Clock

if TYPE_CHECKING:
    from dangjian_desktop.domain.tie import Ties
    from dangjian_desktop.services.backup.backups import Backups
    from dangjian_desktop.services.base.open_ledger import OpenLedger
    from dangjian_desktop.services.base.settings import Settings
    from dangjian_desktop.services.counting.checking import Checking
    from dangjian_desktop.services.counting.measuring import Measuring
    from dangjian_desktop.services.evidence.evidence import EvidenceService
    from dangjian_desktop.services.handover.handover import Handover
    from dangjian_desktop.services.handover.matters import Matters
    from dangjian_desktop.services.handover.sheet import Sheets
    from dangjian_desktop.services.records.drafts import Drafts
    from dangjian_desktop.services.records.history import History
    from dangjian_desktop.services.records.records import Records
    from dangjian_desktop.services.report.reporting import Reporting
    from dangjian_desktop.services.rules.duties import Duties
    from dangjian_desktop.services.rules.grounds import Grounds
    from dangjian_desktop.services.tables.exporting import Exporting
    from dangjian_desktop.services.tables.importing import Importing
    from dangjian_desktop.storage.store import Store


@dataclass(frozen=True)
class Services:
    """One open file. ``condition`` is why it is ``read_only``, ``notice`` says so. All are called on the thread that opened the file."""

    path: Path
    catalogue: Catalogue
    clock: Clock
    store: Store
    actor: str
    hints: tuple[Message, ...] = ()
    """What was noticed when it was opened and stops nothing, such as a clock that is wrong; shown once."""
    words: UnitWords = field(default_factory=UnitWords)
    """The words of this kind of unit; choices are shown in them by ``catalogue`` already."""

    @property
    def read_only(self) -> bool:
        """Whether nothing can be written now; a check of the whole content or a hand-over may change it."""
        return self.store.read_only

    @property
    def condition(self) -> Condition | None:
        return self.store.condition

    @property
    def notice(self) -> Message | None:
        return self.store.notice

    @cached_property
    def ties(self) -> Ties:
        from dangjian_desktop.ledgers.ties import load_ties

        return load_ties(self.catalogue, self.words)

    @cached_property
    def settings(self) -> Settings:
        from dangjian_desktop.services.base.settings import Settings

        return Settings(self.store, self.clock, self.actor)

    @cached_property
    def _file(self) -> OpenLedger:
        from dangjian_desktop.services.base.open_ledger import OpenLedger

        return OpenLedger(self.store, self.catalogue, self.settings, self.clock, self.actor)

    @cached_property
    def records(self) -> Records:
        from dangjian_desktop.services.records.records import Records

        return Records(self._file, lambda: self.ties)

    @cached_property
    def measuring(self) -> Measuring:
        from dangjian_desktop.services.counting.measuring import Measuring

        return Measuring(self.store, self.catalogue, self.settings)

    @cached_property
    def duties(self) -> Duties:
        from dangjian_desktop.services.rules.duties import Duties

        return Duties(self.catalogue, self.ties, self.settings, self.clock, self.words)

    @cached_property
    def grounds(self) -> Grounds:
        from dangjian_desktop.services.rules.grounds import Grounds

        return Grounds(self.catalogue, self.ties, self.duties.declared, self.settings, self.clock)

    @cached_property
    def checking(self) -> Checking:
        from dangjian_desktop.services.counting.checking import Checking

        return Checking(self.store, self.catalogue, self.ties, self.measuring, self.duties, self.grounds)

    @cached_property
    def importing(self) -> Importing:
        from dangjian_desktop.services.tables.importing import Importing

        return Importing(self.store, self.catalogue, self.records)

    @cached_property
    def exporting(self) -> Exporting:
        from dangjian_desktop.services.tables.exporting import Exporting

        return Exporting(self._file, self.records, lambda: self.matters.rules.hidden)

    @cached_property
    def reporting(self) -> Reporting:
        from dangjian_desktop.ledgers.skeletons import load_skeletons
        from dangjian_desktop.services.report.reporting import Reporting

        return Reporting(self._file, self.records, self.measuring, self.checking, self.words, load_skeletons())

    @cached_property
    def history(self) -> History:
        from dangjian_desktop.services.records.history import History

        return History(self._file, self.records.missing_of)

    @cached_property
    def drafts(self) -> Drafts:
        from dangjian_desktop.services.records.drafts import Drafts

        return Drafts(self.store, self.clock)

    @cached_property
    def evidence(self) -> EvidenceService:
        from dangjian_desktop.services.evidence.evidence import EvidenceService

        return EvidenceService(self._file, self.records)

    @cached_property
    def backups(self) -> Backups:
        from dangjian_desktop.services.backup.backups import Backups

        return Backups(self.store, self.clock, self.settings, self.path, self.actor)

    @cached_property
    def sheets(self) -> Sheets:
        from dangjian_desktop.services.handover.sheet import Sheets

        return Sheets(self._file, self.measuring, self.reporting)

    @cached_property
    def matters(self) -> Matters:
        from dangjian_desktop.services.handover.matters import Matters

        return Matters(self._file, self.ties, self.measuring, self.duties.in_force)

    @cached_property
    def handover(self) -> Handover:
        from dangjian_desktop.services.handover.handover import Handover

        return Handover(self._file, self.path, self.matters, self.sheets, self.backups, self.evidence)
