"""Does the lock on a file hold against others? Asked of the system through a second handle. Knows no ledger.

A drive that acknowledges locks and keeps none would let two programs write; where the system cannot be asked, it is believed.
"""

from __future__ import annotations

import errno
import os
import struct
import sys

_FIRST, _COUNT = 0x40000000, 512
"""The bytes SQLite locks, far behind the content of most files."""
_FLOCK = "hhqqi"


def seen(descriptor: int) -> bool:
    """Whether another handle of the file meets the lock that a connection holds on it."""
    return met(descriptor) is not False


def met(descriptor: int) -> bool | None:
    """Whether this handle meets a lock of anybody's; None where the system cannot be asked."""
    if sys.platform == "win32":  # pragma: no cover - Windows
        return _refused(descriptor)
    import fcntl

    question = getattr(fcntl, "F_OFD_GETLK", None)
    if question is None:  # pragma: no cover - systems without locks of a handle's own
        return None
    asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, _FIRST, _COUNT, 0)
    try:
        said = fcntl.fcntl(descriptor, question, asked)
    except OSError as fault:
        return None if fault.errno == errno.EINVAL else False
    return bool(struct.unpack(_FLOCK, said[: struct.calcsize(_FLOCK)])[0] != fcntl.F_UNLCK)


def _refused(descriptor: int) -> bool:  # pragma: no cover - Windows
    import msvcrt

    if sys.platform == "win32":
        os.lseek(descriptor, _FIRST, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return True
        os.lseek(descriptor, _FIRST, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
    return False
