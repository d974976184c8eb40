"""What is printed for a hand-over: 移交清单 and 口令单, filled into shipped templates. The pass phrase is on the second alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import dangjian_desktop
from dangjian_desktop.domain import limits
from dangjian_desktop.domain.check_code import CheckCode
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.domain.handover import HandoverOptions, LedgerLine, OpenMatter, PackInfo, PackKind
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.report import STATES
from dangjian_desktop.ledgers.skeletons import form
from dangjian_desktop.reports.sections import SectionLine
from dangjian_desktop.services.base.open_ledger import OpenLedger
from dangjian_desktop.services.base.settings import UNIT_NAME
from dangjian_desktop.services.counting.measuring import Measuring
from dangjian_desktop.services.report.reporting import Reporting
from dangjian_desktop.storage.stores import census

if TYPE_CHECKING:
    from dangjian_desktop.reports.rendering import Filling

SHEET, SLIP = "移交清单", "口令单"
LEDGERS, MATTERS = "移交台账", "未了事项"
"""The loops of the sheet's template."""
_KINDS: Mapping[PackKind, str] = {
    "complete": "全部（含佐证材料）",
    "without_evidence": "全部，佐证材料只带名称和校验值",
    "masked": "隐去姓名和代号的副本，不能接着登记",
}
_LATER = "写入 U 盘时印上"
_NOTHING = "无。"
_COUNTS_ONLY = "“应办事项还差”只按台账计数，台账没有登记的不算；是否办理以原始材料为准。"


@dataclass(frozen=True)
class SheetContent:
    """What the sheet tells beside names: made once, so that sheet, package and screen say the same."""

    ledgers: tuple[LedgerLine, ...]
    matters: tuple[OpenMatter, ...]
    reports: int


class Sheets:
    """The papers of one open file."""

    def __init__(self, file: OpenLedger, measuring: Measuring, reporting: Reporting) -> None:
        self._store, self._catalogue, self._clock = file.store, file.catalogue, file.clock
        self._settings, self._measuring, self._reporting = file.settings, measuring, reporting

    def content(self, options: HandoverOptions, matters: Sequence[OpenMatter]) -> SheetContent:
        """A masked copy says nothing that could name somebody: no matters, no reports, no evidence."""
        masked = options.kind == "masked"
        shown = () if masked else tuple(matters)
        open_ones: dict[str, set[int]] = {}
        for pk, ledger in self._ledgers_of({pk for one in shown for pk in one.ids}):
            open_ones.setdefault(ledger, set()).add(pk)
        lines = {one.key: one for one in census.lines(self._store.database)}
        ledgers = tuple(
            LedgerLine(spec.label, one.first, one.last, one.records, len(open_ones.get(spec.key, ())), 0 if masked else one.evidence)
            for spec in self._catalogue
            if (one := lines.get(spec.key))
        )
        return SheetContent(ledgers, shown, 0 if masked else len(self._reporting.list()))

    def _ledgers_of(self, pks: set[int]) -> Iterator[tuple[int, str]]:
        yield from ((line.pk, line.ledger) for line in self._store.records.lines(sorted(pks)))

    # -------------------------------------------------------------- the sheet
    def sheet(self, options: HandoverOptions, content: SheetContent, code: CheckCode | None) -> bytes:
        """移交清单 as a .docx; without a code as it will be before the pack is written."""
        from dangjian_desktop.reports.rendering import Filling  # Word libraries only when one is written

        masked = options.kind == "masked"
        bodies = {
            "段落.报告": [] if masked else list(self._reports()),
            "段落.口径": [*self._measures(), *([] if masked else self._moved())],
            "段落.未了说明": [_COUNTS_ONLY],
            "段落.留言": options.message.splitlines(),
            "段落.核验码": _code_lines(code),
        }
        seq = self._store.audit.head()[0] if code is None else code.seq
        rows = {LEDGERS: _ledger_rows(content), MATTERS: _matter_rows(content.matters)}
        texts = {key: [SectionLine(0, "", line) for line in lines or [_NOTHING]] for key, lines in bodies.items()}
        return _rendered(SHEET, Filling(self._facts(options, seq), {}, rows, texts))

    def _facts(self, options: HandoverOptions, seq: int) -> dict[str, str]:
        unit = str(self._settings.get(UNIT_NAME, ""))
        return {
            "标题": f"{unit}台账移交清单",
            "移交单位": unit,
            "移交事由": options.reason,
            "移交人": options.giver,
            "接收人": options.receiver,
            "监交人": options.witness,
            "截至": f"{self._clock.now():%Y-%m-%d %H:%M}",
            "移交内容": _KINDS[options.kind],
            "移交方式": "U 盘，加密，口令另交" if options.encrypted else "U 盘，没有加密",
            "程序版本": dangjian_desktop.__version__,
            "操作记录": f"共 {seq:,} 条",
        }

    def _reports(self) -> Iterator[str]:
        for info in self._reporting.list():
            yield f"《{info.title}》，{info.period.label}，{STATES[info.state]}。"
            frozen = [f"{self._catalogue.said(one.tag)} {one.value}{one.unit}" for one in self._reporting.frozen(info.id)]
            if frozen:
                yield f"定稿时的数：{'；'.join(frozen)}。"
        if own := [info.name for info in self._reporting.templates() if not info.shipped]:
            yield f"本单位自己的模板：{'、'.join(own)}。"

    def _measures(self) -> Iterator[str]:
        for label, measure in self._catalogue.measures.items():
            variant = self._measuring.variant(label)
            yield f"{label}（{measure.unit}{f'，口径 {variant}' if variant else ''}）：{self._measuring.definition(label)}"

    def _moved(self) -> Iterator[str]:
        """Dates by which a record counts that were set to another day than the one they follow."""
        for spec in self._catalogue.ledgers:
            for field in spec.fields:
                if field.derived is not None and field.derived.how == "copy" and field.of.dated:
                    yield from self._moved_in(spec, field.label, field.key, field.derived.source)

    def _moved_in(self, spec: LedgerSpec, label: str, key: str, source: str) -> Iterator[str]:
        moved = [one for one in self._store.records.all_of(spec.key) if source in one.values and one.values.get(key) != one.values[source]]
        for one, line in zip(moved, self._store.records.lines(one.pk for one in moved), strict=True):
            why = "；".join(reason for _, reason in one.reasons) or str(one.values.get("remark", "")) or "没有写明"
            days = f"{_day(one.values.get(key))}，{spec.field(source).label} {_day(one.values[source])}"
            yield f"{spec.label} {line.title}：{label} {days}；理由：{why}"

    # -------------------------------------------------------------- the slip
    def slip(self, pack: PackInfo) -> bytes:
        """口令单 as a .docx; E-84 for a pack that is not encrypted."""
        from dangjian_desktop.reports.rendering import Filling  # Word libraries only when one is written

        if pack.passphrase is None:
            raise UserError(Error.UNCLEAR, text="口令单", reason="这个移交包没有加密，没有口令", hint="不需要口令单。")
        values = {
            "移交单位": str(self._settings.get(UNIT_NAME, "")),
            "移交包": pack.path.name,
            "移交人": pack.options.giver,
            "接收人": pack.options.receiver,
            "制作日期": f"{self._clock.today():%Y-%m-%d}",
            "核验码": f"序号 {pack.code.seq}，前四位 {pack.code.groups[0]}",
            "口令": pack.passphrase,
        }
        return _rendered(SLIP, Filling(values, {}, {}, {}))


def _rendered(name: str, filling: Filling) -> bytes:
    from dangjian_desktop.reports.rendering import render  # Word libraries only when one is written

    return render(form(name), filling)


def _ledger_rows(content: SheetContent) -> list[dict[str, str]]:
    made = [
        {
            "台账或资料": one.label,
            "起止期间": f"{_day(one.first)} 至\n{_day(one.last)}" if one.first else "",
            "记录": f"{one.records:,}",
            "未了": f"{one.open:,}" if one.open else "",
            "佐证": f"{one.evidence:,}" if one.evidence else "",
        }
        for one in content.ledgers
    ]
    made.append({"台账或资料": "报告", "起止期间": "", "记录": f"{content.reports:,}", "未了": "", "佐证": ""})
    return [{"序号": str(number), **row, "载体": "电子", "备注": ""} for number, row in enumerate(made, start=1)]


def _matter_rows(matters: Sequence[OpenMatter]) -> list[dict[str, str]]:
    """A line with the name of each group, then its matters."""
    made: list[dict[str, str]] = []
    group = ""
    for one in matters:
        if one.group != group:
            group = one.group
            number = sum(other.group == group for other in matters)
            made.append({"事项": group, "内容": "", "责任人": "", "期限": "", "状态": f"{number} 件"})
        state = limits.said(one.overdue_days) if one.overdue_days is not None and one.overdue else one.state
        made.append({"事项": one.title, "内容": one.content, "责任人": one.who or "未定", "期限": _day(one.due), "状态": state})
    return made or [{"事项": "没有未了事项", "内容": "", "责任人": "", "期限": "", "状态": ""}]


def _code_lines(code: CheckCode | None) -> list[str]:
    if code is None:
        return [_LATER]
    return [f"序号 {code.seq}　校验字 {code.check}", "　".join(code.groups)]


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""
