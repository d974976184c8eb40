"""What numbers in one sentence say of each other: a part is not more than its whole, parts that are all named add up, a
percentage agrees with what it was made of. Only what the wording makes certain; knows no Word file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from dangjian_desktop.domain.fields import plain
from dangjian_desktop.domain.tie import Tie, Ties, broken
from dangjian_desktop.reports.tags import Stretch, Tag
from dangjian_desktop.services.report.values import CHANGE, Values

PART, ALL_PARTS, SHARE, SMALL = "R10a", "R10b", "R40", "R45"
_OF_WHICH = re.compile(r"其中|(?<=[，、（(])含")
_NAMELY = re.compile(r"[^\d，。；、]{0,3}[，：:（(—]*(?:分别为|分别是|包括)")
_CLAUSE = re.compile(r"[，,；;。）)]")


@dataclass(frozen=True)
class _Number:
    """A number of the sentence: where its tag stands, what it counts in, its value."""

    at: int
    unit: str
    value: Decimal
    tag: Tag


def told(parts: Sequence[Stretch], values: Values, ties: Ties) -> Iterator[tuple[Tie, str, tuple[str, ...]]]:
    """Return (rule, sentence to the user, labels) for everything that cannot be in one sentence of the text."""
    text, numbers = _read(parts, values)
    for words in _OF_WHICH.finditer(text):
        after = _within(numbers, words.end(), _clause_end(text, words.end()))
        if after and (whole := _before(numbers, words.start(), after[0].unit)):
            for part in (one for one in after if one.unit == whole.unit):
                yield from _broken(ties.get(PART), {"part": part.value, "whole": whole.value}, whole.tag, part.tag)
    for whole in numbers:
        if found := _NAMELY.match(text, whole.at):
            named = [one for one in numbers if one.at > found.end() and one.unit == whole.unit]
            if len(named) > 1:
                given = {"parts": [one.value for one in named], "whole": whole.value}
                yield from _broken(ties.get(ALL_PARTS), given, whole.tag, *(one.tag for one in named))
    for piece in parts:
        if piece.tag is not None and not piece.tag.prefix:
            yield from _share(piece.tag, values, ties.get(SHARE))


def small(tags: Sequence[Tag], values: Values, ties: Ties) -> Iterator[tuple[Tie, str, tuple[Tag, ...]]]:
    """Find printed numbers so small that a person may be known by them, all in one sentence; (rule, sentence, their tags)."""
    tie, found = ties.get(SMALL), []
    for tag in tags:
        printed = _printed(tag, values) if tag.name in tie.for_each and tag.prefix != CHANGE else None
        if printed is not None and broken(tie, _Given({"printed": printed, **ties.params_on(values.day)})):
            found.append((tag, f"“{values.said(tag.path)}”只有{plain(printed)}{_unit(tag, values)}"))
    if found:
        words = "、".join(words for _tag, words in found)
        yield tie, tie.message.fill(_Given({}), **{"标签": words}), tuple(tag for tag, _words in found)


def _unit(tag: Tag, values: Values) -> str:
    measured = values.shown(tag).measured
    return measured.unit if measured else ""


def _read(parts: Sequence[Stretch], values: Values) -> tuple[str, list[_Number]]:
    """Return the sentence without its tags, and the numbers with the place they stand at."""
    text, numbers = "", []
    for part in parts:
        if part.tag is None:
            text += part.text
            continue
        measured = values.shown(part.tag).measured
        printed = _printed(part.tag, values)
        if measured is not None and printed is not None and measured.kind != "ratio" and not part.tag.prefix:
            numbers.append(_Number(len(text), measured.unit, printed, part.tag))
    return text, numbers


def _printed(tag: Tag, values: Values) -> Decimal | None:
    """Return the number as it stands in the text: typed over, or the count itself (40余 is compared as what it stands for)."""
    shown = values.shown(tag)
    if shown.overridden:
        try:
            return Decimal((shown.text or "").strip("%"))
        except InvalidOperation:
            return None
    number = shown.measured.number if shown.measured else None
    return None if number is None else Decimal(number)


def _clause_end(text: str, start: int) -> int:
    found = _CLAUSE.search(text, start)
    return found.start() if found else len(text)


def _within(numbers: Sequence[_Number], start: int, end: int) -> list[_Number]:
    return [one for one in numbers if start <= one.at <= end]


def _before(numbers: Sequence[_Number], end: int, unit: str) -> _Number | None:
    return next((one for one in reversed(numbers) if one.at < end and one.unit == unit), None)


def _share(tag: Tag, values: Values, tie: Tie) -> Iterator[tuple[Tie, str, tuple[str, ...]]]:
    """Check that a percentage typed over is still what its two numbers make."""
    shown = values.shown(tag)
    printed = _printed(tag, values)
    if shown.overridden and printed is not None and shown.measured is not None and shown.measured.ratio is not None:
        numerator, denominator = shown.measured.ratio
        half = Decimal(1).scaleb(int(printed.as_tuple().exponent)) / 2
        given = {"printed": printed, "numerator": Decimal(numerator), "denominator": Decimal(denominator), "half_unit": half}
        yield from _broken(tie, given, tag)


def _broken(tie: Tie, given: Mapping[str, Any], *tags: Tag) -> Iterator[tuple[Tie, str, tuple[str, ...]]]:
    scope = _Given(given)
    if broken(tie, scope):
        yield tie, tie.message.fill(scope), tuple(tag.name for tag in tags)


class _Given:
    """Names are the numbers of the sentence."""

    def __init__(self, values: Mapping[str, Any]) -> None:
        self._values = values
        self.functions: Mapping[str, Callable[..., Any]] = {"sum": sum}

    def name(self, name: str) -> Any:
        return self._values[name]

    def attribute(self, base: Any, name: str) -> Any:
        raise AssertionError(base, name)  # pragma: no cover - these rules have no dots

    def value(self, found: Any) -> Any:
        return found
