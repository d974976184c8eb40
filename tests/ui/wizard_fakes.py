"""A made-up report and the services a report wizard asks, answering at once. Small real classes; no patching."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject

from dangjian_desktop.domain import period as periods
from dangjian_desktop.domain.blocks import Document
from dangjian_desktop.domain.finding import Finding
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft, FrozenNumber, NumberLine, Override, Piece, ReportInfo, Section, TagInfo, TemplateInfo
from dangjian_desktop.ui.kit.theme import Theme
from tests.paper.paper_blocks import report

PERIOD = periods.half(2022, 1)
TEXT = (
    "（五）抓日常监督。谈心谈话{{ 谈心谈话人次 }}人次，提醒{{ 谈话提醒人数 }}人，{{ 没有的 }}件。\n"
    "廉政约谈4人次，【待补：谈话后整改了哪些事】。"
)
SECTIONS = (
    Section("政治建设", "（一）政治建设", "学习6次。", checked=True),
    Section("党内监督", "（五）党内监督", TEXT),
    Section("存在问题", "二、存在问题", ""),
)
OLD = (Section("党内监督", "（五）党内监督", "谈心谈话{{ 谈心谈话人次 }}人次。\n廉政约谈4人次，【待补：谈话后整改了哪些事】。"),)


def number(tag: str, value: str, *, area: str = "oversight", count: int = 3, unit: str = "人次", **more: Any) -> NumberLine:
    label, _, part = tag.partition(".")
    usual: dict[str, Any] = {"missing": 0, "needs_word": False, "override": None, "ratio": 0.1}
    return NumberLine(tag, label, part, area, value, unit, "2", "增加2", ids=tuple(range(1, count + 1)), **(usual | more))


LINES = (
    number("谈心谈话人次", "174", count=33, missing=1),
    number("谈心谈话人次.党委书记", "38", count=12),
    number("立案件数", "6", area="discipline", unit="件", count=6, needs_word=True, ratio=2.0),
    number("处置件数", "9", area="discipline", unit="件", needs_word=True, ratio=None),
    number("结案件数", "7", area="discipline", unit="件", findings=("大于立案件数",)),
    number("谈话提醒人数", "8", area="discipline", unit="人", override=Override("9", "县纪委核定")),
    number("空的人数", "0", area="discipline", unit="人", count=0),
)
TAGS = (
    *(TagInfo(line.tag, line.name, "党内监督", line.value, line.unit) for line in LINES),
    TagInfo("廉政约谈人次", "廉政约谈人次", "党内监督", "4", "人次"),
)
FINDINGS = (
    Finding("待补", "must", "还留着【待补：谈话后整改了哪些事】", "（五）党内监督 第2段", "请写上内容，或者删掉这句。"),
    Finding("R4", "must", "处分人数不符", "勾稽 R4", "请核对。", (1, 2), ("处分人数",), "R4"),
    Finding("提法", "warn", "提法将要失效", "（一）政治建设 第1段", "现在可以用。", key="t1"),
    Finding("数字", "note", "汉字和数字并用", "", ""),
    Finding("地址", "warn", "没有主送机关", "报告开头", "要写明报送给谁。"),
)


class FakeReporting:
    """Answers for one made-up report and remembers what it was told to keep."""

    def __init__(self) -> None:
        self.kept: list[Draft] = []
        self.state = "draft"
        self.page = 0
        self.found = FINDINGS
        self.moved: tuple[str, ...] = ()
        self.before: tuple[Section, ...] | None = OLD
        self.no_previous = False

    def templates(self) -> tuple[TemplateInfo, ...]:
        return TemplateInfo("half", "半年报告", "half", True), TemplateInfo("year", "年度报告", "year", True)

    def list(self) -> tuple[ReportInfo, ...]:
        if self.before is None:
            return ()
        return (ReportInfo("r0", "half", "去年上半年的报告", periods.half(2021, 1), "sent", "2021-07-05T10:00:00"),)

    def start(self, kind: str, period: Period) -> Draft:
        title = f"青石镇党委关于{period.label}主体责任情况的报告"
        return Draft("d1", kind, title, "主体责任情况", "", period, "half", date(2022, 7, 5), SECTIONS)

    def open(self, draft_id: str) -> Draft:
        if draft_id == "r0" and self.before is not None:
            return replace(self.start("half", periods.half(2021, 1)), id="r0", sections=self.before, state="sent")
        return replace(self.start("half", PERIOD), id=draft_id, state=self.state, page=self.page, addressee="县委")

    def previous(self, _draft: Draft) -> Draft | None:
        return self.open("r0") if self.before is not None and not self.no_previous else None

    def keep(self, draft: Draft) -> Draft:
        self.kept.append(draft)
        return draft

    def numbers(self, draft: Draft) -> tuple[NumberLine, ...]:
        return tuple(replace(line, override=draft.overrides.get(line.tag, line.override)) for line in LINES)

    def tags(self, _period: Period) -> tuple[TagInfo, ...]:
        return TAGS

    def pieces(self, _draft: Draft, text: str) -> tuple[Piece, ...]:
        out = []
        for part in filter(None, re.split(r"(\{\{.*?\}\})", text)):
            tag = part.strip("{} ").partition("|")[0]
            known = {info.tag: info for info in TAGS}.get(tag)
            if not part.startswith("{{"):
                out.append(Piece(part))
            elif known is None:
                out.append(Piece("", tag, part, fault="没有这个指标"))
            else:
                out.append(Piece(known.value, tag, part, (1, 2, 3), overridden=tag == "谈话提醒人数"))
        return tuple(out)

    def findings(self, draft: Draft) -> tuple[Finding, ...]:
        return tuple(replace(found, reason=draft.passed.get(found.key, "") if found.key else "") for found in self.found)

    def render(self, _draft: Draft) -> bytes:
        return b"docx"

    def source_index(self, _draft: Draft) -> bytes:
        return b"index"

    def document(self, docx: bytes) -> Document:
        return report(60 if docx == b"docx" else 3)

    def finalize(self, _draft: Draft) -> None:
        self.state = "final"

    def mark_sent(self, _draft_id: str) -> None:
        self.state = "sent"

    def frozen(self, _draft_id: str) -> tuple[FrozenNumber, ...]:
        return (FrozenNumber("谈心谈话人次", "170", "人次", ()),)

    def changed_since(self, _draft_id: str) -> tuple[str, ...]:
        return self.moved


class FakeRecords:
    def initials(self, name: str) -> str:
        return {"谈心谈话人次": "txthrc"}.get(name, "")

    def lines(self, ids: tuple[int, ...]) -> tuple[Line, ...]:
        return tuple(Line(pk, f"id-{pk}", "case", date(2022, 3, pk) if pk > 1 else None, f"党纪立案{pk}") for pk in ids)


class FakeMeasuring:
    def definition(self, label: str) -> str:
        return f"{label}，作废的不算。"


@dataclass
class FakeServices:
    reporting: FakeReporting = field(default_factory=FakeReporting)
    records: FakeRecords = field(default_factory=FakeRecords)
    measuring: FakeMeasuring = field(default_factory=FakeMeasuring)


@dataclass
class StraightCaller:
    """Answers at once, on the same thread."""

    services: FakeServices = field(default_factory=FakeServices)

    def ask(self, work: Callable[[Any], Any], done: Callable[[Any], None], *, owner: QObject, latest: str = "", failed: Any = None) -> None:
        assert owner is not None
        assert (latest, failed) is not None
        done(work(self.services))


@dataclass
class FakePainter:
    """Remembers what it was told to write."""

    written: list[Path] = field(default_factory=list)

    def pages(self, _document: Document) -> int:
        return 1

    def to_pdf(self, _document: Document, path: Path) -> None:
        path.write_bytes(b"%PDF")
        self.written.append(path)

    def missing_fonts(self, _document: Document) -> tuple[str, ...]:
        return ()


def make_theme() -> Theme:
    return Theme()
