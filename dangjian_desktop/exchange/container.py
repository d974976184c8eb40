"""One encrypted file that holds a folder: header, then frames of 1 MiB, each sealed with its number, the last one flagged.

Inside is a stream of our own (name, size, bytes; again and again): unlike tar it has no way to say link, device, owner or absolute
path, so there is nothing to refuse but a name. Knows no pack and no ledger.
"""

from __future__ import annotations

import hashlib
import secrets
import shutil
import struct
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

from dangjian_desktop import files as places
from dangjian_desktop.domain.check_digits import folded
from dangjian_desktop.domain.errors import Error, PackError, UserError
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.exchange.frames import ALGORITHMS, TAG, Frames
from dangjian_desktop.exchange.medium import UNFINISHED, Medium, check_target, read_again
from dangjian_desktop.exchange.pack import plain
from dangjian_desktop.files import CHUNK

SUFFIX = ".djbox"
_MAGIC = b"DJTZBOX1"
_HEAD = struct.Struct(">8sBBBBB16s8sQ")
"""Magic, algorithm, kind of key derivation, log2 of its cost, r, p, salt, beginning of the nonces, length of the stream."""
_SUM = 16
HEADER = _HEAD.size + _SUM + TAG
_SCRYPT = 1
_COST, _R, _P = 17, 8, 1
_LEAST_COST, _MOST_COST = 14, 19
_MOST_FILES = 200_000
_LONGEST_NAME = 2000
_ENTRY = struct.Struct(">IQ")


def seal(
    source: Path,
    target: Path,
    passphrase: str,
    *,
    progress: Progress | None = None,
    algorithm: str = "SM4-GCM",
    medium: Medium | None = None,
    cost: int = _COST,
) -> None:
    """Seal all files below ``source`` (a folder) as one encrypted file, read again from the disk before it gets its name.

    A failure leaves nothing but ``target`` with 未完成 behind its name; E-18 when ``target`` is there.
    """
    if target.exists():
        raise UserError(Error.NAME_TAKEN, name=target.name)
    disk, told = medium or Medium(), progress or Quiet()
    entries = sorted((path.relative_to(source).as_posix(), path) for path in source.rglob("*") if path.is_file())
    length = sum(_ENTRY.size + len(name.encode("utf-8")) + path.stat().st_size for name, path in entries) + _ENTRY.size
    check_target(target.parent, [length + length // CHUNK * TAG + HEADER + TAG], disk)
    salt, prefix = secrets.token_bytes(16), secrets.token_bytes(8)
    head = _HEAD.pack(_MAGIC, ALGORITHMS.index(algorithm), _SCRYPT, cost, _R, _P, salt, prefix, length)
    frames = Frames(algorithm, _derive(passphrase, salt, cost, _R, _P), prefix, head)
    part = places.beside(target, UNFINISHED)
    part.unlink(missing_ok=True)
    written, done = hashlib.sha256(), 0
    with disk.create(part) as stream:
        for piece in _sealed(frames, head, _stream(entries), length):
            disk.put(stream, piece)
            written.update(piece)
            done += len(piece)
            told.step(min(done, length), 2 * length, "正在加密写入")
        disk.flush(stream)
    found = hashlib.sha256()
    for piece in read_again(part):
        found.update(piece)
        told.step(min(done, 2 * length), 2 * length, "正在重新读取核对")
        done += len(piece)
    if found.digest() != written.digest():
        raise OSError(5, "what was written cannot be read again")
    places.replace(part, target)
    places.sync_folder(target.parent)


def open_(source: Path, target: Path, passphrase: str, *, progress: Progress | None = None, tries: int = 1) -> None:
    """Decrypt into ``target``, a folder only this user may read; it appears when every frame was verified, and not before.

    E-61 for a wrong pass phrase (``tries`` is said in it), E-51 for a file that was cut off, E-52 for one that was changed.
    """
    told = progress or Quiet()
    part = places.beside(target, UNFINISHED)
    with ExitStack() as undo, source.open("rb") as stream:
        head, length = _header(stream, source.stat().st_size)
        _, algorithm, _, cost, r, p, salt, prefix, _ = _HEAD.unpack(head)
        frames = Frames(ALGORITHMS[algorithm], _derive(passphrase, salt, cost, r, p), prefix, head)
        if frames.check() != stream.read(TAG):
            raise PackError(Error.WRONG_PASSWORD, tries=tries)
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(mode=0o700, parents=True)
        undo.callback(shutil.rmtree, part, ignore_errors=True)
        _unpack(_Reader(_opened(frames, stream, length, told)), part)
        if target.is_dir():
            target.rmdir()
        places.replace(part, target)
        undo.pop_all()


def is_container(path: Path) -> bool:
    """Tell by its content whether it is one of ours."""
    with path.open("rb") as stream:
        return stream.read(len(_MAGIC)) == _MAGIC


# ---------------------------------------------------------------------- header
def _derive(passphrase: str, salt: bytes, cost: int, r: int, p: int) -> bytes:
    return hashlib.scrypt(folded(passphrase).encode("utf-8"), salt=salt, n=2**cost, r=r, p=p, maxmem=2**29 + 2**24, dklen=32)


def _header(stream: BinaryIO, size: int) -> tuple[bytes, int]:
    """Return what stands before the frames, and the length of the stream in them; limits first, so that no header can ask for too much."""
    head, total = stream.read(_HEAD.size), stream.read(_SUM)
    if head[: len(_MAGIC)] != _MAGIC[: len(head)]:
        raise _changed("not a container")
    if size < HEADER:
        raise PackError(Error.PACK_UNFINISHED, detail="shorter than a header")
    _, algorithm, kind, cost, r, p, _, _, length = _HEAD.unpack(head)
    good = total == hashlib.sha256(head).digest()[:_SUM] and algorithm < len(ALGORITHMS) and kind == _SCRYPT and length > 0
    if not good or not _LEAST_COST <= cost <= _MOST_COST or (r, p) != (_R, _P):
        raise _changed("a field of the header is out of its limits")
    expected = HEADER + length + -(-length // CHUNK) * TAG
    if size < expected:
        raise PackError(Error.PACK_UNFINISHED, detail="the end is missing")
    if size > expected:
        raise _changed("there is more than was written")
    return head, length


def _changed(detail: str, name: str = "") -> PackError:
    return PackError(Error.PACK_DIFFERS, missing=0, extra=0, changed=1, problems=[f"内容不符：{name or '加密的移交包'}"], detail=detail)


# ---------------------------------------------------------------------- the frames
def _sealed(frames: Frames, head: bytes, stream: Iterator[bytes], length: int) -> Iterator[bytes]:
    yield head + hashlib.sha256(head).digest()[:_SUM] + frames.check()
    left, number, waiting = length, 0, bytearray()
    for data in stream:
        waiting += data
        while len(waiting) >= CHUNK or (waiting and len(waiting) == left):
            frame = bytes(waiting[:CHUNK])
            del waiting[:CHUNK]
            left -= len(frame)
            number += 1
            yield frames.seal(number, frame, last=left == 0)
    if left or waiting:
        raise OSError(5, "a file changed while it was packed")


def _opened(frames: Frames, stream: BinaryIO, length: int, progress: Progress) -> Iterator[bytes]:
    done, number = 0, 0
    while done < length:
        number += 1
        data = frames.open(number, stream.read(CHUNK + TAG), last=length - done <= CHUNK)
        if data is None:
            raise _changed(f"frame {number}")
        done += len(data)
        progress.step(done, length, "正在解密")
        yield data


# ---------------------------------------------------------------------- what is inside
def _stream(entries: list[tuple[str, Path]]) -> Iterator[bytes]:
    """Name and size, then the bytes; an entry without a name is the end."""
    for name, path in entries:
        said = name.encode("utf-8")
        yield _ENTRY.pack(len(said), path.stat().st_size) + said
        yield from places.pieces(path)
    yield _ENTRY.pack(0, 0)


class _Reader:
    """Bytes out of pieces, no more in memory than two pieces."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._held = pieces, b""

    def some(self, most: int) -> bytes:
        """Read up to ``most`` bytes, none at the end."""
        if not self._held:
            self._held = next(self._pieces, b"")
        found, self._held = self._held[:most], self._held[most:]
        return found

    def exactly(self, size: int) -> Iterator[bytes]:
        while size:
            data = self.some(min(size, CHUNK))
            if not data:
                raise _changed("an entry is longer than the stream")
            size -= len(data)
            yield data


def _unpack(reader: _Reader, folder: Path) -> None:
    """Every name is plain and occurs once, also where capitals do not count."""
    seen: set[str] = set()
    while True:
        length, size = _ENTRY.unpack(b"".join(reader.exactly(_ENTRY.size)))
        if not length:
            break
        if length > _LONGEST_NAME or len(seen) >= _MOST_FILES:
            raise _changed("too many names or too long a one")
        name = b"".join(reader.exactly(length)).decode("utf-8", "replace")
        if not plain(name) or name.casefold() in seen:
            raise _changed("a name leads elsewhere or occurs twice")
        seen.add(name.casefold())
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        places.write(path, reader.exactly(size), "xb")
    if reader.some(1):
        raise _changed("something stands behind the end")
