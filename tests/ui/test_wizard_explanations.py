"""Reasons for large changes as sentences of the report."""

from __future__ import annotations

from dataclasses import replace

from dangjian_desktop.domain.report import Section
from dangjian_desktop.ui.wizards.report.explanations import placed, sentence_of, sentences
from tests.ui.wizard_fakes import PERIOD, FakeReporting

TEXT = "标题\n立案{{ 立案件数 }}件，结案{{ 结案件数|汉字 }}件。\n末段。"
SECTIONS = (Section("甲", "甲", "没有数。"), Section("乙", "乙", TEXT))


def test_a_reason_becomes_a_sentence() -> None:
    assert sentence_of(" 线索 多\n了 ") == "线索 多 了。"
    assert sentence_of("多了。") == "多了。"
    assert sentence_of(" ") == ""
    draft = replace(FakeReporting().start("half", PERIOD), explanations={"甲": "多", "乙": "少"}, insert_explanations=frozenset("甲丙"))
    assert sentences(draft) == {"甲": "多。"}


def test_it_stands_behind_the_paragraph_of_its_number_and_goes_again() -> None:
    once = placed(SECTIONS, {}, {"立案件数": "线索多了。"})
    assert once[1].text.split("\n")[1].endswith("件。线索多了。")
    assert placed(once, {"立案件数": "线索多了。"}, {"立案件数": "线索多了。"}) == once
    other = placed(once, {"立案件数": "线索多了。"}, {"立案件数": "换了。"})
    assert other[1].text.split("\n")[1].endswith("件。换了。")
    assert placed(other, {"立案件数": "换了。"}, {}) == SECTIONS


def test_a_form_does_not_hide_the_number_and_a_number_nowhere_in_the_text_changes_nothing() -> None:
    assert placed(SECTIONS, {}, {"结案件数": "快了。"})[1].text.split("\n")[1].endswith("快了。")
    assert placed(SECTIONS, {}, {"别的": "快了。"}) == SECTIONS
    assert placed(SECTIONS, {"别的": "没有过。"}, {}) == SECTIONS
