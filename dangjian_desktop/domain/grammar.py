"""The words of ledgers.yaml → frozen specs. A word it does not know is a fault with a code, never ignored.

Shipped and own ledgers take this same way. Knows no file; what is handed in is what YAML or JSON made of the text.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dangjian_desktop.domain import kinds
from dangjian_desktop.domain.basis import Documents
from dangjian_desktop.domain.catalogue_check import check
from dangjian_desktop.domain.declaration import DeclarationError, Fault
from dangjian_desktop.domain.expression import Expression, ExpressionError, parse
from dangjian_desktop.domain.fields import Derived, Field
from dangjian_desktop.domain.ledger import Area, Catalogue, LedgerSpec, View
from dangjian_desktop.domain.matter import follows_of, keys_of
from dangjian_desktop.domain.measure import Measure, Where
from dangjian_desktop.domain.worked_out import asks_of, tables_of

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

_LEDGER_WORDS = {
    "key",
    "label",
    "area",
    "date_field",
    "fields",
    "measures",
    "also_in",
    "excel",
    "note",
    "help",
    "tables",
    "asks",
    "same",
    "unique",
    "follows",
}
_MEASURE_WORDS = {
    "key",
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


def _identity(line: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a measure and its other 口径 have in common."""
    return {word: line[word] for word in ("key", "label", "unit") if word in line}


def _named(trait: str, between: str = "、") -> str:
    """Return the kinds that have a trait."""
    return between.join(kind.name for kind in kinds.KINDS.values() if getattr(kind, trait))


def _words(said: Any) -> Mapping[str, Any]:
    """Return the words of a measure, also where they stand in one sentence."""
    if not isinstance(said, str):
        return dict(said)
    import yaml

    return dict(yaml.safe_load(f"{{{said}}}"))


def catalogue_from(data: Mapping[str, Any], documents: Documents | None = None) -> Catalogue:
    """Read the whole of ledgers.yaml; raises DeclarationError with every fault. ``documents`` are those that tables may cite."""
    areas = tuple(Area(str(area["key"]), str(area["label"]), str(area["section"])) for area in data["areas"])
    faults: list[Fault] = []
    known = documents or {}
    specs = [_Reader(block, faults, known).spec(register=True) for block in data["registers"]]
    specs += [_Reader(block, faults, known).spec(register=False) for block in data["ledgers"]]
    catalogue = Catalogue(areas, tuple(spec for spec in specs if spec))
    faults += check(catalogue)
    if faults:
        raise DeclarationError(faults)
    return catalogue


def ledger_from(block: Mapping[str, Any], *, register: bool = False, documents: Documents | None = None) -> LedgerSpec:
    """Read one block of the declaration; raises DeclarationError. ``check`` looks at it beside the others."""
    faults: list[Fault] = []
    spec = _Reader(block, faults, documents or {}).spec(register=register)
    if faults or spec is None:
        raise DeclarationError(faults)
    return spec


class _Reader:
    """Reads one block; faults go to the shared list."""

    def __init__(self, block: Mapping[str, Any], faults: list[Fault], documents: Documents) -> None:
        self.block = block
        self.documents = documents
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
        tables = tables_of(self)
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
            help=str(self.block.get("help", "")),
            tables=tables,
            asks=asks_of(self, tables),
            same=keys_of(self, "same"),
            unique=keys_of(self, "unique"),
            follows=follows_of(self),
            extras=tuple((word, tuple((str(k), str(v)) for k, v in roles.items())) for word, roles in extras.items()),
        )

    # ------------------------------------------------------------------ fields
    def field(self, line: Sequence[Any]) -> Field | None:
        key, label, kind, *options = line
        if not all(isinstance(word, str) for word in (key, label, kind)):
            self.fault("L08", f"字段 {line!r} 的键、名称和种类都要是文字。")
            return None
        kind, _, target = kind.partition(":")
        of = kinds.KINDS.get(kind)
        of = None if of is not None and of.kept else of
        if of is None or of.refers != bool(target):
            self.fault("L02", f"字段“{label}”的种类“{line[2]}”不认识。", f"可用：{'、'.join(kinds.KINDS)}。")
            return None
        field = Field(key, label, kind, target=target)
        for option in options:
            if option == "required":
                field = replace(field, required=True)
            elif option == "secret":
                field = replace(field, secret=True)
            elif isinstance(option, Mapping) and set(option) <= {"choices", "default", "rows", "computed"}:
                field = self.with_options(field, option)
            else:
                self.fault("L08", f"字段“{label}”的选项 {option!r} 不认识。")
        if "secret" in options and not of.textual:
            self.fault("L08", f"字段“{label}”不能保密。", f"只有文字可以遮住：{_named('textual', ' 和 ')}。")
        if field.computed and (field.required or field.secret or field.default is not None or not of.computable):
            self.fault("L12", f"字段“{label}”是推算的，不能必填、保密、有默认值，种类要是 {_named('computable')}。")
        if of.choosable and not field.choices:
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
            if any(row.computed for row in field.rows):
                self.fault("L12", f"“{field.label}”里面的字段不能推算。", "推算的请作为单独的字段。")
        if "computed" in option:
            field = replace(field, computed=self.expression(str(option["computed"])))
        return replace(field, default=option.get("default", field.default))

    def expression(self, text: str) -> Expression | None:
        try:
            return parse(text)
        except ExpressionError as fault:
            self.fault("L12", str(fault))
            return None

    def with_default(self, field: Field) -> Field:
        """Make a sentence given as default a Derived; anything else must fit the kind."""
        value = field.default
        if value is None:
            return field
        labels = {other.label: other.key for other in self.fields if not other.computed}
        if isinstance(value, str) and value.startswith("number of ") and value.removeprefix("number of ") in labels:
            return replace(field, default=None, derived=Derived("number", labels[value.removeprefix("number of ")]))
        if isinstance(value, str) and field.of.dated and value in labels:
            return replace(field, default=None, derived=Derived("copy", labels[value]))
        if not field.of.fits(value, field):
            self.fault("L09", f"字段“{field.label}”的默认值 {value!r} 不合它的种类。")
        return field

    def key_of(self, name: str, code: str = "M03", *, rows: bool = False) -> str:
        """Return the key itself when there is such a field (or field of the child rows)."""
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
            key=str(line.get("key", line["label"])),
        )
        made = self.with_condition(self.with_split(made, str(line.get("split", ""))), str(line.get("condition", "")))
        if "variant_b" in line:
            made = replace(made, variant=self.measure({**_identity(line), **_words(line["variant_b"])}))
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

    def conditions(self, words: Mapping[str, Any], *, rows: bool = False) -> tuple[Where, ...]:
        made = []
        for key, wanted in words.items():
            values = tuple(wanted) if isinstance(wanted, list) else (wanted,)
            pool = [row for field in self.fields for row in field.rows] if rows else list(self.fields)
            field = next((field for field in pool if field.key == key), None)
            if field is None:
                self.fault("M03", f"条件里没有字段“{key}”。")
            elif field.choices and not set(values) <= set(field.choices):
                self.fault("M05", f"“{field.label}”没有这些选项：{'、'.join(str(v) for v in values if v not in field.choices)}。")
            made.append(Where(key, values))
        return tuple(made)
