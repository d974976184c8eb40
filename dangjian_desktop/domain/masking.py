"""Names and secrets become codes, the same one everywhere, so that every count stays what it was. Knows no store.

Two rounds: ``learn`` every record, then ask for ``values``. A code never occurs in a text that was learnt, so two different texts stay
different. Dates, numbers and choices are what is counted and stay.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.handover_rules import Hidden
from dangjian_desktop.domain.ledger import LedgerSpec

SECRET = "代号"
_WIDTH = 4
_SHORTEST = 2
"""Signs a name must have to be looked for inside of other texts."""


class Masks:
    """``keep``: names that are no secret (the unit's own)."""

    def __init__(self, hidden: Hidden, keep: Sequence[str] = ()) -> None:
        self._hidden, self._keep = hidden, frozenset(keep)
        self._stems = (SECRET, *hidden.registers.values())
        self._numbers: dict[str, int] = dict.fromkeys(self._stems, 0)
        self._names: dict[tuple[str, int], tuple[str, int]] = {}
        self._secrets: dict[str, tuple[str, int]] = {}
        self._words: dict[str, tuple[str, int]] = {}
        self._width = _WIDTH
        self._digits = re.compile(f"(?:{'|'.join(map(re.escape, self._stems))})([0-9]+)")

    # ------------------------------------------------------------------ the first round
    def learn(self, spec: LedgerSpec, number: int, values: Mapping[str, Any]) -> None:
        """Take in one record; ``number`` tells records of a register with one name apart."""
        stem = self._hidden.registers.get(spec.label)
        for field, text in _texts(spec.fields, values):
            for digits in self._digits.findall(text):
                self._width = max(self._width, len(digits) + 1)
            if stem and field is spec.fields[0]:
                self._learn_name(spec, number, text, stem)
            elif self._hides(spec, field) and text not in self._secrets:
                self._secrets[text] = self._next(SECRET)
                if not field.of.prose:
                    self._learn_word(text, self._secrets[text])

    def _learn_name(self, spec: LedgerSpec, number: int, name: str, stem: str) -> None:
        if name not in self._keep:
            self._names[spec.key, number] = self._next(stem)
            self._learn_word(name, self._names[spec.key, number])

    def _learn_word(self, text: str, code: tuple[str, int]) -> None:
        if len(text) >= _SHORTEST:
            self._words.setdefault(text, code)

    def _next(self, stem: str) -> tuple[str, int]:
        self._numbers[stem] += 1
        self._width = max(self._width, len(str(self._numbers[stem])))
        return stem, self._numbers[stem]

    def _hides(self, spec: LedgerSpec, field: Field) -> bool:
        """Tell whether the whole text goes. In a register whose names go, its other texts would tell who it is."""
        return field.secret or self._hidden.hides(spec.label, field.label) or spec.label in self._hidden.registers

    # ------------------------------------------------------------------ the second round
    def values(self, spec: LedgerSpec, number: int, values: Mapping[str, Any]) -> dict[str, Any]:
        """Return the record without names, secrets and evidence; what may not be shown and is no text, so that no code can stand for it, is
        left out."""
        return self._masked(spec, spec.fields, values, number)

    def _masked(self, spec: LedgerSpec, fields: Sequence[Field], values: Mapping[str, Any], number: int | None) -> dict[str, Any]:
        made: dict[str, Any] = {}
        for field in fields:
            value = values.get(field.key)
            if value is None or field.of.pieces:
                continue
            if field.of.children:
                made[field.key] = tuple(self._masked(spec, field.rows, row, None) for row in value)
            elif not field.of.masked:
                made[field.key] = value
            elif isinstance(value, str):
                made[field.key] = self._text(spec, field, value, number)
        return made

    def _text(self, spec: LedgerSpec, field: Field, text: str, number: int | None) -> str:
        if number is not None and spec.label in self._hidden.registers and field is spec.fields[0]:
            code = self._names.get((spec.key, number))
            return text if code is None else self._code(code)
        return self._code(self._secrets[text]) if self._hides(spec, field) else self.inside(text)

    def inside(self, text: str) -> str:
        """Return a text in which the names and secret words that were learnt are replaced."""
        return self._pattern.sub(lambda found: self._code(self._words[found[0]]), text) if self._words else text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        """The longer of two words that begin alike first."""
        return re.compile("|".join(re.escape(word) for word in sorted(self._words, key=lambda word: (-len(word), word))))

    def _code(self, code: tuple[str, int]) -> str:
        stem, number = code
        return f"{stem}{number:0{self._width}}"


def _texts(fields: Sequence[Field], values: Mapping[str, Any]) -> Iterator[tuple[Field, str]]:
    for field in fields:
        value = values.get(field.key)
        if value is not None and field.of.children:
            for row in value:
                yield from _texts(field.rows, row)
        elif isinstance(value, str) and field.of.masked:
            yield field, value
