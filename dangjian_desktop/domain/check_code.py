"""核验码: number and first 128 bits of a row of the log, to be copied by hand. Knows no ledger.

The check character is the sum of the characters over the field of 32 elements, each weighted with the power of its place: every single
wrong character and every swap of two neighbours is noticed. (ISO 7064 MOD 37,36 misses some swaps, MOD 37-2 needs a “*”.) It is
written in 32 signs without I, L, O and U.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from dangjian_desktop.domain.check_digits import doubled, folded, mistyped
from dangjian_desktop.domain.errors import UserError

MEANS = (
    "核验码能说明：打印之前的记录，打印之后没有被改过。"
    "它不能说明：最后一次打印以后的记录没有被整体改写或退回，也不能说明当初录入的内容属实。"
)
"""What it proves and what not; stands beside every code that is shown or printed."""
GROUPS = 8
_GROUP = 4
_DIGITS = GROUPS * _GROUP
_HEX = "0123456789ABCDEF"
_SIGNS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_LONGEST_NUMBER = 12
_MEANT = {"O": "0", "I": "1", "L": "1", "U": "V"}
"""Signs that never occur, and what they may be; asked, never guessed."""


@dataclass(frozen=True)
class CheckCode:
    """``groups`` are eight of four upper-case hex digits, ``check`` is one character."""

    seq: int
    groups: tuple[str, ...]
    check: str

    @property
    def digits(self) -> str:
        """The beginning of the row's digest, as the log writes it."""
        return "".join(self.groups).lower()

    def __str__(self) -> str:
        return " ".join([str(self.seq), *self.groups, self.check])


def check_code(seq: int, head: str) -> CheckCode:
    """Make the code of a row of the log from its number and its digest in hex; a ledger without a log has nothing but zeros."""
    digits = head[:_DIGITS].upper().ljust(_DIGITS, "0")
    groups = tuple(digits[at : at + _GROUP] for at in range(0, _DIGITS, _GROUP))
    return CheckCode(seq, groups, _check(f"{seq}{digits}"))


def parse(text: str) -> CheckCode:
    """Return a code as somebody typed it: blanks, dashes, small and full-width letters do not matter. E-84 for whatever is wrong."""
    typed = folded(text).upper()
    number, digits, check = typed[: -_DIGITS - 1], typed[-_DIGITS - 1 : -1], typed[-1:]
    if not 0 < len(number) <= _LONGEST_NUMBER:
        raise _mistyped(f"这里有 {len(typed)} 个字符，长短不对", "请写全序号、八组字符和最后的校验字。")
    _allowed(number, _HEX[:10], ("序号",) * len(number))
    _allowed(digits, _HEX, tuple(f"第 {at // _GROUP + 1} 组" for at in range(_DIGITS)))
    _allowed(check, _SIGNS, ("校验字",))
    code = check_code(int(number), digits)
    if code.check != check:
        raise _mistyped("有字符抄错或颠倒", "请对照纸上的核验码逐组核对。")
    return code


def _allowed(part: str, signs: str, places: Iterable[str]) -> None:
    for sign, place in zip(part, places, strict=True):
        if sign not in signs:
            meant = _MEANT.get(sign, "")
            hint = f"请看看是不是“{meant}”。" if meant in signs and meant else "请对照纸上的核验码核对。"
            raise _mistyped(f"{place}里有不会出现的字符", hint)


def _mistyped(reason: str, hint: str) -> UserError:
    return mistyped("核验码", reason, hint)


def _check(signs: str) -> str:
    """Horner's rule at the element 2 of the field of 32; a sign's value is its place among the 32 signs."""
    total = 0
    for sign in signs:
        total = doubled(total ^ _SIGNS.index(sign))
    return _SIGNS[total]
