"""True pages on screen: thumbnails, the pages themselves, 整页 / 页宽 / zoom, the grid of the type area. Knows no office."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from dangjian_desktop.paper.layout import Pages
from dangjian_desktop.ui.kit.pages.page_canvas import PageCanvas, PageThumbs
from dangjian_desktop.ui.kit.parts.layout import column, grow, row
from dangjian_desktop.ui.kit.parts.parts import area, button, label, rule
from dangjian_desktop.ui.kit.theme import Theme


class PageView(QWidget):
    """Shows laid out pages; ``turned`` tells the page in view, counted from 0."""

    turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.thumbs = PageThumbs(theme)
        self.canvas = PageCanvas(theme)
        self.place, self.percent = label("", ""), label("", "label")
        self.back = button(theme, "", "quiet", "chevron-left", clicked=lambda: self.go_to(self.current - 1), tip="上一页")
        self.ahead = button(theme, "", "quiet", "chevron-right", clicked=lambda: self.go_to(self.current + 1), tip="下一页")
        self.whole = button(theme, "整页", "quiet", clicked=lambda: self.canvas.set_fit("page"), tip="看到整页")
        self.wide = button(theme, "页宽", "quiet", clicked=lambda: self.canvas.set_fit("width"), tip="与窗口同宽")
        self.smaller = button(theme, "", "quiet", "minus", clicked=lambda: self.canvas.step_zoom(-1), tip="缩小")
        self.larger = button(theme, "", "quiet", "plus", clicked=lambda: self.canvas.step_zoom(1), tip="放大")
        self.grid = button(theme, "显示版心", "quiet", "grid", tip="在页面上画出 22 行 28 字的格子", checkable=True)
        self.grid.toggled.connect(self.canvas.set_grid)
        self.thumbs.chosen.connect(self.go_to)
        self.canvas.moved.connect(self._turned)
        self.canvas.zoomed.connect(lambda zoom: self.percent.setText(f"{zoom:.0%}"))
        self._lay_out()

    def show_pages(self, pages: Pages) -> None:
        self.canvas.show_pages(pages)
        self.thumbs.show_pages(pages)
        self._turned(self.canvas.current)

    def go_to(self, index: int) -> None:
        self.canvas.go_to(index)
        self._turned(self.canvas.current)

    @property
    def current(self) -> int:
        return self.canvas.current

    def _lay_out(self) -> None:
        theme = self.theme
        moving = (self.back, self.place, self.ahead)
        size = (self.whole, self.wide, self.percent, self.smaller, self.larger, self.grid)
        head = area("page", row(theme, *moving, ..., *size, margins=(8, 4), gap=4))
        pages = column(theme, head, rule(), grow(self.canvas), gap=0)
        row(theme, self.thumbs, rule(upright=True), grow(pages), on=self, gap=0)

    def _turned(self, index: int) -> None:
        count = len(self.canvas.pages) if self.canvas.pages else 0
        self.place.setText(f"第 {index + 1} 页，共 {count} 页" if count else "")
        self.back.setEnabled(index > 0)
        self.ahead.setEnabled(index < count - 1)
        self.thumbs.set_current(index)
        self.turned.emit(index)
