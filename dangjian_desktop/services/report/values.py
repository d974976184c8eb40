"""What a tag stands for in one report: value, part, last year, change, since January, facts – with the records behind it.

Each measure is counted once per period. Knows no Word file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.measure import Measure, Measured
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft
from dangjian_desktop.domain.wording import WordingError, change_text, date_text, formed, in_text
from dangjian_desktop.reports.tags import BODY, FACTS, LOOP, PREFIXES, ROWS, SECTION, Stretch, Tag, read, stretches
from dangjian_desktop.services.counting.measuring import Measuring

LAST_YEAR, CHANGE, YEAR = PREFIXES
IN_TEMPLATES = "“{}”只能写在模板里，不能写在文字里。"


@dataclass(frozen=True)
class Shown:
    """A tag's text (None = nothing there: 待补), the count behind it, and a fault when the tag is not known or does not fit."""

    text: str | None
    measured: Measured | None = None
    fault: str = ""
    overridden: bool = False


class Values:
    """The values of one draft."""

    def __init__(self, measuring: Measuring, catalogue: Catalogue, draft: Draft, facts: Mapping[str, str]) -> None:
        self._measuring = measuring
        self._catalogue = catalogue
        self._draft = draft
        self.facts = facts
        self._counted: dict[tuple[str, Period], Measured] = {}

    @property
    def day(self) -> date:
        """The day whose rules the text is looked at with: the last of the period."""
        return self._draft.period.end

    def canonical(self, tag: Tag) -> Tag:
        """Return the same tag with its part as it is stored."""
        return canonical(tag, self._catalogue)

    def said(self, path: str) -> str:
        """Return a tag's path as it is shown."""
        return self._catalogue.said(path)

    def stretches(self, text: str) -> list[Stretch]:
        """Return a text cut into plain stretches and canonical tags."""
        return [part if part.tag is None else replace(part, tag=self.canonical(part.tag)) for part in stretches(text)]

    def measured(self, label: str, period: Period) -> Measured:
        """Count a measure, once for each period."""
        key = (label, period)
        if key not in self._counted:
            self._counted[key] = self._measuring.count(label, period)
        return self._counted[key]

    def shown(self, tag: Tag) -> Shown:
        """Return what is printed for a tag; a number typed over comes first."""
        tag = self.canonical(tag)
        fault, _ = judge(tag, self._catalogue)
        if tag.fault or fault:
            return Shown(None, fault=tag.fault or fault)
        if tag.name in (BODY, SECTION):
            return Shown(None, fault=IN_TEMPLATES.format(tag.path))
        if tag.name in FACTS:
            return Shown(self.facts.get(tag.name) or None)
        found = self._found(tag)
        override = self._draft.overrides.get(tag.path)
        if override:
            return Shown(override.shown, found, overridden=True)
        if tag.prefix == CHANGE:
            now, before = self.pair(tag)
            return Shown(change_text(now.number if now else None, before.number if before else None), now)
        if found is None:
            return Shown(None)
        try:
            return Shown(formed(found, tag.form, tag.word) if tag.form else in_text(found), found)
        except WordingError as wrong:
            return Shown(None, found, str(wrong))

    def _found(self, tag: Tag) -> Measured | None:
        found = self.measured(tag.name, period_of(tag, self._draft.period))
        return part_of(found, tag.part, self._catalogue.measures[tag.name])

    def pair(self, tag: Tag) -> tuple[Measured | None, Measured | None]:
        """Return this period's count and last year's, of the whole or the part."""
        measure = self._catalogue.measures[tag.name]
        now = part_of(self.measured(tag.name, self._draft.period), tag.part, measure)
        before = part_of(self.measured(tag.name, self._draft.period.same_last_year()), tag.part, measure)
        return now, before

    def condition(self, path: str) -> Any:
        """Return the value a condition looks at."""
        tag = self.canonical(read(path))
        if tag.name in FACTS:
            return self.facts.get(tag.name)
        if tag.prefix == CHANGE:
            return self.shown(tag).text
        found = self._found(tag)
        return None if found is None else found.number


def period_of(tag: Tag, period: Period) -> Period:
    """Return the days a tag looks at; a change is one of the report's own period."""
    if tag.prefix == LAST_YEAR:
        return period.same_last_year()
    return period.year_to_date() if tag.prefix == YEAR else period


def part_of(found: Measured, part: str, measure: Measure) -> Measured | None:
    """Return the whole or one part. Without records a part is 0, one of 专项指标 (no total) is empty."""
    if not part:
        return found
    if part in found.parts:
        return found.parts[part]
    return None if not measure.total else Measured(Decimal(0) if found.kind == "number" else 0, found.unit, (), found.kind)


def facts_of(draft: Draft, unit: str) -> dict[str, str]:
    """Return the facts of the report by tag name; an addressee that is not known is 待补."""
    return {
        "单位名称": unit,
        "报告期": draft.period.label,
        "报告年度": str(draft.period.start.year),
        "上一年度": str(draft.period.start.year - 1),
        "主送机关": draft.addressee or "【待补：主送机关】",
        "标题": draft.title,
        "成文日期": date_text(draft.dated),
    }


# ---------------------------------------------------------------------- is a tag known at all
def judge(tag: Tag, catalogue: Catalogue) -> tuple[str, str]:
    """Return (fault, suggestion) of a tag's names; ("", "") when all is well."""
    if tag.prefix and tag.name in (*FACTS, BODY, SECTION, ROWS, LOOP):
        return f"“{tag.name}”前面不能写“{tag.prefix}”。", ""
    if tag.name in (*FACTS, BODY):
        extra = f".{tag.part}" if tag.part else f"|{tag.form}" if tag.form else ""
        return (f"“{tag.name}”后面不能写“{extra}”。", tag.name) if extra else ("", "")
    if tag.name == SECTION and not tag.part:
        return f"“{SECTION}”后面要写一个点和段落的名称。", ""
    if tag.name == SECTION:
        known = {area.label for area in catalogue.areas} | {"开头", "存在问题", "下步打算"}
        nearest = _nearest(tag.part, known)
        return ("", "") if tag.part in known else (f"没有“{tag.part}”这一段。", f"{SECTION}.{nearest}" if nearest else "")
    if tag.name == ROWS:
        return "明细要写在循环里：{%tr for 行 in 明细.台账名 %}。", ""
    measure = catalogue.measures.get(tag.name)
    if measure is None:
        nearest = _nearest(tag.name, {*catalogue.measures, *FACTS})
        return f"没有“{tag.name}”这个指标。", replace(tag, name=nearest).path if nearest else ""
    told = _judge_part(tag, catalogue.spec_of(measure), measure)
    return told if told[0] else _judge_form(tag, measure)


def _judge_form(tag: Tag, measure: Measure) -> tuple[str, str]:
    """Tell whether a form fits what is counted; what the value itself decides (汉字 of 1.5) is told when it is filled in."""
    if not tag.form:
        return "", ""
    if tag.prefix == CHANGE:
        return f"“{tag.path}”后面不能写“{tag.form}”。", tag.path
    lists, figures = measure.how == "list", measure.how == "figures"
    if tag.form in ("顿号", "书名号") and not lists:
        return f"“{tag.form}”只用于目录，“{tag.name}”是数字。", tag.path
    if tag.form in ("汉字", "约数", "万元", "百分比") and lists:
        return f"“{tag.form}”只用于数字，“{tag.name}”是目录。", tag.path
    if tag.form == "百分比" and measure.how != "ratio" and not figures:
        return f"“百分比”只用于比率，“{tag.name}”的单位是{measure.unit}。", tag.path
    if tag.form == "万元" and measure.unit != "元" and not figures:
        return f"“万元”只用于金额，“{tag.name}”的单位是{measure.unit}。", tag.path
    return "", ""


def _judge_part(tag: Tag, spec: LedgerSpec, measure: Measure) -> tuple[str, str]:
    if not tag.part:
        return ("", "") if measure.total else (f"“{tag.name}”没有总数，要写明是哪一项，例如“{tag.name}.名称”。", "")
    if not measure.split:
        return f"“{tag.name}”没有分项。", replace(tag, part="").path
    field = spec.split_field(measure)
    if field.choices and field.stored(tag.part) not in field.choices:
        nearest = _nearest(tag.part, {*field.choices, *field.shown})
        return f"“{tag.name}”没有“{tag.part}”这一项。", replace(tag, part=nearest).path if nearest else ""
    return "", ""


def canonical(tag: Tag, catalogue: Catalogue) -> Tag:
    """Return the same tag with its part as it is stored: {{ 谈心谈话人次.乡长 }} is {{ 谈心谈话人次.镇长 }}."""
    measure = catalogue.measures.get(tag.name)
    if measure is None or not measure.split or not tag.part:
        return tag
    return replace(tag, part=catalogue.spec_of(measure).split_field(measure).stored(tag.part))


def _nearest(word: str, known: set[str]) -> str:
    """Return what was probably meant: alike in writing, and among those alike in sound (此 for 次)."""
    from pypinyin import lazy_pinyin
    from rapidfuzz import fuzz, process

    alike = [str(name) for name, _, _ in process.extract(word, sorted(known), scorer=fuzz.WRatio, score_cutoff=45, limit=8)]
    sound = " ".join(lazy_pinyin(word))
    return max(alike, key=lambda name: fuzz.ratio(name, word) + fuzz.ratio(" ".join(lazy_pinyin(name)), sound), default="")


def share(now: Measured, before: Measured) -> float | None:
    """Return the change as a share of last year; None without a number to compare with."""
    if now.number is None or not before.number:
        return None
    return float((Decimal(now.number) - Decimal(before.number)) / Decimal(before.number))
