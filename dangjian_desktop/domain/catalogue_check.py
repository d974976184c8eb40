"""What is wrong with declared ledgers that are sound one by one: doubles, dates, areas, measures that do not fit. Reads no file."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_desktop.domain import matter
from dangjian_desktop.domain.declaration import Fault
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.measure import Measure
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


def check(catalogue: Catalogue) -> list[Fault]:
    """Find what only shows when the declarations stand side by side, or in a spec as a whole."""
    faults = _doubles("L01", "台账", [word for spec in catalogue for word in {spec.key, spec.label}])
    faults += _doubles("M01", "指标", [measure.label for spec in catalogue for measure in spec.measures])
    faults += _doubles("M01", "指标的键", [measure.key for spec in catalogue for measure in spec.measures])
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
        faults += [*_check_place(spec, areas), *matter.faults_of(catalogue, spec)]
        for measure in spec.measures:
            faults += _check_measure(spec, measure)
    return faults


def _doubles(code: str, where: str, words: Sequence[str]) -> list[Fault]:
    return [Fault(code, where, f"“{word}”出现了两次。") for word in sorted({word for word in words if words.count(word) > 1})]


def _check_place(spec: LedgerSpec, areas: set[str]) -> list[Fault]:
    faults = []
    if not spec.is_register and spec.area not in areas:
        faults.append(Fault("L04", spec.label, f"没有责任区域“{spec.area}”。"))
    if not spec.is_register and (spec.date_field not in spec.by_key or not _a_typed_date(spec, spec.date_field)):
        faults.append(Fault("L05", spec.label, "date_field 要指明一个填写的日期字段。"))
    if spec.view and spec.view.area not in areas:
        faults.append(Fault("L11", spec.label, f"没有责任区域“{spec.view.area}”。"))
    first = spec.fields[0]
    if spec.is_register and not (first.required and first.of.textual and first.of.telling and first.of.shown_in_clear):
        faults.append(Fault("L05", spec.label, "基础信息的第一个字段要是必填的名称。"))
    return faults


def _a_typed_date(spec: LedgerSpec, key: str) -> bool:
    """Tell whether it is a date that somebody types: what is worked out lies in no file, so nothing is counted or listed by it."""
    return spec.field(key).of.dated and not spec.field(key).computed


def _check_measure(spec: LedgerSpec, measure: Measure) -> list[Fault]:
    faults = []
    if measure.label in FACTS:
        faults.append(Fault("M07", spec.label, f"指标不能叫“{measure.label}”，报告里另有用处。"))
    if "." in measure.label or "|" in measure.label:
        faults.append(Fault("M07", spec.label, f"指标“{measure.label}”的名称里不能有点和竖线。"))
    dates = [key for key in (measure.date, measure.until, *measure.condition_fields) if key]
    faults += [
        Fault("M08", spec.label, f"指标“{measure.label}”的“{key}”不是填写的日期。")
        for key in dates
        if key in spec.by_key and not _a_typed_date(spec, key)
    ]
    if measure.at not in ("in", "end") or (measure.at == "in" and not measure.date):
        faults.append(Fault("M08", spec.label, f"指标“{measure.label}”没有说明按哪个日期归期。"))
    faults += [Fault("M09", spec.label, f"指标“{measure.label}”不能这样用“{label}”这一栏。") for label in misfits(spec, measure)]
    return faults
