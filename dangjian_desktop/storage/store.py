"""Store: everything a service may ask of an open file, in one place. Knows no rule of the office."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, Error, Message
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.measure import Measure, Measured
from dangjian_desktop.domain.opening_plan import HERE, PLAIN, Location, OpeningPlan
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.redaction import Gone
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, door, restoring, snapshot
from dangjian_desktop.storage.ground import chain, lock_probe
from dangjian_desktop.storage.stores import computing, strangers
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.stores.draft_store import DraftStore
from dangjian_desktop.storage.stores.evidence_store import Content, EvidenceStore
from dangjian_desktop.storage.stores.measure_sql import measured
from dangjian_desktop.storage.stores.record_store import RecordStore
from dangjian_desktop.storage.stores.report_store import ReportStore, StoredReport
from dangjian_desktop.storage.stores.setting_store import SettingStore
from dangjian_desktop.storage.truth import integrity
from dangjian_desktop.storage.writing import commit, redacting
from dangjian_desktop.storage.writing.commit import Deed, Write
from dangjian_desktop.storage.writing.renames import Reindexed, renamed
from dangjian_desktop.storage.writing.untouched import with_untouched

T = TypeVar("T")


class Store:
    """One open ledger file. ``condition``: why it is only looked at. ``verified``: whether its whole content was looked through.
    ``plan``: what was decided when it was opened."""

    def __init__(self, database: Database, catalogue: Catalogue, condition: Condition | None = None, plan: OpeningPlan = PLAIN) -> None:
        self.database = database
        self.condition, self.plan = condition, plan
        self.verified = False
        self._pieces = integrity.pieces(database)
        self.declared, self._says_so = catalogue, False
        self.show_in(self._in_force())
        self.audit = AuditStore(database)
        self.settings = SettingStore(database)
        self.drafts = DraftStore(database)
        self.reports = ReportStore(database)
        self.evidence = EvidenceStore(database)
        self.before_write: Callable[[], None] = lambda: None
        self.before_step: Callable[[str], object] = lambda _step: None

    def show_in(self, catalogue: Catalogue) -> None:
        """Read with the same ledgers, shown in other words."""
        self.catalogue, self.records = catalogue, RecordStore(computing.taught(self.database, catalogue), catalogue)

    def _in_force(self) -> Catalogue:
        """What is declared, and beside it what only the records have; a file that cannot be read shows nothing more."""
        try:
            return strangers.in_force(self.database, self.declared)
        except integrity.unreadable():
            return self.declared

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    @property
    def path(self) -> Path:
        return self.database.path

    @property
    def damaged(self) -> Condition | None:
        """The condition where the content was seen to differ from what the program wrote, else None."""
        return self.condition if self.condition is not None and self.condition.why is Why.DAMAGED else None

    @property
    def notice(self) -> Message | None:
        """The condition in words."""
        return self.condition.message if self.condition else None

    # -------------------------------------------------------------- a file comes and goes
    @classmethod
    def create(
        cls, path: Path, catalogue: Catalogue, *, settings: dict[str, Any], actor: str = "", at: datetime, nameless: bool = False
    ) -> Store:
        """A new file; E-18 when the name is taken. All or nothing (door.create)."""
        return cls(door.create(path, catalogue, settings=settings, actor=actor, at=at, nameless=nameless), catalogue)

    @classmethod
    def open(
        cls,
        path: Path,
        catalogue: Catalogue,
        *,
        content: bool = True,
        lies: Location = HERE,
        key: Key | None = None,
        probe: Callable[[int], bool] = lock_probe.seen,
        vetted: str = "",
        seen: Condition | None = None,
    ) -> Store:
        """An existing file, with its condition when it may only be looked at (door.open_file)."""
        content = content and not vetted
        opened = door.open_file(path, content=content, lies=lies, key=key, probe=probe, vetted=vetted, seen=seen)
        store = cls(opened[0], catalogue, *opened[1:])
        store.verified = content or bool(vetted)
        return store

    @classmethod
    def open_copy(
        cls,
        path: Path,
        catalogue: Catalogue,
        folder: Path,
        *,
        at: datetime,
        why: Condition,
        key: Key | None = None,
        vet: Callable[[Path], Condition | None] | None = None,
    ) -> Store:
        """A read-only copy of a file that cannot be opened where it lies (door.open_copy)."""
        database, condition = door.open_copy(path, folder, at=at, why=why, key=key, vet=vet)
        store = cls(database, catalogue, condition)
        store.verified = True
        return store

    @property
    def is_open(self) -> bool:
        return not self.database.db.is_closed()

    def close(self) -> None:
        self.database.close()

    def verify_some(self) -> bool:
        """Look through the next piece of the content; whether that was the last. Where it differs everything is looked through."""
        if not self.verified:
            piece = next(self._pieces, None)
            if piece:
                self.verify()
            self.verified = self.verified or piece is None
        return self.verified

    def verify(self) -> Condition | None:
        """Look through the whole content; what differs makes the file read-only from now on."""
        self.verified = True
        if damage := door.damage_of_content(self.database):
            self.stop_writing(damage)
        return damage

    def stop_writing(self, condition: Condition) -> None:
        """Read-only from now on, and why."""
        self.condition = condition
        self.database.forbid_writing(tolerant=self.damaged is not None)

    def lift_read_only(self) -> None:
        """Make a ledger writable again that is read-only because it was handed over; else E-83.

        The caller's next write is the line of the log that says why; when that write fails, ``stop_writing`` again.
        """
        if self.condition is None or self.condition.why is not Why.HANDED_OVER:
            raise DataFileError(Error.READ_ONLY)
        self.database.allow_writing()
        self.condition = None

    @property
    def outdated(self) -> bool:
        """An older program wrote the file last: it is brought up before anything else is written (services.upgrading)."""
        return door.outdated(self.database)

    def upgrade(self, at: datetime) -> None:
        """Bring the file up to this version, all of it or nothing; one that was handed over stays read-only. E-83 elsewhere."""
        condition = self.condition
        if condition is not None:
            self.lift_read_only()
        try:
            door.upgrade(self.database, at)
            door.refresh_views(self.database, self.declared, self._in_force(), at)
        finally:
            if condition is not None:
                self.stop_writing(condition)

    def damage(self) -> list[integrity.Damage]:
        """Check the whole content again, on demand, every byte of evidence included."""
        return [*integrity.check(self.database), *integrity.check_evidence(self.database)]

    # -------------------------------------------------------------- copies, and back from one
    def copy_to(self, target: Path, *, step: snapshot.Step) -> snapshot.Facts:
        """A verified copy of the file as it is now (snapshot.copy)."""
        return snapshot.copy(self.database, target, step=step)

    def pack_copy(self, target: Path, *, bare: Deed | None, step: snapshot.Step) -> snapshot.Facts:
        """A verified copy that leaves the house, without drafts. ``bare``: the line of its log when evidence stays behind."""
        made = snapshot.vacuum_into(self.database, target, step=step)
        return made if bare is None else snapshot.without_evidence(target, bare, key=self.database.key)

    def states(self) -> Iterator[tuple[str, tuple[str, str, str, str]]]:
        """(identity, (state, ledger, title, day)) of every record; the state compares equal only for equal contents."""
        for identity, *state, title in self.database.stream(
            "SELECT r.id, r.ledger, r.occurred_on, r.voided_at, r.void_reason, r.reasons, r.data, s.title FROM record r"
            " JOIN record_search s ON s.record = r.pk"
        ):
            yield identity, (chain.canonical(state), state[0], title, state[1] or "")

    def replace_with(
        self, backup: Path, label: str, *, actor: str, at: datetime, key: Key | None = None, step: snapshot.Step = lambda _done, _all: None
    ) -> Change:
        """The content of a backup becomes that of the open file; what is replaced stands beside it. A damaged file is kept byte
        for byte and can be written again afterwards; E-83 where the file is read-only for another reason. ``key``: of the backup.
        """
        if not self.verified:
            self.verify()
        damaged = self.damaged is not None
        if self.read_only and not (damaged and self.database.locked):
            raise DataFileError(Error.READ_ONLY)
        kept = restoring.replaced_name(self.path, at)
        if damaged:
            copies.copy_open(self.database, kept)
        else:
            snapshot.copy(self.database, kept)
        try:
            restoring.into(self.database, backup, Deed("restored", label, actor, at), key=restoring.key_for(backup, key), step=step)
        except DataFileError as fault:
            if self.read_only and not damaged:
                self.condition = Condition(Why.DAMAGED, fault.given)
            raise
        if damaged:
            self.database.allow_writing()
        self.condition, self._says_so = None, False
        return Change("restored", label, (), (), self.audit.head()[0])

    # -------------------------------------------------------------- writing and counting
    def _before_writing(self, at: datetime) -> None:
        """Nothing is written over what nobody has looked at: what is left of the look through the content is done first.

        What an opening leaves for the first write follows: the backup of the day, then the views of the declaration in force.
        """
        if not self.verified and self.verify() is not None:
            raise DataFileError(Error.READ_ONLY, detail=Why.DAMAGED.name)
        self.before_write()
        if not self._says_so:
            door.refresh_views(self.database, self.declared, self.catalogue, at)
            self._says_so = True

    def commit_change(
        self,
        kind: str,
        label: str,
        writes: Sequence[Write],
        *,
        actor: str,
        at: datetime,
        undoes: int | None = None,
        contents: Sequence[Content] = (),
        draft: str = "",
    ) -> Change:
        """One change of records with its evidence, in one transaction. Records that mention a renamed one are indexed anew with it.

        ``draft``: the key of the one that was typed, which goes with it; a kill between the two must not offer it once more.
        """
        self._before_writing(at)
        reindex = renamed(self.records, self.catalogue, writes)
        deed = Deed(kind, label, actor, at, undoes=undoes, reindex=reindex, draft=draft)
        return commit.commit_change(self.database, deed, with_untouched(self.database, self.catalogue, writes), contents)

    def redact(self, label: str, write: Write, gone: Gone, *, places: Sequence[str], evidence: str, actor: str, at: datetime) -> Change:
        """Take texts of one record out for good (redacting.redact)."""
        self._before_writing(at)
        deed = Deed(redacting.KIND, label, actor, at)
        return restoring.rewrite(self.database, lambda copy: redacting.redact(copy, deed, write, gone, places=places, evidence=evidence))

    def put_setting(
        self, key: str, value: Any, label: str, *, actor: str, at: datetime, kind: str = "settings", reindex: Reindexed = ()
    ) -> Change:
        """A setting of the office, with its line in the log; ``kind`` of that line where it is more than a setting."""
        self._before_writing(at)
        with self.database.transaction():
            return commit.put_settings(self.database, Deed(kind, label, actor, at, reindex=reindex), {key: value})

    def note(self, kind: str, label: str, *, actor: str, at: datetime) -> Change:
        """A line in the log about something that changed nothing here (an export, a hand-over)."""
        return commit.commit_change(self.database, Deed(kind, label, actor, at), [])

    def finalize(self, report: StoredReport, docx: bytes | None, label: str, *, actor: str, at: datetime) -> Change:
        """Store a report that goes out, its Word file and its line in the log in one transaction."""
        self._before_writing(at)
        with self.database.transaction():
            self.reports.put(report, docx)
            return commit.put(self.database, Deed("report", label, actor, at, detail=self.reports.vouched(report.id)), [])

    def add_template(self, key: str, name: str, kind: str, data: bytes, *, actor: str, at: datetime) -> Change:
        """Keep a template of the office's own, with its line in the log; the one of the same key gives way."""
        self._before_writing(at)
        with self.database.transaction():
            said = self.reports.put_template(key, name, kind, data, at.isoformat(timespec="seconds"))
            return commit.put(self.database, Deed("template", f"添加模板“{name}”", actor, at, detail=said), [])

    def rehearse(self, writes: Sequence[Write], then: Callable[[], T]) -> T:
        """What ``then`` answers as if the writes had been made; nothing is stored."""
        with self.database.rehearsal():
            commit.put(self.database, Deed("rehearsal", "试算", "", datetime.now().astimezone()), writes)
            return then()

    def measured(self, spec: LedgerSpec, measure: Measure, period: Period) -> Measured:
        return measured(self.database.run, spec, measure, period)

    def next_pk(self) -> int:
        """The number the next new record will get; nobody else can write meanwhile."""
        return self.database.number("SELECT COALESCE(max(pk), 0) + 1 FROM record")
