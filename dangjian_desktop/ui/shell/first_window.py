"""One window per account: a second start hands its file over to the first and ends. A pipe on this machine, no network.

Knows no window; who comes first listens, who comes later tells.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from PySide6.QtCore import QLockFile, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from dangjian_desktop.logs import log

_PATIENCE = 2000
"""Milliseconds for a first window that is busy; after that a second one is opened, which the lock of the ledger keeps harmless."""
_LONGEST = 65536
_OK = b"ok"


class FirstWindow(QObject):
    """``wanted`` carries the file that a second start was asked to open, None when it named none."""

    wanted = Signal(object)

    def __init__(self, folder: Path, parent: QObject | None = None) -> None:
        """``folder``: this program's own, of this account."""
        super().__init__(parent)
        # the lock dies with its process, so nothing that is left over keeps anybody out
        self._lock = QLockFile(str(folder / "window.lock"))
        self._lock.setStaleLockTime(0)
        self._name = f"dangjian-desktop-{hashlib.sha256(str(folder).encode('utf-8', 'surrogatepass')).hexdigest()[:16]}"
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._called)

    def take(self) -> bool:
        """Whether this is the first; from now on it listens."""
        if not self._lock.tryLock(0):
            return self._lock.error() is not QLockFile.LockError.LockFailedError
        QLocalServer.removeServer(self._name)
        if not self._server.listen(self._name):
            log().warning("a second start will not be heard: %s", self._server.serverError().name)
        return True

    def tell(self, file: Path | None) -> bool:
        """Hand the file over to the first; False when it does not answer."""
        socket = QLocalSocket()
        socket.connectToServer(self._name)
        if not socket.waitForConnected(_PATIENCE):
            return False
        socket.write(json.dumps(str(file.expanduser().resolve()) if file else None).encode("ascii") + b"\n")
        answered = socket.waitForReadyRead(_PATIENCE) and bytes(socket.readAll().data()) == _OK
        socket.disconnectFromServer()
        return answered

    def release(self) -> None:
        self._server.close()
        self._lock.unlock()

    def _called(self) -> None:
        socket = self._server.nextPendingConnection()
        socket.setParent(self)
        socket.disconnected.connect(socket.deleteLater)
        socket.readyRead.connect(lambda: self._hear(socket))

    def _hear(self, socket: QLocalSocket) -> None:
        """One line of JSON; whoever says anything else is not heard."""
        if not socket.canReadLine():
            if socket.bytesAvailable() > _LONGEST:
                socket.abort()
            return
        try:
            said = json.loads(bytes(socket.readLine().data()))
        except ValueError:
            socket.abort()
            return
        socket.write(_OK)
        socket.flush()
        self.wanted.emit(Path(said) if isinstance(said, str) else None)
