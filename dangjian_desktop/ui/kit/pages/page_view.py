"""True pages on screen: thumbnails, the pages themselves, 整页 / 页宽 / zoom, the grid of the type area. Knows no office."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from dangjian_desktop.paper.layout import Pages
from dangjian_desktop.ui.kit.pages.page_canvas import PageCanvas, PageThumbs
from dangjian_desktop.ui.kit.theme import Theme


class PageView(QWidget):
    """Shows laid out pages; ``turned`` tells the page in view, counted from 0."""

    turned = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.thumbs = PageThumbs(theme)
        self.canvas = PageCanvas(theme)
        self.place = QLabel()
        self.percent = QLabel()
        self.percent.setProperty("role", "label")
        self.back = self._button("", "chevron-left", "上一页")
        self.ahead = self._button("", "chevron-right", "下一页")
        self.whole = self._button("整页", "", "看到整页")
        self.wide = self._button("页宽", "", "与窗口同宽")
        self.smaller = self._button("", "minus", "缩小")
        self.larger = self._button("", "plus", "放大")
        self.grid = self._button("显示版心", "grid", "在页面上画出 22 行 28 字的格子")
        self.grid.setCheckable(True)
        self._lay_out()
        self._connect()

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

    def _button(self, text: str, icon: str, tip: str) -> QPushButton:
        button = QPushButton(text)
        button.setProperty("kind", "quiet")
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setToolTip(tip)
        button.setAccessibleName(text or tip)
        button.setIconSize(QSize(self.theme.px(18), self.theme.px(18)))
        if icon:
            button.setIcon(self.theme.icon(icon))
        return button

    def _lay_out(self) -> None:
        head = QFrame()
        head.setProperty("kind", "page")
        bar = QHBoxLayout(head)
        bar.setContentsMargins(self.theme.spacing(8), self.theme.spacing(4), self.theme.spacing(8), self.theme.spacing(4))
        bar.setSpacing(self.theme.spacing(4))
        for widget in (self.back, self.place, self.ahead):
            bar.addWidget(widget)
        bar.addStretch(1)
        for widget in (self.whole, self.wide, self.percent, self.smaller, self.larger, self.grid):
            bar.addWidget(widget)
        pages = QVBoxLayout()
        pages.setContentsMargins(0, 0, 0, 0)
        pages.setSpacing(0)
        pages.addWidget(head)
        pages.addWidget(self._line(Qt.Orientation.Horizontal))
        pages.addWidget(self.canvas, 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.thumbs)
        row.addWidget(self._line(Qt.Orientation.Vertical))
        row.addLayout(pages, 1)

    def _line(self, direction: Qt.Orientation) -> QWidget:
        line = QWidget()
        line.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        line.setStyleSheet(f"background: {self.theme.color('line2').name()}")
        line.setFixedWidth(1) if direction is Qt.Orientation.Vertical else line.setFixedHeight(1)
        return line

    def _connect(self) -> None:
        self.back.clicked.connect(lambda: self.go_to(self.current - 1))
        self.ahead.clicked.connect(lambda: self.go_to(self.current + 1))
        self.whole.clicked.connect(lambda: self.canvas.set_fit("page"))
        self.wide.clicked.connect(lambda: self.canvas.set_fit("width"))
        self.smaller.clicked.connect(lambda: self.canvas.step_zoom(-1))
        self.larger.clicked.connect(lambda: self.canvas.step_zoom(1))
        self.grid.toggled.connect(self.canvas.set_grid)
        self.thumbs.chosen.connect(self.go_to)
        self.canvas.moved.connect(self._turned)
        self.canvas.zoomed.connect(lambda zoom: self.percent.setText(f"{zoom:.0%}"))

    def _turned(self, index: int) -> None:
        count = len(self.canvas.pages) if self.canvas.pages else 0
        self.place.setText(f"第 {index + 1} 页，共 {count} 页" if count else "")
        self.back.setEnabled(index > 0)
        self.ahead.setEnabled(index < count - 1)
        self.thumbs.set_current(index)
        self.turned.emit(index)
