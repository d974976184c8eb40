"""Which ledgers this installation wrote last at their places. Knows how a file looks, not what is in it.

A file that is not on the list, or looks otherwise than it was left, came from elsewhere and is looked through in the child box first.
"""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.services.base.notes import Notes, mark_of
from dangjian_desktop.storage.ground.watch import Watch

_KNOWN = Notes("known-ledgers.json", 500)


def is_ours(place: Path) -> bool:
    """Whether the file is the one that was left there, or was still open when the program was killed."""
    noted = _KNOWN.read().get(mark_of(place))
    if not isinstance(noted, dict):
        return False
    with Watch(place) as watch:
        same = noted.get("identity") == list(watch.identity)
        return same and (noted.get("left") is None or noted["left"] == _left(watch))


def opened(place: Path, watch: Watch) -> None:
    """From now on nobody else can write it, also if this program is killed before it notes how it left the file."""
    _note(place, watch, None)


def closed(place: Path, watch: Watch) -> None:
    """Before the connection ends: how the file is left."""
    _note(place, watch, _left(watch))


def _left(watch: Watch) -> list[int]:
    return [*watch.left(), watch.last_written()]


def _note(place: Path, watch: Watch, left: list[int] | None) -> None:
    _KNOWN.put(mark_of(place), {"identity": list(watch.identity), "left": left})
