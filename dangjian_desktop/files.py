"""Files are made beside their place, and put there whole, also where an antivirus or Word holds one for a moment.

Knows no ledger; faults stay OSError.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal, TypeVar

T = TypeVar("T")
PART = ".part"
"""Ends the name of a file that is not whole yet."""
CHUNK = 1024 * 1024
"""Bytes read at a time."""
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


@contextmanager
def scratch(*paths: Path, ends: Sequence[str] = ("",)) -> Iterator[None]:
    """Names that are nobody's when this begins and free again when it ends, whatever happens between. ``ends``: what may lie beside."""
    drop(*paths, ends=ends)
    try:
        yield
    finally:
        drop(*paths, ends=ends)


def drop(*paths: Path, ends: Sequence[str] = ("",)) -> None:
    """Remove what is not needed any more, with what lies beside it; a disk that is gone cannot be tidied up."""
    for path in paths:
        for end in ends:
            with suppress(OSError):
                beside(path, end).unlink(missing_ok=True)


@contextmanager
def staged(
    target: Path, ending: str = PART, *, ends: Sequence[str] = ("",), put: Callable[[Path, Path], None] | None = None
) -> Iterator[Path]:
    """Where a file is made and verified, beside ``target``; it takes that place (``put``) at the end, and of a failure nothing stays."""
    part = beside(target, ending)
    try:
        yield part
        (put or replace)(part, target)
    finally:
        drop(part, ends=ends)


def write_whole(target: Path, data: bytes) -> None:
    """A failure (OSError) leaves what stood there before; who holds the file for a moment is waited for."""
    with staged(target) as part:
        write(part, [data])


def write(path: Path, pieces: Iterable[bytes], mode: Literal["wb", "xb"] = "wb") -> None:
    """Bytes that come in pieces, on the disk when this returns."""
    with path.open(mode) as stream:
        for data in pieces:
            stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def pieces(path: Path) -> Iterator[bytes]:
    """The content of a file, a megabyte at a time."""
    with path.open("rb") as stream:
        while data := stream.read(CHUNK):
            yield data


def sync(path: Path) -> None:
    """What somebody else wrote into a file is on the disk when this returns."""
    with path.open("rb+") as stream:
        os.fsync(stream.fileno())


def sha256(pieces: Iterable[bytes]) -> str:
    """The digest of a content that comes in pieces."""
    found = hashlib.sha256()
    for data in pieces:
        found.update(data)
    return found.hexdigest()


def beside(path: Path, ending: str) -> Path:
    """The path with an ending behind its name."""
    return path.with_name(path.name + ending)


def free_name(wanted: Path) -> Path:
    """The path itself, or with the first number behind it that is not taken: 台账 (2).djtz."""
    number, path = 1, wanted
    while path.exists():
        number += 1
        path = wanted.with_name(f"{wanted.stem} ({number}){wanted.suffix}")
    return path
