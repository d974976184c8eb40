"""The window that every dialog of ours is: its title, what it lies over, how large it is. Knows no office."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QWidget

from dangjian_desktop.ui.kit.parts.parts import size_of
from dangjian_desktop.ui.kit.theme import Theme


class Dialog(QDialog):
    """Nothing else is done while it is open. It is as large as asked, or as wide as asked and as high as its lines need."""

    def __init__(
        self, theme: Theme, title: str, parent: QWidget | None, *, size: tuple[int, int] | None = None, width: int | None = None
    ) -> None:
        super().__init__(parent)
        self.theme = theme
        self.setWindowTitle(title)
        self.setModal(True)
        if size is not None:
            size_of(self, theme, *size)
        if width is not None:
            self.setFixedWidth(theme.px(width))

    def fit_height(self) -> None:
        """Be as high as wrapped lines need, which a layout does not ask for by itself."""
        inside = self.layout()
        assert inside is not None
        self.setMinimumHeight(inside.totalHeightForWidth(self.width()))
