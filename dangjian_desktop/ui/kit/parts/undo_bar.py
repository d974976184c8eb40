"""The one message that passes: what was done and how to take it back, for ten seconds, at the bottom. Knows no office."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QEnterEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme

SECONDS = 10


class UndoBar(QFrame):
    """Pauses under the mouse; ``undo_wanted`` or, after an undo, ``redo_wanted`` when pressed."""

    undo_wanted = Signal()
    redo_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "undo-bar")
        self.undone = False
        self.words, self.button = label("", "undo"), button(theme, "", "secondary", clicked=self._turn_back)
        row(theme, self.words, self.button, on=self, margins=(16, 4, 8, 4), gap=12)
        self._around = parent
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self.hide)
        parent.installEventFilter(self)
        self.hide()

    def say(self, words: str, *, undone: bool = False) -> None:
        self.undone = undone
        one = command("redo" if undone else "undo")
        self.button.setText(f"{one.text}　{one.keys}")
        self.words.setText(words)
        self.adjustSize()
        self._place()
        self.show()
        self.raise_()
        self.timer.start(SECONDS * 1000)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    def enterEvent(self, event: QEnterEvent) -> None:
        self.timer.stop()
        super().enterEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        self.timer.stop()
        super().hideEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        if self.isVisible():
            self.timer.start(SECONDS * 1000)
        super().leaveEvent(event)

    def _place(self) -> None:
        around = self._around
        self.move((around.width() - self.width()) // 2, around.height() - self.height() - 44)

    def _turn_back(self) -> None:
        self.hide()
        (self.redo_wanted if self.undone else self.undo_wanted).emit()
