"""Where the program starts: the command line, or the window. Knows which face is wanted and nothing else."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dangjian_desktop.domain.blocks import Document


def main() -> int:
    from dangjian_desktop import cli

    argv = sys.argv[1:]
    if cli.wanted(argv):
        return cli.main(argv, paint=_paint)
    if _without_display():
        return cli.main(["--no-window"])
    from dangjian_desktop import app

    return app.run(argv)


def _without_display() -> bool:
    """A Linux machine with nothing to paint on."""
    return sys.platform == "linux" and not any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def _paint(document: Document) -> bytes:
    from dangjian_desktop import app

    return app.paint_pdf(document)


if __name__ == "__main__":
    sys.exit(main())
