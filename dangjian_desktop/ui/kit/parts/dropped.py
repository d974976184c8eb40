"""What is dragged here or lies in the clipboard: local files, or a picture as PNG. Knows no office."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QMimeData
from PySide6.QtGui import QImage


def files_in(data: QMimeData) -> tuple[Path, ...]:
    """Files of this machine; an address on the net is none."""
    return tuple(Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile() and url.toLocalFile())


def picture_in(data: QMimeData) -> bytes | None:
    """A copied picture or screenshot as PNG, None when there is none."""
    if not data.hasImage():
        return None
    image = QImage(data.imageData())
    room = QBuffer()
    room.open(QIODevice.OpenModeFlag.WriteOnly)
    return bytes(room.data().data()) if not image.isNull() and image.save(room, "PNG") else None  # type: ignore[call-overload]
