"""勾稽关系: what must agree inside a record, between measures, in a text. Knows no store; scopes look things up.

A tie is declared in ties.yaml. ``must`` cannot be broken when the records are right, ``warn`` is unusual.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any, Protocol

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.expression import Expression, ExpressionError, Message, message, parse
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.grammar import Fault
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.tie_functions import (
    ascending,
    biggest,
    days,
    days_after,
    entries,
    filled,
    listed,
    months_after,
    smallest,
    total,
    weekday,
)

SCOPES = ("measure", "record", "report")
_WORDS = {"id", "level", "scope", "ledger", "for_each", "when", "when_together", "group_by", "expression", "message", "reason"}
_GIVEN = ("标签",)
_OTHER_ROWS = frozenset({"found", "row", "previous"})


@dataclass(frozen=True)
class Tie:
    """One rule. ``ledger`` is a label, "*" for every ledger, "" outside record scope. ``for_each`` are labels or one
    description in words; ``group_by`` labels of fields whose equal values make a group."""

    id: str
    level: str
    scope: str
    expression: Expression
    message: Message
    reason: str
    ledger: str = ""
    when: Expression | None = None
    for_each: tuple[str, ...] = ()
    described: str = ""
    together: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()

    @property
    def calls(self) -> frozenset[str]:
        return self.expression.calls | (self.when.calls if self.when else frozenset())

    @property
    def asks(self) -> str:
        """The field a rule only asks to be filled; "" for every other rule."""
        only = self.expression.calls == {"filled"} and len(self.expression.names) == 1
        return self.expression.names[0] if only and self.expression.text.startswith("filled(") else ""

    @property
    def stops_saving(self) -> bool:
        """A must rule of record scope that what the record itself holds can break (product.md §2)."""
        inside = self.scope == "record" and not self.group_by and not self.calls & _OTHER_ROWS and not self.of_limits
        return self.level == "must" and inside and not self.asks

    @property
    def of_limits(self) -> bool:
        """It asks what is still open when the period ends, however long ago it began."""
        return "period_end" in self.names

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.expression.names, *(self.when.names if self.when else ()))


@dataclass(frozen=True)
class Ties:
    """Every tie with the parameters they use (name → value)."""

    rules: tuple[Tie, ...]
    params: Mapping[str, Decimal]

    def of_ledger(self, label: str) -> tuple[Tie, ...]:
        """The record rules of a ledger, those for every ledger included."""
        return self._by_ledger.get(label, self._by_ledger["*"])

    @cached_property
    def _by_ledger(self) -> dict[str, tuple[Tie, ...]]:
        rules = self.of_scope("record")
        labels = dict.fromkeys(["*", *(tie.ledger for tie in rules)])
        return {label: tuple(tie for tie in rules if tie.ledger in (label, "*")) for label in labels}

    def of_scope(self, scope: str) -> tuple[Tie, ...]:
        return tuple(tie for tie in self.rules if tie.scope == scope)

    def get(self, identity: str) -> Tie:
        return next(tie for tie in self.rules if tie.id == identity)


def ties_from(data: Mapping[str, Any]) -> tuple[Ties, list[Fault]]:
    """The whole of ties.yaml and every fault of its form; what it names is looked at by ``check``."""
    faults: list[Fault] = []
    rules = [tie for block in data["rules"] if (tie := _tie(block, faults))]
    params = {name: Decimal(str(param["value"])) for name, param in data.get("params", {}).items()}
    return Ties(tuple(rules), params), faults


def _tie(block: Mapping[str, Any], faults: list[Fault]) -> Tie | None:
    where = str(block.get("id", "?"))
    if unknown := set(block) - _WORDS:
        faults.append(Fault("T01", where, f"不认识的词：{'、'.join(sorted(unknown))}。"))
    if block.get("level") not in ("must", "warn") or block.get("scope") not in SCOPES or "expression" not in block:
        faults.append(Fault("T01", where, "要有 level（must、warn）、scope 和 expression。"))
        return None
    each = block.get("for_each", ())
    try:
        return Tie(
            id=where,
            level=block["level"],
            scope=block["scope"],
            expression=parse(block["expression"]),
            message=message(block.get("message", ""), _GIVEN),
            reason=str(block.get("reason", "")),
            ledger=str(block.get("ledger", "")),
            when=parse(block["when"]) if "when" in block else None,
            for_each=tuple(each) if isinstance(each, list) else (),
            described=each if isinstance(each, str) else "",
            together=tuple(block.get("when_together", ())),
            group_by=tuple(block.get("group_by", ())),
        )
    except ExpressionError as fault:
        faults.append(Fault("T01", where, str(fault)))
        return None


def check(ties: Ties, catalogue: Catalogue) -> list[Fault]:
    """Ties that name what is not declared."""
    faults = []
    for tie in ties.rules:
        known = {"m", "rows", "period_end", *ties.params}
        if tie.scope == "record":
            specs = catalogue.ledgers if tie.ledger == "*" else [catalogue.by_label[tie.ledger]] if tie.ledger in catalogue.by_label else []
            if not specs:
                faults.append(Fault("T02", tie.id, f"没有台账“{tie.ledger}”。"))
                continue
            known |= {label for spec in specs for label in spec.by_label}
            faults += [Fault("T02", tie.id, f"没有字段“{label}”。") for label in tie.group_by if label not in known]
        else:
            known |= set(catalogue.measures)
            faults += [Fault("T02", tie.id, f"没有指标“{label}”。") for label in tie.for_each if label not in catalogue.measures]
        if tie.scope != "report":
            faults += [Fault("T02", tie.id, f"没有“{name}”。") for name in tie.names if name not in known]
        allowed = set(RECORD_FUNCTIONS) if tie.scope == "record" else MEASURE_FUNCTIONS
        faults += [Fault("T03", tie.id, f"没有函数“{name}”。") for name in sorted(tie.calls - allowed)]
    return faults


RECORD_FUNCTIONS = (
    "filled", "empty", "days", "days_after", "months_after", "weekday", "ascending", "max", "min", "sum", "count", "distinct",
    "found", "row", "previous",
)  # fmt: skip
MEASURE_FUNCTIONS = frozenset(
    {
        "sum", "max", "min", "count", "parts", "opening", "first_half", "second_half", "full_year", "same_last_year", "sent",
        "open_at_start", "open_at_end", "distinct",
    }
)  # fmt: skip


# ---------------------------------------------------------------------- record scope
class References(Protocol):
    """Values of records that are pointed at."""

    def values_of(self, pk: int) -> Mapping[str, Any]: ...


class Neighbours(Protocol):
    """Other records of the file, for rules that look beyond one record."""

    def by_number(self, ledger: str, number: Any) -> tuple[LedgerSpec, Mapping[str, Any]] | None:
        """The record of that ledger (label) with this number."""
        ...

    def previous(
        self, spec: LedgerSpec, values: Mapping[str, Any], same: str, other: str, accepted: Sequence[Any]
    ) -> Mapping[str, Any] | None:
        """The latest earlier record with the same ``same`` whose ``other`` is one of those (keys of fields)."""
        ...


@dataclass(frozen=True)
class _Pointed:
    """Referenced records, or one record found elsewhere: a dot reads a field of them."""

    spec: LedgerSpec | None
    values: tuple[Mapping[str, Any], ...]
    single: bool = False


class RecordScope:
    """One record, or a group of records with equal values; bare names are labels of fields."""

    def __init__(
        self,
        spec: LedgerSpec,
        members: Sequence[Mapping[str, Any]],
        references: References | None,
        *,
        specs: Mapping[str, LedgerSpec],
        params: Mapping[str, Decimal],
        period_end: date | None = None,
        neighbours: Neighbours | None = None,
        grouped: bool = False,
    ) -> None:
        self._spec = spec
        self._members = members
        self._references = references
        self._specs = specs
        self._params = params
        self._end = period_end
        self._neighbours = neighbours
        self._grouped = grouped
        self.functions: Mapping[str, Callable[..., Any]] = {
            "filled": lambda x: filled(self.value(x)),
            "empty": lambda x: not filled(self.value(x)),
            "days": lambda a, b: days(self.value(a), self.value(b)),
            "days_after": lambda a, n: days_after(self.value(a), self.value(n)),
            "months_after": lambda a, n: months_after(self.value(a), self.value(n)),
            "weekday": lambda a: weekday(self.value(a)),
            "ascending": lambda *xs: ascending(*(self.value(x) for x in xs)),
            "max": lambda *xs: biggest(*(self.value(x) for x in xs)),
            "min": lambda *xs: smallest(*(self.value(x) for x in xs)),
            "sum": lambda x: total(self._all(x)),
            "count": lambda x: entries(self._all(x)),
            "distinct": lambda x: len({value for value in self._all(x) if value is not None}),
            "found": lambda ledger, x: self._row(ledger, self.value(x)) is not None,
            "row": lambda ledger, x: self._row(ledger, self.value(x)),
            "previous": self._previous,
        }

    def name(self, name: str) -> Any:
        if name == "rows":
            return len(self._members)
        if name == "period_end":
            return self._end
        if name in self._params:
            return self._params[name]
        return self._spec.by_label[name]

    def attribute(self, base: Any, name: str) -> Any:
        """A field of referenced records (a list), or of one record found elsewhere."""
        if base is None:
            return None
        if isinstance(base, _Pointed):
            spec = base.spec
            found = [values.get(spec.by_label[name].key) for values in base.values] if spec else []
            return found[0] if base.single else [value for value in found if value is not None]
        pks = listed(self.value(base))
        spec = self._specs[base.target]
        return self.attribute(_Pointed(spec, tuple(self._values_of(pk) for pk in pks)), name)

    def _values_of(self, pk: int) -> Mapping[str, Any]:
        return self._references.values_of(pk) if self._references is not None else {}

    def value(self, found: Any) -> Any:
        if isinstance(found, Field):
            value = self._members[0].get(found.key)
            if value is None and found.kind == "flag":
                return False
            return value
        return found

    def _all(self, found: Any) -> Sequence[Any]:
        """Inside sum, count, distinct: every value of the group; of a single record, the entries of its list."""
        if not isinstance(found, Field):
            return listed(found)
        if self._grouped:
            return [member.get(found.key) for member in self._members]
        return listed(self.value(found))

    def _row(self, ledger: str, number: Any) -> _Pointed | None:
        if self._neighbours is None or number is None:
            return None
        found = self._neighbours.by_number(ledger, number)
        return _Pointed(found[0], (found[1],), single=True) if found else None

    def _previous(self, same: str, other: str, accepted: Sequence[Any]) -> _Pointed | None:
        if self._neighbours is None:
            return None
        keys = [self._spec.by_label[label].key for label in (same, other)]
        found = self._neighbours.previous(self._spec, self._members[0], keys[0], keys[1], accepted)
        return _Pointed(self._spec, (found,), single=True) if found is not None else None


def broken(tie: Tie, scope: Any) -> bool:
    """Whether the rule applies here and is not kept; unknown is no complaint."""
    if tie.when is not None and tie.when.evaluate(scope) is not True:
        return False
    return tie.expression.evaluate(scope) is False


def record_problems(
    ties: Ties, spec: LedgerSpec, values: Mapping[str, Any], references: References, specs: Mapping[str, LedgerSpec]
) -> tuple[Problem, ...]:
    """The must rules that this record breaks by what it holds itself, each at a field the form can point at."""
    scope = RecordScope(spec, [values], references, specs=specs, params=ties.params)
    found = []
    for tie in ties.of_ledger(spec.label):
        if tie.stops_saving and broken(tie, scope):
            words = tie.message.fill(scope, hidden=spec.secret_labels)
            found.append(Problem(_place(tie, spec, values), words, rule=tie.id))
    return tuple(found)


def unfit_choices(
    ties: Ties, spec: LedgerSpec, values: Mapping[str, Any], references: References, specs: Mapping[str, LedgerSpec]
) -> dict[str, tuple[str, ...]]:
    """By field key the choices that what else the record holds rules out; never all of them, and never the one that stands."""
    found = {}
    for field in (field for field in spec.fields if field.kind == "choice"):
        rules = [tie for tie in ties.of_ledger(spec.label) if tie.stops_saving and field.label in tie.names]
        unfit = []
        for choice in field.choices if rules else ():
            scope = RecordScope(spec, [{**values, field.key: choice}], references, specs=specs, params=ties.params)
            if choice != values.get(field.key) and any(broken(tie, scope) for tie in rules):
                unfit.append(choice)
        if 0 < len(unfit) < len(field.choices):
            found[field.key] = tuple(unfit)
    return found


def asked_for(ties: Ties, spec: LedgerSpec, values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Fields a must rule asks to be filled: 待补, not wrong."""
    scope = RecordScope(spec, [values], None, specs={}, params=ties.params)
    rules = [tie for tie in ties.of_ledger(spec.label) if tie.level == "must" and tie.asks and broken(tie, scope)]
    return tuple(Problem(spec.by_label[tie.asks].key, tie.asks) for tie in rules)


def _place(tie: Tie, spec: LedgerSpec, values: Mapping[str, Any]) -> str:
    """Where the form shows it: of dates in order the last one filled, else the first field the rule names."""
    keys = [spec.by_label[name].key for name in tie.expression.names if name in spec.by_label]
    if "ascending" in tie.expression.calls:
        return [key for key in keys if key in values][-1]
    return keys[0]


def mentioned(tie: Tie, labels: Iterable[str]) -> bool:
    """Whether a measure rule speaks of one of these measures."""
    return bool(set(labels) & {*tie.names, *tie.for_each})
