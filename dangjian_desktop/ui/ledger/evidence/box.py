"""佐证材料 of one record: how many, the tiles, a place to drop files, the verbs. Asks nobody; every wish is a signal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.dropped import files_in, picture_in
from dangjian_desktop.ui.kit.parts.layout import AS_STYLE, column, pane, row
from dangjian_desktop.ui.kit.parts.parts import button, label, say_why_not
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.ledger.evidence.tiles import EvidenceTiles

DROP_HERE = f"把文件或照片拖到这里，\n或按 {command('paste').shown_keys} 粘贴图片"
AFTER_SAVING = "先保存这条记录，\n再添加佐证材料"
READ_ONLY = "台账现在是只读，\n不能添加佐证材料"
WORKING = "正在存入台账"


class DropPlace(QFrame):
    """Can be clicked and reached by Tab, so that Ctrl+V is meant for it; Enter chooses files."""

    pressed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "drop-zone")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class EvidenceBox(QWidget):
    """``dropped`` carries what was dragged here (QMimeData is gone afterwards, so files or a picture)."""

    files_dropped = Signal(object)
    picture_dropped = Signal(bytes)
    choose_wanted = Signal()
    open_wanted = Signal(object)
    save_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._pieces: tuple[Evidence, ...] = ()
        self._unready = ""
        self._read_only = False
        self._busy = False
        self.count = label("", "caption")
        self.add_button = button(theme, "添加...", "quiet", "plus", clicked=self.choose_wanted.emit)
        self.tiles = EvidenceTiles(theme, self)
        self.tiles.open_wanted.connect(self.open_wanted)
        self.tiles.save_wanted.connect(self.save_wanted)
        self.tiles.remove_wanted.connect(self.remove_wanted)
        self.open_button = button(theme, "打开", "link", clicked=lambda: self.open_wanted.emit(self.tiles.chosen()))
        self.save_button = button(theme, "另存为...", "link", clicked=lambda: self.save_wanted.emit(self.tiles.chosen()))
        self.remove_button = button(theme, "移除...", "link", clicked=lambda: self.remove_wanted.emit(self.tiles.chosen()))
        self.verbs = pane(row(theme, self.open_button, self.save_button, self.remove_button, ..., gap=4))
        self.words = label(DROP_HERE, "caption", wrap=True)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.place = DropPlace(self)
        self.place.pressed.connect(lambda: self.choose_wanted.emit() if self.takes() else None)
        column(theme, self.words, on=self.place, margins=AS_STYLE)
        head = row(theme, label("佐证材料", "strong"), self.count, ..., self.add_button, gap=8)
        column(theme, head, self.tiles, self.verbs, self.place, on=self, gap=8)
        self.setAcceptDrops(True)
        self.show_pieces(())

    # ------------------------------------------------------------------ what is shown
    def show_pieces(self, pieces: Sequence[Evidence]) -> None:
        self._pieces, self._busy = tuple(pieces), False
        self.count.setText(f"{len(pieces)} 件")
        self.tiles.show_pieces(pieces)
        self.tiles.setVisible(bool(pieces))
        self.verbs.setVisible(bool(pieces))
        self._show_state()

    def pieces(self) -> tuple[Evidence, ...]:
        return self._pieces

    def set_read_only(self, on: bool) -> None:
        self._read_only = on
        self.tiles.set_read_only(on)
        self._show_state()

    def set_unready(self, words: str) -> None:
        """Why nothing can be added yet, "" when it can."""
        self._unready = words
        self._show_state()

    def set_busy(self, on: bool) -> None:
        """While files are being stored nothing more is taken: a second drop would store them twice."""
        self._busy = on
        self._show_state()

    def takes(self) -> bool:
        return not (self._read_only or self._unready or self._busy)

    def _show_state(self) -> None:
        words = READ_ONLY if self._read_only else self._unready or (WORKING if self._busy else DROP_HERE)
        self.words.setText(words)
        self.place.setAccessibleName(words.replace("\n", ""))
        say_why_not("" if self.takes() else words.replace("\n", ""), self.add_button, tip=command("evidence").tip("选文件添加"))
        why = "台账现在是只读" if self._read_only else ""
        say_why_not(why, self.remove_button, tip=command("piece_remove").tip("写明原因后移除，可以撤销"))

    # ------------------------------------------------------------------ what comes
    def take(self, data: QMimeData) -> bool:
        """Files or a picture, from a drag or the clipboard; whether there was anything for us."""
        if not self.takes():
            return False
        if files := files_in(data):
            self.files_dropped.emit(files)
            return True
        if (picture := picture_in(data)) is not None:
            self.picture_dropped.emit(picture)
            return True
        return False

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if self.takes() and (event.mimeData().hasUrls() or event.mimeData().hasImage()):
            polish(self.place, "state", "over")
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        polish(self.place, "state", "")
        super().dragLeaveEvent(event)

    def dropEvent(self, event: QDropEvent) -> None:
        polish(self.place, "state", "")
        if self.take(event.mimeData()):
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
