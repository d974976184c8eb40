"""The list as true pages before they are printed: print, PDF, back to the list. Knows pages, no record."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from dangjian_desktop.paper.layout import Pages
from dangjian_desktop.ui.kit.pages.page_view import PageView
from dangjian_desktop.ui.kit.pages.printing import Printing
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.parts.frame import button


class PrintPage(QFrame):
    """``pdf_wanted`` carries where to; ``closed`` says that the list may come back."""

    pdf_wanted = Signal(object)
    closed = Signal()

    def __init__(self, title: str, pages: Pages, theme: Theme, ask: Any, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title, self.pages, self.theme, self.ask = title, pages, theme, ask
        self.setProperty("kind", "page-form")
        self.printing = Printing(self, self._refused)
        self.view = PageView(theme, self)
        self.view.grid.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self.view, 1)
        self.view.show_pages(pages)
        self.setFocusProxy(self.view.canvas)

    def _head(self) -> QWidget:
        theme = self.theme
        head = QFrame(self)
        head.setProperty("kind", "form-head")
        row = QHBoxLayout(head)
        row.setContentsMargins(theme.spacing(16), theme.spacing(8), theme.spacing(16), theme.spacing(8))
        row.setSpacing(theme.spacing(8))
        back = button("返回列表", "quiet", self.closed.emit, head, tip="返回列表（Esc）")
        back.setIcon(theme.icon("chevron-left"))
        self.said = QLabel(head)
        self.said.setProperty("role", "caption")
        self.pdf_button = button("存为 PDF", "secondary", self._save_pdf, head, tip="存成 PDF 文件")
        self.print_button = button("打印...", "primary", self.print_pages, head, tip="选打印机和页码（Ctrl+P）")
        self.print_button.setIcon(theme.icon("print", role="on-primary"))
        for part in (back, label(self.title, "panel-title")):
            row.addWidget(part)
        row.addStretch(1)
        for part in (self.said, self.pdf_button, self.print_button):
            row.addWidget(part)
        return head

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
