"""Files are put into their place whole, also where an antivirus or Word holds one for a moment. Knows no ledger; faults stay OSError."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

T = TypeVar("T")
SHARING = (5, 32, 33)
"""Windows: refused, held by another program, a part of it locked. They pass by themselves, mostly within a second."""
PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8, 0.8, 0.15)
"""Seconds between the tries, two and a half in all."""

Sleep = Callable[[float], None]


def held_by_another(fault: OSError) -> bool:
    return getattr(fault, "winerror", None) in SHARING


def patient(act: Callable[[], T], sleep: Sleep = time.sleep) -> T:
    """``act`` again and again while another program holds the file; the last refusal is raised."""
    for pause in PAUSES:
        try:
            return act()
        except OSError as fault:
            if not held_by_another(fault):
                raise
        sleep(pause)
    return act()


def replace(source: Path, target: Path, sleep: Sleep = time.sleep) -> None:
    """Put a finished file into its place, over what stood there."""
    patient(lambda: os.replace(source, target), sleep)


def put_new(source: Path, target: Path, sleep: Sleep = time.sleep) -> None:
    """The same where nothing stands: FileExistsError when the name is taken, also by somebody at this very moment."""
    target.open("xb").close()
    try:
        replace(source, target, sleep)
    except OSError:
        target.unlink()
        raise
    sync_folder(target.parent)


def sync_folder(folder: Path) -> None:
    """Names that were put into a folder are on the disk; Windows does so by itself and refuses to be asked."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def free_name(wanted: Path) -> Path:
    """The path itself, or with the first number behind it that is not taken: 台账 (2).djtz."""
    number, path = 1, wanted
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return path
