"""A disk after a power cut: what a record of file operations left of it, under three models of loss. Knows no ledger.

What was synced is there. What was not is kept, dropped, or dropped by sectors; deletions and renames whose folder was not
synced have happened or not. The order across syncs holds; a file once made is there; a disk that lies is not modelled.
"""

from __future__ import annotations

import json
import random
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, NamedTuple

Model = Literal["kept", "dropped", "sectors"]
MODELS: tuple[Model, ...] = ("kept", "dropped", "sectors")
SECTOR = 512
_HEAD = struct.Struct("<cHqI")


class Operation(NamedTuple):
    """c made, w written, t cut or lengthened, s synced, u gone, r renamed, l named twice, d folder made, ! a mark of the workload."""

    what: str
    path: str
    place: int
    data: bytes


def read(record: Path) -> list[Operation]:
    raw, at, found = record.read_bytes(), 0, []
    while at < len(raw):
        what, name, place, size = _HEAD.unpack_from(raw, at)
        at += _HEAD.size
        found.append(Operation(what.decode(), raw[at : at + name].decode(), place, raw[at + name : at + name + size]))
        at += name + size
    return found


@dataclass
class _File:
    """``sure`` survives everything; ``open`` waits for a sync."""

    number: int
    sure: bytearray
    open: list[tuple[int, bytes | None]] = field(default_factory=list)
    syncs: int = 0

    def after(self, model: Model, chance: random.Random) -> bytearray:
        data = bytearray(self.sure)
        if model != "dropped":
            for place, piece in self.open:
                if piece is None:
                    if model == "kept" or chance.random() < 0.5:
                        _resize(data, place)
                elif model == "kept":
                    _put(data, place, piece)
                else:
                    _put_sectors(data, place, piece, chance)
        return data

    def sync(self) -> None:
        self.sure = self.after("kept", random.Random())
        self.open, self.syncs = [], self.syncs + 1


class Disk:
    """Plays a record; at each point it can be asked what a power cut would leave."""

    def __init__(self, before: Path, root: Path) -> None:
        """``before``: the folder as it was when the record began, all synced; ``root``: its path in the record."""
        self.root = str(root)
        self._count = 0
        self._now: dict[str, _File] = {}
        self.folders: set[str] = set()
        for path in sorted(before.rglob("*")):
            name = f"{self.root}/{path.relative_to(before)}"
            if path.is_dir():
                self.folders.add(name)
            else:
                self._now[name] = self._file(path.read_bytes())
        self._sure = dict(self._now)

    def _file(self, data: bytes = b"") -> _File:
        self._count += 1
        return _File(self._count, bytearray(data))

    def play(self, one: Operation) -> None:
        match one.what:
            case "c":
                self._now[one.path] = self._sure[one.path] = self._file()
            case "d":
                self.folders.add(one.path)
            case "w" if one.path in self._now:
                self._now[one.path].open.append((one.place, one.data))
            case "t" if one.path in self._now:
                self._now[one.path].open.append((one.place, None))
            case "s" if one.path in self._now:
                self._now[one.path].sync()
            case "s":
                self._sync_folder(one.path)
            case "u":
                self._now.pop(one.path, None)
                self.folders.discard(one.path)
            case "l" if one.path in self._now:
                self._now[one.data.decode()] = self._now[one.path]
            case "r":
                self._rename(one.path, one.data.decode())

    def _rename(self, old: str, new: str) -> None:
        for name in [name for name in self._now if name == old or name.startswith(old + "/")]:
            self._now[new + name.removeprefix(old)] = self._now.pop(name)
        for name in [name for name in self.folders if name == old or name.startswith(old + "/")]:
            self.folders.add(new + name.removeprefix(old))

    def _sync_folder(self, folder: str) -> None:
        """Names of this folder stand; what a renamed folder holds comes with it."""

        def within(name: str) -> bool:
            return name.startswith(folder + "/")

        self._sure = {name: file for name, file in self._sure.items() if not within(name)}
        self._sure.update({name: file for name, file in self._now.items() if within(name)})

    @property
    def names_pending(self) -> bool:
        return {name: file.number for name, file in self._now.items()} != {name: file.number for name, file in self._sure.items()}

    def files(self, *, names_done: bool) -> dict[str, _File]:
        return self._now if names_done else self._sure

    def key(self, model: Model, *, names_done: bool) -> tuple[Any, ...] | None:
        """Two points with the same key leave the same disk; None where chance decides."""
        files = self.files(names_done=names_done)
        if model == "sectors" and any(file.open for file in files.values()):
            return None
        kept = model == "kept"
        return tuple((name, file.number, file.syncs, len(file.open) * kept) for name, file in sorted(files.items()))

    def after(self, model: Model, chance: random.Random, *, names_done: bool) -> dict[str, bytes]:
        """Every file by its path below the root; two names of one file have the very same bytes."""
        left: dict[int, bytes] = {}
        found = {}
        for name, file in self.files(names_done=names_done).items():
            if file.number not in left:
                left[file.number] = bytes(file.after(model, chance))
            found[name.removeprefix(self.root + "/")] = left[file.number]
        return found


def lay_out(files: dict[str, bytes], folder: Path) -> None:
    """Write such a disk into an empty folder."""
    written: dict[int, Path] = {}
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if data and id(data) in written:
            path.hardlink_to(written[id(data)])
        else:
            path.write_bytes(data)
            written[id(data)] = path


def marks(operations: list[Operation]) -> Iterator[tuple[int, dict[str, Any]]]:
    for number, one in enumerate(operations):
        if one.what == "!":
            yield number, json.loads(one.path)


def _resize(data: bytearray, size: int) -> None:
    if len(data) > size:
        del data[size:]
    else:
        data.extend(bytes(size - len(data)))


def _put(data: bytearray, place: int, piece: bytes) -> None:
    if len(data) < place + len(piece):
        _resize(data, place + len(piece))
    data[place : place + len(piece)] = piece


def _put_sectors(data: bytearray, place: int, piece: bytes, chance: random.Random) -> None:
    """Each sector of the disk that this piece touches is written or not."""
    at = 0
    while at < len(piece):
        size = min(SECTOR - (place + at) % SECTOR, len(piece) - at)
        if chance.random() < 0.5:
            _put(data, place + at, piece[at : at + size])
        at += size
