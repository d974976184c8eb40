"""接收: a hand-over pack is checked whole, looked at, and becomes a working ledger of this machine. Puts nothing over anything.

The order is that of the checks: mark, sizes, hashes, lists, the ledger in the child box, what the pack says of it, the 核验码 on
paper. The first that fails ends it. The bytes that were vetted are the bytes that are looked at and accepted, known by their hash.
"""

from __future__ import annotations

import weakref
from collections.abc import Sequence
from contextlib import closing
from datetime import date
from pathlib import Path

from dangjian_desktop.domain import check_code, recovery_code
from dangjian_desktop.domain.check_code import CheckCode
from dangjian_desktop.domain.condition import Why
from dangjian_desktop.domain.errors import DataFileError, Error, LockedError, PackError, UserError
from dangjian_desktop.domain.file_names import visible
from dangjian_desktop.domain.handover import LEDGER, Incoming
from dangjian_desktop.domain.opening_plan import LOOKED_AT, Location
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.exchange.pack import PACKAGE
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.logs import log
from dangjian_desktop.services.base.ports import Clock, SystemClock
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.ledger_file import copies, opening, passwords
from dangjian_desktop.services.receive import fork_detection
from dangjian_desktop.services.receive.unpacking import Unpacked, altered, unpack
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.trust import attempts, inspection, known_files, places
from dangjian_desktop.services.trust.attempts import Sleep
from dangjian_desktop.services.trust.places import Drives
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import door, snapshot
from dangjian_desktop.storage.file.snapshot import Facts
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.ground.faults import system
from dangjian_desktop.storage.ground.watch import Watch
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores import census, evidence_store
from dangjian_desktop.storage.stores.audit_store import AuditStore
from dangjian_desktop.storage.stores.evidence_store import EvidenceStore
from dangjian_desktop.storage.stores.setting_store import HANDED_OVER, TAKEN_FROM, SettingStore
from dangjian_desktop.storage.writing import commit
from dangjian_desktop.storage.writing.commit import Deed

Known = Path | Sequence[Path] | None
UNCHECKED = "未核对纸面核验码"
_TAKING = "接收"
_MARK_SHOWN = 8


def inspect(
    pack: Path,
    *,
    passphrase: str | None = None,
    password: str | None = None,
    code: str | None = None,
    known: Known = None,
    progress: Progress | None = None,
    clock: Clock | None = None,
    sleep: Sleep = attempts.pause,
) -> Incoming:
    """Check a pack; what it holds lies in a folder of our own as long as the answer does.

    ``passphrase`` from the 口令单 of an encrypted pack, ``password`` (or recovery code) of a protected ledger inside (LockedError
    without it), ``code`` from paper, ``known`` a ledger here to compare with, or all that may be
    the same one. PackError says exactly what is wrong.
    """
    told, clock = progress or Quiet(), clock or SystemClock()
    paper = check_code.parse(code) if code else None
    place, folder = pack.expanduser().resolve(), inspection.new_folder()
    try:
        taken = unpack(place, folder, passphrase, told, clock, sleep)
        key = _key(taken.ledger, password, clock, sleep)
        found = _looked_through(place, taken, key, paper, known, told)
    except BaseException:
        inspection.drop(folder)
        raise
    weakref.finalize(found, inspection.drop, folder)
    log().info("a pack was checked: seq=%s relation=%s", found.code.seq, found.relation)
    return found


def _looked_through(pack: Path, taken: Unpacked, key: Key | None, paper: CheckCode | None, known: Known, told: Progress) -> Incoming:
    told.step(0, 1, "正在从头核对移交包里的台账")
    if damage := inspection.vet(taken.ledger, key=key, progress=told):
        raise altered(LEDGER, damage.message.happened.rstrip("。"))
    with snapshot.opened(taken.ledger, key) as database:
        facts = _as_said(database, taken)
        if paper is not None:
            _as_on_paper(AuditStore(database), facts, paper)
        if isinstance(known, Path):
            standing = fork_detection.relate(database, known, key, told)
        else:
            standing = fork_detection.find(database, known or (), key, told)
        return Incoming(
            path=pack,
            package=taken.package,
            unit=str(SettingStore(database).get(UNIT_NAME, "")),
            code=check_code.check_code(facts.seq, facts.head),
            ledgers=_lines(database),
            records=facts.records,
            evidence=facts.evidence,
            relation=standing.relation,
            mine=standing.mine,
            theirs=standing.theirs,
            code_checked=paper is not None,
            parted=standing.parted,
            parted_on=standing.parted_on,
            copy=taken.ledger,
            sha256=taken.sha256,
            mark=taken.mark,
            uncompared=standing.uncompared,
            key=key.value if key else b"",
        )


def look(incoming: Incoming) -> Services:
    """The ledger in the pack, read-only; nothing of it is kept when it is closed."""
    return opening.look_at(incoming.copy, vetted=incoming.sha256, key=_key_of(incoming))


def discard(incoming: Incoming) -> None:
    """Nobody wants to look at it or accept it any more; a second call does nothing."""
    inspection.drop(incoming.copy.parent)


def accept(
    incoming: Incoming,
    target: Path,
    name: str,
    *,
    progress: Progress | None = None,
    clock: Clock | None = None,
    drives: Drives | None = None,
) -> Path:
    """Make the checked ledger a working one at ``target``, with a line in its log that says who took it over. All or nothing.

    E-18 when the name is taken, E-07 and E-12 by the place, E-54 for a masked pack.
    """
    told, clock, place = progress or Quiet(), clock or SystemClock(), target.expanduser().resolve()
    _may_go(incoming, place, name, drives or places.OwnDrives())
    key, folder = _key_of(incoming), incoming.copy.parent / _TAKING
    inspection.drop(folder)
    try:
        with system(str(folder.parent)):
            folder.mkdir()
        made = copies.copy_ledger(incoming.copy, folder / LEDGER)
        told.step(1, 3, "正在记入操作记录")
        _sign(made, incoming, name.strip(), clock, key)
        told.step(2, 3, "正在核对接收的台账")
        snapshot.facts(made, key=key)
        told.step(3, 3, "正在放到您选的位置")
        copies.copy_ledger(made, place)
    finally:
        inspection.drop(folder)
    _ours_now(place)
    log().info("a pack was accepted: seq=%s code_checked=%s", incoming.code.seq, incoming.code_checked)
    return place


# ---------------------------------------------------------------------- the checks
def _key(ledger: Path, password: str | None, clock: Clock, sleep: Sleep) -> Key | None:
    """The key of a protected ledger inside; a recovery code opens it as well."""
    if door.sealed_mark(ledger) is None:
        return None
    if not password:
        raise LockedError
    try:
        recovery_code.parse(password)
    except UserError:
        return passwords.unlock(ledger, password=password, clock=clock, sleep=sleep)
    return passwords.unlock(ledger, code=password, clock=clock, sleep=sleep)


def _as_said(database: Database, taken: Unpacked) -> Facts:
    """Every byte of evidence is right, and package.json says of the ledger what is so."""
    pieces = EvidenceStore(database)
    wrong = [visible(name) for key in evidence_store.differing(database) for name in {name for _, name in pieces.holders(key)} or {key}]
    if wrong:
        raise PackError(
            Error.PACK_DIFFERS, missing=0, extra=0, changed=len(wrong), problems=[f"内容不符：佐证材料“{name}”" for name in sorted(wrong)]
        )
    facts, said = snapshot.facts_of(database, taken.sha256), taken.package
    code = str(check_code.check_code(facts.seq, facts.head))
    found = (facts.ledger_id, facts.seq, facts.head, facts.records, facts.evidence, facts.content, code)
    if found != tuple(said[name] for name in ("ledger_id", "seq", "head", "records", "evidence", "copy_facts", "code")):
        raise altered(PACKAGE, "和里面的台账对不上")
    return facts


def _as_on_paper(log_inside: AuditStore, facts: Facts, paper: CheckCode) -> None:
    if paper == check_code.check_code(facts.seq, facts.head):
        return
    if log_inside.begins(paper.seq, paper.digits):
        reason, hint = f"纸上是第 {paper.seq} 条时的", "请用同这个移交包一起打印的移交清单核对。"
    else:
        reason, hint = "不是这本台账的", "请先核对是不是这个移交包的清单；如果是，不要使用此包，请移交人重新制作。"
    raise PackError(Error.PAPER_DIFFERS, reason=reason, hint=hint)


def _lines(database: Database) -> tuple[tuple[str, str, int, int], ...]:
    """Each ledger that has records: label, days in words, records, evidence; in declared order."""
    found = {line.key: line for line in census.lines(database)}
    return tuple(
        (spec.label, _days(line.first, line.last), line.records, line.evidence)
        for spec in load_catalogue()
        if (line := found.get(spec.key)) is not None
    )


def _days(first: date | None, last: date | None) -> str:
    return f"{first} 至 {last}" if first and last else ""


# ---------------------------------------------------------------------- taking over
def _may_go(incoming: Incoming, place: Path, name: str, drives: Drives) -> None:
    """Everything that can be known before anything is written."""
    if incoming.masked:
        hint = "要接着登记，请移交人重新做一个“全部移交”的移交包。"
        raise PackError(Error.NOT_RECEIVED, name=incoming.path.name, reason="姓名和代号已经隐去，只能看，不能接着登记", hint=hint)
    if not name.strip():
        raise UserError(Error.UNCLEAR, text="接收人", reason="没有填写", hint="请写上接收人，会记入操作记录。")
    if place.suffix != opening.SUFFIX:
        raise UserError(Error.UNCLEAR, text=place.name, reason="台账不能叫这个名称", hint="请写台账文件，扩展名为 .djtz。")
    if why := LOOKED_AT.get(places.kind(place, drives)):
        raise DataFileError(why.error, reason="U 盘和网络盘上的台账不能编辑，请放在本机")
    if place.exists():
        raise DataFileError(Error.NAME_TAKEN, name=place.name)
    if header.hot_journal(place) or header.foreign_neighbour(place):
        raise DataFileError(Error.UNFINISHED_BESIDE)


def _sign(made: Path, incoming: Incoming, name: str, clock: Clock, key: Key | None) -> None:
    """The line of the takeover, which continues the log; the mark of an earlier hand-over inside ends with it."""
    with closing(Store.open(made, load_catalogue(), key=key, lies=Location(ours=False), vetted=incoming.sha256)) as store:
        if store.condition is not None and store.condition.why is Why.HANDED_OVER:
            store.lift_read_only()
        deed = Deed("takeover", _label(incoming, name), name, clock.now())
        with store.database.transaction():
            commit.put_settings(store.database, deed, {TAKEN_FROM: incoming.mark, HANDED_OVER: None})


def _label(incoming: Incoming, name: str) -> str:
    people = f"移交人 {incoming.giver}，接收人 {name}" if incoming.giver else f"接收人 {name}"
    checked = "已核对纸面核验码" if incoming.code_checked else UNCHECKED
    return f"接收移交包 {incoming.mark[:_MARK_SHOWN]}（{people}，{checked}）"


def _ours_now(place: Path) -> None:
    """It was looked through to the last byte: the next opening need not do so in the child box again."""
    with Watch(place) as watch:
        known_files.closed(place, watch)


def _key_of(incoming: Incoming) -> Key | None:
    return Key(incoming.key) if incoming.key else None
