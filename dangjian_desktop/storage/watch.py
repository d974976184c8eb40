"""The file as the system sees it: one descriptor beside the connection, for its header, identity and change counter.

While this process holds the file, closing any other descriptor of it would drop the lock (POSIX); so nobody else opens it.
"""

from __future__ import annotations

import os
import struct
from pathlib import Path

from dangjian_desktop.domain.errors import DataFileError

_CHUNK = 1024 * 1024
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)


class Watch:
    """Opened before the connection, closed after it."""

    def __init__(self, path: Path) -> None:
        """E-01 for a missing path (nothing is created), E-12 where reading is not allowed."""
        self.path = path
        if path.is_dir():
            raise DataFileError("E-01", detail="a folder")
        try:
            self._descriptor = os.open(path, _READ)
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise DataFileError("E-01", detail=repr(fault)) from fault
        except OSError as fault:
            raise DataFileError("E-12", reason="没有读取权限", detail=repr(fault)) from fault
        self._left = self._look()

    def head(self) -> bytes:
        """The first 100 bytes."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        return os.read(self._descriptor, 100)

    def copy_to(self, target: Path) -> None:
        """A raw copy of the file as it is now."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with target.open("wb") as out:
            while chunk := os.read(self._descriptor, _CHUNK):
                out.write(chunk)

    # ------------------------------------------------------------------ changes by others
    def remember(self) -> None:
        """What lies there now is what we left."""
        self._left = self._look()

    def ensure_unchanged(self) -> None:
        """E-15 when the path no longer leads to our file, or somebody else wrote into it."""
        try:
            there = os.stat(self.path)
        except OSError as fault:
            raise DataFileError("E-15", detail=repr(fault)) from fault
        ours = os.fstat(self._descriptor)
        if (there.st_dev, there.st_ino) != (ours.st_dev, ours.st_ino) or self._look() != self._left:
            raise DataFileError("E-15", detail="identity, size or change counter differ")

    def _look(self) -> tuple[int, int]:
        """Size and change counter."""
        (counter,) = struct.unpack(">I", self.head()[24:28].rjust(4, b"\0"))
        return os.fstat(self._descriptor).st_size, counter

    # ------------------------------------------------------------------ the end
    def close(self) -> None:
        os.close(self._descriptor)
