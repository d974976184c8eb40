"""Import: a workbook is read and looked at whole; what the preview shows is what is stored, as one change with one undo.

Registers come first whatever the order of sheets; names nobody knows yet are created by the same import and told.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.clean import to_payload
from dangjian_desktop.domain.errors import Error, InvalidRecordError, Problem, UserError, WorkbookError
from dangjian_desktop.domain.fields import listed
from dangjian_desktop.domain.file_names import visible
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.domain.record import Record
from dangjian_desktop.exchange.headings import REASONS, VOID_REASON, VOIDED_AT, best_spec, spec_of
from dangjian_desktop.exchange.workbook_in import Sheet
from dangjian_desktop.services.base.files import bytes_of
from dangjian_desktop.services.base.lookups import Lookups, named_in
from dangjian_desktop.services.records.records import Records
from dangjian_desktop.services.tables.lines import Candidate, lines_of, names_in
from dangjian_desktop.services.trust.box_jobs import read_workbook
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.writing.commit import Write
from dangjian_desktop.storage.writing.record_writes import write_of

_STEP = 200
NO_NAMES = "这里请填代号，不要填真实姓名。"


@dataclass(frozen=True)
class Preview:
    """What an import would do. ``records`` would be stored (without the faulty ones), ``skipped`` are there already."""

    records: int
    skipped: int
    warnings: tuple[Problem, ...]
    faults: tuple[Problem, ...]
    name: str
    writes: tuple[Write, ...]
    head: int
    """Number of the last change the preview was made on."""


def load(path: Path, progress: Progress | None = None) -> tuple[Sheet, ...]:
    """The sheets of a workbook, read in the child box; needs no open ledger, so a window lets its worker do it."""
    watched = progress or Quiet()
    return read_workbook(bytes_of(path), lambda: watched.step(0, 0, "读取表格"))


class Importing:
    """Imports into one open file."""

    def __init__(self, store: Store, catalogue: Catalogue, records: Records) -> None:
        self._store = store
        self._catalogue = catalogue
        self._records = records

    def read(self, path: Path, progress: Progress | None = None) -> Preview:
        """Look at a workbook; nothing is stored. WorkbookError when it cannot be read at all."""
        return self.look(load(path, progress), path.name, progress or Quiet())

    def commit(self, preview: Preview, *, valid_only: bool = False) -> Change:
        """Store what the preview shows; E-34 while it has faults and not only the right ones are wanted."""
        if preview.faults and not valid_only:
            raise WorkbookError(Error.BAD_TABLE, problems=preview.faults, count=len(preview.faults))
        if self._store.audit.head()[0] != preview.head:
            raise UserError(Error.CHANGED_MEANWHILE)
        self._store.before_step("导入")
        return self._records.commit_writes("import", f"导入 {preview.records} 条（{preview.name}）", preview.writes)

    # -------------------------------------------------------------- looking
    def look(self, sheets: Sequence[Sheet], name: str, progress: Progress) -> Preview:
        found = _Found(self._store, self._catalogue, self._records)
        candidates: list[Candidate] = []
        for sheet in sheets:
            spec = spec_of(sheet.name, self._catalogue) or best_spec(sheet.rows, self._catalogue)
            if spec is None:
                found.warnings.append(Problem("", "不是任何一本台账的名称，表头也对不上，这张表没有导入。", sheet=sheet.name))
                continue
            if spec.stranger:
                found.warnings.append(Problem("", "这是别的版本的台账，这里不能登记，这张表没有导入。", sheet=sheet.name))
                continue
            read = lines_of(sheet, spec)
            candidates += read.candidates
            found.warnings += read.warnings
            found.faults += read.faults
        order = {spec.key: place for place, spec in enumerate(self._catalogue)}
        candidates.sort(key=lambda one: order[one.ledger])
        if not candidates and not found.faults:
            found.faults.append(Problem("", "没有找到可以导入的内容：工作表的名称或表头要与台账一致。"))
        for number, candidate in enumerate(candidates):
            if number % _STEP == 0:
                progress.step(number, len(candidates), f"核对第 {number + 1} 条")
            found.take(candidate)
        return found.preview(name)


class _Found:
    """The import in the making: what is accepted so far, in the order in which it will be stored."""

    def __init__(self, store: Store, catalogue: Catalogue, records: Records) -> None:
        self._store = store
        self._catalogue = catalogue
        self._records = records
        self._lookups = Lookups(store.records)
        self._first = store.next_pk()
        self._there: dict[str, Counter[str]] = {}
        self.writes: list[Write] = []
        self.skipped = 0
        self.warnings: list[Problem] = []
        self.faults: list[Problem] = []

    def take(self, candidate: Candidate) -> None:
        """One record: its unknown names first, then itself, unless it is there already or wrong."""
        spec = self._catalogue.get(candidate.ledger)
        if spec.is_register and self._known_name(candidate, spec):
            return
        self._create_names(candidate, spec)
        try:
            reasons = _reasons(candidate)
            record = self._records.prepare(spec, candidate.raw, None, self._lookups, reasons)
        except InvalidRecordError as fault:
            self.faults += [candidate.place(problem, spec) for problem in fault.problems]
            return
        if spec.is_register:
            self._met_before(candidate, spec)
        self._told_otherwise(candidate, spec, record)
        text = _text(spec, record)
        there = self._payloads(spec)
        if there[text]:
            there[text] -= 1
            self.skipped += 1
            return
        self.warnings += [candidate.says(f"待补：{label}", label) for label in record.missing]
        self.warnings += [candidate.says(NO_NAMES, field.label) for field in named_in(spec, record.values, self._lookups.names)]
        self._accept(spec, record, candidate.extra)

    def _told_otherwise(self, candidate: Candidate, spec: LedgerSpec, record: Record) -> None:
        """What a table says of a value that is worked out is not taken; where it differs that is told."""
        for field in spec.computed:
            raw, made = candidate.raw.get(field.key), record.values.get(field.key)
            try:
                said = field.of.clean(raw, field, self._records.context()) if raw not in (None, "") else made
            except ValueError:
                said = raw
            if said != made:
                shown = "空" if made is None else field.of.text(made)
                there = str(raw) if said is raw or said is None else field.of.text(said)
                words = f"{field.label}由程序推算，应为{shown}；表格里写的“{visible(there)}”没有采用。"
                self.warnings.append(candidate.says(words, field.label, field.key))

    def _known_name(self, candidate: Candidate, spec: LedgerSpec) -> bool:
        """A register's record whose name is there: equal or not, it is left as it is; what differs is told."""
        name = str(candidate.raw.get(spec.fields[0].key, "")).strip()
        pks = self._store.records.find(spec.key, name) if name else ()
        if not pks:
            return False
        try:
            record = self._records.prepare(spec, candidate.raw, None, self._lookups, {})
        except InvalidRecordError:
            return False
        stored = self._store.records.get_many(pks)
        if _text(spec, record) not in {_text(spec, Record(spec.key, one.values)) for one in stored}:
            words = f"{spec.label}里已有“{name}”，内容不同，没有改动。"
            self.warnings.append(candidate.says(words))
        self.skipped += 1
        return True

    def _met_before(self, candidate: Candidate, spec: LedgerSpec) -> None:
        """Two lines of one name: perhaps one person, perhaps two; nothing is merged by itself."""
        name = str(candidate.raw.get(spec.fields[0].key, "")).strip()
        if self._lookups.names.find(spec.key, name):
            words = f"“{visible(name)}”在这份表格里不止一行，会各存一条，请核对是不是同一个。"
            self.warnings.append(candidate.says(words))

    def _create_names(self, candidate: Candidate, spec: LedgerSpec) -> None:
        for register, cell in names_in(candidate.raw, spec):
            names = [cell] if self._lookups.names.find(register, str(cell).strip()) else listed(cell)
            for name in filter(None, (str(one).strip() for one in names)):
                self._meet(register, name, candidate)

    def _meet(self, register: str, name: str, candidate: Candidate) -> None:
        """A name nobody knows is created; one that is written otherwise than the register has it is told."""
        found = self._lookups.names.find(register, name)
        if not found:
            self._create(register, name, candidate)
            return
        title = self._lookups.names.title(register, found[0])
        if len(found) == 1 and title not in (None, name):
            words = f"“{visible(name)}”认作{self._catalogue.get(register).label}里的“{title}”，请核对。"
            self.warnings.append(candidate.says(words))

    def _create(self, register: str, name: str, candidate: Candidate) -> None:
        target = self._catalogue.get(register)
        try:
            record = self._records.prepare(target, {target.fields[0].key: name}, None, self._lookups, {})
        except InvalidRecordError:
            return  # the reference itself will be told as the fault
        self._accept(target, record, {})
        words = f"{target.label}里还没有“{name}”，随这次导入新建。"
        self.warnings.append(candidate.says(words))

    def _accept(self, spec: LedgerSpec, record: Record, extra: Mapping[str, str]) -> None:
        write = write_of(spec, record, self._lookups.names.title)
        if extra.get(VOID_REASON):
            write = replace(write, voided_at=extra.get(VOIDED_AT) or "导入", void_reason=extra[VOID_REASON])
        if spec.is_register:
            self._lookups.add(spec.key, self._first + len(self.writes), write.title, record.values)
        self.writes.append(write)

    def _payloads(self, spec: LedgerSpec) -> Counter[str]:
        """What was stored before this import, as comparable texts."""
        if spec.key not in self._there:
            stored = self._store.records.get_many(self._store.records.pks(Query(spec.key, voided="also")))
            self._there[spec.key] = Counter(_text(spec, Record(spec.key, one.values)) for one in stored)
        return self._there[spec.key]

    def preview(self, name: str) -> Preview:
        head = self._store.audit.head()[0]
        return Preview(len(self.writes), self.skipped, tuple(self.warnings), tuple(self.faults), name, tuple(self.writes), head)


def _text(spec: LedgerSpec, record: Record) -> str:
    """What a workbook can say of a record; evidence is not among it."""
    said = {key: value for key, value in record.values.items() if not spec.field(key).of.pieces}
    return json.dumps(to_payload(spec, said), ensure_ascii=False, sort_keys=True)


def _reasons(candidate: Candidate) -> dict[str, str]:
    """放行理由 as an export writes them: one per line, rule：reason."""
    found = {}
    for line in candidate.extra.get(REASONS, "").splitlines():
        rule, _, why = line.partition("：")
        if why:
            found[rule.strip()] = why.strip()
    return found
