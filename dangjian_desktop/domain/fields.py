"""The kinds of field: what may stand in one, how it is cleaned, stored and shown. Knows no ledger by name.

A value lives in three forms: *raw* (what a face or a workbook hands in: text or already typed), *clean* (a Python value,
see KINDS) and *stored* (JSON). ``clean`` turns raw into clean or raises ValueError with the sentence the user reads.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Protocol


@dataclass(frozen=True)
class Derived:
    """A default that follows another field until the user types a value of his own: ``number`` counts it, ``copy`` repeats it."""

    how: str
    source: str


class Formula(Protocol):
    """What the value of a field is worked out from: an expression of the language of ties, which this module need not know."""

    @property
    def text(self) -> str: ...
    @property
    def names(self) -> tuple[str, ...]: ...
    @property
    def calls(self) -> frozenset[str]: ...
    @property
    def quoted(self) -> tuple[tuple[str, str], ...]: ...
    def evaluate(self, scope: Any) -> Any: ...


@dataclass(frozen=True)
class Field:
    """One field of a ledger as declared in ledgers.yaml.

    ``default`` is a clean value or None; ``derived`` a computed default. ``target`` is the register of a ref or refs.
    ``rows`` are the fields of the child rows. ``secret``: hidden until asked for, left out of reports and logs.
    """

    key: str
    label: str
    kind: str
    required: bool = False
    choices: tuple[str, ...] = ()
    default: Any = None
    derived: Derived | None = None
    target: str = ""
    rows: tuple[Field, ...] = ()
    secret: bool = False
    common: bool = False
    computed: Formula | None = None
    """What the value is worked out from; such a field is never typed and never stored (domain/computed)."""
    shown: tuple[str, ...] = ()
    """One for each choice: how the unit at hand calls it (domain/unit_words); empty where every choice is shown as it is stored."""

    def row(self, key: str) -> Field:
        return next(field for field in self.rows if field.key == key)

    def word(self, choice: str) -> str:
        """A stored choice as it is shown; any other text as it is."""
        return self.shown[self.choices.index(choice)] if self.shown and choice in self.choices else choice

    def stored(self, word: str) -> str:
        """The choice that is shown by this word; any other text as it is."""
        return self.choices[self.shown.index(word)] if word in self.shown else word

    def text(self, value: Any) -> str:
        """A clean value as people read it; refs and rows are read by others, who know the names."""
        return SIMPLE[self.kind].text(self.worded(value))

    def worded(self, value: Any) -> Any:
        """A clean value with shown words in the place of stored ones."""
        if not self.shown or value is None:
            return value
        return tuple(self.word(one) for one in value) if self.kind == "choices" else self.word(value)


class Names(Protocol):
    """Finds records of the registers by the name a user types."""

    def find(self, register: str, name: str) -> Sequence[int]:
        """Numbers of the records of that name, compared after folding; several when people share a name."""
        ...

    def title(self, register: str, pk: int) -> str | None:
        """The name of one record, None when there is no such record in the register."""
        ...


@dataclass(frozen=True)
class Context:
    """What cleaning needs from outside: today (for 今天 and 3-5) and the registers."""

    today: date
    names: Names


@dataclass(frozen=True)
class Kind:
    """``clean(raw, field, context)`` → value or ValueError; ``text`` for people; ``store``/``load`` for JSON."""

    name: str
    clean: Callable[[Any, Field, Context], Any]
    text: Callable[[Any], str]
    store: Callable[[Any], Any]
    load: Callable[[Any], Any]
    numeric: bool = False


MASK = "●●●"
"""Stands for what is secret."""
MAX_TEXT = 500
MAX_LONG = 20_000
MAX_WHOLE = 10**12
_REMOVED = re.compile("[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f\u200b\u202a-\u202e\u2066-\u2069\ufeff]")
_DATE = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?")
_SHORT_DATE = re.compile(r"(\d{1,2})[-./月](\d{1,2})日?")


def without_controls(text: str) -> str:
    """The text without characters no person types; line breaks become ``\\n``. Everything else stays code point by code point."""
    return _REMOVED.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


_ONCE_PRIVATE = (
    "⺁𠂇𠂉𠃌⺄㑳㑇⺈⺋龴㖞㘚㘎⺌⺗㥮㤘龵㧏㧟㩳㧐龶龷㭎㱮㳠⺧𡗗龸⺪䁖䅟⺮䌷⺳⺶⺷𢦏䎱"
    "䎬⺻䏝䓖䙡䙌龹䜣䜩䝼䞍⻊䥇䥺䥽䦂䦃䦅䦆䦟䦛䦷䦶龺𤇾䲣䲟䲠䲡䱷䲢䴓䴔䴕䴖䴗䴘䴙䶮龻"
)
"""U+E815 and on: where Windows once kept these characters before the standard had them; old lists still write them so."""
_NOW_STANDARD = {0xE815 + number: char for number, char in enumerate(_ONCE_PRIVATE)}


def standard_places() -> dict[int, str]:
    """Old place of a rare character → the character, for ``str.translate``."""
    return _NOW_STANDARD


@lru_cache(maxsize=16_384)
def fold(text: str) -> str:
    """The form in which names and search words are compared (never stored): width, case, blanks, separators, what nobody sees
    and the old places of rare characters levelled."""
    folded = unicodedata.normalize("NFKC", without_controls(text).translate(_NOW_STANDARD)).casefold()
    return re.sub(r"[\s·•‧・･]+", "", folded)


def parse_date(text: str, today: date) -> date:
    """20220305 · 2022-3-5 · 2022.3.5 · 2022年3月5日 · 3-5 (this year) · 今天 · 昨天; raises ValueError with the user's sentence."""
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


def _clean_text(raw: Any, field: Field, context: Context) -> str | None:
    text = without_controls(_as_text(raw))
    text = re.sub(r"[\n\t]+", " ", text).strip()
    return _limited(text, MAX_TEXT)


def _clean_long(raw: Any, field: Field, context: Context) -> str | None:
    return _limited(without_controls(_as_text(raw)).strip(), MAX_LONG)


def _as_text(raw: Any) -> str:
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


def _limited(text: str, limit: int) -> str | None:
    if len(text) > limit:
        raise ValueError(f"超过 {limit} 字（现为 {len(text)} 字），请精简。")
    return text or None


def _clean_date(raw: Any, field: Field, context: Context) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and not re.fullmatch(r"\d{8}", _as_text(raw)):
        raise ValueError(f"“{_as_text(raw)}”不是日期，请写成 2022-03-05，或在 Excel 中设为日期格式。")
    text = _as_text(raw).strip()
    return parse_date(text, context.today) if text else None


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool):
        raise ValueError("这里要填数字。")
    text = unicodedata.normalize("NFKC", _as_text(raw)).strip()
    if not text:
        return None
    if re.fullmatch(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?", text):
        text = text.replace(",", "")
    if not re.fullmatch(r"[+-]?(\d+(\.\d*)?|\.\d+)", text):
        raise ValueError(f"“{text}”不是数字。")
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the pattern above admits only decimals
        raise ValueError(f"“{text}”不是数字。") from None


def _clean_whole(raw: Any, field: Field, context: Context) -> int | None:
    number = _number(raw)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 0:
        raise ValueError(f"“{plain(number)}”不是整数，请填 0 或正整数。")
    if number > MAX_WHOLE:
        raise ValueError(f"“{plain(number)}”太大了，请核对。")
    return int(number)


def _clean_money(raw: Any, field: Field, context: Context) -> int | None:
    """Yuan in, whole fen out."""
    number = _number(raw)
    if number is None:
        return None
    fen = number * 100
    if isinstance(raw, float) and fen != fen.to_integral_value() and abs(fen - round(fen)) < Decimal("0.0001"):
        fen = Decimal(round(fen))
    if fen != fen.to_integral_value() or fen < 0:
        raise ValueError(f"“{plain(number)}”不是金额，请以元为单位填写，最多两位小数。")
    if fen > MAX_WHOLE * 100:
        raise ValueError(f"“{plain(number)}”太大了，请核对。")
    return int(fen)


def _clean_number(raw: Any, field: Field, context: Context) -> Decimal | None:
    number = _number(raw)
    if number is not None and abs(number) > MAX_WHOLE:
        raise ValueError(f"“{plain(number)}”太大了，请核对。")
    return number


def plain(number: Decimal | int) -> str:
    """Plain digits without trailing zeros or exponent."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def money_text(fen: int) -> str:
    """Yuan with two decimals, for tables and forms."""
    return f"{fen // 100:,}.{fen % 100:02d}"


_FLAGS = {"是": True, "否": False, "true": True, "false": False, "√": True, "1": True, "0": False, "y": True, "n": False}


def _clean_flag(raw: Any, field: Field, context: Context) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = _as_text(raw).strip()
    if not text:
        return None
    if text.lower() not in _FLAGS:
        raise ValueError(f"“{text}”应填“是”或“否”。")
    return _FLAGS[text.lower()]


def _clean_choice(raw: Any, field: Field, context: Context) -> str | None:
    text = _as_text(raw).strip()
    if not text:
        return None
    words = {**{choice: choice for choice in field.choices}, **dict(zip(field.shown, field.choices, strict=False))}
    matches = [words[text]] if text in words else [choice for word, choice in words.items() if fold(word) == fold(text)]
    if not matches:
        raise ValueError(f"没有“{text}”这一项，请从这些里选：{'、'.join(field.shown or field.choices)}。")
    return matches[0]


def listed(raw: Any) -> list[Any]:
    """A list from a list or from text parted by 、 (also ， ; and line breaks), outside of 《》 “” and （）."""
    if isinstance(raw, (list, tuple)):
        return [item for item in raw if item not in ("", None)]
    items, depth, word = [], 0, ""
    for char in _as_text(raw):
        depth += (char in "《“（(") - (char in "》”）)")
        if depth <= 0 and char in "、，,；;\n":
            items.append(word)
            word = ""
        else:
            word += char
    return [item.strip() for item in [*items, word] if item.strip()]


def _clean_choices(raw: Any, field: Field, context: Context) -> tuple[str, ...] | None:
    whole = "" if isinstance(raw, (list, tuple)) else _as_text(raw).strip()
    found = (
        [field.stored(whole)] if whole in (*field.choices, *field.shown) else [_clean_choice(item, field, context) for item in listed(raw)]
    )
    ordered = dict.fromkeys(item for item in found if item)
    return tuple(ordered) or None


def _clean_ref(raw: Any, field: Field, context: Context) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        if context.names.title(field.target, raw) is None:
            raise ValueError(f"{field.label}指向的记录不存在，请重新选择。")
        return raw
    text = without_controls(_as_text(raw)).strip()
    if not text:
        return None
    found = context.names.find(field.target, text)
    if not found:
        raise ValueError(f"基础信息里没有“{text}”，请先新建或改选。")
    if len(found) > 1:
        raise ValueError(f"“{text}”有 {len(found)} 个同名的，请从列表里选定是哪一个。")
    return found[0]


def _clean_refs(raw: Any, field: Field, context: Context) -> tuple[int, ...] | None:
    if isinstance(raw, str) and context.names.find(field.target, raw.strip()):
        raw = [raw]
    found = [_clean_ref(item, field, context) for item in listed(raw)]
    return tuple(dict.fromkeys(item for item in found if item is not None)) or None


def _same(value: Any) -> Any:
    return value


def _joined(value: Sequence[Any]) -> str:
    return "、".join(str(item) for item in value)


def _load_tuple(value: Sequence[Any]) -> tuple[Any, ...]:
    """A single text was stored when the field took one choice only."""
    return (value,) if isinstance(value, str) else tuple(value)


_ALL = (
    Kind("text", _clean_text, str, _same, _same),
    Kind("long", _clean_long, str, _same, _same),
    Kind("date", _clean_date, date.isoformat, date.isoformat, date.fromisoformat),
    Kind("whole", _clean_whole, str, _same, _same, numeric=True),
    Kind("money", _clean_money, money_text, _same, _same, numeric=True),
    Kind("number", _clean_number, plain, plain, Decimal, numeric=True),
    Kind("flag", _clean_flag, lambda value: "是" if value else "否", _same, _same),
    Kind("choice", _clean_choice, str, _same, _same),
    Kind("choices", _clean_choices, _joined, list, _load_tuple),
    Kind("ref", _clean_ref, str, _same, _same),
    Kind("refs", _clean_refs, _joined, list, _load_tuple),
)

SIMPLE: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
KINDS: tuple[str, ...] = (*SIMPLE, "rows", "evidence")
"""Every kind there is. ``rows`` are cleaned by record.clean; ``evidence`` names pieces whose bytes lie apart (domain/evidence)."""
