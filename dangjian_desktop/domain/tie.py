"""勾稽关系: what must agree inside a record, between measures, in a text. Knows no store; scopes look things up.

A tie is declared in ties.yaml. ``must`` cannot be broken when the records are right, ``warn`` is unusual.
"""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.basis import (
    Basis,
    BasisError,
    Comparisons,
    Dated,
    Documents,
    bases_from,
    current,
    in_force,
    resting,
    versions_from,
)
from dangjian_desktop.domain.computed import completed
from dangjian_desktop.domain.declaration import Fault, strange
from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.expression import Expression, ExpressionError, Sentence, parse, sentence
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.record_scope import RECORD_FUNCTIONS, RecordScope, References
from dangjian_desktop.domain.working_days import NONE_KNOWN, Holidays

SCOPES = ("measure", "record", "report")
_WORDS = {
    "id", "level", "scope", "ledger", "for_each", "when", "when_together", "group_by", "expression", "message", "reason",
    "basis", "enabled",
}  # fmt: skip
_GIVEN = ("标签",)
_OTHER_ROWS = frozenset({"found", "row", "previous"})
_OF_LEDGERS = frozenset({"found", "row", "open_at_start", "open_at_end", "distinct"})
"""Functions whose first text is a ledger and whose other texts are fields of it (in record scope distinct() quotes nothing)."""


@dataclass(frozen=True)
class Tie:
    """One rule. ``ledger`` is a label, "*" for every ledger, "" outside record scope. ``for_each`` are labels or one
    description in words; ``group_by`` labels of fields whose equal values make a group."""

    id: str
    level: str
    scope: str
    expression: Expression
    message: Sentence
    reason: str
    ledger: str = ""
    when: Expression | None = None
    for_each: tuple[str, ...] = ()
    described: str = ""
    together: tuple[str, ...] = ()
    group_by: tuple[str, ...] = ()
    bases: tuple[Basis, ...] = ()
    enabled: bool = True
    """False: only while the office switches on a duty that names it; never a must rule."""

    def in_force(self, day: date | None) -> bool:
        """Tell whether it speaks of a record (or a period that ends) on that day: law has dates."""
        return in_force(self.bases, day)

    def why(self, day: date | None) -> str:
        """Return the reason, and the provision in force on that day."""
        found = current(self.bases, day)
        return f"{self.reason}依据：{found.cited}。" if found else self.reason

    @property
    def calls(self) -> frozenset[str]:
        """Return the functions that its expression and its condition call."""
        return self.expression.calls | (self.when.calls if self.when else frozenset())

    @property
    def asks(self) -> str:
        """The field a rule only asks to be filled; "" for every other rule."""
        only = self.expression.calls == {"filled"} and len(self.expression.names) == 1
        return self.expression.names[0] if only and self.expression.text.startswith("filled(") else ""

    @property
    def stops_saving(self) -> bool:
        """A must rule of record scope that what the record itself holds can break."""
        inside = self.scope == "record" and not self.group_by and not self.calls & _OTHER_ROWS and not self.of_limits
        return self.level == "must" and inside and not self.asks

    @property
    def of_limits(self) -> bool:
        """It asks what is still open when the period ends, however long ago it began."""
        return "period_end" in self.names

    @property
    def quoted(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """(function, what it names in quotes), everywhere in the rule."""
        parts = [self.expression, *([self.when] if self.when else []), *(part for _, part in self.message.parts)]
        return tuple(pair for part in parts for pair in part.quoted)

    @property
    def names(self) -> tuple[str, ...]:
        """Return the names that its expression and its condition ask for."""
        return (*self.expression.names, *(self.when.names if self.when else ()))


@dataclass(frozen=True)
class Parameter:
    """A number an office may set: ``label`` for people, its value from one day to another."""

    label: str
    values: Dated[Decimal]


@dataclass(frozen=True)
class Ties:
    """Every tie with the parameters they use, by name, and the working days known. ``aside``: ties that name what is not in force
    here; they are told and not looked at."""

    rules: tuple[Tie, ...]
    params: Mapping[str, Parameter]
    holidays: Holidays = NONE_KNOWN
    aside: tuple[Fault, ...] = ()

    def params_on(self, day: date | None) -> Mapping[str, Decimal | None]:
        """Name → value of the parameters on that day; None where none was in force, so that nothing is said."""
        if day not in self._params_by_day:
            self._params_by_day[day] = {name: param.values.on(day) for name, param in self.params.items()}
        return self._params_by_day[day]

    @cached_property
    def _params_by_day(self) -> dict[date | None, Mapping[str, Decimal | None]]:
        """Asked once per record, so each day is worked out once."""
        return {}

    def compared(self, office: Comparisons) -> Ties:
        """Return the same ties, citing their provisions as the office has compared them."""
        return replace(self, rules=resting(self.rules, office))

    def switched(self, on: Collection[str]) -> Ties:
        """Return the ties in use: those switched off by default only where the office has the duty they watch."""
        return replace(self, rules=tuple(tie for tie in self.rules if tie.enabled or tie.id in on))

    def scope(
        self, spec: LedgerSpec, values: Mapping[str, Any], references: References | None, specs: Mapping[str, LedgerSpec]
    ) -> RecordScope:
        """Look at one record by itself, with the parameters of its date."""
        params = self.params_on(spec.day_of(values))
        return RecordScope(spec, [values], references, specs=specs, params=params, holidays=self.holidays)

    def of_ledger(self, label: str) -> tuple[Tie, ...]:
        """Return the record rules of a ledger, those for every ledger included."""
        return self._by_ledger.get(label, self._by_ledger["*"])

    @cached_property
    def _by_ledger(self) -> dict[str, tuple[Tie, ...]]:
        rules = self.of_scope("record")
        labels = dict.fromkeys(["*", *(tie.ledger for tie in rules)])
        return {label: tuple(tie for tie in rules if tie.ledger in (label, "*")) for label in labels}

    def of_scope(self, scope: str) -> tuple[Tie, ...]:
        """Return the rules of one scope: record, measure or report."""
        return tuple(tie for tie in self.rules if tie.scope == scope)

    def get(self, identity: str) -> Tie:
        """Return the rule of that number; StopIteration when there is none."""
        return next(tie for tie in self.rules if tie.id == identity)


def ties_from(data: Mapping[str, Any], documents: Documents | None = None, holidays: Holidays | None = None) -> tuple[Ties, list[Fault]]:
    """Read the whole of ties.yaml, with every fault of its form; what it names is looked at by ``check``."""
    faults: list[Fault] = []
    known = documents or {}
    rules = [tie for block in data["rules"] if (tie := _tie(block, known, faults))]
    params = {name: param for name, block in data.get("params", {}).items() if (param := _parameter(name, block, known, faults))}
    return Ties(tuple(rules), params, holidays or NONE_KNOWN), faults


def _parameter(name: str, block: Mapping[str, Any], documents: Documents, faults: list[Fault]) -> Parameter | None:
    values = {word: said for word, said in block.items() if word != "label"}
    try:
        return Parameter(str(block["label"]), versions_from(values, documents, "value", _number))
    except BasisError as fault:
        faults.append(Fault("T01", name, str(fault)))
        return None


def _number(said: Any) -> Decimal:
    try:
        return Decimal(str(said))
    except InvalidOperation:
        raise BasisError(f"“{said}”不是数。") from None


def _tie(block: Mapping[str, Any], documents: Documents, faults: list[Fault]) -> Tie | None:
    where = str(block.get("id", "?"))
    faults += strange("T01", where, block, _WORDS)
    if block.get("level") not in ("must", "warn") or block.get("scope") not in SCOPES or "expression" not in block:
        faults.append(Fault("T01", where, "要有 level（must、warn）、scope 和 expression。"))
        return None
    if block["level"] == "must" and not block.get("enabled", True):
        faults.append(Fault("T01", where, "must 规则对每个单位都一样，不能由本单位开关。"))
    each = block.get("for_each", ())
    try:
        return Tie(
            id=where,
            level=block["level"],
            scope=block["scope"],
            expression=parse(block["expression"]),
            message=sentence(block.get("message", ""), _GIVEN),
            reason=str(block.get("reason", "")),
            ledger=str(block.get("ledger", "")),
            when=parse(block["when"]) if "when" in block else None,
            for_each=tuple(each) if isinstance(each, list) else (),
            described=each if isinstance(each, str) else "",
            together=tuple(block.get("when_together", ())),
            group_by=tuple(block.get("group_by", ())),
            bases=bases_from(block.get("basis"), documents),
            enabled=bool(block.get("enabled", True)),
        )
    except (ExpressionError, BasisError) as fault:
        faults.append(Fault("T01", where, str(fault)))
        return None


def fitting(ties: Ties, catalogue: Catalogue) -> Ties:
    """Return the ties that this catalogue can look at, with the labels in force; what cannot be bound is set aside, never raised."""
    faults = check(ties, catalogue)
    wrong = {fault.where for fault in faults}
    kept = tuple(_relabelled(tie, catalogue) for tie in ties.rules if tie.id not in wrong)
    return replace(ties, rules=kept, aside=tuple(faults))


def _relabelled(tie: Tie, catalogue: Catalogue) -> Tie:
    """Ledger and measures as they are called now; names inside expressions are known by their former labels too."""
    ledger = catalogue.by_label[tie.ledger].label if tie.ledger in catalogue.by_label else tie.ledger
    return replace(tie, ledger=ledger, for_each=tuple(catalogue.measures[label].label for label in tie.for_each))


def check(ties: Ties, catalogue: Catalogue) -> list[Fault]:
    """Find ties that name what is not declared."""
    faults = []
    for tie in ties.rules:
        known = {"m", "rows", "period_end", *ties.params}
        if tie.scope == "record":
            specs = catalogue.ledgers if tie.ledger == "*" else [catalogue.by_label[tie.ledger]] if tie.ledger in catalogue.by_label else []
            if not specs:
                faults.append(Fault("T02", tie.id, f"没有台账“{tie.ledger}”。"))
                continue
            fields: list[Container[str]] = [spec.by_label for spec in specs]
            faults += [Fault("T02", tie.id, f"没有字段“{label}”。") for label in tie.group_by if not any(label in one for one in fields)]
        else:
            fields = [catalogue.measures]
            faults += [Fault("T02", tie.id, f"没有指标“{label}”。") for label in tie.for_each if label not in catalogue.measures]
        if tie.scope != "report":
            strange = [name for name in tie.names if name not in known and not any(name in one for one in fields)]
            faults += [Fault("T02", tie.id, f"没有“{name}”。") for name in strange]
        allowed = set(RECORD_FUNCTIONS) if tie.scope == "record" else MEASURE_FUNCTIONS
        faults += [Fault("T03", tie.id, f"没有函数“{name}”。") for name in sorted(tie.calls - allowed)]
        faults += [Fault("T02", tie.id, words) for words in _unknown_things(tie, catalogue)]
    return faults


def _unknown_things(tie: Tie, catalogue: Catalogue) -> Iterator[str]:
    """Find ledgers, their fields and tables that are named in quotes and nobody declared."""
    own = catalogue.by_label.get(tie.ledger)
    for call, (name, *fields) in tie.quoted:
        if call in _OF_LEDGERS and (name or call != "distinct"):
            spec = catalogue.by_label.get(name)
            if spec is None:
                yield f"没有台账“{name}”。"
            elif missing := [field for field in fields if field not in spec.by_label]:
                yield f"“{name}”没有字段“{'、'.join(missing)}”。"
        elif call == "table" and (own is None or name not in own.tables):
            yield f"没有表“{name}”。"
        elif call == "previous" and own and (missing := [field for field in (name, *fields) if field not in own.by_label]):
            yield f"没有字段“{'、'.join(missing)}”。"


MEASURE_FUNCTIONS = frozenset(
    {
        "sum", "max", "min", "count", "parts", "opening", "first_half", "second_half", "full_year", "same_last_year", "sent",
        "open_at_start", "open_at_end", "distinct",
    }
)  # fmt: skip


def broken(tie: Tie, scope: Any) -> bool:
    """Tell whether the rule applies here and is not kept; unknown is no complaint."""
    if tie.when is not None and tie.when.evaluate(scope) is not True:
        return False
    return tie.expression.evaluate(scope) is False


def record_problems(
    ties: Ties, spec: LedgerSpec, values: Mapping[str, Any], references: References, specs: Mapping[str, LedgerSpec]
) -> tuple[Problem, ...]:
    """Find the must rules that this record breaks by what it holds itself, each at a field the form can point at."""
    scope = ties.scope(spec, values, references, specs)
    day = spec.day_of(values)
    found = []
    for tie in ties.of_ledger(spec.label):
        if tie.stops_saving and tie.in_force(day) and broken(tie, scope):
            words = tie.message.fill(scope, hidden=spec.secret_labels)
            found.append(Problem(_place(tie, spec, values), words, rule=tie.id))
    return tuple(found)


def unfit_choices(
    ties: Ties, spec: LedgerSpec, values: Mapping[str, Any], references: References, specs: Mapping[str, LedgerSpec]
) -> dict[str, tuple[str, ...]]:
    """Return by field key the choices that what else the record holds rules out; never all of them, and never the one that stands."""
    found, day = {}, spec.day_of(values)
    stopping = [tie for tie in ties.of_ledger(spec.label) if tie.stops_saving and tie.in_force(day)]
    for field in (field for field in spec.fields if field.of.choosable and not field.of.many):
        rules = [tie for tie in stopping if {field.label, *field.formerly} & {*tie.names}]
        unfit = []
        for choice in field.choices if rules else ():
            scope = ties.scope(spec, completed(spec, {**values, field.key: choice}), references, specs)
            if choice != values.get(field.key) and any(broken(tie, scope) for tie in rules):
                unfit.append(choice)
        if 0 < len(unfit) < len(field.choices):
            found[field.key] = tuple(unfit)
    return found


def asked_for(ties: Ties, spec: LedgerSpec, values: Mapping[str, Any]) -> tuple[Problem, ...]:
    """Return the fields a must rule asks to be filled: 待补, not wrong."""
    scope, day = ties.scope(spec, values, None, {}), spec.day_of(values)
    rules = [tie for tie in ties.of_ledger(spec.label) if tie.level == "must" and tie.asks and tie.in_force(day) and broken(tie, scope)]
    return tuple(Problem(field.key, field.label) for field in (spec.by_label[tie.asks] for tie in rules))


def _place(tie: Tie, spec: LedgerSpec, values: Mapping[str, Any]) -> str:
    """Where the form shows it: of dates in order the last one filled, else the first field the rule names."""
    keys = [spec.by_label[name].key for name in tie.expression.names if name in spec.by_label]
    if "ascending" in tie.expression.calls:
        return [key for key in keys if key in values][-1]
    return keys[0]


def mentioned(tie: Tie, labels: Iterable[str]) -> bool:
    """Tell whether a measure rule speaks of one of these measures."""
    return bool(set(labels) & {*tie.names, *tie.for_each})
