"""The numbers of a report: lines to go over, chips in the text, tags to choose from. Knows no Word file and stores nothing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft, FrozenNumber, NumberLine, Piece, TagInfo
from dangjian_desktop.domain.wording import change_text, in_table
from dangjian_desktop.reports.tags import Tag, read, stretches
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.counting.checking import Checking
from dangjian_desktop.services.counting.measuring import Measuring
from dangjian_desktop.services.records.records import Records
from dangjian_desktop.services.report.values import CHANGE, Values, canonical, facts_of, judge, period_of, share

_LARGE = 0.5
"""A change beyond half of last year asks for a word of explanation."""


class ReportNumbers:
    """Counts for the reports of one open file."""

    def __init__(self, file: OpenLedger, records: Records, measuring: Measuring, checking: Checking) -> None:
        self._catalogue, self._settings, self._digests = file.catalogue, file.settings, file.store.audit.digests
        self._records, self._measuring, self._checking = records, measuring, checking

    def values(self, draft: Draft) -> Values:
        """Return what the tags of a draft stand for."""
        return Values(self._measuring, self._catalogue, draft, facts_of(draft, str(self._settings.get(UNIT_NAME, ""))))

    def lines(self, draft: Draft, also: Sequence[Tag]) -> tuple[NumberLine, ...]:
        """Return the same as Reporting.numbers; ``also`` are tags that stand in the template itself."""
        values = self.values(draft)
        plain = (replace(tag, prefix="") for tag in self.printed(draft, also))
        paths = {tag.path: tag for tag in plain}
        labels = tuple(dict.fromkeys(tag.name for tag in paths.values()))
        findings = self._checking.of_measures(draft.period, set(labels), changes=False) if labels else []
        order = {label: place for place, label in enumerate(self._catalogue.measures)}
        tags = sorted(paths.values(), key=lambda tag: (self._area_order(tag.name), order[tag.name], tag.part))
        return tuple(self._number(tag, values, draft, findings) for tag in tags)

    def printed(self, draft: Draft, also: Sequence[Tag]) -> tuple[Tag, ...]:
        """Return every number as it stands in the report, last year's and changes too, in the order of the text."""
        found: dict[str, Tag] = {}
        for written in [*_tags_of(draft), *also]:
            tag = canonical(written, self._catalogue)
            if tag.name in self._catalogue.measures and not tag.fault and not judge(tag, self._catalogue)[0]:
                bare = replace(tag, form="", word="")
                found.setdefault(bare.path, bare)
        return tuple(found.values())

    def freeze(self, draft: Draft, also: Sequence[Tag]) -> tuple[FrozenNumber, ...]:
        """Return these numbers as they are now, with the 口径 and with identity and digest of their records."""
        values = self.values(draft)
        made = []
        for tag in self.printed(draft, also):
            shown = values.shown(tag)
            ids, unit = (
                (shown.measured.record_ids, shown.measured.unit) if shown.measured else ((), self._catalogue.measures[tag.name].unit)
            )
            digests = self._digests(ids)
            records, measure = tuple(digests[pk] for pk in ids), self._catalogue.measures[tag.name]
            rule, counted = self.rule(tag, draft.period), self._measuring.counted(tag.name)
            made.append(FrozenNumber(tag.path, shown.text or "", unit, records, rule, measure.key, counted))
        return tuple(made)

    def since(self, number: FrozenNumber, now: str, draft: Draft) -> str:
        """Return what became of a number that went out, in words; "" when it still stands. A count that is made in another way is told as
        that, not as a ledger that changed."""
        tag = read(number.tag)
        if tag.name not in self._catalogue.measures:
            return f"{number.tag}：已报送 {number.value}，这个指标已停用"
        rule, counted = self.rule(tag, draft.period), self._measuring.counted(tag.name)
        other = counted != number.counted if number.counted else rule != number.rule
        said = f"{self.values(draft).said(number.tag)}：已报送 {number.value}"
        if other:
            return f"{said}，口径变了（定稿时：{number.rule}现在：{rule}）按现在的口径为 {now}"
        return f"{said}，现为 {now}" if now != number.value else ""

    def rule(self, tag: Tag, period: Period) -> str:
        """Word the 口径, of the period the tag looks at."""
        measure = self._catalogue.measures[tag.name]
        part = f"取其中“{self._catalogue.spec_of(measure).part_word(measure, tag.part)}”一项。" if tag.part else ""
        compared = f"与{period.same_last_year().label}相比。" if tag.prefix == CHANGE else ""
        return self._measuring.definition(tag.name, period_of(tag, period).label) + part + compared

    def _area_order(self, label: str) -> int:
        area = self._catalogue.spec_of(self._catalogue.measures[label]).area
        return next((place for place, one in enumerate(self._catalogue.areas) if one.key == area), -1)

    def _number(self, tag: Tag, values: Values, draft: Draft, findings: Iterable[Finding]) -> NumberLine:
        now, before = values.pair(tag)
        changed = share(now, before) if now and before else None
        stored = self._records.get_many(now.record_ids) if now else ()
        named = tuple(finding.message for finding in findings if tag.name in finding.labels and not tag.part)
        measure = self._catalogue.measures[tag.name]
        return NumberLine(
            tag=tag.path,
            label=tag.name,
            part=self._catalogue.spec_of(measure).part_word(measure, tag.part),
            area=self._catalogue.spec_of(measure).area,
            value=in_table(now, grouped=False),
            unit=now.unit if now else measure.unit,
            last_year=in_table(before, grouped=False),
            change=(change_text(now.number, before.number) if now and before else None) or "",
            ratio=changed,
            ids=now.record_ids if now else (),
            missing=sum(bool(one.missing) for one in stored),
            needs_word=changed is not None and abs(changed) > _LARGE and not draft.explanations.get(tag.path),
            override=draft.overrides.get(tag.path),
            findings=named,
        )

    def tags(self, period: Period) -> tuple[TagInfo, ...]:
        """Return every tag with its present value, for the panel and the “/” list."""
        made: list[TagInfo] = []
        areas = {area.key: area.label for area in self._catalogue.areas}
        for label, found in self._measuring.all(period).items():
            measure = self._catalogue.measures[label]
            area = areas.get(self._catalogue.spec_of(measure).area, "基础信息")
            if measure.total:
                made.append(TagInfo(label, label, area, in_table(found, grouped=False), measure.unit))
            made += [
                TagInfo(path, self._catalogue.said(path), area, in_table(part, grouped=False), part.unit)
                for path, part in ((f"{label}.{name}", part) for name, part in found.parts.items())
            ]
        return tuple(made)

    def pieces(self, draft: Draft, text: str) -> tuple[Piece, ...]:
        """Return a section's text as plain stretches and number chips."""
        values = self.values(draft)
        return tuple(self._piece(part.text, part.tag, values) for part in values.stretches(text))

    @staticmethod
    def _piece(text: str, tag: Tag | None, values: Values) -> Piece:
        if tag is None:
            return Piece(text)
        shown = values.shown(tag)
        ids, said = shown.measured.record_ids if shown.measured else (), values.said(tag.path)
        return Piece(
            shown.text or "",
            tag.path,
            text,
            ids,
            shown.fault or ("" if shown.text is not None else "本期没有内容"),
            shown.overridden,
            said if said != tag.path else "",
        )


def _tags_of(draft: Draft) -> list[Tag]:
    return [part.tag for section in draft.sections for part in stretches(section.text) if part.tag is not None]


def plain_text(text: str, values: Values) -> str:
    """Return a section with its tags as texts."""
    return "".join(part.text if part.tag is None else printed(part.tag, values) for part in values.stretches(text))


def printed(tag: Tag, values: Values) -> str:
    """Return what stands in the report: the text, or 【待补：…】 where there is nothing."""
    shown = values.shown(tag)
    return shown.text if shown.text is not None else todo(tag, values)


def todo(tag: Tag, values: Values) -> str:
    """Word what stands where a tag has no value yet."""
    return f"【待补：{values.said(values.canonical(tag).path)}】"
