"""Conditions of a template ({%p if 党纪处分人数 > 0 %}): which tags they look at, and whether they hold. Evaluates no Python."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from dangjian_desktop.domain.expression import ExpressionError, parse
from dangjian_desktop.reports.tags import LOOP, read

_PATH = re.compile(r"[^\s<>=!()\"“”，]+")
_WORDS = ("and", "or", "not", "in")
_NUMBER = re.compile(r"-?\d{1,12}(\.\d{1,6})?")
_STRAIGHT = str.maketrans("“”", '""')


def paths_of(text: str) -> list[str]:
    """Return the tags a condition looks at; ExpressionError for one that cannot be read."""
    found, expression = _parts(text)
    try:
        parse(expression)
    except ExpressionError as fault:  # it speaks of x0, x1 …
        raise ExpressionError(f"看不懂“{text.strip()}”。") from fault
    return found


def of_row(text: str) -> bool:
    """Tell whether it looks at fields of a row."""
    return any(read(path).name == LOOP for path in _parts(text)[0])


def truth(text: str, value: Callable[[str], Any]) -> bool:
    """Decide a condition with the values of its tags; what cannot be compared counts as not so."""
    paths, expression = _parts(text)
    try:
        return bool(parse(expression).evaluate(_Paths([_Nothing() if found in (None, "", ()) else found for found in map(value, paths)])))
    except TypeError:
        return False


def row_truth(text: str, row: Mapping[str, str]) -> bool:
    """Decide a condition on the fields of one row; digits are compared as numbers."""

    def value(path: str) -> Any:
        words = row.get(read(path).part, "")
        return Decimal(words) if _NUMBER.fullmatch(words) else words

    return truth(text, value)


def _parts(text: str) -> tuple[list[str], str]:
    """Its tags, and the expression with a name x0, x1 … for each."""
    paths: list[str] = []

    def replace(match: re.Match[str]) -> str:
        word = match[0]
        if word in _WORDS or _NUMBER.fullmatch(word):
            return word
        paths.append(word)
        return f"x{len(paths) - 1}"

    pieces = re.split(r'("[^"]*"|“[^”]*”)', text.strip())
    made = [part.translate(_STRAIGHT) if n % 2 else _PATH.sub(replace, part) for n, part in enumerate(pieces)]
    return paths, "".join(made)


class _Nothing:
    """An empty value: not so, and neither more nor less than anything nor equal to it."""

    def __bool__(self) -> bool:
        return False

    def __eq__(self, other: object) -> bool:
        return False

    __lt__ = __le__ = __gt__ = __ge__ = __eq__
    __hash__ = None  # type: ignore[assignment]


class _Paths:
    """x0, x1 … stand for the values of the tags; nothing else has a name."""

    functions: Mapping[str, Callable[..., Any]] = {}

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values

    def name(self, name: str) -> Any:
        return self._values[int(name[1:])]

    def attribute(self, _base: Any, name: str) -> Any:
        raise AssertionError(name)  # pragma: no cover - a path keeps its dots

    def value(self, found: Any) -> Any:
        return found
