"""Opening, making and closing a ledger file: the one place where Services come into being."""

from __future__ import annotations

import getpass
import platform
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from dangjian_desktop import paths
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, Error, Message, UserError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.opening_plan import LOOKED_AT, Location, Way, decide
from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.domain.timekeeping import doubtful
from dangjian_desktop.domain.worded import catalogue_in
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.ports import Clock, SystemClock
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.ledger_file import unit_kinds, upgrading
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.trust import attempts, known_files, places
from dangjian_desktop.services.trust.places import Drives
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import reencrypt, restoring
from dangjian_desktop.storage.ground.faults import environment
from dangjian_desktop.storage.store import Store

SUFFIX = ".djtz"
_IN_USE = ".使用中"


def create_ledger(
    path: Path,
    unit: str,
    *,
    kind: str | None = None,
    catalogue: Catalogue | None = None,
    clock: Clock | None = None,
    actor: str | None = None,
    drives: Drives | None = None,
) -> Services:
    """A new, empty ledger of that unit; E-18 when the name is taken, E-84 without a unit's name, E-07 and E-12 by the place.

    ``kind``: 单位性质; what the name says when not given.
    """
    if not unit.strip():
        raise UserError(Error.UNCLEAR, text="单位名称", reason="没有填写", hint="请写上本单位的名称，它会出现在报告标题里。")
    catalogue, clock = catalogue or load_catalogue(), clock or SystemClock()
    place, actor = _resolved(path), actor or operator()
    if why := LOOKED_AT.get(places.kind(place, drives or places.OwnDrives())):
        raise DataFileError(why.error, reason="U 盘和网络盘上的台账不能编辑，请建在本机")
    settings = {UNIT_NAME: unit.strip(), **unit_kinds.settings_for(unit, kind)}
    store = Store.create(place, catalogue, settings=settings, actor=actor, at=clock.now())
    return _services(place, store, catalogue, clock, actor)


def open_ledger(
    path: Path,
    *,
    catalogue: Catalogue | None = None,
    clock: Clock | None = None,
    actor: str | None = None,
    copy: bool = False,
    verified: bool = True,
    key: Key | None = None,
    drives: Drives | None = None,
    progress: Progress | None = None,
    look: bool = False,
) -> Services:
    """An existing ledger; DataFileError when it cannot be opened at all, ``read_only`` with a notice when only looked at.

    ``copy``: look at a copy, because somebody else holds the file (after E-06). ``verified``: every record was looked at before this
    returns; a window that wants to be painted first says False and calls ``verify`` next. ``key``: of a protected ledger
    (passwords.unlock); LockedError without it. ``progress``: asked before a very large file from elsewhere is looked through. ``look``:
    nothing will be written; a file of an older version stays as it is, and a copy of it is brought up.
    """
    catalogue, clock, place = catalogue or load_catalogue(), clock or SystemClock(), _resolved(path)
    drives, actor = drives or places.OwnDrives(), actor or operator()
    _untangle(place)
    try:
        with environment(str(place.parent)):
            ours = not copy and known_files.is_ours(place)
            lies = Location(places.kind(place, drives), writable=drives.writable(place), ours=ours, in_use=copy, look=look)
            plan = decide(lies)
            if plan.way is Way.COPY and plan.why is not None:
                store = _copied(place, catalogue, clock, _known(plan.why, place, clock), key, progress)
            elif plan.way is Way.IN_PLACE:
                store = Store.open(place, catalogue, content=verified, key=key, lies=lies)
            else:
                from dangjian_desktop.services.trust import inspection

                seen = inspection.inspect(place, key=key, progress=progress)
                store = Store.open(place, catalogue, key=key, lies=lies, vetted=seen.sha256, seen=seen.damage)
    except DataFileError as fault:
        raise _who_holds(place, fault) from fault
    if store.plan.way is Way.COPY and store.condition is not None:
        store.close()
        store = _copied(place, catalogue, clock, store.condition, key, progress)
    elif store.plan.upgrade:
        upgrading.bring_up(store, place, clock, actor, progress=progress)
    if verified:
        _tidy(store)
    return _services(place, store, catalogue, clock, actor)


def look_at(copy: Path, *, vetted: str, key: Key | None = None) -> Services:
    """A read-only look at the ledger of a pack that was looked through already; it stays in our own folder when it is closed.

    ``vetted`` is the SHA-256 of what was looked at; E-15 when other bytes lie there by now.
    """
    catalogue, clock = load_catalogue(), SystemClock()
    store = Store.open(copy, catalogue, key=key, lies=Location("pack", ours=False), vetted=vetted)
    return _services(copy, store, catalogue, clock, operator())


def verify(services: Services) -> Condition | None:
    """Look through the whole content of an open file; the damage when it differs, and then nothing can be written any more."""
    store = services.store
    if not store.verified:
        store.verify()
    _tidy(store)
    return store.damaged


def verify_some(services: Services) -> tuple[bool, Condition | None]:
    """The next piece of the same: whether it was the last, and the damage. Meanwhile the file can be used; a write does the rest first."""
    store = services.store
    done = store.verify_some()
    if done:
        _tidy(store)
    return done, store.damaged


def _untangle(place: Path) -> None:
    """What a kill left half done beside the file is settled before anybody looks at it."""
    reencrypt.untangle(place)
    restoring.untangle(place)


def _tidy(store: Store) -> None:
    """The file is known to be good: what a change of password left half done beside it can go; what somebody holds goes another time."""
    if store.condition is not None or not store.database.locked:
        return
    for tidy in (reencrypt.tidy, keys.tidy, restoring.tidy):
        try:
            tidy(store.path)
        except OSError as fault:
            log().info("what was left half done stays beside the file: %s", type(fault).__name__)


def _known(why: Why, place: Path, clock: Clock) -> Condition:
    """Why a copy is looked at, with what is known about it: who holds the file, or which copies of a conflict lie beside it."""
    if why is not Why.IN_USE:
        return places.with_conflicts(Condition(why), place)
    since = clock.now().strftime("%Y-%m-%d %H:%M")
    fault = DataFileError(Error.IN_USE, who="别人", where="另一处", since=f"，这里打开的是截至 {since} 的只读副本")
    return Condition(Why.IN_USE, _who_holds(place, fault).given)


def _copied(place: Path, catalogue: Catalogue, clock: Clock, why: Condition, key: Key | None, progress: Progress | None) -> Store:
    """A read-only copy in this program's own folder, looked at in the child box; it goes when it is closed."""
    from dangjian_desktop.services.trust import inspection

    folder = inspection.new_folder()

    def vet(copy: Path) -> Condition | None:
        return inspection.vet(copy, key=key, progress=progress)

    try:
        return Store.open_copy(place, catalogue, folder, at=clock.now(), why=why, key=key, vet=vet)
    except BaseException:
        inspection.drop(folder)
        raise


def close(services: Services) -> None:
    """Let go of the file; a second call does nothing."""
    if services.store.is_open:
        services.backups.at_close()
        if not services.read_only:
            known_files.closed(services.path, services.store.database.watch)
    services.store.close()
    if paths.opened_copies().exists() and services.evidence.copies_made:
        services.evidence.wipe_copies()
    if services.store.path != services.path:
        shutil.rmtree(services.store.path.parent, ignore_errors=True)
    elif services.store.database.locked:
        try:
            _note(services.path).unlink(missing_ok=True)
        except OSError as fault:
            log().info("the note beside the file stays: %s", type(fault).__name__)


def operator() -> str:
    """Who is working: the name of the account on this machine."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # pragma: no cover - an account without a name
        return ""


def _services(place: Path, store: Store, catalogue: Catalogue, clock: Clock, actor: str) -> Services:
    try:
        services = _bundle(place, store, catalogue, clock, actor)
        if not store.read_only:
            _settle(services)
    except BaseException:
        store.close()
        raise
    log().info("opened read_only=%s", store.read_only)
    return services


def _settle(services: Services) -> None:
    """The file is ours now; what an earlier run left of copies goes."""
    if services.store.database.key is not None:
        attempts.opened(services.store.database.key.mark)
    known_files.opened(services.path, services.store.database.watch)
    _leave_note(services.path, services.actor, services.clock)
    if paths.opened_copies().exists():
        services.evidence.wipe_copies()
    if any(paths.work_folder().glob(f"{tempfile.gettempprefix()}*")):
        from dangjian_desktop.services.trust import inspection

        inspection.sweep(services.clock.now().timestamp())


def _bundle(place: Path, store: Store, catalogue: Catalogue, clock: Clock, actor: str) -> Services:
    words = unit_kinds.words_in(catalogue, store.settings.get(unit_kinds.UNIT_KIND))
    if words.pairs:
        store.show_in(catalogue_in(catalogue, words))
    services = Services(place, store.catalogue, clock, store, actor, tuple(_clock_hint(store, clock)), words)
    store.before_write = lambda: _before_write(services)
    store.before_step = lambda step: services.backups.before(step)
    return services


def _before_write(services: Services) -> None:
    """The backup of the day; what was tried before the file opened."""
    services.backups.daily()
    attempts.report(services.store, services.clock)


def _clock_hint(store: Store, clock: Clock) -> Iterator[Message]:
    """E-21 when the clock does not fit behind the last line of the log; the log of a damaged file says nothing."""
    for last in () if store.damaged else store.audit.entries(1):
        if doubtful(clock.now(), last.at):
            yield DataFileError(Error.CLOCK_DIFFERS, now=f"{clock.now():%Y-%m-%d %H:%M}", last=f"{last.at:%Y-%m-%d %H:%M}").message


def _resolved(path: Path) -> Path:
    return path.expanduser().resolve()


# ---------------------------------------------------------------------- who holds the file
def _note(path: Path) -> Path:
    return path.with_name(path.name + _IN_USE)


def _leave_note(path: Path, actor: str, clock: Clock) -> None:
    """Operator, computer and time beside the file. It only words E-06; the lock is SQLite's."""
    lines = [actor, platform.node(), clock.now().strftime("%Y-%m-%d %H:%M")]
    try:
        _note(path).write_text("\n".join(lines), encoding="utf-8")
    except OSError as fault:
        log().info("no note beside the file: %s", type(fault).__name__)


def _who_holds(path: Path, fault: DataFileError) -> DataFileError:
    """E-06 with the words of the note, when there is one."""
    if fault.code != Error.IN_USE:
        return fault
    try:
        who, where, since = _note(path).read_text(encoding="utf-8").split("\n")[:3]
    except (OSError, ValueError):
        return fault
    return DataFileError(Error.IN_USE, who=who, where=where, since=f"（{since} 起）", detail=fault.detail)
