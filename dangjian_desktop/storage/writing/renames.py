"""A person, unit or document gets another name, or choices other words: those of every record that shows them change with it.

Only reads.
"""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.storage.stores.record_store import RecordStore
from dangjian_desktop.storage.writing.commit import Write
from dangjian_desktop.storage.writing.record_writes import search_text, title

Reindexed = Sequence[tuple[int, str, str]]
"""(record, title, search text) of records whose words change while their contents stay."""


def renamed(records: RecordStore, catalogue: Catalogue, writes: Sequence[Write]) -> Reindexed:
    """The records that mention one whose name changes."""
    names = {write.pk: write.title for write in writes if write.pk is not None and catalogue.get(write.ledger).is_register}
    before = {line.pk: line.title for line in records.lines(names)}
    changed = {pk: name for pk, name in names.items() if before[pk] != name}
    mentions = sorted({mention for pk in changed for mention in records.mentions(pk)} - {write.pk for write in writes})

    def title_of(register: str, pk: int) -> str | None:
        return changed.get(pk) or records.title(register, pk)

    return [
        (one.pk, line.title, search_text(catalogue.get(one.ledger), one.values, title_of))
        for one, line in zip(records.get_many(mentions), records.lines(mentions), strict=True)
        if not catalogue.get(one.ledger).stranger  # its words stay as the version that knows it wrote them
    ]


def reworded(records: RecordStore, before: Catalogue, after: Catalogue) -> Reindexed:
    """The records whose choices are shown by other words."""
    moved = {spec.key: spec for spec in after if spec != before.by_key[spec.key]}
    found = []
    for one in records.everything():
        if one.ledger in moved:
            words, was = (search_text(spec, one.values, records.title) for spec in (moved[one.ledger], before.by_key[one.ledger]))
            if words != was:
                found.append((one.pk, title(moved[one.ledger], one.values), words))
    return found
