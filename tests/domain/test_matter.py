"""Which fields make a matter: ``same``, ``unique`` and ``follows`` as words of the grammar, each fault with its code."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest

from dangjian_desktop.domain.catalogue_check import check
from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.ledger import Catalogue, Follows, LedgerSpec
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.ledgers.shipped import load_catalogue, read_yaml

FIELDS = [
    ["day", "日期", "date", "required"],
    ["number", "编号", "text"],
    ["earlier", "来源编号", "text"],
    ["code", "代号", "text", "secret"],
    ["story", "经过", "long", "secret"],
    ["words", "说明", "long"],
    ["count", "数量", "whole"],
    ["kind", "类型", "choice", {"choices": ["甲", "乙"]}],
    ["narrow", "类别", "choice", {"choices": ["甲"]}],
    ["unit", "单位", "ref:organisation"],
    ["people", "人员", "refs:person"],
    ["until", "期满", "date", {"computed": "日期"}],
    ["label", "全称", "text", {"computed": "编号"}],
    ["items", "行", "rows", {"rows": [["cell", "格", "text"]]}],
]


def block(**words: Any) -> dict[str, Any]:
    return {"key": "visit", "label": "走访", "area": "conduct", "date_field": "day", "fields": copy.deepcopy(FIELDS), **words}


EARLIER = block(key="call", label="来访")


def beside(*blocks: dict[str, Any]) -> Catalogue:
    catalogue = load_catalogue()
    for one in blocks:
        catalogue = catalogue.with_spec(ledger_from(one))
    return catalogue


def faults(*blocks: dict[str, Any]) -> list[str]:
    """Codes of what is wrong when these stand beside what ships; read one by one or checked together."""
    try:
        return [fault.code for fault in check(beside(*blocks))]
    except DeclarationError as wrong:
        return [fault.code for fault in wrong.faults]


def test_the_words_are_read() -> None:
    follows = {"ledger": "call", "by": {"earlier": "number"}, "carry": {"kind": "kind", "code": "code"}}
    spec = ledger_from(block(same=["day", "number", "people"], unique=["number"], follows=follows))
    assert spec.same == ("day", "number", "people")
    assert spec.unique == ("number",)
    assert spec.follows == Follows("call", "earlier", "number", (("kind", "kind"), ("code", "code")))
    assert faults(EARLIER, block(same=["day", "number", "people"], unique=["number"], follows=follows)) == []


def test_a_block_that_says_nothing_means_nothing() -> None:
    spec = ledger_from(block())
    assert (spec.same, spec.unique, spec.follows) == ((), (), None)


def test_a_reference_links_by_itself() -> None:
    assert faults(block(follows={"ledger": "organisation", "by": "unit", "carry": {"number": "name"}})) == []


@pytest.mark.parametrize("word", ["same", "unique"])
@pytest.mark.parametrize("said", ["number", ["number", "number"], [3], {"number": 1}, ["nothing"], ["items"], ["cell"], ["evidence"]])
def test_what_is_no_list_of_own_fields_is_refused(word: str, said: Any) -> None:
    assert faults(block(**{word: said})) == ["L14"]


@pytest.mark.parametrize("key", ["day", "number", "code", "words", "count", "kind", "unit", "people"])
def test_what_may_make_the_same_matter(key: str) -> None:
    assert faults(block(same=[key])) == []


@pytest.mark.parametrize("key", ["story", "until"])
def test_what_may_not_make_the_same_matter(key: str) -> None:
    assert faults(block(same=[key])) == ["L14"]


@pytest.mark.parametrize("key", ["day", "code", "story", "words", "count", "kind", "unit", "people", "until", "label"])
def test_only_a_name_or_a_number_in_one_line_can_be_unique(key: str) -> None:
    assert faults(block(unique=[key])) == ["L14"]


@pytest.mark.parametrize(
    "said",
    [
        "call",
        {"ledger": "call"},
        {"by": "unit"},
        {"ledger": "call", "by": {"earlier": "number"}, "colour": "red"},
        {"ledger": "call", "by": {}},
        {"ledger": "call", "by": {"earlier": "number", "number": "number"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": ["kind"]},
        {"ledger": "nowhere", "by": {"earlier": "number"}},
        {"ledger": "visit", "by": {"earlier": "number"}},
        {"ledger": "call", "by": "unit"},
        {"ledger": "call", "by": "number"},
        {"ledger": "call", "by": "nothing"},
        {"ledger": "call", "by": ["earlier"]},
        {"ledger": "call", "by": {"nothing": "number"}},
        {"ledger": "call", "by": {"earlier": "nothing"}},
        {"ledger": "call", "by": {"earlier": "day"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": {"number": "code"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": {"words": "story"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": {"narrow": "kind"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": {"until": "day"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": {"items": "items"}},
        {"ledger": "call", "by": {"earlier": "number"}, "carry": {"unit": "people"}},
    ],
)
def test_what_cannot_be_continued_is_refused(said: Any) -> None:
    assert faults(EARLIER, block(follows=said)) == ["L15"]


def test_a_wider_list_of_choices_takes_a_narrower_one() -> None:
    assert faults(EARLIER, block(follows={"ledger": "call", "by": {"earlier": "number"}, "carry": {"kind": "narrow"}})) == []


def test_a_circle_is_found_where_it_closes_and_only_there() -> None:
    link = {"earlier": "number"}
    first = block(key="call", label="来访", follows={"ledger": "visit", "by": link})
    outside = block(key="note", label="摘记", follows={"ledger": "call", "by": link})
    found = check(beside(first, block(follows={"ledger": "call", "by": link}), outside))
    assert [(fault.code, fault.where) for fault in found] == [("L15", "来访"), ("L15", "走访")]


# ---------------------------------------------------------------------- what ships
@pytest.fixture(scope="module")
def shipped() -> Catalogue:
    return load_catalogue()


def test_every_shipped_ledger_says_what_the_same_matter_is(shipped: Catalogue) -> None:
    assert [spec.label for spec in shipped.ledgers if not spec.same] == []


def test_the_chains_of_the_office_are_declared(shipped: Catalogue) -> None:
    """Leads become cases become sanctions; problems become rectifications become next steps."""

    def chain(spec: LedgerSpec) -> list[str]:
        return [spec.label, *(chain(shipped.get(spec.follows.ledger)) if spec.follows else [])]

    assert chain(shipped.by_label["处分"]) == ["处分", "案件", "问题线索"]
    assert chain(shipped.by_label["下步打算"]) == ["下步打算", "问题整改", "存在问题"]


def test_every_shipped_block_comes_back_from_json_as_it_was(shipped: Catalogue) -> None:
    declared, documents = read_yaml("ledgers.yaml"), load_documents()
    for part in ("registers", "ledgers"):
        for one in json.loads(json.dumps(declared[part], ensure_ascii=False)):
            assert ledger_from(one, register=part == "registers", documents=documents) == shipped.get(one["key"])
