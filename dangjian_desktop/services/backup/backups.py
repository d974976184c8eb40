"""Backups of the open ledger: made by themselves and by hand, verified before an older one goes, and the way back from one.

A backup is a whole ledger file with a manifest beside it (backup_files). A failed daily backup never stops a save; a risky step
without its backup does not start. Which may go stands in domain.backup.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.backup import BY_HAND, DAILY, OLD_AFTER, BackupInfo, Difference, RecordChange, clock_suspect, too_old
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import DataFileError, Error, Message, UserError
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.logs import log
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.services.base.settings import Settings
from dangjian_desktop.services.trust import box_jobs
from dangjian_desktop.services.trust.inspection import work_folder
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import copies, restoring, snapshot
from dangjian_desktop.storage.ground.faults import translated_system
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.truth import integrity

SECOND_PLACE, SECOND_PLACE_DAYS = "second_place", "second_place_days"
MANY = 20
"""Changes since the last backup after which closing makes one."""
_DRILL, _DRILL_EVERY = "drill", timedelta(days=7)


class Backups:
    """Backups of one open file."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, place: Path, actor: str) -> None:
        """``place`` is where the ledger lies; its backups stand in a folder beside it."""
        self._store, self._clock, self._settings, self._place, self._actor = store, clock, settings, place, actor
        self._looked: date | None = None
        self._trouble: Message | None = None

    @property
    def folder(self) -> Path:
        return self._place.parent / backup_files.FOLDER

    # ------------------------------------------------------------------ making
    def make(self, reason: str = BY_HAND, *, progress: Progress | None = None, folder: Path | None = None) -> BackupInfo:
        """A verified backup, and its copy in the second place where there is one. E-16 with the reason when it was not made.

        ``folder``: somewhere else than beside the ledger; nothing is thinned there.
        """
        try:
            made = self._make(folder or self.folder, reason, progress or Quiet())
        except DataFileError as fault:
            raise self._failed(_why(fault), fault.detail) from fault
        except OSError as fault:
            raise self._failed(_why_system(fault), f"{type(fault).__name__} {fault.errno}") from fault
        self._trouble = None
        if folder is None:
            backup_files.thin(self.folder, self._ledger_id)
            backup_files.sweep(self.folder)
            restoring.forget_raw_copies(self._place)
            self._carry_out(made)
        log().info("backup number=%s seq=%s", made.number, made.seq)
        return made

    def before(self, step: str, *, progress: Progress | None = None) -> BackupInfo:
        """The backup without which a risky step does not start (E-17). A second try of the same step uses the first one's. E-15
        before anything where the file is not ours any more.
        """
        self._store.database.watch.ensure_unchanged()
        last, reason = self.last(), f"{step}前"
        if last is not None and last.reason == reason and self._stands_at(last) and backup_files.intact(last.path):
            return last
        try:
            return self.make(reason, progress=progress)
        except UserError as fault:
            raise UserError(Error.NO_BACKUP_BEFORE, operation=step, detail=fault.detail) from fault

    def daily(self) -> None:
        """Before the first change of a day. Never raises: a save must not fail for it; ``trouble`` says what was wrong."""
        today = self._clock.today()
        if self._looked == today or self._store.read_only:
            return
        self._looked = today
        last = self.last()
        if not self._store.records.any() or (last is not None and (last.at.date() == today or self._stands_at(last))):
            return
        self._try(DAILY)

    def at_close(self) -> None:
        """One more when much has changed since the last. Never raises."""
        try:
            if not self._store.read_only and self._much_changed():
                self._try("关闭时")
        except DataFileError as fault:
            log().warning("what is closed cannot be read any more: %s", fault.code)

    def _much_changed(self) -> bool:
        if not self._store.records.any():
            return False
        last, (seq, _) = self.last(), self._store.audit.head()
        return last is None or not self._store.audit.has(last.seq, last.head) or seq - last.seq >= MANY

    def _try(self, reason: str) -> None:
        try:
            self.make(reason)
        except UserError as fault:
            log().warning("a backup by itself failed: %s %s", fault.code, fault.detail)

    def _make(self, folder: Path, reason: str, progress: Progress) -> BackupInfo:
        folder.mkdir(exist_ok=True)
        now = self._clock.now()
        number, target = backup_files.next_name(folder, reason, now)
        facts = self._store.copy_to(target, step=partial(progress.step, words="正在备份"))
        logged = next((entry.at for entry in self._store.audit.entries(1)), None)
        suspect = clock_suspect(now, backup_files.found_in(self.folder, self._ledger_id), logged)
        made = BackupInfo(target, number, now, reason, facts.seq, facts.head, facts.records, facts.evidence, facts.size, suspect)
        backup_files.put_beside(made, facts, self._place)
        return made

    def _stands_at(self, backup: BackupInfo) -> bool:
        """Nothing was changed since."""
        return (backup.seq, backup.head) == self._store.audit.head()

    def _failed(self, reason: str, detail: str) -> UserError:
        failed = UserError(Error.NO_BACKUP, reason=reason, detail=detail)
        self._trouble = failed.message
        return failed

    def trouble(self) -> Message | None:
        """Why the last backup was not made; None when it was."""
        return self._trouble

    # ------------------------------------------------------------------ what there is
    @property
    def _ledger_id(self) -> str:
        return str(self._settings.get("ledger_id"))

    def all(self) -> tuple[BackupInfo, ...]:
        """Backups of this ledger that are whole by size, newest first; those of the second place are marked."""
        found = [
            *backup_files.found_in(self.folder, self._ledger_id),
            *backup_files.found_in(self.second_place(), self._ledger_id, outside=True),
        ]
        return tuple(sorted(found, key=lambda one: (one.number, not one.outside), reverse=True))

    def last(self) -> BackupInfo | None:
        """The newest beside the ledger."""
        return max(backup_files.found_in(self.folder, self._ledger_id), key=lambda one: one.number, default=None)

    # ------------------------------------------------------------------ the second place
    def second_place(self) -> Path | None:
        kept = self._settings.get(SECOND_PLACE)
        return Path(kept) if kept else None

    def set_second_place(self, folder: Path | None) -> Change:
        """Where a copy of each backup goes, off this machine's disk (None for nowhere)."""
        words = "设置第二处备份" if folder else "不再备份到第二处"
        return self._settings.put(SECOND_PLACE, str(folder) if folder else "", words)

    def days_outside(self) -> int | None:
        """Days since the last backup in the second place; None when there is none."""
        found = backup_files.found_in(self.second_place(), self._ledger_id)
        days = [one.at.date() for one in found if not one.clock_suspect]
        return (self._clock.today() - max(days)).days if days else None

    def reminder(self) -> str:
        """What to say when no backup off this machine's disk is fresh enough; empty when one is, and before the first backup."""
        days = self.days_outside()
        if days is None:
            return "还没有离开本机的备份" if self.last() is not None else ""
        return f"已 {days} 天没有做 U 盘备份" if too_old(days, self.remind_after()) else ""

    def remind_after(self) -> int:
        """Days without a backup in the second place after which it reminds."""
        return int(self._settings.get(SECOND_PLACE_DAYS, OLD_AFTER))

    def set_remind_after(self, days: int) -> Change:
        return self._settings.put(SECOND_PLACE_DAYS, days, f"满 {days} 天没有第二处备份时提醒")

    def _carry_out(self, made: BackupInfo) -> None:
        """The same file into the second place; a stick that is not there is no failure of the backup."""
        outside = self.second_place()
        if outside is None or not backup_files.there(outside):
            return
        try:
            backup_files.carry(made.path, outside)
            backup_files.thin(outside, self._ledger_id)
            backup_files.sweep(outside)
        except (DataFileError, OSError) as fault:
            why = _why(fault) if isinstance(fault, DataFileError) else _why_system(fault)
            self._trouble = UserError(Error.NO_BACKUP, reason=f"第二处：{why}").message
            log().warning("the second place failed: %s", type(fault).__name__)

    # ------------------------------------------------------------------ the way back
    def difference(self, path: Path, *, key: Key | None = None) -> Difference:
        """What restoring would do; the backup is looked through in full first (E-05, E-09). E-84 for one of another ledger.

        ``key``: of a protected backup, where it is not the ledger's own.
        """
        info, key = self._known(path, key)
        with snapshot.opened(path, key) as database:
            theirs = Store(database, self._store.catalogue)
            states = dict(theirs.states())
            try:
                mine = dict(self._store.states())
                common = self._store.audit.common(theirs.audit)
            except integrity.unreadable():
                return Difference(info, 0, (), readable=False)
        changes = [_change("removed", *mine[one][1:]) for one in mine.keys() - states.keys()]
        changes += [_change("added", *states[one][1:]) for one in states.keys() - mine.keys()]
        changes += [_change("changed", *mine[one][1:]) for one in mine.keys() & states.keys() if mine[one][0] != states[one][0]]
        changes.sort(key=lambda one: (one.what, one.ledger, one.day, one.title))
        return Difference(info, self._store.audit.head()[0] - common, tuple(changes))

    def restore(self, path: Path, *, key: Key | None = None, progress: Progress | None = None) -> Change:
        """Make the ledger what the backup holds; the present state is kept as a backup and as a file of its own. All or nothing."""
        info, key = self._known(path, key)
        if self._store.condition is None:
            self.before("恢复")
        label = f"恢复到第 {info.number} 号备份（{info.at:%Y-%m-%d %H:%M}）" if info.number else f"恢复到备份（{info.path.name}）"
        step = partial((progress or Quiet()).step, words="正在恢复")
        change = self._store.replace_with(path, label, actor=self._actor, at=self._clock.now(), key=key, step=step)
        log().info("restored number=%s", info.number)
        return change

    def _known(self, path: Path, key: Key | None) -> tuple[BackupInfo, Key | None]:
        """What a backup is, from its manifest or, where that is missing, from the file itself; and its key."""
        key = restoring.key_for(path, key or self._store.database.key)
        facts = backup_files.looked_through(path, key)
        if facts.ledger_id != self._ledger_id:
            raise UserError(Error.UNCLEAR, text=path.name, reason="它是另一本台账的备份", hint="请在本台账的备份里选择。")
        found = backup_files.read(path)
        if found is not None:
            return found[1], key
        at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        return BackupInfo(path, 0, at, "", facts.seq, facts.head, facts.records, facts.evidence, facts.size), key

    # ------------------------------------------------------------------ the drill
    def drill_due(self) -> Rehearsal | None:
        """What to rehearse with when a week has passed since the last drill; None before, and while there is no backup."""
        done = self._store.audit.last_of(_DRILL)
        fresh = done is not None and timedelta() <= self._clock.now() - done.at < _DRILL_EVERY
        return None if fresh or self._store.read_only else self._newest()

    def to_rehearse(self) -> Rehearsal:
        """The newest backup; E-16 while there is none."""
        one = self._newest()
        if one is None:
            raise UserError(Error.NO_BACKUP, reason="还没有备份可以演练")
        return one

    def drilled(self, found: Mapping[str, int]) -> str:
        """Note what a rehearsal found; the sentence of it, a line of the log too."""
        said = f"备份演练通过：{found['people']} 人，{found['records']} 条，{found['evidence']} 份"
        if not self._store.read_only:
            self._store.note(_DRILL, said, actor=self._actor, at=self._clock.now())
        return said

    def _newest(self) -> Rehearsal | None:
        last = self.last()
        return None if last is None else Rehearsal(last.path, last.number, restoring.key_for(last.path, self._store.database.key))


@dataclass(frozen=True)
class Rehearsal:
    """A backup to be tried out, and its key."""

    path: Path
    number: int
    key: Key | None


def rehearse(one: Rehearsal, progress: Progress | None = None) -> dict[str, int]:
    """Restore a backup into a scratch place and look through all of it there, in the child box: what it holds. E-16 when it fails.

    Needs no open ledger, so a window lets its worker do it.
    """
    told = progress or Quiet()
    try:
        with work_folder() as scratch:
            copies.copy(one.path, scratch / "drill.djtz")
            key = one.key.value.hex() if one.key else ""
            found = box_jobs.rehearse(scratch / "drill.djtz", key, lambda: told.step(0, 0, "正在演练备份"))
    except DataFileError as fault:
        raise UserError(Error.NO_BACKUP, reason=_why(fault), detail=fault.detail) from fault
    log().info("drill passed: number=%s", one.number)
    return found


def _change(what: Any, ledger: str, title: str, day: str) -> RecordChange:
    return RecordChange(ledger, title, day, what)


def _why(fault: DataFileError) -> str:
    """The reason within E-16, short and without braces in braces."""
    match fault.code:
        case Error.DISK_FULL:
            return f"{fault.given['place']} 空间不足"
        case Error.NOT_WRITABLE:
            return str(fault.given["reason"])
        case Error.DAMAGED:
            return "内容核对不上，台账或备份可能已损坏"
    return fault.message.happened.rstrip("。")


def _why_system(fault: OSError) -> str:
    told = translated_system(fault, place="备份位置")
    return _why(told) if told else "备份位置不能写入"
