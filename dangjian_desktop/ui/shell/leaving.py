"""Letting go: the file is closed, the window is closed, the session of the machine ends. What is being typed is kept each time."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.logs import log
from dangjian_desktop.services.records import drafts
from dangjian_desktop.ui.kit.calls import PATIENCE
from dangjian_desktop.ui.kit.parts.progress import Reporter
from dangjian_desktop.ui.shell.workspace import Workspace

SESSION_PATIENCE = 3.0
"""Seconds; a system that shuts down gives a program about five."""


class Leaving(QObject):
    """``window`` is the MainWindow; named loosely, for it imports this module."""

    def __init__(self, window: Any) -> None:
        super().__init__(window)
        self.window = window
        self.patience, self.session_patience = PATIENCE, SESSION_PATIENCE
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.session_ends)
            application.saveStateRequest.connect(self.session_ends)

    def session_ends(self, _manager: object = None) -> None:
        """Log-off or shutdown: nothing is asked, nothing is closed, for the user may still turn back."""
        work, caller = self.window.work, self.window.caller
        if work is None:
            return
        work.keep_drafts()
        if not caller.finish(self.session_patience):
            self._aside(work)

    def let_go(self) -> None:
        """Of the open file: long work is given up, drafts are kept, the threads end."""
        window = self.window
        work, window.work = window.work, None
        caller, window.caller = window.caller, None
        for reporter in window.findChildren(Reporter):
            reporter.cancel()
        if work is not None:
            work.keep_everything()
        if caller is not None and not caller.close(self.patience) and work is not None:
            self._aside(work)
        if work is not None:
            window.pages.removeWidget(work)
            work.hide()
            work.deleteLater()

    def _aside(self, work: Workspace) -> None:
        """The database thread does not answer: what is typed goes into this program's own folder without it."""
        opened, unsaved = work.opened, work.unsaved()
        log().warning("the ledger does not answer, %s drafts kept aside", len(unsaved))
        for one in unsaved:
            try:
                drafts.keep_aside(opened.ledger_id, opened.key, one.key, one.ledger, one.pk, one.raw)
            except UserError as fault:
                self.window.faults.tell(fault)
