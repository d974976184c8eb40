"""Two kinds of field that only the tests know, as .github/CONTRIBUTING.md says how to add one: neither says that it may be shown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from dangjian_desktop.domain import kinds
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.kind import Context, Declared, Kind
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.ledgers.shipped import load_catalogue

LEDGER, NUMBER, OTHER = "x_ledger", "70010001", "70010002"


def _clean_number(raw: Any, field: Declared, _context: Context) -> str | None:
    text = re.sub(r"[\s-]", "", str(raw))
    if text and not re.fullmatch(r"\d{8}", text):
        raise ValueError(f"“{raw}”不是{field.label}。")
    return text or None


def _clean_place(raw: Any, _field: Declared, _context: Context) -> tuple[int, ...] | None:
    found = re.findall(r"\d+", str(raw))
    return (int(found[0]), int(found[1])) if found else None


def _place_text(place: tuple[int, int]) -> str:
    return f"{place[0]} 排 {place[1]} 号"


X_KIND = Kind(name="x_kind", clean=_clean_number, counted=frozenset({"distinct", "list", "split"}))
X_PLACE = Kind(name="x_place", clean=_clean_place, text=_place_text, store=list, load=tuple)

BLOCK: Mapping[str, Any] = {
    "key": LEDGER,
    "label": "来电登记",
    "area": "conduct",
    "date_field": "held_on",
    "fields": [
        ["held_on", "来电日期", "date", "required"],
        ["topic", "事由", "text", "required"],
        ["number", "来电号码", "x_kind"],
        ["place", "档案位置", "x_place"],
    ],
    "measures": [{"label": "来电号码个数", "unit": "个", "how": "distinct number"}],
}


def registered(monkeypatch: pytest.MonkeyPatch, *made: Kind) -> None:
    monkeypatch.setattr(kinds, "KINDS", {**kinds.KINDS, **{kind.name: kind for kind in made}})


def catalogue() -> Catalogue:
    return load_catalogue().with_spec(ledger_from(BLOCK))


def call(day: int, number: str = NUMBER, **more: Any) -> tuple[str, dict[str, Any]]:
    return LEDGER, {"held_on": f"2022-03-{day:02}", "topic": f"事由{day}", "number": number, **more}
