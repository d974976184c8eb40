"""The shared declaration is the contract for labels, choices and counts; ours may have more, never less and nothing else by the same name."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from dangjian_desktop.paths import resources

MORE_TO_CHOOSE = {"lead.breach", "case.breach"}
"""Fields of which a record may hold several here, where the contract has one."""
COUNTED_WIDER = {
    "基层党组织数": {"where": {"kind": ["党总支", "党支部"]}},
    "完成整改问题数": {"where": {"state": ["已完成并长期坚持"]}},
}
"""What a measure of the contract counts besides, because a choice was added that means the same."""


def blocks(path: Path) -> dict[str, dict[str, Any]]:
    declared = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {block["key"]: block for block in (*declared["registers"], *declared["ledgers"])}


@pytest.fixture(scope="module")
def contract(shared: Path) -> dict[str, dict[str, Any]]:
    return blocks(shared / "spec" / "ledgers.yaml")


OURS = blocks(resources() / "ledgers.yaml")


def fields(lines: list[Any]) -> dict[str, tuple[str, str, set[str], list[str]]]:
    """Key → label, kind, words, choices, child fields under their parent."""
    found = {}
    for key, label, kind, *options in lines:
        more = next((option for option in options if isinstance(option, dict)), {})
        words = {option for option in options if isinstance(option, str)}
        found[key] = (label, kind, words, more.get("choices", []))
        found.update({f"{key}.{child}": said for child, said in fields(more.get("rows", [])).items()})
    return found


def test_every_field_of_the_contract_is_here_with_its_label_kind_and_choices(contract: dict[str, dict[str, Any]]) -> None:
    for ledger, block in contract.items():
        ours = fields(OURS[ledger]["fields"])
        assert OURS[ledger]["label"] == block["label"]
        for key, (label, kind, words, choices) in fields(block["fields"]).items():
            have = ours[key]
            assert (have[0], words) == (label, have[2]), f"{ledger}.{key}"
            assert have[1] == ("choices" if f"{ledger}.{key}" in MORE_TO_CHOOSE else kind), f"{ledger}.{key}"
            assert [choice for choice in have[3] if choice in choices] == choices, f"{ledger}.{key}"


def test_every_measure_of_the_contract_counts_what_the_contract_says(contract: dict[str, dict[str, Any]]) -> None:
    for ledger, block in contract.items():
        ours = {measure["label"]: measure for measure in OURS[ledger].get("measures", ())}
        for measure in block.get("measures", ()):
            have = dict(ours[measure["label"]])
            have.pop("key", None)
            for word, wider in COUNTED_WIDER.get(measure["label"], {}).items():
                for field, added in wider.items():
                    said = measure[word][field] if isinstance(measure[word][field], list) else [measure[word][field]]
                    measure = {**measure, word: {**measure[word], field: [*said, *added]}}
            assert have == measure, measure["label"]


def test_every_shipped_measure_has_a_key_of_its_own_in_english() -> None:
    keys = [measure.get("key", "") for block in OURS.values() for measure in block.get("measures", ())]
    assert len(set(keys)) == len(keys)
    assert [key for key in keys if not re.fullmatch(r"[a-z][a-z0-9_]+", key)] == []
