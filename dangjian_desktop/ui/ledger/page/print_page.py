"""The list as true pages before they are printed: print, PDF, back to the list. Knows pages, no record."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.paper.layout import Pages
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.pages.page_view import PageView
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label
from dangjian_desktop.ui.kit.theme import Theme


class PrintPage(QFrame):
    """``pdf_wanted`` carries where to; ``closed`` says that the list may come back."""

    pdf_wanted = Signal(object)
    closed = Signal()

    def __init__(self, title: str, pages: Pages, theme: Theme, ask: Ask, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.pages, self.theme, self.ask = title, pages, theme, ask
        self.setProperty("kind", "page-form")
        self.printing = Printing(self, self._refused)
        self.view = PageView(theme, self)
        self.view.grid.hide()
        column(theme, self._head(), grow(self.view), on=self, gap=0)
        self.view.show_pages(pages)
        self.setFocusProxy(self.view.canvas)

    def _head(self) -> QWidget:
        theme = self.theme
        back = button(theme, "返回列表", "quiet", "chevron-left", clicked=self.closed.emit, tip=command("leave").tip("返回列表"))
        self.said = label("", "caption")
        self.pdf_button = button(theme, "存为 PDF", "secondary", clicked=self._save_pdf, tip="存成 PDF 文件")
        tip = command("print").tip("选打印机和页码")
        self.print_button = button(theme, "打印...", "primary", "print", clicked=self.print_pages, tip=tip)
        verbs = (self.said, self.pdf_button, self.print_button)
        return area("form-head", row(theme, back, label(self.title, "panel-title"), ..., *verbs, margins=(16, 8), gap=8))

    def print_pages(self) -> None:
        self.printing.pages(self.pages)

    def _save_pdf(self) -> None:
        path = self.ask.save_file("存为 PDF", f"{self.title.removeprefix('打印')}.pdf", "PDF 文件 (*.pdf)")
        if path is not None:
            self.pdf_wanted.emit(path)

    def saved(self, path: Path) -> None:
        self.said.setText(f"已存到 {path}")

    def _refused(self) -> None:
        self.ask.tell("没有打印", "打印机没有接受这些页。台账完好，请检查打印机后再点打印，或先存为 PDF。")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)
