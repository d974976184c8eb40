"""核验码: what is typed from paper is read back, and a slip of the pen is noticed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.check_code import CheckCode, check_code, parse
from dangjian_desktop.domain.errors import UserError

HEADS = st.text("0123456789abcdef", min_size=64, max_size=64)
CODES = st.builds(check_code, st.integers(1, 10**9), HEADS)
WIDE = str.maketrans("0123456789ABCDEF ", "０１２３４５６７８９ＡＢＣＤＥＦ\u3000")
SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def refused(text: str) -> str:
    with pytest.raises(UserError) as told:
        parse(text)
    assert told.value.code == "E-84"
    return str(told.value)


def test_a_code_is_the_number_eight_groups_and_a_check_character() -> None:
    code = check_code(18246, "9f3a07c24b1ed8605a97e21c38f4b06d" + "e" * 32)
    assert str(code) == "18246 9F3A 07C2 4B1E D860 5A97 E21C 38F4 B06D M"
    assert code.digits == "9f3a07c24b1ed8605a97e21c38f4b06d"


@given(CODES)
def test_a_code_comes_back_however_it_is_typed(code: CheckCode) -> None:
    text = str(code)
    assert parse(text) == code
    assert parse(text.lower().replace(" ", "")) == code
    assert parse(text.replace(" ", " - ")) == code
    assert parse(text.translate(WIDE)) == code


@given(CODES, st.data())
def test_every_wrong_character_is_noticed(code: CheckCode, data: st.DataObject) -> None:
    text = list(str(code).replace(" ", ""))
    place = data.draw(st.integers(0, len(text) - 1))
    text[place] = data.draw(st.sampled_from([sign for sign in SIGNS if sign != text[place]]))
    refused("".join(text))


@given(CODES)
def test_every_swap_of_neighbours_is_noticed(code: CheckCode) -> None:
    text = str(code).replace(" ", "")
    for place in range(len(text) - 1):
        one, two = text[place : place + 2]
        if one != two:
            refused(text[:place] + two + one + text[place + 2 :])


@pytest.mark.parametrize(
    ("old", "new", "place", "meant"), [("0", "O", "第 1 组", "0"), ("1", "I", "第 2 组", "1"), ("1", "l", "第 2 组", "1")]
)
def test_a_letter_that_looks_like_a_digit_is_asked_about_and_never_guessed(old: str, new: str, place: str, meant: str) -> None:
    text = str(check_code(7, "a0a0b1b1" + "c" * 56)).replace(old, new, 1)
    words = refused(text)
    assert place in words
    assert f"是不是“{meant}”" in words


def test_a_sign_that_is_like_no_digit_is_named_with_its_group() -> None:
    words = refused(str(check_code(7, "a" * 64)).replace("AAAA", "AXAA", 1))
    assert "第 1 组" in words
    assert "对照" in words


def test_a_check_character_that_never_occurs_is_named() -> None:
    assert "是不是“V”" in refused(str(check_code(7, "a" * 64))[:-1] + "U")


@pytest.mark.parametrize("text", ["", "7", "9F3A 07C2", "1" * 60])
def test_a_code_too_short_or_too_long_says_how_long_it_is(text: str) -> None:
    assert "长短不对" in refused(text)


def test_a_ledger_without_a_log_has_a_code_of_zeros() -> None:
    assert set("".join(check_code(0, "").groups)) == {"0"}
