"""Where the program starts: the command line, or the window. Knows which face is wanted and nothing else."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QCoreApplication

    from dangjian_desktop.services.base.ports import Painter


def main(words: Sequence[str] | None = None) -> int:
    """Run the face that the words ask for and return the exit code."""
    from dangjian_desktop import cli

    argv = list(sys.argv[1:] if words is None else words)
    if cli.wanted(argv):
        return cli.main(argv, painter=_painter)
    if _without_display():
        return cli.main(["--no-window"])
    from dangjian_desktop.app import run

    return run(argv)


def _without_display() -> bool:
    """Tell a Linux machine with nothing to paint on."""
    return sys.platform == "linux" and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _painter() -> Painter:
    """Make the painter, which the command line wants for a PDF only. Pages need Qt's fonts but no screen."""
    if sys.platform == "linux":
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from dangjian_desktop.paper.page_painter import PagePainter

    _qt()
    return PagePainter()


@cache
def _qt() -> QCoreApplication:
    """Qt wants its application object to live as long as the process."""
    from PySide6.QtGui import QGuiApplication

    return QGuiApplication.instance() or QGuiApplication(sys.argv[:1])


if __name__ == "__main__":
    sys.exit(main())
