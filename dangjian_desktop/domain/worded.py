"""Declarations in the words of one kind of unit: what is shown changes, what is stored, compared and named by does not.

Only what we declare is reworded; a text that somebody typed is never looked at.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from dangjian_desktop.domain.declaration import Fault
from dangjian_desktop.domain.duty import Duty
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.tie import Tie, Ties
from dangjian_desktop.domain.unit_words import UnitWords


def catalogue_in(catalogue: Catalogue, words: UnitWords) -> Catalogue:
    """Return the same ledgers with choices shown in these words."""
    return replace(catalogue, specs=tuple(_spec(spec, words) for spec in catalogue))


def _spec(spec: LedgerSpec, words: UnitWords) -> LedgerSpec:
    fields = tuple(_field(field, words) for field in spec.fields)
    return spec if fields == spec.fields else replace(spec, fields=fields)


def _field(field: Field, words: UnitWords) -> Field:
    shown = tuple(words.shown(choice) for choice in field.choices)
    rows = tuple(_field(row, words) for row in field.rows)
    return replace(field, shown=() if shown == field.choices else shown, rows=rows)


def ties_in(ties: Ties, words: UnitWords) -> Ties:
    """Return the same rules with messages and reasons in these words."""
    return replace(ties, rules=tuple(_tie(tie, words) for tie in ties.rules)) if words.pairs else ties


def _tie(tie: Tie, words: UnitWords) -> Tie:
    return replace(tie, message=replace(tie.message, text=words.inside(tie.message.text)), reason=words.inside(tie.reason))


def duties_in(duties: Iterable[Duty], words: UnitWords) -> tuple[Duty, ...]:
    """Return the same duties: what is to be done, by whom and on what ground in these words."""
    if not words.pairs:
        return tuple(duties)
    return tuple(
        replace(
            duty,
            label=words.inside(duty.label),
            who=words.inside(duty.who),
            source=words.inside(duty.source),
            confirm=words.inside(duty.confirm),
        )
        for duty in duties
    )


def check(words: UnitWords, catalogue: Catalogue) -> list[Fault]:
    """Find fields in which two choices would be shown, or read, as one."""
    return [
        Fault("U03", words.kind, f"“{field.label}”的选项“{shown}”分不清是哪一个。")
        for spec in catalogue_in(catalogue, words)
        for field in _choosing(spec.fields)
        for shown in sorted(_unclear(field))
    ]


def _choosing(fields: Iterable[Field]) -> Iterator[Field]:
    for field in fields:
        if field.shown:
            yield field
        yield from _choosing(field.rows)


def _unclear(field: Field) -> set[str]:
    """Shown words that another choice has too, shown or stored."""
    return {
        shown
        for choice, shown in zip(field.choices, field.shown, strict=True)
        if field.shown.count(shown) > 1 or (shown != choice and shown in field.choices)
    }
