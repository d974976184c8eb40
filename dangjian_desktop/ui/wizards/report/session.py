"""The draft a report wizard works on, and its way to the services. Pages change it here and nowhere else; no widgets."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal

from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft, Override, Section, taken_over
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.later import later
from dangjian_desktop.ui.wizards.report.explanations import placed, sentences

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services

Answer = TypeVar("Answer")
KEEP_AFTER = 600
"""Milliseconds of rest after which a change is kept."""


class ReportSession(QObject):
    """Holds the immutable draft; every change replaces it and is kept by itself a moment later."""

    changed = Signal()
    kept = Signal(str)
    opened = Signal()

    def __init__(self, caller: Caller, period: Period, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.caller, self.period = caller, period
        self.draft: Draft | None = None
        self.written = False
        self._unkept = False
        self._sentences: dict[str, str] = {}
        self._timer = later(self, KEEP_AFTER, self.keep)

    # ------------------------------------------------------------------ asking
    def ask(
        self,
        work: Callable[[Services], Answer],
        done: Callable[[Answer], None],
        *,
        latest: str = "",
        failed: Callable[[BaseException], None] | None = None,
    ) -> None:
        self.caller.ask(work, done, owner=self, latest=latest, failed=failed)

    # ------------------------------------------------------------------ the draft
    def start(self, kind: str, period: Period) -> None:
        self.ask(lambda services: services.reporting.start(kind, period), lambda draft: self.take(draft, fresh=True), latest="open")

    def begin(self, kind: str, period: Period) -> None:
        """Go on with the draft of this kind and period that was put aside last, or start one."""

        def work(services: Services) -> tuple[Draft, bool]:
            drafts = (info for info in services.reporting.list() if (info.state, info.kind, info.period) == ("draft", kind, period))
            begun = max(drafts, key=lambda info: info.updated_at, default=None)
            return (services.reporting.open(begun.id), False) if begun else (services.reporting.start(kind, period), True)

        self.ask(work, lambda found: self.take(found[0], fresh=found[1]), latest="open")

    def open(self, draft_id: str) -> None:
        self.ask(lambda services: services.reporting.open(draft_id), self.take, latest="open")

    def take(self, draft: Draft, *, fresh: bool = False) -> None:
        """Work on this draft from now on; ``written`` says that there is work in it."""
        self.draft, self._unkept = draft, False
        self.written = not fresh
        self._sentences = sentences(draft)
        self.period = draft.period
        self.opened.emit()
        self.changed.emit()

    @property
    def final(self) -> bool:
        return self.draft is not None and self.draft.state != "draft"

    def change(self, **fields: Any) -> None:
        """Replace parts of the draft; kept after a moment of rest. A final report does not change."""
        if self.draft is None or self.final:
            return
        draft = replace(self.draft, **fields)
        if draft != self.draft:
            self.draft, self._unkept = draft, True
            self._timer.start()
            self.changed.emit()

    def keep(self) -> None:
        """Keep what is not kept yet."""
        self._timer.stop()
        if self.draft is None or not self._unkept:
            return
        draft, self._unkept = self.draft, False
        self.ask(lambda services: services.reporting.keep(draft), lambda _kept: self.kept.emit(f"{datetime.now():%H:%M}"))

    # ------------------------------------------------------------------ small changes
    def section(self, key: str) -> Section | None:
        return next((section for section in self.draft.sections if section.key == key), None) if self.draft else None

    def change_section(self, key: str, **fields: Any) -> None:
        if self.draft is not None:
            self.written = True
            self.change(sections=tuple(replace(part, **fields) if part.key == key else part for part in self.draft.sections))

    def carry_over(self, previous: Draft) -> None:
        """Begin with the last report's words; problems and plans stay this period's own."""
        if self.draft is not None:
            self.written = True
            self.change(sections=taken_over(self.draft, previous))

    def override(self, tag: str, shown: str, reason: str) -> None:
        """Print another number than the ledger's; with a reason, or back to the ledger when ``shown`` is empty."""
        if self.draft is not None:
            self.change(overrides=_with(self.draft.overrides, tag, Override(shown, reason) if shown else None))

    def explain(self, tag: str, words: str, *, insert: bool) -> None:
        if self.draft is not None:
            chosen = self.draft.insert_explanations
            chosen = chosen | {tag} if insert and words else chosen - {tag}
            self.change(explanations=_with(self.draft.explanations, tag, words or None), insert_explanations=chosen)

    def place_explanations(self) -> None:
        """Put the explanations that go into the report behind their numbers, and take out those that do not any more."""
        if self.draft is not None:
            wanted = sentences(self.draft)
            self.change(sections=placed(self.draft.sections, self._sentences, wanted))
            self._sentences = wanted

    def pass_finding(self, key: str, reason: str) -> None:
        """Let a finding stand with a written reason; without one it comes back."""
        if self.draft is not None:
            self.change(passed=_with(self.draft.passed, key, reason or None))


def _with(old: Mapping[str, Any], key: str, value: Any) -> Mapping[str, Any]:
    new = {name: held for name, held in old.items() if name != key}
    if value is not None:
        new[key] = value
    return MappingProxyType(new)
