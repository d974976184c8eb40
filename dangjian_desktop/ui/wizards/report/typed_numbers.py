"""Numbers typed as plain text that a measure has too, and how like two texts are. Plain functions; no widgets."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from dangjian_desktop.domain.report import Piece, TagInfo

_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BEFORE = 24
_ENDINGS = ("人次", "人数", "次数", "件数", "期数", "份数", "数", "次", "人", "件")


@dataclass(frozen=True)
class Typed:
    """``words`` end with the number and stand once in the section, so that it can be found again."""

    number: str
    words: str
    tag: str
    name: str
    """The tag as people read it."""


def stem(tag: str, unit: str) -> str:
    """What a tag speaks of, without what is counted: 廉政约谈人次 → 廉政约谈; a part is its own name."""
    name = tag.rpartition(".")[2]
    for ending in (unit, *_ENDINGS):
        if ending and name.endswith(ending) and len(name) > len(ending) + 1:
            return name.removesuffix(ending)
    return name


def typed_numbers(pieces: Sequence[Piece], tags: Iterable[TagInfo], declined: Collection[str] = ()) -> list[Typed]:
    """Typed numbers with the value and the unit of a measure that the words just before speak of."""
    tags = [info for info in tags if _NUMBER.fullmatch(info.value)]
    found: list[Typed] = []
    for piece in pieces:
        if piece.tag:
            continue
        for number in _NUMBER.finditer(piece.text):
            start = max(number.start() - _BEFORE, *(piece.text.rfind(mark, 0, number.start()) + 1 for mark in "\n，。；"))
            before, after = piece.text[start : number.start()], piece.text[number.end() :]
            fits = [
                info
                for info in tags
                if info.value == number[0] and after.startswith(info.unit) and stem(info.label, info.unit) in before[-_BEFORE:]
            ]
            words = before[-8:] + number[0]
            if fits and words not in declined:
                best = min(fits, key=lambda info: (info.tag.count("."), len(info.tag)))
                found.append(Typed(number[0], words, best.tag, best.label))
    return found


def likeness(old: str, new: str) -> float:
    """雷同度: the share of the new text that stands in the old one."""
    if not new:
        return 0.0
    same = sum(block.size for block in SequenceMatcher(None, old, new, autojunk=False).get_matching_blocks() if block.size > 3)
    return same / len(new)


def differing(old: str, new: str) -> list[str]:
    """The paragraphs of the old text that do not stand in the new one."""
    known = {part.strip() for part in new.split("\n")}
    return [part for part in old.split("\n") if part.strip() and part.strip() not in known]


def words_in(text: str) -> int:
    """Characters without blanks, as the guidance on length counts them."""
    return len(re.sub(r"\s", "", text))
