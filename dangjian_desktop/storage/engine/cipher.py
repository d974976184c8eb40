"""Encrypted ledger files: SQLCipher behind the same peewee class. The one place that imports sqlcipher3, and only when it is needed.

The library is optional: without it ``lacking`` says why, and nothing else changes.
"""

from __future__ import annotations

import importlib.util
import sqlite3
from typing import Any

import peewee

from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground.header import PAGE_SIZE

LACKING = "这份程序没有带加密组件（sqlcipher3）"


def lacking() -> str:
    """Why files cannot be encrypted here; empty when they can."""
    return "" if importlib.util.find_spec("sqlcipher3") else LACKING


def connect(name: str, key: Key | None, *, timeout: float = 0.0) -> sqlite3.Connection:
    """A connection by URI through SQLCipher; without a key to a plain file. It answers like one of sqlite3.

    Also for copies: what ``backup`` and ``VACUUM INTO`` write through such a connection is encrypted with the same key.
    """
    if reason := lacking():
        raise DataFileError(Error.NO_CIPHER, reason=reason)
    from sqlcipher3 import dbapi2

    connection = dbapi2.connect(name, uri=True, timeout=timeout, isolation_level=None)
    # first of all: it would write to the standard error what does not belong there
    connection.execute("PRAGMA cipher_log_level = NONE")
    # the default too, for VACUUM INTO makes its file with it
    connection.execute(f"PRAGMA cipher_default_page_size = {PAGE_SIZE}")
    if key is not None:
        connection.execute(f'PRAGMA key = "{key.spec}"')
        connection.execute(f"PRAGMA cipher_page_size = {PAGE_SIZE}")
    return connection  # type: ignore[no-any-return]


class SealedDatabase(peewee.SqliteDatabase):
    """peewee's class over such a connection."""

    def __init__(self, name: str, key: Key, *, timeout: float) -> None:
        super().__init__(name, autoconnect=False)
        self._key, self._wait = key, timeout

    def _connect(self) -> Any:
        return connect(self.database, self._key, timeout=self._wait)
