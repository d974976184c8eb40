"""How a ledger that arrives stands to one that is here: by identity and by log, never by name or date. Merges nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from dangjian_desktop.domain.change import LogEntry
from dangjian_desktop.domain.errors import DataFileError, Error, UserError
from dangjian_desktop.domain.handover import Relation
from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.logs import log
from dangjian_desktop.services.trust import inspection, known_files
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import door, snapshot
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.ground.watch import ensure_free
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.stores.setting_store import SettingStore
from dangjian_desktop.storage.truth import integrity

_NO_WORK = frozenset({"handed_over", "export", "shown", "backups", "drill", "password", "upgrade"})
"""Kinds of lines that change no content. Were they work, every ledger that comes back to where it was made would be a fork."""


@dataclass(frozen=True)
class Standing:
    """``mine`` and ``theirs``: what only one side did after line ``parted``, in words, oldest first. ``uncompared``: which ledgers
    could not be compared with, and why.
    """

    relation: Relation
    mine: tuple[str, ...] = ()
    theirs: tuple[str, ...] = ()
    parted: int = 0
    parted_on: str = ""
    uncompared: tuple[str, ...] = ()


def find(theirs: Database, places: Sequence[Path], key: Key | None, progress: Progress) -> Standing:
    """Compare with whichever of the ledgers at ``places`` is the same one; what cannot be compared with is told, and stops nothing."""
    uncompared: list[str] = []
    for place in places:
        try:
            found = relate(theirs, place, key, progress)
        except UserError as fault:
            log().info("not compared with a ledger here: %s %s", fault.code, fault.detail)
            uncompared.append(f"{place.name}（{fault.given.get('reason') or fault.message.happened.rstrip('。')}）")
            continue
        if found.relation != "new":
            return replace(found, uncompared=tuple(uncompared))
    return Standing("new", uncompared=tuple(uncompared))


def relate(theirs: Database, place: Path, key: Key | None, progress: Progress) -> Standing:
    """Compare with the ledger at ``place``. E-55 with the reason when that one cannot be compared with."""
    own = place.expanduser().resolve()
    key = _fitting(own, key)
    _sound(own, key, progress)
    try:
        with snapshot.opened(own, key) as ours:
            if _identity(ours) != _identity(theirs):
                return Standing("new")
            return _standing(AuditStore(ours), AuditStore(theirs))
    except integrity.unreadable() as fault:
        raise _useless(own, "内容读不出来", "请先用备份恢复它") from fault


def _standing(ours: AuditStore, theirs: AuditStore) -> Standing:
    common = ours.common(theirs)
    mine, others = _worked(ours.since(common)), _worked(theirs.since(common))
    relation: Relation = "fork" if mine and others else "older" if mine else "continues" if others else "same"
    since = f"{ours.entry(common).at:%Y-%m-%d}" if common else ""
    return Standing(relation, _words(mine), _words(others), common, since)


def _worked(entries: tuple[LogEntry, ...]) -> tuple[LogEntry, ...]:
    """What one side did; nothing when it was no work."""
    return entries if any(entry.kind not in _NO_WORK for entry in entries) else ()


def _words(entries: Sequence[LogEntry]) -> tuple[str, ...]:
    return tuple(f"{entry.at:%Y-%m-%d} {entry.label}" for entry in entries)


def _identity(database: Database) -> object:
    return SettingStore(database).get("ledger_id")


def _fitting(place: Path, key: Key | None) -> Key | None:
    """The key for a protected ledger here: that of the one that arrives, when they are the same ledger."""
    mark = door.sealed_mark(place)
    if mark is None:
        return None
    if key is None or key.mark != mark:
        raise _useless(place, "它设了另外的口令", "请先打开它，对照序号和核验码")
    return key


def _sound(place: Path, key: Key | None, progress: Progress) -> None:
    """Nobody is writing it, no change in it is half made, and where it is not known it was looked through in the child box."""
    if header.hot_journal(place):
        raise DataFileError(Error.UNFINISHED_BESIDE)
    ensure_free(place)
    if not known_files.is_ours(place) and inspection.inspect(place, key=key, progress=progress).damage is not None:
        raise _useless(place, "内容与记录不符", "请先用备份恢复它")


def _useless(place: Path, reason: str, hint: str) -> UserError:
    return UserError(Error.NOT_COMPARED, name=place.name, reason=reason, hint=hint)
