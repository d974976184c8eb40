"""Numbers as a report words them."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain import wording
from dangjian_desktop.domain.measure import Measured


def number(value, kind="whole"):
    return Measured(value, "次", (), kind)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0, "零"), (5, "五"), (10, "十"), (14, "十四"), (20, "二十"), (101, "一百零一"), (110, "一百一十"), (1005, "一千零五"),
        (10_000, "一万"), (10_005, "一万零五"), (100_500, "十万零五百"), (12_345, "一万二千三百四十五"), (100_000_000, "一亿"),
        (100_010_000, "一亿零一万"),
    ],
)  # fmt: skip
def test_chinese_numerals(value, words):
    assert wording.chinese_numeral(value) == words


@given(st.integers(0, 10**9))
def test_a_chinese_numeral_is_never_empty_and_names_no_digit(value):
    words = wording.chinese_numeral(value)
    assert words
    assert not any(char.isascii() for char in words)


@pytest.mark.parametrize(
    ("value", "words"), [(7, "7"), (40, "40"), (47, "40余"), (44, "40余"), (98, "近100"), (39, "近40"), (1234, "1230余")]
)
def test_round_numbers(value, words):
    assert wording.about(value) == words


def test_plain_values():
    assert wording.in_text(number(174)) == "174"
    assert wording.in_text(number(235050, "money")) == "2350.5"
    assert wording.in_text(number(Decimal("95.24"), "ratio")) == "95.24"
    assert wording.in_text(number(("甲", "乙"), "list")) == "甲、乙"
    assert wording.in_text(number((), "list")) is None
    assert wording.in_text(number(None)) is None


def test_values_in_a_table():
    assert wording.in_table(number(1234567)) == "1,234,567"
    assert wording.in_table(number(2521050, "money")) == "25,210.50"
    assert wording.in_table(number(Decimal("1043.5"), "number")) == "1,043.5"
    assert wording.in_table(number(("甲", "乙"), "list")) == "2"
    assert wording.in_table(number(2521050, "money"), grouped=False) == "25210.5"
    assert (wording.in_table(number(None)), wording.in_table(None)) == ("—", "—")


def test_changes_in_a_table():
    assert wording.step_text(number(3), number(1)) == "增加 2"
    assert wording.step_text(number(100, "money"), number(150000, "money")) == "减少 1,499.00"
    assert wording.step_text(number(3), number(3)) == "持平"
    assert wording.step_text(number(3), number(None)) == wording.step_text(number(None), number(3)) == ""


def test_changes_and_dates():
    assert wording.change_text(5, 3) == "增加2"
    assert wording.change_text(Decimal("1.5"), 3) == "减少1.5"
    assert wording.change_text(3, 3) == "持平"
    assert wording.change_text(None, 3) is None
    assert wording.change_text(3, None) is None
    assert wording.date_text(date(2022, 7, 5)) == "2022年7月5日"


def test_forms():
    films = number(("《甲》", "乙"), "list")
    assert wording.formed(number(14), "汉字") == "十四"
    assert wording.formed(films, "顿号") == "《甲》、乙"
    assert wording.formed(films, "书名号") == "《甲》《乙》"
    assert wording.formed(number(125360050, "money"), "万元") == "125.36"
    assert wording.formed(number(Decimal("95.24"), "ratio"), "百分比") == "95.24%"
    assert wording.formed(number(47), "约数") == "40余"
    assert wording.formed(number(0), "零值", "未发生") == "未发生"
    assert wording.formed(number(3), "零值", "未发生") == "3"
    assert wording.formed(number((), "list"), "零值", "未发生") == "未发生"
    assert wording.formed(number(None), "汉字") is None


def test_what_is_not_known_is_not_zero():
    assert wording.formed(number(None), "零值", "未发生") is None


@pytest.mark.parametrize(
    ("value", "form"),
    [(("甲",), "汉字"), (("甲",), "万元"), (3, "顿号"), (Decimal("1.5"), "约数"), (Decimal("-3"), "汉字"), (("甲",), "百分比")],
)
def test_a_form_that_does_not_fit_is_told(value, form):
    with pytest.raises(wording.WordingError, match="只用于"):
        wording.formed(number(value), form)
