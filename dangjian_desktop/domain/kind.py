"""What a kind of field is: its verbs and its traits. Knows no kind by name (domain/kinds has them) and no ledger.

Nobody compares the name of a kind; whoever has to know something asks a trait (``field.of.refers``). Every trait that a kind does not
mention stands on the safe side: such a kind is veiled, masked, found by 涂销, left out of the search and of the views, and not counted.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

UNPRINTED = frozenset({"distinct", "asked"})
"""Ways of counting that show no value; no other is open to a kind that may not be shown."""


class Declared(Protocol):
    """What cleaning asks of the field."""

    @property
    def label(self) -> str:
        """Return what the user calls it."""

    @property
    def choices(self) -> tuple[str, ...]:
        """Return the declared choices as they are stored."""

    @property
    def shown(self) -> tuple[str, ...]:
        """Return a word for each choice as this office shows it, or nothing."""

    @property
    def target(self) -> str:
        """Return the register that a reference points into."""

    def stored(self, word: str) -> str:
        """Return the choice that is shown by this word; any other text as it is."""


class Names(Protocol):
    """Finds records of the registers by the name a user types."""

    def find(self, register: str, name: str) -> Sequence[int]:
        """Return the numbers of the records of that name, compared after folding; several when people share a name."""
        ...

    def title(self, register: str, pk: int) -> str | None:
        """Return the name of one record, None when there is no such record in the register."""
        ...


@dataclass(frozen=True)
class Context:
    """What cleaning needs from outside: today (for 今天 and 3-5) and the registers."""

    today: date
    names: Names


def _same(value: Any) -> Any:
    return value


@dataclass(frozen=True, kw_only=True)
class Kind:
    """``clean(raw, field, context)`` → value or ValueError; ``text`` for people; ``store``/``load`` for JSON."""

    name: str
    clean: Callable[[Any, Declared, Context], Any]
    text: Callable[[Any], str] = str
    store: Callable[[Any], Any] = _same
    load: Callable[[Any], Any] = _same
    raw: Callable[[Any], Any] = _same
    """A clean value as it passes the door again, and as a number or date of a workbook."""
    fits: Callable[[Any, Declared], bool] = lambda _value, _field: False
    """Whether a value may be declared as the default."""

    # what it holds
    textual: bool = False
    """Words that people write: names are found in them, their spelling can be bettered, a field of them can be declared secret."""
    prose: bool = False
    """Passages rather than a word or a name."""
    choosable: bool = False
    """The choices are declared."""
    refers: bool = False
    """Numbers of records of a register."""
    many: bool = False
    """Several choices or references at once, as a tuple."""
    dated: bool = False
    numeric: bool = False
    children: bool = False
    """Rows with fields of their own."""
    pieces: bool = False
    """Evidence, whose bytes lie apart."""
    kept: bool = False
    """Nobody types it and no declaration names it: what stands in the file stays as it is."""
    unfilled: Any = None
    """What an empty field counts as."""

    # what may be done with it
    shown_in_clear: bool = False
    """Whether it may be read on screens, in lists and copies without being asked for; else its fields are secret."""
    redactable: bool = True
    """Whether 涂销 offers it; what may not identify anybody need not be."""
    telling: bool = False
    """Whether it may name a record in one line."""
    computable: bool = False
    counted: frozenset[str] = frozenset()
    """The ways in which a measure may use it: those of ``how``, ``split``, ``year`` (a split by it) and ``asked`` (a condition)."""
    measured: str = "whole"
    """How a number made of it is printed (Measured.kind)."""

    # how files hold it
    excel: str = "text"
    """The kind of its column in a workbook."""
    sql: str = "{value}"
    """What a view shows of the value in the payload."""
    order: str = "{value}"
    """What a list is ordered by."""

    # how screens and pages show it; sizes in px at 大字 100 %
    unit: str = ""
    picked: bool = False
    """Chosen rather than typed."""
    wide: bool = False
    """Takes the whole width of a form."""
    elastic: bool = False
    """A column of it takes the room that is left, and gives way first."""
    least: int = 0
    """How narrow its column may become; 0: it never gives way."""
    width: int = 152
    cell_width: int = 120
    """In a grid of child rows."""
    box_width: int = 120
    """Of the box it is typed in, where that is short."""
    share: int = 10
    """Of the width of a printed page."""

    @property
    def fits_cell(self) -> bool:
        """One value, which a cell of a table can hold."""
        return not self.children and not self.pieces

    @property
    def masked(self) -> bool:
        """Tell whether a masked copy may not hold it as it is."""
        return self.textual or not self.shown_in_clear

    def counts(self, way: str, *, in_rows: bool = False) -> bool:
        """Tell whether a measure may use it in this way; of people in child rows only the numbers are at hand, not the names."""
        if not self.shown_in_clear and way not in UNPRINTED:
            return False
        if in_rows and self.refers and (self.many or way != "distinct"):
            return False
        return way in self.counted

    def typed(self, value: Any) -> Any:
        """Return a clean value as a form holds it: as somebody would type it; numbers of records and yes or no stay what they are."""
        if self.many:
            return list(value)
        return value if self.refers or isinstance(value, (str, bool)) else self.text(value)
