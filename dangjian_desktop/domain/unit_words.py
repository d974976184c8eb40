"""单位性质: the words in which one kind of unit shows what is declared and stored in the words of another. Knows no ledger and no file.

Identity is the stored word; a shown word is a label over it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from dangjian_desktop.domain.declaration import Fault, strange

_WORDS = {"version", "standard", "kinds", "inside", "name_not_before"}
_LEFT_ALONE = r"\{+[^{}]*\}+|《[^》]*》"
"""Braces hold names of measures and fields, 《》 the titles of documents: neither is ours to reword."""


@dataclass(frozen=True)
class UnitWords:
    """The words of one kind of unit: standard word → shown word; empty for the kind whose words are the standard."""

    kind: str = ""
    pairs: tuple[tuple[str, str], ...] = ()
    after: str = ""
    not_before: str = ""

    @cached_property
    def by_word(self) -> Mapping[str, str]:
        """Return the word shown for each standard word."""
        return dict(self.pairs)

    def shown(self, word: str) -> str:
        """Return a whole word, such as a choice, as this unit calls it."""
        return self.by_word.get(word, word)

    def inside(self, text: str) -> str:
        """Return a declared sentence in the words of this unit: whole words only, the longest first, none touched twice."""
        return self._pattern.sub(lambda found: self.by_word.get(found[0], found[0]), text) if self.pairs else text

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        words = "|".join(re.escape(word) for word in sorted(self.by_word, key=len, reverse=True))
        begins = rf"(?:(?<!\w)|(?<={_one_of(self.after)}))"
        return re.compile(rf"{_LEFT_ALONE}|{begins}(?:{words})(?!{_one_of(self.not_before)})")


def _one_of(signs: str) -> str:
    """One of these characters, as a pattern; without any it fits nowhere."""
    return "(?:" + "|".join(re.escape(sign) for sign in signs) + ")" if signs else r"[^\s\S]"


@dataclass(frozen=True)
class UnitKinds:
    """Every declared kind of unit; ``standard`` is the one whose words are stored."""

    standard: str
    kinds: Mapping[str, UnitWords]
    name_not_before: str = ""

    def of(self, kind: object) -> UnitWords:
        """Return the words of a kind; those of the standard for none, or one this version does not know."""
        return self.kinds[kind] if isinstance(kind, str) and kind in self.kinds else self.kinds[self.standard]

    def proposed(self, unit: str) -> str:
        """Return the kind that a unit's name speaks of: the last of the signs in it; the standard where there is none."""
        signs = "|".join(re.escape(kind) for kind in sorted(self.kinds, key=len, reverse=True))
        found = re.findall(rf"(?:{signs})(?!{_one_of(self.name_not_before)})", unit)
        return found[-1] if found else self.standard


def unit_kinds_from(data: Mapping[str, Any]) -> tuple[UnitKinds, list[Fault]]:
    """Read the whole of unit_kinds.yaml, with every fault of it."""
    faults = strange("U01", "单位性质", data, _WORDS)
    inside = data["inside"]
    kinds = {
        kind: UnitWords(kind, tuple(pairs.items()), str(inside["after"]), str(inside["not_before"]))
        for kind, pairs in data["kinds"].items()
    }
    if data["standard"] not in kinds:
        faults.append(Fault("U01", "单位性质", f"没有标准说法“{data['standard']}”。"))
    for words in kinds.values():
        faults += [Fault("U02", words.kind, told) for told in _doubles(words, standard=words.kind == data["standard"])]
    return UnitKinds(str(data["standard"]), kinds, str(data["name_not_before"])), faults


def _doubles(words: UnitWords, *, standard: bool) -> Iterator[str]:
    """Tell why a shown word would not lead back to one stored word."""
    if standard and words.pairs:
        yield "标准说法不换成别的。"
    shown = list(words.by_word.values())
    for word in sorted({word for word in shown if shown.count(word) > 1 or word in words.by_word}):
        yield f"“{word}”是两个词的说法，分不清。"
