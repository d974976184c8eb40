"""The report wizard: five pages over one draft that keeps itself. What it shows and changes lives in the services."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QGuiApplication
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.layout import column
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.frame import WizardFrame
from dangjian_desktop.ui.wizards.report.findings_page import FindingsPage
from dangjian_desktop.ui.wizards.report.numbers_page import NumbersPage
from dangjian_desktop.ui.wizards.report.preview_page import PreviewPage
from dangjian_desktop.ui.wizards.report.scope_page import ScopePage
from dangjian_desktop.ui.wizards.report.session import ReportSession
from dangjian_desktop.ui.wizards.report.texts_page import TextsPage


class ReportWizard(QWidget):
    """``closed`` = the user left (everything is kept); ``records_wanted`` = show these records, under these words;
    ``bases_wanted`` = show what the rules rest on."""

    closed = Signal()
    records_wanted = Signal(object, str)
    bases_wanted = Signal()

    def __init__(
        self,
        caller: Caller,
        catalogue: Catalogue,
        theme: Theme,
        ask: Ask,
        changes: Changes,
        painter: Painter,
        period: Period,
        *,
        draft_id: str | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("写报告")
        self.session = ReportSession(caller, period, self)
        self.scope = ScopePage(self.session, theme, ask)
        self.numbers = NumbersPage(self.session, catalogue, theme, ask)
        self.texts = TextsPage(self.session, theme)
        self.findings = FindingsPage(self.session, theme, ask)
        self.preview = PreviewPage(self.session, theme, ask, painter)
        self.frame = WizardFrame("写报告", (self.scope, self.numbers, self.texts, self.findings, self.preview), theme)
        column(theme, self.frame, on=self)
        for page in (self.numbers, self.texts, self.findings, self.preview):
            page.records_wanted.connect(self._show_records)
        self.findings.section_wanted.connect(self.texts.choose)
        self.findings.bases_wanted.connect(self.bases_wanted)
        self.frame.put_aside.connect(self.put_aside)
        self.frame.finished.connect(self.put_aside)
        self.session.opened.connect(self._opened)
        changes.changed.connect(self._changed)
        self.scope.enter()
        if draft_id is None:
            self.session.begin("year" if period.kind == "year" else "half" if period.kind == "half" else "topic", period)
        else:
            self.session.open(draft_id)

    def keep(self) -> None:
        """What is being typed too; the next visit goes on at the same page."""
        QGuiApplication.inputMethod().commit()
        self.frame.page.leave()
        self.session.change(page=self.frame.current)
        self.session.keep()

    def put_aside(self) -> None:
        """Keep everything and leave."""
        self.keep()
        self.closed.emit()

    def _show_records(self, ids: object, words: str) -> None:
        """Whoever shows the records may close the wizard, so everything is kept first."""
        self.frame.page.leave()
        self.session.change(page=self.frame.current)
        self.session.keep()
        self.records_wanted.emit(ids, words)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.put_aside()
        super().closeEvent(event)

    def _opened(self) -> None:
        draft = self.session.draft
        if draft is not None and draft.page and self.frame.current == 0:
            self.frame.start_at(min(draft.page, len(self.frame.pages) - 1))
        else:
            self.frame.retell()
            if (first := self.frame.page.first()) is not None:
                first.setFocus()

    def _changed(self, _change: object) -> None:
        """The ledger moved while the wizard stands open: count and check anew what is in view."""
        if self.isVisible() and self.frame.page in (self.numbers, self.findings):
            self.frame.page.enter()
