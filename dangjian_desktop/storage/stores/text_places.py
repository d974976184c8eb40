"""Where texts of people lie in an open file, by the register of stores (ground/text_stores). Only reads."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.chain import canonical
from dangjian_desktop.storage.ground.text_stores import STORES, store_of


def elsewhere(database: Database, pk: int, groups: Sequence[Collection[str]]) -> tuple[tuple[str, ...], ...]:
    """For each group of texts, in people's words, where one of them stands outside of this record and stays: in other records, drafts,
    reports, the log.
    """
    found: tuple[tuple[str, ...], ...] = tuple(() for _ in groups)
    forms = [canonical([form for text in texts for form in _forms(text)]) for texts in groups]
    for store in STORES if groups else ():
        there = {name for (name,) in database.run("SELECT name FROM pragma_table_info(?)", [store.table])}  # an older file has fewer
        if columns := [one for one in store.texts if store.told and one in there and one not in store.packed]:
            held = " OR ".join(f"instr({store.table}.{column}, form.value)" for column in columns)
            counts = [f"total(EXISTS (SELECT 1 FROM json_each(?{number + 1}) form WHERE {held}))" for number in range(len(groups))]
            others = f"{store.record} IS NOT {pk:d}" if store.record else "true"
            (numbers,) = database.run(f"SELECT {', '.join(counts)} FROM {store.table} WHERE {others}", forms)
            said = [(store.told.format(int(number)),) * bool(number) for number in numbers]
            found = tuple((*before, *more) for before, more in zip(found, said, strict=True))
    return found


def _forms(text: str) -> tuple[str, ...]:
    """As it is, inside of JSON, and inside of JSON that is a text of JSON itself (a state in the history)."""
    once = canonical(text)[1:-1]
    return text, once, canonical(once)[1:-1]


def beyond_masks(database: Database) -> tuple[str, ...]:
    """Tables with rows that no masked copy may have; KeyError for a table that nobody registered."""
    tables = [name for (name,) in database.run("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")]
    return tuple(name for name in tables if not store_of(name).masked and database.run(f"SELECT 1 FROM {name} LIMIT 1"))
