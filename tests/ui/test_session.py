"""The user left the machine: what Windows sends is understood, and nothing else is."""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from dangjian_desktop.ui.watch.session import SessionWatch, is_leaving
from tests.ui.settling import turn

CHANGE, LOCK, UNLOCK, DISCONNECT, MOUSE_MOVE = 0x02B1, 0x7, 0x8, 0x4, 0x0200


def sent(message: int, what: int) -> wintypes.MSG:
    made = wintypes.MSG()
    made.message, made.wParam = message, what
    return made


@pytest.mark.parametrize(("message", "what", "leaves"), [(CHANGE, LOCK, True), (CHANGE, DISCONNECT, True), (CHANGE, UNLOCK, False), (MOUSE_MOVE, LOCK, False)])  # fmt: skip
def test_a_locked_screen_and_a_session_given_away_are_told_apart(message: int, what: int, leaves: bool) -> None:
    made = sent(message, what)
    assert is_leaving(ctypes.addressof(made)) == leaves


def test_it_is_told_after_the_message_was_dealt_with(qtbot: QtBot) -> None:
    told: list[bool] = []
    watch = SessionWatch(lambda: told.append(True))
    made = sent(CHANGE, LOCK)
    assert watch.nativeEventFilter(QByteArray(b"windows_generic_MSG"), ctypes.addressof(made)) == (False, 0)
    assert told == []
    qtbot.waitUntil(lambda: told == [True])
    watch.nativeEventFilter(QByteArray(b"xcb_generic_event_t"), 0)
    turn(qtbot)
    assert told == [True]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows tells")
def test_where_the_system_tells_nothing_nothing_is_watched(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    watch = SessionWatch(lambda: pytest.fail("nobody left"))
    watch.watch(window)
    assert not watch._told
    watch._told = True
    watch.watch(window)
    watch.rest()
