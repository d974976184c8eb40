"""True pages on screen: turning, zoom, thumbnails, the grid."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from pytestqt.qtbot import QtBot

from dangjian_desktop.paper.layout import lay_out
from dangjian_desktop.ui.kit.pages.page_view import PageView
from dangjian_desktop.ui.kit.theme import Theme
from tests.paper.paper_blocks import report


@pytest.fixture
def view(qtbot: QtBot) -> PageView:
    made = PageView(Theme())
    qtbot.addWidget(made)
    made.resize(900, 600)
    made.show()
    made.show_pages(lay_out(report(100)))
    return made


def wheel(view: PageView, up: bool, modifiers: Qt.KeyboardModifier) -> QWheelEvent:
    where = QPointF(100, 100)
    delta = QPoint(0, 120 if up else -120)
    return QWheelEvent(where, where, QPoint(), delta, Qt.MouseButton.NoButton, modifiers, Qt.ScrollPhase.NoScrollPhase, False)


def test_pages_are_turned_by_buttons_keys_and_thumbnails(view: PageView, qtbot: QtBot) -> None:
    count = len(view.canvas.pages or ())
    assert view.place.text() == f"第 1 页，共 {count} 页"
    assert not view.back.isEnabled()
    with qtbot.waitSignal(view.turned):
        qtbot.mouseClick(view.ahead, Qt.MouseButton.LeftButton)
    assert view.current == 1
    qtbot.keyClick(view.canvas, Qt.Key.Key_PageDown)
    assert view.current == 2
    qtbot.keyClick(view.canvas, Qt.Key.Key_PageUp)
    qtbot.keyClick(view.canvas, Qt.Key.Key_End)
    assert view.current == count - 1
    assert not view.ahead.isEnabled()
    qtbot.keyClick(view.canvas, Qt.Key.Key_Home)
    qtbot.mouseClick(view.thumbs.viewport(), Qt.MouseButton.LeftButton, pos=view.thumbs.place(1).center())
    assert view.current == 1
    qtbot.keyClick(view.thumbs, Qt.Key.Key_Up)
    assert view.current == 0
    qtbot.keyClick(view.thumbs, Qt.Key.Key_Up)
    qtbot.keyClick(view.thumbs, Qt.Key.Key_A)
    qtbot.mouseClick(view.back, Qt.MouseButton.LeftButton)
    assert view.current == 0


def test_scrolling_tells_the_page_in_view_and_the_thumbnail_follows(view: PageView) -> None:
    bar = view.canvas.verticalScrollBar()
    bar.setValue(bar.maximum())
    last = len(view.canvas.pages or ()) - 1
    assert view.current == last
    assert view.thumbs.place(last).bottom() < view.thumbs.viewport().height()
    bar.setValue(0)
    assert view.thumbs.place(0).top() >= 0


def test_zoom_fits_the_page_the_width_or_is_chosen(view: PageView, qtbot: QtBot) -> None:
    qtbot.mouseClick(view.whole, Qt.MouseButton.LeftButton)
    assert view.canvas.sheet(0).height() <= view.canvas.viewport().height()
    whole = view.canvas.zoom
    qtbot.mouseClick(view.wide, Qt.MouseButton.LeftButton)
    assert view.canvas.zoom > whole
    assert view.canvas.sheet(0).width() <= view.canvas.viewport().width()
    view.resize(1100, 600)
    assert view.canvas.fit == "width"
    view.canvas.set_zoom(1.0)
    assert view.percent.text() == "100%"
    assert view.canvas.sheet(0).width() == pytest.approx(210 / 25.4 * 96)
    qtbot.mouseClick(view.larger, Qt.MouseButton.LeftButton)
    assert view.percent.text() == "110%"
    qtbot.mouseClick(view.smaller, Qt.MouseButton.LeftButton)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Minus)
    qtbot.keyClick(view.canvas, Qt.Key.Key_Plus)
    assert view.percent.text() == "100%"
    view.canvas.wheelEvent(wheel(view, True, Qt.KeyboardModifier.ControlModifier))
    assert view.percent.text() == "110%"
    view.canvas.wheelEvent(wheel(view, False, Qt.KeyboardModifier.NoModifier))
    view.canvas.set_zoom(3.0)
    view.canvas.step_zoom(1)
    assert view.canvas.zoom == 3.0
    qtbot.keyClick(view.canvas, Qt.Key.Key_Down)


def test_the_grid_is_drawn_over_the_type_area(view: PageView, qtbot: QtBot) -> None:
    before = view.canvas.grab().toImage()
    qtbot.mouseClick(view.grid, Qt.MouseButton.LeftButton)
    after = view.canvas.grab().toImage()
    assert before != after
    assert view.thumbs.grab().width() == view.thumbs.width()


def test_an_empty_view_shows_nothing_and_does_not_fail(qtbot: QtBot) -> None:
    view = PageView(Theme())
    qtbot.addWidget(view)
    view.resize(800, 300)
    view.show()
    view.go_to(3)
    qtbot.keyClick(view.canvas, Qt.Key.Key_End)
    qtbot.keyClick(view.thumbs, Qt.Key.Key_Down)
    view.canvas.verticalScrollBar().valueChanged.emit(0)
    assert view.canvas.sizeHint().width() > 0
    assert view.grab().width() == 800
