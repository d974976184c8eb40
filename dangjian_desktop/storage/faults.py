"""SQLite's numeric error codes → the user's messages. Never by text; what is not named here is our own bug."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import peewee

from dangjian_desktop.domain.errors import DataFileError

_PRIMARY = 0xFF


def code_of(fault: BaseException) -> int | None:
    """The primary SQLite code; peewee keeps the original on ``orig``."""
    original = getattr(fault, "orig", fault)
    number = getattr(original, "sqlite_errorcode", None)
    return None if number is None else number & _PRIMARY


def translated(fault: BaseException, *, place: str) -> DataFileError | None:
    """The message for an environment's fault, None for a bug. ``place`` is the drive or folder as the user knows it."""
    detail = repr(fault)
    match code_of(fault):
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return DataFileError("E-06", who="另一个程序或同事", where="这台或另一台电脑", since="", detail=detail)
        case sqlite3.SQLITE_FULL:
            return DataFileError("E-11", place=place, detail=detail)
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return DataFileError("E-12", reason="文件或文件夹是只读的", detail=detail)
        case sqlite3.SQLITE_IOERR:
            return DataFileError("E-12", reason="磁盘读写出错，可能已满或有坏道", detail=detail)
        case sqlite3.SQLITE_CANTOPEN:
            return DataFileError("E-12", reason="打不开文件", detail=detail)
        case sqlite3.SQLITE_CORRUPT:
            return DataFileError("E-05", count=1, earliest="", detail=detail)
        case sqlite3.SQLITE_NOTADB:
            return DataFileError("E-02", reason="，或已损坏", detail=detail)
    return None


@contextmanager
def environment(place: str) -> Iterator[None]:
    """Inside, faults of disk and file become DataFileError; bugs pass unchanged."""
    try:
        yield
    except (peewee.DatabaseError, sqlite3.DatabaseError) as fault:
        told = translated(fault, place=place)
        if told is None:
            raise
        try:
            raise told from fault
        finally:
            # a name for it here would be a circle, and what hangs on the circle (a cursor) would keep the file locked
            del told
