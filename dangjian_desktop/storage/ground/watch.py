"""The file as the system sees it: one descriptor beside the connection, for its header, identity and change counter.

While this process holds the file, closing any other descriptor of it would drop the lock (POSIX); so nobody else opens it.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Self

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.storage.ground import lock_probe
from dangjian_desktop.storage.ground.faults import busy, system

_HELD: dict[tuple[int, int], list[int]] = {}
"""The files this process holds, by device and inode, each with the descriptors that must not be closed before that ends."""
_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)


def held(path: Path) -> bool:
    """Whether this process holds that file, under whatever name; then it must not be opened but by a Watch."""
    try:
        seen = os.stat(path)
    except OSError:
        return False
    return (seen.st_dev, seen.st_ino) in _HELD


def ensure_free(path: Path) -> None:
    """E-06 when somebody, here or elsewhere, holds the file right now."""
    with Watch(path) as watch:
        if watch.in_use():
            raise busy()


def sha256_of(path: Path) -> str:
    """The digest of a file's bytes, whoever holds it."""
    with Watch(path) as watch:
        return watch.sha256()


class Watch:
    """Opened before the connection, closed after it."""

    def __init__(self, path: Path) -> None:
        """E-01 for a missing path (nothing is created), E-12 where reading is not allowed."""
        self.path = path
        if path.is_dir():
            raise DataFileError(Error.NOT_FOUND, detail="a folder")
        try:
            self._descriptor = files.patient(lambda: os.open(path, _READ))
        except (FileNotFoundError, NotADirectoryError) as fault:
            raise DataFileError(Error.NOT_FOUND, detail=repr(fault)) from fault
        except OSError as fault:
            code = Error.HELD if files.held_by_another(fault) else Error.NOT_WRITABLE
            raise DataFileError(code, reason="没有读取权限", detail=repr(fault)) from fault
        self._left = self._look()
        self._written: int | None = self.last_written()
        self._holds = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_fault: object) -> None:
        self.close()

    def head(self) -> bytes:
        """The first 100 bytes."""
        return self.read(0, 100)

    def read(self, place: int, size: int) -> bytes:
        """So many bytes of the file as it is now, fewer at its end."""
        os.lseek(self._descriptor, place, os.SEEK_SET)
        return os.read(self._descriptor, size)

    @property
    def size(self) -> int:
        """Of the file as it is now."""
        return os.fstat(self._descriptor).st_size

    def copy_to(self, target: Path) -> None:
        """A raw copy of the file as it is now, on the disk when this returns. DataFileError for what the system refuses."""
        with system(str(target.parent)):
            files.write(target, self._pieces())

    def sha256(self) -> str:
        """Of the file as it is now."""
        with system(str(self.path.parent)):
            return files.sha256(self._pieces())

    def _pieces(self) -> Iterator[bytes]:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        while piece := os.read(self._descriptor, files.CHUNK):
            yield piece

    @property
    def identity(self) -> tuple[int, int]:
        """Device and inode (on Windows volume and file index): which file this is, wherever it lies."""
        seen = os.fstat(self._descriptor)
        return seen.st_dev, seen.st_ino

    @property
    def links(self) -> int:
        """Under how many names the file can be reached."""
        return os.fstat(self._descriptor).st_nlink

    # ------------------------------------------------------------------ changes by others
    def remember(self) -> None:
        """What lies there now is what we left."""
        self._left, self._written = self._look(), self.last_written()

    def took_back(self) -> None:
        """A change was, or will be with the next question, taken back by SQLite: the content is what we left, whenever written."""
        self._written = None

    def left(self) -> tuple[int, int]:
        """Size and change counter as we left them."""
        return self._left

    def ensure_unchanged(self) -> None:
        """E-15 when the path no longer leads to our file, or somebody else wrote into it."""
        try:
            there = os.stat(self.path)
            same = (there.st_dev, there.st_ino) == self.identity and self._look() == self._left
        except OSError as fault:
            # a stick that was pulled out may still be named and no longer be read
            raise DataFileError(Error.CHANGED_OUTSIDE, detail=repr(fault)) from fault
        if not same or self._written not in (None, self.last_written()):
            raise DataFileError(Error.CHANGED_OUTSIDE, detail="identity, size, change counter or time of writing differ")

    def _look(self) -> tuple[int, int]:
        """Size and change counter."""
        (counter,) = struct.unpack(">I", self.head()[24:28].rjust(4, b"\0"))
        return self.size, counter

    def last_written(self) -> int:
        """Two machines that made as many changes leave the same counter; the time tells them apart. Windows may note its own
        writes later, so there it says nothing.
        """
        return os.fstat(self._descriptor).st_mtime_ns if os.name == "posix" else 0

    # ------------------------------------------------------------------ the lock
    def hold(self, probe: Callable[[int], bool] = lock_probe.seen) -> bool:
        """From now on a connection beside this holds the file. Whether another handle meets that lock."""
        self._holds = True
        _HELD[self.identity] = []
        return probe(self._descriptor)

    def held_here(self) -> bool:
        """Whether this process holds the file, through this watch or another."""
        return self.identity in _HELD

    def in_use(self) -> bool:
        """Whether somebody, in this process or another, holds the file right now."""
        return self.held_here() or lock_probe.met(self._descriptor) is True

    def close(self) -> None:
        """Let go of the file; while another connection of this process holds it, the descriptor goes when that one ends."""
        if self._holds:
            for descriptor in (*_HELD.pop(self.identity), self._descriptor):
                os.close(descriptor)
        elif self.held_here():
            _HELD[self.identity].append(self._descriptor)
        else:
            os.close(self._descriptor)
