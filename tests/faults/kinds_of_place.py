"""R9 and R18: places where a ledger is only looked at, locks that do not hold, and paths of every spelling; on real files."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.exchange import workbook_in
from dangjian_desktop.services.ledger_file import copies, opening, restore_anywhere
from dangjian_desktop.services.services import Services
from dangjian_desktop.storage.store import Store
from tests.fakes import FixedClock
from tests.faults import deeds


@dataclass
class Drives:
    """Says of one folder what kind of drive it is on."""

    folder: Path
    filesystem: str = "ext4"
    device: str = "/dev/sdb1"
    stick: bool = False
    locked: bool = False
    environment: dict[str, str] = field(default_factory=dict)

    def mounts(self) -> str:
        return f"/dev/sda1 / ext4 rw 0 0\n{self.device} {str(self.folder).replace(' ', chr(92) + '040')} {self.filesystem} rw 0 0\n"

    def pluggable(self, device: str) -> bool:
        return self.stick and device == self.device

    def drive_type(self, root: str) -> int:
        return 0

    def variables(self) -> Mapping[str, str]:
        return self.environment

    def writable(self, path: Path) -> bool:
        return not self.locked


NETWORKS = ("cifs", "smb3", "smbfs", "nfs", "nfs4", "davfs", "fuse.sshfs", "fuse.gvfsd-fuse", "fuse.rclone")
SYNCHRONISED = (
    "OneDrive",
    "OneDrive - 县委",
    "坚果云",
    "我的坚果云",
    "Nutstore Files",
    "WPS云盘",
    "WPS Cloud Files",
    "Dropbox",
    "百度网盘同步空间",
    "iCloud Drive",
)


def _kinds(folder: Path) -> Iterator[tuple[str, Path, Drives, str]]:
    """(what it is, folder, what the system says, the code that is told)."""
    for name in NETWORKS:
        place = folder / f"网盘 {name}"
        yield name, place, Drives(place, name, "//server/office"), "E-07"
    for name in SYNCHRONISED:
        place = folder / name / "党建"
        yield name, place, Drives(folder), "E-07"
    place = folder / "自定的同步"
    yield "the variable of a synchronising program", place, Drives(folder, environment={"OneDriveCommercial": str(place)}), "E-07"
    place = folder / "U 盘"
    yield "a stick", place, Drives(place, "vfat", stick=True), "E-12"
    place = folder / "只读"
    yield "a file that cannot be written", place, Drives(folder, locked=True), "E-12"
    place = folder / "本机"
    yield "a disk of this machine", place, Drives(folder), ""


def places(trials: int, seed: int, folder: Path, *, only: Sequence[int] = ()) -> tuple[int, list[str]]:
    """Every kind, or those of these numbers: told before anything is written, read in full, not written, and edited once it was copied here."""
    deeds.quick()
    clock, failures, original = FixedClock(), list[str](), folder / "原.djtz"
    opening.close(deeds.township(original, clock))
    kinds = [kind for number, kind in enumerate(_kinds(folder)) if not only or number in only]
    for what, place, drives, code in kinds:
        place.mkdir(parents=True)
        path = place / "台账.djtz"
        shutil.copy(original, path)
        failures += [f"{what}: {said}" for said in _one_place(path, drives, code, folder, clock)]
    failures += [f"a lock nobody meets: {said}" for said in _probe(original, clock)]
    return len(kinds) + 1, failures


def _one_place(path: Path, drives: Drives, code: str, home: Path, clock: FixedClock) -> Iterator[str]:
    before = path.read_bytes()
    if path.parent.name == "只读":
        path.chmod(0o444)
        path.parent.chmod(0o555)
    new = path.with_name("新.djtz")
    # the rights of root write everywhere
    made = code if drives.locked else _code(lambda: opening.close(opening.create_ledger(new, "青石镇党委", clock=clock, drives=drives)))
    if (made != "") != (code != ""):
        yield f"a new ledger there: {made or 'made'}"
    services = _open(path, clock, drives)
    told = services.notice.code if services.notice else ""
    if told != code or services.read_only != bool(code):
        yield f"told {told or 'nothing'}, {services.read_only=}"
    if services.records.size(Query("talk")) != 6 or len(services.measuring.count("谈心谈话人次", half(2022, 1)).record_ids) != 6:
        yield "cannot be read in full"
    if (refused := _code(lambda: services.records.save("person", {"name": "新人"}))) != ("E-83" if code else ""):
        yield f"a save was {refused or 'taken'}"
    opening.close(services)
    path.parent.chmod(0o755)
    if code and (path.read_bytes() != before or [one.name for one in path.parent.iterdir()] != [path.name]):
        yield "something was written there"
    here = home / "本机的文件夹"
    here.mkdir(exist_ok=True)
    copied = copies.copy_here(path, here)
    services = _open(copied, clock, Drives(here))
    if services.read_only or _code(lambda: services.records.save("person", {"name": "新人"})):
        yield "a copy on this machine cannot be edited"
    opening.close(services)
    shutil.rmtree(here)


def _probe(original: Path, clock: FixedClock) -> Iterator[str]:
    """The second handle does not meet the lock: nothing is written."""
    before = original.read_bytes()
    store = Store.open(original, deeds.CATALOGUE, probe=lambda _descriptor: False)
    if not store.read_only or store.notice is None or store.notice.code != "E-12":
        yield f"{store.notice}"
    if _code(lambda: store.put_setting("x", 1, "x", actor="", at=clock.now())) != "E-83":
        yield "it could be written"
    store.close()
    if original.read_bytes() != before:
        yield "it was written"


def _open(path: Path, clock: FixedClock, drives: Drives | None = None) -> Services:
    return opening.open_ledger(path, catalogue=deeds.CATALOGUE, clock=clock, actor="经办人", drives=drives)


def _code(act: Any) -> str:
    try:
        act()
    except UserError as fault:
        return fault.code
    return ""


# ------------------------------------------------------------------ R18
PATHS = (
    "Users/张三𬭎/台账.djtz", "桌面/党建 台账#1%20/台账.djtz", "台账 #1%20?.djtz", "a&b;c'd\"e/台账.djtz", "👨‍👩‍👧‍👦/台账.djtz", "e\u0301decomposed/台账.djtz",
    "%E4%B8%AD/%2F/台账.djtz", "..台账../台账...djtz", "$HOME ~ *[x]!/台账[1].djtz", "：，。、《》/二〇二二年（上）.djtz", "－－/-rf.djtz", "file:台账/台账?mode=ro.djtz",
    "\u202e倒/台账.djtz", "深/" * 40 + "台账.djtz", "a" * 150 + "/" + "b" * 150 + "/台账.djtz", "王䶮 \ue863/台账.djtz",
)  # fmt: skip
"""Names that systems of this kind allow; some mean something to SQLite, to a shell or to a search for names."""


def paths(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Nine things a clerk does with a ledger and its files, at each of these paths."""
    deeds.quick()
    failures = []
    wanted = PATHS[: trials or None]
    for number, name in enumerate(wanted):
        path = folder / str(number) / name
        path.parent.mkdir(parents=True)
        try:
            failures += [f"{name[:40]}: {said}" for said in _one_path(path, FixedClock())]
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the finding
            failures.append(f"{name[:40]}: {fault!r}")
        shutil.rmtree(folder / str(number))
    failures += _too_long(folder / ("名" * 60) / ("名" * 60))
    return len(wanted) * 9 + 1, failures


def _too_long(folder: Path) -> list[str]:
    """Longer than SQLite takes on this kind of system: told as such, and nothing is left there."""
    folder.mkdir(parents=True)
    try:
        deeds.township(folder / ("长" * 60 + ".djtz"), FixedClock())
    except UserError as fault:
        right = fault.code == "E-12" and "路径太长" in str(fault) and not list(folder.iterdir())
        return [f"a path that is too long: {fault}"] * (not right)
    return ["a path that is too long was taken"]


def _one_path(path: Path, clock: FixedClock) -> Iterator[str]:
    services = deeds.township(path, clock)
    pk = services.records.pks(Query("talk"))[0]
    services.evidence.add_bytes(pk, "记录.txt", b"x")
    table = path.with_name("全部 " + path.stem + ".xlsx")
    services.exporting.export_all(table)
    if not workbook_in.read(table.read_bytes()):
        yield "the workbook is empty"
    kept = services.backups.make()
    saved = services.evidence.save_as(services.evidence.of(pk)[0].sha256, "记录.txt", path.parent)
    if saved.read_bytes() != b"x":
        yield "evidence came out otherwise"
    copy = copies.save_copy(services, path.with_name("副本 " + path.name))
    if _code(lambda: _open(path, clock)) != "E-06":
        yield "a second one is not told who has it"
    services.importing.commit(services.importing.read(table), valid_only=True)
    services.backups.restore(kept.path)
    opening.close(services)
    for one in (path, copy, kept.path):
        again = _open(one, clock)
        if again.notice is not None or again.records.size(Query("talk")) != 6:
            yield f"{one.name[:30]} opened with {again.notice}"
        opening.close(again)
    path.unlink()
    if _code(lambda: _open(path, clock)) != "E-01":
        yield "a missing one is not told as missing"
    restore_anywhere.bring_back(kept.path, path, clock=clock, actor="经办人")
    names = {one.name for one in path.parent.iterdir()}
    wanted = {path.name, copy.name, table.name, saved.name, "备份"}
    strange = [name for name in names - wanted if ".被替换-" not in name]
    if strange or wanted - names:
        yield f"beside it lie {strange}, missing are {sorted(wanted - names)}"
