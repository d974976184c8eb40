"""Which ledgers this installation wrote last at their places: a list in its own folder. Knows how a file looks, not what is in it.

A file that is not on it, or looks otherwise than it was left, came from elsewhere and is looked through in the child box first.
"""

from __future__ import annotations

import hashlib
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

from dangjian_desktop import paths
from dangjian_desktop.services.base.files import write_whole
from dangjian_desktop.storage.ground.watch import Watch

_NAME = "known-ledgers.json"
_MOST = 500


def is_ours(place: Path) -> bool:
    """Whether the file is the one that was left there, or was still open when the program was killed."""
    noted = _read().get(_mark(place))
    if not isinstance(noted, dict):
        return False
    watch = Watch(place)
    try:
        same = noted.get("identity") == list(watch.identity)
        return same and (noted.get("left") is None or noted["left"] == _left(watch))
    finally:
        watch.close()


def opened(place: Path, watch: Watch) -> None:
    """From now on nobody else can write it, also if this program is killed before it notes how it left the file."""
    _note(place, watch, None)


def closed(place: Path, watch: Watch) -> None:
    """Before the connection ends: how the file is left."""
    _note(place, watch, _left(watch))


def _left(watch: Watch) -> list[int]:
    return [*watch.left(), watch.last_written()]


def _note(place: Path, watch: Watch, left: list[int] | None) -> None:
    """A list that cannot be written makes the next opening slower, nothing worse."""
    known = _read()
    known.pop(_mark(place), None)
    known[_mark(place)] = {"identity": list(watch.identity), "left": left}
    newest = dict(list(known.items())[-_MOST:])
    with suppress(OSError):
        write_whole(_list(), json.dumps(newest).encode("ascii"))


def _read() -> dict[str, Any]:
    try:
        found = json.loads(_list().read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def _list() -> Path:
    return paths.own_folder() / _NAME


def _mark(place: Path) -> str:
    """Of the path; names of folders and people do not belong into this list."""
    return hashlib.sha256(str(place).encode("utf-8", "surrogatepass")).hexdigest()[:24]
