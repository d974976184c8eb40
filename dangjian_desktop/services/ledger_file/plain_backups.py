"""Backups of a protected ledger that are not encrypted, because they are older than its password: which there are, and their end;
and the end of any others that are not wanted.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING

from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.ledger_file import opening, passwords

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import BackupInfo
    from dangjian_desktop.domain.change import Change
    from dangjian_desktop.services.services import Services


def found(services: Services) -> tuple[BackupInfo, ...]:
    """Those beside the ledger and in the second place; none while the ledger has no password."""
    if passwords.key_of(services) is None:
        return ()
    return tuple(one for one in services.backups.all() if not passwords.protected(one.path))


def clear(services: Services) -> Change:
    """All of them go, behind a verified encrypted backup of now (E-16, E-17); E-12 names one that could not be removed, when the others
    are gone and the log says so. E-83 for a ledger that is read-only.
    """
    if services.read_only:
        raise DataFileError(Error.READ_ONLY)
    services.backups.before("删去没有加密的备份")
    return clear_away(services, found(services), "没有加密的备份")


def clear_away(services: Services, wanted: Collection[BackupInfo], what: str) -> Change:
    """These backups go, each on its own, and a line of the log says how many; E-12 then names one that could not be removed."""
    stuck = [fault for one in wanted if (fault := _removed(one)) is not None]
    if len(stuck) < len(wanted) or not stuck:
        words = f"删去 {len(wanted) - len(stuck)} 份{what}"
        change = services.store.note("backups", words, actor=opening.operator(), at=services.clock.now())
    if stuck:
        raise stuck[0]
    return change


def _removed(one: BackupInfo) -> DataFileError | None:
    """What is against it; None when it is gone."""
    try:
        backup_files.forget(one.path)
    except OSError as fault:
        return DataFileError(Error.NOT_WRITABLE, reason=f"第 {one.number} 号备份没有删去", detail=type(fault).__name__)
    return None
