"""The way to the database thread and back: work goes there, plain answers come home by a queued signal. Knows no office.

One thread builds what it works with (the open ledger) and does short things in order, so the window never waits. A second one,
the worker, takes what is long and needs no ledger.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal

Work = Callable[[Any], Any]
PATIENCE = 5.0
"""Seconds a window that closes waits for what was asked before."""


@dataclass(frozen=True)
class _Call:
    work: Work
    done: Callable[[Any], object]
    failed: Callable[[BaseException], object] | None
    owner: QObject
    latest: str
    number: int


_Queue: TypeAlias = "queue.SimpleQueue[_Call | threading.Event | None]"


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
        self._calls: _Queue = queue.SimpleQueue()
        self._aside: _Queue = queue.SimpleQueue()
        self._newest: dict[tuple[int, str], int] = {}
        self._number = 0
        self._waiting = 0
        self._left = self._closing = False
        self._home.connect(self._deliver, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="database", daemon=True)
        self._thread.start()
        self._worker: threading.Thread | None = None

    def ask(
        self,
        work: Work,
        done: Callable[[Any], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
        owner: QObject,
        latest: str = "",
    ) -> None:
        """Run ``work(services)`` on the database thread, then ``done(answer)`` on the screen's.

        The answer is dropped when ``owner`` is gone, or when the same owner asked again under the same ``latest`` name.
        """
        self._count(latest, owner)
        self._calls.put(_Call(work, done, failed, owner, latest, self._number))

    def aside(
        self,
        work: Callable[[], Any],
        done: Callable[[Any], object],
        *,
        failed: Callable[[BaseException], object] | None = None,
        owner: QObject,
    ) -> None:
        """The same on the worker, for what is long and needs no ledger: typing goes on being kept meanwhile."""
        if self._worker is None:
            self._worker = threading.Thread(target=self._run_aside, name="worker", daemon=True)
            self._worker.start()
        self._count("", owner)
        self._aside.put(_Call(lambda _nothing: work(), done, failed, owner, "", self._number))

    def _count(self, latest: str, owner: QObject) -> None:
        self._number += 1
        self._waiting += 1
        if latest:
            self._newest[id(owner), latest] = self._number
        if self._waiting == 1:
            self.busy.emit(True)

    def finish(self, seconds: float) -> bool:
        """Wait for what was asked of the database thread so far, at most so long; for the moments in which nothing may stay unsaid."""
        done = threading.Event()
        self._calls.put(done)
        return not self._thread.is_alive() or done.wait(seconds)

    def close(self, seconds: float = PATIENCE) -> bool:
        """Finish what waits, let go of the file, end the threads; no answer comes home any more. A second call does nothing.

        False: the database thread does not answer within ``seconds``; it is left behind, and lets go of the file when it can.
        """
        self._closing = True
        self._aside.put(None)
        self._left = not self.finish(seconds)
        self._calls.put(None)
        if not self._left:
            self._thread.join()
        if self._worker is not None:
            self._worker.join(seconds)
        return not self._left

    # ------------------------------------------------------------------ on the database thread, and on the worker
    def _run(self) -> None:
        services: list[Any] = []

        def given() -> Any:
            if not services:
                services.append(self._make())
            return services[0]

        while (call := self._calls.get()) is not None:
            if isinstance(call, threading.Event):
                call.set()
            else:
                self._carry_out(call, given)
        for one in services:
            self._unmake(one)

    def _run_aside(self) -> None:
        while (call := self._aside.get()) is not None:
            if isinstance(call, _Call):
                self._carry_out(call, lambda: None)

    def _carry_out(self, call: _Call, given: Callable[[], Any]) -> None:
        answer: Any = None
        good = False
        if not self._superseded(call):
            try:
                answer, good = call.work(given()), True
            except BaseException as fault:  # noqa: BLE001 - carried to the screen's thread, where it is told or logged
                answer = fault
        if not self._left:
            self._home.emit(call, good, answer)

    def _superseded(self, call: _Call) -> bool:
        return bool(call.latest) and self._newest.get((id(call.owner), call.latest)) != call.number

    # ------------------------------------------------------------------ on the screen's thread
    def _deliver(self, call: _Call, good: bool, answer: Any) -> None:
        self._waiting -= 1
        if self._waiting == 0:
            self.busy.emit(False)
        if self._closing or not shiboken6.isValid(call.owner) or self._superseded(call):
            return
        if good:
            call.done(answer)
        elif answer is not None:
            (call.failed or self.faulted.emit)(answer)
