"""SQLite's numeric error codes → the user's messages. Never by text; what is not named here is our own bug."""

from __future__ import annotations

import errno
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import peewee

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error

_PRIMARY = 0xFF


def engines() -> tuple[type[Exception], ...]:
    """What the engines raise; SQLCipher's has classes of its own, which exist only once it is loaded."""
    sealed: Any = sys.modules.get("sqlcipher3.dbapi2")
    return (peewee.DatabaseError, sqlite3.DatabaseError, *((sealed.DatabaseError,) if sealed else ()))


def code_of(fault: BaseException) -> int | None:
    """The primary SQLite code; peewee keeps the original on ``orig``."""
    original = getattr(fault, "orig", fault)
    number = getattr(original, "sqlite_errorcode", None)
    return None if number is None else number & _PRIMARY


def busy(detail: str = "") -> DataFileError:
    """E-06 where nobody knows who holds the file."""
    return DataFileError(Error.IN_USE, who="另一个程序或同事", where="这台或另一台电脑", since="", detail=detail)


def translated(fault: BaseException, *, place: str) -> DataFileError | None:
    """The message for an environment's fault, None for a bug. ``place`` is the drive or folder as the user knows it."""
    detail = repr(fault)
    match code_of(fault):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return busy(detail)
        case sqlite3.SQLITE_FULL:
            return DataFileError(Error.DISK_FULL, place=place, detail=detail)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return DataFileError(Error.NOT_WRITABLE, reason="文件或文件夹是只读的", detail=detail)
        case sqlite3.SQLITE_IOERR:
            return DataFileError(Error.NOT_WRITABLE, reason="磁盘读写出错，可能已满或有坏道", detail=detail)
        case sqlite3.SQLITE_CANTOPEN:
            return DataFileError(Error.NOT_WRITABLE, reason="打不开文件", detail=detail)
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_TOOBIG:  # nothing of ours is near the limits
            return DataFileError(Error.DAMAGED, count=1, earliest="", detail=detail)
        case sqlite3.SQLITE_INTERRUPT:
            return DataFileError(Error.NOT_INSPECTED, detail=detail)
        case sqlite3.SQLITE_NOTADB:
            return DataFileError(Error.NOT_A_LEDGER, reason="，或已损坏", detail=detail)
    return None


def translated_system(fault: OSError, *, place: str) -> DataFileError | None:
    """The message for what the system refused, None for a bug."""
    detail = type(fault).__name__ + f" {fault.errno}"
    if files.held_by_another(fault):
        return DataFileError(Error.HELD, detail=detail)
    match fault.errno:
        case errno.ENOSPC | errno.EDQUOT | errno.EFBIG:
            return DataFileError(Error.DISK_FULL, place=place, detail=detail)
        case errno.EACCES | errno.EPERM | errno.EROFS:
            return DataFileError(Error.NOT_WRITABLE, reason="文件或文件夹是只读的", detail=detail)
        case errno.EIO | errno.ENXIO | errno.ENODEV | errno.ESTALE:
            return DataFileError(Error.NOT_WRITABLE, reason="磁盘读写出错，可能已拔出或有坏道", detail=detail)
        case errno.ENOENT | errno.ENOTDIR | errno.ENAMETOOLONG | errno.EISDIR:
            return DataFileError(Error.NOT_WRITABLE, reason="文件夹不存在或名称不能用", detail=detail)
    return None


@contextmanager
def system(place: str) -> Iterator[None]:
    """Inside, what the system refuses (OSError) becomes DataFileError; bugs pass unchanged."""
    try:
        yield
    except OSError as fault:
        told = translated_system(fault, place=place)
        if told is None:
            raise
        raise told from fault


@contextmanager
def environment(place: str) -> Iterator[None]:
    """Inside, faults of disk and file become DataFileError; bugs pass unchanged."""
    try:
        yield
    except engines() as fault:
        told = translated(fault, place=place)
        if told is None:
            raise
        try:
            raise told from fault
        finally:
            # a name for it here would be a circle, and what hangs on the circle (a cursor) would keep the file locked
            del told
