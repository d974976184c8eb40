"""The texts of one line of a list, made when they are looked at: of a page of two hundred a screen shows two dozen. Knows no SQL."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from dangjian_desktop.domain.clean import from_payload
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec


class Cells(Mapping[str, str]):
    """Field key → text of one record's payload; names instead of numbers. Evidence has no text."""

    def __init__(self, spec: LedgerSpec, data: str, names: Mapping[str, Sequence[str]]) -> None:
        self._spec, self._data, self._names = spec, data, names
        self._values: Mapping[str, Any] | None = None

    def __getitem__(self, key: str) -> str:
        field = self._spec.by_key[key]
        if field.of.pieces:
            raise KeyError(key)
        if self._values is None:
            self._values = from_payload(self._spec, json.loads(self._data))
        return text_of(field, self._values.get(key), self._names.get(key, ()))

    def __iter__(self) -> Iterator[str]:
        return (field.key for field in self._spec.fields if not field.of.pieces)

    def __len__(self) -> int:
        return sum(1 for _ in self)


def text_of(field: Field, value: Any, names: Sequence[str] = ()) -> str:
    """A clean value as people read it; ``names`` stand for refs."""
    if value is None:
        return ""
    if field.of.refers:
        return "、".join(names)
    if field.of.children:
        first = field.rows[0].key
        titles = [str(row[first]) for row in value if first in row]
        return f"{len(value)} 项：{'；'.join(titles)}" if titles else f"{len(value)} 项"
    return field.text(value)
