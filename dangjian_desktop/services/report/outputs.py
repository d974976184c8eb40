"""Reports that leave as files: what somebody has worked on since is never written over. Knows files by their hash, no report.

The list of what was written lies in the program's own folder; it holds digests, no names.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path

from dangjian_desktop import files, paths
from dangjian_desktop.services.base.files import ensure_for_others, write_whole

_NAME = "written-reports.json"
_MOST = 500


def free_place(path: Path) -> Path:
    """Return the path itself when nothing lies there or only what was written there last; else with the first free number behind it.

    E-84 where a ledger would be written over.
    """
    ensure_for_others(path)
    try:
        lying = _digest(path.read_bytes())
    except OSError:
        return path  # nothing there, or nobody may read it: then writing will say so
    return path if _read().get(_mark(path)) == lying else files.free_name(path)


def written(path: Path) -> None:
    """Note how a file was left. A list that cannot be written only makes the next name longer."""
    known = _read()
    known.pop(_mark(path), None)
    with suppress(OSError):
        known[_mark(path)] = _digest(path.read_bytes())
        newest = dict(list(known.items())[-_MOST:])
        write_whole(paths.own_folder() / _NAME, json.dumps(newest).encode("ascii"))


def _read() -> dict[str, str]:
    try:
        found = json.loads((paths.own_folder() / _NAME).read_bytes())
    except (OSError, ValueError):
        return {}
    return {str(mark): str(digest) for mark, digest in found.items()} if isinstance(found, dict) else {}


def _mark(path: Path) -> str:
    return _digest(str(path.expanduser().resolve()).encode("utf-8", "surrogatepass"))[:24]


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
