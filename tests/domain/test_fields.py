"""Kinds of field: what is understood, what is refused and with which words."""

from datetime import date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.fields import Context, Field, fold, listed, money_text, parse_date, plain, without_controls
from dangjian_desktop.domain.kinds import KINDS

TODAY = date(2022, 6, 15)


class Register:
    """Two people share the name 李某."""

    people = {1: "王某", 2: "李某", 3: "李某", 4: "甲、乙合办"}  # noqa: RUF012

    def find(self, register, name):
        return [pk for pk, known in self.people.items() if fold(known) == fold(name)]

    def title(self, register, pk):
        return self.people.get(pk)


CONTEXT = Context(TODAY, Register())


def field(kind, **more):
    return Field("x", "某栏", kind, target="person" if kind in ("ref", "refs") else "", **more)


def clean(kind, raw, **more):
    return KINDS[kind].clean(raw, field(kind, **more), CONTEXT)


@pytest.mark.parametrize(
    "typed", ["20220305", "2022-03-05", "2022.3.5", "2022/3/5", "2022年3月5日", "3-5", "3月5日", "3.5", " 2022－03－05 ", "2022年3月5"]
)
def test_a_date_may_be_typed_in_many_ways(typed):
    assert parse_date(typed, TODAY) == date(2022, 3, 5)


def test_words_for_days_and_typed_values():
    assert parse_date("今天", TODAY) == TODAY
    assert parse_date("昨天", TODAY) == date(2022, 6, 14)
    assert clean("date", datetime(2022, 3, 5, 9, 30)) == date(2022, 3, 5)
    assert clean("date", date(2022, 3, 5)) == date(2022, 3, 5)
    assert clean("date", 20220305) == date(2022, 3, 5)
    assert clean("date", " ") is None


@pytest.mark.parametrize("typed", ["5-3-2022", "22-3-5", "2022-02-30", "20221301", "上周", "0022-03-05", "2022-3"])
def test_a_date_is_never_guessed(typed):
    with pytest.raises(ValueError, match="“"):
        parse_date(typed, TODAY)


def test_a_number_in_a_date_column_is_told():
    with pytest.raises(ValueError, match="不是日期"):
        clean("date", 44625.0)


def test_text_keeps_code_points_and_loses_only_controls_and_outer_blanks():
    assert clean("text", "  𬭎A&B<{{x}}\u3000😀\u200b ") == "𬭎A&B<{{x}}\u3000😀"
    assert clean("text", "一行\n两行") == "一行 两行"
    assert clean("long", " 一行\r\n两行\x07 ") == "一行\n两行"
    assert clean("text", "  ") is None
    assert clean("text", 8.0) == "8"
    assert clean("text", 8.5) == "8.5"
    assert clean("text", True) == "是"
    assert clean("text", False) == "否"
    assert without_controls("a\u202eb\rc") == "ab\nc"


@pytest.mark.parametrize(("kind", "raw"), [("text", "字" * 501), ("long", "字" * 20001), ("text", "\ud800"), ("text", 1.10101199001011e17)])
def test_text_that_cannot_be_kept_is_refused(kind, raw):
    with pytest.raises(ValueError, match=r"超过|半个字符"):
        clean(kind, raw)


def test_whole_numbers():
    assert clean("whole", "１２") == 12
    assert clean("whole", 8.0) == 8
    assert clean("whole", "1,234") == 1234
    assert clean("whole", " ") is None
    assert clean("whole", 0) == 0
    for wrong in ("3.5", "-1", "三", "12a", True, "9999999999999"):
        with pytest.raises(ValueError, match=r"不是|数字|太大"):
            clean("whole", wrong)


def test_money_is_whole_fen():
    assert clean("money", "1,253,600.50") == 125360050
    assert clean("money", 0.1 + 0.2) == 30
    assert clean("money", 2350) == 235000
    assert clean("money", "") is None
    assert money_text(125360050) == "1,253,600.50"
    for wrong in ("0.001", "-5", "12元", "99999999999999"):
        with pytest.raises(ValueError, match=r"不是|太大"):
            clean("money", wrong)


def test_numbers_are_exact_decimals():
    assert clean("number", "0.10") + clean("number", "0.20") == Decimal("0.30")
    assert KINDS["number"].store(Decimal("1.50")) == "1.5"
    assert plain(Decimal("1E+3")) == "1000"
    with pytest.raises(ValueError, match="太大"):
        clean("number", "-9999999999999")


@pytest.mark.parametrize(("raw", "value"), [("是", True), ("否", False), (True, True), ("√", True), ("", None), (1.0, True), ("N", False)])
def test_flags(raw, value):
    assert clean("flag", raw) is value


def test_a_flag_is_yes_or_no():
    with pytest.raises(ValueError, match="是"):
        clean("flag", "也许")
    assert KINDS["flag"].text(True) == "是"


def test_choices_are_matched_by_value_then_folded():
    options = ("党委（扩大）会", "村“两委”负责人", "甲、乙")
    assert clean("choice", "党委(扩大)会", choices=options) == "党委（扩大）会"
    assert clean("choice", "", choices=options) is None
    assert clean("choices", "甲、乙", choices=options) == ("甲、乙",)
    assert clean("choices", ["甲、乙", "党委（扩大）会", "甲、乙"], choices=options) == ("甲、乙", "党委（扩大）会")
    assert clean("choices", "", choices=options) is None
    with pytest.raises(ValueError, match="没有“书记会”这一项"):
        clean("choice", "书记会", choices=options)


def test_lists_are_parted_outside_of_brackets():
    assert listed("《甲、乙》、丙；丁，戊\n己") == ["《甲、乙》", "丙", "丁", "戊", "己"]
    assert listed(["a", "", None]) == ["a"]


def test_references_by_number_or_name():
    assert clean("ref", 1) == 1
    assert clean("ref", "王某") == 1
    assert clean("ref", " ") is None
    assert clean("refs", "王某、王某") == (1,)
    assert clean("refs", "甲、乙合办") == (4,)
    assert clean("refs", [1, 2]) == (1, 2)
    assert clean("refs", " ") is None
    for wrong, words in ((99, "不存在"), ("赵某", "没有“赵某”"), ("李某", "2 个同名")):
        with pytest.raises(ValueError, match=words):
            clean("ref", wrong)


@pytest.mark.parametrize(
    ("kind", "value", "text"),
    [
        ("text", "甲", "甲"),
        ("date", date(2022, 3, 5), "2022-03-05"),
        ("whole", 8, "8"),
        ("money", 5, "0.05"),
        ("number", Decimal("1.5"), "1.5"),
        ("flag", False, "否"),
        ("choices", ("甲", "乙"), "甲、乙"),
        ("refs", (1, 2), "1、2"),
    ],
)
def test_what_is_stored_is_loaded_again(kind, value, text):
    made = KINDS[kind]
    assert made.load(made.store(value)) == value
    assert made.text(value) == text


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Cf")), max_size=80))
def test_long_text_is_kept_code_point_by_code_point(text):
    assert clean("long", text) == (text.strip() or None)


@given(st.integers(0, 10**14))
def test_money_reads_back_what_it_shows(fen):
    assert clean("money", money_text(fen)) == fen


@pytest.mark.parametrize(
    ("kind", "good", "bad"),
    [
        ("text", "半年", 6),
        ("whole", 6, True),
        ("flag", True, "是"),
        ("choice", "甲", "乙"),
        ("date", None, "2022-03-05"),
        ("refs", None, [1]),
    ],
)
def test_a_default_fits_its_kind(kind, good, bad):
    of = field(kind, choices=("甲",)).of
    assert good is None or of.fits(good, field(kind, choices=("甲",)))
    assert not of.fits(bad, field(kind, choices=("甲",)))


def test_what_another_version_wrote_passes_unchanged_and_nothing_else_does():
    foreign = KINDS["foreign"]
    assert foreign.store(foreign.clean(foreign.load({"甲": [1, "乙"]}), field("foreign"), CONTEXT)) == {"甲": [1, "乙"]}
    for raw in ("甲", None, 3.5j):
        with pytest.raises(ValueError, match="不是这个版本的"):
            foreign.clean(raw, field("foreign"), CONTEXT)
