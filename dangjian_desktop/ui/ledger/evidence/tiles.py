"""Evidence as tiles: a small picture or the kind of file, with name and size under it. Asks nobody, opens nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QIcon, QImage, QImageReader, QKeyEvent, QPainter, QPixmap
from PySide6.QtWidgets import QListView, QListWidget, QListWidgetItem, QMenu, QWidget

from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.file_kinds import extension
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.theme import Theme

TILE = QSize(116, 76)
SHOWN = ("jpg", "png")
"""Kinds whose picture is shown in small."""
LARGEST = 20 * 1024 * 1024
PIXELS = 60_000_000
_UNDER = 40
_PIECE = Qt.ItemDataRole.UserRole


def size_text(size: int) -> str:
    """As people say it: 3 KB, 1.2 MB."""
    if size < 1 << 20:
        return f"{max(1, round(size / 1024))} KB"
    return f"{size / (1 << 20):.1f} MB"


def small_picture(data: bytes, media: str, room: QSize) -> QImage | None:
    """The picture cut to ``room``; None for one that cannot be read, is no picture of that kind, or would need too much memory."""
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    reader = QImageReader(buffer, QByteArray(media.encode()))
    reader.setAutoDetectImageFormat(False)
    reader.setAutoTransform(True)
    size = reader.size()
    if not size.isValid() or size.width() * size.height() > PIXELS:
        return None
    reader.setScaledSize(size.scaled(room * 2, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return None if image.isNull() else image


class EvidenceTiles(QListWidget):
    """Enter and double click open, Delete takes off; the rest stands in the menu of the right button."""

    open_wanted = Signal(object)
    save_wanted = Signal(object)
    remove_wanted = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self._room = QSize(theme.px(TILE.width()), theme.px(TILE.height()))
        self._images: dict[str, QImage] = {}
        self._read_only = False
        self.setProperty("kind", "tiles")
        self.setAccessibleName("佐证材料")
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setMovement(QListView.Movement.Static)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu_at)
        self.itemDoubleClicked.connect(lambda item: self.open_wanted.emit(item.data(_PIECE)))

    # ------------------------------------------------------------------ what is shown
    def show_pieces(self, pieces: Sequence[Evidence]) -> None:
        """The same piece stays chosen; without one, the first is."""
        before = self.chosen()
        self.clear()
        self._images = {}
        for piece in pieces:
            item = QListWidgetItem()
            item.setData(_PIECE, piece)
            item.setToolTip(f"{piece.shown}\n{size_text(piece.size)}，{piece.added_at[:10]} 添加")
            item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{piece.shown}，{size_text(piece.size)}")
            item.setTextAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
            self.addItem(item)
        row = next((n for n, piece in enumerate(pieces) if piece == before), 0)
        self.setCurrentRow(row if pieces else -1)
        self._draw()

    def _words(self, piece: Evidence) -> str:
        """Cut in the middle, so that the extension stays in sight."""
        room = self._room.width() - self.theme.px(8)
        name = self.fontMetrics().elidedText(piece.shown, Qt.TextElideMode.ElideMiddle, room)
        return f"{name}\n{size_text(piece.size)}"

    def _draw(self) -> None:
        """Two beside each other, also where a scroll bar takes its part; as high as the rows: the panel scrolls, not the tiles."""
        self.ensurePolished()
        half = max(self.viewport().width() // 2 - 1, self.theme.px(48))
        width = min(self.theme.px(TILE.width()), half - self.theme.px(4))
        self._room = QSize(width, width * TILE.height() // TILE.width())
        self.setIconSize(self._room)
        self.setGridSize(QSize(half, self._room.height() + self.theme.px(_UNDER)))
        for row in range(self.count()):
            item = self.item(row)
            piece = item.data(_PIECE)
            item.setIcon(QIcon(self._tile(piece, self._images.get(piece.sha256))))
            item.setText(self._words(piece))
        rows = -(-self.count() // 2)
        self.setFixedHeight(rows * self.gridSize().height() + self.theme.px(2))

    def show_picture(self, sha256: str, image: QImage) -> None:
        self._images[sha256] = image
        self._draw()

    def _tile(self, piece: Evidence, image: QImage | None) -> QPixmap:
        ratio = self.devicePixelRatioF()
        made = QPixmap(self._room * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(self.theme.color("ground"))
        painter = QPainter(made)
        box = QRect(QPoint(0, 0), self._room)
        if image is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            part = self._room.scaled(image.size(), Qt.AspectRatioMode.KeepAspectRatio)
            corner = QPoint((image.width() - part.width()) // 2, (image.height() - part.height()) // 2)
            painter.drawImage(box, image, QRect(corner, part))
        else:
            mark = self.theme.pixmap("image" if piece.media in SHOWN else "file", 28, "ink2")
            edge = self.theme.px(28)
            painter.drawPixmap((box.width() - edge) // 2, box.height() // 2 - edge, mark)
            painter.setPen(self.theme.color("ink2"))
            painter.setFont(self.theme.font(12))
            kind = (extension(piece.name) or "文件")[:8].upper()
            painter.drawText(box.adjusted(0, box.height() // 2 + self.theme.px(4), 0, 0), Qt.AlignmentFlag.AlignHCenter, kind)
        painter.setPen(self.theme.color("line2"))
        painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.end()
        return made

    # ------------------------------------------------------------------ what is wanted
    def chosen(self) -> Evidence | None:
        item = self.currentItem()
        return item.data(_PIECE) if item is not None else None

    def set_read_only(self, on: bool) -> None:
        self._read_only = on

    def menu(self) -> QMenu:
        """The verbs of the chosen piece."""
        made, piece = QMenu(self), self.chosen()
        made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        verbs = {"piece_open": self.open_wanted, "piece_save": self.save_wanted, "piece_remove": self.remove_wanted}
        for name, signal in verbs.items():
            action = QAction(command(name).text, made)
            action.triggered.connect(lambda _checked=False, signal=signal: signal.emit(piece))
            action.setEnabled(signal is not self.remove_wanted or not self._read_only)
            made.addAction(action)
        return made

    def _menu_at(self, place: QPoint) -> None:
        if self.itemAt(place) is not None:
            self.menu().popup(self.viewport().mapToGlobal(place))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        piece = self.chosen()
        if piece is not None and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.open_wanted.emit(piece)
        elif piece is not None and event.key() == Qt.Key.Key_Delete:
            if not self._read_only:
                self.remove_wanted.emit(piece)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: object) -> None:
        super().resizeEvent(event)  # type: ignore[arg-type]
        if self.viewport().width() // 2 - 1 != self.gridSize().width():
            self._draw()
