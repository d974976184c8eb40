"""Every file we write beside the ledger is whole or not there: written next to its place, then put into it."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """A failure (OSError) leaves what stood there before."""
    part = path.with_name(path.name + ".part")
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(part, path)
    except OSError:
        if part.is_file():
            part.unlink()
        raise
