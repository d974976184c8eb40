"""What one receiving knows so far, and its way to the services. Pages change it here and nowhere else; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.handover import Incoming
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter
from dangjian_desktop.ui.kit.theme import Theme

Known = Path | tuple[Path, ...] | None
"""A ledger of this machine to compare with, or all that may be."""
Failed = Callable[[BaseException | None], None]


class Service(Protocol):
    """What checks a pack, shows what is in it, and takes it over; each as the services have it."""

    def inspect(
        self, pack: Path, *, passphrase: str | None, password: str | None, code: str | None, known: Known, progress: Reporter
    ) -> Incoming:
        """Check a pack; what it holds lies in a folder of our own."""

    def look(self, incoming: Incoming) -> Services:
        """The ledger in the pack, read-only."""

    def accept(self, incoming: Incoming, target: Path, name: str, *, progress: Reporter) -> Path:
        """Make it a ledger of this office; the answer is where it stands."""

    def discard(self, incoming: Incoming) -> None:
        """Nobody wants to look at it any more."""


class ReceiveSession(QObject):
    """``changed`` when what is known of the pack did."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, caller: Caller, service: Service, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caller, self.service, self.theme = caller, service, theme
        self.pack: Path | None = None
        self.passphrase, self.code, self.password = "", "", ""
        self.known: Known = None
        self.incoming: Incoming | None = None
        self._reporter: Reporter | None = None
        self._then: Callable[[], None] | None = None

    def choose(self, pack: Path) -> None:
        self.forget()
        self.pack, self.passphrase, self.password = pack, "", ""
        self.changed.emit()

    @property
    def sealed(self) -> bool:
        """Whether the pack is one encrypted file."""
        return self.pack is not None and not self.pack.is_dir()

    def forget(self) -> None:
        """Something that went into the check was changed: it has to be made again."""
        incoming, self.incoming = self.incoming, None
        if incoming is not None:
            self.service.discard(incoming)
            self.changed.emit()

    def stop(self, then: Callable[[], None]) -> None:
        """Give up what is under way; ``then`` when it has ended, at once when nothing is."""
        if self._reporter is None:
            then()
        else:
            self._then = then
            self._reporter.cancel()

    def inspect(self, around: QWidget, done: Callable[[], None], failed: Failed) -> None:
        pack, known = self.pack, self.known
        passphrase, password, code = self.passphrase or None, self.password or None, self.code or None
        assert pack is not None

        def take(incoming: Incoming) -> None:
            self.incoming = incoming
            done()
            self.changed.emit()

        def work(progress: Reporter) -> Incoming:
            return self.service.inspect(pack, passphrase=passphrase, password=password, code=code, known=known, progress=progress)

        self._run(work, take, "正在核验移交包", "取消后没有接收任何内容。", around, failed)

    def accept(self, target: Path, name: str, around: QWidget, done: Callable[[Path], None], failed: Failed) -> None:
        incoming = self.incoming
        assert incoming is not None

        def work(progress: Reporter) -> Path:
            return self.service.accept(incoming, target, name, progress=progress)

        self._run(work, done, "正在接收", "取消后没有接收任何内容。", around, failed)

    def _run(
        self, work: Callable[[Reporter], Any], done: Callable[[Any], None], title: str, leaves: str, around: QWidget, failed: Failed
    ) -> None:
        self._reporter = reporter = Reporter(Cancelled, around)
        strip = ProgressStrip(self.theme, reporter, title, leaves, around, unit="")

        def end() -> None:
            strip.end()
            self._reporter = None

        def good(answer: Any) -> None:
            end()
            done(answer)
            self._go_on()

        def bad(fault: BaseException) -> None:
            end()
            failed(None if isinstance(fault, Cancelled) else fault)
            self._go_on()

        self.caller.ask(lambda _nothing: work(reporter), good, failed=bad, owner=self)

    def _go_on(self) -> None:
        """What somebody waited for when he gave up."""
        then, self._then = self._then, None
        if then is not None:
            then()
