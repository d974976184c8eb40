"""Looks after evidence while a ledger is open: copies changed in another program are asked about, every byte is checked when idle."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes

if TYPE_CHECKING:
    from dangjian_desktop.services.evidence.evidence_files import OpenedCopy

PAUSE = 1500
ROOM = 8 * 1024 * 1024
"""Bytes looked at in one go, some hundredths of a second."""
_OPTIONS = (("later", "以后再说"), ("keep", "存回台账"), ("drop", "不要这次修改"))


class EvidenceWatch(QObject):
    """Asks when the user comes back to the window, and once when it begins for what an earlier run left behind."""

    def __init__(self, caller: Caller, ask: Ask, changes: Changes, read_only: Callable[[], bool], parent: QObject) -> None:
        super().__init__(parent)
        self.caller, self.ask, self.changes, self.read_only = caller, ask, changes, read_only
        self.locked = False
        """While the window is locked nothing is asked; ``look`` again afterwards."""
        self._asking = False
        self._put_off: set[tuple[str, int]] = set()
        self._after = ""
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.setInterval(PAUSE)
        self.timer.timeout.connect(self.check_on)

    def begin(self) -> None:
        self.timer.start()
        QGuiApplication.instance().applicationStateChanged.connect(self._came)  # type: ignore[union-attr]
        self.look()

    # ------------------------------------------------------------------ changed copies
    def _came(self, state: Qt.ApplicationState) -> None:
        if state == Qt.ApplicationState.ApplicationActive:
            self.look()

    def look(self) -> None:
        if not self._asking and not self.locked and not self.read_only():
            self.caller.ask(lambda services: services.evidence.changed_copies(), self._found, owner=self, latest="copies")

    def _found(self, copies: tuple[OpenedCopy, ...]) -> None:
        """One question at a time; what was put off is asked again only when it was changed once more."""
        waiting = [copy for copy in copies if _state(copy) not in self._put_off]
        if self._asking or self.locked or not waiting:
            return
        copy, self._asking = waiting[0], True
        try:
            answer = self.ask.choose(copy.words, "存回后是新的一件，原来的一件不变。", _OPTIONS)
        finally:
            self._asking = False
        if answer == "later":
            self._put_off.add(_state(copy))
            self._found(copies)
        elif answer == "keep":
            self.caller.ask(lambda services: services.evidence.keep_copy(copy), self._kept, owner=self)
        else:
            self.caller.ask(lambda services: services.evidence.drop_copy(copy), lambda _none: self.look(), owner=self)

    def _kept(self, change: object) -> None:
        self.changes.changed.emit(change)
        self.look()

    # ------------------------------------------------------------------ every byte
    def check_on(self) -> None:
        """The next few megabytes against their digests, until all were seen."""
        after = self._after
        self.caller.ask(lambda services: services.evidence.check_some(after, ROOM), self._checked, owner=self)

    def _checked(self, found: tuple[str, tuple[tuple[int, str], ...]]) -> None:
        if self.locked:
            self.timer.start()  # the same piece once more, when somebody can be told
            return
        self._after, wrong = found
        if self._after:
            self.timer.start()
        if wrong:
            from dangjian_desktop.domain.file_names import visible

            self.ask.message(UserError(Error.EVIDENCE_DIFFERS, name=visible(wrong[0][1])).message)


def _state(copy: OpenedCopy) -> tuple[str, int]:
    """Which copy, and as of when it was written last."""
    return str(copy.path), copy.path.stat().st_mtime_ns if copy.path.exists() else 0
