"""The first 100 bytes of a file and what lies beside it: ours or not, before SQLite is asked. Opens no ledger."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.files import beside
from dangjian_desktop.storage.ground.endings import JOURNAL, WAL

APPLICATION_ID = 0x444A545A
"""DJTZ."""
SCHEMA_VERSION = 1
PAGE_SIZE = 8192
SEALED = b"DJTZ\x01"
"""An encrypted ledger begins with this; the rest of its header is encrypted like everything else."""
_MAGIC = b"SQLite format 3\x00"
_FIXED = {16: struct.pack(">H", PAGE_SIZE), 20: b"\x00", 21: b"\x40\x20\x20", 44: struct.pack(">I", 4), 56: struct.pack(">I", 1)}
"""What our versions always write: page size, nothing reserved, payload fractions, schema format 4, UTF-8."""
_HOT = bytes.fromhex("d9d505f920a163d7")


@dataclass(frozen=True)
class Header:
    """What the header says; ``wal`` = another program left the file in a mode that keeps changes beside it.

    ``sealed`` = encrypted: everything else is known only once it is opened with its key.
    """

    version: int
    wal: bool
    sealed: bool = False


def parse(head: bytes) -> Header:
    """E-02 for what is not ours, E-03 for a newer file."""
    if not head:
        raise DataFileError(Error.NOT_A_LEDGER, reason="（文件是空的）")
    if len(head) == 100 and head.startswith(SEALED):
        return Header(SCHEMA_VERSION, wal=False, sealed=True)
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise DataFileError(Error.NOT_A_LEDGER, reason="")
    (version,) = struct.unpack(">I", head[60:64])
    (application,) = struct.unpack(">I", head[68:72])
    judge(application, version)
    modes = set(head[18:20])
    fixed = all(head[place : place + len(wanted)] == wanted for place, wanted in _FIXED.items())
    if version < 1 or modes - {1, 2} or not fixed:
        raise DataFileError(Error.NOT_A_LEDGER, reason="（文件头不对，可能已损坏）")
    return Header(version, wal=2 in modes)


def judge(application: int, version: int) -> None:
    """E-02 for another program's file, E-03 for one of a newer version of ours."""
    if application != APPLICATION_ID:
        raise DataFileError(Error.NOT_A_LEDGER, reason="（是其他软件的数据库）")
    if version > SCHEMA_VERSION:
        raise DataFileError(Error.NEWER_VERSION, version=f"格式 {version}")


def hot_journal(path: Path) -> Path | None:
    """The rollback journal beside the file if it holds an unfinished change; a cold one is normal and ignored. E-04 for one that cannot
    be read."""
    journal = beside(path, JOURNAL)
    try:
        with journal.open("rb") as stream:
            return journal if stream.read(8) == _HOT else None
    except FileNotFoundError:
        return None
    except OSError as fault:
        raise DataFileError(Error.UNFINISHED_BESIDE, detail=type(fault).__name__) from fault


def foreign_neighbour(path: Path) -> bool:
    """Whether changes of another mode lie beside the file; opened together they would show something that never was."""
    log = beside(path, WAL)
    return log.is_file() and log.stat().st_size > 0
