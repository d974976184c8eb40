"""What the office does with records: list, look up, save, void, restore. Knows no SQL and no screen."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.clean import Examined, as_raw, examine, refusals
from dangjian_desktop.domain.errors import Error, InvalidRecordError, Problem, UserError
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.fields import Context, Field, fold
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Line, Query, Row, Tallies
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Checked, Record, Stored
from dangjian_desktop.domain.redaction import marks, redacted
from dangjian_desktop.services.base.lookups import Lookups
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.storage.stores.record_store import RecordStore
from dangjian_desktop.storage.stores.row_cells import text_of
from dangjian_desktop.storage.writing.commit import Write
from dangjian_desktop.storage.writing.record_writes import pieces, write_back, write_of

if TYPE_CHECKING:
    from dangjian_desktop.domain.tie import Ties
    from dangjian_desktop.services.base.settings import Settings


@dataclass(frozen=True)
class Summary:
    """One record for the side panel: (label, text, secret) for every field that holds something, then for every declared question."""

    line: Line
    fields: tuple[tuple[str, str, bool], ...]
    missing: tuple[str, ...]
    void_reason: str | None
    created_at: str
    updated_at: str
    evidence: tuple[Evidence, ...]
    redacted: tuple[str, ...] = ()
    """Labels of the fields whose text was taken out."""


_BULK = 20
"""Records voided at once from which it is a risky step."""


class Records:
    """Records of one open file."""

    def __init__(self, file: OpenLedger, ties: Callable[[], Ties]) -> None:
        self._store, self._catalogue, self._clock, self._actor = file.store, file.catalogue, file.clock, file.actor
        self._settings, self._read, self._ties = file.settings, file.store.records, ties

    # -------------------------------------------------------------- lists
    def page(self, query: Query, offset: int, limit: int) -> tuple[Row, ...]:
        return self._read.page(query, offset, limit)

    def size(self, query: Query) -> int:
        return self._read.size(query)

    def pks(self, query: Query) -> tuple[int, ...]:
        return self._read.pks(query)

    def tallies(self, query: Query) -> Tallies:
        return self._read.tallies(query)

    def sizes(self, period: Period | None) -> dict[str, int]:
        """Records per ledger in the period, for the side lists."""
        return self._read.sizes(period)

    def lacking(self, period: Period | None) -> dict[str, int]:
        """待补 records per ledger in the period."""
        return self._read.lacking(period)

    def without_evidence(self, period: Period | None) -> dict[str, int]:
        """缺佐证 records per ledger in the period, where the ledger uses evidence."""
        return self._read.bare(period)

    def search(self, text: str, limit: int = 50) -> tuple[Line, ...]:
        return self._read.search(text, limit) if text.strip() else ()

    # -------------------------------------------------------------- single records
    def get(self, pk: int) -> Stored:
        return self._read.get(pk)

    def get_many(self, pks: Iterable[int]) -> tuple[Stored, ...]:
        return self._read.get_many(pks)

    def all_of(self, ledger: str, period: Period | None = None) -> tuple[Stored, ...]:
        """Every record of a ledger that is not void, by date."""
        return self._read.all_of(ledger, period.start if period else None, period.end if period else None)

    def lines(self, pks: Iterable[int]) -> tuple[Line, ...]:
        return self._read.lines(pks)

    def texts(self, pk: int) -> dict[str, str]:
        """Every field of a record as people read it, names instead of numbers."""
        stored = self._read.get(pk)
        names = self._read.names_of(pk)
        spec = self._catalogue.get(stored.ledger)
        return {f.key: text_of(f, stored.values.get(f.key), names.get(f.key, ())) for f in spec.fields if not f.of.pieces}

    def summary(self, pk: int) -> Summary:
        stored, texts = self._read.get(pk), self.texts(pk)
        spec = self._catalogue.get(stored.ledger)
        (line,) = self._read.lines([pk])
        fields = (*_filled(spec, texts), *_answers(self._read, spec, stored, self._clock.today(), self._settings))
        taken = tuple(redacted(spec, stored.values, marks(stored.unknown)).values())
        held, why = pieces(spec, stored.values), stored.void_reason
        return Summary(line, fields, stored.missing, why, stored.created_at, stored.updated_at, held, taken)

    def recent_values(self, ledger: str, key: str, limit: int = 8) -> tuple[str, ...]:
        """What was last typed into a text field; nothing for secret ones."""
        field = self._catalogue.get(ledger).field(key)
        return self._read.recent_texts(ledger, key, limit) if field.of.textual and not field.of.prose and not field.secret else ()

    def as_text(self, pks: Sequence[int], keys: Sequence[str], ledger: str) -> str:
        """Tab-separated with a line of headings, for the clipboard; secret fields are left out."""
        spec = self._catalogue.get(ledger)
        fields = [spec.field(key) for key in keys if not spec.field(key).secret]
        lines = ["\t".join(field.label for field in fields)]
        rows = {row.pk: row for row in self._read.page(Query(ledger, ids=tuple(pks), voided="also"), 0, max(len(pks), 1))}
        lines += ["\t".join(_cell(rows[pk].cells[field.key]) for field in fields) for pk in pks if pk in rows]
        return "\n".join(lines) + "\n"

    # -------------------------------------------------------------- names
    def targets(self, register: str, text: str, limit: int = 20) -> tuple[Line, ...]:
        """People, units or documents whose name or pinyin initials contain what was typed; those that begin with it first."""
        book = self._read.book(register)
        wanted = fold(text)
        hits = [pk for pk, words in book.texts.items() if wanted in words]
        hits.sort(key=lambda pk: (not fold(book.titles[pk]).startswith(wanted), pk))
        found = hits[:limit]
        rows = {row.pk: row for row in self._read.page(Query(register, ids=tuple(found)), 0, limit)}
        return tuple(replace(line, detail=self._detail(register, rows[line.pk])) for line in self._read.lines(found))

    def _detail(self, register: str, row: Row) -> str:
        """Beside the name what tells two people of one name apart."""
        telling = [f.key for f in self._catalogue.get(register).fields[1:] if _tells_apart(f)]
        return "　".join([row.cells[key] for key in telling if row.cells[key]][:2])

    # -------------------------------------------------------------- saving
    def check(self, ledger: str, raw: Mapping[str, Any], *, pk: int | None = None) -> Checked:
        """Look at a record without storing it: every fault, everything 待补, what the program would fill in."""
        spec = self._catalogue.get(ledger)
        before = self._read.get(pk) if pk is not None else None
        from dangjian_desktop.domain.tie import unfit_choices

        lookups = self._lookups()
        seen, problems, missing = self._examine(spec, raw, before, lookups)
        unfit = unfit_choices(self._ties(), spec, seen.values, lookups, self._catalogue.by_key)
        return Checked(seen.values, problems, missing, seen.derived, unfit, before)

    def save(
        self,
        ledger: str,
        raw: Mapping[str, Any],
        *,
        pk: int | None = None,
        seen: str | None = None,
        reasons: Mapping[str, str] | None = None,
        draft: str = "",
    ) -> Change:
        """Store a new record or over an old one.

        ``raw`` holds only what the form knows; other stored values are kept. ``seen`` is the ``updated_at`` the form was
        filled from: E-82 when the record was changed since. ``reasons`` pass must rules by id. ``draft`` is the key of the
        draft that goes with the save, or both stay; what of it lies outside the ledger is the caller's. Raises InvalidRecordError.
        """
        spec = self._catalogue.get(ledger)
        before = self._read.get(pk) if pk is not None else None
        if before and seen is not None and before.updated_at != seen and not self._only_evidence_since(before, seen):
            raise UserError(Error.CHANGED_MEANWHILE)
        record = self.prepare(spec, raw, before, self._lookups(), reasons or {})
        write = write_of(spec, record, self._read.title, before=before)
        verb = "修改" if before else "登记"
        return self._commit("save", f"{verb} 1 条{spec.label}", [write], draft)

    def _only_evidence_since(self, now: Stored, seen: str) -> bool:
        """Evidence added meanwhile is kept by the save; whatever else was changed must not be written over."""
        then = self._store.audit.state_at(now.pk, seen)
        today = self._store.audit.state_at(now.pk, now.updated_at)
        keys = [field.key for field in self._catalogue.get(now.ledger).fields if field.of.pieces]
        return then is not None and today is not None and _without(then, keys) == _without(today, keys)

    def commit_writes(self, kind: str, label: str, writes: Sequence[Write]) -> Change:
        """Store prepared records as one change with one undo; all or none (an import, a batch)."""
        return self._commit(kind, label, writes)

    def save_many(self, raws: Sequence[tuple[str, Mapping[str, Any]]], *, kind: str, label: str) -> Change:
        """Store many new records as one change; all or none. Raises InvalidRecordError for the first bad one.

        Records of the registers stand first: those after them may already name them.
        """
        lookups = self._lookups()
        writes = []
        for pk, (ledger, raw) in enumerate(raws, start=self._store.next_pk()):
            spec = self._catalogue.get(ledger)
            record = self.prepare(spec, raw, None, lookups, {})
            writes.append(write_of(spec, record, lookups.names.title))
            if spec.is_register:
                lookups.add(spec.key, pk, writes[-1].title, record.values)
        return self._commit(kind, label, writes)

    def prepare(
        self,
        spec: LedgerSpec,
        raw: Mapping[str, Any],
        before: Stored | None,
        lookups: Lookups,
        reasons: Mapping[str, str],
    ) -> Record:
        """A Record fit to be stored, or InvalidRecordError with every fault that no reason passes; E-85 in another version's ledger."""
        ensure_ours(spec)
        found, problems, missing = self._examine(spec, raw, before, lookups)
        kept = {**(dict(before.reasons) if before else {}), **{rule: why.strip() for rule, why in reasons.items() if why.strip()}}
        faults = [problem for problem in problems if not problem.rule or problem.rule not in kept]
        if faults:
            raise InvalidRecordError(faults)
        broken = {problem.rule for problem in problems if problem.rule}
        reasons_kept = tuple(sorted((rule, why) for rule, why in kept.items() if rule in broken))
        return Record(spec.key, found.values, tuple(problem.message for problem in missing), reasons_kept)

    def _examine(
        self, spec: LedgerSpec, raw: Mapping[str, Any], before: Stored | None, lookups: Lookups
    ) -> tuple[Examined, tuple[Problem, ...], tuple[Problem, ...]]:
        from dangjian_desktop.domain.tie import record_problems

        whole = {**as_raw(spec, before.values), **raw} if before else raw
        context = Context(self._clock.today(), lookups.names)
        found = examine(spec, whole, context, before=before.values if before else None)
        broken = record_problems(self._ties(), spec, found.values, lookups, self._catalogue.by_key)
        wrong = {problem.field for problem in found.problems}
        problems = (*found.problems, *refusals(spec, found), *(problem for problem in broken if problem.field not in wrong))
        return found, problems, tuple(self._missing(spec, found, marks(before.unknown if before else {})))

    def _missing(self, spec: LedgerSpec, found: Examined, redacted: Collection[str]) -> list[Problem]:
        """Required fields and those a rule asks for, but for those whose text was 涂销; the one field without which nothing is saved
        is refused instead.
        """
        from dangjian_desktop.domain.tie import asked_for

        must_have = spec.must_have.key if spec.must_have else ""
        missing = [problem for problem in found.missing if problem.field != must_have]
        named = {problem.field for problem in found.missing}
        missing += [problem for problem in asked_for(self._ties(), spec, found.values) if problem.field not in named]
        return [problem for problem in missing if problem.field not in redacted]

    def context(self) -> Context:
        return Context(self._clock.today(), self._read)

    def _lookups(self) -> Lookups:
        return Lookups(self._read)

    def missing_of(self, spec: LedgerSpec, values: Mapping[str, Any], redacted: Collection[str] = ()) -> tuple[str, ...]:
        """What is 待补 in values that are stored already; ``redacted`` are the places whose text was 涂销."""
        found = examine(spec, as_raw(spec, values), self.context(), before=values)
        return tuple(problem.message for problem in self._missing(spec, found, redacted))

    # -------------------------------------------------------------- void
    def void(self, pks: Sequence[int], reason: str) -> Change:
        """Take records out of every count and keep them readable; refuse without a reason."""
        if not reason.strip():
            raise InvalidRecordError([Problem("void_reason", "请写明作废原因，例如“重复登记”。")])
        at = self._clock.now().isoformat(timespec="seconds")
        stored = [record for record in self._read.get_many(tuple(dict.fromkeys(pks))) if not record.voided]
        if len(stored) >= _BULK:
            self._store.before_step("批量作废")
        return self._turn("void", "作废", stored, voided_at=at, void_reason=reason.strip())

    def restore(self, pks: Sequence[int]) -> Change:
        """Bring void records back into the counts."""
        stored = [record for record in self._read.get_many(tuple(dict.fromkeys(pks))) if record.voided]
        return self._turn("restore", "恢复", stored, voided_at=None, void_reason=None)

    def _turn(self, kind: str, verb: str, stored: Sequence[Stored], *, voided_at: str | None, void_reason: str | None) -> Change:
        if not stored:
            raise UserError(Error.IMPOSSIBLE, operation=verb, reason="没有可以操作的记录", hint="请刷新列表后重新选择。")
        specs = {record.pk: self._catalogue.get(record.ledger) for record in stored}
        labels = "、".join(dict.fromkeys(spec.label for spec in specs.values()))
        writes = [write_back(specs[one.pk], one, self._read.title, voided_at=voided_at, void_reason=void_reason) for one in stored]
        return self._commit(kind, f"{verb} {len(stored)} 条{labels}", writes)

    def _commit(self, kind: str, label: str, writes: Sequence[Write], draft: str = "") -> Change:
        return self._store.commit_change(kind, label, writes, actor=self._actor, at=self._clock.now(), draft=draft)


def ensure_ours(spec: LedgerSpec) -> None:
    """E-85 where the contents of a record would be changed that this version does not understand."""
    if spec.stranger:
        hint = "请用登记它的版本修改；这里可以看、查、导出和移交。"
        raise UserError(Error.IMPOSSIBLE, operation=f"修改{spec.label}", reason="这本台账不是这个版本的", hint=hint)


def _tells_apart(field: Field) -> bool:
    return (field.of.telling or (field.of.refers and not field.of.many)) and not field.common and not field.secret


def _filled(spec: LedgerSpec, texts: Mapping[str, str]) -> tuple[tuple[str, str, bool], ...]:
    """(label, text, secret) of every field that holds something."""
    return tuple((spec.field(key).label, text, spec.field(key).secret) for key, text in texts.items() if text)


def _answers(read: RecordStore, spec: LedgerSpec, stored: Stored, day: date, settings: Settings) -> tuple[tuple[str, str, bool], ...]:
    """The declared questions about whom a record is about."""
    if not spec.asks or stored.voided:
        return ()
    # few ledgers have such questions
    from dangjian_desktop.services.rules.grounds import comparisons
    from dangjian_desktop.services.rules.questions import answered

    return tuple((label, text, False) for label, text in answered(read, spec, stored, day, comparisons(settings)))


def _without(state: Mapping[str, Any], keys: Sequence[str]) -> dict[str, Any]:
    """A state whose payload lacks these keys."""
    data = {key: value for key, value in json.loads(state["data"]).items() if key not in keys}
    return {**state, "data": data}


def _cell(text: str) -> str:
    """A text as one cell: tabs and line breaks would start another."""
    return text.replace("\t", " ").replace("\n", " ")
