"""The recovery code: 256 bits as 13 groups of four characters, with two check characters after every three groups.

The check is a Reed–Solomon code over 32 symbols: one wrong character is found and its group named, two are always noticed.
Knows no file and no cipher.
"""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_desktop.domain.check_digits import LOGS, POWERS, mistyped
from dangjian_desktop.domain.errors import UserError

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
GROUPS = 13
_GROUP = 4
_BLOCK = 3 * _GROUP
_BITS = 256
_ALIKE = str.maketrans("018", "OIB")
"""Digits that do not occur in a code, and the letter that was meant."""


def groups(secret: bytes) -> tuple[str, ...]:
    """Return the 13 groups of a 256-bit secret, without the check characters."""
    letters = "".join(ALPHABET[symbol] for symbol in _symbols(secret))
    return tuple(letters[at : at + _GROUP] for at in range(0, len(letters), _GROUP))


def lines(secret: bytes) -> tuple[str, ...]:
    """Return the code as it is printed: three groups and their two check characters a line; the last line has one group."""
    found, parts = [], groups(secret)
    for at in range(0, GROUPS, 3):
        block = parts[at : at + 3]
        checks = "".join(ALPHABET[symbol] for symbol in _checks([ALPHABET.index(letter) for letter in "".join(block)]))
        found.append(" ".join([*block, checks]))
    return tuple(found)


def parse(text: str) -> bytes:
    """Return the secret behind a typed code; spaces, dashes, line breaks and small letters do not matter.

    E-84 that names the group when a character is wrong."""
    typed = [letter for letter in text.upper().translate(_ALIKE) if letter in ALPHABET]
    expected = GROUPS * _GROUP + 2 * -(-GROUPS // 3)
    if len(typed) != expected:
        raise _mistyped(f"共 {expected} 个字符，这里是 {len(typed)} 个", "请把 13 组连同每行末尾的两个校验字符都写上。")
    symbols: list[int] = []
    for number, at in enumerate(range(0, expected, _BLOCK + 2)):
        block = [ALPHABET.index(letter) for letter in typed[at : at + _BLOCK + 2]]
        _verify(block, first=3 * number + 1)
        symbols += block[:-2]
    value = 0
    for symbol in symbols:
        value = value << 5 | symbol
    spare = GROUPS * _GROUP * 5 - _BITS
    if value & ((1 << spare) - 1):
        raise _mistyped("第 13 组不对", "请对照恢复码核对第 13 组。")
    return (value >> spare).to_bytes(_BITS // 8, "big")


def _symbols(secret: bytes) -> list[int]:
    value = int.from_bytes(secret, "big") << (GROUPS * _GROUP * 5 - _BITS)
    return [value >> (5 * at) & 31 for at in reversed(range(GROUPS * _GROUP))]


def _times(one: int, exponent: int) -> int:
    return 0 if one == 0 else POWERS[(LOGS[one] + exponent) % 31]


def _syndromes(block: Sequence[int]) -> tuple[int, int]:
    """Return the value of the block as a polynomial at the first two powers; both are 0 when nothing is wrong."""
    first = second = 0
    for symbol in block:
        first, second = _times(first, 1) ^ symbol, _times(second, 2) ^ symbol
    return first, second


def _checks(data: Sequence[int]) -> tuple[int, int]:
    """Return the two characters that make both syndromes 0: two equations, tried for the first, solved for the second."""
    for one in range(32):
        first, second = _syndromes([*data, one, 0])
        if first == second:
            return one, first
    raise AssertionError("a line through two points always exists")  # pragma: no cover - a field has no gaps


def _verify(block: Sequence[int], *, first: int) -> None:
    """``first`` is the number of the block's first group."""
    one, two = _syndromes(block)
    if one == two == 0:
        return
    last = min(first + 2, GROUPS)
    whole = f"第 {first} 组到第 {last} 组有不止一处不对" if last > first else f"第 {first} 组不对"
    if one and two:
        # a single wrong character of weight w stands exponent places from the end: w·a^e and w·a^2e
        place = len(block) - 1 - (LOGS[two] - LOGS[one]) % 31
        if 0 <= place < len(block) - 2:
            number = first + place // _GROUP
            raise _mistyped(f"第 {number} 组不对", f"请对照恢复码核对第 {number} 组。")
        if place >= len(block) - 2:
            raise _mistyped(f"第 {last} 组后面的校验字符不对", f"请对照恢复码核对第 {last} 组后面的两个字符。")
    raise _mistyped(whole, "请对照恢复码逐组核对。")


def _mistyped(reason: str, hint: str) -> UserError:
    return mistyped("恢复码", reason, hint)
