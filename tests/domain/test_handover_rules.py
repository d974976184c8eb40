"""The rules of a hand-over: what ships is sound, and a word nobody knows is a fault."""

from __future__ import annotations

import copy

import pytest

from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.handover_rules import check, rules_from
from dangjian_desktop.ledgers import handover
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.ledgers.ties import load_ties

GOOD = {
    "group": "整改",
    "ledger": "问题整改",
    "when": "empty(完成日期)",
    "title": "{问题来源}",
    "who": ["责任人"],
    "due": ["整改期限"],
    "state": "整改状态",
}


@pytest.fixture(scope="module")
def ties(catalogue):
    return load_ties(catalogue)


def faults_of(catalogue, ties, *, open_=(), **more):
    rules, faults = rules_from({"open": list(open_), **more})
    return [fault.code for fault in (*faults, *check(rules, catalogue, ties.params))]


def test_the_shipped_rules_are_sound(catalogue, ties):
    rules = handover.load_handover_rules(catalogue, ties)
    assert {rule.ledger for rule in rules.open} >= {"问题线索", "案件", "信访举报", "建议与问责", "问题整改", "下步打算"}
    assert rules.hidden.hides("谈话", "谈话摘要")
    assert rules.hidden.hides("党委会议", "备注")
    assert not rules.hidden.hides("谈话", "谈话事由")


def test_a_sound_rule_has_no_fault(catalogue, ties):
    assert faults_of(catalogue, ties, open_=[GOOD]) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"ledger": "没有的台账"}, "H02"),
        ({"when": "empty("}, "H01"),
        ({"when": "empty(没有的栏目)"}, "H02"),
        ({"when": "open(整改状态)"}, "H03"),
        ({"when": 'found("案件", 问题内容)'}, "H03"),
        ({"title": "{没有的栏目}"}, "H02"),
        ({"who": ["review_days"]}, "H02"),
        ({"who": ["整改期限"]}, "H03"),
        ({"due": ["没有的日期"]}, "H02"),
        ({"state": "没有的状态"}, "H02"),
        ({"colour": "red"}, "H01"),
    ],
)
def test_what_is_not_known_is_a_fault(catalogue, ties, change, code):
    assert faults_of(catalogue, ties, open_=[{**GOOD, **change}]) == [code]


@pytest.mark.parametrize("word", ["title", "content", "state"])
def test_a_secret_field_is_never_printed(catalogue, ties, word):
    secret = {"group": "线索", "ledger": "问题线索", "when": "empty(结果日期)", "title": "线索"}
    named = "被反映人代号" if word == "state" else "{被反映人代号}"
    assert faults_of(catalogue, ties, open_=[{**secret, word: named}]) == ["H04"]


def test_a_rule_without_its_words_is_no_rule(catalogue, ties):
    lame = {key: value for key, value in GOOD.items() if key != "title"}
    assert faults_of(catalogue, ties, open_=[lame]) == ["H01"]


@pytest.mark.parametrize(
    ("hidden", "code"),
    [
        ({"registers": {"谈话": "谈"}}, "H02"),
        ({"texts": {"没有": ["备注"]}}, "H02"),
        ({"texts": {"谈话": ["谈话日期"]}}, "H02"),
        ({"texts": {"*": ["没有的栏目"]}}, "H02"),
        ({"names": {}}, "H01"),
    ],
)
def test_what_is_to_be_hidden_has_to_be_there(catalogue, ties, hidden, code):
    assert faults_of(catalogue, ties, hidden=hidden) == [code]


def test_a_chapter_nobody_knows_is_a_fault(catalogue, ties):
    assert faults_of(catalogue, ties, closed=[]) == ["H01"]


def test_a_faulty_declaration_does_not_load_and_a_rule_that_cannot_be_bound_is_set_aside(catalogue, ties, monkeypatch):
    wrong = copy.deepcopy(read_yaml("handover.yaml"))
    wrong["open"][0]["ledger"] = "没有的台账"
    monkeypatch.setattr(handover, "read_yaml", lambda _name: wrong)
    found = handover.load_handover_rules(catalogue, ties)
    assert [fault.where for fault in found.aside] == ["没有的台账"]
    assert len(found.open) == len(wrong["open"]) - 1
    wrong["open"][1]["more"] = 1
    with pytest.raises(DeclarationError):
        handover.load_handover_rules(catalogue, ties)
