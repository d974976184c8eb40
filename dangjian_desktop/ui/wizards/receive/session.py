"""What one receiving knows so far, and its way to the services. Pages change it here and nowhere else; no widgets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.handover import Incoming
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter
from dangjian_desktop.ui.kit.theme import Theme

Failed = Callable[[BaseException | None], None]


class ReceiveSession(QObject):
    """``service`` has ``inspect``, ``accept`` and ``discard``; ``changed`` when what is known of the pack did."""

    changed = Signal()
    failed = Signal(object)

    def __init__(self, caller: Caller, service: Any, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.caller, self.service, self.theme = caller, service, theme
        self.pack: Path | None = None
        self.passphrase, self.code, self.password = "", "", ""
        self.known: Path | tuple[Path, ...] | None = None
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
        typed = {"passphrase": self.passphrase or None, "password": self.password or None, "code": self.code or None}
        assert pack is not None

        def take(incoming: Incoming) -> None:
            self.incoming = incoming
            done()
            self.changed.emit()

        def work(progress: Reporter) -> Any:
            return self.service.inspect(pack, known=known, progress=progress, **typed)

        self._run(work, take, "正在核验移交包", "取消后没有接收任何内容。", around, failed)

    def accept(self, target: Path, name: str, around: QWidget, done: Callable[[Path], None], failed: Failed) -> None:
        incoming = self.incoming
        assert incoming is not None

        def work(progress: Reporter) -> Any:
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
