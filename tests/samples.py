"""A plausible record for any declared ledger, made from its declaration alone; for tests and for the bench."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.ledgers.shipped import load_catalogue

NAMES = {
    "organisation": ("第01村党支部", "第02村党支部"),
    "person": ("班子成员01", "班子成员02"),
    "document": ("《学习材料01》", "《学习材料02》"),
}


def register_names(services: Any) -> None:
    """The people, units and documents that samples name."""
    raws = []
    for register, names in NAMES.items():
        name = services.catalogue.get(register).fields[0].key
        raws += [(register, {name: one, **required(services.catalogue.get(register), date(2020, 1, 1), but=name)}) for one in names]
    services.records.save_many(raws, kind="save", label="登记样本用的名称")


def full(spec: LedgerSpec, day: date, *, mark: str = "样本") -> dict[str, Any]:
    """Every field filled: all dates on one day, all wholes alike, first choices; so no rule between fields is broken."""
    return {field.key: value(field, day, mark) for field in spec.fields if field.kind != "evidence"}


def required(spec: LedgerSpec, day: date, *, mark: str = "样本", but: str = "") -> dict[str, Any]:
    """Only what must not be missing, and 归属日期."""
    wanted = [field for field in spec.fields if field.required or field.key == spec.date_field]
    return {field.key: value(field, day, mark) for field in wanted if field.key != but}


def value(field: Field, day: date, mark: str) -> Any:
    """One value as a clerk would type it."""
    match field.kind:
        case "text" | "long":
            return f"{mark}{field.label}"
        case "date":
            return day.isoformat()
        case "whole":
            return "3"
        case "money":
            return "1200.50"
        case "number":
            return "3.5"
        case "flag":
            return "是"
        case "choice" | "choices":
            return field.choices[0]
        case "ref":
            return NAMES[field.target][0]
        case "refs":
            return "、".join(NAMES[field.target])
    return [{child.key: value(child, day, f"{mark}{number}") for child in field.rows} for number in (1, 2)]


def own_catalogue(catalogue: Catalogue) -> Catalogue:
    """The shipped catalogue and one ledger more, added by nothing but a block of declaration."""
    from dangjian_desktop.domain.grammar import ledger_from

    return catalogue.with_spec(ledger_from(OWN_LEDGER))


OWN_LEDGER: Mapping[str, Any] = {
    "key": "night_visit",
    "label": "夜间走访",
    "area": "conduct",
    "date_field": "held_on",
    "fields": [
        ["held_on", "走访日期", "date", "required"],
        ["visitor", "走访领导", "ref:person", "required"],
        ["kind", "走访类型", "choice", {"choices": ["夜间走访", "入户宣讲"]}],
        ["households", "走访户数", "whole", "required"],
        ["spent", "慰问金额", "money"],
        ["remarks_of_family", "住户意见", "long", "secret"],
    ],
    "measures": [
        {"label": "夜间走访次数", "unit": "次", "how": "count", "where": {"kind": "夜间走访"}},
        {"label": "夜访总户数", "unit": "户", "how": "sum households", "split": "kind"},
        {"label": "慰问总金额", "unit": "元", "how": "sum spent"},
    ],
}


def new_name(services: Any, register: str, name: str) -> int:
    """A new person, unit or document by name alone; everything else stays 待补."""
    return int(services.records.save(register, {services.catalogue.get(register).fields[0].key: name}).ids[0])


def per_ledger(preview: Any) -> Counter[str]:
    """How many records of each ledger an import would store, by label."""
    return Counter(load_catalogue().get(write.ledger).label for write in preview.writes)
