"""The generated pass phrase: five groups, each of which knows when it was mistyped."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain import passphrase
from dangjian_desktop.domain.errors import UserError

PHRASES = st.builds(lambda _: passphrase.fresh(), st.integers())
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def refused(text: str) -> str:
    with pytest.raises(UserError) as told:
        passphrase.parse(text)
    assert told.value.code == "E-84"
    return str(told.value)


def test_a_pass_phrase_is_five_groups_of_five_digits_and_never_the_same() -> None:
    made = {passphrase.fresh() for _ in range(50)}
    assert all(re.fullmatch(r"\d{5}( \d{5}){4}", one) for one in made)
    assert len(made) == 50


@given(PHRASES)
def test_it_comes_back_however_it_is_typed(phrase: str) -> None:
    assert passphrase.parse(phrase) == phrase
    assert passphrase.parse(phrase.replace(" ", "")) == phrase
    assert passphrase.parse(f"\u3000{phrase}\n".replace(" ", " — ").translate(WIDE)) == phrase


@given(PHRASES, st.integers(0, 24), st.integers(1, 9))
def test_a_wrong_digit_is_noticed_and_its_group_named(phrase: str, place: int, shift: int) -> None:
    digits = list(phrase.replace(" ", ""))
    digits[place] = str((int(digits[place]) + shift) % 10)
    assert f"（第{place // 5 + 1}组不对）" in refused("".join(digits))


@given(PHRASES, st.integers(0, 4), st.integers(0, 3))
def test_a_swap_of_neighbours_is_noticed(phrase: str, group: int, place: int) -> None:
    digits, at = list(phrase.replace(" ", "")), 5 * group + place
    if digits[at] != digits[at + 1]:
        digits[at], digits[at + 1] = digits[at + 1], digits[at]
        assert f"第{group + 1}组" in refused("".join(digits))


def test_two_groups_in_each_other_s_place_are_noticed() -> None:
    one, two, *rest = passphrase.fresh().split()
    if one[:4] == two[:4]:  # once in ten thousand
        two = passphrase._with_check(2, f"{(int(one[:4]) + 1) % 10000:04}")
    assert "第1组、第2组不对" in refused(" ".join([two, one, *rest]))


def test_the_same_digits_have_another_check_digit_in_every_group() -> None:
    assert len({passphrase._with_check(number, "4711") for number in range(1, 6)}) == 5


def test_what_was_typed_is_never_repeated_in_the_message() -> None:
    assert "99999" not in refused("99999 99999 99999 99999 99999")


@pytest.mark.parametrize("text", ["", "12345", "abc"])
def test_too_few_digits_are_counted(text: str) -> None:
    assert f"这里是 {len(text)} 位" in refused(text)


def test_a_letter_names_its_group() -> None:
    phrase = passphrase.fresh()
    assert "第2组不对" in refused(phrase[:6] + "x" + phrase[7:])
