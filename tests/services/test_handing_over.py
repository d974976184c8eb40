"""移交, the giving side: what is told before, what is printed, what lies on the stick, and when the ledger counts as given away."""

from __future__ import annotations

import errno
import io
import json
import os
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, BinaryIO

import docx
import pytest

from dangjian_desktop.domain.check_code import check_code
from dangjian_desktop.domain.errors import DataFileError, InvalidRecordError, PackError, UserError
from dangjian_desktop.domain.handover import HandoverOptions
from dangjian_desktop.domain.period import half
from dangjian_desktop.exchange import container, pack
from dangjian_desktop.exchange.medium import UNFINISHED, Medium
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.services import Services
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost
from tests.changed import other
from tests.fakes import FakeProgress, FixedClock
from tests.storage.ledger_files import tamper

OPTIONS = HandoverOptions("经办人01", "经办人02", "领导01", "审理材料在 2 号盒", "complete", False, "岗位调整")
PDF = b"%PDF-1.7 " + b"made up " * 400


@pytest.fixture
def town(services: Services) -> Services:
    """A small office with something open in every way."""
    save = services.records.save
    save("organisation", {"name": "第01村党支部", "kind": "村党组织", "founded_on": "2020-01-01"})
    for number in (1, 2):
        save("person", {"name": f"班子成员{number:02}", "post": "副书记"})
    talk = {"held_on": "2022-07-01", "kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": "2"}
    first = save("talk", {**talk, "speaker": "班子成员01", "targets": "班子成员02", "topic": "与班子成员02谈心", "summary": "家事"})
    services.evidence.add_bytes(first.ids[0], "照片.pdf", PDF)
    save("lead", {"number": "XS-1", "received_on": "2022-05-20", "subject": "A001", "summary": "摘要", "responsible_leader": "班子成员01"})
    moved = {"decided_on": "2022-06-01", "counted_on": "2022-07-01", "disposal": "初步核实", "due_on": "2022-08-01"}
    save("lead", {"number": "XS-2", "received_on": "2022-05-21", **moved, "remark": "上级口径"})
    save("case", {"number": "AJ-1", "kind": "党纪立案", "filed_on": "2022-04-01", "subject": "A001"})
    save(
        "rectification",
        {"found_on": "2022-06-01", "source": "审计", "content": "合同补签" * 30, "due_on": "2022-07-05", "owner": "班子成员02"},
    )
    save("rectification", {"found_on": "2022-06-01", "source": "自查", "content": "办完的", "state": "已完成", "done_on": "2022-06-20"})
    save("next_step", {"noted_on": "2022-06-30", "heading": "丰富形式", "body": "正文"})
    return services


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "U 盘"
    folder.mkdir()
    return folder


def texts(data: bytes) -> str:
    """Everything a Word file says, tables too."""
    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(paragraph.text for paragraph in document.paragraphs), *cells])


def refused(act: Any, *args: Any, **named: Any) -> UserError:
    with pytest.raises(UserError) as told:
        act(*args, **named)
    return told.value


# ---------------------------------------------------------------------- what is open
def test_open_matters_are_told_with_their_limits_and_codes_only(town: Services) -> None:
    found = {(one.title, one.content): one for one in town.handover.matters()}
    lead, handled = found["线索 XS-1", "拟处置意见"], found["线索 XS-2", "初步核实在办"]
    assert (lead.who, lead.due, lead.overdue_days) == ("班子成员01", date(2022, 6, 20), 15)
    assert (handled.who, handled.due, handled.overdue_days) == ("", date(2022, 8, 1), -27)
    assert found["案件 AJ-1", "审查终结"].due is None
    town.duties.switch({"D33": True})
    assert next(one.due for one in town.handover.matters() if one.title == "案件 AJ-1") == date(2022, 6, 30)
    audit = next(one for (title, _), one in found.items() if title.startswith("审计"))
    assert (audit.who, audit.state, audit.overdue_days, len(audit.content)) == ("班子成员02", "未启动", 0, 61)
    assert ("丰富形式", "") in found
    assert "A001" not in str(found)
    assert "办完的" not in str(found)


def test_matters_stand_group_by_group_and_the_first_limit_first(town: Services) -> None:
    groups = [one.group for one in town.handover.matters()]
    assert list(dict.fromkeys(groups)) == ["线索和案件（只写代号）", "问题整改", "下步打算", "应办事项还差"]
    assert groups == sorted(groups, key=lambda group: list(dict.fromkeys(groups)).index(group))
    leads = [one.due or date.max for one in town.handover.matters() if one.group.startswith("线索")]
    assert leads == sorted(leads)


def test_what_is_settled_or_void_is_not_open(town: Services) -> None:
    before = len(town.handover.matters())
    (step,) = [one.ids[0] for one in town.handover.matters() if one.title == "丰富形式"]
    town.records.void([step], "重复登记")
    (lead,) = [one.ids[0] for one in town.handover.matters() if one.title == "线索 XS-1"]
    town.records.save("lead", {"decided_on": "2022-06-01", "outcome": "了结", "outcome_on": "2022-06-10"}, pk=lead)
    assert len(town.handover.matters()) == before - 2


def test_a_duty_is_short_until_it_was_done_in_its_period(town: Services) -> None:
    def short() -> set[str]:
        return {one.title for one in town.handover.matters() if one.group == "应办事项还差"}

    assert not {"监督检查", "签订全面从严治党责任书"} & short(), "off until the office switches them on"
    town.duties.switch({"D07": True, "D25": True})
    assert {"监督检查", "党委书记讲党课", "签订全面从严治党责任书"} <= short()
    assert "典型案例通报" not in short(), "not switched on"
    assert "支部党员大会" not in short(), "nothing counts it"
    one = next(one for one in town.handover.matters() if one.title == "监督检查")
    assert (one.content, one.state, one.who) == ("2022年第三季度已有 0 次，应有 1 次", "还差 1 次", "班子成员、镇纪委")
    town.records.save("inspection", {"held_on": "2022-07-02", "kind": "日常监督", "subject": "值班", "leader": "班子成员01"})
    town.records.save("pledge", {"signed_on": "2022-03-01", "kind": "全面从严治党责任书", "year": "2022", "organisation": "第01村党支部"})
    assert not {"监督检查", "签订全面从严治党责任书"} & short()


def test_a_draft_is_told_as_something_that_will_not_come_along(town: Services) -> None:
    town.drafts.keep("new:talk", "talk", None, {"topic": "没写完"})
    town.drafts.keep("old:gone", "gone", 3, {"topic": "没写完"})
    drafts = [one for one in town.handover.matters() if one.group == "草稿"]
    assert [(one.title, one.ids) for one in drafts] == [("gone", (3,)), ("谈话", ())]


# ---------------------------------------------------------------------- the self-check
def checks(services: Services) -> dict[str, Any]:
    return {one.name: one for one in services.handover.self_check()}


def test_a_ledger_in_order_passes_every_line(services: Services) -> None:
    services.records.save("person", {"name": "班子成员01"})
    services.backups.make()
    assert [name for name, one in checks(services).items() if not one.ok] == []


def test_what_would_trouble_the_receiver_is_named(town: Services, clock: FixedClock) -> None:
    town.drafts.keep("new:talk", "talk", None, {"topic": "没写完"})
    town.records.save("talk", {"held_on": "2022-07-02"})
    town.path.with_name(town.path.name + ".恢复前").write_bytes(b"x")
    found = checks(town)
    assert {name for name, one in found.items() if not one.ok} == {"草稿", "待补", "缺佐证", "备份", "残留文件"}
    assert not any(one.stops for one in found.values())
    assert "1 份" in found["草稿"].words
    town.backups.make()
    assert checks(town)["备份"].ok
    clock.move(days=7)
    assert not checks(town)["备份"].ok
    clock.move(days=-30)
    assert not checks(town)["电脑时间"].ok
    assert not checks(town)["备份"].ok, "made in the future, as the clock has it"


def test_damage_stops_it(town: Services, clock: FixedClock, ledger_file: Path) -> None:
    opening.close(town)
    tamper(ledger_file, "UPDATE record SET occurred_on = '2022-01-01' WHERE ledger = 'talk'")
    broken = opening.open_ledger(ledger_file, clock=clock)
    for _ in range(2):
        found = checks(broken)
        assert found["台账内容"].stops
        assert "台账状态" not in found
    opening.close(broken)


def test_damage_that_is_seen_only_now_stops_it_too(town: Services, clock: FixedClock, ledger_file: Path) -> None:
    opening.close(town)
    tamper(ledger_file, "UPDATE record SET occurred_on = '2022-01-01' WHERE ledger = 'talk'")
    broken = opening.open_ledger(ledger_file, clock=clock, verified=False)
    assert checks(broken)["台账内容"].stops
    opening.close(broken)


def test_a_changed_piece_of_evidence_stops_it(town: Services, clock: FixedClock, ledger_file: Path) -> None:
    opening.close(town)
    tamper(ledger_file, "UPDATE evidence SET data = zeroblob(size)")
    broken = opening.open_ledger(ledger_file, clock=clock)
    assert checks(broken)["佐证材料"].stops
    opening.close(broken)


def test_a_ledger_that_was_given_away_already_says_so(town: Services, stick: Path) -> None:
    give(town, stick)
    state = checks(town)["台账状态"]
    assert state.stops
    assert "移交" in state.words


@pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")
def test_a_protected_ledger_needs_its_key_file_and_takes_it_along(
    town: Services, ledger_file: Path, stick: Path, clock: FixedClock
) -> None:
    key = passwords.fresh()
    passwords.protect(town, key, "正确的口令 12", cost=Cost(2**14))
    opened = opening.open_ledger(ledger_file, key=key, clock=clock)
    assert checks(opened)["口令"].ok
    info = opened.handover.make(stick, OPTIONS)
    opened.handover.verify_again(info)
    data = info.path / "data"
    assert {one.name for one in data.iterdir()} == {"台账.djtz", "台账.djkey"}
    assert (data / "台账.djkey").read_bytes() == keys.read(ledger_file)
    assert (data / "台账.djtz").read_bytes().startswith(b"DJTZ")
    masked = opened.handover.make(stick, replace(OPTIONS, kind="masked"))
    assert [one.name for one in (masked.path / "data").iterdir()] == ["台账.djtz"]
    keys.place(ledger_file).write_bytes(b"{}")
    assert checks(opened)["口令"].stops
    keys.place(ledger_file).unlink()
    assert checks(opened)["口令"].stops
    opened.records.save("person", {"name": "班子成员09"})
    assert refused(opened.handover.make, stick, OPTIONS).code == "E-62"
    assert len(list(stick.iterdir())) == 2
    opening.close(opened)


# ---------------------------------------------------------------------- the papers
def test_the_sheet_says_who_hands_what_to_whom(town: Services) -> None:
    said = texts(town.handover.sheet(OPTIONS))
    for words in (
        "青石镇党委台账移交清单",
        "经办人01",
        "经办人02",
        "领导01",
        "岗位调整",
        "审理材料在 2 号盒",
        "写入 U 盘时印上",
        "U 盘，没有加密",
    ):
        assert words in said
    assert "线索 XS-1" in said
    assert "已过期限 15 天" in said
    assert "谈心谈话人次（人次）：谈话日期在本期内的谈话" in said
    assert "统计日期 2022-07-01，批准日期 2022-06-01；理由：上级口径" in said
    assert "A001" not in said
    assert "摘要" not in said
    assert "{{" not in said


def test_each_ledger_has_a_line_with_days_records_open_ones_and_evidence(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    lines = {one["label"]: one for one in pack.read(info.path).package["ledgers"]}
    assert lines["谈话"] == {"label": "谈话", "first": "2022-07-01", "last": "2022-07-01", "records": 1, "open": 0, "evidence": 1}
    assert lines["问题整改"]["records"] == 2
    assert lines["问题整改"]["open"] == 1
    assert lines["人员"] == {"label": "人员", "first": None, "last": None, "records": 2, "open": 0, "evidence": 0}


def test_the_other_way_of_counting_and_reports_with_their_frozen_numbers_stand_on_it(town: Services) -> None:
    town.measuring.switch_variant("专题研究全面从严治党次数", "B", "县里要求")
    draft = town.reporting.from_text(half(2022, 2), "村党组织{{ 村党组织数 }}个。")
    report = town.reporting.finalize(replace(draft, title="演示报告", addressee="县委"))
    town.reporting.mark_sent(report.id)
    town.reporting.keep(replace(town.reporting.start("year", half(2022, 2)), title="另一份"))
    assert "自己的模板" not in texts(town.handover.sheet(OPTIONS))
    town.reporting.add_template("镇里的半年稿", "half", town.reporting.template("半年报告"))
    said = texts(town.handover.sheet(OPTIONS))
    assert "本单位自己的模板：镇里的半年稿。" in said
    assert "专题研究全面从严治党次数（次，口径 B）" in said
    assert "《演示报告》，2022年下半年，已报送。" in said
    assert "定稿时的数：村党组织数 1个。" in said
    assert "《另一份》，2022年下半年，草稿。" in said


def test_where_nothing_is_there_the_sheet_says_so(services: Services) -> None:
    said = texts(services.handover.sheet(HandoverOptions("甲", "乙")))
    assert said.count("无。") >= 2
    assert "加密，口令另交" in said


def test_nothing_open_is_said_on_the_sheet(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services.handover, "matters", lambda: ())
    assert "没有未了事项" in texts(services.handover.sheet(OPTIONS))


def test_the_sheet_of_the_pack_carries_the_code_and_stays_what_it_was(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    inside = (info.path / "移交清单.docx").read_bytes()
    said = texts(inside)
    assert all(group in said for group in info.code.groups)
    assert f"序号 {info.code.seq}　校验字 {info.code.check}" in said
    town.handover.verify_again(info)
    town.handover.hand_over(info)
    assert town.handover.sheet(OPTIONS) == inside
    assert town.handover.sheet(replace(OPTIONS, receiver="别人")) != inside


def test_the_pass_phrase_stands_on_the_slip_alone(town: Services, stick: Path, progress: FakeProgress) -> None:
    sealed = replace(OPTIONS, encrypted=True)
    info = town.handover.make(stick, sealed, progress=progress)
    assert info.passphrase is not None
    assert info.passphrase in texts(town.handover.slip(info))
    assert info.passphrase not in texts(town.handover.sheet(sealed))
    assert info.passphrase not in town.handover.sheet(sealed).decode("latin-1")
    assert info.passphrase.encode() not in town.path.read_bytes()
    plain = town.handover.make(stick, OPTIONS)
    assert refused(town.handover.slip, plain).code == "E-84"


# ---------------------------------------------------------------------- the pack
def give(services: Services, stick: Path, options: HandoverOptions = OPTIONS) -> Any:
    info = services.handover.make(stick, options)
    services.handover.verify_again(info)
    return services.handover.hand_over(info)


def inside(path: Path, clock: FixedClock, folder: Path) -> Services:
    """The ledger of a pack, opened as any ledger."""
    target = folder / "拿出来.djtz"
    target.write_bytes((path / "data" / "台账.djtz").read_bytes())
    return opening.open_ledger(target, clock=clock)


def test_a_plain_pack_holds_the_whole_ledger_and_says_what_it_is(town: Services, stick: Path, tmp_path: Path, clock: FixedClock) -> None:
    town.drafts.keep("new:talk", "talk", None, {"topic": "没写完"})
    seq, head = town.store.audit.head()
    info = town.handover.make(stick, OPTIONS)
    found = pack.read(info.path)
    said = found.package
    assert info.path.name == f"移交包-青石镇党委-20220705-{head[:8].upper()}"
    assert (info.mark, info.passphrase, info.evidence, info.records) == (found.mark, None, 1, 10)
    assert (said["format"], said["kind"], said["unit"], said["giver"], said["receiver"]) == (
        1,
        "complete",
        "青石镇党委",
        "经办人01",
        "经办人02",
    )
    assert (said["seq"], said["head"], said["code"], said["previous"]) == (seq, head, str(check_code(seq, head)), "")
    assert (said["records"], said["evidence"], said["matters"]) == (10, 1, len(town.handover.matters()))
    assert found.beside == ("移交清单.docx",)
    opened = inside(info.path, clock, tmp_path)
    assert opened.notice is None
    assert opened.measuring.as_json(half(2022, 2)) == town.measuring.as_json(half(2022, 2))
    assert opened.drafts.all() == ()
    opening.close(opened)


def test_an_empty_ledger_can_be_given_away_too(services: Services, stick: Path) -> None:
    info = services.handover.make(stick, OPTIONS)
    assert (info.ledgers, info.records, info.evidence) == (0, 0, 0)
    services.handover.verify_again(info)
    services.handover.hand_over(info)
    assert services.read_only


def test_an_encrypted_pack_is_one_file_that_opens_with_its_pass_phrase(town: Services, stick: Path, tmp_path: Path) -> None:
    info = town.handover.make(stick, replace(OPTIONS, encrypted=True))
    assert [one.name for one in stick.iterdir()] == [info.path.name]
    assert info.path.suffix == ".djbox"
    assert info.size == info.path.stat().st_size
    assert "班子成员".encode() not in info.path.read_bytes()
    container.open_(info.path, tmp_path / "开", info.passphrase or "")
    assert pack.read(tmp_path / "开").mark == info.mark
    town.handover.verify_again(info)


def test_without_evidence_the_names_go_and_the_bytes_stay(town: Services, stick: Path, tmp_path: Path, clock: FixedClock) -> None:
    info = town.handover.make(stick, replace(OPTIONS, kind="without_evidence"))
    assert info.evidence == 0
    assert PDF[:60] not in (info.path / "data" / "台账.djtz").read_bytes()
    opened = inside(info.path, clock, tmp_path)
    assert opened.notice is None
    (talk,) = opened.records.pks(_talks())
    (piece,) = opened.evidence.of(talk)
    assert piece.name == "照片.pdf"
    told = refused(opened.evidence.read, piece.sha256)
    assert told.code == "E-84"
    assert "没有带来" in str(told)
    assert opened.evidence.check() == ()
    assert not checks(opened)["佐证材料"].ok
    opening.close(opened)


def _talks() -> Any:
    from dangjian_desktop.domain.listing import Query

    return Query("talk")


def test_a_verified_backup_comes_first_and_without_it_nothing_begins(town: Services, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    town.handover.make(stick, OPTIONS)
    assert town.backups.last().reason == "移交前"  # type: ignore[union-attr]

    def broken(*_args: Any, **_named: Any) -> Any:
        raise OSError(errno.EIO, "pulled")

    town.records.save("person", {"name": "班子成员09"})
    monkeypatch.setattr(type(town.store), "copy_to", broken)
    told = refused(town.handover.make, stick / "..", OPTIONS)
    assert told.code == "E-17"
    assert [one.name for one in stick.iterdir()] == [one.name for one in stick.glob("移交包*")]


def test_a_target_that_cannot_take_it_is_told_before_anything_is_done(town: Services, stick: Path) -> None:
    class Full(Medium):
        def room(self, folder: Path) -> int:
            return 1000

    assert refused(town.handover.make, stick, OPTIONS, medium=Full()).code == "E-11"
    assert refused(town.handover.make, stick / "没有", OPTIONS).code == "E-12"
    assert town.backups.last() is None
    assert list(stick.iterdir()) == []


def test_an_unchanged_ledger_never_writes_over_its_pack(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    assert refused(town.handover.make, stick, OPTIONS).code == "E-18"
    town.handover.verify_again(info)


class Pulled(Medium):
    def __init__(self, after: int) -> None:
        self.left = after

    def put(self, stream: BinaryIO, data: bytes) -> None:
        self.left -= len(data)
        if self.left < 0:
            raise OSError(errno.EIO, "pulled")
        super().put(stream, data)


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_stick_that_is_pulled_leaves_nothing_that_looks_whole(town: Services, stick: Path, encrypted: bool) -> None:
    options, before = replace(OPTIONS, encrypted=encrypted), town.store.audit.head()
    assert refused(town.handover.make, stick, options, medium=Pulled(20_000)).code == "E-12"
    assert all(one.name.endswith(UNFINISHED) for one in stick.iterdir())
    assert town.store.audit.head() == before
    info = town.handover.make(stick, options)
    town.handover.verify_again(info)
    assert [one.name for one in stick.iterdir()] == [info.path.name]


@pytest.mark.parametrize("encrypted", [True, False])
def test_it_can_be_given_up_at_every_step(town: Services, stick: Path, encrypted: bool) -> None:
    options, progress = replace(OPTIONS, encrypted=encrypted), FakeProgress()
    town.handover.make(stick / ".." / "U 盘", options, progress=progress)
    assert {words for _, _, words in progress.steps} >= {"先做一份备份", "正在写入移交包", "正在重新读取核对"}
    town.records.save("person", {"name": "班子成员09"})
    for step in range(1, len(progress.steps) + 1, 4 if encrypted else 1):
        place = stick / str(step)
        place.mkdir()
        with pytest.raises(Cancelled):
            town.handover.make(place, options, progress=FakeProgress(cancel_at=step))
        assert all(one.name.endswith(UNFINISHED) for one in place.iterdir())
    assert not town.read_only


def test_nothing_of_it_stays_in_the_private_folder(town: Services, stick: Path, own_home: Path) -> None:
    town.handover.make(stick, replace(OPTIONS, encrypted=True))
    assert [one for one in own_home.rglob("*") if one.suffix == ".djtz" or one.name.startswith("移交包")] == []


def test_a_ledger_that_is_read_only_makes_no_pack(town: Services, stick: Path) -> None:
    give(town, stick)
    assert refused(town.handover.make, stick, OPTIONS).code == "E-83"


# ---------------------------------------------------------------------- looked at again
def test_the_check_after_reinserting_sees_whatever_changed(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    sheet = info.path / "移交清单.docx"
    data = sheet.read_bytes()
    sheet.write_bytes(other(data))
    assert refused(town.handover.verify_again, info).code == "E-52"
    sheet.write_bytes(data)
    (info.path / pack.MARK).unlink()
    assert refused(town.handover.verify_again, info).code == "E-51"
    assert refused(town.handover.hand_over, info).code == "E-84"


def test_another_pack_in_its_place_is_seen(town: Services, stick: Path, tmp_path: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    other = town.handover.make(tmp_path, replace(OPTIONS, receiver="别人"))
    for file in sorted(other.path.rglob("*")):
        if file.is_file():
            (info.path / file.relative_to(other.path)).write_bytes(file.read_bytes())
    with pytest.raises(PackError) as told:
        town.handover.verify_again(info)
    assert told.value.code == "E-52"


def test_a_stick_that_is_not_there_is_asked_for(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    info.path.rename(stick / "别处")
    told = refused(town.handover.verify_again, info)
    assert told.code == "E-84"
    assert "U 盘" in str(told)


def test_a_changed_encrypted_pack_is_seen(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, replace(OPTIONS, encrypted=True))
    info.path.write_bytes(other(info.path.read_bytes(), info.size // 2))
    assert refused(town.handover.verify_again, info).code == "E-52"
    os.truncate(info.path, info.size // 2)
    assert refused(town.handover.verify_again, info).code == "E-51"


# ---------------------------------------------------------------------- given away, and taken back
def test_given_away_it_is_read_only_and_says_since_when(town: Services, stick: Path, clock: FixedClock, ledger_file: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    town.handover.verify_again(info)
    change = town.handover.hand_over(info)
    assert (change.kind, change.label) == ("handed_over", "移交给经办人02")
    assert town.notice is not None
    assert town.notice.code == "E-08"
    assert refused(town.records.save, "person", {"name": "新人"}).code == "E-83"
    assert town.settings.get("handed_over") == {"date": "2022-07-05", "to": "经办人02", "code": str(info.code)}
    opening.close(town)
    again = opening.open_ledger(ledger_file, clock=clock)
    assert again.notice is not None
    assert again.notice.code == "E-08"
    opening.close(again)


def test_it_counts_as_given_away_only_after_the_check(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    told = refused(town.handover.hand_over, info)
    assert told.code == "E-84"
    assert not town.read_only
    town.handover.verify_again(info)
    town.handover.hand_over(info)
    assert town.read_only


def test_what_was_changed_after_the_pack_was_written_asks_for_a_new_one(town: Services, stick: Path) -> None:
    info = town.handover.make(stick, OPTIONS)
    town.handover.verify_again(info)
    town.settings.put("addressee", "县委", "设置主送机关")
    town.records.save("person", {"name": "班子成员09"})
    told = refused(town.handover.hand_over, info)
    assert "改过记录" in str(told)
    assert not town.read_only
    new = town.handover.make(stick, OPTIONS)
    town.handover.verify_again(new)
    town.settings.put("addressee", "县纪委", "设置主送机关")
    town.handover.hand_over(new)
    assert town.read_only


def test_a_masked_copy_gives_nothing_away(town: Services, stick: Path) -> None:
    change = give(town, stick, replace(OPTIONS, kind="masked", receiver=""))
    assert (change.kind, change.label) == ("export", "做了隐去姓名和代号的副本，交给接收人")
    assert not town.read_only


def test_it_is_taken_back_with_a_reason_that_stays_in_the_log(town: Services, stick: Path) -> None:
    give(town, stick)
    with pytest.raises(InvalidRecordError):
        town.handover.take_back("  ")
    assert town.read_only
    change = town.handover.take_back("接收人尚未到岗")
    assert (change.kind, change.label) == ("take_back", "继续编辑已移交的台账：接收人尚未到岗")
    assert not town.read_only
    town.records.save("person", {"name": "新人"})
    assert refused(town.handover.take_back, "再来").code == "E-83"


def test_a_reason_that_cannot_be_written_down_takes_nothing_back(town: Services, stick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    give(town, stick)

    def full(*_args: Any, **_named: Any) -> Any:
        raise DataFileError("E-11", place="D:")

    monkeypatch.setattr(town.store, "put_setting", full)
    assert refused(town.handover.take_back, "接收人尚未到岗").code == "E-11"
    assert town.read_only
    assert town.notice is not None
    assert town.notice.code == "E-08"


def test_the_note_of_who_has_the_file_open_goes_when_a_given_away_ledger_is_closed(town: Services, stick: Path, ledger_file: Path) -> None:
    note = ledger_file.with_name(ledger_file.name + ".使用中")
    assert note.exists()
    give(town, stick)
    opening.close(town)
    assert not note.exists()


def test_a_pack_says_in_which_pack_its_ledger_came(town: Services, stick: Path) -> None:
    town.settings.put("taken_from", "f" * 64, "接收")
    info = town.handover.make(stick, OPTIONS)
    assert json.loads((info.path / "package.json").read_text(encoding="utf-8"))["previous"] == "f" * 64


def test_a_report_written_after_the_pack_asks_for_a_new_one(town: Services, stick: Path, tmp_path: Path) -> None:
    """Its draft leaves no line in the log; the receiver would be without it."""
    draft = town.reporting.start("half", half(2022, 1))
    for number, change in enumerate((draft, replace(draft, title="另一个标题"))):
        (folder := stick / str(number)).mkdir()
        info = town.handover.make(folder, OPTIONS)
        town.handover.verify_again(info)
        town.reporting.keep(change)
        assert "改过记录、报告或口径" in str(refused(town.handover.hand_over, info))
    assert not town.read_only
    label = next(label for label, measure in town.catalogue.measures.items() if measure.variant is not None)
    (folder := stick / "口径").mkdir()
    info = town.handover.make(folder, OPTIONS)
    town.handover.verify_again(info)
    town.measuring.switch_variant(label, "B", "上级要求")
    assert "改过记录、报告或口径" in str(refused(town.handover.hand_over, info))
