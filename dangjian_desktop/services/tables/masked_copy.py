"""A copy for looking at: the same numbers, no name, no secret, no evidence; a new file with an identity and a log of its own.

Nothing is taken out of a copy of the ledger; the records are written anew, so no byte of what was left out is anywhere in it. Which
stores may have rows at all says the register (ground/text_stores).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.handover_rules import Hidden
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.masking import Masks
from dangjian_desktop.domain.progress import Progress, Quiet
from dangjian_desktop.domain.record import Record, Stored
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.counting.measuring import VARIANTS
from dangjian_desktop.services.rules.duties import DUTIES
from dangjian_desktop.services.rules.grounds import BASES_CHECKED
from dangjian_desktop.storage.file import snapshot
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores import text_places
from dangjian_desktop.storage.writing.commit import Write
from dangjian_desktop.storage.writing.record_writes import title, write_of

_KEPT = (UNIT_NAME, VARIANTS, DUTIES, BASES_CHECKED)
_SAID = "已隐去"
_BATCH = 1000


def masks_of(store: Store, catalogue: Catalogue, hidden: Hidden) -> Masks:
    """Every record taken in, void ones too."""
    masks = Masks(hidden, [str(store.settings.get(UNIT_NAME, ""))])
    for spec, one in _records(store, catalogue):
        masks.learn(spec, one.pk, one.values)
    return masks


def write(
    store: Store, catalogue: Catalogue, hidden: Hidden, target: Path, *, at: datetime, progress: Progress | None = None
) -> snapshot.Facts:
    """The masked copy as a closed, verified ledger file."""
    told = progress or Quiet()
    _ensure_known(catalogue)
    masks = masks_of(store, catalogue, hidden)
    numbers = {pk: number for number, pk in enumerate((one.pk for _, one in _records(store, catalogue)), start=1)}
    settings = {key: value for key in _KEPT if (value := store.settings.get(key)) is not None}
    with closing(Store.create(target, catalogue, settings=settings, at=at, nameless=True)) as made:
        titles: dict[tuple[str, int], str] = {}
        records = []
        for count, (spec, one) in enumerate(_records(store, catalogue)):
            if count % _BATCH == 0:
                told.step(count, len(numbers), "正在隐去姓名和代号")
            values = _pointing(spec.fields, masks.values(spec, one.pk, one.values), numbers)
            titles[spec.key, numbers[one.pk]] = title(spec, values)
            records.append((spec, one, values))
        writes = [_write(spec, one, values, titles) for spec, one, values in records]
        made.commit_change("masked", "隐去姓名和代号的副本", writes, actor="", at=at)
        if beyond := text_places.beyond_masks(made.database):
            raise RuntimeError(f"a masked copy may not hold {', '.join(beyond)}")
    return snapshot.facts(target)


def _ensure_known(catalogue: Catalogue) -> None:
    """E-85 while something in the file is not known: nobody can say what it tells."""
    if strange := [spec.label for spec in catalogue if spec.not_ours]:
        reason, hint = f"{'、'.join(strange)}里有不认识的内容，说不准该隐去什么", "请用登记它的版本做这份副本。"
        raise UserError(Error.IMPOSSIBLE, operation="做隐去姓名和代号的副本", reason=reason, hint=hint)


def _records(store: Store, catalogue: Catalogue) -> Iterator[tuple[LedgerSpec, Stored]]:
    """In the order in which they came."""
    for one in store.records.everything():
        yield catalogue.get(one.ledger), one


def _pointing(fields: Any, values: dict[str, Any], numbers: dict[int, int]) -> dict[str, Any]:
    """References to the numbers that the records have in the copy."""
    made = dict(values)
    for field in fields:
        if field.key not in made:
            continue
        if field.of.refers:
            pks = made[field.key]
            made[field.key] = tuple(numbers[pk] for pk in pks) if field.of.many else numbers[pks]
        elif field.of.children:
            made[field.key] = tuple(_pointing(field.rows, row, numbers) for row in made[field.key])
    return made


def _write(spec: LedgerSpec, one: Stored, values: dict[str, Any], titles: dict[tuple[str, int], str]) -> Write:
    record = Record(spec.key, values, one.missing, tuple((rule, _SAID) for rule, _ in one.reasons))
    made = write_of(spec, record, lambda register, pk: titles.get((register, pk)))
    return replace(made, voided_at=one.voided_at, void_reason=_SAID if one.voided else None)
