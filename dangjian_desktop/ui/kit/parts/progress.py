"""Long work on the screen: after half a second what and how far, with 取消 and what cancelling leaves behind. Knows no work."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal
from PySide6.QtWidgets import QFrame, QProgressBar, QWidget

from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import button, label
from dangjian_desktop.ui.kit.theme import Theme

AFTER = 500
WIDTH = 420
_SAY_REST = 10
"""Seconds."""
_BAR_MOST = 1_000_000
"""A bar counts in an int of 32 bits; bytes can be more."""


class Reporter(QObject):
    """Handed to the work, which calls ``step`` on its own thread; ``stopped`` is what is raised there after ``cancel``."""

    moved = Signal(object, object, str)

    def __init__(self, stopped: type[BaseException], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stopped = stopped
        self._cancelled = False

    def step(self, done: int, total: int, words: str) -> None:
        if self._cancelled:
            raise self._stopped
        self.moved.emit(done, total, words)

    def cancel(self) -> None:
        self._cancelled = True


class ProgressStrip(QFrame):
    """Over the middle of ``around`` until ``end``."""

    def __init__(self, theme: Theme, reporter: Reporter, title: str, leaves: str, around: QWidget, *, unit: str = "条") -> None:
        """``unit`` of what is counted; "" when the words of a step say all."""
        super().__init__(around)
        self._unit, self._clock = unit, QElapsedTimer()
        self._clock.start()
        self.setProperty("kind", "card")
        self._around, self._reporter = around, reporter
        self.words = label("正在打开文件", "")
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setRange(0, 0)
        self.button = button(theme, "取消", "secondary", clicked=self._cancel)
        foot = row(theme, grow(label(leaves, "caption")), self.button)
        column(theme, label(title, "strong"), self.words, self.bar, foot, on=self, margins=16)
        self.setFixedWidth(theme.px(WIDTH))
        reporter.moved.connect(self._move)
        self.timer = QTimer(self)
        self.timer.setSingleShot(True)
        self.timer.timeout.connect(self._appear)
        self.timer.start(AFTER)
        self.hide()

    def end(self) -> None:
        """The work is over, however it went."""
        self.timer.stop()
        self.hide()
        self.deleteLater()

    def _appear(self) -> None:
        self.adjustSize()
        self.move((self._around.width() - self.width()) // 2, (self._around.height() - self.height()) // 2)
        self.show()
        self.raise_()
        self.button.setFocus()

    def _move(self, done: int, total: int, words: str) -> None:
        scale = max(1, total // _BAR_MOST + 1)
        self.bar.setRange(0, total // scale)
        self.bar.setValue(done // scale)
        counted = f"{words}，共 {total:,} {self._unit}" if self._unit and total else words
        self.words.setText(counted + self._rest(done, total))

    def _rest(self, done: int, total: int) -> str:
        """How much longer, when that is worth saying."""
        passed = self._clock.elapsed() / 1000
        left = passed * (total - done) / done if done and passed > 1 else 0
        if left <= _SAY_REST:
            return ""
        return f"，约 {round(left / 60)} 分钟" if left >= 60 else f"，约 {round(left / 10) * 10} 秒"

    def _cancel(self) -> None:
        self.button.setEnabled(False)
        self.button.setToolTip("正在停下来")
        self._reporter.cancel()
