"""How a ledger file is made and opened: header, neighbours, lock, schema, content, in this order. Knows no record.

Nothing is written before all of it has passed, except that SQLite rolls back an unfinished change of our own, of which a
raw copy is kept first.
"""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, Error, LockedError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.opening_plan import FileState, Location, OpeningPlan, decide
from dangjian_desktop.files import beside
from dangjian_desktop.storage.engine import migrations
from dangjian_desktop.storage.engine.database import Database, ensure_short
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.ground import header, lock_probe
from dangjian_desktop.storage.ground.endings import KEPT
from dangjian_desktop.storage.ground.faults import busy, environment
from dangjian_desktop.storage.ground.watch import Watch, sha256_of
from dangjian_desktop.storage.stores import strangers, views
from dangjian_desktop.storage.stores.setting_store import HANDED_OVER, SettingStore
from dangjian_desktop.storage.truth import fingerprint, integrity
from dangjian_desktop.storage.writing import commit
from dangjian_desktop.storage.writing.commit import Deed

_TRIES = 3


def create(path: Path, catalogue: Catalogue, *, settings: dict[str, Any], actor: str, at: datetime, nameless: bool = False) -> Database:
    """A new file with its tables, views and first settings; E-18 when the name is taken. All or nothing.

    ``nameless``: its log does not even say on which computer it was written.
    """
    ensure_short(path)
    if header.hot_journal(path) or header.foreign_neighbour(path):
        raise DataFileError(Error.UNFINISHED_BESIDE)
    try:
        path.open("xb").close()
    except FileExistsError as fault:
        raise DataFileError(Error.NAME_TAKEN, name=path.name, detail=repr(fault)) from fault
    except OSError as fault:
        raise DataFileError(Error.NOT_WRITABLE, reason="文件夹不存在或不能写入", detail=repr(fault)) from fault
    database = Database(path, device="" if nameless else None)
    try:
        with environment(database.place):
            database.db.connect()
            database.run(f"PRAGMA page_size = {header.PAGE_SIZE}")
            database.run(f"PRAGMA application_id = {header.APPLICATION_ID}")
            database.db.close()
        database.connect()
        with database.transaction():
            migrations.run(database.db, at=at)
            first = {"ledger_id": str(uuid.uuid4()), "created_at": at.isoformat(), **settings}
            commit.put_settings(database, Deed("create", "新建台账", actor, at), {**first, **_views(database, catalogue, catalogue)})
    except BaseException:
        database.close()
        path.unlink()
        raise
    return database


def open_file(
    path: Path,
    *,
    content: bool = True,
    lies: Location,
    key: Key | None = None,
    probe: Callable[[int], bool] = lock_probe.seen,
    vetted: str = "",
    seen: Condition | None = None,
) -> tuple[Database, Condition | None, OpeningPlan]:
    """An existing file, why it is read-only (None = it can be written), and what becomes of it.

    What is damaged, foreign, handed over or on a medium that cannot be written opens read-only; what is missing, not ours,
    newer, in use or unreadable raises DataFileError. None of these changes the file. ``content``: look through all of it,
    which takes about a second per 40 000 records; without it the caller does so later (damage_of_content). ``lies``: at a
    place of this kind; an unfinished change of our own is rolled back without asking. ``key``: of an encrypted file (LockedError
    without it). ``probe``: whether the lock holds against others. ``vetted``: the SHA-256 of what was looked at elsewhere, with the
    damage ``seen`` there; E-15 when other bytes lie here by now.
    """
    database = Database(path, read_only=not writable(path), key=key, probe=probe)
    try:
        _look_around(database, ours=lies.ours)
        connect(database)
        if vetted and database.watch.sha256() != vetted:
            raise DataFileError(Error.CHANGED_OUTSIDE, detail="not the bytes that were looked at")
        known = damage(database, content=content) or seen or _given_away(database)
        plan = decide(lies, _state(database, known))
        condition = known if known and known.why is plan.why else Condition(plan.why) if plan.why else None
    except BaseException:
        database.close()
        raise
    if condition is not None:
        database.forbid_writing(tolerant=condition.why is Why.DAMAGED)
    return database, condition, plan


def outdated(database: Database) -> bool:
    """Whether an older program wrote the file last; it is read as it is, and written only once it is brought up (``upgrade``)."""
    return database.version < header.SCHEMA_VERSION


def upgrade(database: Database, at: datetime) -> None:
    """Bring an older file up to this version, in one transaction with its line of the log: all of it or nothing.

    The caller has a verified copy of the file, and refreshes the views afterwards.
    """
    with database.transaction():
        migrations.run(database.db, at=at)
        commit.put(database, Deed("upgrade", "升级台账格式", "", at), [])
        strange = fingerprint.foreign(database)
        assert not strange, f"a step left another schema than it makes in a new file: {strange}"


def upgrade_copy(path: Path, at: datetime, *, key: Key | None = None) -> None:
    """The same of a closed copy of ours; nothing happens to one of this version."""
    with Database(path, key=key) as database:
        connect(database)
        if outdated(database):
            upgrade(database, at)


def _state(database: Database, known: Condition | None) -> FileState:
    return FileState(
        damaged=known is not None and known.why is Why.DAMAGED,
        writable=not database.read_only,
        locked=database.locked,
        names=database.watch.links,
        handed_over=known is not None and known.why is Why.HANDED_OVER,
        outdated=outdated(database),
    )


def open_copy(
    path: Path, folder: Path, *, at: datetime, why: Condition, key: Key | None = None, vet: Callable[[Path], Condition | None] | None = None
) -> tuple[Database, Condition]:
    """A read-only look at a file that cannot be opened where it lies: a copy in ``folder``, checked in full, three tries.

    ``vet`` looks at each copy elsewhere and raises what is against opening it, or returns the damage it saw. What is wrong with a
    copy is believed only when the next copy is the same: then it is not torn but so. E-06 when none of them was whole (he
    saves just now), E-04 when an unfinished change lies beside the file. A copy of an older version is brought up to this one.
    """
    last = ""
    for number in range(_TRIES):
        target = folder / f"{number}-{path.name}"
        digest = _copied(path, target, key)
        if seen := _look(target, at=at, key=key, vet=vet, sure=digest == last):
            database, damaged = seen
            return database, damaged or why
        last = digest
    if header.hot_journal(path):
        raise DataFileError(Error.UNFINISHED_BESIDE)
    raise busy()


def _look(
    copy: Path, *, at: datetime, key: Key | None, vet: Callable[[Path], Condition | None] | None, sure: bool
) -> tuple[Database, Condition | None] | None:
    """The copy, open, and its damage; None when it is not whole and the next one may be. ``sure``: this one is as the last was."""
    database, kept = Database(copy, read_only=True, key=key), False
    try:
        seen = vet(copy) if vet else None
        connect(database)
        damaged = seen or damage(database, content=vet is None)
        if damaged is None and outdated(database):
            database.close()
            upgrade_copy(copy, at, key=key)
            database = Database(copy, read_only=True, key=key)
            connect(database)
        if damaged is not None and not sure:
            return None
        database.forbid_writing(tolerant=damaged is not None)
        kept = True
        return database, damaged
    except DataFileError:
        if sure:
            raise
        return None
    finally:
        if not kept:
            database.close()


def _copied(path: Path, target: Path, key: Key | None) -> str:
    """A raw copy of a file that may be in use; its SHA-256."""
    with Watch(path) as watch:
        found = header.parse(watch.head())
        if found.sealed and key is None:
            raise LockedError
        if found.wal or header.foreign_neighbour(path):
            raise DataFileError(Error.UNFINISHED_BESIDE)
        watch.copy_to(target)
    return sha256_of(target)


def sealed_mark(path: Path) -> bytes | None:
    """The bytes that say which key an encrypted file has, None for any other file; E-01 and E-12 as for opening it."""
    with Watch(path) as watch:
        head = watch.head()
    return head[:16] if head.startswith(header.SEALED) else None


def _look_around(database: Database, *, ours: bool) -> None:
    """The header, then what lies beside the file; an unfinished change of ours is kept as a raw copy before SQLite settles it."""
    found = header.parse(database.watch.head())
    if found.sealed and database.key is None:
        raise LockedError
    if found.wal or header.foreign_neighbour(database.path):
        raise DataFileError(Error.UNFINISHED_BESIDE)
    journal = header.hot_journal(database.path)
    if journal and (database.read_only or not ours):
        raise DataFileError(Error.UNFINISHED_BESIDE)
    if journal:
        try:
            database.watch.copy_to(beside(database.path, KEPT))
            shutil.copyfile(journal, beside(journal, KEPT))
        except (OSError, DataFileError) as fault:
            raise DataFileError(Error.UNFINISHED_BESIDE, detail=repr(fault)) from fault


def connect(database: Database) -> None:
    """E-09 instead of E-05: what cannot even be connected to was not opened. E-62 for the key of another file."""
    if database.key is not None and not database.watch.head().startswith(database.key.mark):
        raise DataFileError(Error.NO_KEY_FILE, detail="the key belongs to another file")
    try:
        database.connect()
        if database.key is not None:
            header.judge(database.number("PRAGMA application_id"), database.version)
    except DataFileError as fault:
        raise DataFileError(Error.NOT_INSPECTED, detail=fault.detail) if fault.code == Error.DAMAGED else fault from fault
    except ValueError as fault:
        # Python cannot even decode SQLite's complaint about a damaged schema
        raise DataFileError(Error.NOT_INSPECTED, detail=type(fault).__name__) from fault


def damage(database: Database, *, content: bool = True) -> Condition | None:
    """Schema, then content. None when all is as the program wrote it; E-09 where a table of ours is missing or another's."""
    try:
        strange = fingerprint.foreign(database)
    except integrity.unreadable() as fault:
        raise DataFileError(Error.NOT_INSPECTED, detail=type(fault).__name__) from fault
    if strange:
        if lacking := fingerprint.lacking(database):
            raise DataFileError(Error.NOT_INSPECTED, detail=f"{len(lacking)} tables cannot be read")
        return Condition(Why.DAMAGED, {"count": len(strange), "earliest": "，台账结构被别的程序动过"})
    return damage_of_content(database) if content else None


def damage_of_content(database: Database) -> Condition | None:
    """None when every record, line of the log, index and report is as the program wrote it."""
    if found := integrity.check(database):
        days = sorted(item.day for item in found if item.day)
        return Condition(Why.DAMAGED, {"count": len(found), "earliest": f"（最早 {days[0]}）" if days else ""})
    return None


def _given_away(database: Database) -> Condition | None:
    """E-08 while the mark of the hand-over stands."""
    mark = SettingStore(database).get(HANDED_OVER)
    if not mark:
        return None
    day = mark.get("date") if isinstance(mark, dict) else None
    return Condition(Why.HANDED_OVER, {"date": day or "某日"})


def refresh_views(database: Database, catalogue: Catalogue, in_force: Catalogue, at: datetime) -> None:
    """The file says under which declaration it is written; one that shows other columns writes its views, which is a line of the log."""
    said = SettingStore(database)
    wanted = {fingerprint.VIEWS: fingerprint.mark(catalogue), **strangers.declared(catalogue, in_force)}
    if any(said.get(key) != value for key, value in wanted.items()):
        with database.transaction():
            commit.put_settings(database, Deed("upgrade", "更新台账的中文视图", "", at), _views(database, catalogue, in_force))


def _views(database: Database, catalogue: Catalogue, in_force: Catalogue) -> dict[str, Any]:
    """Write the views; the settings that vouch for them and for the declaration. Inside a transaction."""
    views.rewrite(database, catalogue)
    return {fingerprint.VIEWS: fingerprint.mark(catalogue), **strangers.declared(catalogue, in_force)}


def writable(path: Path) -> bool:
    """Whether file and folder can be written (the journal lies beside the file), asked without writing."""
    effective = os.access in os.supports_effective_ids
    return not path.exists() or all(os.access(place, os.W_OK, effective_ids=effective) for place in (path, path.parent))
