"""A ledger brought back from a backup wherever it lies: into the open file, into the place of one that cannot be opened, or where none is.

The three ways look alike from outside; in each of them nothing that lay there is lost. Knows no screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from dangjian_desktop.domain.errors import DataFileError, Error, UserError
from dangjian_desktop.logs import log
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.base.ports import Clock, SystemClock
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import restoring
from dangjian_desktop.storage.file.snapshot import Facts
from dangjian_desktop.storage.writing.commit import Deed

_HOPELESS = (Error.NOT_FOUND, Error.NOT_A_LEDGER, Error.UNFINISHED_BESIDE, Error.DAMAGED, Error.NOT_INSPECTED)
"""Nothing to open, or nothing that could be opened: the backup takes the place."""


@dataclass(frozen=True)
class BroughtBack:
    """``records`` and ``evidence`` are those of the backup; ``kept`` is where what lay there stands now (None: nothing lay there)."""

    path: Path
    records: int
    evidence: int
    kept: Path | None


def bring_back(backup: Path, place: Path, *, key: Key | None = None, clock: Clock | None = None, actor: str | None = None) -> BroughtBack:
    """The ledger at ``place`` holds what the backup holds; the present state is kept first. All or nothing.

    ``key``: of a protected backup or ledger. E-01, E-05, E-09 for a backup that is not good, E-84 for one of another ledger.
    """
    backup, place = backup.expanduser().resolve(), place.expanduser().resolve()
    clock, actor = clock or SystemClock(), actor or opening.operator()
    own = restoring.key_for(backup, key)
    facts = backup_files.looked_through(backup, own)
    if place.suffix != opening.SUFFIX or place == backup:
        raise UserError(Error.UNCLEAR, text=place.name, reason="不能恢复到这个文件", hint="请写台账文件，扩展名为 .djtz。")
    try:
        services = opening.open_ledger(place, key=key, clock=clock, actor=actor)
    except DataFileError as fault:
        if fault.code not in _HOPELESS:
            raise
        kept = restoring.take_place(place, backup, Deed("restored", f"恢复到备份（{backup.name}）", actor, clock.now()), key=own)
        keys.carry(backup, place)
        log().info("a backup took the place of a ledger: %s", fault.code)
        return _told(place, facts, kept)
    before = restoring.replaced_beside(place)
    try:
        services.backups.restore(backup, key=own)
    finally:
        opening.close(services)
    (kept,) = restoring.replaced_beside(place) - before
    return _told(place, facts, kept)


def _told(place: Path, facts: Facts, kept: Path | None) -> BroughtBack:
    return BroughtBack(place, facts.records, facts.evidence, kept)
