"""Everything of another file into the open one: the way back from a backup, also into the place of a ledger that cannot be opened,
and a file written anew.

Never is a file put over another one. What is to come is made ready beside the ledger, verified and given the name of a
marker; from then on the next start either undoes the step (SQLite's journal does) or finishes it (``untangle``). Knows no folder
of backups.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import TypeVar

from dangjian_desktop import files
from dangjian_desktop.domain.errors import DataFileError, Error
from dangjian_desktop.files import PART, beside, drop, scratch
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, door, reencrypt, snapshot
from dangjian_desktop.storage.file.snapshot import Facts, Step
from dangjian_desktop.storage.ground.chain import canonical
from dangjian_desktop.storage.ground.endings import JOURNAL, KEPT, MARKER, PREPARING, TAKING, WHOLE
from dangjian_desktop.storage.ground.faults import environment, system
from dangjian_desktop.storage.ground.watch import ensure_free
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.truth import integrity
from dangjian_desktop.storage.writing import commit
from dangjian_desktop.storage.writing.commit import Deed

T = TypeVar("T")
REPLACED = ".被替换-"
"""In the name of what a backup took the place of; it stays until somebody removes it."""
_PAGES = 1024
_PEOPLE = "person"


def replaced_name(place: Path, at: datetime) -> Path:
    """Under which name what is replaced is kept."""
    return files.free_name(place.with_name(f"{place.stem}{REPLACED}{at:%Y%m%d-%H%M%S}{place.suffix}"))


def replaced_beside(place: Path) -> set[Path]:
    """What is kept under such a name beside a ledger."""
    return {path for path in place.parent.iterdir() if path.name.startswith(place.stem + REPLACED)}


def into(database: Database, backup: Path, deed: Deed, *, key: Key | None = None, step: Step = lambda _done, _all: None) -> None:
    """Everything the backup holds becomes the content of the open file, as one transaction of SQLite: a kill leaves one or the other.

    ``deed`` is written into a copy of the backup first, with the head of the log that is replaced; so the restored file
    carries that line from its first moment. ``key`` is that of the backup. Raises DataFileError and leaves the open file as it
    was, except for an E-05 of the verification at the end.
    """
    ready = beside(database.path, MARKER)
    with scratch(ready, ends=WHOLE):
        made = _prepare(database.path, backup, ready, _said(deed, _head(database)), now=key, then=database.key)
        _bring_in(database, ready, made, step)


def rewrite(database: Database, change: Callable[[Database], T], *, step: Step = lambda _done, _all: None) -> T:
    """The open file becomes what ``change`` makes of a copy of it, every page written anew, as one transaction of SQLite.

    measured: with secure_delete alone, texts were still found in the gaps of pages that had been split or joined (SQLite 3.40).
    """
    if database.read_only:
        raise DataFileError(Error.READ_ONLY)
    preparing, ready = beside(database.path, PREPARING), beside(database.path, MARKER)
    with scratch(preparing, ready, ends=WHOLE):
        snapshot.copy(database, preparing)
        with Database(preparing, key=database.key) as copy:
            door.connect(copy)
            done = change(copy)
            made = snapshot.compact(copy, ready)
        _bring_in(database, ready, made, step)
    return done


def _bring_in(database: Database, ready: Path, made: Facts, step: Step) -> None:
    database.watch.ensure_unchanged()
    with environment(database.place), closing(snapshot.connection(ready, database.key)) as source:
        database.watch.took_back()
        source.backup(database.db.connection(), pages=_PAGES, progress=lambda _status, left, total: step(total - left, total))
    database.watch.remember()
    _verify(database, made)


def take_place(place: Path, backup: Path, deed: Deed, *, key: Key | None = None) -> Path | None:
    """For a ledger that cannot be opened, or is gone: a verified copy of the backup stands in its place afterwards.

    What lay there is kept with its neighbours; its new name is returned (None: nothing lay there). E-06 when somebody uses it.
    """
    if not any(beside(place, end).exists() for end in WHOLE):
        snapshot.facts(backup, key=key)
        copies.copy(backup, place)
        return None
    if place.exists():
        ensure_free(place)
    kept = replaced_name(place, deed.at)
    ready = beside(place, TAKING + kept.name)
    _prepare(place, backup, ready, _said(deed, None), now=key, then=key)
    _take(place, ready, kept)
    return kept


def untangle(place: Path) -> None:
    """After a kill: a file that was ready to take this place does so. A second call does nothing."""
    for ready in sorted(place.parent.glob(f"{_escaped(place.name)}{TAKING}*")):
        _take(place, ready, place.with_name(ready.name.removeprefix(place.name + TAKING)))


def tidy(place: Path) -> None:
    """After a kill, once the ledger itself is known to be good: what was half made for it goes."""
    drop(*(beside(place, ending) for ending in (MARKER, MARKER + PART, PREPARING, PREPARING + PART)), ends=WHOLE)


def rehearse(path: Path, key: Key | None) -> dict[str, int]:
    """What a backup holds, after looking through all of it: people, other records, pieces of evidence."""
    facts = snapshot.facts(path, key=key)
    with snapshot.opened(path, key) as database:
        people = database.number("SELECT count(*) FROM record WHERE ledger = ?", [_PEOPLE])
    return {"people": people, "records": facts.records - people, "evidence": facts.evidence}


def forget_raw_copies(place: Path) -> None:
    """What was kept of a file before an unfinished change was rolled back; after the next verified backup it can go."""
    drop(beside(place, KEPT), beside(place, JOURNAL + KEPT))


def key_for(path: Path, key: Key | None) -> Key | None:
    """None for a plain file, whatever key is at hand."""
    return key if door.sealed_mark(path) else None


# ---------------------------------------------------------------------- making ready
def _prepare(place: Path, backup: Path, ready: Path, deed: Deed, *, now: Key | None, then: Key | None) -> Facts:
    """A copy of the backup that carries the line of its return, with the key of the file it goes into, looked through in full."""
    preparing = beside(place, PREPARING)
    with scratch(preparing, ends=WHOLE):
        copies.copy(backup, preparing)
        snapshot.facts(preparing, key=now)
        door.upgrade_copy(preparing, deed.at, key=now)
        if now != then:
            reencrypt.reseal(preparing, now=now, then=then, deed=deed)
        else:
            with Database(preparing, key=now) as copy:
                door.connect(copy)
                commit.commit_change(copy, deed, [])
        made = snapshot.facts(preparing, key=then)
        with system(str(ready.parent)):
            files.replace(preparing, ready)
            files.sync_folder(ready.parent)
    return made


def _said(deed: Deed, head: tuple[int, str] | None) -> Deed:
    replaced = {"seq": head[0], "head": head[1]} if head else None
    return Deed(deed.kind, deed.label, deed.actor, deed.at, detail=canonical({"replaced": replaced}))


def _head(database: Database) -> tuple[int, str] | None:
    """None where the log of a damaged file cannot be read."""
    try:
        return AuditStore(database).head()
    except integrity.unreadable():
        return None


def _verify(database: Database, made: Facts) -> None:
    """What lies on the disk now is what was made ready; nothing of it is taken from memory."""
    database.run("PRAGMA shrink_memory")
    try:
        whole = door.damage(database) is None and not integrity.check_evidence(database)
        same = whole and snapshot.content(database) == made.content
    except integrity.unreadable():
        same = False
    if not same:
        database.forbid_writing(tolerant=True)
        raise DataFileError(Error.DAMAGED, count=1, earliest="", detail="what was restored differs from the backup")


# ---------------------------------------------------------------------- taking a place
def _take(place: Path, ready: Path, kept: Path) -> None:
    """Whatever of the old file is still there goes aside, then the new one takes its place."""
    with system(str(place.parent)):
        for end in WHOLE:
            old = beside(place, end)
            if old.exists():
                files.replace(old, files.free_name(beside(kept, end)))
        files.sync_folder(place.parent)
        files.replace(ready, place)
        files.sync_folder(place.parent)


def _escaped(name: str) -> str:
    return "".join(f"[{char}]" if char in "*?[" else char for char in name)
