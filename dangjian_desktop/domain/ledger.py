"""A ledger or register as a frozen description; everything else is derived from it. Knows no file and no screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.basis import Basis, Dated
from dangjian_desktop.domain.expression import Expression
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.measure import Measure, Where
from dangjian_desktop.domain.names import Named

STRANGE = "不认识的台账"


@dataclass(frozen=True)
class Area:
    """A responsibility area: one tab of the window, one section of a report."""

    key: str
    label: str
    section: str


@dataclass(frozen=True)
class View:
    """The same records shown in a second area, narrowed to those with a matching child row (三重一大事项)."""

    area: str
    label: str
    where_row: tuple[Where, ...]


@dataclass(frozen=True)
class Question:
    """A question about a record and a day that a list can be narrowed by, such as 在影响期; in ``when`` the day is ``day``.

    Asked of a person (a code) it looks at every record with the same ``of``; ``until`` is the field of the last day. Where a span begins
    before an earlier one is over and both hold ``adding``, what is left of the earlier one is added, as long as ``bases`` are in force.
    """

    key: str
    label: str
    when: Expression
    of: str = ""
    until: str = ""
    adding: Where | None = None
    bases: tuple[Basis, ...] = ()


@dataclass(frozen=True)
class Follows:
    """The records of ``ledger`` (a key) are continued here. ``by`` is the field that links: it holds what stands there in ``of``, or is a
    reference where that is "". ``carry`` are (own field, field there) whose values come along when a record is continued.
    """

    ledger: str
    by: str
    of: str = ""
    carry: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class LedgerSpec:
    """One ledger (or register: ``area`` is "") with fields in the order of the form and its measures.

    ``date_field`` is the key of 归属日期 ("" for registers; their first field is the name). ``line_keys`` are the fields
    that hold consecutive Excel lines together as one record with child rows. ``extras`` are declared roles of fields
    for other screens (name → role → field key). ``help`` is a sentence for users about what belongs here.
    """

    key: str
    label: str
    area: str
    date_field: str
    fields: tuple[Field, ...]
    measures: tuple[Measure, ...] = ()
    view: View | None = None
    line_keys: tuple[str, ...] = ()
    note: str = ""
    help: str = ""
    formerly: tuple[str, ...] = ()
    """Labels it had before; rules, tables and templates still know it by them."""
    extras: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = ()
    tables: Mapping[str, Dated[Mapping[str, Any]]] = field(default_factory=dict, hash=False)
    """Name → the dated table that rules and computed fields of this ledger look values up in."""
    asks: tuple[Question, ...] = ()
    stranger: bool = False
    """Another version's: it is in the file, is listed, found, exported, voided and handed over, and nothing is written into it."""
    same: tuple[str, ...] = ()
    """Fields that make two records the same matter when all of them are equal, whatever the others say."""
    unique: tuple[str, ...] = ()
    """Fields of which no two records should have the same value; a repeated one is told, never refused."""
    follows: Follows | None = None

    @property
    def is_register(self) -> bool:
        """Tell whether it is a register: declared, in no area, without a date."""
        return not self.area and not self.stranger

    @classmethod
    def strange(cls, key: str, fields: tuple[Field, ...] = (), *, date_field: str = "") -> LedgerSpec:
        """Return the ledger of that key as far as it is known."""
        return cls(key, f"{STRANGE} {key}", "", date_field, fields, stranger=True)

    @cached_property
    def foreign(self) -> frozenset[str]:
        """The places of a payload that are another version's: a field, or “rows.cell”."""
        tops = {field.key for field in self.fields if field.of.kept}
        return frozenset(tops | {f"{field.key}.{cell.key}" for field in self.fields for cell in field.rows if cell.of.kept})

    @property
    def not_ours(self) -> bool:
        """Whether it, or something in it, is another version's."""
        return self.stranger or bool(self.foreign)

    def roles(self, name: str) -> dict[str, str]:
        """Return the declared roles of an extra, such as coverage → {by: speaker, …}; empty when not declared."""
        return dict(dict(self.extras).get(name, ()))

    @cached_property
    def by_key(self) -> dict[str, Field]:
        """Return the fields by key."""
        return {field.key: field for field in self.fields}

    @cached_property
    def by_label(self) -> Named[Field]:
        """Return the fields by what they are and were called."""
        return Named((field.label, field.formerly, field) for field in self.fields)

    @cached_property
    def secret_labels(self) -> frozenset[str]:
        """What is left out of every sentence the program makes, by whatever label it is asked for."""
        return frozenset(label for field in self.fields if field.secret for label in (field.label, *field.formerly))

    def field(self, key: str) -> Field:
        """Return the field of that key; KeyError when there is none."""
        return self.by_key[key]

    @cached_property
    def computed(self) -> tuple[Field, ...]:
        """The fields nobody fills in, in declared order."""
        return tuple(field for field in self.fields if field.computed)

    def split_field(self, measure: Measure) -> Field:
        """Return the field whose values are the parts of a measure; of the child rows where these are counted."""
        rows = self.rows_field
        return rows.row(measure.split) if measure.on_rows and rows else self.field(measure.split)

    def part_word(self, measure: Measure, part: str) -> str:
        """Return a part of a measure as it is shown."""
        return self.split_field(measure).word(part) if measure.split and not measure.split_year else part

    def ask(self, key: str) -> Question:
        """Return the declared question of that key; StopIteration when there is none."""
        return next(ask for ask in self.asks if ask.key == key)

    def day_of(self, values: Mapping[str, Any]) -> date | None:
        """Return the date that decides which law holds for a record: 归属日期, else the date it is listed under."""
        return values.get(self.date_field) or values.get(self.listed_under)

    def table(self, name: str, key: Any, day: date | None) -> Any:
        """Return what the table in force on that day says of ``key`` (a flag as 是 or 否); None when it says nothing."""
        word = ("否", "是")[key] if isinstance(key, bool) else key
        return (self.tables[name].on(day) or {}).get(word)

    @cached_property
    def rows_field(self) -> Field | None:
        """Return the field of the child rows, or None."""
        return next((field for field in self.fields if field.of.children), None)

    @cached_property
    def evidence_field(self) -> Field | None:
        """Return the field of the evidence, or None."""
        return next((field for field in self.fields if field.of.pieces), None)

    @cached_property
    def date_required(self) -> bool:
        """Without 归属日期 a record belongs to no period; only then is it refused."""
        return bool(self.date_field) and self.field(self.date_field).required

    @cached_property
    def must_have(self) -> Field | None:
        """The one field without which a record is not saved: 归属日期 where required, in a register the name."""
        if self.is_register:
            return self.fields[0]
        return self.field(self.date_field) if self.date_required else None

    @cached_property
    def listed_under(self) -> str:
        """The date that sorts a record in lists: 归属日期, or the first required date where that may be empty."""
        if self.date_field and not self.date_required:
            return next((f.key for f in self.fields if f.of.dated and f.required), self.date_field)
        return self.date_field


@dataclass(frozen=True)
class Catalogue:
    """Everything in force: areas, registers and ledgers in declared order."""

    areas: tuple[Area, ...]
    specs: tuple[LedgerSpec, ...]

    def __iter__(self) -> Iterator[LedgerSpec]:
        return iter(self.specs)

    @cached_property
    def by_key(self) -> dict[str, LedgerSpec]:
        """Return the ledgers and registers by key."""
        return {spec.key: spec for spec in self.specs}

    @cached_property
    def by_label(self) -> Named[LedgerSpec]:
        """Return the ledgers and registers by what they are and were called."""
        return Named((spec.label, spec.formerly, spec) for spec in self.specs)

    def get(self, key: str) -> LedgerSpec:
        """Return the ledger of that key; one nobody declared is a stranger, never an error."""
        return self.by_key.get(key) or LedgerSpec.strange(key)

    @cached_property
    def declared(self) -> tuple[LedgerSpec, ...]:
        """Return the ledgers and registers that this version declares."""
        return tuple(spec for spec in self.specs if not spec.stranger)

    @cached_property
    def strangers(self) -> tuple[LedgerSpec, ...]:
        """Return the ledgers of which records are in the file and nothing is declared."""
        return tuple(spec for spec in self.specs if spec.stranger)

    @cached_property
    def registers(self) -> tuple[LedgerSpec, ...]:
        """Return the registers in the order of the declaration."""
        return tuple(spec for spec in self.specs if spec.is_register)

    @cached_property
    def ledgers(self) -> tuple[LedgerSpec, ...]:
        """Return what is no register in the order of the declaration."""
        return tuple(spec for spec in self.specs if not spec.is_register)

    def of_area(self, area: str) -> tuple[LedgerSpec, ...]:
        """Return the ledgers of one area."""
        return tuple(spec for spec in self.ledgers if spec.area == area)

    def views_of(self, area: str) -> tuple[LedgerSpec, ...]:
        """Return the ledgers of other areas that show part of themselves here."""
        return tuple(spec for spec in self.ledgers if spec.view and spec.view.area == area)

    @cached_property
    def measures(self) -> Named[Measure]:
        """Every measure by its label, registers first, in declared order."""
        return Named((measure.label, measure.formerly, measure) for spec in self.specs for measure in spec.measures)

    def spec_of(self, measure: Measure) -> LedgerSpec:
        """Return the ledger that a measure counts."""
        return self.by_key[measure.ledger]

    def said(self, path: str) -> str:
        """Return a measure or a part of it (谈心谈话人次.镇长) as it is shown; anything else as it is."""
        head, dot, part = path.rpartition(".")
        measure = self.measures.get(head.rpartition(".")[2])
        return f"{head}{dot}{self.spec_of(measure).part_word(measure, part)}" if measure else path

    def with_spec(self, spec: LedgerSpec) -> Catalogue:
        """Return this catalogue with one more ledger (an own ledger of the office, a test's made-up one)."""
        return Catalogue(self.areas, (*self.specs, spec))
