"""Where a ledger lies: on this machine's own disk, on a stick, on a network drive, in a folder that synchronises itself.

Knows no ledger. What the system says comes through ``Drives``, so that every kind of place can be had in a test.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path, PurePath
from typing import Protocol

from dangjian_desktop import mounts
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.opening_plan import PlaceKind
from dangjian_desktop.storage.file import door

_NETWORK = frozenset(
    {"cifs", "smb3", "smbfs", "nfs", "nfs4", "ncpfs", "afs", "ceph", "davfs", "glusterfs", "fuse.sshfs", "fuse.davfs2", "fuse.rclone"}
    | {"fuse.gvfsd-fuse", "fuse.s3fs", "fuse.glusterfs"}
)
"""9p is not among them: it is how a virtual machine sees the disk of its host."""
_DRIVE_REMOVABLE, _DRIVE_REMOTE, _DRIVE_CDROM = 2, 4, 5
_SYNCHRONISED = re.compile(
    r"(?:onedrive|(?:我的)?坚果云|nutstore(?: files)?|wps ?云盘|wps cloud files|wpsdrive|dropbox|google drive|icloud ?drive"
    r"|百度网盘同步空间|baidusyncdisk|阿里云盘同步|腾讯微云同步助手|weiyun)(?:[ \-_(（\d].*)?",
    re.IGNORECASE,
)
_CONFLICT = re.compile(r"冲突|conflict", re.IGNORECASE)
_VARIABLES = ("OneDrive", "OneDriveConsumer", "OneDriveCommercial")


class Drives(Protocol):
    """What the system knows about its drives."""

    def mounts(self) -> str:
        """As /proc/mounts has it; "" on a system without it."""
        ...

    def pluggable(self, device: str) -> bool:
        """Whether the device ("/dev/sdb1") can be pulled out."""
        ...

    def drive_type(self, root: str) -> int:
        """What Windows calls the drive ("E:\\\\"); 0 on other systems."""
        ...

    def variables(self) -> Mapping[str, str]: ...

    def writable(self, path: Path) -> bool:
        """Whether file and folder can be written (the journal lies beside the file), asked without writing."""
        ...


class OwnDrives:
    """Those of this machine."""

    def mounts(self) -> str:
        return mounts.read()

    def pluggable(self, device: str) -> bool:
        there = Path("/sys/class/block", Path(device).name).resolve()
        return "/usb" in str(there) or any(_says_yes(folder / "removable") for folder in (there, there.parent))

    def drive_type(self, root: str) -> int:
        if sys.platform == "win32":  # pragma: no cover - Windows
            import ctypes

            return int(ctypes.windll.kernel32.GetDriveTypeW(root))
        return 0

    def variables(self) -> Mapping[str, str]:
        return os.environ

    def writable(self, path: Path) -> bool:
        return door.writable(path)


def kind(path: PurePath, drives: Drives) -> PlaceKind:
    """Of the place of a file; the path is resolved already."""
    if _synchronised(path, drives.variables()):
        return "synchronised"
    if path.drive:
        return _on_windows(path, drives)
    filesystem, device = mounts.under(path, drives.mounts())
    if filesystem in _NETWORK:
        return "network"
    return "removable" if device.startswith("/dev/") and drives.pluggable(device) else "local"


def with_conflicts(condition: Condition, path: Path) -> Condition:
    """The same, and which copies a synchronising program put beside the file because two machines wrote it; none is merged."""
    if condition.why is not Why.SHARED_PLACE:
        return condition
    try:
        beside = [one.name for one in path.parent.iterdir() if one.suffix == path.suffix and _CONFLICT.search(one.stem)]
    except OSError:
        return condition
    copies = sorted(name for name in beside if name != path.name and name.startswith(path.stem))
    return replace(condition, conflicts=tuple(copies))


def _on_windows(path: PurePath, drives: Drives) -> PlaceKind:
    if path.drive.startswith("\\\\"):
        return "network"
    found = drives.drive_type(path.drive + "\\")
    if found == _DRIVE_REMOTE:
        return "network"
    return "removable" if found in (_DRIVE_REMOVABLE, _DRIVE_CDROM) else "local"


def _synchronised(path: PurePath, variables: Mapping[str, str]) -> bool:
    roots = [type(path)(variables[name]) for name in _VARIABLES if variables.get(name)]
    return any(path.is_relative_to(root) for root in roots) or any(_SYNCHRONISED.fullmatch(part) for part in path.parts[:-1])


def _says_yes(flag: Path) -> bool:
    try:
        return flag.read_text(encoding="ascii").strip() == "1"
    except OSError:
        return False
