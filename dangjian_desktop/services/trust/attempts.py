"""Failed passwords, noted in the program's own folder by the mark of the key, and entered into the log with the first write after them.

They slow the next try down; nothing is ever erased because of them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.notes import Notes
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.storage.store import Store

Sleep = Callable[[float], None]

_TRIES = Notes("tries.json", 50)
_SLOWEST = 30
_OPENED = "+"
"""Behind a mark: what was tried before it did open. It slows nobody down and waits for the first write."""


def pause(seconds: float) -> None:
    """Between two tries."""
    threading.Event().wait(seconds)


def wait(mark: bytes, clock: Clock) -> float:
    """Seconds until the next try is taken: 1 after the first wrong one, doubled each time, at most 30."""
    times = _times(mark.hex())
    if not times:
        return 0.0
    pause = float(min(_SLOWEST, 2 ** min(len(times) - 1, 10)))
    gone = (clock.now() - datetime.fromisoformat(times[-1])).total_seconds()
    # a clock that was set back must not let anybody wait for days
    return max(0.0, pause - gone) if gone >= 0 else pause


def note(mark: bytes, clock: Clock) -> int:
    """One more; how many there are now. A folder that cannot be written keeps nobody out, it only forgets."""
    times = [*_times(mark.hex()), clock.now().astimezone(UTC).isoformat(timespec="seconds")]
    _TRIES.put(mark.hex(), times)
    return len(times)


def forget(mark: bytes) -> None:
    """What was tried did open in the end, and has no log to be entered into."""
    _TRIES.drop(mark.hex())


def opened(mark: bytes) -> None:
    """The ledger did open: the next try waits for nothing, and what was tried stands in the log with the first write."""
    if times := _times(mark.hex()):
        done = mark.hex() + _OPENED
        _TRIES.put(done, [*_times(done), *times], instead_of=mark.hex())


def report(store: Store, clock: Clock) -> None:
    """What was tried before the ledger opened becomes a line of its log and is forgotten; on a full disk with the next write."""
    key = store.database.key
    if key is not None and (times := _times(key.mark.hex() + _OPENED)):
        since = datetime.fromisoformat(times[0]).astimezone(clock.now().tzinfo)
        try:
            store.note("password", f"打开时口令错误 {len(times)} 次（{since:%Y-%m-%d %H:%M} 起）", actor="", at=clock.now())
        except DataFileError as fault:
            log().info("the tries are not entered into the log: %s", fault.code)
        else:
            _TRIES.drop(key.mark.hex() + _OPENED)


def _times(mark: str) -> list[str]:
    """When it was tried in vain; what is no list of times is none."""
    times = _TRIES.read().get(mark, [])
    return times if isinstance(times, list) and all(_is_time(one) for one in times) else []


def _is_time(said: Any) -> bool:
    try:
        return datetime.fromisoformat(said).tzinfo is not None
    except (ValueError, TypeError):
        return False
