"""Reports that leave as files: what somebody has worked on since is never written over. Knows files by their hash, no report."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path

from dangjian_desktop import files
from dangjian_desktop.services.base.files import ensure_for_others
from dangjian_desktop.services.base.notes import Notes, mark_of

_WRITTEN = Notes("written-reports.json", 500)


def free_place(path: Path) -> Path:
    """Return the path itself when nothing lies there or only what was written there last; else with the first free number behind it.

    E-84 where a ledger would be written over.
    """
    ensure_for_others(path)
    try:
        lying = _digest(path.read_bytes())
    except OSError:
        return path  # nothing there, or nobody may read it: then writing will say so
    return path if _WRITTEN.read().get(_mark(path)) == lying else files.free_name(path)


def written(path: Path) -> None:
    """Note how a file was left. A list that cannot be written only makes the next name longer."""
    with suppress(OSError):
        _WRITTEN.put(_mark(path), _digest(path.read_bytes()))


def _mark(path: Path) -> str:
    return mark_of(path.expanduser().resolve())


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
