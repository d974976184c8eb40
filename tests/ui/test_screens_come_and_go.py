"""Another screen, another scale, a remote desktop: the window stands where it can be reached, an open dialog does no harm."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QRect
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.machine import Machine
from dangjian_desktop.ui.shell.main_window import MainWindow
from tests.fakes import FakeAsk, FixedClock


@pytest.fixture
def window(qtbot: QtBot, theme: Any, tmp_path: Path, clock: FixedClock) -> Any:
    path = tmp_path / "青石镇.djtz"
    opening.close(opening.create_ledger(path, "青石镇党委", clock=clock))
    made = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.show()
    made.openings.open(path)
    qtbot.waitUntil(lambda: made.work is not None)
    yield made
    made.close()


def seen(window: MainWindow) -> QRect:
    """What of the window stands on a screen that is there."""
    return max(
        (window.frameGeometry() & screen.availableGeometry() for screen in QApplication.screens()),
        key=lambda one: one.width() * one.height(),
    )


@pytest.mark.parametrize("place", [(5000, 3000), (-4000, 100), (100, -3000)])
def test_a_window_that_stood_on_a_screen_that_is_gone_comes_back_where_it_can_be_reached(
    qtbot: QtBot, window: MainWindow, theme: Any, place: tuple[int, int]
) -> None:
    window.setGeometry(place[0], place[1], 1000, 600)
    Machine().set_geometry(window.saveGeometry())
    again = MainWindow(theme, Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    qtbot.addWidget(again)
    again.show()
    assert seen(again).width() >= 200
    assert seen(again).height() >= 100


def test_a_screen_that_changes_while_a_dialog_is_open_does_no_harm(qtbot: QtBot, window: MainWindow) -> None:
    window.errands.show_log()
    qtbot.waitUntil(lambda: hasattr(window.errands, "dialog") and window.errands.dialog.isVisible())
    dialog = window.errands.dialog
    for kind in (
        QEvent.Type.ScreenChangeInternal,
        QEvent.Type.DevicePixelRatioChange,
        QEvent.Type.ApplicationFontChange,
        QEvent.Type.PaletteChange,
    ):
        for widget in (window, dialog):
            QApplication.sendEvent(widget, QEvent(kind))
    window.resize(900, 440)
    window.resize(1600, 900)
    assert dialog.isVisible()
    dialog.close()


@pytest.mark.parametrize("scale", [1.5, 1.0])
def test_another_scale_keeps_the_file_open(qtbot: QtBot, window: MainWindow, scale: float) -> None:
    window.set_look(scale, contrast=False)
    qtbot.waitUntil(lambda: window.work is not None)
    assert window.shared.theme.scale == scale
    window.set_look(1.0, contrast=False)
    qtbot.waitUntil(lambda: window.work is not None)
