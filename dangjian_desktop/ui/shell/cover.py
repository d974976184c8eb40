"""A wizard in the place of the tabs: 写报告 and 移交 over an open ledger, one at a time. Knows no ledger's page."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QStackedWidget

from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.base.ports import Painter
from dangjian_desktop.ui.file.open_file import OpenFile
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.theme import Theme

if TYPE_CHECKING:
    from dangjian_desktop.ui.wizards.handover.wizard import HandoverWizard
    from dangjian_desktop.ui.wizards.report.wizard import ReportWizard


class Cover(QObject):
    """``covered`` tells whether a wizard stands there; ``reopen_wanted`` after a hand-over, when what may be done with the file has
    changed; ``records_wanted`` and ``bases_wanted`` are wishes of a report."""

    covered = Signal(bool)
    reopen_wanted = Signal()
    records_wanted = Signal(object, str)
    bases_wanted = Signal()

    def __init__(self, file: OpenFile, theme: Theme, ask: Ask, painter: Painter, stack: QStackedWidget) -> None:
        super().__init__(stack)
        self.file, self.theme, self.ask, self.painter, self.stack = file, theme, ask, painter, stack
        self.wizard: ReportWizard | HandoverWizard | None = None
        self._may_leave: Callable[[], bool] = lambda: True

    def write_report(self, period: Period) -> None:
        """The wizard takes the place of the tabs until it is put aside."""
        if self.wizard is not None:
            return
        from dangjian_desktop.ui.wizards.report.wizard import ReportWizard

        file = self.file
        wizard = ReportWizard(
            file.caller, file.opened.catalogue, self.theme, self.ask, file.changes, self.painter, period, parent=self.stack
        )
        wizard.closed.connect(self.close)
        wizard.records_wanted.connect(self.records_wanted)
        wizard.bases_wanted.connect(self.bases_wanted)
        self._put(wizard, lambda: True)

    def hand_over(self) -> None:
        """The wizard 移交; the tabs come back, read-only, when it is finished."""
        if self.wizard is not None:
            return
        from dangjian_desktop.ui.wizards.handover.wizard import HandoverWizard

        file = self.file
        wizard = HandoverWizard(file.caller, file.path, self.theme, self.ask, file.changes, parent=self.stack)
        wizard.closed.connect(lambda: self._handed_over(wizard.session.verified))
        self._put(wizard, wizard.may_leave)

    def _handed_over(self, done: bool) -> None:
        self.close()
        if done:
            self.reopen_wanted.emit()

    def _put(self, wizard: ReportWizard | HandoverWizard, may_leave: Callable[[], bool]) -> None:
        self.wizard, self._may_leave = wizard, may_leave
        self.stack.addWidget(wizard)
        self.stack.setCurrentWidget(wizard)
        self.covered.emit(True)
        wizard.setFocus()

    def may_leave(self) -> bool:
        """Whether the file may be closed now; a wizard in the middle of something asks."""
        return self._may_leave()

    def keep(self) -> None:
        """Everything stays as it is; what is being typed is kept as a draft too."""
        if self.wizard is not None:
            self.wizard.keep()

    def close(self) -> None:
        """The tabs come back."""
        wizard, self.wizard, self._may_leave = self.wizard, None, lambda: True
        if wizard is None:
            return
        self.stack.removeWidget(wizard)
        wizard.deleteLater()
        self.covered.emit(False)
