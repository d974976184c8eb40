"""To the printer: laid out pages true to the millimetre, or a plain text; and files written whole. Knows no office."""

from __future__ import annotations

import errno
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject
from PySide6.QtGui import QFont, QTextDocument
from PySide6.QtPrintSupport import QPrintDialog, QPrinter
from PySide6.QtWidgets import QDialog, QWidget

from dangjian_desktop import files
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.paper.layout import Pages
from dangjian_desktop.paper.painter import page_layout, paint_all

_REASONS = {
    errno.ENOENT: "文件夹不存在或名称不能用",
    errno.ENAMETOOLONG: "文件夹不存在或名称不能用",
    errno.EACCES: "文件夹是只读的",
    errno.EROFS: "文件夹是只读的",
}
Draw = Callable[[QPrinter], None]


class Printing(QObject):
    """``ask`` opens the dialog of the system beside ``window``; what was chosen is handed to ``draw``."""

    def __init__(self, window: QWidget, refused: Callable[[], object]) -> None:
        """``refused`` is called when the printer does not take it."""
        super().__init__(window)
        self._window, self._refused = window, refused
        self.dialog: QPrintDialog | None = None

    def ask(self, draw: Draw, pages: int = 0) -> None:
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        self.dialog = QPrintDialog(printer, self._window)
        if pages:
            self.dialog.setMinMax(1, pages)
        self.dialog.accepted.connect(lambda: self.run(draw, printer))
        QDialog.open(self.dialog)

    def run(self, draw: Draw, printer: QPrinter) -> None:
        try:
            draw(printer)
        except OSError:
            self._refused()

    def pages(self, pages: Pages) -> None:
        self.ask(lambda printer: paint_pages(printer, pages), len(pages))

    def text(self, html: str, font: QFont) -> None:
        self.ask(lambda printer: paint_text(printer, html, font))


def paint_pages(printer: QPrinter, pages: Pages) -> None:
    """The chosen pages."""
    printer.setFullPage(True)
    printer.setPageLayout(page_layout(pages.setup))
    printer.setPageMargins(QMarginsF())
    first, last = printer.fromPage() or 1, printer.toPage() or len(pages)
    paint_all(printer, pages, chosen=range(first - 1, min(last, len(pages))))


def paint_text(printer: QPrinter, html: str, font: QFont) -> None:
    """``html`` is of our own making; whatever stands in it from elsewhere is escaped."""
    page = QTextDocument()
    page.setDefaultFont(font)
    page.setHtml(html)
    page.print_(printer)


def safely(write: Callable[[Path], object], path: Path) -> None:
    """Write beside the target and put it in its place only when complete; a UserError when the place refuses."""
    try:
        with files.staged(path, ".tmp") as beside:
            write(beside)
    except OSError as fault:
        raise _told(fault, path) from fault


def _told(fault: OSError, path: Path) -> UserError:
    detail = f"{type(fault).__name__} {fault.errno}"
    if fault.errno == errno.ENOSPC:
        return UserError(Error.DISK_FULL, place=path.drive or str(path.parent), detail=detail)
    if files.held_by_another(fault) or (isinstance(fault, PermissionError) and path.exists()):
        return UserError(Error.HELD, detail=detail)
    reason = _REASONS.get(fault.errno or 0, "没有写成，可能已拔出或有坏道")
    return UserError(Error.NOT_WRITABLE, reason=reason, detail=detail)
