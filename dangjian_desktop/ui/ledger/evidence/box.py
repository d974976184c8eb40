"""佐证材料 of one record: how many, the tiles, a place to drop files, the verbs. Asks nobody; every wish is a signal."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDragEnterEvent, QDragLeaveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.ui.kit.parts.dropped import files_in, picture_in
from dangjian_desktop.ui.kit.theme import Theme, polish
from dangjian_desktop.ui.ledger.evidence.tiles import EvidenceTiles

DROP_HERE = "把文件或照片拖到这里，\n或按 Ctrl+V 粘贴图片"
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
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.spacing(8))
        column.addLayout(self._heading())
        self.tiles = EvidenceTiles(theme, self)
        self.tiles.open_wanted.connect(self.open_wanted)
        self.tiles.save_wanted.connect(self.save_wanted)
        self.tiles.remove_wanted.connect(self.remove_wanted)
        column.addWidget(self.tiles)
        column.addWidget(self._verbs())
        self.place = DropPlace(self)
        self.place.pressed.connect(lambda: self.choose_wanted.emit() if self.takes() else None)
        inside = QVBoxLayout(self.place)
        self.words = QLabel(DROP_HERE, self.place)
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setProperty("role", "caption")
        self.words.setWordWrap(True)
        inside.addWidget(self.words)
        column.addWidget(self.place)
        self.setAcceptDrops(True)
        self.show_pieces(())

    def _heading(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(self.theme.spacing(8))
        name = QLabel("佐证材料", self)
        name.setProperty("role", "strong")
        self.count = QLabel(self)
        self.count.setProperty("role", "caption")
        row.addWidget(name)
        row.addWidget(self.count)
        row.addStretch(1)
        self.add_button = self._button("添加...", "quiet", "plus", self.choose_wanted.emit)
        row.addWidget(self.add_button)
        return row

    def _verbs(self) -> QWidget:
        self.verbs = QWidget(self)
        row = QHBoxLayout(self.verbs)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(self.theme.spacing(4))
        self.open_button = self._button("打开", "link", "", lambda: self.open_wanted.emit(self.tiles.chosen()))
        self.save_button = self._button("另存为...", "link", "", lambda: self.save_wanted.emit(self.tiles.chosen()))
        self.remove_button = self._button("移除...", "link", "", lambda: self.remove_wanted.emit(self.tiles.chosen()))
        for button in (self.open_button, self.save_button, self.remove_button):
            row.addWidget(button)
        row.addStretch(1)
        return self.verbs

    def _button(self, words: str, kind: str, icon: str, act: object) -> QPushButton:
        made = QPushButton(words, self)
        made.setProperty("kind", kind)
        if icon:
            made.setIcon(self.theme.icon(icon))
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.setAutoDefault(False)
        made.clicked.connect(lambda: act())  # type: ignore[operator]
        return made

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
        self.add_button.setEnabled(self.takes())
        self.add_button.setToolTip("选文件添加（Ctrl+E）" if self.takes() else words.replace("\n", ""))
        self.remove_button.setEnabled(not self._read_only)
        self.remove_button.setToolTip("台账现在是只读" if self._read_only else "写明原因后移除，可以撤销（Delete）")

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
