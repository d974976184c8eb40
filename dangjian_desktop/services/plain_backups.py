"""Backups of a protected ledger that are not encrypted, because they are older than its password: which there are, and their end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.services import backup_files, opening, passwords

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
    """All of them go, behind a verified encrypted backup of now (E-16, E-17); E-12 names what could not be removed."""
    services.backups.before("删去没有加密的备份")
    gone = found(services)
    for one in gone:
        try:
            backup_files.forget(one.path)
        except OSError as fault:
            raise DataFileError("E-12", reason=f"第 {one.number} 号备份没有删去", detail=type(fault).__name__) from fault
    return services.store.note("backups", f"删去 {len(gone)} 份没有加密的备份", actor=opening.operator(), at=services.clock.now())
