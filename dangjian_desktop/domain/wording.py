"""Numbers and lists as a report words them. Knows no measure by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from dangjian_desktop.domain.fields import plain
from dangjian_desktop.domain.measure import Measured, Value

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百", "千")
_GROUPS = ("", "万", "亿", "万亿")
ZERO = "零值"


class WordingError(Exception):
    """A form that does not fit this value, in the user's words."""


def in_text(found: Measured) -> str | None:
    """Word a value without a form: plain digits, money in 元 without trailing zeros, a ratio without %, a list with 、; None for none."""
    if found.value is None:
        return None
    if isinstance(found.value, tuple):
        return "、".join(found.value) or None
    number = found.number
    return plain(number if number is not None else 0)


def in_table(found: Measured | None, *, grouped: bool = True) -> str:
    """Word a value as a table shows it: a list by its length, — for what is not there.

    ``grouped``: 1,023 for thousands, two decimals for money.
    """
    number = found.number if found else None
    if found is None or number is None:
        return "—"
    if not grouped:
        return plain(number)
    if found.kind == "money":
        return f"{number:,.2f}"
    whole, dot, rest = plain(number).partition(".")
    return f"{int(whole):,}{dot}{rest}"


def chinese_numeral(number: int) -> str:
    """Word a number: 14 → 十四, 105 → 一百零五."""
    if number == 0:
        return _DIGITS[0]
    groups: list[str] = []
    place = 0
    while number:
        number, group = divmod(number, 10_000)
        groups.append((_group(group) + _GROUPS[place]) if group else "")
        if group and group < 1000 and number:
            groups[-1] = "零" + groups[-1]
        place += 1
    text = "".join(reversed(groups))
    return text.removeprefix("一") if text.startswith("一十") else text


def _group(number: int) -> str:
    made, zero = "", False
    for place, digit in reversed(list(enumerate(int(char) for char in reversed(str(number))))):
        if digit:
            made += ("零" if zero else "") + _DIGITS[digit] + _PLACES[place]
        zero = not digit and bool(made)
    return made


def about(number: int) -> str:
    """Round to 约数: 47 → 40余, exact tens unchanged, last digit 8 or 9 → 近100 for 98; below ten unchanged."""
    if number < 10 or number % 10 == 0:
        return str(number)
    if number % 10 >= 8:
        return f"近{number // 10 * 10 + 10}"
    return f"{number // 10 * 10}余"


def change_text(now: Decimal | int | None, before: Decimal | int | None) -> str | None:
    """Word a change: 增加23 / 减少2 / 持平, no blank; None when one of the two is not there."""
    if now is None or before is None:
        return None
    if now == before:
        return "持平"
    return f"{'增加' if now > before else '减少'}{plain(abs(Decimal(now) - Decimal(before)))}"


def step_text(now: Measured, before: Measured) -> str:
    """Word a change for a table: 增加 1,023 / 减少 2 / 持平; empty when one of the two is not there."""
    if now.number is None or before.number is None:
        return ""
    step = Decimal(now.number) - Decimal(before.number)
    size = abs(step) * 100 if now.kind == "money" else abs(step)
    return f"{'增加' if step > 0 else '减少'} {in_table(replace(now, value=size))}" if step else "持平"


def date_text(day: date) -> str:
    """Word a date as 2022年7月5日: full year, no leading zeros (GB/T 9704 §7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def _numeral(value: Value, _: str) -> str:
    return chinese_numeral(_whole(value, "汉字"))


def _whole(value: Value, form: str) -> int:
    if isinstance(value, tuple) or value is None or value != int(value) or value < 0:
        raise WordingError(f"“{form}”只用于整数。")
    return int(value)


def _listed(value: Value, _: str) -> str:
    return "、".join(_items(value, "顿号"))


def _titled(value: Value, _: str) -> str:
    return "".join(item if item.startswith("《") else f"《{item}》" for item in _items(value, "书名号"))


def _items(value: Value, form: str) -> Sequence[str]:
    if not isinstance(value, tuple):
        raise WordingError(f"“{form}”只用于目录。")
    return value


def _ten_thousands(value: Value, _: str) -> str:
    number = _number(value, "万元") / 10_000
    return plain(number.quantize(Decimal("0.01"), ROUND_HALF_UP))


def _percent(value: Value, _: str) -> str:
    return f"{plain(_number(value, '百分比'))}%"


def _number(value: Value, form: str) -> Decimal:
    if isinstance(value, tuple) or value is None:
        raise WordingError(f"“{form}”只用于数字。")
    return Decimal(value)


FORMS: Mapping[str, Callable[[Value, str], str]] = {
    "汉字": _numeral,
    "顿号": _listed,
    "书名号": _titled,
    "万元": _ten_thousands,
    "百分比": _percent,
    "约数": lambda value, _: about(_whole(value, "约数")),
}
"""Forms after the bar; 零值 is apart because it only replaces a zero or an empty list. What is not known is not zero."""


def formed(found: Measured, form: str, word: str = "") -> str | None:
    """Return a value in one form; None when there is nothing to print (then 待补). Raises WordingError for a form that does not fit."""
    value: Value = found.value if isinstance(found.value, tuple) else found.number
    if form == ZERO and value is not None:
        return word if not value else in_text(found)
    if value is None or value == ():
        return None
    return FORMS[form](value, word)
