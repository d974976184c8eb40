"""The way to the database thread and back: work goes there, plain answers come home by a queued signal. Knows no office.

One thread builds what it works with (the open ledger) and does short things in order, so the window never waits.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

Work = Callable[[Any], Any]


@dataclass(frozen=True)
class _Call:
    work: Work
    done: Callable[[Any], None]
    failed: Callable[[BaseException], None] | None
    owner: QObject
    latest: str
    number: int


class Caller(QObject):
    """``make`` builds the services on the database thread; ``unmake`` lets go of them there when the caller is closed.

    ``faults`` receives what no ``failed`` took, on the screen's thread. ``busy`` tells when work waits and when none does.
    """

    faulted = Signal(object)
    busy = Signal(bool)
    _home = Signal(object, bool, object)

    def __init__(self, make: Callable[[], Any], unmake: Callable[[Any], None] = lambda _: None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make, self._unmake = make, unmake
        self._calls: queue.SimpleQueue[_Call | None] = queue.SimpleQueue()
        self._newest: dict[tuple[int, str], int] = {}
        self._number = 0
        self._waiting = 0
        self._home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="database", daemon=True)
        self._thread.start()

    def ask(
        self,
        work: Work,
        done: Callable[[Any], None],
        *,
        failed: Callable[[BaseException], None] | None = None,
        owner: QObject,
        latest: str = "",
    ) -> None:
        """Run ``work(services)`` on the database thread, then ``done(answer)`` on the screen's.

        The answer is dropped when ``owner`` is gone, or when the same owner asked again under the same ``latest`` name.
        """
        self._number += 1
        self._waiting += 1
        if latest:
            self._newest[id(owner), latest] = self._number
        if self._waiting == 1:
            self.busy.emit(True)
        self._calls.put(_Call(work, done, failed, owner, latest, self._number))

    def close(self) -> None:
        """Finish what waits, let go of the file, end the thread. A second call does nothing."""
        if self._thread.is_alive():
            self._calls.put(None)
            self._thread.join()

    # ------------------------------------------------------------------ on the database thread
    def _run(self) -> None:
        services: Any = None
        while (call := self._calls.get()) is not None:
            if self._superseded(call):
                self._home.emit(call, False, None)
                continue
            try:
                if services is None:
                    services = self._make()
                answer, good = call.work(services), True
            except BaseException as fault:  # noqa: BLE001 - carried to the screen's thread, where it is told or logged
                answer, good = fault, False
            self._home.emit(call, good, answer)
        if services is not None:
            self._unmake(services)

    def _superseded(self, call: _Call) -> bool:
        return bool(call.latest) and self._newest.get((id(call.owner), call.latest)) != call.number

    # ------------------------------------------------------------------ on the screen's thread
    def _deliver(self, call: _Call, good: bool, answer: Any) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy.emit(False)
        if not shiboken6.isValid(call.owner) or self._superseded(call):
            return
        if good:
            call.done(answer)
        elif answer is not None:
            (call.failed or self.faulted.emit)(answer)
