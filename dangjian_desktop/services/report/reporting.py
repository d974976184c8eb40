"""Reports: begun, written, checked, rendered, finalised. The state of the wizard lives here, not in its pages."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.domain.errors import Error, TemplateError, UserError
from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import (
    Draft,
    FrozenNumber,
    NumberLine,
    Piece,
    ReportInfo,
    Section,
    TagInfo,
    TemplateFault,
    TemplateInfo,
)  # fmt: skip
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.domain.unit_words import UnitWords
from dangjian_desktop.ledgers.skeletons import Skeletons
from dangjian_desktop.reports.tags import BODY, Tag, read
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.base.settings import ADDRESSEE, UNIT_NAME
from dangjian_desktop.services.counting.checking import Checking
from dangjian_desktop.services.counting.measuring import Measuring
from dangjian_desktop.services.records.records import Records
from dangjian_desktop.services.report import checks, codec, templates
from dangjian_desktop.services.report.filling import filling, sections_of
from dangjian_desktop.services.report.ledger_book import BOOK, book
from dangjian_desktop.services.report.numbers import ReportNumbers, todo
from dangjian_desktop.services.report.values import Values
from dangjian_desktop.storage.stores.report_store import StoredReport

if TYPE_CHECKING:
    from dangjian_desktop.reports.template import Wants


class Reporting:
    """Reports of one open file."""

    def __init__(
        self, file: OpenLedger, records: Records, measuring: Measuring, checking: Checking, words: UnitWords, skeletons: Skeletons
    ) -> None:
        """``words``: those of this kind of unit, for the sentences of a new draft."""
        self._store, self._catalogue, self._clock, self._actor = file.store, file.catalogue, file.clock, file.actor
        self._settings, self._records, self._checking = file.settings, records, checking
        self._skeletons, self._words = skeletons, words
        self._numbers = ReportNumbers(file, records, measuring, checking)

    @property
    def ties(self) -> Ties:
        """Return the ties in use here."""
        return self._checking.ties

    # -------------------------------------------------------------- templates
    def templates(self) -> tuple[TemplateInfo, ...]:
        """Return the shipped ones and the office's own."""
        own = [TemplateInfo(one.key, one.name, one.kind, shipped=False) for one in self._store.reports.templates()]
        return (*self._skeletons.templates(), *own)

    def template(self, key: str) -> bytes:
        """Return the bytes of a template; TemplateError when none has that key."""
        data = self._book if key == BOOK else self._skeletons.template(key) or self._store.reports.template(key)
        if data is None:
            raise TemplateError(Error.UNCLEAR, text=key, reason="没有这个模板", hint="请另选一个模板。")
        return data

    @cached_property
    def _book(self) -> bytes:
        """台账清册 of the ledgers in force, the office's own too."""
        return book(self._catalogue)

    def check_template(self, data: bytes) -> tuple[TemplateFault, ...]:
        """Find every fault at once; TemplateError for what may not be opened."""
        return templates.look(data, self._catalogue).faults

    def add_template(self, name: str, kind: str, data: bytes) -> TemplateInfo:
        """Keep an office's own template in the file; TemplateError E-36 with every fault."""
        faults = self.check_template(data)
        if faults:
            raise templates.refusal(faults)
        key = hashlib.sha256(data).hexdigest()[:12]
        self._store.add_template(key, name, kind, data, actor=self._actor, at=self._clock.now())
        return TemplateInfo(key, name, kind, shipped=False)

    # -------------------------------------------------------------- drafts
    def start(self, kind: str, period: Period) -> Draft:
        """Return a new draft from the shipped skeleton; not stored until kept."""
        plan = self._skeletons.kind(kind)
        addressee = str(self._settings.get(ADDRESSEE, ""))
        sections = tuple(Section(part.key, part.title, self._words.inside(part.text)) for part in self._skeletons.sections())
        title = self._skeletons.title(str(self._settings.get(UNIT_NAME, "")), period.label, plan.subject)
        return Draft(str(uuid.uuid4()), kind, title, plan.subject, addressee, period, plan.template, self._clock.today(), sections)

    def keep(self, draft: Draft) -> Draft:
        """Store the draft as it is; a finalised report is never written over."""
        if draft.state != "draft":
            raise UserError(Error.UNCLEAR, text=draft.title, reason="已经定稿，不能再改", hint="请另写一份。")
        self._store.reports.keep(self._stored(draft))
        return draft

    def open(self, identity: str) -> Draft:
        """Return a stored report; E-84 when there is none."""
        stored = self._store.reports.get(identity)
        if stored is None:
            raise UserError(Error.UNCLEAR, text=identity, reason="没有这份报告", hint="请在报告列表里另选一份。")
        info = codec.info_of(stored)
        return codec.from_json(stored.id, stored.kind, stored.title, info.period, stored.state, stored.data)

    def list(self) -> tuple[ReportInfo, ...]:
        """Return every report, last worked on first."""
        return tuple(codec.info_of(stored) for stored in self._store.reports.all())

    def previous(self, draft: Draft) -> Draft | None:
        """Return the previous report of its kind, None when this is the first: among those about days before this one's the one that
        ends last, and of several such the one that was worked on last.
        """
        earlier = [info for info in self.list() if info.kind == draft.kind and info.id != draft.id and info.period.end < draft.period.start]
        return self.open(max(earlier, key=lambda info: (info.period.end, info.updated_at)).id) if earlier else None

    def _stored(self, draft: Draft, *, frozen: Sequence[Any] | None = None) -> StoredReport:
        at = self._clock.now().isoformat(timespec="seconds")
        start, end = draft.period.start.isoformat(), draft.period.end.isoformat()
        return StoredReport(
            draft.id, draft.kind, draft.title, start, end, draft.state, at, codec.to_json(draft), None if frozen is None else [*frozen]
        )

    # -------------------------------------------------------------- numbers and tags
    def values(self, draft: Draft) -> Values:
        """Return what its tags stand for; each measure is counted once."""
        return self._numbers.values(draft)

    def numbers(self, draft: Draft) -> tuple[NumberLine, ...]:
        """Return every measure that the text and the template use, whole numbers before their parts, in the order of the areas."""
        seen, wanted = self._seen(draft)
        return self._numbers.lines(seen, wanted.tags)

    def _seen(self, draft: Draft, template: bytes | None = None) -> tuple[Draft, Wants]:
        """Return the draft with only those sections that its template prints, and what the template asks for."""
        from dangjian_desktop.reports.template import wants  # Word libraries only when one is written

        wanted = wants(template or self.template(draft.template))
        printed = {section.key for path in wanted.bodies for section in sections_of(path, draft, self._catalogue)}
        return replace(draft, sections=tuple(section for section in draft.sections if section.key in printed)), wanted

    def tags(self, period: Period) -> tuple[TagInfo, ...]:
        """Return every tag with its present value, for the panel and the “/” list."""
        return self._numbers.tags(period)

    def pieces(self, draft: Draft, text: str) -> tuple[Piece, ...]:
        """Return a section's text as plain stretches and number chips."""
        return self._numbers.pieces(draft, text)

    # -------------------------------------------------------------- checking
    def findings(self, draft: Draft, template: bytes | None = None) -> tuple[Finding, ...]:
        """Find everything between the draft and its 定稿: the text, what its template prints, the records behind the numbers."""
        values, (seen, wanted) = self.values(draft), self._seen(draft, template)
        numbers = self._numbers.printed(seen, wanted.printed)
        labels = {tag.name for tag in numbers}
        found = [*checks.of_text(seen, values, self.ties), *checks.same_number(draft, values, self.ties)]
        if any(tag.name == checks.ADDRESSEE for tag in wanted.printed):
            found += checks.of_addressee(draft)
        found += checks.small_numbers(numbers, values, self.ties)
        found += self._of_template(draft, template or self.template(draft.template), wanted.printed, values)
        if labels:
            found += self._checking.findings(draft.period, labels)
        order = {"must": 0, "warn": 1, "note": 2}
        named = [one.passed_with(draft.passed) for one in found]
        return tuple(sorted(named, key=lambda one: (order[one.level], bool(one.reason))))

    def _of_template(self, draft: Draft, data: bytes, printed: Sequence[Tag], values: Values) -> Sequence[Finding]:
        """Numbers of the template itself that have no value and are printed after all: a condition may keep them out."""
        from dangjian_desktop.reports.template import todo_marks  # Word libraries only when one is written

        empty = [tag for tag in printed if tag.name in self._catalogue.measures and values.shown(tag).text is None]
        marks = todo_marks(self._rendered(draft, data)) if empty else frozenset()
        return [checks.nothing_there(tag, values, "模板", "模板") for tag in empty if todo(tag, values) in marks]

    def open_musts(self, draft: Draft, template: bytes | None = None) -> tuple[Finding, ...]:
        """Return what stops 定稿 as long as it is neither cured nor passed with a reason; 待补 behind the numbers included."""
        return tuple(one for one in self.findings(draft, template) if one.stops)

    # -------------------------------------------------------------- the Word file
    def render(self, draft: Draft, template: bytes | None = None) -> bytes:
        """Return the report as a .docx. An empty value becomes 【待补：…】; TemplateError with every fault of a template."""
        if draft.state != "draft" and template is None:
            # what went out is kept with the report
            return self._store.reports.docx(draft.id) or b""
        data = template or self.template(draft.template)
        if template is not None:
            faults = self.check_template(data)
            if faults:
                raise templates.refusal(faults)
        return self._rendered(draft, data)

    def _rendered(self, draft: Draft, data: bytes) -> bytes:
        from dangjian_desktop.reports.rendering import render  # Word libraries only when one is written
        from dangjian_desktop.reports.template import wants

        return render(data, filling(draft, wants(data), self.values(draft), self._records, self._catalogue))

    @staticmethod
    def document(docx: bytes) -> Document:
        """Return the finished file as blocks, for pages and PDF."""
        from dangjian_desktop.reports.document import blocks

        return blocks(docx)

    def from_text(self, period: Period, text: str, *, kind: str = "half") -> Draft:
        """Return a draft whose text is this plain text with headings and tags (report --text); TemplateError with every slip."""
        slips = checks.slips_of(text, self._catalogue)
        if slips:
            raise TemplateError(Error.BAD_TEMPLATE, faults=slips, count=len(slips))
        draft = self.start(kind, period)
        return replace(draft, sections=(Section(BODY, BODY, text),))

    # -------------------------------------------------------------- 定稿
    def finalize(self, draft: Draft, template: bytes | None = None) -> ReportInfo:
        """Freeze numbers with their records and the Word file; E-37 while something must be dealt with."""
        musts = self.open_musts(draft, template)
        if musts:
            raise UserError(Error.NOT_FINAL, count=len(musts))
        docx = self.render(draft, template)
        final = replace(draft, state="final")
        stored = self._stored(final, frozen=[codec.number_to_json(number) for number in self.freeze(draft, template)])
        self._store.finalize(stored, docx, f"定稿：{draft.title}", actor=self._actor, at=self._clock.now())
        return codec.info_of(stored)

    def freeze(self, draft: Draft, template: bytes | None = None) -> tuple[FrozenNumber, ...]:
        """Return every number as it goes out, with its 口径 and its records at this moment."""
        seen, wanted = self._seen(draft, template)
        return self._numbers.freeze(seen, wanted.printed)

    def frozen(self, identity: str) -> tuple[FrozenNumber, ...]:
        """Return the numbers of a final report as they went out; nothing for a draft."""
        stored = self._store.reports.get(identity)
        lines = (stored.frozen or ()) if stored else ()
        return tuple(map(codec.number_from_json, lines))

    def source_index(self, draft: Draft, template: bytes | None = None) -> bytes:
        """Return 数源索引 as a .docx: behind every number its ledger, its 口径, its records and their evidence. Of a final report
        those that were frozen."""
        from dangjian_desktop.services.report.source_index import written  # Word libraries only when one is written

        numbers = self.frozen(draft.id) if draft.state != "draft" else self.freeze(draft, template)
        unit = str(self._settings.get(UNIT_NAME, ""))
        return written(draft, numbers, unit, self._clock.now(), self._store, self._catalogue)

    def mark_sent(self, identity: str) -> ReportInfo:
        """Mark as 已报送; only what is final can be sent."""
        stored = self._store.reports.get(identity)
        if stored is None or stored.state == "draft":
            raise UserError(Error.UNCLEAR, text="已报送", reason="还没有定稿", hint="请先定稿。")
        sent = replace(stored, state="sent", updated_at=self._clock.now().isoformat(timespec="seconds"))
        self._store.finalize(sent, None, f"标记已报送：{stored.title}", actor=self._actor, at=self._clock.now())
        return codec.info_of(sent)

    def changed_since(self, identity: str) -> tuple[str, ...]:
        """Tell 已报送 38，现为 39: every frozen number that is counted differently now, and why."""
        final = self.open(identity)
        values = self.values(draft := replace(final, overrides={}))
        kept = [number for number in self.frozen(identity) if number.tag not in final.overrides]
        found = (self._numbers.since(number, values.shown(read(number.tag)).text or "", draft) for number in kept)
        return tuple(filter(None, found))
