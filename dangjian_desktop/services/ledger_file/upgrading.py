"""A ledger of an older version is brought up to this one: a verified backup first, then one transaction, or nothing at all.

What cannot be written where it lies is brought up in a copy. Knows no step; those stand in storage.migrations.
"""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.domain.errors import Message
from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.storage.store import Store

STEP = "升级"
_GIVEN_AWAY = "E-08"


def due(store: Store) -> bool:
    """Written by an older version; a damaged file stays as it is."""
    return (store.notice is None or store.notice.code != "E-05") and store.outdated


def only_in_a_copy(store: Store) -> Message | None:
    """Why nothing is written at the place of a file that is due; None where it can be, or is not due."""
    return store.notice if store.notice is not None and store.notice.code != _GIVEN_AWAY and due(store) else None


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
