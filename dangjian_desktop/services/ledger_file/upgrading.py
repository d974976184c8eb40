"""A ledger of an older version is brought up to this one: a verified backup first, then one transaction, or nothing at all.

Knows no step; those stand in storage.migrations.
"""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.storage.store import Store

STEP = "升级"


def bring_up(store: Store, place: Path, clock: Clock, actor: str, *, progress: Progress | None = None) -> None:
    """E-17 when there is no verified backup, Cancelled by ``progress`` while it is made: the file is then as it was, and let go. One that
    turns out damaged stays as it is.
    """
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
