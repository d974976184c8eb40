"""Where packs are written: counted writes, flushed to the disk, read again from it. Knows no pack and no ledger.

What the system refuses stays OSError; what can be known before writing (room, file system) is told as UserError.
"""

from __future__ import annotations

import errno
import os
import shutil
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from dangjian_desktop import mounts
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.files import CHUNK

UNFINISHED = "-未完成"
_FAT = frozenset({"vfat", "msdos", "fat", "fat32", "fat16"})
_FAT_LIMIT = 4 * 1024**3 - 1


class Medium:
    """A disk or stick."""

    def create(self, path: Path) -> BinaryIO:
        """Open a new file to be written; FileExistsError when there is one."""
        return path.open("xb", buffering=0)

    def put(self, stream: BinaryIO, data: bytes) -> None:
        """Write all of it: a write that took less than it was given is continued, one that took nothing fails."""
        left = memoryview(data)
        while left:
            written = stream.write(left)
            if not written:
                raise OSError(errno.EIO, "nothing was written")
            left = left[written:]

    def flush(self, stream: BinaryIO) -> None:
        """Wait until it is on the disk."""
        os.fsync(stream.fileno())

    def room(self, folder: Path) -> int:
        """Return how many bytes are free there."""
        return shutil.disk_usage(folder).free

    def file_system(self, folder: Path) -> str:
        """Return its name in small letters; "" when it cannot be known."""
        if sys.platform == "win32":  # pragma: no cover - Windows
            import ctypes

            name = ctypes.create_unicode_buffer(64)
            ctypes.windll.kernel32.GetVolumeInformationW(folder.resolve().anchor, None, 0, None, None, None, name, 64)
            return name.value.lower()
        return mounts.under(folder.resolve(), mounts.read()).file_system


def check_target(folder: Path, sizes: Iterable[int], medium: Medium) -> None:
    """Look at the place first: E-11 without room for a tenth more, E-12 where FAT32 cannot hold a file or nothing may be written."""
    wanted = list(sizes)
    if medium.room(folder) * 10 < sum(wanted) * 11:
        raise UserError(Error.DISK_FULL, place=folder.anchor if folder.drive else str(folder))
    if max(wanted, default=0) > _FAT_LIMIT and medium.file_system(folder) in _FAT:
        raise UserError(Error.NOT_WRITABLE, reason="FAT32 格式放不下 4 GB 以上的文件，请用 exFAT 格式的 U 盘")
    if not os.access(folder, os.W_OK):
        raise UserError(Error.NOT_WRITABLE, reason="文件夹是只读的")


def read_again(path: Path) -> Iterator[bytes]:
    """Yield a file's content from the medium, not from the system's memory of what was written (where the system can be asked)."""
    with path.open("rb", buffering=0) as stream:
        if hasattr(os, "posix_fadvise"):  # pragma: no branch - Windows has none
            os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        while data := stream.read(CHUNK):
            yield data
