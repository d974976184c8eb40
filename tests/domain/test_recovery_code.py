"""The recovery code: any secret comes back, a wrong character is found and its group named."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain import recovery_code
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.recovery_code import ALPHABET

SECRETS = st.binary(min_size=32, max_size=32)


def letters(secret: bytes) -> str:
    return "".join(recovery_code.lines(secret)).replace(" ", "")


def where(place: int) -> str:
    """Which group a place of the 62 characters belongs to, in the words of the message."""
    block, inside = divmod(place, 14)
    data = 12 if block < 4 else 4
    return f"第 {3 * block + inside // 4 + 1} 组不对" if inside < data else "后面的校验字符不对"


@given(SECRETS)
def test_a_code_gives_its_secret_back_however_it_is_typed(secret: bytes) -> None:
    lines = recovery_code.lines(secret)
    assert recovery_code.parse("\n".join(lines)) == secret
    assert recovery_code.parse("-".join(lines).lower()) == secret


def test_a_code_has_thirteen_groups_of_four_and_two_check_characters_a_line() -> None:
    assert [[len(part) for part in line.split()] for line in recovery_code.lines(bytes(range(32)))] == [[4, 4, 4, 2]] * 4 + [[4, 2]]
    assert len(recovery_code.groups(bytes(32))) == 13


def test_digits_that_do_not_occur_count_as_the_letters_they_look_like() -> None:
    secret = bytes(range(100, 132))
    assert recovery_code.parse(letters(secret).replace("O", "0").replace("I", "1").replace("B", "8")) == secret


@given(SECRETS, st.integers(0, 61), st.integers(1, 31))
def test_one_wrong_character_is_found_and_its_group_named(secret: bytes, place: int, shift: int) -> None:
    code = list(letters(secret))
    code[place] = ALPHABET[(ALPHABET.index(code[place]) + shift) % 32]
    with pytest.raises(UserError) as refused:
        recovery_code.parse("".join(code))
    assert where(place) in refused.value.message.happened


@settings(max_examples=300)
@given(SECRETS, st.integers(0, 4), st.data())
def test_two_wrong_characters_of_one_line_are_noticed(secret: bytes, line: int, data: st.DataObject) -> None:
    code = list(letters(secret))
    length = 14 if line < 4 else 6
    for place in data.draw(st.lists(st.integers(0, length - 1), min_size=2, max_size=2, unique=True)):
        at = 14 * line + place
        code[at] = ALPHABET[(ALPHABET.index(code[at]) + data.draw(st.integers(1, 31))) % 32]
    with pytest.raises(UserError):
        recovery_code.parse("".join(code))


def test_a_code_that_is_too_short_says_how_many_are_there() -> None:
    with pytest.raises(UserError, match="共 62 个字符，这里是 61 个"):
        recovery_code.parse(letters(bytes(32))[:-1])


def test_several_wrong_characters_that_point_nowhere_name_the_groups_of_the_line() -> None:
    code = letters(bytes(32))
    faults = set()
    for first in ALPHABET[1:]:
        for second in ALPHABET[1:]:
            with pytest.raises(UserError) as refused:
                recovery_code.parse(first + second + code[2:])
            faults.add(refused.value.message.happened)
    assert "看不懂“恢复码”（第 1 组到第 3 组有不止一处不对）。" in faults


def test_several_wrong_characters_of_the_last_line_name_its_only_group() -> None:
    code = letters(bytes(32))
    faults = set()
    for first in ALPHABET[1:]:
        for second in ALPHABET[1:]:
            with pytest.raises(UserError) as refused:
                recovery_code.parse(code[:56] + first + second + code[58:])
            faults.add(refused.value.message.happened)
    assert "看不懂“恢复码”（第 13 组不对）。" in faults


def test_a_last_group_no_secret_can_have_is_refused() -> None:
    """260 bits are written and 256 are used: the last four are always 0."""
    spare = [0, 0, 0, 1]
    code = letters(bytes(32))[:56] + "".join(ALPHABET[symbol] for symbol in [*spare, *recovery_code._checks(spare)])
    with pytest.raises(UserError, match="第 13 组不对"):
        recovery_code.parse(code)


def test_a_message_never_repeats_the_code() -> None:
    code = letters(bytes(range(32)))
    with pytest.raises(UserError) as refused:
        recovery_code.parse("B" + code[1:])
    assert not any(group in str(refused.value) for group in recovery_code.groups(bytes(range(32))))
