"""Where a Chinese line may end: 避头尾, words and numbers kept whole. Knows no fonts and no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import pairwise

NOT_FIRST = frozenset("!),.:;?]}¢'\"、。〉》」』】〕〗〞︰︱︳﹐､﹒﹔﹕﹖﹗﹚﹜﹞！），．：；？｜｝︴︶︸︺︼︾﹀﹂﹄﹏～￠々‖·ˇ―’”`%％‰℃")
NOT_LAST = frozenset("([{£¥‵〈《「『【〔〖（［｛￡￥〝︵︷︹︻︽︿﹁﹃﹙﹛﹝“‘$＄")
PAIRED = frozenset("—…")
_WIDE_PUNCTUATION = frozenset("“”‘’—…·、。《》〈〉【】（）")


def is_wide(char: str) -> bool:
    """Tell whether it takes part in justification and may be parted from its neighbour."""
    return char >= "\u2e80" or char in _WIDE_PUNCTUATION


def may_part(before: str, after: str) -> bool:
    """Tell whether a line may end between these two characters."""
    if after in NOT_FIRST or before in NOT_LAST or after == " " or (before == after and before in PAIRED):
        return False
    return before == " " or is_wide(before) or is_wide(after)


def line_end(text: str, widths: Sequence[float], start: int, limit: float) -> int:
    """Tell where the line that begins at ``start`` ends; ``widths`` is cumulative with a leading zero.

    Blanks that do not fit hang at the end. A word longer than the line is cut; at least one character is taken.
    """
    length = len(text)
    fits = bisect_right(widths, widths[start] + limit + 1e-6, start, length + 1) - 1
    if fits >= length:
        return length
    end = fits = max(fits, start + 1)
    while end < length and text[end] == " ":
        end += 1
    if end >= length:
        return length
    while end > start and not may_part(text[end - 1], text[end]):
        end -= 1
    return end if end > start else fits


def stretch_places(text: str) -> list[int]:
    """Return the indexes after which a justified line may be stretched: between characters where one is wide, and at blanks."""
    return [
        index
        for index, (before, after) in enumerate(pairwise(text))
        if before == " " or (after != " " and (is_wide(before) or is_wide(after)))
    ]
