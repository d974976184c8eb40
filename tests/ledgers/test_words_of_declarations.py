"""What declarations say to people names no file and no number of ours, and never “as there”: each sentence stands by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

RESOURCES = Path(__file__).parents[2] / "resources"
SHOWN = {"message", "reason", "about", "confirm", "label", "who", "source", "title", "content", "group", "text", "note"}
OURS = re.compile(r"\.(?:md|yaml|py)(?![A-Za-z])|(?<![A-Za-z])[RD]\d|(?:^|[，；。（])同(?:上|前|[A-Z])")


def sentences(said: Any, key: str = "") -> Iterator[str]:
    if isinstance(said, dict):
        for word, inner in said.items():
            yield from sentences(inner, word)
    elif isinstance(said, list):
        for inner in said:
            yield from sentences(inner, key)
    elif key in SHOWN and isinstance(said, str):
        yield said


@pytest.mark.parametrize("name", ["ties.yaml", "duties.yaml", "handover.yaml", "bases.yaml"])
def test_no_sentence_names_a_file_a_rule_or_another_line_of_ours(name: str) -> None:
    said = list(sentences(yaml.safe_load((RESOURCES / name).read_text(encoding="utf-8"))))
    assert len(said) > 20
    assert [one for one in said if OURS.search(one)] == []


@pytest.mark.parametrize("wrong", ["见domain.md", "（见R41）。", "同D19；应述人数", "见 D3", "同上。", "写在ties.yaml里"])
def test_what_is_ours_is_caught(wrong: str) -> None:
    assert OURS.search(wrong)


@pytest.mark.parametrize("right", ["提出人不同。", "同一人两次处分", "同意立案；同比", "GB/T 9704", "DR3 型"])
def test_what_is_not_ours_is_left_alone(right: str) -> None:
    assert not OURS.search(right)
