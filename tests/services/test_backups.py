"""Backups by themselves and by hand: when they are made, which stay, what stops for them; the way back from one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.backup.backups import rehearse
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.trust import box_jobs
from dangjian_desktop.storage.file import snapshot
from tests.fakes import FakeProgress, FixedClock
from tests.faults import deeds
from tests.samples import new_name

DAY = {"held_on": "2022-03-05", "kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": "2"}


@pytest.fixture(scope="module")
def stock(tmp_path_factory):
    """A small township made once: a file to be copied."""
    path = tmp_path_factory.mktemp("stock") / deeds.NAME
    opening.close(deeds.township(path, FixedClock()))
    return path


@pytest.fixture
def desk(stock, tmp_path, clock):
    """A copy of it, open, without backups yet."""
    place = tmp_path / "台账 一#1%20.djtz"
    place.write_bytes(stock.read_bytes())
    clock.move(days=1)
    services = opening.open_ledger(place, clock=clock)
    yield services
    opening.close(services)


def talk(services: Services, topic: str = "事由", **values: object) -> int:
    person = services.records.targets("person", "班子成员01")[0].pk
    return services.records.save("talk", {**DAY, "topic": topic, "speaker": person, **values}).ids[0]


def reasons(services: Services) -> list[str]:
    return [one.reason for one in services.backups.all()]


def content(services: Services) -> str:
    return deeds.content(services.store.database)


def test_the_first_change_of_a_day_makes_a_backup_and_the_second_none(desk):
    before = desk.history.entries(1)[0].seq
    talk(desk)
    talk(desk)
    assert reasons(desk) == ["每日"]
    assert desk.backups.last().seq == before, "it was made before the change"


def test_each_day_has_its_own_backup_but_a_day_without_changes_has_none(desk, clock):
    talk(desk)
    clock.move(days=2)
    desk.backups.daily()
    clock.move(days=1)
    talk(desk)
    desk.backups.daily()
    assert reasons(desk) == ["每日", "每日"], "nothing was changed between the last and the day after it"


def test_a_ledger_without_records_has_no_daily_backup_but_one_before_an_import(services):
    services.settings.put("addressee", "县纪委", "设置主送机关")
    assert services.backups.all() == ()
    assert services.backups.before("导入").reason == "导入前"


def test_the_name_tells_number_day_and_reason_and_the_manifest_what_is_in_it(desk):
    made = desk.backups.make("导入前")
    assert made.path.name == "备份-000001-20220706-0900-导入前.djtz"
    assert made.path.parent == desk.path.parent / "备份"
    said = json.loads(made.path.with_suffix(".json").read_text(encoding="utf-8"))
    facts = snapshot.facts(made.path)
    assert (said["content"], said["sha256"], said["head"], said["seq"]) == (facts.content, facts.sha256, facts.head, facts.seq)
    assert (made.records, made.evidence, made.size) == (facts.records, facts.evidence, made.path.stat().st_size)
    assert not made.clock_suspect


def test_two_of_the_same_minute_have_two_names(desk):
    first, second = desk.backups.make(), desk.backups.make()
    assert first.path != second.path
    assert [one.number for one in desk.backups.all()] == [2, 1]


def test_progress_is_told_and_can_stop_it_without_leaving_anything(desk, progress):
    desk.backups.make(progress=progress)
    assert progress.steps[-1][0] == progress.steps[-1][1] > 0
    there = names(desk.backups.folder)
    from dangjian_desktop.services.base.ports import Cancelled

    with pytest.raises(Cancelled):
        desk.backups.make(progress=FakeProgress(cancel_at=1))
    assert names(desk.backups.folder) == there


def test_a_backup_elsewhere_is_made_there_and_thins_nothing(desk, tmp_path):
    made = desk.backups.make(folder=tmp_path / "别处")
    assert made.path.parent.name == "别处"
    assert desk.backups.all() == ()


def test_many_changes_are_kept_at_closing_and_few_are_not(desk, clock):
    desk.backups.make()
    for number in range(19):
        talk(desk, f"事由{number}")
    opening.close(desk)
    assert [one.name.split("-")[-1] for one in desk.backups.folder.glob("*.djtz")] == ["手动.djtz"]
    again = opening.open_ledger(desk.path, clock=clock)
    talk(again)
    opening.close(again)
    assert len(list(desk.backups.folder.glob("*关闭时.djtz"))) == 1


def test_an_empty_ledger_and_one_that_is_only_read_make_none_at_closing(services, clock):
    opening.close(services)
    assert not services.backups.folder.exists()
    looked = opening.open_ledger(services.path, clock=clock)
    looked.store.stop_writing(Condition(Why.ON_STICK))
    opening.close(looked)
    assert not services.backups.folder.exists()


# ---------------------------------------------------------------------- before risky steps
def book(desk: Services, topics: int = 2) -> Any:
    from dangjian_desktop.domain.progress import Quiet
    from dangjian_desktop.exchange.workbook_in import Sheet

    rows = [("谈话日期", "谈话类型", "谈话人", "谈话人身份", "对象类别", "谈话人数")]
    rows += [(f"2022-04-{1 + number:02d}", "谈心谈话", "班子成员01", "党委书记", "村干部", 1) for number in range(topics)]
    return desk.importing.look([Sheet("谈话", tuple(rows))], "表.xlsx", Quiet())


def test_an_import_has_its_backup_and_a_second_try_uses_it(desk):
    desk.importing.commit(book(desk))
    assert reasons(desk) == ["导入前"]
    assert desk.backups.before("导入").number == 2, "the file has changed since"
    assert desk.backups.before("导入").number == 2, "now it has not"


def test_a_backup_that_was_damaged_meanwhile_does_not_count_for_a_second_try(desk):
    first = desk.backups.before("导入")
    flip(first.path, 9000)
    assert desk.backups.before("导入").number == 2
    desk.backups.last().path.unlink()
    assert desk.backups.before("导入").number == 3, "the first is there but differs, the second is gone; its number is not given again"


def test_an_import_without_its_backup_does_not_start(desk):
    before = content(desk)
    block(desk)
    with pytest.raises(UserError) as refused:
        desk.importing.commit(book(desk))
    assert refused.value.code == "E-17"
    assert refused.value.message.happened == "操作前的备份没有通过核验，导入 没有开始。"
    assert content(desk) == before


def test_another_way_of_counting_and_voiding_twenty_at_once_have_theirs(desk):
    desk.measuring.switch_variant("四种形态人次", "B", "上级要求")
    assert reasons(desk)[0] == "改口径前"
    pks = [talk(desk, f"事由{number}") for number in range(20)]
    desk.records.void(pks[:19], "重复登记")
    assert "批量作废前" not in reasons(desk)
    desk.records.restore(pks[:19])
    desk.records.void(pks, "重复登记")
    assert reasons(desk)[0] == "批量作废前"


# ---------------------------------------------------------------------- when it fails
def test_a_daily_backup_that_fails_stops_no_save_and_is_told(desk, clock):
    block(desk)
    talk(desk)
    assert desk.backups.trouble().code == "E-16"
    assert desk.records.pks(Query("talk"))
    (desk.backups.folder).unlink()
    desk.backups.make()
    assert desk.backups.trouble() is None


def test_closing_goes_on_when_its_backup_fails(desk):
    block(desk)
    opening.close(desk)
    assert not desk.store.is_open


@pytest.mark.parametrize(("code", "values", "said"), [
    ("E-11", {"place": "D:"}, "D: 空间不足"),
    ("E-12", {"reason": "文件夹是只读的"}, "文件夹是只读的"),
    ("E-05", {"count": 1, "earliest": ""}, "内容核对不上，台账或备份可能已损坏"),
    ("E-13", {}, "文件被别的程序占用（可能是杀毒软件或 Word），已重试 2.5 秒"),
])  # fmt: skip
def test_the_reason_within_the_message_is_short(code, values, said):
    from dangjian_desktop.services.backup.backups import _why, _why_system

    assert _why(DataFileError(code, **values)) == said
    assert _why_system(OSError("strange")) == "备份位置不能写入"
    assert _why_system(PermissionError(13, "no")) == "文件或文件夹是只读的"


def test_a_damaged_ledger_makes_no_backup_and_the_good_one_stays(desk):
    good = desk.backups.make()
    talk(desk, "会坏掉的一句话")
    desk.backups.make()
    opening.close(desk)
    change_text(desk.path, "会坏掉的一句话")
    spoiled = opening.open_ledger(desk.path, clock=desk.clock, verified=False)
    with pytest.raises(UserError) as refused:
        spoiled.backups.make()
    assert refused.value.code == "E-16"
    assert "内容核对不上" in refused.value.message.happened
    assert [one.number for one in spoiled.backups.all()] == [2, 1]
    assert snapshot.facts(good.path).content
    assert not list(spoiled.backups.folder.glob("*.part*"))
    opening.close(spoiled)


def test_evidence_that_differs_makes_no_backup(desk):
    desk.evidence.add_bytes(desk.records.pks(Query("talk"))[0], "签到.txt", "到会人员名单".encode() * 50)
    opening.close(desk)
    change_text(desk.path, "到会人员名单")
    spoiled = opening.open_ledger(desk.path, clock=desk.clock, verified=False)
    with pytest.raises(UserError, match="内容核对不上"):
        spoiled.backups.make()
    opening.close(spoiled)


# ---------------------------------------------------------------------- what stays
def test_old_ones_go_when_a_new_one_is_verified_with_all_that_lay_beside_them(desk):
    for _ in range(13):
        desk.backups.make()
    kept = sorted(path.name[:9] for path in desk.backups.folder.glob("*.djtz"))
    assert kept == [f"备份-{number:06d}" for number in range(4, 14)]
    assert len(list(desk.backups.folder.glob("*.json"))) == 10


def test_backups_of_another_ledger_in_the_same_folder_are_left_alone(desk, tmp_path, clock):
    other = deeds.township(tmp_path / "另一本.djtz", clock)
    other.backups.make()
    for _ in range(12):
        desk.backups.make()
    assert [one.number for one in other.backups.all()] == [1]
    assert desk.backups.last().number == 13
    opening.close(other)


def test_a_manifest_that_says_anything_else_is_passed_over(desk):
    made = desk.backups.make()
    manifest = made.path.with_suffix(".json")
    said = json.loads(manifest.read_text(encoding="utf-8"))
    for wrong in ({"at": "2022-07-05T09:00:00"}, {"at": "昨天"}, {"number": "1"}, {"size": 1}, {"ledger_id": "x"}):
        manifest.write_text(json.dumps({**said, **wrong}), encoding="utf-8")
        assert desk.backups.all() == ()
    for text in ("[]", "{", json.dumps({"number": 1})):
        manifest.write_text(text, encoding="utf-8")
        assert desk.backups.all() == ()
    assert not backup_files.intact(made.path)
    made.path.unlink()
    assert not backup_files.intact(made.path)


def test_what_a_killed_attempt_left_goes_with_the_next_backup(desk):
    desk.backups.make()
    folder = desk.backups.folder
    for name in ("备份-000002-20220706-0900-手动.djtz.part", "备份-000002-20220706-0900-手动.json", "备份-000002-20220706-0900-手动.djkey"):
        (folder / name).write_bytes(b"half")
    (folder / "备份-000002-目录.part").mkdir()
    raw = [desk.path.with_name(desk.path.name + end) for end in (".恢复前", "-journal.恢复前")]
    for one in raw:
        one.write_bytes(b"as it was")
    desk.backups.make()
    assert not any(one.exists() for one in raw)
    assert sorted(path.name for path in folder.iterdir() if "000002" in path.name) == ["备份-000002-目录.part"]
    assert desk.backups.last().number == 3, "a number is never given twice"


def test_a_part_that_somebody_is_writing_stays(desk, tmp_path, clock):
    desk.backups.make()
    busy = desk.backups.folder / "备份-000009-20220706-0900-手动.djtz.part"
    other = opening.create_ledger(tmp_path / "写着.djtz", "某镇党委", clock=clock)
    (tmp_path / "写着.djtz").rename(busy)
    backup_files.sweep(desk.backups.folder)
    assert busy.exists()
    opening.close(other)


def test_an_old_backup_that_cannot_be_removed_stays_without_a_word(desk):
    first = desk.backups.make()
    first.path.with_suffix(".djkey").mkdir()
    for _ in range(10):
        desk.backups.make()
    assert desk.backups.last().number == 11
    assert first.path.with_suffix(".djkey").exists()


def test_a_backup_whose_manifest_cannot_be_written_does_not_stay(desk):
    made = desk.backups.make()
    manifest = made.path.with_suffix(".json")
    manifest.with_name(manifest.name + ".part").mkdir()
    with pytest.raises(OSError, match="directory"):
        backup_files.put_beside(made, snapshot.facts(made.path), desk.path)
    assert not made.path.exists()


# ---------------------------------------------------------------------- the second place
def test_each_backup_goes_to_the_second_place_too_where_it_is_plugged_in(desk, tmp_path, clock):
    stick = tmp_path / "U盘"
    assert desk.backups.days_outside() is None
    assert desk.backups.reminder() == ""
    desk.backups.set_second_place(stick)
    desk.backups.make()
    assert desk.backups.trouble() is None, "a stick that is not there is no failure"
    assert desk.backups.reminder() == "还没有离开本机的备份"
    stick.mkdir()
    made = desk.backups.make()
    assert [one.outside for one in desk.backups.all()] == [False, True, False, False]
    assert (stick / made.path.name).read_bytes() == made.path.read_bytes()
    assert desk.backups.reminder() == ""
    desk.backups.set_second_place(None)
    assert desk.backups.second_place() is None
    assert desk.backups.reminder() == "还没有离开本机的备份"


def test_the_office_says_after_how_many_days_a_backup_elsewhere_is_too_old(desk, tmp_path, clock):
    desk.backups.set_second_place(tmp_path)
    desk.backups.make()
    assert desk.backups.remind_after() == 7
    clock.move(days=6)
    assert desk.backups.reminder() == ""
    assert desk.backups.set_remind_after(6).label == "满 6 天没有第二处备份时提醒"
    assert desk.backups.reminder() == "已 6 天没有做 U 盘备份"
    (tmp_path / "另一处").mkdir()
    desk.backups.set_second_place(tmp_path / "另一处")
    assert desk.backups.remind_after() == 6, "another place is no other habit"
    desk.backups.set_second_place(tmp_path)
    clock.move(days=-30)
    assert desk.backups.reminder() == "", "nobody is reminded because of a wrong clock"


def test_a_second_place_that_cannot_be_written_is_told_and_the_backup_stands(desk, tmp_path):
    stick = tmp_path / "U盘"
    stick.mkdir()
    desk.backups.set_second_place(stick)
    number = desk.backups.last().number + 1
    for beside in (".djtz.part", ".json.part"):
        blocked = stick / f"备份-{number:06d}-20220706-0900-手动{beside}"
        blocked.mkdir()
        desk.backups.make()
        assert "第二处" in desk.backups.trouble().happened
        assert desk.backups.last().number == number
        assert [path.name for path in stick.glob("*.djtz")] == []
        number += 1


def test_a_second_place_that_answers_with_a_fault_stops_no_save(desk, tmp_path):
    """As a stick does that breaks: here by a name that no disk takes."""
    desk.backups.set_second_place(tmp_path / ("长" * 200))
    talk(desk)
    assert desk.backups.last() is not None
    assert desk.backups.days_outside() is None


def test_what_is_in_the_second_place_already_is_left_as_it_is(desk, tmp_path):
    made = desk.backups.make()
    backup_files.carry(made.path, tmp_path)
    (tmp_path / made.path.name).write_bytes(b"x")
    backup_files.carry(made.path, tmp_path)
    assert (tmp_path / made.path.name).read_bytes() == b"x"


# ---------------------------------------------------------------------- the way back
def test_a_restored_ledger_is_what_it_was_and_what_was_replaced_is_kept_twice(desk):
    pk = talk(desk, "旧的")
    made, was = desk.backups.make(), records(desk)
    desk.records.save("talk", {"topic": "新的"}, pk=pk)
    talk(desk, "后来的")
    head = desk.store.audit.head()
    now = records(desk)
    progress = FakeProgress()
    change = desk.backups.restore(made.path, progress=progress)
    assert progress.steps[-1][0] == progress.steps[-1][1] > 0
    assert records(desk) == was
    assert change.label == "恢复到第 2 号备份（2022-07-06 09:00）"
    entry = desk.history.entries(1)[0]
    assert (entry.kind, entry.seq) == ("restored", made.seq + 1)
    ((detail,),) = desk.store.database.run("SELECT detail FROM audit ORDER BY seq DESC LIMIT 1")
    assert json.loads(detail) == {"replaced": {"seq": head[0], "head": head[1]}}
    (kept,) = desk.path.parent.glob("*.被替换-*")
    assert kept.name == "台账 一#1%20.被替换-20220706-090000.djtz"
    for path in (kept, desk.backups.last().path):
        with snapshot.opened(path) as database:
            assert (sorted(database.run("SELECT id, digest FROM record"))) == now
    assert desk.backups.last().reason == "恢复前"
    talk(desk, "还能写")
    opening.close(desk)
    again = opening.open_ledger(desk.path, clock=desk.clock)
    assert again.notice is None
    opening.close(again)


def test_a_second_restore_of_the_same_second_keeps_both_replaced_files(desk):
    made = desk.backups.make()
    desk.backups.restore(made.path)
    desk.backups.restore(made.path)
    assert len(list(desk.path.parent.glob("*.被替换-*"))) == 2


def test_after_a_restore_closing_makes_a_backup_of_what_no_backup_holds(desk):
    made = desk.backups.make()
    for number in range(3):
        talk(desk, str(number))
    desk.backups.restore(made.path)
    talk(desk, "换了一条路")
    for _ in range(3):
        talk(desk, "又")
    opening.close(desk)
    assert list(desk.backups.folder.glob("*关闭时*"))


def test_the_difference_names_what_comes_goes_and_changes(desk):
    stays, changes = talk(desk, "不变"), talk(desk, "旧的")
    made = desk.backups.make()
    desk.records.save("talk", {"topic": "新的"}, pk=changes)
    talk(desk, "后来的")
    desk.records.void([stays], "重复登记")
    difference = desk.backups.difference(made.path)
    assert difference.operations == 3
    assert difference.backup == made
    assert [(one.ledger, one.day) for one in difference.changes if one.what == "removed"] == [("talk", "2022-03-05")]
    assert (difference.count("changed"), difference.count("added")) == (2, 0)
    desk.backups.restore(made.path)
    back = desk.backups.difference(next(one for one in desk.backups.all() if one.reason == "恢复前").path)
    assert [(back.count("added"), back.count("changed"), back.count("removed"))] == [(1, 2, 0)]
    assert back.operations == 1, "only the line of the restore itself"


def test_a_backup_of_another_ledger_is_refused(desk, tmp_path, clock):
    other = deeds.township(tmp_path / "另一本.djtz", clock)
    made = other.backups.make()
    opening.close(other)
    before = content(desk)
    for step in (desk.backups.difference, desk.backups.restore):
        with pytest.raises(UserError) as refused:
            step(made.path)
        assert refused.value.code == "E-84"
    assert content(desk) == before


def test_a_damaged_backup_changes_nothing(desk):
    talk(desk, "会坏掉的一句话")
    made = desk.backups.make()
    change_text(made.path, "会坏掉的一句话")
    before = content(desk)
    with pytest.raises(DataFileError) as refused:
        desk.backups.restore(made.path)
    assert refused.value.code == "E-05"
    assert content(desk) == before
    assert not list(desk.path.parent.glob("*.被替换-*"))


def test_a_backup_without_its_manifest_is_still_a_backup(desk):
    made = desk.backups.make()
    made.path.with_suffix(".json").unlink()
    assert desk.backups.difference(made.path).backup.number == 0
    assert desk.backups.restore(made.path).label == f"恢复到备份（{made.path.name}）"


def test_a_damaged_ledger_is_restored_kept_byte_for_byte_and_can_be_written_again(desk):
    talk(desk, "会坏掉的一句话")
    made, was = desk.backups.make(), records(desk)
    opening.close(desk)
    change_text(desk.path, "会坏掉的一句话")
    damaged = desk.path.read_bytes()
    spoiled = opening.open_ledger(desk.path, clock=desk.clock)
    assert spoiled.notice.code == "E-05"
    assert spoiled.backups.difference(made.path).readable
    spoiled.backups.restore(made.path)
    assert spoiled.notice is None
    assert records(spoiled) == was
    (kept,) = desk.path.parent.glob("*.被替换-*")
    assert kept.read_bytes() == damaged
    talk(spoiled)
    opening.close(spoiled)


def test_a_damaged_ledger_that_cannot_even_be_read_is_restored_too(desk):
    made, was = desk.backups.make(), records(desk)
    roots = desk.store.database.run("SELECT rootpage FROM sqlite_schema WHERE name = 'record'")
    opening.close(desk)
    raw = bytearray(desk.path.read_bytes())
    for (page,) in roots:
        raw[(page - 1) * 8192 : page * 8192] = b"\xa5" * 8192
    desk.path.write_bytes(raw)
    services = opening.open_ledger(desk.path, clock=desk.clock)
    assert services.notice.code == "E-05"
    assert services.backups.all()
    assert not services.backups.difference(made.path).readable
    services.backups.restore(made.path)
    assert records(services) == was
    opening.close(services)


def test_a_ledger_that_is_only_looked_at_is_not_restored(desk):
    made = desk.backups.make()
    desk.store.stop_writing(Condition(Why.HANDED_OVER, {"date": "2022-07-05"}))
    with pytest.raises(DataFileError) as refused:
        desk.backups.restore(made.path)
    assert refused.value.code == "E-83"


# ---------------------------------------------------------------------- the drill
def test_a_drill_restores_the_newest_backup_elsewhere_and_tells_what_it_found(desk, clock):
    assert not desk.backups.drill_due()
    with pytest.raises(UserError, match="还没有备份"):
        desk.backups.drilled(rehearse(desk.backups.to_rehearse()))
    desk.backups.make()
    assert desk.backups.drill_due()
    people = len(desk.records.pks(Query("person")))
    said = desk.backups.drilled(rehearse(desk.backups.to_rehearse()))
    assert said == f"备份演练通过：{people} 人，{desk.backups.last().records - people} 条，0 份"
    assert desk.history.entries(1)[0].label == said
    assert not desk.backups.drill_due()
    clock.move(days=7)
    assert desk.backups.drill_due()
    desk.store.stop_writing(Condition(Why.HANDED_OVER, {"date": "2022-07-05"}))
    assert desk.backups.drilled(rehearse(desk.backups.to_rehearse())) == said
    assert not desk.backups.drill_due()


def test_a_drill_with_a_damaged_backup_says_so(desk):
    talk(desk, "会坏掉的一句话")
    made = desk.backups.make()
    change_text(made.path, "会坏掉的一句话")
    with pytest.raises(UserError) as told:
        desk.backups.drilled(rehearse(desk.backups.to_rehearse()))
    assert told.value.code == "E-16"


def test_the_child_of_a_drill_answers_with_counts_or_with_what_is_wrong(desk):
    talk(desk, "会坏掉的一句话")
    made = desk.backups.make()
    asked = json.dumps({"path": str(made.path), "key": ""}).encode()
    assert sum(box_jobs.rehearsal(asked).values()) == made.records + made.evidence
    change_text(made.path, "会坏掉的一句话")
    assert box_jobs.rehearsal(asked)["error"] == "E-05"


def test_a_drill_whose_child_dies_says_so(desk):
    made = desk.backups.make()
    made.path.write_bytes(made.path.read_bytes()[:100] + bytes(5000))
    manifest = made.path.with_suffix(".json")
    said = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**said, "size": 5100}), encoding="utf-8")
    with pytest.raises(UserError) as told:
        desk.backups.drilled(rehearse(desk.backups.to_rehearse()))
    assert told.value.code == "E-16"


# ---------------------------------------------------------------------- helpers
def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def records(services: Services) -> list[tuple[Any, ...]]:
    return sorted(services.store.database.run("SELECT id, digest FROM record"))


def block(services: Services) -> None:
    """A file lies where the folder of backups should be."""
    services.backups.folder.write_bytes(b"")


def flip(path: Path, place: int) -> None:
    data = bytearray(path.read_bytes())
    data[place] ^= 1
    path.write_bytes(data)


def change_text(path: Path, words: str) -> None:
    """One bit of every place where these words stand."""
    data = bytearray(path.read_bytes())
    wanted, place = words.encode(), -1
    while (place := data.find(wanted, place + 1)) >= 0:
        data[place + 2] ^= 1
    path.write_bytes(data)


def test_a_risky_step_on_a_file_that_was_moved_away_is_e_15_before_any_backup(services):
    new_name(services, "person", "班子成员01")
    services.path.rename(services.path.with_name("移走.djtz"))
    with pytest.raises(DataFileError) as caught:
        services.backups.before("导入")
    assert caught.value.code == "E-15"
    assert not services.backups.folder.exists()
