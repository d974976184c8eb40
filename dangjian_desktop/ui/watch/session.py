"""Notices that the user left the machine: Windows says when its screen is locked or the session goes to somebody else.

Elsewhere nothing is said and the idle time alone locks. Knows nothing of what happens then.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Callable
from ctypes import wintypes

from PySide6.QtCore import QAbstractNativeEventFilter, QByteArray, QCoreApplication, QTimer
from PySide6.QtWidgets import QWidget

from dangjian_desktop.logs import log

_KIND = b"windows_generic_MSG"
_SESSION_CHANGE = 0x02B1
_CONSOLE_LEFT, _REMOTE_LEFT, _LOGGED_OFF, _LOCKED = 0x2, 0x4, 0x6, 0x7
_THIS_SESSION = 0


class SessionWatch(QAbstractNativeEventFilter):
    """``left`` is called once the message that told of it has been dealt with."""

    def __init__(self, left: Callable[[], object]) -> None:
        super().__init__()
        self._left = left
        self._told = False

    def watch(self, window: QWidget) -> None:
        """From now on; where the system tells of it."""
        application = QCoreApplication.instance()
        if application is None or not (self._told or _tell(window)):
            return
        self._told = True
        application.installNativeEventFilter(self)

    def rest(self) -> None:
        application = QCoreApplication.instance()
        if application is not None:
            application.removeNativeEventFilter(self)

    def nativeEventFilter(self, kind: QByteArray | bytes | bytearray | memoryview, message: int) -> tuple[bool, int]:
        if QByteArray(kind).data() == _KIND and is_leaving(int(message)):
            QTimer.singleShot(0, self._left)
        return False, 0


def is_leaving(address: int) -> bool:
    """Whether the Windows message at this address says that the user has gone."""
    message = wintypes.MSG.from_address(address)
    return message.message == _SESSION_CHANGE and message.wParam in (_CONSOLE_LEFT, _REMOTE_LEFT, _LOGGED_OFF, _LOCKED)


def _tell(window: QWidget) -> bool:
    """Ask Windows to send such messages to this window."""
    if sys.platform == "win32":  # pragma: no cover - Windows
        register = ctypes.WinDLL("wtsapi32").WTSRegisterSessionNotification
        register.argtypes = [wintypes.HWND, wintypes.DWORD]
        if register(int(window.winId()), _THIS_SESSION):
            return True
        log().info("the system does not tell when its screen is locked")
    return False
