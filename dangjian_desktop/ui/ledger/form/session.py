"""The work behind a form: load, check while typing, keep a draft, save once. Knows services, no widget."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from PySide6.QtCore import QObject, Signal, SignalInstance

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Checked
from dangjian_desktop.domain.redaction import marks
from dangjian_desktop.logs import log
from dangjian_desktop.services.ledger_file.confidential import real_names
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.ledger.form.values import mentioned, raw_values

CHECK_AFTER = 250
DRAFT_AFTER = 2000


@dataclass(frozen=True)
class Start:
    """What a form begins with. ``seen`` is the state of the record it was filled from; ``draft`` what was not finished."""

    pk: int | None
    seen: str | None
    values: Mapping[str, Any]
    names: Mapping[int, str]
    today: date
    draft: Mapping[str, Any] | None = None
    draft_at: str = ""
    voided: bool = False
    reasons: Mapping[str, str] = field(default_factory=dict)
    redacted: Collection[str] = ()


@dataclass(frozen=True)
class Unsaved:
    """What would be a draft."""

    key: str
    ledger: str
    pk: int | None
    raw: Mapping[str, Any]


def draft_key(spec: LedgerSpec, pk: int | None) -> str:
    return f"{spec.key}:{pk or 'new'}"


def read_start(services: Services, spec: LedgerSpec, pk: int | None, keep: Mapping[str, Any]) -> Start:
    stored = services.records.get(pk) if pk is not None else None
    values = raw_values(spec, stored.values) if stored else dict(keep)
    draft = services.drafts.find(draft_key(spec, pk))
    raw = draft.data if draft else {}
    pks = dict.fromkeys((*mentioned(spec, values), *mentioned(spec, raw)))
    names = {line.pk: line.title for line in services.records.lines(tuple(pks))}
    return Start(
        pk,
        stored.updated_at if stored else None,
        values,
        names,
        services.clock.today(),
        raw if draft else None,
        str(draft.at) if draft else "",
        stored.voided if stored else False,
        dict(stored.reasons) if stored else {},
        marks(stored.unknown) if stored else (),
    )


def store(services: Services, spec: LedgerSpec, raw: Mapping[str, Any], *, start: Start, reasons: Mapping[str, str]) -> Change:
    """Save and let the draft go; what cannot be saved is a draft by the time the refusal is told, for the window may close meanwhile."""
    key = draft_key(spec, start.pk)
    try:
        change = services.records.save(spec.key, raw, pk=start.pk, seen=start.seen, reasons=reasons, draft=key)
    except BaseException:
        _try(lambda: services.drafts.keep(key, spec.key, start.pk, raw))
        raise
    _try(lambda: services.drafts.drop(key))
    return change


def effect(services: Services, key: str, seen: Checked, period: Period) -> tuple[tuple[str, str, str], ...]:
    """保存后. A disk that cannot be written now has none to show; the save will say why, not every pause in typing."""
    try:
        return services.measuring.effect(key, seen, period)
    except UserError as fault:
        log().info("no effect: %s", fault.code)
        return ()


def _try(act: Callable[[], None]) -> None:
    """Beside a save that was done, or refused and told: a fault of the draft must not stand for it."""
    try:
        act()
    except UserError as fault:
        log().warning("draft: %s", fault.code)


class FormSession(QObject):
    """One open form. ``read`` gives what is typed at this moment, ``unfinished`` the same with a cell that is not left yet, for
    drafts; nothing is saved twice however often 保存 is pressed."""

    started = Signal(object)
    checked = Signal(object, object)
    saved = Signal(object)
    refused = Signal(object)
    draft_kept = Signal(str)
    doubted = Signal(object, object)
    """Nothing was saved: these secret fields hold somebody's name; the reasons that were given."""
    draft_lost = Signal(object)
    """UserError: it could be kept nowhere."""

    def __init__(
        self,
        caller: Caller,
        spec: LedgerSpec,
        read: Callable[[], dict[str, Any]],
        unfinished: Callable[[], dict[str, Any]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self.caller = caller
        self.spec = spec
        self.read = read
        self.unfinished = unfinished
        self.period: Period | None = None
        self.with_effect = False
        self.start: Start | None = None
        self.saving = False
        self._draft_open = False
        self._check_timer = later(self, CHECK_AFTER, self.check_now)
        self._draft_timer = later(self, DRAFT_AFTER, self.keep_draft)

    def open(self, pk: int | None, keep: Mapping[str, Any]) -> None:
        self.stop()
        self.start = None
        self.caller.ask(lambda services: read_start(services, self.spec, pk, keep), self._started, owner=self, latest="open")

    def _started(self, start: Start) -> None:
        self.start = start
        self.started.emit(start)
        self.check_now()

    def stop(self) -> None:
        self._check_timer.stop()
        self._draft_timer.stop()

    def touched(self) -> None:
        """Something was typed: check soon, keep a draft within three seconds of the first key."""
        self._check_timer.start()
        self._draft_open = True
        if not self._draft_timer.isActive():
            self._draft_timer.start()

    # ------------------------------------------------------------------ check
    def check_now(self) -> None:
        if self.start is None:
            return
        raw, pk, period, key = self.read(), self.start.pk, self.period if self.with_effect else None, self.spec.key

        def look(services: Services) -> tuple[Checked, tuple[tuple[str, str, str], ...]]:
            seen = services.records.check(key, raw, pk=pk)
            return seen, effect(services, key, seen, period) if period and not services.read_only else ()

        self.caller.ask(look, lambda found: self.checked.emit(*found), owner=self, latest="check")

    # ------------------------------------------------------------------ draft
    def unsaved(self) -> Unsaved | None:
        """What is typed at this moment, for whoever keeps it; None before the form is filled."""
        start, spec = self.start, self.spec
        return Unsaved(draft_key(spec, start.pk), spec.key, start.pk, self.unfinished()) if start is not None else None

    def keep_draft(self) -> None:
        if not self._draft_open or self.saving or (one := self.unsaved()) is None:
            return
        self._draft_timer.stop()

        def keep(services: Services) -> datetime:
            services.drafts.keep(one.key, one.ledger, one.pk, one.raw)
            return services.clock.now()

        self.caller.ask(
            keep,
            lambda at: self.draft_kept.emit(f"{at:%H:%M}"),
            failed=lambda fault: self._told(fault, self.draft_lost),
            owner=self,
            latest="draft",
        )

    def drop_draft(self) -> None:
        self.stop()
        self._draft_open = False
        if self.start is not None:
            key = draft_key(self.spec, self.start.pk)
            self.caller.ask(lambda services: services.drafts.drop(key), lambda _none: None, owner=self)

    # ------------------------------------------------------------------ save
    def save(self, reasons: Mapping[str, str], *, sure: bool = False) -> None:
        """``sure``: somebody was asked about a real name in a secret field and wants it."""
        if self.start is None or self.saving:
            return
        self.saving = True
        self.stop()
        start, raw = self.start, self.read()

        def work(services: Services) -> tuple[str, ...] | Change:
            doubts = () if sure else real_names(services, self.spec.key, raw, start.pk)
            return doubts or store(services, self.spec, raw, start=start, reasons=reasons)

        def done(answer: tuple[str, ...] | Change) -> None:
            if isinstance(answer, tuple):
                self.saving = False
                self.touched()
                self.doubted.emit(answer, reasons)
            else:
                self._saved(answer)

        self.caller.ask(work, done, failed=self._refused, owner=self)

    def _saved(self, change: Change) -> None:
        self.saving = False
        self._draft_open = False
        self.start = None  # whatever still comes to this form, it is not saved a second time
        self.saved.emit(change)

    def _refused(self, fault: BaseException) -> None:
        self.saving = False
        self.touched()
        self._told(fault, self.refused)

    def _told(self, fault: BaseException, signal: SignalInstance) -> None:
        """Faults of the user's are shown in the form; a bug goes to the fault hook, what was typed stays."""
        if isinstance(fault, UserError):
            signal.emit(fault)
        else:
            self.caller.faulted.emit(fault)
