"""A made-up hand-over and the services its wizards ask, answering at once. Small real classes; no patching."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import WrongPassphraseError
from dangjian_desktop.domain.handover import Check, Incoming, OpenMatter, PackInfo
from tests.paper.paper_blocks import report


@dataclass(frozen=True)
class Code:
    """Looks like a CheckCode."""

    groups: tuple[str, ...] = ("9F3A", "07C2", "4B1E", "D860", "5A97", "E21C", "38F4", "B06D")
    check: str = "K"
    seq: int = 18246

    def __str__(self) -> str:
        return f"{self.seq} {' '.join(self.groups)} {self.check}"


MATTERS = (
    OpenMatter("线索和案件（只写代号）", "线索 2022-011", "拟处置意见", "班子成员03", date(2022, 8, 26), "", -3),
    OpenMatter("线索和案件（只写代号）", "案件 2022-003", "移送审理", "班子成员03", date(2022, 8, 21), "", 2),
    OpenMatter("线索和案件（只写代号）", "案件 2022-005", "宣布处分", "班子成员03", date(2022, 9, 1), "", -9),
    OpenMatter("问题整改", "巡察反馈第 3 条", "村级“三资”管理整改", "班子成员04", date(2022, 9, 30), "整改中", -38),
    OpenMatter("问题整改", "审计反馈第 1 条", "合同补签", "", date(2022, 8, 11), "整改中", 12),
    OpenMatter("下步打算", "创新教育形式", "", "班子成员06", date(2022, 12, 31), "进行中", -130),
    OpenMatter("应办事项还差", "意识形态专题研究", "下半年还差 1 次", "班子成员01", date(2022, 12, 31), "还差 1 次", -130),
    OpenMatter("草稿", "谈话", "没有写完的草稿", "", None, "", None),
)
CHECKS = (
    Check("台账文件", True, "每条记录、每次操作都与登记时一致"),
    Check("草稿", False, "还有 1 份没写完的草稿，移交时不会带走"),
    Check("佐证材料", True, "1,046 件都在，内容与登记时一致"),
)


class FakeHandover:
    def __init__(self) -> None:
        self.checks, self.found = CHECKS, MATTERS
        self.faults: list[BaseException] = []
        self.made: list[Any] = []
        self.marked: list[Any] = []

    def self_check(self) -> tuple[Check, ...]:
        return self.checks

    def matters(self) -> tuple[OpenMatter, ...]:
        return self.found

    def sheet(self, _options: Any, **_more: Any) -> bytes:
        return b"sheet"

    def slip(self, _info: Any) -> bytes:
        return b"slip"

    def make(self, target: Path, options: Any, *, progress: Any) -> PackInfo:
        progress.step(412, 1072, "第 412 个，共 1,072 个")
        if self.faults:
            raise self.faults.pop(0)
        self.made.append(options)
        words = "一二三四五六" if options.encrypted else None
        path = target / "移交包-青石镇党委-20220823-7KQ2M9XD"
        return PackInfo(path, 1_353_000_000, 1072, Code(), words, 26, 2318, 1046, 4, len(self.found), options)  # type: ignore[arg-type]

    def verify_again(self, _info: Any, *, progress: Any) -> None:
        progress.step(1, 2, "第 1 个，共 2 个")
        if self.faults:
            raise self.faults.pop(0)

    def hand_over(self, info: Any) -> Change:
        self.marked.append(info)
        return Change("handed_over", "移交给 经办人02", (), (), 18247)


class FakeSettings:
    def __init__(self) -> None:
        self.kept: dict[str, Any] = {}

    def get(self, key: str, default: Any = None) -> Any:
        return self.kept.get(key, default)

    def put(self, key: str, value: Any, _label: str) -> None:
        self.kept[key] = value


@dataclass
class FakeServices:
    handover: FakeHandover = field(default_factory=FakeHandover)
    settings: FakeSettings = field(default_factory=FakeSettings)
    reporting: Any = field(default_factory=lambda: SimpleNamespace(document=lambda _docx: report()))
    read_only: bool = False


INCOMING = Incoming(
    Path("移交包-青石镇党委"), {"receiver": "经办人02"}, "青石镇党委", Code(),  # type: ignore[arg-type]
    (("谈话", "2020-01-03 至 2022-08-20", 346, 210), ("党委会议", "2020-01-10 至 2022-08-18", 41, 80)), 387, 290, "new",
)  # fmt: skip
FORK = replace(
    INCOMING, relation="fork", parted=17, parted_on="2022-06-30", mine=("2022-07-02 登记 1 条谈话",),
    theirs=("2022-07-03 登记 1 条谈话", "2022-07-04 作废 1 条谈话"),
)  # fmt: skip


PASSPHRASE = phrases.fresh()


class FakeReceiving:
    """Accepts one pass phrase and the code of ``Code``."""

    def __init__(self, incoming: Incoming = INCOMING) -> None:
        self.incoming = incoming
        self.asked: list[dict[str, Any]] = []
        self.accepted: list[tuple[Path, str]] = []
        self.faults: list[BaseException] = []
        self.stand_still: threading.Event | None = None
        self.discarded: list[Incoming] = []

    def discard(self, incoming: Incoming) -> None:
        self.discarded.append(incoming)

    def inspect(
        self, _pack: Path, *, passphrase: Any = None, password: Any = None, code: Any = None, known: Any = None, progress: Any
    ) -> Incoming:
        self.asked.append({"passphrase": passphrase, "password": password, "code": code, "known": known})
        if self.stand_still is not None:
            self.stand_still.wait()
        progress.step(1, 2, "第 1 个，共 2 个")
        if self.faults:
            raise self.faults.pop(0)
        if passphrase not in (None, PASSPHRASE):
            raise WrongPassphraseError(1)
        return replace(self.incoming, code_checked=code is not None)

    def accept(self, _incoming: Incoming, target: Path, name: str, *, progress: Any) -> Path:
        progress.step(1, 1, "正在核对")
        if self.faults:
            raise self.faults.pop(0)
        self.accepted.append((target, name))
        return target
