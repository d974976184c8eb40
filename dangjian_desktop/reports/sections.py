"""Plain text → title levels and body (resources/docs/pages.md): headings that stand alone, and headings that run into their paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dangjian_desktop.domain.wording import chinese_numeral

_NUMBERS = (
    re.compile(r"^[一二三四五六七八九十]{1,3}、"),
    re.compile(r"^[（(][一二三四五六七八九十]{1,3}[)）]、?"),
    re.compile(r"^\d{1,2}[.．](?!\d)"),
    re.compile(r"^[（(]\d{1,2}[)）]"),
)
_ORDER = {chinese_numeral(number): number for number in range(1, 100)}
_ALONE = 40
_HEAD = 30
_PAIRS = {"“": "”", "《": "》", "（": "）"}


@dataclass(frozen=True)
class SectionLine:
    """One paragraph: ``level`` 0 = body, 1–4 a heading. ``head`` is what stands in the heading's face (the whole text of a
    heading that stands alone, the first sentence of a run-in one), ``rest`` the body after it."""

    level: int
    head: str
    rest: str

    @property
    def alone(self) -> bool:
        """Tell whether it is a heading with nothing behind it."""
        return bool(self.level) and not self.rest

    @property
    def text(self) -> str:
        """Return the whole line."""
        return self.head + self.rest


def line_of(text: str) -> SectionLine:
    """Tell a heading by its number, and whether it stands alone or runs into its paragraph (resources/docs/pages.md)."""
    text = text.strip()
    level, number = _numbered(text)
    if not level:
        return SectionLine(0, "", text)
    stop = _first_stop(text, len(number))
    if stop is None:
        return SectionLine(level, text, "") if len(text) <= _ALONE else SectionLine(0, "", text)
    head = text[: stop + 1]
    if stop == len(text) - 1:
        return SectionLine(level, text, "") if len(text) <= _HEAD else SectionLine(0, "", text)
    if len(head) - len(number) <= _HEAD:
        return SectionLine(level, head, text[stop + 1 :])
    return SectionLine(1, number, text[len(number) :]) if level == 1 else SectionLine(0, "", text)


def lines_of(text: str) -> list[SectionLine]:
    """Read a text line by line; blank lines are left out."""
    return [line_of(part) for part in text.splitlines() if part.strip()]


def _numbered(text: str) -> tuple[int, str]:
    for level, pattern in enumerate(_NUMBERS, start=1):
        if found := pattern.match(text):
            return level, found[0]
    return 0, ""


def number_of(text: str) -> tuple[int, int]:
    """Return (level, number) of a paragraph that begins like a heading, whatever its length; (0, 0) for all others."""
    level, number = _numbered(text.strip())
    words = re.sub(r"[^一二三四五六七八九十\d]", "", number)
    return (level, int(words) if words.isascii() else _ORDER.get(words, 0)) if level else (0, 0)


def _first_stop(text: str, start: int) -> int | None:
    """Place of the first 。 outside of “ ” 《 》 （ ）."""
    closing: list[str] = []
    for place in range(start, len(text)):
        char = text[place]
        if closing and char == closing[-1]:
            closing.pop()
        elif char in _PAIRS:
            closing.append(_PAIRS[char])
        elif char == "。" and not closing:
            return place
    return None
