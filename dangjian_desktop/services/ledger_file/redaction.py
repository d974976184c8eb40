"""涂销: what it may take out of a record, the taking out behind a verified backup, and the end of the backups that still hold it.

The only verb of the office that destroys something. Frozen reports, and copies that are not here, keep what they have.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import DataFileError, Error, InvalidRecordError, Problem, UserError
from dangjian_desktop.domain.record import Record
from dangjian_desktop.domain.redaction import Place, Text, gone, marks, texts, without
from dangjian_desktop.logs import log
from dangjian_desktop.services.ledger_file import plain_backups
from dangjian_desktop.storage.writing import redacting
from dangjian_desktop.storage.writing.record_writes import pieces, write_of

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import BackupInfo
    from dangjian_desktop.domain.evidence import Evidence
    from dangjian_desktop.domain.listing import Line
    from dangjian_desktop.services.services import Services

STEP = "涂销"
_TELLING = 2
"""Characters from which a text in the reason gives it away."""


@dataclass(frozen=True)
class Offer:
    """What can be taken out of one record. ``since``: by place (and by the field of the evidence) the first change that had it."""

    pk: int
    line: Line
    seen: str
    texts: tuple[Text, ...]
    evidence_key: str
    evidence: tuple[Evidence, ...]
    since: tuple[tuple[str, int], ...]
    backups: tuple[tuple[BackupInfo, int], ...]
    """Each with the number of the change up to which it holds our log; one that went another way holds everything."""

    def held(self, places: Collection[Place], *, evidence: bool) -> tuple[BackupInfo, ...]:
        """The backups that hold some of it, newest first."""
        names = {place.name for place in places} | ({self.evidence_key} if evidence else set())
        first = min((seq for name, seq in self.since if name in names), default=None)
        return tuple(info for info, upto in self.backups if first is not None and upto >= first)


@dataclass(frozen=True)
class Redacted:
    """``backups`` still hold what was taken out; the one made just before is among them."""

    change: Change
    backups: tuple[BackupInfo, ...]


def look(services: Services, pk: int) -> Offer:
    """Every filled text of a record with what stands in the way, its evidence, and which backups hold what."""
    stored = services.records.get(pk)
    spec = services.catalogue.get(stored.ledger)
    (line,) = services.records.lines([pk])
    found = texts(spec, stored.values)
    key = spec.evidence_field.key if spec.evidence_field else ""
    before = tuple(redacting.states(services.store.database, pk))
    fields = {one.place.name: gone(stored.values, [one.place]) for one in found} | ({key: gone(stored.values, (), key)} if key else {})
    since = {name: [one.seq for one in before if what.touches(one.payload)] for name, what in fields.items()}
    audit = services.store.audit
    ours = tuple((one, one.seq if audit.has(one.seq, one.head) else audit.head()[0]) for one in services.backups.all())
    firsts = tuple((name, seqs[0]) for name, seqs in since.items() if seqs)
    return Offer(pk, line, stored.updated_at, found, key, pieces(spec, stored.values), firsts, ours)


def redact(services: Services, offer: Offer, places: Collection[Place], *, evidence: bool, reason: str) -> Redacted:
    """Take the texts at these places, and the evidence with its bytes, out of the record for good.

    E-17 without a verified backup, E-82 when the record was changed since it was looked at, E-85 with the reason why not.
    """
    if services.read_only:
        raise DataFileError(Error.READ_ONLY)
    stored = services.records.get(offer.pk)
    if stored.updated_at != offer.seen:
        raise UserError(Error.CHANGED_MEANWHILE)
    spec = services.catalogue.get(stored.ledger)
    _ensure_lawful(offer, places, evidence=evidence, reason=reason.strip())
    values = without(stored.values, places, offer.evidence_key if evidence else "")
    if any(not row for field in spec.fields if field.of.children for row in values.get(field.key, ())):
        raise UserError(Error.IMPOSSIBLE, operation=STEP, reason="有一行会全部空掉，那一行就没有了", hint="请少选一处。")
    services.backups.before(STEP)
    held = look(services, offer.pk).held(places, evidence=evidence)
    names = sorted({place.name for place in places} | ({offer.evidence_key} if evidence else set()))
    missing = services.records.missing_of(spec, values, {*marks(stored.unknown), *names})
    write = write_of(spec, Record(spec.key, values, missing, stored.reasons), services.store.records.title, before=stored)
    what = [f"{len(places)} 处文字"] * bool(places) + [f"{len(offer.evidence)} 件佐证材料"] * evidence
    services.drafts.drop_outside(offer.pk)
    change = services.store.redact(
        f"涂销 1 条{spec.label}的{'和'.join(what)}：{reason.strip()}",
        write,
        gone(stored.values, places, offer.evidence_key if evidence else ""),
        places=names,
        evidence=offer.evidence_key if evidence else "",
        actor=services.actor,
        at=services.clock.now(),
    )
    if evidence:
        services.evidence.forget_copies(offer.pk)
    log().info("redacted seq=%s places=%s", change.seq, len(names))
    return Redacted(change, held)


def _ensure_lawful(offer: Offer, places: Collection[Place], *, evidence: bool, reason: str) -> None:
    chosen = [one for one in offer.texts if one.place in places]
    if not reason:
        raise InvalidRecordError([Problem("reason", "请写明涂销理由，例如“按规定删去个人信息”。")])
    if not chosen and not (evidence and offer.evidence):
        raise UserError(Error.IMPOSSIBLE, operation=STEP, reason="没有选要涂销的内容", hint="请至少勾选一项。")
    for one in chosen:
        if one.obstacle:
            raise UserError(Error.IMPOSSIBLE, operation=f"涂销“{one.label}”", reason=one.obstacle, hint="请改为修改这条记录。")
        if len(one.text) >= _TELLING and one.text in reason:
            raise UserError(Error.IMPOSSIBLE, operation=STEP, reason="理由里写着要涂销的文字，理由会一直留着", hint="请换个说法写理由。")


def thin(services: Services, held: Collection[BackupInfo]) -> Change:
    """Those backups go, behind a verified one of now (E-16); E-12 names one that could not be removed."""
    if services.read_only:
        raise DataFileError(Error.READ_ONLY)
    services.backups.make(f"{STEP}后")
    return plain_backups.clear_away(services, held, "涂销以前的备份")
