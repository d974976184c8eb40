"""What a hand-over has to tell and what a masked copy hides, as declared in resources/handover.yaml. Knows no store and no file.

A word it does not know is a fault, never ignored; a secret field may not be named where it would be printed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from dangjian_desktop.domain.declaration import Fault, lacking, strange
from dangjian_desktop.domain.expression import Expression, ExpressionError, Sentence, parse, sentence
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.record_scope import RECORD_FUNCTIONS

EVERY = "*"
_RULE_WORDS = {"group", "ledger", "when", "title", "content", "who", "due", "state", "duty"}
_HIDDEN_WORDS = {"registers", "texts"}
_ELSEWHERE = frozenset({"found", "row", "previous"})


@dataclass(frozen=True)
class OpenRule:
    """One way in which a record is not settled. ``who`` and ``due`` are tried in order; ``who`` and ``state`` are labels. With
    ``duty`` the limit counts only while the office has that duty."""

    group: str
    ledger: str
    when: Expression
    title: Sentence
    content: Sentence
    who: tuple[str, ...] = ()
    due: tuple[Expression, ...] = ()
    state: str = ""
    duty: str = ""


@dataclass(frozen=True)
class Hidden:
    """``registers``: label of a register → how the codes for its names begin. ``texts``: (ledger or *, field), both labels."""

    registers: Mapping[str, str]
    texts: frozenset[tuple[str, str]]

    def hides(self, ledger: str, field: str) -> bool:
        """Tell whether a masked copy hides that field of that ledger (labels)."""
        return bool({(ledger, field), (EVERY, field)} & self.texts)


@dataclass(frozen=True)
class HandoverRules:
    """``aside``: rules that name what is not in force here; they are told and not looked at."""

    open: tuple[OpenRule, ...]
    hidden: Hidden
    aside: tuple[Fault, ...] = ()


def rules_from(data: Mapping[str, Any]) -> tuple[HandoverRules, list[Fault]]:
    """Read the whole of handover.yaml, with every fault of its form; what it names is looked at by ``check``."""
    faults = strange("H01", "移交", data, ("open", "hidden"))
    rules = tuple(rule for block in data.get("open", ()) if (rule := _rule(block, faults)))
    hidden = data.get("hidden", {})
    faults += strange("H01", "hidden", hidden, _HIDDEN_WORDS)
    texts = frozenset((str(ledger), str(label)) for ledger, labels in hidden.get("texts", {}).items() for label in labels)
    return HandoverRules(rules, Hidden(dict(hidden.get("registers", {})), texts)), faults


def _rule(block: Mapping[str, Any], faults: list[Fault]) -> OpenRule | None:
    where = f"{block.get('ledger', '?')}：{block.get('when', '?')}"
    faults += strange("H01", where, block, _RULE_WORDS)
    if absent := lacking("H01", where, block, ("group", "ledger", "when", "title")):
        faults += absent
        return None
    try:
        return OpenRule(
            group=str(block["group"]),
            ledger=str(block["ledger"]),
            when=parse(str(block["when"])),
            title=sentence(str(block["title"])),
            content=sentence(str(block.get("content", ""))),
            who=tuple(block.get("who", ())),
            due=tuple(parse(str(text)) for text in block.get("due", ())),
            state=str(block.get("state", "")),
            duty=str(block.get("duty", "")),
        )
    except ExpressionError as fault:
        faults.append(Fault("H01", where, str(fault)))
        return None


def fitting(rules: HandoverRules, catalogue: Catalogue, params: Iterable[str], duties: Iterable[str]) -> HandoverRules:
    """Return the rules this catalogue can answer; what cannot be bound is set aside, never raised. What is hidden stays hidden."""
    known, tasks = tuple(params), tuple(duties)
    faults = check(rules, catalogue, known, tasks)
    kept = tuple(rule for rule in rules.open if not check(HandoverRules((rule,), Hidden({}, frozenset())), catalogue, known, tasks))
    return HandoverRules(kept, _relabelled(rules.hidden, catalogue), tuple(faults))


def _relabelled(hidden: Hidden, catalogue: Catalogue) -> Hidden:
    """Return the same texts and registers by the labels in force; a text that is hidden in every ledger is so by each of its labels."""
    registers = {
        catalogue.by_label[label].label if label in catalogue.by_label else label: stem for label, stem in hidden.registers.items()
    }
    texts = set(hidden.texts)
    for ledger, label in hidden.texts:
        specs = catalogue if ledger == EVERY else [catalogue.by_label[ledger]] if ledger in catalogue.by_label else []
        texts |= {(EVERY if ledger == EVERY else spec.label, spec.by_label[label].label) for spec in specs if label in spec.by_label}
    return Hidden(registers, frozenset(texts))


def check(rules: HandoverRules, catalogue: Catalogue, params: Iterable[str], duties: Iterable[str] = ()) -> list[Fault]:
    """Find what the rules name and nobody declared."""
    known, tasks = {*params, "period_end"}, {"", *duties}
    faults = [fault for rule in rules.open for fault in _check_rule(rule, catalogue, known)]
    faults += [Fault("H02", rule.ledger, f"没有应办事项“{rule.duty}”。") for rule in rules.open if rule.duty not in tasks]
    strange = [label for label in rules.hidden.registers if not (spec := catalogue.by_label.get(label)) or not spec.is_register]
    faults += [Fault("H02", "hidden", f"没有基础信息“{label}”。") for label in strange]
    for ledger, label in sorted(rules.hidden.texts):
        specs = list(catalogue) if ledger == EVERY else [catalogue.by_label[ledger]] if ledger in catalogue.by_label else []
        if not any(label in spec.by_label and spec.by_label[label].of.textual for spec in specs):
            faults.append(Fault("H02", "hidden", f"“{ledger}”没有文字“{label}”。"))
    return faults


def _check_rule(rule: OpenRule, catalogue: Catalogue, params: set[str]) -> Iterator[Fault]:
    spec = catalogue.by_label.get(rule.ledger)
    if spec is None:
        yield Fault("H02", rule.ledger, f"没有台账“{rule.ledger}”。")
        return
    printed = [part for sentence in (rule.title, rule.content) for _, part in sentence.parts]
    expressions = [rule.when, *rule.due, *printed]
    names = [name for part in expressions for name in part.names]
    for name in dict.fromkeys([*names, *rule.who, *([rule.state] if rule.state else [])]):
        if name not in spec.by_label and (name not in params or name not in names):
            yield Fault("H02", rule.ledger, f"没有字段“{name}”。")
    for name in sorted({name for part in expressions for name in part.calls} - (set(RECORD_FUNCTIONS) - _ELSEWHERE)):
        yield Fault("H03", rule.ledger, f"没有函数“{name}”。")
    for call, (name, *_) in (pair for part in expressions for pair in part.quoted):
        if call == "table" and name not in spec.tables:
            yield Fault("H02", rule.ledger, f"没有表“{name}”。")
    for label in rule.who:
        if label in spec.by_label and not _one_person(spec.by_label[label]):
            yield Fault("H03", rule.ledger, f"“{label}”不是人员字段，不能作责任人。")
    yield from _secrets(rule, spec, [name for part in printed for name in part.names])


def _one_person(field: Field) -> bool:
    return field.of.refers and not field.of.many


def _secrets(rule: OpenRule, spec: LedgerSpec, printed: Sequence[str]) -> Iterator[Fault]:
    for name in dict.fromkeys([*printed, *rule.who, rule.state]):
        if name in spec.by_label and spec.by_label[name].secret:
            yield Fault("H04", spec.label, f"“{name}”是保密字段，不能印在未了事项里。")
