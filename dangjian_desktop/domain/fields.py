"""One field of a ledger as it is declared. What may stand in it says its kind (domain/kind, domain/kinds). Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Protocol

from dangjian_desktop.domain import kinds
from dangjian_desktop.domain.kind import Context, Kind, Names
from dangjian_desktop.domain.spelling import fold, listed, money_text, parse_date, plain, standard_places, without_controls

__all__ = [
    "MASK",
    "Context",
    "Derived",
    "Field",
    "Formula",
    "Names",
    "fold",
    "listed",
    "money_text",
    "parse_date",
    "plain",
    "standard_places",
    "without_controls",
]

MASK = "●●●"
"""Stands for what is secret."""


@dataclass(frozen=True)
class Derived:
    """A default that follows another field until the user types a value of his own: ``number`` counts it, ``copy`` repeats it."""

    how: str
    source: str


class Formula(Protocol):
    """What the value of a field is worked out from: an expression of the language of ties, which this module need not know."""

    @property
    def text(self) -> str:
        """Return the expression as it is declared."""

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names it asks for."""

    @property
    def calls(self) -> frozenset[str]:
        """Return the functions it calls."""

    @property
    def quoted(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Return the names that are compared with texts, each with these texts."""

    def evaluate(self, scope: Any) -> Any:
        """Return the value for what the scope knows; None when something it needs is empty."""


@dataclass(frozen=True)
class Field:
    """One field of a ledger as declared in ledgers.yaml.

    ``default`` is a clean value or None; ``derived`` a computed default. ``target`` is the register of a ref or refs.
    ``rows`` are the fields of the child rows. ``secret``: hidden until asked for, left out of reports and logs; always so where the
    kind does not say that it may be shown.
    """

    key: str
    label: str
    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None
    derived: Derived | None = None
    target: str = ""
    rows: tuple[Field, ...] = ()
    secret: bool = False
    common: bool = False
    formerly: tuple[str, ...] = ()
    computed: Formula | None = None
    """What the value is worked out from; such a field is never typed and never stored (domain/computed)."""
    shown: tuple[str, ...] = ()
    """One for each choice: how the unit at hand calls it (domain/unit_words); empty where every choice is shown as it is stored."""

    def __post_init__(self) -> None:
        if not self.of.shown_in_clear:
            object.__setattr__(self, "secret", True)

    @cached_property
    def of(self) -> Kind:
        """Its kind with all traits."""
        return kinds.KINDS[self.kind]

    @property
    def fixed(self) -> bool:
        """Whether nobody types it: it is worked out, or is another version's."""
        return self.computed is not None or self.of.kept

    def row(self, key: str) -> Field:
        """Return the field of the child rows with that key; StopIteration when there is none."""
        return next(field for field in self.rows if field.key == key)

    def word(self, choice: str) -> str:
        """Return a stored choice as it is shown; any other text as it is."""
        return self.shown[self.choices.index(choice)] if self.shown and choice in self.choices else choice

    def stored(self, word: str) -> str:
        """Return the choice that is shown by this word; any other text as it is."""
        return self.choices[self.shown.index(word)] if word in self.shown else word

    def text(self, value: Any) -> str:
        """Return a clean value as people read it; refs and rows are read by others, who know the names."""
        return self.of.text(self.worded(value))

    def worded(self, value: Any) -> Any:
        """Return a clean value with shown words in the place of stored ones."""
        if not self.shown or value is None:
            return value
        return tuple(self.word(one) for one in value) if self.of.many else self.word(value)

    def raw(self, value: Any) -> Any:
        """Return a clean value as it passes the door unchanged."""
        return [filled_by(self.rows, row, Field.raw) for row in value] if self.of.children else self.of.raw(value)

    def store(self, value: Any) -> Any:
        """Return a clean value as it lies in the payload."""
        return self.of.store([filled_by(self.rows, row, Field.store) for row in value] if self.of.children else value)

    def load(self, value: Any) -> Any:
        """Return what lies in the payload as a clean value."""
        return self.of.load([filled_by(self.rows, row, Field.load) for row in value] if self.of.children else value)


def filled_by(fields: Iterable[Field], values: Mapping[str, Any], verb: Callable[[Field, Any], Any]) -> dict[str, Any]:
    """Return what a verb makes of every value there is, by field key, in the order of the declaration."""
    return {field.key: verb(field, value) for field in fields if (value := values.get(field.key)) is not None}
