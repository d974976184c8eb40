"""Written reasons for large changes as sentences of the text, behind the paragraph that holds the number. Plain functions."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from dangjian_desktop.domain.report import Draft, Section


def sentence_of(words: str) -> str:
    """One line that ends like a sentence."""
    line = " ".join(words.split())
    return line if not line or line[-1] in "。！？；" else f"{line}。"


def sentences(draft: Draft) -> dict[str, str]:
    """What is to stand in the text, by tag."""
    wanted = {tag: sentence_of(draft.explanations.get(tag, "")) for tag in sorted(draft.insert_explanations)}
    return {tag: words for tag, words in wanted.items() if words}


def placed(sections: Iterable[Section], old: Mapping[str, str], new: Mapping[str, str]) -> tuple[Section, ...]:
    """The sections with the new sentences instead of the old ones; what stands unchanged is not touched."""
    out = list(sections)
    for tag in {**old, **new}:
        before, after = old.get(tag, ""), new.get(tag, "")
        if before == after and any(after in part.text for part in out):
            continue
        out = [replace(part, text=part.text.replace(before, "", 1)) if before and before in part.text else part for part in out]
        place = next((number for number, part in enumerate(out) if _holder(tag).search(part.text)), None)
        if after and place is not None and after not in out[place].text:
            lines = out[place].text.split("\n")
            row = next(number for number, line in enumerate(lines) if _holder(tag).search(line))
            lines[row] += after
            out[place] = replace(out[place], text="\n".join(lines))
    return tuple(out)


def _holder(tag: str) -> re.Pattern[str]:
    return re.compile(r"\{\{\s*" + re.escape(tag) + r"\s*(\||\}\})")
