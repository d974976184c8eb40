"""Backups of the open ledger: made by themselves and by hand, verified before an older one goes, and the way back from one.

A backup is a whole ledger file with a manifest beside it. A failed daily backup never stops a save; a risky step without its
backup does not start. Rules: which may go stands in domain.backup.
"""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import dangjian_desktop
from dangjian_desktop import paths
from dangjian_desktop.domain.backup import BY_HAND, DAILY, BackupInfo, Difference, RecordChange, to_thin
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import DataFileError, Message, UserError
from dangjian_desktop.logs import log
from dangjian_desktop.services.files import write_whole
from dangjian_desktop.services.ports import Clock, Progress, Quiet
from dangjian_desktop.services.settings import Settings
from dangjian_desktop.storage import copies, snapshot
from dangjian_desktop.storage.snapshot import Facts
from dangjian_desktop.storage.store import Store

FOLDER, MANIFEST = "备份", ".json"
SECOND_PLACE = "second_place"
MANY = 20
"""Changes since the last backup after which closing makes one; records voided at once that count as a risky step."""
_SKEW = timedelta(minutes=5)


class Backups:
    """Backups of one open file."""

    def __init__(self, store: Store, clock: Clock, settings: Settings, place: Path, actor: str) -> None:
        """``place`` is where the ledger lies; its backups stand in a folder beside it."""
        self._store, self._clock, self._settings, self._place, self._actor = store, clock, settings, place, actor
        self._looked: date | None = None
        self._trouble: Message | None = None

    @property
    def folder(self) -> Path:
        return self._place.parent / FOLDER

    # ------------------------------------------------------------------ making
    def make(self, reason: str = BY_HAND, *, progress: Progress | None = None, folder: Path | None = None) -> BackupInfo:
        """A verified backup, and its copy in the second place where there is one. E-16 with the reason when it was not made.

        ``folder``: somewhere else than beside the ledger; nothing is thinned there.
        """
        try:
            made = self._make(folder or self.folder, reason, progress or Quiet())
        except DataFileError as fault:
            raise self._failed(fault.message.happened, fault.detail) from fault
        except OSError as fault:
            raise self._failed(fault.strerror or "备份位置不能写入", type(fault).__name__) from fault
        self._trouble = None
        if folder is None:
            self._thin(self.folder)
            self._carry_out(made)
        log().info("backup number=%s seq=%s", made.number, made.seq)
        return made

    def before(self, step: str) -> BackupInfo:
        """The backup without which a risky step does not start (E-17). A second try of the same step uses the first one's."""
        last, reason = self.last(), f"{step}前"
        if last is not None and last.reason == reason and (last.seq, last.head) == self._store.audit.head():
            return last
        try:
            return self.make(reason)
        except UserError as fault:
            raise UserError("E-17", operation=step, detail=fault.detail) from fault

    def daily(self) -> None:
        """Before the first change of a day. Never raises: a save must not fail for it; ``trouble`` says what was wrong."""
        today = self._clock.today()
        if self._looked == today:
            return
        self._looked = today
        last, (seq, head) = self.last(), self._store.audit.head()
        if not self._store.records.any() or (last is not None and (last.at.date() == today or (last.seq, last.head) == (seq, head))):
            return
        try:
            self.make(DAILY)
        except UserError as fault:
            self._trouble = fault.message
            log().warning("the daily backup failed: %s %s", fault.code, fault.detail)

    def at_close(self) -> None:
        """One more when much has changed since the last. Never raises."""
        last, (seq, _) = self.last(), self._store.audit.head()
        if self._store.read_only or not self._store.records.any() or seq - (last.seq if last else 0) < MANY:
            return
        try:
            self.make("关闭时")
        except UserError as fault:
            log().warning("the backup at closing failed: %s %s", fault.code, fault.detail)

    def _make(self, folder: Path, reason: str, progress: Progress) -> BackupInfo:
        folder.mkdir(exist_ok=True)
        now = self._clock.now()
        number = 1 + max((_number(path) for path in folder.glob(f"{FOLDER}-*")), default=0)
        target = folder / f"{FOLDER}-{number:06d}-{now:%Y%m%d-%H%M}-{reason}.djtz"
        facts = self._store.copy_to(target, step=lambda done, total: progress.step(done, total, "正在备份"))
        try:
            made = BackupInfo(
                target, number, now, reason, facts.seq, facts.head, facts.records, facts.evidence, facts.size, self._suspect(now)
            )
            write_whole(_manifest(target), _said(made, facts))
        except OSError:
            target.unlink()
            raise
        return made

    def _suspect(self, now: datetime) -> bool:
        """The clock runs behind what the log already knows."""
        entries = self._store.audit.entries(1)
        return bool(entries) and entries[0].at - now > _SKEW

    def _failed(self, reason: str, detail: str) -> UserError:
        failed = UserError("E-16", reason=reason.rstrip("。"), detail=detail)
        self._trouble = failed.message
        return failed

    def trouble(self) -> Message | None:
        """Why the last backup was not made; None when it was."""
        return self._trouble

    # ------------------------------------------------------------------ what there is
    def all(self) -> tuple[BackupInfo, ...]:
        """Backups of this ledger that are whole by size, newest first; those of the second place are marked."""
        outside = self.second_place()
        found = [*self._in(self.folder), *(replace(one, outside=True) for one in self._in(outside))]
        return tuple(sorted(found, key=lambda one: (one.number, not one.outside), reverse=True))

    def last(self) -> BackupInfo | None:
        """The newest beside the ledger."""
        return max(self._in(self.folder), key=lambda one: one.number, default=None)

    def _in(self, folder: Path | None) -> Iterator[BackupInfo]:
        identity = self._settings.get("ledger_id")
        for manifest in sorted(folder.glob(f"{FOLDER}-*{MANIFEST}")) if folder is not None and folder.is_dir() else ():
            found = _read(manifest)
            if found is not None and found[0] == identity:
                yield found[1]

    def _thin(self, folder: Path) -> None:
        """What may go goes, the file before its manifest; a failure is no harm and is tried again next time."""
        for old in to_thin(self._in(folder)):
            try:
                old.path.unlink()
                _manifest(old.path).unlink()
            except OSError as fault:
                log().info("an old backup stays: %s", type(fault).__name__)

    # ------------------------------------------------------------------ the second place
    def second_place(self) -> Path | None:
        kept = self._settings.get(SECOND_PLACE)
        return Path(kept) if kept else None

    def set_second_place(self, folder: Path | None) -> Change:
        """Where a copy of each backup goes, off this machine's disk; None for nowhere."""
        words = "设置第二处备份" if folder else "不再备份到第二处"
        return self._settings.put(SECOND_PLACE, str(folder) if folder else "", words)

    def days_outside(self) -> int | None:
        """Days since the last backup in the second place; None when there is none."""
        days = [one.at.date() for one in self._in(self.second_place()) if not one.clock_suspect]
        return (self._clock.today() - max(days)).days if days else None

    def _carry_out(self, made: BackupInfo) -> None:
        """The same file into the second place; a stick that is not there is no failure of the backup."""
        outside = self.second_place()
        if outside is None or not outside.is_dir():
            return
        try:
            copies.copy(made.path, outside / made.path.name)
            write_whole(outside / _manifest(made.path).name, _manifest(made.path).read_bytes())
            self._thin(outside)
        except (DataFileError, OSError) as fault:
            self._trouble = UserError("E-16", reason="第二处备份没有写成").message
            log().warning("the second place failed: %s", type(fault).__name__)

    # ------------------------------------------------------------------ the way back
    def difference(self, path: Path) -> Difference:
        """What restoring would do; the backup is looked through in full first (E-05, E-09). E-84 for one of another ledger."""
        info = self._known(path)
        mine = dict(self._store.states())
        with snapshot.opened(path, self._store.database.key) as database:
            theirs = Store(database, self._store.catalogue)
            states = dict(theirs.states())
            common = self._store.audit.common(theirs.audit)
            changes = [_change("removed", *mine[one][1:]) for one in mine.keys() - states.keys()]
            changes += [_change("added", *states[one][1:]) for one in states.keys() - mine.keys()]
            changes += [_change("changed", *mine[one][1:]) for one in mine.keys() & states.keys() if mine[one][0] != states[one][0]]
        changes.sort(key=lambda one: (one.what, one.ledger, one.day, one.title))
        return Difference(info, self._store.audit.head()[0] - common, tuple(changes))

    def restore(self, path: Path) -> Change:
        """Make the ledger what the backup holds; the present state is kept as a backup and as a file of its own. All or nothing."""
        info = self._known(path)
        if self._store.notice is None:
            self.before("恢复")
        now = self._clock.now()
        kept = self._place.with_name(f"{self._place.stem}.被替换-{now:%Y%m%d-%H%M%S}{self._place.suffix}")
        label = f"恢复到第 {info.number} 号备份（{info.at:%Y-%m-%d %H:%M}）" if info.number else f"恢复到备份（{info.path.name}）"
        change = self._store.replace_with(path, kept, label, actor=self._actor, at=now)
        log().info("restored number=%s", info.number)
        return change

    def _known(self, path: Path) -> BackupInfo:
        """What a backup is, from its manifest or, where that is missing, from the file itself."""
        facts = snapshot.facts(path, key=self._store.database.key)
        if facts.ledger_id != self._settings.get("ledger_id"):
            raise UserError("E-84", text=path.name, reason="它是另一本台账的备份", hint="请在本台账的备份里选择。")
        noted = _read(_manifest(path)) if _manifest(path).is_file() else None
        if noted is not None:
            return noted[1]
        at = datetime.fromtimestamp(path.stat().st_mtime).astimezone()
        return BackupInfo(path, 0, at, "", facts.seq, facts.head, facts.records, facts.evidence, facts.size)

    # ------------------------------------------------------------------ the drill
    def drill(self) -> str:
        """Restore the newest backup into a scratch place and look through all of it; the sentence for the log. E-16 when it fails."""
        last = self.last()
        if last is None:
            raise UserError("E-16", reason="还没有备份可以演练")
        scratch = Path(tempfile.mkdtemp(dir=paths.work_folder()))
        try:
            copies.copy(last.path, scratch / last.path.name)
            with snapshot.opened(scratch / last.path.name, self._store.database.key) as database:
                people = Store(database, self._store.catalogue).records.number_of("person")
            found = snapshot.facts(scratch / last.path.name, key=self._store.database.key)
        except DataFileError as fault:
            raise self._failed(fault.message.happened, fault.detail) from fault
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
        said = f"备份演练通过：{people} 人，{found.records - people} 条，{found.evidence} 份"
        log().info("drill passed: number=%s", last.number)
        return said


def _change(what: Any, ledger: str, title: str, day: str) -> RecordChange:
    return RecordChange(ledger, title, day, what)


# ---------------------------------------------------------------------- manifests
def _manifest(path: Path) -> Path:
    return path.with_suffix(MANIFEST)


def _number(path: Path) -> int:
    """From the name alone, so that a damaged manifest cannot bring a number back."""
    text = path.name.split("-")[1]
    return int(text) if text.isdecimal() else 0


def _said(info: BackupInfo, facts: Facts) -> bytes:
    said = {
        "ledger_id": facts.ledger_id,
        "number": info.number,
        "at": info.at.isoformat(timespec="seconds"),
        "reason": info.reason,
        "seq": info.seq,
        "head": info.head,
        "records": info.records,
        "evidence": info.evidence,
        "size": info.size,
        "sha256": facts.sha256,
        "content": facts.content,
        "program": dangjian_desktop.__version__,
        "clock_suspect": info.clock_suspect,
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode("utf-8")


def _read(manifest: Path) -> tuple[str, BackupInfo] | None:
    """(ledger, backup); None when manifest or file are not what was written."""
    path = manifest.with_suffix(".djtz")
    try:
        said = json.loads(manifest.read_text(encoding="utf-8"))
        at = datetime.fromisoformat(said["at"])
        wanted = {key: said[key] for key in ("number", "reason", "seq", "head", "records", "evidence", "size", "clock_suspect")}
        if at.tzinfo is None or not isinstance(wanted["number"], int) or path.stat().st_size != wanted["size"]:
            return None
        return str(said["ledger_id"]), BackupInfo(path, at=at, **wanted)
    except (OSError, ValueError, KeyError, TypeError):
        return None
