"""移交, the giving side: looked over, told, printed, packed, looked at again, and only then marked; and taken back with a reason."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.check_code import check_code
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, Error, InvalidRecordError, Problem, UserError
from dangjian_desktop.domain.handover import Check, HandoverOptions, OpenMatter, PackInfo
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.logs import log
from dangjian_desktop.services.backup.backups import Backups
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.counting.measuring import VARIANTS
from dangjian_desktop.services.evidence.evidence import EvidenceService
from dangjian_desktop.services.handover import checks, packing
from dangjian_desktop.services.handover.matters import Matters
from dangjian_desktop.services.handover.sheet import Sheets
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.services.trust.inspection import work_folder
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.file.snapshot import Facts
from dangjian_desktop.storage.stores.setting_store import HANDED_OVER, TAKEN_FROM
from dangjian_desktop.storage.writing.commit import Deed

if TYPE_CHECKING:
    from dangjian_desktop.exchange.medium import Medium

_STEP = "移交"


class Handover:
    """The hand-over of one open file; ``place`` is where it lies."""

    def __init__(
        self, file: OpenLedger, place: Path, matters: Matters, sheets: Sheets, backups: Backups, evidence: EvidenceService
    ) -> None:
        self._store, self._catalogue, self._clock, self._actor = file.store, file.catalogue, file.clock, file.actor
        self._settings, self._place, self._matters, self._sheets = file.settings, place, matters, sheets
        self._backups, self._evidence = backups, evidence
        self._made: tuple[HandoverOptions, bytes] | None = None
        self._packed: dict[str, tuple[int, object]] = {}
        """By mark of the pack: the last line of the log and the papers as they went into it."""
        self._verified: set[str] = set()

    # -------------------------------------------------------------- before
    def self_check(self) -> tuple[Check, ...]:
        """Whatever would trouble the receiver; what ``stops`` has to be mended first."""
        return tuple(checks.checks(self._store, self._place, self._evidence, self._backups, self._clock))

    def matters(self) -> tuple[OpenMatter, ...]:
        """未了事项, group by group."""
        return self._matters.all()

    def sheet(self, options: HandoverOptions) -> bytes:
        """移交清单 as a .docx: the one that lies in the pack once that is written, before that as it is going to be."""
        if self._made is not None and self._made[0] == options:
            return self._made[1]
        return self._sheets.sheet(options, self._sheets.content(options, self.matters()), None)

    def slip(self, pack: PackInfo) -> bytes:
        """口令单 as a .docx, to be kept apart from the stick."""
        return self._sheets.slip(pack)

    # -------------------------------------------------------------- the pack
    def make(self, folder: Path, options: HandoverOptions, *, progress: Progress | None = None, medium: Medium | None = None) -> PackInfo:
        """Write a pack into ``folder`` and read it again from there. The ledger stays as it is until ``hand_over``.

        E-83 for a ledger that is read-only, E-11 and E-12 by the target, E-17 without a verified backup. Whatever fails leaves
        nothing that looks whole. ``medium``: other than the disk itself.
        """
        from dangjian_desktop.exchange.medium import Medium

        if self._store.read_only:
            raise DataFileError(Error.READ_ONLY)
        told, disk = progress or Quiet(), medium or Medium()
        packing.ensure_room(folder, self._store.database.watch.size, disk)
        told.step(0, 1, "先做一份备份")
        self._backups.before(_STEP)
        with work_folder() as work:
            parts = self._parts(work, options, told)
            info = packing.write(folder, parts, work, progress=told, medium=disk)
        self._made = (options, parts.sheet)
        self._packed[info.mark] = (self._store.audit.head()[0], self._papers())
        log().info("pack written kind=%s seq=%s files=%s", options.kind, info.code.seq, info.files)
        return info

    def _parts(self, work: Path, options: HandoverOptions, told: Progress) -> packing.Parts:
        copy = work / "copy.djtz"
        facts = self._copy(copy, options, told)
        content = self._sheets.content(options, self.matters())
        protected = self._store.database.key is not None and options.kind != "masked"
        code = check_code(facts.seq, facts.head)
        return packing.Parts(
            copy=copy,
            facts=facts,
            key=keys.read(self._place) if protected else b"",
            sheet=self._sheets.sheet(options, content, code),
            content=content,
            options=options,
            unit=str(self._settings.get(UNIT_NAME, "")),
            created=self._clock.now(),
            previous=str(self._settings.get(TAKEN_FROM) or ""),
        )

    def _copy(self, target: Path, options: HandoverOptions, told: Progress) -> Facts:
        """The ledger as it goes, closed and looked through in full."""
        at = self._clock.now()
        if options.kind == "masked":
            return masked_copy.write(self._store, self._catalogue, self._matters.rules.hidden, target, at=at, progress=told)
        bare = Deed("handover_copy", "移交时不带佐证材料", self._actor, at) if options.kind == "without_evidence" else None
        return self._store.pack_copy(target, bare=bare, step=partial(told.step, words="正在做台账的副本"))

    def verify_again(self, pack: PackInfo, *, progress: Progress | None = None) -> None:
        """The pack as its receiver will find it, after the stick was put in again; nothing is marked here."""
        packing.verify(pack, progress=progress or Quiet())
        self._verified.add(pack.mark)
        log().info("pack verified seq=%s", pack.code.seq)

    def _papers(self) -> object:
        """Reports, templates and 口径 as they are now; a draft of a report leaves no line in the log."""
        return self._store.reports.all(), self._store.reports.templates(), self._settings.get(VARIANTS)

    # -------------------------------------------------------------- given away, and taken back
    def hand_over(self, pack: PackInfo) -> Change:
        """Mark the ledger as given away: read-only from now on. A masked copy gives nothing away and is only a line of the log.

        E-84 for a pack that was not verified here, or when records, reports, templates or 口径 were changed after it was written.
        """
        if pack.mark not in self._verified:
            raise UserError(Error.UNCLEAR, text=_STEP, reason="移交包还没有核验", hint="请先核验移交包。")
        to, at = pack.options.receiver or "接收人", self._clock.now()
        if pack.options.kind == "masked":
            return self._store.note("export", f"做了隐去姓名和代号的副本，交给{to}", actor=self._actor, at=at)
        seq, papers = self._packed.get(pack.mark, (0, None))
        if any(entry.records for entry in self._store.audit.since(seq)) or papers != self._papers():
            raise UserError(Error.UNCLEAR, text=_STEP, reason="写好移交包以后又改过记录、报告或口径", hint="请删去它，重新写一个移交包。")
        day = self._clock.today().isoformat()
        mark = {"date": day, "to": to, "code": str(pack.code)}
        change = self._store.put_setting(HANDED_OVER, mark, f"移交给{to}", actor=self._actor, at=at, kind="handed_over")
        self._store.stop_writing(Condition(Why.HANDED_OVER, {"date": day}))
        return change

    def take_back(self, reason: str) -> Change:
        """继续编辑 of a ledger that was given away; the reason stays in the log. E-83 where something else keeps it read-only."""
        if not reason.strip():
            raise InvalidRecordError([Problem("reason", "请写明继续编辑的理由，例如“接收人尚未到岗”。")])
        why = self._store.condition
        self._store.lift_read_only()
        assert why is not None
        try:
            label = f"继续编辑已移交的台账：{reason.strip()}"
            return self._store.put_setting(HANDED_OVER, None, label, actor=self._actor, at=self._clock.now(), kind="take_back")
        except BaseException:
            self._store.stop_writing(why)
            raise
