"""The standard writing is offered, never put in place of what was typed."""

import pytest

from dangjian_desktop.domain.better_text import better
from dangjian_desktop.domain.fields import fold


@pytest.mark.parametrize("text", ["", "陈䶮", "买买提·艾力", "3.5 万元", "一.学习", "A•B", "𬭎", "神\ufa19", "两行\r\n字"])
def test_of_most_texts_nothing_is_said(text):
    assert better(text) is None


def test_an_old_place_of_a_rare_character_is_told_with_its_standard_one():
    found = better("陈\ue863同志")
    assert found.text == "陈䶮同志"
    assert "“\ue863”" in found.words
    assert "“䶮”" in found.words
    assert fold(found.text) == fold("陈\ue863同志")


@pytest.mark.parametrize("dot", "•‧・･")
def test_every_other_dot_between_two_characters_is_the_one_of_names(dot):
    found = better(f"买买提{dot}艾力")
    assert found.text == "买买提·艾力"
    assert "“·”" in found.words
    assert fold(found.text) == fold(f"买买提{dot}艾力")


def test_a_full_stop_is_a_dot_only_in_a_name():
    assert better("买买提.艾力") is None
    assert better("买买提.艾力", name=True).text == "买买提·艾力"
    assert better("A.B", name=True) is None


def test_what_nobody_sees_is_told_before_it_goes():
    found = better("名\u200b单\u202e\x07")
    assert found.text == "名单"
    assert "3 个看不见的字符" in found.words
