"""A person, unit or document gets another name: the words of every record that mentions it change with it. Only reads."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.storage.commit import Write
from dangjian_desktop.storage.record_store import RecordStore
from dangjian_desktop.storage.record_writes import search_text


def renamed(records: RecordStore, catalogue: Catalogue, writes: Sequence[Write]) -> list[tuple[int, str, str]]:
    """(record, title, search text) of the records that mention one whose name changes."""
    names = {write.pk: write.title for write in writes if write.pk is not None and catalogue.get(write.ledger).is_register}
    before = {line.pk: line.title for line in records.lines(names)}
    changed = {pk: name for pk, name in names.items() if before[pk] != name}
    mentions = sorted({mention for pk in changed for mention in records.mentions(pk)} - {write.pk for write in writes})

    def title_of(register: str, pk: int) -> str | None:
        return changed.get(pk) or records.title(register, pk)

    return [
        (one.pk, line.title, search_text(catalogue.get(one.ledger), one.values, title_of))
        for one, line in zip(records.get_many(mentions), records.lines(mentions), strict=True)
    ]
