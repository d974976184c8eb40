"""What is secret is covered until somebody wants to see it, and again after a while. Knows no field and no office."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from dangjian_desktop.ui.kit.later import later

SHOWN_FOR = 120_000
"""Milliseconds."""


class Veil(QObject):
    """One per window. It falls after two minutes, when another window comes to the front, and when the window is locked."""

    turned = Signal(bool)
    """Whether what is secret can be read now."""

    def __init__(self, around: QWidget) -> None:
        super().__init__(around)
        self.lifted = False
        self.timer = later(self, SHOWN_FOR, self.fall)
        around.window().installEventFilter(self)

    def lift(self) -> None:
        self.timer.start()
        self.lifted = True
        self.turned.emit(True)

    def fall(self) -> None:
        """Also covers what was only just typed; what the input method still holds is taken over first."""
        QGuiApplication.inputMethod().commit()
        self.timer.stop()
        self.lifted = False
        self.turned.emit(False)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowDeactivate:
            self.fall()
        return super().eventFilter(watched, event)
