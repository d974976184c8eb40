"""Letting go: the file is closed, the window is closed, the session of the machine ends. What is being typed is kept each time."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.logs import log
from dangjian_desktop.services.records import drafts
from dangjian_desktop.ui.file.ports import Screen
from dangjian_desktop.ui.kit.calls import PATIENCE, Caller
from dangjian_desktop.ui.kit.parts.progress import Reporter
from dangjian_desktop.ui.shell.workspace import Workspace

SESSION_PATIENCE = 3.0
"""Seconds; a system that shuts down gives a program about five."""


class Leaving(QObject):
    """``work`` is the ledger that is open now, or None."""

    def __init__(self, screen: Screen, work: Callable[[], Workspace | None]) -> None:
        super().__init__(screen.window)
        self.screen, self.work = screen, work
        self.patience, self.session_patience = PATIENCE, SESSION_PATIENCE
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.commitDataRequest.connect(self.session_ends)
            application.saveStateRequest.connect(self.session_ends)

    def keep_drafts(self) -> None:
        """What is being typed stays, whatever comes next."""
        if (work := self.work()) is not None:
            work.keep_drafts()

    def session_ends(self, _manager: object = None) -> None:
        """Log-off or shutdown: nothing is asked, nothing is closed, for the user may still turn back."""
        work = self.work()
        if work is None:
            return
        work.keep_drafts()
        if not work.file.caller.finish(self.session_patience):
            self._aside(work)

    def let_go(self, caller: Caller | None, work: Workspace | None) -> None:
        """Of the open file: long work is given up, drafts are kept, the threads end."""
        for reporter in self.screen.window.findChildren(Reporter):
            reporter.cancel()
        if work is not None:
            work.keep_everything()
        if caller is not None and not caller.close(self.patience) and work is not None:
            self._aside(work)
        if work is not None:
            # taken out of the pages by hand it would belong to Python's collector, which lets go of it in the middle of this
            work.hide()
            work.deleteLater()

    def _aside(self, work: Workspace) -> None:
        """The database thread does not answer: what is typed goes into this program's own folder without it."""
        opened, unsaved = work.file.opened, work.unsaved()
        log().warning("the ledger does not answer, %s drafts kept aside", len(unsaved))
        for one in unsaved:
            try:
                drafts.keep_aside(opened.ledger_id, opened.key, one.key, one.ledger, one.pk, one.raw)
            except UserError as fault:
                self.screen.faults.tell(fault)
