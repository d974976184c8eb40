"""自检 before a hand-over: whatever would trouble the receiver, told to the giver who can still mend it. Changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from dangjian_desktop.domain.backup import too_old
from dangjian_desktop.domain.condition import Condition
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.handover import Check
from dangjian_desktop.domain.timekeeping import doubtful
from dangjian_desktop.services.backup.backups import Backups
from dangjian_desktop.services.base.ports import Clock
from dangjian_desktop.services.evidence.evidence import EvidenceService
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.ground.endings import LEFT
from dangjian_desktop.storage.store import Store


def checks(store: Store, place: Path, evidence: EvidenceService, backups: Backups, clock: Clock) -> Iterator[Check]:
    """Every line of the page, also those where all is well. ``place`` is where the ledger lies."""
    yield _content(store)
    yield from _writable(store)
    yield _drafts(store)
    yield _missing(store)
    yield _evidence(store, evidence)
    yield from _bare(store)
    yield _backup(backups, clock)
    yield _clock(store, clock)
    yield _password(store, place)
    yield _leftovers(place)


def _content(store: Store) -> Check:
    damage = store.damaged or store.verify()
    words = _said(damage) if damage else "每条记录、每次操作都与登记时一致"
    return Check("台账内容", not damage, words, stops=damage is not None)


def _writable(store: Store) -> Iterator[Check]:
    """A ledger that is only looked at cannot be marked as handed over."""
    if store.condition is not None and not store.damaged:
        yield Check("台账状态", False, _said(store.condition), stops=True)


def _said(condition: Condition) -> str:
    return f"{condition.message.happened}{condition.message.advice}"


def _drafts(store: Store) -> Check:
    number = len(store.drafts.all())
    return Check("草稿", not number, f"还有 {number} 份没写完的草稿，移交时不会带走" if number else "没有没写完的草稿")


def _missing(store: Store) -> Check:
    number = sum(store.records.lacking(None).values())
    return Check("待补", not number, f"有 {number} 条记录还缺必填的栏目" if number else "没有待补的记录")


def _evidence(store: Store, evidence: EvidenceService) -> Check:
    wrong, number = evidence.check(), sum(store.evidence.ledgers().values())
    if wrong:
        return Check("佐证材料", False, f"{len(wrong)} 件的内容与登记时不符，请先从备份取回或重新添加", stops=True)
    if store.evidence.left_out():
        return Check("佐证材料", False, "这本台账接收时没有带佐证材料，以前的只有名称和校验值")
    return Check("佐证材料", True, f"{number:,} 件都在，内容与登记时一致" if number else "没有佐证材料")


def _bare(store: Store) -> Iterator[Check]:
    """Only where a ledger uses evidence at all."""
    if number := sum(store.records.bare(None).values()):
        yield Check("缺佐证", False, f"有 {number:,} 条记录没有佐证材料")


def _backup(backups: Backups, clock: Clock) -> Check:
    last = backups.last()
    if last is None:
        return Check("备份", False, "还没有备份；写移交包以前会先做一份")
    days = (clock.today() - last.at.date()).days
    return Check("备份", days >= 0 and not too_old(days), f"最近一份是 {last.at:%Y-%m-%d} 做的；写移交包以前会再做一份")


def _clock(store: Store, clock: Clock) -> Check:
    wrong = any(doubtful(clock.now(), last.at) for last in store.audit.entries(1))
    return Check("电脑时间", not wrong, "与上次操作的时间不符，请先校准" if wrong else f"{clock.now():%Y-%m-%d %H:%M}，与操作记录相符")


def _password(store: Store, place: Path) -> Check:
    key = store.database.key
    if key is None:
        return Check("口令", True, "没有设开启口令")
    try:
        fits = keys.mark_of(keys.read(place)) == key.mark
    except DataFileError:
        fits = False
    if not fits:
        return Check("口令", False, "台账旁边的钥匙文件不见了或已损坏，请先从备份中找回", stops=True)
    return Check("口令", True, "设有开启口令，移交后仍用它打开，请当面告诉接收人")


def _leftovers(place: Path) -> Check:
    found = [one.name for one in sorted(place.parent.iterdir()) if any(one.name.startswith(place.name + end) for end in LEFT)]
    return Check("残留文件", not found, f"台账旁边有以前没做完留下的文件：{'、'.join(found)}" if found else "台账旁边没有残留文件")
