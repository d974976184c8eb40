"""What one hand-over knows so far, and its way to the services. Pages change it here and nowhere else; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.handover import Check, HandoverOptions, OpenMatter, PackInfo
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.services.services import Services

KEPT = "handover_draft"
KINDS = {
    "complete": ("全部移交", "台账、佐证、报告、操作记录都在里面，接手的人接着用"),
    "without_evidence": ("不带佐证材料", "佐证的名称和校验值还在，文件本身不带"),
    "masked": ("隐去姓名和代号", "给检查、研究用的副本；数字不变，不能接着登记"),
}


class HandoverSession(QObject):
    """``changed`` when the options, the matters or the pack did."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, caller: Caller, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caller, self.theme = caller, theme
        self.options = HandoverOptions()
        self.checks: tuple[Check, ...] | None = None
        self.matters: tuple[OpenMatter, ...] = ()
        self.pack: PackInfo | None = None
        self.verified = False

    @property
    def gives_away(self) -> bool:
        """Whether the ledger counts as handed over in the end; a masked copy gives nothing away."""
        return self.options.kind != "masked"

    # ------------------------------------------------------------------ what was said so far
    def change(self, **values: Any) -> None:
        changed = replace(self.options, **values)
        if changed != self.options:
            self.options = changed
            self.changed.emit()

    def load(self, done: Callable[[], None]) -> None:
        """What was put aside the last time."""

        def take(kept: dict[str, Any]) -> None:
            known = {key: value for key, value in kept.items() if key in asdict(self.options)}
            self.options = replace(self.options, **{**known, "encrypted": True})
            done()

        self.ask(lambda services: dict(services.settings.get(KEPT, None) or {}), take)

    def keep(self) -> None:
        """For the next time; one line of the log, and only when something was said."""
        kept = {key: value for key, value in asdict(self.options).items() if key != "encrypted"}
        if self.options != HandoverOptions(encrypted=self.options.encrypted) and self.pack is None:

            def put(services: Services) -> None:
                if not services.read_only and services.settings.get(KEPT, None) != kept:
                    services.settings.put(KEPT, kept, "存下没办完的移交")

            self.ask(put, lambda _none: None)

    # ------------------------------------------------------------------ asking
    def ask(self, work: Callable[[Services], Any], done: Callable[[Any], None], *, latest: str = "") -> None:
        self.caller.ask(work, done, failed=self.failed.emit, owner=self, latest=latest)

    def run(
        self,
        work: Callable[[Services, Reporter], Any],
        done: Callable[[Any], None],
        *,
        title: str,
        leaves: str,
        around: QWidget,
        failed: Callable[[BaseException | None], None],
    ) -> None:
        """Something long, with progress; ``failed`` gets None when it was cancelled."""
        reporter = Reporter(Cancelled, around)
        strip = ProgressStrip(self.theme, reporter, title, leaves, around, unit="")

        def good(answer: Any) -> None:
            strip.end()
            done(answer)

        def bad(fault: BaseException) -> None:
            strip.end()
            failed(None if isinstance(fault, Cancelled) else fault)

        self.caller.ask(lambda services: work(services, reporter), good, failed=bad, owner=self)
