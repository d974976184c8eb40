"""Failed passwords, noted in the program's own folder by the mark of the key, and entered into the log with the first write after them.

They slow the next try down; nothing is ever erased because of them.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from dangjian_desktop import paths
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.files import write_whole
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.storage.store import Store

Sleep = Callable[[float], None]

_FILE = "tries.json"
_SLOWEST = 30
_KEPT = 50
"""Ledgers whose failed tries are remembered."""
_OPENED = "+"
"""Behind a mark: what was tried before it did open. It slows nobody down and waits for the first write."""


def pause(seconds: float) -> None:
    """Between two tries."""
    threading.Event().wait(seconds)


def wait(mark: bytes, clock: Clock) -> float:
    """Seconds until the next try is taken: 1 after the first wrong one, doubled each time, at most 30."""
    times = _read().get(mark.hex())
    if not times:
        return 0.0
    pause = float(min(_SLOWEST, 2 ** min(len(times) - 1, 10)))
    gone = (clock.now() - datetime.fromisoformat(times[-1])).total_seconds()
    # a clock that was set back must not let anybody wait for days
    return max(0.0, pause - gone) if gone >= 0 else pause


def note(mark: bytes, clock: Clock) -> int:
    """One more; how many there are now. A folder that cannot be written keeps nobody out, it only forgets."""
    found = _read()
    times = [*found.pop(mark.hex(), []), clock.now().astimezone(UTC).isoformat(timespec="seconds")]
    _write(dict([*found.items(), (mark.hex(), times)][-_KEPT:]))
    return len(times)


def forget(mark: bytes) -> None:
    """What was tried did open in the end, and has no log to be entered into."""
    found = _read()
    if found.pop(mark.hex(), None):
        _write(found)


def opened(mark: bytes) -> None:
    """The ledger did open: the next try waits for nothing, and what was tried stands in the log with the first write."""
    found = _read()
    if times := found.pop(mark.hex(), None):
        _write({**found, mark.hex() + _OPENED: [*found.get(mark.hex() + _OPENED, []), *times]})


def report(store: Store, clock: Clock) -> None:
    """What was tried before the ledger opened becomes a line of its log and is forgotten; on a full disk with the next write."""
    key = store.database.key
    found = _read() if key is not None else {}
    times = found.pop(key.mark.hex() + _OPENED, None) if key is not None else None
    if times:
        since = datetime.fromisoformat(times[0]).astimezone(clock.now().tzinfo)
        try:
            store.note("password", f"打开时口令错误 {len(times)} 次（{since:%Y-%m-%d %H:%M} 起）", actor="", at=clock.now())
        except DataFileError as fault:
            log().info("the tries are not entered into the log: %s", fault.code)
        else:
            _write(found)


def _read() -> dict[str, list[str]]:
    """What cannot be read is none."""
    try:
        found = json.loads((paths.own_folder() / _FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    good = isinstance(found, dict) and all(_are_times(times) for times in found.values())
    return found if good else {}


def _are_times(times: Any) -> bool:
    try:
        return isinstance(times, list) and bool(times) and all(datetime.fromisoformat(one).tzinfo for one in times)
    except (ValueError, TypeError):
        return False


def _write(tries: dict[str, list[str]]) -> None:
    try:
        write_whole(paths.own_folder() / _FILE, json.dumps(tries).encode("utf-8"))
    except OSError as fault:
        log().info("the tries are not noted: %s", type(fault).__name__)
