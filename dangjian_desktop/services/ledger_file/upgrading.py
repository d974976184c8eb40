"""A ledger of an older version is brought up to this one: a verified backup first, then one transaction, or nothing at all.

What cannot be written where it lies is brought up in a copy. Knows no step; those stand in storage.migrations.
"""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.storage.store import Store

STEP = "升级"


def due(store: Store) -> bool:
    """Written by an older version; a damaged file stays as it is."""
    return not store.damaged and store.outdated


def only_in_a_copy(store: Store, *, look: bool = False) -> Condition | None:
    """Why nothing is written at the place of a file that is due; None where it can be, or is not due. ``look``: nobody wants to write."""
    if not due(store):
        return None
    found = store.condition
    if found is not None and found.why is not Why.HANDED_OVER:
        return found
    return Condition(Why.OLDER) if look else None


def bring_up(store: Store, place: Path, clock: Clock, actor: str, *, progress: Progress | None = None) -> None:
    """E-17 when there is no verified backup, Cancelled by ``progress`` while it is made: the file is then as it was, and let go. One that
    turns out damaged stays as it is.
    """
    if not due(store):
        return
    from dangjian_desktop.services.backup.backups import Backups
    from dangjian_desktop.services.base.settings import Settings

    try:
        if not store.verified and store.verify() is not None:
            return
        Backups(store, clock, Settings(store, clock, actor), place, actor).before(STEP, progress=progress)
        store.upgrade(clock.now())
    except BaseException:
        store.close()
        raise
    log().info("upgraded")
