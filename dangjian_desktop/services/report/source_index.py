"""数源索引: behind each number of a report its ledger and 口径, its records, their evidence, and the 核验码. Only reads."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from dangjian_desktop.domain.check_code import check_code
from dangjian_desktop.domain.definition import WITHOUT_VOID
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.domain.report import STATES, Draft, FrozenNumber
from dangjian_desktop.ledgers.skeletons import form
from dangjian_desktop.reports.source_index import COLUMNS, FACTS, INDEX, filled
from dangjian_desktop.reports.tags import read
from dangjian_desktop.storage.store import Store

_SIGNS = 6
"""So many of a record's identity are printed; the search finds it by them."""
_NAMES = 6
"""So many names of evidence are printed; 佐证 of a long list is looked up in the program."""


def written(draft: Draft, numbers: Sequence[FrozenNumber], unit: str, at: datetime, store: Store, catalogue: Catalogue) -> bytes:
    """Return the finished .docx of these numbers."""
    known = _records(numbers, store)
    rows = [_row(place, number, draft, known, catalogue) for place, number in enumerate(numbers, start=1)]
    state = STATES[draft.state]
    code = str(check_code(*store.audit.head()))
    facts = (draft.title, unit, draft.period.label, state, f"{at:%Y-%m-%d %H:%M}", code)
    return filled(form(INDEX), dict(zip(FACTS, facts, strict=True)), rows)


def _records(numbers: Iterable[FrozenNumber], store: Store) -> dict[str, Stored]:
    """Every record behind the numbers, read once."""
    pks = store.records.pks_of(dict.fromkeys(identity for number in numbers for identity, _ in number.records))
    return {one.id: one for one in store.records.get_many(pks.values())}


def _row(place: int, number: FrozenNumber, draft: Draft, known: Mapping[str, Stored], catalogue: Catalogue) -> dict[str, str]:
    measure = catalogue.measures[read(number.tag).name]
    spec = catalogue.spec_of(measure)
    unit = "" if measure.how == "list" or not number.value else number.unit
    typed = draft.overrides.get(number.tag)
    value = f"{catalogue.said(number.tag)}：{number.value or '没有'}{unit}" + (f"（改写，理由：{typed.reason}）" if typed else "")
    found = [known[identity] for identity, _ in number.records]
    rule = number.rule.replace(WITHOUT_VOID, "")
    cells = (str(place), value, f"{spec.label}：{rule}", _numbers(found), _evidence(found, spec))
    return dict(zip((head for head, _ in COLUMNS), cells, strict=True))


def _numbers(found: Sequence[Stored]) -> str:
    if not found:
        return "没有记录"
    days = sorted(one.occurred_on for one in found if one.occurred_on is not None)
    span = f"，{days[0]}" + (f" 至 {days[-1]}" if days[0] != days[-1] else "") if days else ""
    return f"{len(found)} 条{span}：{' '.join(one.id[:_SIGNS].upper() for one in found)}"


def _evidence(found: Sequence[Stored], spec: LedgerSpec) -> str:
    """Names of the pieces, and how many records have none; a register keeps no evidence."""
    field = spec.evidence_field
    if not found or field is None:
        return "—"
    names = [piece.shown for one in found for piece in one.values.get(field.key, ())]
    bare = sum(not one.evidence for one in found)
    told = "、".join(names[:_NAMES]) + (f" 等 {len(names)} 份" if len(names) > _NAMES else "")
    return "；".join(words for words in (told, f"{bare} 条没有佐证" if bare else "") if words)
