"""Areas that show laid out pages: one below the other at any zoom, or as thumbnails. Know no office."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from dangjian_desktop.paper.layout import CHARACTERS, LINES, Pages
from dangjian_desktop.paper.painter import paint_page
from dangjian_desktop.ui.kit.theme import Theme

SCREEN = 96 / 72
"""Pixels per point at 100 %."""
ZOOMS = (0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0)
MARGIN, GAP = 16, 16


def paint_sheet(painter: QPainter, place: QRectF, pages: Pages, index: int, theme: Theme, *, grid: bool = False) -> None:
    """A sheet with its edge; the page is scaled into the place."""
    painter.fillRect(place, theme.color("paper"))
    painter.save()
    painter.setClipRect(place)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(place.topLeft())
    painter.scale(place.width() / pages.setup.width, place.height() / pages.setup.height)
    if grid:
        _paint_grid(painter, pages, theme)
    paint_page(painter, pages, index)
    painter.restore()
    painter.setPen(theme.color("line2"))
    painter.drawRect(place)


def _paint_grid(painter: QPainter, pages: Pages, theme: Theme) -> None:
    """The type area with its lines and characters."""
    setup = pages.setup
    area = QRectF(setup.left, setup.top, setup.width - setup.left - setup.right, setup.height - setup.top - setup.bottom)
    painter.setPen(QPen(theme.color("blue-edge"), 0.4))
    for line in range(LINES + 1):
        y = area.top() + area.height() * line / LINES
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    for character in range(CHARACTERS + 1):
        x = area.left() + area.width() * character / CHARACTERS
        painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()))
    painter.setPen(QPen(theme.color("blue"), 0.8))
    painter.drawRect(area)


class PageCanvas(QAbstractScrollArea):
    """Pages one below the other on a sunk ground. ``fit`` is page · width · "" (a zoom of its own)."""

    moved = Signal(int)
    zoomed = Signal(float)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.fit, self.zoom, self.grid, self.current = theme, "width", 1.0, False, 0
        self.pages: Pages | None = None
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setAccessibleName("页面预览")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    def show_pages(self, pages: Pages) -> None:
        self.pages = pages
        self.current = min(self.current, len(pages) - 1)
        self._arrange()

    def set_fit(self, fit: str) -> None:
        self.fit = fit
        self._arrange()

    def set_zoom(self, zoom: float) -> None:
        self.fit, self.zoom = "", zoom
        self._arrange()

    def step_zoom(self, direction: int) -> None:
        """The next larger or smaller usual zoom."""
        nearby = [zoom for zoom in ZOOMS if (zoom - self.zoom) * direction > 0.004]
        if nearby:
            self.set_zoom(nearby[0] if direction > 0 else nearby[-1])

    def set_grid(self, on: bool) -> None:
        self.grid = on
        self.viewport().update()

    def go_to(self, index: int) -> None:
        if self.pages and 0 <= index < len(self.pages):
            self.verticalScrollBar().setValue(round(self._top(index)) - MARGIN)
            self._set_current(index)

    def sheet(self, index: int) -> QRectF:
        """Where a page stands inside the viewport now."""
        width, height = self._size()
        x = max((self.viewport().width() - width) / 2, MARGIN) - self.horizontalScrollBar().value()
        return QRectF(x, self._top(index) - self.verticalScrollBar().value(), width, height)

    def sizeHint(self) -> QSize:
        return QSize(480, 400)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.theme.color("sunk"))
        for index in range(len(self.pages) if self.pages else 0):
            place = self.sheet(index)
            if self.pages and place.intersects(QRectF(event.rect())):
                paint_sheet(painter, place, self.pages, index, self.theme, grid=self.grid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.step_zoom(1 if event.angleDelta().y() > 0 else -1)
        else:
            super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_PageDown: self.current + 1, Qt.Key.Key_PageUp: self.current - 1, Qt.Key.Key_Home: 0}
        zooms = {Qt.Key.Key_Plus: 1, Qt.Key.Key_Equal: 1, Qt.Key.Key_Minus: -1}
        if event.key() == Qt.Key.Key_End and self.pages:
            self.go_to(len(self.pages) - 1)
        elif event.key() in steps:
            self.go_to(steps[Qt.Key(event.key())])
        elif event.key() in zooms:
            self.step_zoom(zooms[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def _size(self) -> tuple[float, float]:
        assert self.pages is not None
        scale = self.zoom * SCREEN
        return self.pages.setup.width * scale, self.pages.setup.height * scale

    def _top(self, index: int) -> float:
        return MARGIN + index * (self._size()[1] + GAP)

    def _arrange(self) -> None:
        if self.pages is None:
            return
        setup, view = self.pages.setup, self.maximumViewportSize()
        bar = self.verticalScrollBar().sizeHint().width()
        wide = max(view.width() - bar - 2 * MARGIN, 80) / (setup.width * SCREEN)
        high = max(view.height() - 2 * MARGIN, 80) / (setup.height * SCREEN)
        if self.fit:
            self.zoom = wide if self.fit == "width" else min(wide, high)
        width, height = self._size()
        total = MARGIN * 2 + len(self.pages) * (height + GAP) - GAP
        share = self.verticalScrollBar().value() / max(self.verticalScrollBar().maximum() + self.verticalScrollBar().pageStep(), 1)
        self.verticalScrollBar().setPageStep(view.height())
        self.verticalScrollBar().setSingleStep(40)
        self.verticalScrollBar().setRange(0, max(round(total) - view.height(), 0))
        self.verticalScrollBar().setValue(round(share * total))
        self.horizontalScrollBar().setPageStep(view.width())
        self.horizontalScrollBar().setRange(0, max(round(width) + 2 * MARGIN - view.width() + bar, 0))
        self.viewport().update()
        self.zoomed.emit(self.zoom)

    def _scrolled(self) -> None:
        if self.pages is None:
            return
        middle = self.verticalScrollBar().value() + self.viewport().height() / 3
        step = self._size()[1] + GAP
        self._set_current(min(max(int((middle - MARGIN) // step), 0), len(self.pages) - 1))
        self.viewport().update()

    def _set_current(self, index: int) -> None:
        if index != self.current:
            self.current = index
            self.moved.emit(index)


class PageThumbs(QAbstractScrollArea):
    """Small pictures of the pages with their numbers; one is current."""

    WIDTH = 104
    chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self.current = theme, 0
        self.pages: Pages | None = None
        self._pictures: dict[int, QPixmap] = {}
        self.setFrameShape(QAbstractScrollArea.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("页面缩略图")
        self.setFixedWidth(self.WIDTH + 36)

    def show_pages(self, pages: Pages) -> None:
        self.pages = pages
        self._pictures.clear()
        self._arrange()

    def set_current(self, index: int) -> None:
        self.current = index
        if self.pages is None:
            return
        place = self.place(index)
        bar = self.verticalScrollBar()
        if place.top() < 0:
            bar.setValue(bar.value() + place.top() - GAP // 2)
        elif place.bottom() + 24 > self.viewport().height():
            bar.setValue(bar.value() + place.bottom() + 24 - self.viewport().height())
        self.viewport().update()

    def place(self, index: int) -> QRect:
        """Where a thumbnail stands inside the viewport now."""
        top = 12 + index * self._step() - self.verticalScrollBar().value()
        return QRect(16, top, self.WIDTH, self._height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), self.theme.color("sunk"))
        painter.setFont(self.theme.font(13))
        for index in range(len(self.pages) if self.pages else 0):
            place = self.place(index)
            if not place.adjusted(-4, -4, 4, 28).intersects(event.rect()):
                continue
            painter.drawPixmap(place.topLeft(), self._picture(index))
            painter.setPen(QPen(self.theme.color("blue" if index == self.current else "line2"), 2 if index == self.current else 1))
            painter.drawRect(place.adjusted(-1, -1, 0, 0) if index == self.current else place)
            painter.setPen(self.theme.color("ink2"))
            below = QRect(place.left(), place.bottom() + 4, place.width(), 20)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop, str(index + 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for index in range(len(self.pages) if self.pages else 0):
            if self.place(index).contains(event.position().toPoint()):
                self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Down: 1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_Left: -1}
        step = steps.get(Qt.Key(event.key()))
        if step is None or self.pages is None:
            super().keyPressEvent(event)
        elif 0 <= self.current + step < len(self.pages):
            self.chosen.emit(self.current + step)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _height(self) -> int:
        assert self.pages is not None
        return round(self.WIDTH * self.pages.setup.height / self.pages.setup.width)

    def _step(self) -> int:
        return self._height() + 32

    def _arrange(self) -> None:
        if self.pages is not None:
            self.verticalScrollBar().setPageStep(self.viewport().height())
            self.verticalScrollBar().setRange(0, max(12 + len(self.pages) * self._step() - self.viewport().height(), 0))
            self.viewport().update()

    def _picture(self, index: int) -> QPixmap:
        assert self.pages is not None
        if index not in self._pictures:
            ratio = self.devicePixelRatioF()
            picture = QPixmap(round(self.WIDTH * ratio), round(self._height() * ratio))
            picture.setDevicePixelRatio(ratio)
            painter = QPainter(picture)
            paint_sheet(painter, QRectF(0, 0, self.WIDTH, self._height()), self.pages, index, self.theme)
            painter.end()
            self._pictures[index] = picture
        return self._pictures[index]
