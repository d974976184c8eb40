"""The port of the services: pages and PDF of a finished document. What lays out and paints is loaded when something is painted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QGuiApplication

if TYPE_CHECKING:
    from dangjian_desktop.domain.blocks import Document
    from dangjian_desktop.paper.layout import Pages


class PagePainter:
    """May be used on any thread.

    Fonts need a QGuiApplication; where no face made one (the command line), one without windows is made at the first use.
    """

    def __init__(self) -> None:
        self._application: QGuiApplication | None = None

    def pages(self, document: Document) -> int:
        """Count the pages of a document."""
        return len(self._laid_out(document))

    def missing_fonts(self, document: Document) -> tuple[str, ...]:
        """Return the families this machine lacks."""
        from dangjian_desktop.paper.layout import missing_fonts

        self._prepare()
        return tuple(state.wanted for state in missing_fonts(document))

    def to_pdf(self, document: Document, path: Path) -> None:
        """Write the document; a file that stood there is replaced only by a complete one."""
        from dangjian_desktop import files
        from dangjian_desktop.paper.painter import pdf

        data = pdf(self._laid_out(document))
        with files.staged(path, ".tmp") as beside:
            beside.write_bytes(data)

    def _laid_out(self, document: Document) -> Pages:
        from dangjian_desktop.paper.layout import lay_out

        self._prepare()
        return lay_out(document)

    def _prepare(self) -> None:
        if QGuiApplication.instance() is None:
            without_screen = ["-platform", "offscreen"] if sys.platform.startswith("linux") else []
            self._application = QGuiApplication(["paper", *without_screen])
