"""涂销: what it may take out of a record, the taking out behind a verified backup, and the end of the backups that still hold it.

The only verb of the office that destroys something. Frozen reports, and copies that are not here, keep what they have.
"""

from __future__ import annotations

import glob
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.clean import to_payload
from dangjian_desktop.domain.errors import DataFileError, Error, InvalidRecordError, Problem, UserError
from dangjian_desktop.domain.record import Record
from dangjian_desktop.domain.redaction import Place, Text, gone, marks, parted, texts, whole, without
from dangjian_desktop.logs import log
from dangjian_desktop.services.ledger_file import plain_backups
from dangjian_desktop.storage.ground.text_stores import BESIDE, FILES, Redacting
from dangjian_desktop.storage.stores import text_places
from dangjian_desktop.storage.writing import redacting
from dangjian_desktop.storage.writing.record_writes import pieces, write_of

if TYPE_CHECKING:
    from dangjian_desktop.domain.backup import BackupInfo
    from dangjian_desktop.domain.evidence import Evidence
    from dangjian_desktop.domain.ledger import LedgerSpec
    from dangjian_desktop.domain.listing import Line
    from dangjian_desktop.domain.record import Stored
    from dangjian_desktop.services.services import Services

STEP = "涂销"
_TELLING = 2
"""Characters from which a text in the reason gives it away."""


@dataclass(frozen=True)
class Offer:
    """What can be taken out of one record. ``since``: by place (and that of the evidence as a whole) the first change that had it.
    ``elsewhere``: by place in words where else the text stands, which nothing here changes; ``aside``: files beside the ledger that were
    replaced and may hold it.
    """

    pk: int
    line: Line
    seen: str
    texts: tuple[Text, ...]
    evidence_key: str
    evidence: tuple[Evidence, ...]
    since: tuple[tuple[Place, int], ...]
    backups: tuple[tuple[BackupInfo, int], ...]
    """Each with the number of the change up to which it holds our log; one that went another way holds everything."""
    elsewhere: tuple[tuple[Place, tuple[str, ...]], ...]
    aside: tuple[str, ...]

    def held(self, places: Collection[Place], *, evidence: bool) -> tuple[BackupInfo, ...]:
        """The backups that hold some of it, newest first."""
        chosen = {*places, *([Place(self.evidence_key)] if evidence else ())}
        first = min((seq for place, seq in self.since if place in chosen), default=None)
        return tuple(info for info, upto in self.backups if first is not None and upto >= first)

    def stays(self, places: Collection[Place], *, evidence: bool) -> tuple[str, ...]:
        """In words, what still holds these texts afterwards; each sentence once."""
        chosen = [text for one in self.texts if one.place in places for text in one.words]
        names = sum(any(text in piece.name for text in chosen) for piece in self.evidence if not evidence)
        said = [words for place, found in self.elsewhere if place in places for words in found]
        said += [f"佐证材料的名称 {names} 个（勾选佐证材料一并涂销）"] * bool(names)
        return tuple(dict.fromkeys([*said, *self.aside]))


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
    before = tuple(redacting.states(services.store.database, pk))
    words = stored.void_reason, dict(stored.reasons)
    found = texts(spec, whole({**stored.unknown, **stored.values}, *words), [one.whole for one in before])
    key = spec.evidence_field.key if spec.evidence_field else ""
    had = {piece: None for one in before for piece in pieces(spec, _loaded(spec, one.whole))}
    wanted = {one.place: gone(_lying(spec, stored), [one.place]) for one in found}
    wanted |= {Place(key): gone({}, (), key)} if key else {}
    since = {place: [one.seq for one in before if what.touches(one.whole)] for place, what in wanted.items()}
    firsts = tuple((place, seqs[0]) for place, seqs in since.items() if seqs)
    audit = services.store.audit
    ours = tuple((one, one.seq if audit.has(one.seq, one.head) else audit.head()[0]) for one in services.backups.all())
    return Offer(pk, line, stored.updated_at, found, key, tuple(had), firsts, ours, _elsewhere(services, pk, found), _aside(services))


def _lying(spec: LedgerSpec, stored: Stored) -> dict[str, Any]:
    """The record as a whole as it lies in the file."""
    return whole({**stored.unknown, **to_payload(spec, stored.values)}, stored.void_reason, dict(stored.reasons))


def _loaded(spec: LedgerSpec, state: Mapping[str, Any]) -> dict[str, Any]:
    return {field.key: field.load(state[field.key]) for field in spec.fields if field.of.pieces and field.key in state}


def _elsewhere(services: Services, pk: int, found: Sequence[Text]) -> tuple[tuple[Place, tuple[str, ...]], ...]:
    """Short texts stand everywhere and give nobody away."""
    said = text_places.elsewhere(services.store.database, pk, [[text for text in one.words if len(text) >= _TELLING] for one in found])
    return tuple((one.place, words) for one, words in zip(found, said, strict=True) if words)


def _aside(services: Services) -> tuple[str, ...]:
    stem, folder = glob.escape(services.path.stem), services.path.parent
    numbers = [(one.told, len(list(folder.glob(one.form.format(stem=stem))))) for one in BESIDE if one.told]
    return tuple(told.format(number) for told, number in numbers if number)


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
    marked = {place.name for place in places if not place.earlier and place.field in spec.by_key}
    names = sorted(marked | ({offer.evidence_key} if evidence else set()))
    missing = services.records.missing_of(spec, values, {*marks(stored.unknown), *names})
    taken = gone(_lying(spec, stored), places, offer.evidence_key if evidence else "")
    kept, void_reason, reasons = parted(taken.out_of(_lying(spec, stored)), stored.void_reason, dict(stored.reasons))
    write = write_of(spec, Record(spec.key, values, missing, tuple(reasons.items())), services.store.records.title, before=stored)
    write = replace(write, values={key: value for key, value in write.values.items() if key in kept}, void_reason=void_reason)
    what = [f"{len(places)} 处文字"] * bool(places) + [f"{len(offer.evidence)} 件佐证材料"] * evidence
    for files in FILES:
        if files.redacting is Redacting.DROPPED:
            _DROPPING[files.form](services, offer.pk, evidence)
    change = services.store.redact(
        f"涂销 1 条{spec.label}的{'和'.join(what)}：{reason.strip()}",
        write,
        taken,
        places=names,
        evidence=offer.evidence_key if evidence else "",
        actor=services.actor,
        at=services.clock.now(),
    )
    log().info("redacted seq=%s places=%s", change.seq, len(names))
    return Redacted(change, held)


def _drop_drafts(services: Services, pk: int, _evidence: bool) -> None:
    services.drafts.drop_outside(pk)


def _drop_opened(services: Services, pk: int, evidence: bool) -> None:
    if evidence:
        services.evidence.forget_copies(pk)


_DROPPING: Mapping[str, Callable[[Services, int, bool], None]] = {"drafts/*.draft": _drop_drafts, "work/opened/*": _drop_opened}
"""How each kind of file in the program's own folder lets go of one record; one without a way fails before anything is done."""


def _ensure_lawful(offer: Offer, places: Collection[Place], *, evidence: bool, reason: str) -> None:
    chosen = [one for one in offer.texts if one.place in places]
    if not reason:
        raise InvalidRecordError([Problem("reason", "请写明涂销理由，例如“按规定删去个人信息”。")])
    if not chosen and not (evidence and offer.evidence):
        raise UserError(Error.IMPOSSIBLE, operation=STEP, reason="没有选要涂销的内容", hint="请至少勾选一项。")
    for one in chosen:
        if one.obstacle:
            raise UserError(Error.IMPOSSIBLE, operation=f"涂销“{one.label}”", reason=one.obstacle, hint="请改为修改这条记录。")
        if any(len(text) >= _TELLING and text in reason for text in one.words):
            raise UserError(Error.IMPOSSIBLE, operation=STEP, reason="理由里写着要涂销的文字，理由会一直留着", hint="请换个说法写理由。")


def thin(services: Services, held: Collection[BackupInfo]) -> Change:
    """Those backups go, behind a verified one of now (E-16); E-12 names one that could not be removed."""
    if services.read_only:
        raise DataFileError(Error.READ_ONLY)
    services.backups.make(f"{STEP}后")
    return plain_backups.clear_away(services, held, "涂销以前的备份")
