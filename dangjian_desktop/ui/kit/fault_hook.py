"""Our own bugs: logged, told once, the program stays up. Faults of the user's world are told in their own words. Knows no office."""

from __future__ import annotations

import sys
import threading
import traceback
from types import TracebackType

from PySide6.QtCore import QObject, Qt, QtMsgType, Signal, qInstallMessageHandler

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.logs import log, log_file
from dangjian_desktop.ui.kit.ask import Ask

_QUIET = {QtMsgType.QtDebugMsg, QtMsgType.QtInfoMsg}


class FaultHook(QObject):
    """Takes what nobody caught, on any thread. A second fault while one is being told is only logged."""

    _fault = Signal(object)

    def __init__(self, ask: Ask, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ask = ask
        self._telling = False
        self._fault.connect(self.tell, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self._fault.emit(args.exc_value) if args.exc_value else None
        qInstallMessageHandler(self._qt)

    def remove(self) -> None:
        sys.excepthook = sys.__excepthook__
        threading.excepthook = threading.__excepthook__
        qInstallMessageHandler(None)

    def tell(self, fault: BaseException) -> None:
        """A UserError in its own words; anything else is E-99, with the log named."""
        told = fault if isinstance(fault, UserError) else UserError(Error.UNEXPECTED)
        lines = traceback.format_exception(type(fault), fault, fault.__traceback__)
        # the text of a fault may hold what the user typed: the log gets kinds and places only
        places = "".join(line for line in lines if line.lstrip().startswith("File "))
        log().error("%s %s", type(fault).__name__, places)
        if self._telling:
            return
        self._telling = True
        try:
            message = told.message
            noted = None if isinstance(fault, UserError) else log_file()
            where = f"\n\n详细记录在：{noted}" if noted else ""
            body = f"{message.data}{message.advice}\n\n编号 {message.code}{where}"
            copied = f"编号 {message.code}\n{type(fault).__name__}\n{places}" if "复制详情" in message.advice else ""
            self._ask.tell(message.happened, body, details=copied) if copied else self._ask.tell(message.happened, body)
        finally:
            self._telling = False

    def _hook(self, kind: type[BaseException], fault: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, fault, trace)
        else:
            self._fault.emit(fault)

    @staticmethod
    def _qt(kind: QtMsgType, _context: object, words: str) -> None:
        if kind not in _QUIET:
            log().warning("qt: %s", words)
