"""The window's start: look, language, log, faults, then the main window. The one place that puts faces and painter together."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QApplication

from dangjian_desktop import logs
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.paths import own_folder
from dangjian_desktop.ui.kit.chinese import speak_chinese
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.kit.theme import Theme, chinese_font
from dangjian_desktop.ui.shell.main_window import MainWindow

if TYPE_CHECKING:
    from dangjian_desktop.ui.shell.first_window import FirstWindow


def run(argv: Sequence[str]) -> int:
    """Open the window, with a file when one is named; returns when it is closed. When one is open already, it comes to the front."""
    logs.start(own_folder())
    app = _application()
    file = Path(argv[0]) if argv else None
    first = _first_window()
    if first is not None and not first.take() and first.tell(file):
        return 0
    window = make_window(app)
    if first is not None:
        first.wanted.connect(window.openings.come_forward)
    window.faults.install()
    greeted = window.machine.notice_read
    if file is not None and greeted:
        window.openings.open(file)
    window.show()
    if chinese_font() is None:
        words = "请安装“文泉驿微米黑”或“思源黑体”等任意一种中文字体，再重新打开本程序。"
        window.ask.tell("这台电脑上没有中文字体", words)
    if not greeted:
        window.errands.greet(lambda: window.openings.open(file) if file is not None else None)
    code = app.exec()
    if first is not None:
        first.release()
    window.faults.remove()
    return code


def _first_window() -> FirstWindow | None:
    """None where QtNetwork cannot be loaded (it wants a library of Kerberos): a second window is better than none at all."""
    try:
        from dangjian_desktop.ui.shell.first_window import FirstWindow
    except ImportError as fault:
        logs.log().warning("a second start will not be noticed: %s", fault.name)
        return None
    return FirstWindow(own_folder())


def _application() -> QApplication:
    app = QApplication.instance()
    if not isinstance(app, QApplication):  # pragma: no cover - tests bring their own
        app = QApplication(sys.argv[:1])
    app.setApplicationName("党建责任台账")
    app.setDesktopFileName("dangjian-desktop")
    return app


def make_window(app: QApplication) -> MainWindow:
    """Make the window in this machine's look, not yet shown."""
    speak_chinese(app)
    machine = Machine()
    theme = Theme(machine.scale, machine.contrast)
    theme.apply(app)
    return MainWindow(theme, machine, PagePainter())
