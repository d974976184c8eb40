"""Started by the bench as a process of its own: the program's window on a file, ended as soon as everything it asked is answered.

Prints when the workbench was painted, when all its first questions were answered (on the system's monotonic clock, or in processor time), and
the highest resident size in kB.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from dangjian_desktop import app as program
from tests.bench import ruler


class Painted(QObject):
    """Notes the first time the workbench is painted, and the first time after it that no question waits."""

    def __init__(self, window: Any) -> None:
        super().__init__()
        self.window = window
        self.painted = self.answered = 0.0
        window.pages.currentChanged.connect(self._turned)

    def _turned(self) -> None:
        """A filter on the workbench alone: one on everything would be measured with it."""
        if self.window.work is not None:
            self.window.work.desk.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            # the event is on its way; the window is painted when the loop comes round
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._on_screen)
        return False

    def _on_screen(self) -> None:
        self.painted = _now()
        self.window.caller.busy.connect(self._busy)
        self._busy(self.window.caller._waiting > 0)

    def _busy(self, busy: bool) -> None:
        if not busy and not self.answered:
            QTimer.singleShot(0, self._end)

    def _end(self) -> None:
        self.answered = _now()
        QApplication.quit()


def main() -> int:
    app = QApplication(sys.argv[:1])
    window = program.make_window(app)
    watch = Painted(window)
    window.openings.open(Path(sys.argv[1]))
    window.show()
    app.exec()
    window.close()
    print(watch.painted, watch.answered, _peak())
    return 0


def _now() -> float:
    return time.process_time() if ruler.by_cpu() else time.monotonic()


def _peak() -> int:
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    peak = next(line for line in status.read_text(encoding="ascii").splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1])


if __name__ == "__main__":
    sys.exit(main())
