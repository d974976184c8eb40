"""The first 100 bytes of a file: ours or not, before SQLite is asked. Opens nothing but a path that must exist."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

from dangjian_desktop.domain.errors import DataFileError

APPLICATION_ID = 0x444A545A
"""DJTZ."""
SCHEMA_VERSION = 1
PAGE_SIZE = 16384
_MAGIC = b"SQLite format 3\x00"
_HOT = bytes.fromhex("d9d505f920a163d7")


@dataclass(frozen=True)
class Header:
    """What the header says; ``wal`` = the file was left in WAL mode by another program."""

    version: int
    counter: int
    wal: bool


def read(path: Path) -> Header:
    """Raises E-01 for a missing path, E-02 for what is not ours, E-03 for a newer file. Nothing is created."""
    try:
        with path.open("rb") as stream:
            head = stream.read(100)
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as fault:
        raise DataFileError("E-01", detail=repr(fault)) from fault
    except OSError as fault:
        raise DataFileError("E-12", reason="没有读取权限", detail=repr(fault)) from fault
    return parse(head)


def parse(head: bytes) -> Header:
    if not head:
        raise DataFileError("E-02", reason="（文件是空的）")
    if len(head) < 100 or not head.startswith(_MAGIC):
        raise DataFileError("E-02", reason="")
    write_version, read_version = head[18], head[19]
    (counter,) = struct.unpack(">I", head[24:28])
    (version,) = struct.unpack(">I", head[60:64])
    (application,) = struct.unpack(">I", head[68:72])
    if application != APPLICATION_ID:
        raise DataFileError("E-02", reason="（是其他软件的数据库）")
    if version > SCHEMA_VERSION:
        raise DataFileError("E-03", version=f"格式 {version}")
    if not 1 <= version or {write_version, read_version} - {1, 2}:
        raise DataFileError("E-02", reason="（文件头不对）")
    return Header(version, counter, wal=2 in (write_version, read_version))


def hot_journal(path: Path) -> Path | None:
    """The rollback journal beside the file if it holds an unfinished change; a cold one is normal and ignored."""
    journal = path.with_name(path.name + "-journal")
    try:
        with journal.open("rb") as stream:
            return journal if stream.read(8) == _HOT else None
    except FileNotFoundError:
        return None
