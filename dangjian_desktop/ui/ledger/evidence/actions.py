"""The verbs of evidence on the screen: add, open, save elsewhere, take off, small pictures. Know services and the one door to ask."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QSize, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.file_kinds import PROGRAM, obstacle
from dangjian_desktop.domain.file_names import safe
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.opener import Opener
from dangjian_desktop.ui.kit.parts.progress import ProgressStrip, Reporter
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.evidence.tiles import LARGEST, SHOWN, TILE, small_picture

_KEPT = 60


class EvidenceActions(QObject):
    """``refused`` when nothing came of adding; ``said`` words for the status bar."""

    refused = Signal()
    said = Signal(str)

    def __init__(self, caller: Caller, theme: Theme, ask: Ask, changes: Changes, around: QWidget, *, opener: Opener | None = None) -> None:
        super().__init__(around)
        self.caller, self.theme, self.ask, self.changes, self.around = caller, theme, ask, changes, around
        self.opener = opener or Opener()
        self._pictures: OrderedDict[str, QImage] = OrderedDict()

    # ------------------------------------------------------------------ in
    def choose(self, pk: int) -> None:
        if files := self.ask.open_files("添加佐证材料", "所有文件 (*)"):
            self.add(pk, files)

    def add(self, pk: int, files: Sequence[Path]) -> None:
        """Read and store on the database thread; after half a second with progress."""
        reporter = Reporter(Cancelled, self)
        strip = ProgressStrip(self.theme, reporter, "正在添加佐证材料", "取消后台账没有变化。", self.around)

        def work(services: Services) -> Change:
            return services.evidence.add(pk, files, progress=reporter)

        self.caller.ask(work, lambda change: self._added(change, strip), failed=lambda fault: self._not_added(fault, strip), owner=self)

    def add_picture(self, pk: int, data: bytes) -> None:
        def work(services: Services) -> Change:
            name = f"粘贴的图片 {services.clock.now():%Y-%m-%d %H%M%S}.png"
            return services.evidence.add_bytes(pk, name, data)

        self.caller.ask(work, self.changes.changed.emit, failed=self._not_added, owner=self)

    def _added(self, change: Change, strip: ProgressStrip) -> None:
        strip.end()
        self.changes.changed.emit(change)

    def _not_added(self, fault: BaseException, strip: ProgressStrip | None = None) -> None:
        if strip is not None:
            strip.end()
        self.refused.emit()
        if isinstance(fault, Cancelled):
            self.said.emit("已取消添加，台账没有变化")
        else:
            self._tell(fault)

    # ------------------------------------------------------------------ out
    def open(self, pk: int, piece: Evidence) -> None:
        """A copy is opened where that is safe; else the message, and 另存为 after a question."""

        def work(services: Services) -> Path:
            return services.evidence.open_copy(pk, piece.sha256, name=piece.name)

        self.caller.ask(work, self._launch, failed=lambda fault: self._not_opened(fault, piece), owner=self)

    def _launch(self, path: Path) -> None:
        try:
            self.opener.open(path)
        except UserError as fault:
            self.ask.message(fault.message)

    def _not_opened(self, fault: BaseException, piece: Evidence) -> None:
        if not isinstance(fault, UserError) or fault.code not in (Error.PROGRAM_FILE, Error.NOT_SHOWN):
            self._tell(fault)
            return
        told = fault.message
        if self.ask.confirm(told.happened, f"{told.data}{told.advice}\n\n编号 {told.code}", "另存为...", keep="不打开"):
            self._save(piece)

    def save(self, piece: Evidence) -> None:
        if obstacle(piece.name, piece.media) == PROGRAM:
            words = "它是程序类文件，打开它可能改动这台电脑上的内容。请先弄清来源，并用杀毒软件查过。"
            if not self.ask.confirm(f"把“{piece.shown}”另存到别处？", words, "另存为..."):
                return
        self._save(piece)

    def _save(self, piece: Evidence) -> None:
        chosen = self.ask.save_file("另存佐证材料", safe(piece.name), "所有文件 (*)")
        if chosen is None:
            return
        self.caller.ask(
            lambda services: services.evidence.save_as(piece.sha256, chosen.name, chosen.parent),
            lambda path: self.said.emit(f"已另存为 {path}"),
            failed=self._tell,
            owner=self,
        )

    def remove(self, pk: int, piece: Evidence) -> None:
        words = f"{piece.shown}。移除后这条记录上不再有它，随时可以撤销。"
        reason = self.ask.reason("移除这件佐证材料？", words, verb="移除", keep="不移除", hint="原因，如：放错了记录")
        if reason:
            self.caller.ask(
                lambda services: services.evidence.remove(pk, piece.sha256, reason, name=piece.name),
                self.changes.changed.emit,
                failed=self._tell,
                owner=self,
            )

    def _tell(self, fault: BaseException) -> None:
        if isinstance(fault, UserError):
            self.ask.message(fault.message)
        else:
            self.caller.faulted.emit(fault)

    # ------------------------------------------------------------------ small pictures
    def pictures(self, pieces: Sequence[Evidence], show: Callable[[str, QImage], None], owner: QObject) -> None:
        """Ask for the pictures of these pieces one by one; those seen lately are there at once."""
        for piece in pieces:
            if piece.sha256 in self._pictures:
                self._pictures.move_to_end(piece.sha256)
                show(piece.sha256, self._pictures[piece.sha256])
            elif piece.media in SHOWN and piece.size <= LARGEST:
                self._ask_picture(piece, show, owner)

    def _ask_picture(self, piece: Evidence, show: Callable[[str, QImage], None], owner: QObject) -> None:
        room = QSize(self.theme.px(TILE.width()), self.theme.px(TILE.height()))

        def work(services: Services) -> QImage | None:
            return small_picture(services.evidence.read(piece.sha256), piece.media, room)

        def done(image: QImage | None) -> None:
            if image is not None:
                self._pictures[piece.sha256] = image
                while len(self._pictures) > _KEPT:
                    self._pictures.popitem(last=False)
                show(piece.sha256, image)

        # a damaged picture is told when it is opened; its tile keeps the sign of its kind
        self.caller.ask(work, done, failed=lambda _fault: None, owner=owner)
