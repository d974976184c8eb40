"""What is better written otherwise: characters from the old places of rare ones, dots in names, what nobody sees. Changes nothing.

A text is stored as it was typed; this only says what the standard writing is, so that a face can offer it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from dangjian_desktop.domain.fields import standard_places, without_controls

_HAN = "[\u3400-\u9fff\uf900-\ufaff\U00020000-\U000323af]"
_DOT = re.compile(f"(?<={_HAN})[•‧・･](?={_HAN})")
_STOP = re.compile(f"(?<={_HAN})[.](?={_HAN})")


@dataclass(frozen=True)
class Better:
    """The sentence for the user, and the text as it is better written."""

    words: str
    text: str


def better(text: str, *, name: bool = False) -> Better | None:
    """Say what is better written otherwise, None where nothing is. ``name``: of a person, where a full stop too can only be the dot."""
    standard = text.translate(standard_places())
    if standard != text:
        old, new = next((old, new) for old, new in zip(text, standard, strict=True) if old != new)
        return Better(f"这里的“{old}”用的是旧字库的位置，标准字是“{new}”，查找时两种都能找到。", standard)
    dotted = _DOT.sub("·", text)
    dotted = _STOP.sub("·", dotted) if name else dotted
    if dotted != text:
        return Better("姓名中间的间隔号，标准写法是“·”，查找时不分写法。", dotted)
    plain = without_controls(text)
    if hidden := len(text.replace("\r\n", "\n")) - len(plain):
        return Better(f"含有 {hidden} 个看不见的字符，保存时会去掉。", plain)
    return None
