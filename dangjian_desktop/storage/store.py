"""Store: everything a service may ask of an open file, in one place. Knows no rule of the office."""

from __future__ import annotations

import os
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import DataFileError, Message
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.measure import Measure, Measured
from dangjian_desktop.domain.period import Period
from dangjian_desktop.storage import commit, fingerprint, header, integrity, migrations, views
from dangjian_desktop.storage.audit_store import AuditStore
from dangjian_desktop.storage.chain import canonical
from dangjian_desktop.storage.commit import Deed, Write
from dangjian_desktop.storage.database import Database, keep_hot_copy
from dangjian_desktop.storage.draft_store import DraftStore
from dangjian_desktop.storage.measure_sql import measured
from dangjian_desktop.storage.record_store import RecordStore
from dangjian_desktop.storage.record_writes import search_text
from dangjian_desktop.storage.report_store import ReportStore
from dangjian_desktop.storage.setting_store import SettingStore

T = TypeVar("T")


class Store:
    """One open ledger file. ``notice`` says why it is read-only."""

    def __init__(self, database: Database, catalogue: Catalogue, notice: Message | None = None) -> None:
        self.database = database
        self.catalogue = catalogue
        self.notice = notice
        self.records = RecordStore(database.run, catalogue)
        self.audit = AuditStore(database)
        self.settings = SettingStore(database)
        self.drafts = DraftStore(database)
        self.reports = ReportStore(database)

    @property
    def read_only(self) -> bool:
        return self.database.read_only

    @property
    def path(self) -> Path:
        return self.database.path

    # -------------------------------------------------------------- a file comes and goes
    @classmethod
    def create(cls, path: Path, catalogue: Catalogue, *, settings: dict[str, Any], actor: str = "", at: datetime) -> Store:
        """A new file with its tables, views and first settings; E-18 when the name is taken. All or nothing."""
        try:
            path.open("xb").close()
        except FileExistsError as fault:
            raise DataFileError("E-18", name=path.name, detail=repr(fault)) from fault
        except OSError as fault:
            raise DataFileError("E-12", reason="文件夹不存在或不能写入", detail=repr(fault)) from fault
        database = Database(path)
        try:
            database.db.connect()
            database.run(f"PRAGMA page_size = {header.PAGE_SIZE}")
            database.run(f"PRAGMA application_id = {header.APPLICATION_ID}")
            database.db.close()
            database.connect()
            with database.transaction():
                migrations.run(database, at=at)
                views.rewrite(database, catalogue)
                first = {"ledger_id": str(uuid.uuid4()), "created_at": at.isoformat(), **settings}
                store = cls(database, catalogue)
                for key, value in first.items():
                    store.settings.write(key, value)
                commit.put(database, Deed("create", "新建台账", actor, at, detail=canonical({"settings": first})), [])
        except BaseException:
            database.close()
            path.unlink()
            raise
        return store

    @classmethod
    def open(cls, path: Path, catalogue: Catalogue, *, at: datetime) -> Store:
        """An existing file. What is damaged, foreign or on a medium that cannot be written opens read-only with a notice;
        what is missing, not ours, newer or in use raises DataFileError. The file is not changed by any of these."""
        found = header.read(path)
        if found.wal:
            raise DataFileError("E-04")
        database = Database(path, read_only=not _writable(path))
        if not database.read_only:
            keep_hot_copy(path)
        try:
            database.connect()
            notice = cls._inspect(database, catalogue)
            if notice is None and not database.read_only and fingerprint.stale_views(database, catalogue):
                with database.transaction():
                    views.rewrite(database, catalogue)
        except BaseException:
            database.close()
            raise
        if notice:
            database.read_only = True
            database.run("PRAGMA query_only = ON")
        elif database.read_only:
            notice = DataFileError("E-12", reason="文件或所在位置是只读的").message
        return cls(database, catalogue, notice)

    @staticmethod
    def _inspect(database: Database, catalogue: Catalogue) -> Message | None:
        """Steps 9 and 10 of the open procedure: schema, then content."""
        if strange := fingerprint.foreign(database, catalogue):
            return DataFileError("E-05", count=len(strange), earliest="，台账结构被别的程序动过").message
        if damage := integrity.check(database):
            days = sorted(item.day for item in damage if item.day)
            return DataFileError("E-05", count=len(damage), earliest=f"（最早 {days[0]}）" if days else "").message
        return None

    def close(self) -> None:
        self.database.close()

    def damage(self) -> list[integrity.Damage]:
        """Check the whole content again, on demand."""
        return integrity.check(self.database)

    # -------------------------------------------------------------- writing and counting
    def commit_change(
        self,
        kind: str,
        label: str,
        writes: Sequence[Write],
        *,
        actor: str,
        at: datetime,
        undoes: int | None = None,
    ) -> Change:
        """One change of records, in one transaction. Records that mention a renamed one are indexed anew with it."""
        deed = Deed(kind, label, actor, at, undoes=undoes, reindex=self._renamed(writes))
        return commit.commit_change(self.database, deed, writes)

    def put_setting(self, key: str, value: Any, label: str, *, actor: str, at: datetime) -> Change:
        """A setting of the office, with its line in the log."""
        detail = canonical({"settings": {key: value}, "before": {key: self.settings.get(key)}})
        with self.database.transaction():
            self.settings.write(key, value)
            return commit.put(self.database, Deed("settings", label, actor, at, detail=detail), [])

    def rehearse(self, writes: Sequence[Write], then: Callable[[], T]) -> T:
        """What ``then`` answers as if the writes had been made; nothing is stored."""
        with self.database.rehearsal():
            commit.put(self.database, Deed("rehearsal", "试算", "", datetime.now().astimezone()), writes)
            return then()

    def measured(self, spec: LedgerSpec, measure: Measure, period: Period) -> Measured:
        return measured(self.database.run, spec, measure, period)

    def next_pk(self) -> int:
        """The number the next new record will get; nobody else can write meanwhile."""
        return commit.database_number(self.database, "SELECT COALESCE(max(pk), 0) + 1 FROM record")

    def _renamed(self, writes: Sequence[Write]) -> list[tuple[int, str, str]]:
        """(record, title, search text) of the records that mention one whose name changes."""
        names = {write.pk: write.title for write in writes if write.pk is not None and self.catalogue.get(write.ledger).is_register}
        changed = {pk: name for pk, name in names.items() if self._title(pk) != name}
        mentions = {mention for pk in changed for mention in self.records.mentions(pk)} - {write.pk for write in writes}

        def title_of(register: str, pk: int) -> str | None:
            return changed.get(pk) or self.records.title(register, pk)

        found = []
        for one, line in zip(self.records.get_many(sorted(mentions)), self.records.lines(sorted(mentions)), strict=True):
            found.append((one.pk, line.title, search_text(self.catalogue.get(one.ledger), one.values, title_of)))
        return found

    def _title(self, pk: int) -> str:
        (line,) = self.records.lines([pk])
        return line.title


def _writable(path: Path) -> bool:
    """Whether file and folder can be written (the journal lies beside the file), asked without writing."""
    return os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)

