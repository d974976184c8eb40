"""Every file we write beside the ledger is whole or not there: written next to its place, then put into it."""

from __future__ import annotations

import os
from pathlib import Path

from dangjian_desktop import files


def write_whole(path: Path, data: bytes) -> None:
    """A failure (OSError) leaves what stood there before; who holds the file for a moment is waited for."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        files.replace(part, path)
    except OSError:
        if part.is_file():
            part.unlink()
        raise
