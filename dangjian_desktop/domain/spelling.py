"""How values are written: texts folded for comparing, dates and numbers as people type and read them. Knows no field."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

_REMOVED = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_SHORT_DATE = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")


def without_controls(text: str) -> str:
    r"""Return the text without characters no person types; line breaks become ``\n``. Everything else stays code point by code point."""
    return _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


_ONCE_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
"""U+E815 and on: where Windows once kept these characters before the standard had them; old lists still write them so."""
_NOW_STANDARD = {0xE815 + number: char for number, char in enumerate(_ONCE_PRIVATE)}


def standard_places() -> dict[int, str]:
    """Map the old place of a rare character to the character, for ``str.translate``."""
    return _NOW_STANDARD


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """Return the form in which names and search words are compared (never stored): width, case, blanks, separators, what nobody sees
    and the old places of rare characters levelled."""
    folded = unicodedata.normalize("NFKC", without_controls(text).translate(_NOW_STANDARD)).casefold()
    return re.sub(r"[\s·•‧・･]+", "", folded)


def parse_date(text: str, today: date) -> date:
    """Read 20220305 · 2022-3-5 · 2022.3.5 · 2022年3月5日 · 3-5 (this year) · 今天 · 昨天; raises ValueError with the user's sentence."""
    text = unicodedata.normalize("NFKC", text).strip()
    if text in ("今天", "今日"):
        return today
    if text == "昨天":
        return date.fromordinal(today.toordinal() - 1)
    if re.fullmatch(r"\d{8}", text):
        parts = [text[:4], text[4:6], text[6:]]
    elif found := _DATE.fullmatch(text):
        parts = list(found.groups())
    elif found := _SHORT_DATE.fullmatch(text):
        parts = [str(today.year), *found.groups()]
    else:
        raise ValueError(f"“{text}”不是日期，请写成 2022-03-05。")
    try:
        day = date(*(int(part) for part in parts))
    except ValueError:
        raise ValueError(f"“{text}”不是日历上有的日子。") from None
    if not 1900 <= day.year <= 2200:
        raise ValueError(f"“{text}”的年份不对，请写四位年份。")
    return day


def plain(number: Decimal | int) -> str:
    """Write plain digits without trailing zeros or exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_text(fen: int) -> str:
    """Write yuan with two decimals, for tables and forms."""
    return f"{fen // 100:,}.{fen % 100:02d}"


def as_text(raw: Any) -> str:
    """Return a typed value or a cell of a workbook as text; ValueError for what cannot be kept."""
    if isinstance(raw, bool):
        return "是" if raw else "否"
    if isinstance(raw, float):
        if abs(raw) >= 1e15:
            raise ValueError("超过 15 位的数字在表格里已经失真，请把这一列设为文本后重新填写。")
        return str(int(raw)) if raw.is_integer() else str(raw)
    text = str(raw)
    if any("\ud800" <= char <= "\udfff" for char in text):
        raise ValueError("含有无法保存的半个字符，请重新输入。")
    return text


def listed(raw: Any) -> list[Any]:
    """Return a list from a list or from text parted by 、 (also ， ; and line breaks), outside of 《》 “” and （）."""
    if isinstance(raw, (list, tuple)):
        return [item for item in raw if item not in ("", None)]
    items, depth, word = [], 0, ""
    for char in as_text(raw):
        depth += (char in "《“（(") - (char in "》”）)")
        if depth <= 0 and char in "、，,；;\n":
            items.append(word)
            word = ""
        else:
            word += char
    return [item.strip() for item in [*items, word] if item.strip()]


def initials(name: str) -> str:
    """Return the pinyin initials of a name (班子成员 → bzcy), for type-ahead. The library is loaded on first use."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(name, style=Style.FIRST_LETTER))
