"""The pass phrase of an encrypted pack: 20 random digits in five groups, each with a check digit. Knows no file and no cipher.

The check digit is Damm's, begun with the number of the group: every wrong digit, every swap of neighbours and every swap of two groups
is noticed, and the group is named.
"""

from __future__ import annotations

import secrets

from dangjian_desktop.domain.check_digits import damm, folded, mistyped

GROUPS = 5
_RANDOM = 4
_GROUP = _RANDOM + 1
LENGTH = GROUPS * _GROUP
"""Digits in all, as ``folded`` leaves them."""


def fresh() -> str:
    """Make a new one from the system's source of randomness: five groups of five digits with blanks between them."""
    return " ".join(_with_check(number, f"{secrets.randbelow(10**_RANDOM):0{_RANDOM}}") for number in range(1, GROUPS + 1))


def parse(text: str) -> str:
    """Return a pass phrase as somebody typed it, in the form of ``fresh``; E-84 names the groups that are wrong, never what was typed."""
    typed = folded(text)
    if len(typed) != LENGTH:
        raise mistyped("口令", f"应是 {LENGTH} 位数字，这里是 {len(typed)} 位", "请把五组数字都写上。")
    groups = [typed[at : at + _GROUP] for at in range(0, len(typed), _GROUP)]
    wrong = [f"第{number}组" for number, group in enumerate(groups, 1) if not _good(number, group)]
    if wrong:
        raise mistyped("口令", f"{'、'.join(wrong)}不对", f"请对照口令单核对{'、'.join(wrong)}。")
    return " ".join(groups)


def _good(number: int, group: str) -> bool:
    return all(sign in "0123456789" for sign in group) and _with_check(number, group[:_RANDOM]) == group


def _with_check(number: int, digits: str) -> str:
    return f"{digits}{damm(number, digits)}"
