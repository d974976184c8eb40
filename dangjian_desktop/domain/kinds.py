"""Every kind of field there is: how what is typed is cleaned, how it is shown and stored, and its traits. Knows no ledger by name.

A value lives in three forms: *raw* (what a face or a workbook hands in: text or already typed), *clean* (a Python value) and *stored*
(JSON). ``clean`` turns raw into clean or raises ValueError with the sentence the user reads. A new kind is one more line of ``_ALL``
and its editor (ui/kit/editors).
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import partial
from types import MappingProxyType
from typing import Any

from dangjian_desktop.domain import evidence
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.kind import Context, Declared, Kind
from dangjian_desktop.domain.spelling import as_text, fold, listed, money_text, parse_date, plain, without_controls

MAX_TEXT = 500
MAX_LONG = 20_000
MAX_WHOLE = 10**12


def _clean_text(raw: Any, field: Declared, context: Context) -> str | None:
    text = without_controls(as_text(raw))
    text = re.sub(r"[\n\t]+", " ", text).strip()
    return _limited(text, MAX_TEXT)


def _clean_long(raw: Any, field: Declared, context: Context) -> str | None:
    return _limited(without_controls(as_text(raw)).strip(), MAX_LONG)


def _limited(text: str, limit: int) -> str | None:
    if len(text) > limit:
        raise ValueError(f"超过 {limit} 字（现为 {len(text)} 字），请精简。")
    return text or None


def _clean_date(raw: Any, field: Declared, context: Context) -> date | None:
    if isinstance(raw, datetime):
        return raw.date()
    if isinstance(raw, date):
        return raw
    if isinstance(raw, (int, float)) and not isinstance(raw, bool) and not re.fullmatch(r"\d{8}", as_text(raw)):
        raise ValueError(f"“{as_text(raw)}”不是日期，请写成 2022-03-05，或在 Excel 中设为日期格式。")
    text = as_text(raw).strip()
    return parse_date(text, context.today) if text else None


def _number(raw: Any) -> Decimal | None:
    if isinstance(raw, bool):
        raise ValueError("这里要填数字。")
    text = unicodedata.normalize("NFKC", as_text(raw)).strip()
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


def _clean_whole(raw: Any, field: Declared, context: Context) -> int | None:
    number = _number(raw)
    if number is None:
        return None
    if number != number.to_integral_value() or number < 0:
        raise ValueError(f"“{plain(number)}”不是整数，请填 0 或正整数。")
    if number > MAX_WHOLE:
        raise ValueError(f"“{plain(number)}”太大了，请核对。")
    return int(number)


def _clean_money(raw: Any, field: Declared, context: Context) -> int | None:
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


def _clean_number(raw: Any, field: Declared, context: Context) -> Decimal | None:
    number = _number(raw)
    if number is not None and abs(number) > MAX_WHOLE:
        raise ValueError(f"“{plain(number)}”太大了，请核对。")
    return number


_FLAGS = {"是": True, "否": False, "true": True, "false": False, "√": True, "1": True, "0": False, "y": True, "n": False}


def _clean_flag(raw: Any, field: Declared, context: Context) -> bool | None:
    if isinstance(raw, bool):
        return raw
    text = as_text(raw).strip()
    if not text:
        return None
    if text.lower() not in _FLAGS:
        raise ValueError(f"“{text}”应填“是”或“否”。")
    return _FLAGS[text.lower()]


def _clean_choice(raw: Any, field: Declared, context: Context) -> str | None:
    text = as_text(raw).strip()
    if not text:
        return None
    words = {**{choice: choice for choice in field.choices}, **dict(zip(field.shown, field.choices, strict=False))}
    matches = [words[text]] if text in words else [choice for word, choice in words.items() if fold(word) == fold(text)]
    if not matches:
        raise ValueError(f"没有“{text}”这一项，请从这些里选：{'、'.join(field.shown or field.choices)}。")
    return matches[0]


def _clean_choices(raw: Any, field: Declared, context: Context) -> tuple[str, ...] | None:
    whole = "" if isinstance(raw, (list, tuple)) else as_text(raw).strip()
    found = (
        [field.stored(whole)] if whole in (*field.choices, *field.shown) else [_clean_choice(item, field, context) for item in listed(raw)]
    )
    ordered = dict.fromkeys(item for item in found if item)
    return tuple(ordered) or None


def _clean_ref(raw: Any, field: Declared, context: Context) -> int | None:
    if isinstance(raw, int) and not isinstance(raw, bool):
        if context.names.title(field.target, raw) is None:
            raise ValueError(f"{field.label}指向的记录不存在，请重新选择。")
        return raw
    text = without_controls(as_text(raw)).strip()
    if not text:
        return None
    found = context.names.find(field.target, text)
    if not found:
        raise ValueError(f"基础信息里没有“{text}”，请先新建或改选。")
    if len(found) > 1:
        raise ValueError(f"“{text}”有 {len(found)} 个同名的，请从列表里选定是哪一个。")
    return found[0]


def _clean_refs(raw: Any, field: Declared, context: Context) -> tuple[int, ...] | None:
    if isinstance(raw, str) and context.names.find(field.target, raw.strip()):
        raw = [raw]
    found = [_clean_ref(item, field, context) for item in listed(raw)]
    return tuple(dict.fromkeys(item for item in found if item is not None)) or None


def _clean_rows(raw: Any, field: Declared, context: Context) -> tuple[Mapping[str, Any], ...] | None:
    """Return the rows in which something stands; their cells are cleaned by the door (domain/clean), which says where a fault is."""
    return tuple(row for row in raw if any(value not in (None, "", (), []) for value in row.values())) or None


def _clean_pieces(raw: Any, field: Declared, context: Context) -> tuple[Evidence, ...] | None:
    """Pieces come with their bytes by services/evidence; whoever else saves a record hands back those that are there."""
    if not isinstance(raw, tuple) or not all(isinstance(piece, Evidence) for piece in raw):
        raise ValueError(f"{field.label}不能在这里填写，请把文件加到记录上。")
    return raw


def _joined(value: Sequence[Any]) -> str:
    return "、".join(str(item) for item in value)


def _load_tuple(value: Sequence[Any]) -> tuple[Any, ...]:
    """Load several choices; a single text was stored when the field took one choice only."""
    return (value,) if isinstance(value, str) else tuple(value)


def _is_text(value: Any, field: Declared) -> bool:
    return isinstance(value, str)


_LISTED = frozenset({"distinct", "list"})
_SUMMED = frozenset({"sum", "max", "last", "figures"})
_ASKED = frozenset({"asked"})
_SPLIT = frozenset({"split"})
_FEN = "CASE WHEN {value} IS NULL THEN NULL ELSE printf('%d.%02d', {value} / 100, {value} % 100) END"
"""printf('%.2f', NULL) would be 0.00."""
_EVERYDAY: Mapping[str, Any] = {"shown_in_clear": True, "redactable": False}
"""What only names things the office has declared itself, counts or dates."""


def _clean_foreign(raw: Any, field: Declared, context: Context) -> str:
    try:
        return str(json.dumps(json.loads(raw), ensure_ascii=False, sort_keys=True))
    except (ValueError, TypeError):
        raise ValueError("这一栏不是这个版本的，不能填写。") from None


_ALL = (
    Kind(
        name="text",
        clean=_clean_text,
        fits=_is_text,
        textual=True,
        shown_in_clear=True,
        telling=True,
        computable=True,
        counted=_LISTED | _SPLIT | _ASKED,
        elastic=True,
        least=96,
        cell_width=260,
        share=15,
    ),
    Kind(
        name="long",
        clean=_clean_long,
        textual=True,
        prose=True,
        shown_in_clear=True,
        wide=True,
        elastic=True,
        least=96,
        width=208,
        cell_width=300,
    ),
    Kind(
        name="date",
        clean=_clean_date,
        text=date.isoformat,
        store=date.isoformat,
        load=date.fromisoformat,
        dated=True,
        computable=True,
        counted=_LISTED | {"year"},
        excel="date",
        width=100,
        share=13,
        **_EVERYDAY,
    ),
    Kind(
        name="whole",
        clean=_clean_whole,
        fits=lambda value, field: type(value) is int,
        numeric=True,
        computable=True,
        counted=_SUMMED | _LISTED | _ASKED | {"ratio"},
        excel="number",
        width=72,
        box_width=88,
        **_EVERYDAY,
    ),
    Kind(
        name="money",
        clean=_clean_money,
        text=money_text,
        raw=lambda fen: Decimal(fen) / 100,
        numeric=True,
        counted=_SUMMED | {"ratio"},
        measured="money",
        excel="money",
        sql=_FEN,
        unit="元",
        width=112,
        cell_width=128,
        box_width=160,
        **_EVERYDAY,
    ),
    Kind(
        name="number",
        clean=_clean_number,
        text=plain,
        store=plain,
        load=Decimal,
        numeric=True,
        counted=_SUMMED,
        measured="number",
        excel="number",
        order="CAST({value} AS REAL)",
        width=88,
        **_EVERYDAY,
    ),
    Kind(
        name="flag",
        clean=_clean_flag,
        text=lambda value: "是" if value else "否",
        fits=lambda value, field: isinstance(value, bool),
        unfilled=False,
        computable=True,
        counted=_ASKED,
        sql="CASE {value} WHEN 1 THEN '是' WHEN 0 THEN '否' END",
        picked=True,
        width=72,
        cell_width=88,
        **_EVERYDAY,
    ),
    Kind(
        name="choice",
        clean=_clean_choice,
        fits=lambda value, field: value in field.choices,
        choosable=True,
        telling=True,
        counted=_LISTED | _SPLIT | _ASKED,
        picked=True,
        least=80,
        width=104,
        **_EVERYDAY,
    ),
    Kind(
        name="choices",
        clean=_clean_choices,
        text=_joined,
        store=list,
        load=_load_tuple,
        choosable=True,
        many=True,
        counted=_SPLIT | _ASKED,
        picked=True,
        elastic=True,
        least=96,
        width=160,
        cell_width=220,
        **_EVERYDAY,
    ),
    Kind(
        name="ref",
        clean=_clean_ref,
        refers=True,
        counted=_LISTED | _ASKED,
        picked=True,
        least=80,
        width=112,
        cell_width=128,
        **_EVERYDAY,
    ),
    Kind(
        name="refs",
        clean=_clean_refs,
        text=_joined,
        store=list,
        load=_load_tuple,
        refers=True,
        many=True,
        counted=_LISTED | _ASKED,
        picked=True,
        wide=True,
        elastic=True,
        least=96,
        width=208,
        cell_width=180,
        share=15,
        **_EVERYDAY,
    ),
    Kind(
        name="rows",
        clean=_clean_rows,
        text=lambda rows: f"{len(rows)} 项",
        store=list,
        load=tuple,
        children=True,
        order="json_array_length({value})",
        share=15,
        **_EVERYDAY,
    ),
    Kind(
        name="evidence",
        clean=_clean_pieces,
        text=lambda pieces: "、".join(piece.shown for piece in pieces),
        store=evidence.to_payload,
        load=evidence.from_payload,
        pieces=True,
        **_EVERYDAY,
    ),
    Kind(
        name="foreign",
        clean=_clean_foreign,
        store=json.loads,
        load=partial(json.dumps, ensure_ascii=False, sort_keys=True),
        kept=True,
        elastic=True,
        least=96,
    ),
)

KINDS: Mapping[str, Kind] = MappingProxyType({kind.name: kind for kind in _ALL})
"""Every kind there is."""
