"""The words of ledgers.yaml → frozen specs, and back. A word it does not know is a fault with a code, never ignored.

Shipped and own ledgers take this same way. Knows no file; what is handed in is what YAML or JSON made of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from dangjian_desktop.domain.fields import SIMPLE, Derived, Field
from dangjian_desktop.domain.ledger import Area, Catalogue, LedgerSpec, View
from dangjian_desktop.domain.measure import Condition, Measure
from dangjian_desktop.domain.measure_check import misfits

FACTS = (
    "单位名称",
    "报告期",
    "报告年度",
    "上一年度",
    "主送机关",
    "标题",
    "成文日期",
    "正文",
    "段落",
    "上年同期",
    "增减",
    "全年累计",
    "明细",
)
"""Names a template uses for other things; no measure may take one."""

COMMON = (
    Field("responsible_leader", "责任领导", "ref", target="person", common=True),
    Field("handler", "经办人", "ref", target="person", common=True),
    Field("evidence", "佐证材料", "evidence", common=True),
    Field("remark", "备注", "long", common=True),
)

CONDITIONS: Mapping[str, re.Pattern[str]] = {
    "year_before": re.compile(r"year of (\w+) == year of period start - 1"),
    "overdue": re.compile(r"(\w+) < end and \((\w+) empty or \2 > end\)"),
}
"""Conditions with a name; the groups are field keys. storage knows how to ask for each."""

_LEDGER_WORDS = {"key", "label", "area", "date_field", "fields", "measures", "also_in", "excel", "note"}
_MEASURE_WORDS = {
    "label",
    "unit",
    "how",
    "date",
    "at",
    "until",
    "where",
    "not",
    "where_row",
    "split",
    "condition",
    "variant_b",
    "of",
    "total",
}
_FIGURES = re.compile(r"per (\S+): (\S+) -> last (\w+) dated in the period, (\S+) -> sum (\w+) in the period")
_LINES = re.compile(r"one line per (\S+); consecutive lines with the same (.+) are one \w+")


@dataclass(frozen=True)
class Fault:
    """One fault of a declaration: a stable code, where it stands, what is wrong, what would be right."""

    code: str
    where: str
    message: str
    hint: str = ""

    def __str__(self) -> str:
        return f"{self.code} {self.where}：{self.message}{self.hint}"


class DeclarationError(Exception):
    """A declaration that cannot be used; carries every fault."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in faults))


def _words(said: Any) -> Mapping[str, Any]:
    """The words of a measure, also where they stand in one sentence."""
    if not isinstance(said, str):
        return dict(said)
    import yaml

    return dict(yaml.safe_load(f"{{{said}}}"))


def catalogue_from(data: Mapping[str, Any]) -> Catalogue:
    """The whole of ledgers.yaml; raises DeclarationError with every fault."""
    areas = tuple(Area(str(area["key"]), str(area["label"]), str(area["section"])) for area in data["areas"])
    faults: list[Fault] = []
    specs = [_Reader(block, faults).spec(register=True) for block in data["registers"]]
    specs += [_Reader(block, faults).spec(register=False) for block in data["ledgers"]]
    catalogue = Catalogue(areas, tuple(spec for spec in specs if spec))
    faults += check(catalogue)
    if faults:
        raise DeclarationError(faults)
    return catalogue


def ledger_from(block: Mapping[str, Any], *, register: bool = False) -> LedgerSpec:
    """One block of the declaration; raises DeclarationError. ``check`` looks at it beside the others."""
    faults: list[Fault] = []
    spec = _Reader(block, faults).spec(register=register)
    if faults or spec is None:
        raise DeclarationError(faults)
    return spec


class _Reader:
    """Reads one block; faults go to the shared list."""

    def __init__(self, block: Mapping[str, Any], faults: list[Fault]) -> None:
        self.block = block
        self.where = str(block.get("label", block.get("key", "?")))
        self.faults = faults
        self.fields: tuple[Field, ...] = ()

    def fault(self, code: str, message: str, hint: str = "") -> None:
        self.faults.append(Fault(code, self.where, message, hint))

    def spec(self, *, register: bool) -> LedgerSpec | None:
        if absent := [word for word in ("key", "label", "fields") if word not in self.block]:
            self.fault("L03", f"缺少 {'、'.join(absent)}。")
            return None
        extras = {word: value for word, value in self.block.items() if word not in _LEDGER_WORDS}
        for word, value in list(extras.items()):
            if not isinstance(value, Mapping):
                self.fault("L03", f"不认识的词“{word}”。")
                del extras[word]
        own = tuple(field for line in self.block["fields"] if (field := self.field(line)))
        self.fields = (*own, *(COMMON[-1:] if register else COMMON))
        self.fields = tuple(self.with_default(field) for field in self.fields)
        measures = tuple(m for line in self.block.get("measures", ()) if (m := self.measure(line)))
        return LedgerSpec(
            key=str(self.block["key"]),
            label=str(self.block["label"]),
            area="" if register else str(self.block.get("area", "")) or "?",
            date_field=str(self.block.get("date_field", "")),
            fields=self.fields,
            measures=measures,
            view=self.view(),
            line_keys=self.line_keys(),
            note=str(self.block.get("note", "")),
            extras=tuple((word, tuple((str(k), str(v)) for k, v in roles.items())) for word, roles in extras.items()),
        )

    # ------------------------------------------------------------------ fields
    def field(self, line: Sequence[Any]) -> Field | None:
        key, label, kind, *options = line
        if not all(isinstance(word, str) for word in (key, label, kind)):
            self.fault("L08", f"字段 {line!r} 的键、名称和种类都要是文字。")
            return None
        kind, _, target = kind.partition(":")
        if kind not in (*SIMPLE, "rows", "evidence") or (kind in ("ref", "refs")) != bool(target):
            self.fault("L02", f"字段“{label}”的种类“{line[2]}”不认识。", f"可用：{'、'.join((*SIMPLE, 'rows', 'evidence'))}。")
            return None
        field = Field(key, label, kind, target=target)
        for option in options:
            if option == "required":
                field = replace(field, required=True)
            elif option == "secret":
                field = replace(field, secret=True)
            elif isinstance(option, Mapping) and set(option) <= {"choices", "default", "rows"}:
                field = self.with_options(field, option)
            else:
                self.fault("L08", f"字段“{label}”的选项 {option!r} 不认识。")
        if field.secret and kind not in ("text", "long"):
            self.fault("L08", f"字段“{label}”不能保密。", "只有文字可以遮住：text 和 long。")
        if kind in ("choice", "choices") and not field.choices:
            self.fault("L08", f"字段“{label}”没有列出选项。")
        return field

    def with_options(self, field: Field, option: Mapping[str, Any]) -> Field:
        if "choices" in option:
            choices = tuple(option["choices"])
            if not all(isinstance(choice, str) for choice in choices) or len(set(choices)) < len(choices):
                self.fault("L08", f"字段“{field.label}”的选项要是互不相同的文字。", "像 no 这样的词请加引号。")
            field = replace(field, choices=choices)
        if "rows" in option:
            field = replace(field, rows=tuple(row for line in option["rows"] if (row := self.field(line))))
            if any(row.secret for row in field.rows):
                self.fault("L08", f"“{field.label}”里面的字段不能保密。", "保密的文字请作为单独的字段。")
        return replace(field, default=option.get("default", field.default))

    def with_default(self, field: Field) -> Field:
        """A sentence as default becomes a Derived; anything else must fit the kind."""
        value = field.default
        if value is None:
            return field
        labels = {other.label: other.key for other in self.fields}
        if isinstance(value, str) and value.startswith("number of ") and value.removeprefix("number of ") in labels:
            return replace(field, default=None, derived=Derived("number", labels[value.removeprefix("number of ")]))
        if isinstance(value, str) and field.kind == "date" and value in labels:
            return replace(field, default=None, derived=Derived("copy", labels[value]))
        fits = {
            "flag": isinstance(value, bool),
            "whole": type(value) is int,
            "choice": value in field.choices,
            "text": isinstance(value, str),
        }
        if not fits.get(field.kind, False):
            self.fault("L09", f"字段“{field.label}”的默认值 {value!r} 不合它的种类。")
        return field

    def key_of(self, name: str, code: str = "M03", *, rows: bool = False) -> str:
        """The key itself when there is such a field (or field of the child rows)."""
        pool = [row for field in self.fields for row in field.rows] if rows else list(self.fields)
        if name not in [field.key for field in pool]:
            self.fault(code, f"没有字段“{name}”。")
        return name

    # ------------------------------------------------------------------ the rest of a ledger
    def view(self) -> View | None:
        block = self.block.get("also_in")
        if block is None:
            return None
        if set(block) != {"area", "label", "where_row"}:
            self.fault("L11", "also_in 要有 area、label、where_row。")
            return None
        return View(str(block["area"]), str(block["label"]), self.conditions(block["where_row"], rows=True))

    def line_keys(self) -> tuple[str, ...]:
        sentence = self.block.get("excel")
        if sentence is None:
            return ()
        labels = {field.label: field for field in self.fields}
        found = _LINES.fullmatch(str(sentence))
        names = re.split(r", | and ", found[2]) if found else []
        if not found or found[1] not in labels or not set(names) <= set(labels):
            self.fault("L10", f"看不懂 excel 的写法“{sentence}”。")
            return ()
        return tuple(labels[name].key for name in names)

    # ------------------------------------------------------------------ measures
    def measure(self, line: Mapping[str, Any]) -> Measure | None:
        if unknown := set(line) - _MEASURE_WORDS:
            self.fault("M02", f"指标“{line.get('label')}”里不认识的词：{'、'.join(sorted(unknown))}。")
        if absent := [word for word in ("label", "unit", "how") if word not in line]:
            self.fault("M02", f"指标“{line.get('label')}”缺少 {'、'.join(absent)}。")
            return None
        made = self.how(str(line["how"]), line)
        if made is None:
            self.fault("M04", f"指标“{line['label']}”的算法“{line['how']}”不认识。")
            return None
        made = replace(
            made,
            date=self.key_of(str(line["date"])) if "date" in line else str(self.block.get("date_field", "")),
            at=str(line.get("at", "in")),
            until=self.key_of(str(line["until"])) if "until" in line else "",
            where=self.conditions(line.get("where", {})),
            where_not=self.conditions(line.get("not", {})),
            where_row=self.conditions(line.get("where_row", {}), rows=True),
            total=line.get("total") != "none",
        )
        made = self.with_condition(self.with_split(made, str(line.get("split", ""))), str(line.get("condition", "")))
        if "variant_b" in line:
            made = replace(made, variant=self.measure({"label": line["label"], "unit": line["unit"], **_words(line["variant_b"])}))
        return made

    def how(self, how: str, line: Mapping[str, Any]) -> Measure | None:
        base = Measure(str(line["label"]), str(line["unit"]), str(self.block["key"]), "count")
        word, _, rest = how.partition(" ")
        if how == "count":
            return base
        if how == "rows":
            return replace(base, how="rows", on_rows=True, of_records=line.get("of") == "records")
        if word == "ratio" and " / " in rest:
            above, below = rest.split(" / ")
            return replace(base, how="ratio", field=self.key_of(above), other=self.key_of(below))
        if found := _FIGURES.fullmatch(how):
            return self.figures(base, found)
        if word not in ("sum", "max", "distinct", "list", "last") or not rest:
            return None
        rows, dot, name = rest.rpartition(".")
        if dot:
            self.key_of(rows)
        return replace(base, how=word, field=self.key_of(name, rows=bool(dot)), on_rows=bool(dot))

    def figures(self, base: Measure, found: re.Match[str]) -> Measure:
        natures = (found[2], found[4])
        nature = next((field.key for field in self.fields if set(natures) <= set(field.choices)), "")
        unit = next((field.key for field in self.fields if base.unit == f"from {field.label}"), "")
        if not nature or not unit or found[3] != found[5]:
            self.fault("M04", f"指标“{base.label}”要有写明{natures[0]}、{natures[1]}的选项和计量单位。")
        return replace(base, how="figures", field=self.key_of(found[3]), other=nature, natures=natures, unit_field=unit)

    def with_split(self, measure: Measure, split: str) -> Measure:
        by_year = split.startswith("year of ")
        if not split:
            return measure
        return replace(measure, split=self.key_of(split.removeprefix("year of "), rows=measure.on_rows), split_year=by_year)

    def with_condition(self, measure: Measure, sentence: str) -> Measure:
        if not sentence:
            return measure
        for name, pattern in CONDITIONS.items():
            if found := pattern.fullmatch(sentence):
                return replace(measure, condition=name, condition_fields=tuple(self.key_of(key) for key in found.groups()))
        self.fault("M06", f"指标“{measure.label}”的条件“{sentence}”不认识。")
        return measure

    def conditions(self, words: Mapping[str, Any], *, rows: bool = False) -> tuple[Condition, ...]:
        made = []
        for key, wanted in words.items():
            values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            pool = [row for field in self.fields for row in field.rows] if rows else list(self.fields)
            field = next((field for field in pool if field.key == key), None)
            if field is None:
                self.fault("M03", f"条件里没有字段“{key}”。")
            elif field.choices and not set(values) <= set(field.choices):
                self.fault("M05", f"“{field.label}”没有这些选项：{'、'.join(str(v) for v in values if v not in field.choices)}。")
            made.append(Condition(key, values))
        return tuple(made)


def check(catalogue: Catalogue) -> list[Fault]:
    """What only shows when the declarations stand side by side, or in a spec as a whole."""
    faults = _doubles("L01", "台账", [word for spec in catalogue for word in {spec.key, spec.label}])
    faults += _doubles("M01", "指标", [measure.label for spec in catalogue for measure in spec.measures])
    areas = {area.key for area in catalogue.areas}
    registers = {spec.key for spec in catalogue.registers}
    for spec in catalogue:
        faults += _doubles("L06", spec.label, [field.key for field in spec.fields])
        faults += _doubles("L06", spec.label, [field.label for field in spec.fields])
        faults += [
            Fault("L07", spec.label, f"字段“{field.label}”指向没有的基础信息“{field.target}”。")
            for field in (*spec.fields, *(row for f in spec.fields for row in f.rows))
            if field.target and field.target not in registers
        ]
        faults += _check_place(spec, areas)
        for measure in spec.measures:
            faults += _check_measure(spec, measure)
    return faults


def _doubles(code: str, where: str, words: Sequence[str]) -> list[Fault]:
    return [Fault(code, where, f"“{word}”出现了两次。") for word in sorted({word for word in words if words.count(word) > 1})]


def _check_place(spec: LedgerSpec, areas: set[str]) -> list[Fault]:
    faults = []
    if not spec.is_register and spec.area not in areas:
        faults.append(Fault("L04", spec.label, f"没有责任区域“{spec.area}”。"))
    if not spec.is_register and (spec.date_field not in spec.by_key or spec.field(spec.date_field).kind != "date"):
        faults.append(Fault("L05", spec.label, "date_field 要指明一个日期字段。"))
    if spec.view and spec.view.area not in areas:
        faults.append(Fault("L11", spec.label, f"没有责任区域“{spec.view.area}”。"))
    if spec.is_register and (not spec.fields[0].required or spec.fields[0].kind != "text"):
        faults.append(Fault("L05", spec.label, "基础信息的第一个字段要是必填的名称。"))
    return faults


def _check_measure(spec: LedgerSpec, measure: Measure) -> list[Fault]:
    faults = []
    if measure.label in FACTS:
        faults.append(Fault("M07", spec.label, f"指标不能叫“{measure.label}”，报告里另有用处。"))
    if "." in measure.label or "|" in measure.label:
        faults.append(Fault("M07", spec.label, f"指标“{measure.label}”的名称里不能有点和竖线。"))
    dates = [key for key in (measure.date, measure.until) if key]
    faults += [
        Fault("M08", spec.label, f"指标“{measure.label}”的“{key}”不是日期。")
        for key in dates
        if key in spec.by_key and spec.field(key).kind != "date"
    ]
    if measure.at not in ("in", "end") or (measure.at == "in" and not measure.date):
        faults.append(Fault("M08", spec.label, f"指标“{measure.label}”没有说明按哪个日期归期。"))
    faults += [Fault("M09", spec.label, f"指标“{measure.label}”不能这样用“{label}”这一栏。") for label in misfits(spec, measure)]
    return faults
