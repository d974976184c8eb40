"""The lines of the bench that need a window: P1 and P2 start, P3 the table of a large ledger. On the offscreen platform."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening
from tests.bench import ruler
from tests.bench.ruler import Figure, compared, timed
from tests.fakes import FixedClock

ROOT = Path(__file__).parents[2]


class Memory:
    """Answers at once with what it was given: the same view over an in-memory list of one page."""

    def __init__(self, head: Any, tallies: Any) -> None:
        self.head, self.tallies = head, tallies

    def ask(self, work: Any, done: Callable[[Any], None], *, latest: str = "", **_: Any) -> None:
        done(self.head if latest == "head" else self.tallies)


def table(path: Path, label: str, runs: int) -> list[Figure]:
    """P3: the first paint of a large ledger, a page scrolled, a jump to the end; each until it is painted."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    from dangjian_desktop.ui.kit.calls import Caller
    from dangjian_desktop.ui.kit.theme import Theme
    from dangjian_desktop.ui.ledger.list.record_model import PAGE, RecordModel, read_head
    from dangjian_desktop.ui.ledger.list.record_table import RecordTable

    app = QApplication.instance() or QApplication([])
    services = opening.open_ledger(path, clock=FixedClock())
    spec, query = services.catalogue.by_label[label], Query(services.catalogue.by_label[label].key)
    head, tallies = read_head(services, query, 0), services.records.tallies(query)
    opening.close(services)

    def view(caller: Any) -> RecordTable:
        found = RecordTable(RecordModel(caller, spec), Theme(), lambda text: text)
        found.resize(1100, 640)
        found.show()
        return found

    def painted(found: RecordTable, line: int) -> None:
        """Wait until the row is here, then paint."""
        while found.records.row_at(line) is None:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        found.viewport().repaint()

    one_page = view(Memory(replace(head, size=min(head.size, PAGE)), tallies))

    def floor() -> None:
        one_page.records.ask_for(query)
        painted(one_page, 0)

    base = timed(floor, runs)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    caller = Caller(lambda: opening.open_ledger(path, clock=FixedClock(), verified=False), opening.close)
    large = view(caller)

    def first() -> None:
        arrived: list[bool] = []
        connection = large.records.loaded.connect(lambda: arrived.append(True))
        large.records.ask_for(query)
        while not arrived:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        large.records.disconnect(connection)
        painted(large, 0)

    line = [0]

    def scroll() -> None:
        line[0] += PAGE
        show(line[0])

    def show(wanted: int) -> None:
        large.scrollTo(large.records.index(wanted, 0), RecordTable.ScrollHint.PositionAtTop)
        painted(large, wanted)

    figures = [compared("P3", "打开大台账，第一次画出", base, timed(first, runs), limit=60)]
    figures.append(compared("P3", "翻一页（200 条）", base, timed(scroll, runs), limit=25))
    end = large.records.rowCount() - 1
    figures.append(compared("P3", "跳到末尾", base, timed(lambda: show(end), runs, before=first), limit=60))
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    figures.append(Figure("P3", "内存增长（MB，不是毫秒）", 0, grown, 0, 0, 0, "≤ 15 MB", grown <= 15))
    caller.close()
    large.close()
    one_page.close()
    return figures


_BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
from PySide6.QtCore import QTimer
class Window(QMainWindow):
    def paintEvent(self, event):
        QTimer.singleShot(0, app.quit)
app = QApplication([])
window = Window()
window.resize(1366, 768)
window.show()
app.exec()
print(time.monotonic(), time.process_time(), 0)
"""


def start(demo: Path, large: Path, runs: int) -> list[Figure]:
    """P1 and P2: from the start of a process until the workbench is painted, and until all its first questions are answered."""
    figures = []
    for name, what, file, ratio in (("P1", "启动，演示台账", demo, 2.0), ("P2", "启动，十万条的台账", large, 2.5)):
        if not file.exists():
            continue
        base, painted, answered, peaks = [], [], [], []
        for number in range(runs + 1):
            bare = _process([sys.executable, "-c", _BARE])
            ours = _process([sys.executable, "-m", "tests.bench.started", str(file)])
            # the first time everything is read from the disk and compiled
            if number:
                base.append(bare[1 if ruler.by_cpu() else 0])
                painted.append(ours[0])
                answered.append(ours[1])
                peaks.append(ours[2])
        figures.append(compared(name, f"{what}，画出工作台，能用", base, painted, ratio=ratio))
        figures.append(compared(name, f"{what}，全部数字答完", base, answered, ratio=ratio))
        figures.append(Figure(name, f"{what}，内存峰值（MB，不是毫秒）", 0, max(peaks), 0, 0, 0, "≤ 110 MB", max(peaks) <= 110))
    return figures


def _process(command: list[str]) -> tuple[float, float, float]:
    """Milliseconds until it painted and until it had its answers; the highest resident size in MB, as far as the process tells it."""
    begin = 0.0 if ruler.by_cpu() else time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"}, stdout=subprocess.PIPE, check=True)
    painted, answered, peak = map(float, done.stdout.split()[-3:])
    return (painted - begin) * 1000, (answered - begin) * 1000, peak / 1024
