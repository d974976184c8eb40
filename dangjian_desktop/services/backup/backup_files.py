"""Backups as files of a folder: their names, the manifest and the key file beside each, which there are, which may go.

Knows no open ledger and makes no backup.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import dangjian_desktop
from dangjian_desktop.domain.backup import BackupInfo, to_thin
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.files import PART, write_whole
from dangjian_desktop.logs import log
from dangjian_desktop.services.trust import inspection
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, snapshot
from dangjian_desktop.storage.file.snapshot import Facts
from dangjian_desktop.storage.ground.watch import Watch

FOLDER, MANIFEST, SUFFIX = "备份", ".json", ".djtz"
_PARTS = f"{FOLDER}-*{PART}*"


def next_name(folder: Path, reason: str, at: datetime) -> tuple[int, Path]:
    """The next number and the name with it. Numbers are those of the folder, whatever ledger a backup is of."""
    number = 1 + max((_number(path) for path in folder.glob(f"{FOLDER}-*")), default=0)
    return number, folder / f"{FOLDER}-{number:06d}-{at:%Y%m%d-%H%M}-{reason}{SUFFIX}"


def manifest(path: Path) -> Path:
    return path.with_suffix(MANIFEST)


def _number(path: Path) -> int:
    """From the name alone, so that a damaged manifest cannot bring a number back."""
    text = path.name.split("-")[1]
    return int(text) if text.isdecimal() else 0


# ---------------------------------------------------------------------- what goes along
def put_beside(info: BackupInfo, facts: Facts, ledger: Path) -> None:
    """The manifest, and of a protected ledger the key file. The backup itself goes when one cannot be written (OSError)."""
    try:
        if keys.place(ledger).is_file():
            write_whole(keys.place(info.path), keys.place(ledger).read_bytes())
        write_whole(manifest(info.path), _said(info, facts))
    except OSError:
        forget(info.path)
        raise


def carry(path: Path, folder: Path) -> None:
    """The same backup in another folder, whole or not at all (DataFileError, OSError). One that is there already stays."""
    target = folder / path.name
    if target.exists() and manifest(target).exists():
        return
    forget(target)
    copies.copy(path, target)
    try:
        for beside in (keys.place, manifest):
            if beside(path).is_file():
                write_whole(beside(target), beside(path).read_bytes())
    except OSError:
        forget(target)
        raise


def forget(path: Path) -> None:
    """A backup and what lies beside it: the manifest last, for without its file it is passed over."""
    for one in (path, keys.place(path), manifest(path)):
        one.unlink(missing_ok=True)


def _said(info: BackupInfo, facts: Facts) -> bytes:
    said = {
        "ledger_id": facts.ledger_id,
        "number": info.number,
        "at": info.at.isoformat(timespec="seconds"),
        "reason": info.reason,
        "seq": info.seq,
        "head": info.head,
        "records": info.records,
        "evidence": info.evidence,
        "size": info.size,
        "sha256": facts.sha256,
        "content": facts.content,
        "program": dangjian_desktop.__version__,
        "clock_suspect": info.clock_suspect,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8")


# ---------------------------------------------------------------------- what there is
def noted(path: Path) -> dict[str, Any] | None:
    """What the manifest of a backup says; None when it is missing or does not say it."""
    try:
        said = json.loads(manifest(path).read_text(encoding="utf-8"))
        return said if isinstance(said, dict) else None
    except (OSError, ValueError):
        return None


def read(path: Path) -> tuple[str, BackupInfo] | None:
    """(ledger, backup); None when manifest or file are not what was written."""
    said = noted(path) or {}
    try:
        at = datetime.fromisoformat(said["at"])
        wanted = {key: said[key] for key in ("number", "reason", "seq", "head", "records", "evidence", "size", "clock_suspect")}
        if at.tzinfo is None or not isinstance(wanted["number"], int) or path.stat().st_size != wanted["size"]:
            return None
        return str(said["ledger_id"]), BackupInfo(path, at=at, **wanted)
    except (OSError, ValueError, KeyError, TypeError):
        return None


def there(folder: Path) -> bool:
    """Whether a folder can be looked into; a place that only answers with a fault is none."""
    try:
        with os.scandir(folder):
            return True
    except OSError:
        return False


def found_in(folder: Path | None, ledger_id: str, *, outside: bool = False) -> Iterator[BackupInfo]:
    """Backups of that ledger that are whole by size."""
    for one in sorted(folder.glob(f"{FOLDER}-*{MANIFEST}")) if folder is not None and there(folder) else ():
        found = read(one.with_suffix(SUFFIX))
        if found is not None and found[0] == ledger_id:
            yield replace(found[1], outside=outside)


def looked_through(path: Path, key: Key | None) -> Facts:
    """What a file that is to be restored holds; in the child box first, unless it still is what a manifest says of it. E-05, E-09."""
    if not intact(path):
        inspection.inspect(path, key=key)
    return snapshot.facts(path, key=key)


def intact(path: Path) -> bool:
    """Whether the file still is, byte for byte, what was verified when it was made."""
    said = noted(path)
    try:
        watch = Watch(path)
    except DataFileError:
        return False
    with watch:
        return said is not None and watch.sha256() == said.get("sha256")


# ---------------------------------------------------------------------- what goes
def thin(folder: Path, ledger_id: str) -> None:
    """What may go goes; a failure is no harm and is tried again next time."""
    for old in to_thin(found_in(folder, ledger_id)):
        try:
            forget(old.path)
        except OSError as fault:
            log().info("an old backup stays: %s", type(fault).__name__)


def sweep(folder: Path) -> None:
    """What killed attempts left: parts nobody is writing, manifests and keys without their backup."""
    for part in folder.glob(_PARTS):
        with suppress(OSError, DataFileError):
            with Watch(part) as watch:
                busy = watch.in_use()
            if not busy:
                part.unlink()
    for ending in (MANIFEST, keys.SUFFIX):
        for one in folder.glob(f"{FOLDER}-*{ending}"):
            if not one.with_suffix(SUFFIX).exists():
                with suppress(OSError):
                    one.unlink()
