"""What rules and cleaning look up in other records: names of the registers, and values of referenced records.

A batch adds its own new names, so that an import may mention people whom the same import creates. Reads each name once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from dangjian_desktop.domain.fields import Field, fold
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.storage.stores.record_store import NameBook, RecordStore

PEOPLE = "person"


class NamesWithNew:
    """The names of the registers, and those about to be stored with them."""

    def __init__(self, stored: RecordStore) -> None:
        self._stored = stored
        self._books: dict[str, NameBook] = {}
        self._new: dict[tuple[str, str], list[int]] = {}
        self._titles: dict[tuple[str, int], str] = {}

    def find(self, register: str, name: str) -> Sequence[int]:
        return [*self._book(register).find(name), *self._new.get((register, fold(name)), ())]

    def title(self, register: str, pk: int) -> str | None:
        return self._titles.get((register, pk)) or self._book(register).titles.get(pk)

    def _book(self, register: str) -> NameBook:
        """Read once: nobody else writes while this look-up lasts."""
        if register not in self._books:
            self._books[register] = self._stored.book(register)
        return self._books[register]

    def add(self, register: str, pk: int, name: str) -> None:
        self._new.setdefault((register, fold(name)), []).append(pk)
        self._titles[register, pk] = name


class Lookups:
    """Names and values of other records, for one save, one import or one check."""

    def __init__(self, stored: RecordStore) -> None:
        self.names = NamesWithNew(stored)
        self._stored = stored
        self._values: dict[int, Mapping[str, Any]] = {}

    def values_of(self, pk: int) -> Mapping[str, Any]:
        """The values of a referenced record; empty when it is gone."""
        if pk not in self._values:
            found = self._stored.get_many([pk])
            self._values[pk] = found[0].values if found else {}
        return self._values[pk]

    def load(self, pks: Sequence[int]) -> None:
        """Read many referenced records at once, before they are asked for one by one."""
        self._values.update({one.pk: one.values for one in self._stored.get_many(pk for pk in pks if pk not in self._values)})

    def add(self, register: str, pk: int, name: str, values: Mapping[str, Any]) -> None:
        self.names.add(register, pk, name)
        self._values[pk] = values


def named_in(spec: LedgerSpec, values: Mapping[str, Any], names: NamesWithNew) -> tuple[Field, ...]:
    """The secret fields in which somebody's name stands instead of a code."""
    return tuple(f for f in spec.fields if f.secret and values.get(f.key) and names.find(PEOPLE, str(values[f.key]).strip()))
