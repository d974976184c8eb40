"""The words of a ledger's block for what is worked out: ``tables`` that depend on a date, and ``asks``, questions about a record and a day.

Part of the grammar; whoever reads a block hands itself in. Evaluates nothing (domain/computed does).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Protocol

from dangjian_desktop.domain.basis import BasisError, Dated, Documents, bases_from, versions_from
from dangjian_desktop.domain.expression import Expression
from dangjian_desktop.domain.fields import Field, Formula
from dangjian_desktop.domain.ledger import Question
from dangjian_desktop.domain.measure import Where

INSIDE_A_RECORD = frozenset({"filled", "empty", "days", "days_after", "months_after", "max", "min", "table", "first"})
"""What a computed field or a question may call: nothing that looks beyond the record."""
_WORDS = {"key", "label", "when", "of", "until", "adding", "basis"}


class Reader(Protocol):
    """Whoever reads the block: its fields, and where its faults go."""

    block: Mapping[str, Any]
    documents: Documents
    fields: tuple[Field, ...]

    def fault(self, code: str, message: str, hint: str = "") -> None:
        """Note a fault of the block with its code."""

    def expression(self, text: str) -> Expression | None:
        """Parse a declared expression; None, and a fault noted, when it is none."""

    def key_of(self, name: str, code: str = ...) -> str:
        """Return the key, and note a fault when the ledger has no such field."""

    def conditions(self, words: Mapping[str, Any]) -> tuple[Where, ...]:
        """Read declared conditions, with a fault for each that does not fit."""


def tables_of(reader: Reader) -> dict[str, Dated[Mapping[str, Any]]]:
    """Name → the dated table."""
    found = {}
    for name, said in reader.block.get("tables", {}).items():
        try:
            found[str(name)] = versions_from(said, reader.documents, "rows", _looked_up)
        except BasisError as fault:
            reader.fault("L13", f"表“{name}”：{fault}")
    return found


def _looked_up(rows: Any) -> Mapping[str, Any]:
    if not isinstance(rows, Mapping):
        raise BasisError("rows 要写成 {值: 查得的}。")
    return dict(rows)


def asks_of(reader: Reader, tables: Collection[str]) -> tuple[Question, ...]:
    """Return the questions; what they and the computed fields name must be there, and nothing beyond the record may be asked."""
    known = {field.label for field in reader.fields if not field.computed}
    for field in reader.fields:
        if field.computed:
            _judge(reader, field.label, field.computed, known, tables)
            known.add(field.label)  # a later one may use it, neither itself nor an earlier one
    made = [ask for said in reader.block.get("asks", ()) if (ask := _ask(reader, said))]
    for ask in made:
        _judge(reader, ask.label, ask.when, known | {"day"}, tables)
    return tuple(made)


def _judge(reader: Reader, label: str, text: Formula, known: Collection[str], tables: Collection[str]) -> None:
    wrong = [name for name in text.names if name not in known]
    wrong += [f'table("{name}")' for call, (name, *_) in text.quoted if call == "table" and name not in tables]
    wrong += sorted(text.calls - INSIDE_A_RECORD)
    if wrong:
        reader.fault("L12", f"“{label}”的算式里不认识，或者还没有推算出来：{'、'.join(wrong)}。")


def _ask(reader: Reader, said: Mapping[str, Any]) -> Question | None:
    if unknown := set(said) - _WORDS:
        reader.fault("L12", f"提问“{said.get('label')}”里不认识的词：{'、'.join(sorted(unknown))}。")
    if absent := [word for word in ("key", "label", "when") if word not in said]:
        reader.fault("L12", f"提问“{said.get('label')}”缺少 {'、'.join(absent)}。")
        return None
    when = reader.expression(str(said["when"]))
    try:
        bases = bases_from(said.get("basis"), reader.documents)
    except BasisError as fault:
        reader.fault("L12", f"提问“{said.get('label')}”：{fault}")
        return None
    of, until = (reader.key_of(str(said[word]), "L12") if word in said else "" for word in ("of", "until"))
    if until and any(field.key == until and not field.of.dated for field in reader.fields):
        reader.fault("L12", f"提问“{said['label']}”的“{until}”不是日期。")
    adding = reader.conditions(said.get("adding", {}))
    return Question(str(said["key"]), str(said["label"]), when, of, until, adding[0] if adding else None, bases) if when else None
