"""The verbs over selected records: 作废 with a reason, 恢复, copy as text. Know services and the one door for questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.services.ledger_file import confidential
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.veil import Veil
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.ui.ledger.page.redacting import RedactDialog


class RecordActions(QObject):
    """Every verb ends in one Change that all screens hear of."""

    def __init__(self, caller: Caller, spec: LedgerSpec, ask: Ask, changes: Changes, veil: Veil, parent: QObject) -> None:
        super().__init__(parent)
        self.caller = caller
        self.spec = spec
        self.ask = ask
        self.changes = changes
        self.veil = veil

    def reveal(self) -> None:
        """Secret fields can be read in this window for a while, once that is noted."""
        key = self.spec.key
        self.caller.ask(lambda services: confidential.note_shown(services, key), lambda _none: self.veil.lift(), owner=self)

    def tell(self, change: Change) -> None:
        self.changes.changed.emit(change)

    def void(self, pks: Sequence[int]) -> None:
        """Which records they are is read first, so that the question can name them."""
        if pks:
            self.caller.ask(lambda services: services.records.lines(pks[:1]), lambda lines: self._ask_void(pks, lines), owner=self)

    def _ask_void(self, pks: Sequence[int], lines: Sequence[Line]) -> None:
        one = lines[0]
        words = f"{one.day or ''}　{one.title}" if len(pks) == 1 else f"选中的 {len(pks)} 条"
        title = f"作废这条{self.spec.label}记录？" if len(pks) == 1 else f"作废 {len(pks)} 条{self.spec.label}记录？"
        body = f"{words.strip()}。作废后不再计数，随时可以恢复。"
        reason = self.ask.reason(title, body, verb="作废", keep="不作废", hint="原因，如：重复登记")
        if reason:
            self.caller.ask(lambda services: services.records.void(pks, reason), self.tell, owner=self)

    def redact(self, pks: Sequence[int], theme: Theme) -> None:
        """涂销 of one record, once it was chosen what goes; the backups that still hold it go afterwards where that is wanted."""
        if len(pks) != 1:
            return
        from dangjian_desktop.services.ledger_file import redaction
        from dangjian_desktop.ui.ledger.page.redacting import RedactDialog

        def show(offer: redaction.Offer) -> None:
            page = self.parent()
            self.dialog = dialog = RedactDialog(offer, self.spec, theme, page.window() if isinstance(page, QWidget) else None)
            dialog.accepted.connect(lambda: self._redact(dialog))
            dialog.finished.connect(dialog.deleteLater)
            dialog.open()

        self.caller.ask(lambda services: redaction.look(services, pks[0]), show, owner=self)

    def _redact(self, dialog: RedactDialog) -> None:
        from dangjian_desktop.services.ledger_file import redaction

        offer, places, reason = dialog.offer, dialog.places(), dialog.reason.text()
        evidence, thin = dialog.evidence.isChecked(), dialog.thin.isChecked()

        def done(made: redaction.Redacted) -> None:
            self.tell(made.change)
            if thin:
                self.caller.ask(lambda services: redaction.thin(services, made.backups), self.tell, owner=self)

        self.caller.ask(lambda services: redaction.redact(services, offer, places, evidence=evidence, reason=reason), done, owner=self)

    def restore(self, pks: Sequence[int]) -> None:
        if pks:
            self.caller.ask(lambda services: services.records.restore(pks), self.tell, owner=self)

    def copy(self, pks: Sequence[int], keys: Sequence[str]) -> None:
        """Tab-separated with headings, as a spreadsheet takes it."""
        if pks:
            ledger = self.spec.key
            self.caller.ask(lambda services: services.records.as_text(pks, keys, ledger), _to_clipboard, owner=self)


def _to_clipboard(text: str) -> None:
    QGuiApplication.clipboard().setText(text)
