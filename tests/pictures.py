"""Paints the pictures of README in the real window, from the made-up township: ``python -m tests.pictures``."""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from datetime import datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from dangjian_desktop import app as program
from dangjian_desktop.services import demo
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.shell.main_window import MainWindow
from dangjian_desktop.ui.wizards.report.texts_page import TextsPage
from tests.fakes import CHINA, FixedClock

PICTURES = Path(__file__).parents[1] / "resources" / "help" / "pictures"
SIZE = (1366, 720)
LEDGER = "谈话"
WITH_EVIDENCE = 2
"""The first line of the list that has a piece of evidence."""
SECTION = "党内监督"
TEXTS = 2
"""The third page of the wizard, where numbers stand in the text."""


def main() -> int:
    PICTURES.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        os.environ["DANGJIAN_HOME"] = folder
        file = Path(folder) / "青石镇党委.djtz"
        opening.close(demo.create(file, clock=FixedClock(datetime(2026, 11, 24, 9, 0, tzinfo=CHINA))))
        app = QApplication(sys.argv[:1])
        window = program.make_window(app)
        window.resize(*SIZE)
        window.show()
        window.openings.open(file)
        settle(window)
        save(window, "desk")
        assert window.work is not None
        page = window.work.go_to(window.work.catalogue.by_label[LEDGER].key)
        settle(window)
        page.list.table.selectRow(WITH_EVIDENCE)
        settle(window)
        save(window, "ledger")
        window.work.write_report()
        settle(window)
        wizard = window.work.cover.wizard
        assert wizard is not None
        wizard.frame.go_to(TEXTS)
        settle(window)
        texts = wizard.findChild(TextsPage)
        assert isinstance(texts, TextsPage)
        texts.show_section(SECTION)
        settle(window)
        save(window, "report")
        window.close()
    return 0


def settle(window: MainWindow) -> None:
    """Until the file has been opened and everything asked of it answered, and a moment longer for what is painted late."""
    loop = QEventLoop()
    quiet = [0]

    def look() -> None:
        busy = window.work is None or window.caller is None or window.caller._waiting
        quiet[0] = 0 if busy else quiet[0] + 1
        if quiet[0] > 20:
            loop.quit()

    timer = QTimer()
    timer.timeout.connect(look)
    timer.start(20)
    loop.exec()


def save(window: MainWindow, name: str) -> None:
    """With a palette of the colours that are really there: a third of the size, and the pictures lie in the repository."""
    image = window.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    colours = [colour for colour, _ in Counter(memoryview(image.constBits()).cast("I")).most_common(256)]
    image.convertToFormat(QImage.Format.Format_Indexed8, colours).save(str(PICTURES / f"{name}.png"), "PNG", 0)


if __name__ == "__main__":
    sys.exit(main())
