"""What the system says of the places where its drives are mounted. Knows no ledger; asks nothing but one file of the system."""

from __future__ import annotations

import re
from pathlib import Path, PurePath
from typing import NamedTuple

_LIST = Path("/proc/mounts")


class Mount(NamedTuple):
    """A mounted drive; ``file_system`` in small letters, both "" where nothing is known."""

    file_system: str
    device: str


def read() -> str:
    """Return the list as the system has it, "" on a system without one."""
    return _LIST.read_text(encoding="utf-8", errors="surrogateescape") if _LIST.exists() else ""


def under(path: PurePath, mounts: str) -> Mount:
    """Return the mount a path lies on: of the mount points above it the deepest, of equal ones the last."""
    best, depth = Mount("", ""), -1
    for line in mounts.splitlines():
        device, point, kind, *_ = line.split(" ")
        # blanks in names are written as \040
        place = type(path)(re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), point))
        if path.is_relative_to(place) and len(place.parts) >= depth:
            best, depth = Mount(kind.lower(), device), len(place.parts)
    return best
