"""操作记录, 撤销, 重做. The log is the undo: taking back is a new change, works tomorrow, and erases no trace."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any

from dangjian_desktop.domain.change import Change, LogEntry
from dangjian_desktop.domain.check_code import CheckCode, check_code
from dangjian_desktop.domain.clean import from_payload
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.record import Record, Stored
from dangjian_desktop.domain.redaction import marks
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.records.records import ensure_ours
from dangjian_desktop.storage.stores.audit_store import StateChange
from dangjian_desktop.storage.writing.commit import Write
from dangjian_desktop.storage.writing.record_writes import write_of

_PAGE = 200
_NEVER_STORED = "登记被撤销"
_REDONE = "重做："


class History:
    """The log of one open file."""

    def __init__(self, file: OpenLedger, missing_of: Callable[[LedgerSpec, Mapping[str, Any], Collection[str]], tuple[str, ...]]) -> None:
        """``missing_of``: what is 待补 in given values with these marks of a 涂销, by the same rules as saving."""
        self._store, self._catalogue, self._clock, self._actor = file.store, file.catalogue, file.clock, file.actor
        self._missing_of = missing_of

    def entries(self, limit: int = _PAGE, offset: int = 0) -> tuple[LogEntry, ...]:
        """The log, newest first."""
        return self._store.audit.entries(limit, offset)

    def of_record(self, pk: int) -> tuple[LogEntry, ...]:
        return self._store.audit.of_record(pk)

    def newest(self, count: int | None = None) -> Iterator[LogEntry]:
        """Yield the log, newest first, read page by page: so many lines of it, or all."""
        return islice(self._all(), count)

    def records_of(self, seq: int) -> tuple[Line, ...]:
        """Name the records that one change touched as they are called today; what is secret is never in a name."""
        return self._store.records.lines(self._store.audit.records(seq))

    # -------------------------------------------------------------- 核验码
    def check_code(self) -> CheckCode:
        """Return the 核验码 of the newest row of the log."""
        return check_code(*self._store.audit.head())

    def knows(self, code: CheckCode) -> bool:
        """Whether the log still has the row a code was made of; any earlier row will do."""
        return self._store.audit.begins(code.seq, code.digits)

    # -------------------------------------------------------------- undo and redo
    def undo_label(self) -> str | None:
        """What 撤销 would take back, for the menu; None when there is nothing."""
        entry = self._last_done()
        return entry.label.removeprefix(_REDONE) if entry else None

    def redo_label(self) -> str | None:
        """What 重做 would bring back; only directly after an undo, as everywhere."""
        entry = self._last_undone()
        if entry is None:
            return None
        taken_back = self._store.audit.undoes(entry.seq)
        return None if taken_back is None else self._store.audit.entry(taken_back).label

    def undo(self, seq: int | None = None) -> Change:
        """Take one change back (the last one when not named). E-82 when a record was changed since; then nothing is done."""
        entry = self._store.audit.entry(seq) if seq is not None else self._last_done()
        if entry is None or not entry.can_undo:
            if entry is not None and entry.kind == "redacted":
                raise UserError(Error.IMPOSSIBLE, operation="撤销涂销", reason="涂销的文字哪里都没有了", hint="需要的话请重新填写。")
            raise UserError(Error.IMPOSSIBLE, operation="撤销", reason="没有可以撤销的操作", hint="请在操作记录里选择一条。")
        return self._turn_back(entry, "undo", f"撤销：{entry.label.removeprefix(_REDONE)}")

    def redo(self) -> Change:
        """Bring back what was undone last."""
        entry = self._last_undone()
        label = self.redo_label()
        if entry is None or label is None:
            raise UserError(Error.IMPOSSIBLE, operation="重做", reason="没有可以重做的操作", hint="只有刚撤销的操作可以重做。")
        return self._turn_back(entry, "redo", f"{_REDONE}{label}")

    def _all(self) -> Iterator[LogEntry]:
        """The whole log, newest first, read page by page."""
        offset = 0
        while page := self.entries(_PAGE, offset):
            yield from page
            offset += _PAGE

    def _last_done(self) -> LogEntry | None:
        """The newest change that stands: undone ones, the undoing itself, and what a 涂销 came after are passed over."""
        redacted_since = self._store.audit.redacted_since
        return next((entry for entry in self._all() if entry.can_undo and entry.kind != "undo" and not redacted_since(entry.seq)), None)

    def _last_undone(self) -> LogEntry | None:
        """The newest undo with nothing but undoing and redoing after it."""
        for entry in self._all():
            if entry.kind == "undo" and entry.undone_by is None:
                return entry
            if entry.records and entry.kind not in ("undo", "redo"):
                return None
        return None

    def _turn_back(self, entry: LogEntry, kind: str, label: str) -> Change:
        if self._store.audit.redacted_since(entry.seq):
            hint = "需要改的请直接编辑那条记录。"
            raise UserError(Error.IMPOSSIBLE, operation=f"撤销第 {entry.seq} 号操作", reason="其中有记录后来涂销过文字", hint=hint)
        steps = self._store.audit.steps(entry.seq)
        if not all(step.stands for step in steps):
            raise UserError(Error.CHANGED_MEANWHILE)
        stored = {one.pk: one for one in self._store.records.get_many(step.pk for step in steps)}
        for step in steps:
            if step.before is not None and step.before["data"] != step.after["data"]:
                ensure_ours(self._catalogue.get(stored[step.pk].ledger))
        writes = [self._write(stored[step.pk], step) for step in steps]
        return self._store.commit_change(kind, label, writes, actor=self._actor, at=self._clock.now(), undoes=entry.seq)

    def _write(self, now: Stored, step: StateChange) -> Write:
        """The record as it was before; one that did not exist is voided, for nothing is deleted."""
        state = step.before or self._never_stored(step.after)
        spec = self._catalogue.get(now.ledger)
        payload = json.loads(state["data"])
        values = from_payload(spec, payload)
        record = Record(spec.key, values, self._missing_of(spec, values, marks(payload)), tuple(json.loads(state["reasons"]).items()))
        made = write_of(spec, record, self._store.records.title, before=now)
        return replace(made, values=payload, voided_at=state["voided_at"], void_reason=state["void_reason"])

    def _never_stored(self, state: Mapping[str, Any]) -> Mapping[str, Any]:
        return {**state, "voided_at": self._clock.now().isoformat(timespec="seconds"), "void_reason": _NEVER_STORED}
