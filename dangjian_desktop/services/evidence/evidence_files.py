"""Files on their way into the ledger and out of it: read whole or refused, put into a folder under a safe name, opened as copies.

Knows no record. What is read is exactly what is stored; no path given here is ever run.
"""

from __future__ import annotations

import errno
import hashlib
import json
import os
import shutil
import stat
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.evidence import LIMIT
from dangjian_desktop.domain.file_names import base_name, long_path, unique, visible
from dangjian_desktop.files import Sleep, patient, write_whole
from dangjian_desktop.logs import log
from dangjian_desktop.storage.ground.watch import held

_CHUNK = 1 << 20
_HELD = (32, 33)
"""Windows: another program keeps the file, or a part of it, to itself."""
_AWAY = 0x1000 | 0x40000 | 0x400000
"""Windows: offline, to be recalled when opened, to be recalled when read: only a stand-in lies here."""
_LINK = 0x400
_NOTE, _INSIDE = "copy.json", "file"
_DAY = 86_400
_ZONE = "[ZoneTransfer]\r\nZoneId=3\r\n"

Opener = Callable[[Path], int]
"""Opens a file for reading, answers the descriptor."""


def refused(name: str, reason: str) -> UserError:
    return UserError(Error.NOT_ADDED, name=visible(base_name(name)), reason=reason)


def check_source(path: Path) -> int:
    """The size of a file that may be added; E-42 with the reason for everything else. Nothing is opened."""
    try:
        found = os.lstat(long_path(str(path), windows=os.name == "nt"))
    except OSError as fault:
        raise refused(path.name, "找不到这个文件") from fault
    if reason := _not_a_file(found) or ("是正在这里打开着的台账" if held(path) else ""):
        raise refused(path.name, reason)
    return check_size(path.name, found.st_size)


def check_size(name: str, size: int) -> int:
    if size == 0:
        raise refused(name, "是空文件，里面没有内容")
    if size > LIMIT:
        raise refused(name, f"有 {size / 1048576:,.0f} MB，超过每件 {LIMIT // 1048576} MB 的上限")
    return size


def _not_a_file(found: os.stat_result) -> str:
    """Why this is nothing to add; "" for an ordinary file that lies here."""
    attributes = getattr(found, "st_file_attributes", 0)
    if attributes & _AWAY:
        return "在网盘里，还没有下载到本机"
    if stat.S_ISLNK(found.st_mode) or attributes & _LINK:
        return "是指向别处的链接，请添加它指向的文件"
    if stat.S_ISDIR(found.st_mode):
        return "是文件夹，请选里面的文件"
    return "" if stat.S_ISREG(found.st_mode) else "不是普通文件"


def read_source(path: Path, *, opener: Opener | None = None, pause: Sleep | None = None) -> bytes:
    """The whole content, or E-42, or E-13 when another program keeps the file to itself. The source is only read."""
    size = check_source(path)
    descriptor = _patiently(path, opener or _open, pause)
    try:
        with open(descriptor, "rb") as stream:
            now = os.fstat(descriptor)
            if reason := _not_a_file(now):
                raise refused(path.name, reason)
            data = b"".join(_chunks(path, iter(lambda: stream.read(_CHUNK), b"")))
    except OSError as fault:
        raise refused(path.name, "没有读完，U 盘可能中途被拔出") from fault
    check_size(path.name, len(data))
    if len(data) != size:
        raise refused(path.name, "读的时候它正在变，请等它写完再添加")
    return data


def _chunks(path: Path, stream: Iterator[bytes]) -> Iterator[bytes]:
    """No more than allowed, however long the file grows meanwhile."""
    room = LIMIT
    for chunk in stream:
        room -= len(chunk)
        if room < 0:
            raise refused(path.name, f"超过每件 {LIMIT // 1048576} MB 的上限")
        yield chunk


def _open(path: Path) -> int:
    flags = os.O_RDONLY | getattr(os, "O_BINARY", 0) | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    return os.open(long_path(str(path), windows=os.name == "nt"), flags)


def _patiently(path: Path, opener: Opener, pause: Sleep | None) -> int:
    try:
        return patient(partial(opener, path), **({} if pause is None else {"sleep": pause}))
    except OSError as fault:
        if getattr(fault, "winerror", None) in _HELD:
            raise UserError(Error.HELD, detail=repr(fault)) from fault
        reason = "没有读取它的权限" if isinstance(fault, PermissionError) else "打不开这个文件"
        raise refused(path.name, reason) from fault


# ---------------------------------------------------------------------- out of the ledger
def put_into(folder: Path, name: str, data: bytes, *, windows: bool = os.name == "nt") -> Path:
    """A new file of that name, made safe and unlike all that are there; read again and compared. E-12 when it cannot be."""
    try:
        target = folder / unique(name, os.listdir(folder))
        place = Path(long_path(str(target), windows=os.name == "nt"))
        write_whole(place, data)
        if place.read_bytes() != data:
            raise OSError("read back differently")
    except OSError as fault:
        raise _unwritable(folder, fault) from fault
    mark_of_web(target, windows=windows)
    return target


def _unwritable(folder: Path, fault: OSError) -> UserError:
    if fault.errno == errno.ENOSPC:
        return UserError(Error.DISK_FULL, place=folder.drive or str(folder), detail=repr(fault))
    return UserError(Error.NOT_WRITABLE, reason="写不进去，可能是只读的，或 U 盘已拔出", detail=repr(fault))


def mark_of_web(path: Path, *, windows: bool) -> None:
    """On Windows the file is marked as come from elsewhere, so that Office opens it guarded."""
    if not windows:
        return
    try:
        Path(f"{path}:Zone.Identifier").write_text(_ZONE, encoding="utf-8", newline="")
    except OSError as fault:
        log().info("no mark on a saved file: %s", type(fault).__name__)  # a FAT stick has no room for it


# ---------------------------------------------------------------------- copies that are opened
@dataclass(frozen=True)
class OpenedCopy:
    """A copy that was opened in another program: of which piece of which record, and how it was when it was made."""

    path: Path
    pk: int
    name: str
    sha256: str

    @property
    def words(self) -> str:
        return f"“{visible(self.name)}”在外部被修改过，存回台账吗？"


class CopyFolder:
    """Copies of one ledger in the program's own folder; each lies in a folder of its own with a note, so none is forgotten."""

    def __init__(self, folder: Path, ledger: str) -> None:
        self._folder = folder
        self._ledger = ledger

    def make(self, pk: int, name: str, sha256: str, data: bytes) -> Path:
        """The note is there before the copy, so that no copy is without one."""
        own = self._folder / uuid.uuid4().hex
        inside = own / _INSIDE
        try:
            inside.mkdir(mode=0o700, parents=True)
            self._write(own, OpenedCopy(inside / unique(name, ()), pk, name, sha256))
        except OSError as fault:
            raise _unwritable(self._folder, fault) from fault
        return put_into(inside, name, data)

    def all(self) -> tuple[OpenedCopy, ...]:
        """Those of this ledger that still lie there, also from an earlier run."""
        return tuple(copy for _, copy in self._found())

    def _found(self) -> Iterator[tuple[Path, OpenedCopy]]:
        yield from ((own, copy) for own, ledger, copy in self._noted() if ledger == self._ledger)

    def _noted(self) -> Iterator[tuple[Path, str, OpenedCopy]]:
        """Of every ledger that was ever open here."""
        for note in sorted(self._folder.glob(f"*/{_NOTE}")):
            try:
                said = json.loads(note.read_text(encoding="utf-8"))
                copy = OpenedCopy(note.parent / _INSIDE / said["file"], int(said["pk"]), said["name"], said["sha256"])
                yield note.parent, said["ledger"], copy
            except (OSError, ValueError, KeyError, TypeError) as fault:
                log().info("an opened copy without a readable note: %s", type(fault).__name__)

    def changed(self) -> tuple[OpenedCopy, ...]:
        """Copies whose content is no longer that of the piece. One that is gone, or just being written, is none."""
        return tuple(copy for _, copy in self._found() if _digest(copy.path) not in (copy.sha256, ""))

    def wipe(self, now: float) -> None:
        """Remove the copies of this ledger, and those another one left behind more than a day before ``now``.

        A copy that was changed waits until it was asked about; one that is still held stays for the next time.
        """
        for own, ledger, copy in self._noted():
            ours = ledger == self._ledger or now - own.stat().st_mtime > _DAY
            if ours and _digest(copy.path) in (copy.sha256, ""):
                shutil.rmtree(own, ignore_errors=True)

    def forget(self, pk: int) -> None:
        """Copies of one record's pieces go, changed or not: they were taken out of the ledger for good."""
        for own, copy in tuple(self._found()):
            if copy.pk == pk:
                shutil.rmtree(own, ignore_errors=True)

    def settle(self, copy: OpenedCopy, sha256: str = "") -> None:
        """It was asked about: as it is now (or as ``sha256`` says) it is no change any more.

        It may still be open in Word, so it stays until the end.
        """
        self._write(copy.path.parent.parent, replace(copy, sha256=sha256 or _digest(copy.path)))

    def _write(self, own: Path, copy: OpenedCopy) -> None:
        note = {"ledger": self._ledger, "pk": copy.pk, "name": copy.name, "sha256": copy.sha256, "file": copy.path.name}
        write_whole(own / _NOTE, json.dumps(note).encode())


def _digest(path: Path) -> str:
    """Of the file now; "" when it cannot be read or is empty."""
    try:
        data = path.read_bytes()
    except OSError:
        return ""
    return hashlib.sha256(data).hexdigest() if data else ""
