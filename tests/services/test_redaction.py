"""涂销: a text is gone from every byte of the ledger, the log still holds, and nothing brings the text back."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import DataFileError, InvalidRecordError, UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.record import Record
from dangjian_desktop.domain.redaction import MARK, Place
from dangjian_desktop.services.backup import backup_files
from dangjian_desktop.services.ledger_file import opening, passwords, redaction
from dangjian_desktop.services.records.draft_files import DraftFiles
from dangjian_desktop.storage.engine.keys import Cost
from dangjian_desktop.storage.stores.draft_store import DraftRecord
from dangjian_desktop.storage.writing.record_writes import write_of
from tests.fakes import FixedClock

SUMMARY = Place("summary")
TALK = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2, "held_on": "2022-05-12"}
FIRST, SECOND, THIRD = "𠀁𠀂𠀃𠀄初稿", "𠁁𠁂𠁃𠁄二稿", "𠂁𠂂𠂃𠂄定稿"
WHY = "按规定删去"


@pytest.fixture
def pk(services: Any) -> int:
    """A talk whose summary was written three times."""
    (number,) = services.records.save("talk", {**TALK, "topic": "事由", "summary": FIRST}).ids
    for text in (SECOND, THIRD):
        services.records.save("talk", {"summary": text}, pk=number)
    return int(number)


@pytest.fixture
def meeting(services: Any) -> int:
    """Three items, and an earlier state in which they stood otherwise."""
    items = [{"title": f"议题内容{n}{n}", "categories": "第一议题"} for n in range(3)]
    (number,) = services.records.save("committee_meeting", {"held_on": "2022-05-12", "kind": "党委会"}).ids
    services.records.save("committee_meeting", {"items": list(reversed(items))}, pk=number)
    services.records.save("committee_meeting", {"items": items}, pk=number)
    return int(number)


def take_out(services: Any, pk: int, *places: Place, **options: Any) -> redaction.Redacted:
    given = {"evidence": False, "reason": WHY, **options}
    return redaction.redact(services, redaction.look(services, pk), places, **given)


def hits(text: str, *folders: Path) -> list[str]:
    """Files with a byte of it, in either encoding a file of ours could have."""
    wanted = [text.encode(encoding) for encoding in ("utf-8", "utf-16-le")]
    wanted.append(text.encode("unicode-escape").replace(b"\\U000", b"\\u"))
    return [path.name for folder in folders for path in folder.rglob("*") if path.is_file() and any(w in path.read_bytes() for w in wanted)]


def log_holds(services: Any) -> bool:
    return services.store.damage() == []


@pytest.fixture
def home(own_home: Path) -> Path:
    return own_home


# ---------------------------------------------------------------------- the text is gone
def test_no_state_of_the_text_is_left_in_the_file_and_the_log_still_holds(services: Any, pk: int) -> None:
    assert hits(FIRST, services.path.parent) != []
    done = take_out(services, pk, SUMMARY)
    for text in (FIRST, SECOND, THIRD):
        assert [name for name in hits(text, services.path.parent) if not name.startswith("备份-")] == []
    assert log_holds(services)
    stored = services.records.get(pk)
    assert "summary" not in stored.values
    assert stored.values["topic"] == "事由"
    assert stored.unknown == {MARK: {"summary": done.change.seq}}
    assert services.records.search(THIRD) == ()
    assert services.records.summary(pk).redacted == ("谈话摘要",)
    (row,) = services.records.page(Query("talk"), 0, 10)
    assert row.redacted == {"summary"}
    assert row.cells["summary"] == ""


def test_it_is_one_line_of_the_log_with_the_reason_and_no_content(services: Any, pk: int) -> None:
    done = take_out(services, pk, SUMMARY)
    newest = services.history.entries(1)[0]
    assert (newest.seq, newest.kind, newest.label) == (done.change.seq, "redacted", f"涂销 1 条谈话的1 处文字：{WHY}")
    ((detail,),) = services.store.database.run("SELECT detail FROM audit WHERE seq = ?", [newest.seq])
    assert "稿" not in detail


def test_the_file_is_whole_when_it_is_opened_again(services: Any, pk: int, clock: FixedClock) -> None:
    take_out(services, pk, SUMMARY)
    opening.close(services)
    again = opening.open_ledger(services.path, clock=clock)
    try:
        assert again.notice is None
        assert again.store.verify() is None
        assert again.records.summary(pk).redacted == ("谈话摘要",)
    finally:
        opening.close(again)


def test_pages_that_were_split_and_joined_keep_no_trace(services: Any) -> None:
    """Texts of every length, changed again and again, so that the tables were rebalanced many times: the gaps of pages hold old texts."""
    chance = random.Random(0)
    texts = {number: f"𠄀𠄁{number:04d}标" for number in range(90)}
    for number in range(30):
        services.records.save("talk", {**TALK, "topic": f"事由{number}", "summary": "字" * chance.randrange(900)})
    for number, text in texts.items():
        services.records.save("talk", {"summary": (text + "旧") * chance.randrange(1, 200)}, pk=number % 30 + 1)
    for number in (2, 12):
        take_out(services, number + 1, SUMMARY)
    content = services.path.read_bytes()
    assert [text for number, text in texts.items() if number % 30 in (2, 12) and text.encode() in content] == []
    assert all(text.encode() in content for number, text in texts.items() if number % 30 not in (2, 12))
    assert log_holds(services)


def test_a_cell_of_one_row_goes_from_every_earlier_state_and_the_other_rows_stay(services: Any, meeting: int) -> None:
    done = take_out(services, meeting, Place("items", 1, "title"))
    rows = services.records.get(meeting).values["items"]
    assert [row.get("title") for row in rows] == ["议题内容00", None, "议题内容22"]
    assert [name for name in hits("议题内容11", services.path.parent) if not name.startswith("备份-")] == []
    assert services.path.name in hits("议题内容22", services.path.parent)
    assert log_holds(services)
    assert services.records.get(meeting).unknown[MARK] == {"items.title": done.change.seq}
    assert services.records.summary(meeting).redacted == ("议题　议题名称",)


def test_drafts_of_the_record_go_wherever_they_lie_and_others_stay(services: Any, pk: int, home: Path) -> None:
    (other,) = services.records.save("talk", TALK).ids
    ledger_id = str(services.settings.get("ledger_id"))
    services.drafts.keep(f"talk:{pk}", "talk", pk, {"summary": THIRD})
    services.drafts.keep(f"talk:{other}", "talk", other, {"summary": "别的"})
    outside = DraftFiles(ledger_id, None)
    outside.keep(DraftRecord(f"talk:{pk}", "talk", pk, {"summary": THIRD}, "2022-07-05T09:00:00"))
    outside.keep(DraftRecord("talk:new", "talk", None, {"summary": "别的"}, "2022-07-05T09:00:00"))
    take_out(services, pk, SUMMARY)
    assert {draft.key for draft in services.drafts.all()} == {f"talk:{other}", "talk:new"}
    assert hits(THIRD, home) == []


def test_numbers_stay_as_they_are(services: Any, pk: int, meeting: int) -> None:
    def numbers() -> Any:
        found = services.measuring.all(half(2022, 1))
        return {label: (one.value, one.record_ids) for label, one in found.items()}

    before = numbers()
    take_out(services, pk, SUMMARY, Place("topic"))
    take_out(services, meeting, Place("items", 0, "title"))
    assert numbers() == before


def test_what_was_taken_out_is_not_asked_for_again(services: Any) -> None:
    (pk,) = services.records.save("lecture", {"held_on": "2022-05-12", "title": "课题"}).ids
    missing = services.records.get(pk).missing
    take_out(services, pk, Place("title"))
    assert services.records.get(pk).missing == missing
    services.records.save("lecture", {"attendance": 5}, pk=pk)
    assert "课题" not in services.records.get(pk).missing
    services.records.save("lecture", {"title": "另写的"}, pk=pk)
    assert services.records.summary(pk).redacted == ()
    take_out(services, pk, Place("title"))
    assert services.records.summary(pk).redacted == ("课题",)
    assert log_holds(services)


def test_a_protected_ledger_stays_protected(services: Any, pk: int, clock: FixedClock) -> None:
    if passwords.lacking():
        pytest.skip(passwords.lacking())
    key = passwords.fresh()
    passwords.protect(services, key, "正确的口令 12", cost=Cost(2**14))
    again = opening.open_ledger(services.path, key=key, clock=clock)
    try:
        take_out(again, pk, SUMMARY)
        assert passwords.protected(again.path)
        assert log_holds(again)
        assert again.records.summary(pk).redacted == ("谈话摘要",)
    finally:
        opening.close(again)


# ---------------------------------------------------------------------- evidence
def test_evidence_goes_with_its_bytes_names_and_opened_copies(services: Any, pk: int, home: Path) -> None:
    services.evidence.add_bytes(pk, f"{FIRST}.txt", THIRD.encode())
    services.evidence.add_bytes(pk, "早先.txt", SECOND.encode())
    (kept, removed) = services.evidence.of(pk)
    services.evidence.remove(pk, removed.sha256, "放错了")
    services.evidence.open_copy(pk, kept.sha256)
    done = take_out(services, pk, SUMMARY, evidence=True)
    assert "1 处文字和2 件佐证材料" in done.change.label
    assert services.evidence.of(pk) == ()
    assert services.store.database.run("SELECT count(*) FROM evidence") == [(0,)]
    for text in (FIRST, SECOND, THIRD):
        assert [name for name in hits(text, services.path.parent, home) if not name.startswith("备份-")] == []
    assert services.records.summary(pk).redacted == ("谈话摘要", "佐证材料")
    assert log_holds(services)


def test_evidence_another_record_has_keeps_its_bytes(services: Any, pk: int) -> None:
    (other,) = services.records.save("talk", TALK).ids
    for number in (pk, other):
        services.evidence.add_bytes(number, "共用.txt", THIRD.encode())
    take_out(services, pk, evidence=True)
    (piece,) = services.evidence.of(other)
    assert services.evidence.read(piece.sha256) == THIRD.encode()
    assert services.evidence.of(pk) == ()
    assert log_holds(services)


def test_copies_of_other_records_stay_open(services: Any, pk: int) -> None:
    (other,) = services.records.save("talk", TALK).ids
    services.evidence.add_bytes(pk, "甲.txt", b"one")
    services.evidence.add_bytes(other, "乙.txt", b"other")
    copy = services.evidence.open_copy(other, services.evidence.of(other)[0].sha256)
    take_out(services, pk, evidence=True)
    assert copy.is_file()


def test_evidence_that_was_removed_before_goes_too(services: Any, pk: int) -> None:
    services.evidence.add_bytes(pk, f"{FIRST}.txt", SECOND.encode())
    services.evidence.remove(pk, services.evidence.of(pk)[0].sha256, "放错了")
    assert [piece.name for piece in redaction.look(services, pk).evidence] == [f"{FIRST}.txt"]
    take_out(services, pk, SUMMARY, evidence=True)
    assert services.store.database.run("SELECT count(*) FROM evidence") == [(0,)]
    for text in (FIRST, SECOND, THIRD):
        assert [name for name in hits(text, services.path.parent) if not name.startswith("备份-")] == []
    assert log_holds(services)


# ---------------------------------------------------------------------- what stood there earlier, and what stands in no field
def only(services: Any, pk: int, label: str) -> Place:
    (place,) = [one.place for one in redaction.look(services, pk).texts if one.label == label]
    return place


def gone_from(services: Any, *texts: str) -> bool:
    return not any(name for text in texts for name in hits(text, services.path.parent) if not name.startswith("备份-"))


def test_a_field_that_was_emptied_by_hand_is_offered_for_its_earlier_states(services: Any, pk: int) -> None:
    services.records.save("talk", {"summary": ""}, pk=pk)
    assert [one.label for one in redaction.look(services, pk).texts] == ["谈话事由", "谈话摘要（以前的版本）"]
    assert redaction.look(services, pk).texts[-1].text == THIRD
    take_out(services, pk, only(services, pk, "谈话摘要（以前的版本）"))
    assert gone_from(services, FIRST, SECOND, THIRD)
    assert log_holds(services)
    assert services.records.summary(pk).redacted == ()
    assert [one.label for one in redaction.look(services, pk).texts] == ["谈话事由"]


def test_a_name_that_was_put_right_goes_from_the_earlier_states_alone(services: Any) -> None:
    """The number is counted and stays, what was written for it by mistake does not."""
    raw = {"number": FIRST, "subject": SECOND, "received_on": "2022-05-12"}
    (pk,) = services.records.save("lead", raw).ids
    services.records.save("lead", {"number": "线1", "subject": "A001"}, pk=pk)
    places = [only(services, pk, f"{label}（以前的版本）") for label in ("线索编号", "被反映人代号")]
    held = redaction.look(services, pk)
    assert [text.secret for text in held.texts if text.place in places] == [False, True]
    done = take_out(services, pk, *places)
    assert gone_from(services, FIRST, SECOND)
    assert log_holds(services)
    stored = services.records.get(pk)
    assert (stored.values["number"], stored.values["subject"]) == ("线1", "A001")
    assert stored.unknown == {}
    assert len(done.backups) == 1


def test_a_cell_of_a_row_that_is_no_more_goes_and_the_rows_stay(services: Any, meeting: int) -> None:
    services.records.save("committee_meeting", {"items": [{"title": "议题内容00", "categories": "第一议题"}]}, pk=meeting)
    take_out(services, meeting, only(services, meeting, "议题　议题名称（以前的版本）"))
    assert gone_from(services, "议题内容11", "议题内容22")
    assert [row["title"] for row in services.records.get(meeting).values["items"]] == ["议题内容00"]
    services.records.save("committee_meeting", {"items": []}, pk=meeting)
    take_out(services, meeting, only(services, meeting, "议题　议题名称（以前的版本）"))
    assert gone_from(services, "议题内容00")
    assert log_holds(services)


def test_why_it_was_voided_and_why_a_rule_was_passed_go_too(services: Any) -> None:
    raw = {"person": "A001", "category": "党纪处分", "kind": "记过", "decided_on": "2022-06-01", "announced_on": "2022-06-02"}
    (pk,) = services.records.save("sanction", raw, reasons={"R1c": FIRST}).ids
    services.records.void([pk], SECOND)
    take_out(services, pk, only(services, pk, "作废原因"), only(services, pk, "仍要保存的理由"))
    assert gone_from(services, FIRST, SECOND)
    assert log_holds(services)
    stored = services.records.get(pk)
    assert (stored.void_reason, dict(stored.reasons)) == ("已涂销", {"R1c": "已涂销"})
    assert {one.label for one in redaction.look(services, pk).texts} == {"受处分人代号"}
    services.records.restore([pk])
    services.records.save("sanction", {"remark": "又改"}, pk=pk)
    assert log_holds(services)


def test_why_it_had_been_voided_goes_from_the_earlier_states(services: Any, pk: int) -> None:
    services.records.void([pk], FIRST)
    services.records.restore([pk])
    take_out(services, pk, only(services, pk, "作废原因（以前的版本）"), SUMMARY)
    assert gone_from(services, FIRST)
    assert services.records.get(pk).void_reason is None
    assert log_holds(services)


def test_what_another_version_wrote_is_offered_veiled_and_goes(services: Any, pk: int) -> None:
    stored, spec = services.records.get(pk), services.catalogue.get("talk")
    write = write_of(spec, Record("talk", stored.values), services.store.records.title, before=stored)
    later = replace(write, values={**write.values, "mood": "𠃁𠃂𠃃𠃄心情"})
    services.store.commit_change("save", "登记", [later], actor="", at=services.clock.now())
    (text,) = [one for one in redaction.look(services, pk).texts if one.place.field == "mood"]
    assert (text.label, text.secret, text.obstacle) == ("不认识的栏 mood", True, "")
    take_out(services, pk, text.place)
    assert gone_from(services, "𠃁𠃂𠃃𠃄心情")
    assert services.records.get(pk).unknown == {}
    assert log_holds(services)


# ---------------------------------------------------------------------- what still holds it is told
def test_names_of_evidence_and_files_that_were_replaced_are_told(services: Any, pk: int, clock: FixedClock) -> None:
    services.evidence.add_bytes(pk, f"{THIRD}.txt", b"bytes")
    offer = redaction.look(services, pk)
    assert offer.stays([Place("topic")], evidence=False) == ()
    assert offer.stays([SUMMARY], evidence=False) == ("佐证材料的名称 1 个（勾选佐证材料一并涂销）",)
    assert offer.stays([SUMMARY], evidence=True) == ()
    services.backups.restore(services.backups.make().path)
    assert redaction.look(services, pk).stays([SUMMARY], evidence=True) == ("旁边名称里写着“被替换”的旧台账 1 份（不要了就删去）",)


def test_what_goes_along_from_earlier_states_is_looked_for_too(services: Any, pk: int) -> None:
    services.reporting.keep(services.reporting.from_text(half(2022, 1), f"摘自{FIRST}"))
    told = ("报告 1 份（已定稿的不变，草稿请打开修改）",)
    assert redaction.look(services, pk).stays([SUMMARY], evidence=True) == told
    assert redaction.look(services, pk).stays([only(services, pk, "谈话摘要（以前的版本）")], evidence=True) == told
    assert redaction.look(services, pk).stays([Place("topic")], evidence=True) == ()
    with pytest.raises(UserError, match="理由里写着"):
        take_out(services, pk, SUMMARY, reason=f"因为{FIRST}")


def test_a_text_of_one_sign_is_looked_for_nowhere_else(services: Any, pk: int) -> None:
    services.records.save("talk", {**TALK, "topic": "甲"})
    services.records.save("talk", {"topic": "甲"}, pk=pk)
    assert redaction.look(services, pk).stays([Place("topic")], evidence=True) == ()
    services.records.save("talk", {"topic": "甲乙"}, pk=pk)
    services.records.save("talk", {**TALK, "topic": "甲乙丙"})
    assert redaction.look(services, pk).stays([Place("topic")], evidence=True) == ("别的记录（连同以前的版本）1 处（请逐条涂销）",)


# ---------------------------------------------------------------------- what is refused
def test_a_reason_and_something_chosen_are_needed(services: Any, pk: int) -> None:
    with pytest.raises(InvalidRecordError):
        take_out(services, pk, SUMMARY, reason=" ")
    for options in ({"evidence": False}, {"evidence": True}):
        with pytest.raises(UserError, match="没有选要涂销的内容"):
            take_out(services, pk, **options)


def test_the_reason_must_not_say_what_goes(services: Any, pk: int) -> None:
    with pytest.raises(UserError, match="理由里写着"):
        take_out(services, pk, SUMMARY, reason=f"因为{THIRD}")
    assert services.records.get(pk).values["summary"] == THIRD


@pytest.mark.parametrize(
    ("ledger", "raw", "key", "why"),
    [
        ("person", {"name": "班子成员01"}, "name", "没有它就不知道登记的是谁"),
        ("lead", {"received_on": "2022-05-12", "number": "线1"}, "number", "“受理问题线索件数”按它统计"),
        ("warning_education", {"held_on": "2022-05-12", "title": "片名"}, "title", "“警示教育片目”按它统计"),
    ],
)
def test_a_text_a_count_hangs_on_stays_and_the_reason_is_told(services: Any, ledger: str, raw: Any, key: str, why: str) -> None:
    (pk,) = services.records.save(ledger, raw).ids
    (text,) = [one for one in redaction.look(services, pk).texts if one.place.field == key]
    assert why in text.obstacle
    with pytest.raises(UserError, match=why) as refused:
        take_out(services, pk, Place(key))
    assert refused.value.code == "E-85"


def test_a_row_is_never_emptied(services: Any, meeting: int) -> None:
    rows = [{"title": "只有名称"}, {"title": "名称", "decision": "结果"}]
    services.records.save("committee_meeting", {"items": rows}, pk=meeting)
    texts = {one.place: one.obstacle for one in redaction.look(services, meeting).texts}
    assert "整行" in texts[Place("items", 0, "title")]
    assert texts[Place("items", 1, "title")] == ""
    with pytest.raises(UserError, match="全部空掉"):
        take_out(services, meeting, Place("items", 1, "title"), Place("items", 1, "decision"))
    assert len(services.records.get(meeting).values["items"]) == 2


def test_a_record_that_was_changed_since_is_looked_at_again(services: Any, pk: int, clock: FixedClock) -> None:
    offer = redaction.look(services, pk)
    clock.move(minutes=1)
    services.records.save("talk", {"topic": "改过"}, pk=pk)
    with pytest.raises(UserError) as refused:
        redaction.redact(services, offer, [SUMMARY], evidence=False, reason=WHY)
    assert refused.value.code == "E-82"


def test_a_read_only_ledger_is_left_as_it_is(services: Any, pk: int) -> None:
    offer = redaction.look(services, pk)
    before, write = services.path.read_bytes(), services.store.redact
    services.store.stop_writing(Condition(Why.HANDED_OVER, {"date": "2022-07-05"}))
    refusals = (
        lambda: redaction.redact(services, offer, [SUMMARY], evidence=False, reason=WHY),
        lambda: redaction.thin(services, ()),
        lambda: write("涂销", None, None, places=(), evidence="", actor="", at=FixedClock().now()),
    )
    for refused in refusals:
        with pytest.raises(DataFileError) as caught:
            refused()
        assert caught.value.code == "E-83"
    assert services.path.read_bytes() == before
    assert services.backups.all() == ()


def test_without_a_verified_backup_nothing_is_taken_out(services: Any, pk: int) -> None:
    services.backups.make()
    folder = services.path.parent / "备份"
    folder.rename(folder.with_name("别处"))
    folder.write_text("im Weg", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        take_out(services, pk, SUMMARY)
    assert refused.value.code == "E-17"
    assert services.records.get(pk).values["summary"] == THIRD


# ---------------------------------------------------------------------- nothing brings it back
def test_a_redaction_and_what_came_before_it_cannot_be_undone(services: Any, pk: int) -> None:
    (other,) = services.records.save("talk", {**TALK, "topic": "别的"}).ids
    first = [entry.seq for entry in services.history.of_record(pk)]
    done = take_out(services, pk, SUMMARY)
    with pytest.raises(UserError, match="撤销涂销") as refused:
        services.history.undo(done.change.seq)
    assert refused.value.code == "E-85"
    for seq in first:
        with pytest.raises(UserError, match="后来涂销过") as refused:
            services.history.undo(seq)
        assert refused.value.code == "E-85"
    assert services.history.undo_label() == "登记 1 条谈话"
    assert services.history.undo().ids == (other,)
    assert services.history.undo_label() is None


def test_later_changes_are_undone_as_ever(services: Any, pk: int) -> None:
    take_out(services, pk, SUMMARY)
    services.records.save("talk", {"summary": "重写"}, pk=pk)
    services.history.undo()
    assert "summary" not in services.records.get(pk).values
    assert services.records.summary(pk).redacted == ("谈话摘要",)
    services.history.redo()
    assert services.records.get(pk).values["summary"] == "重写"
    assert log_holds(services)


def test_a_form_that_was_open_meanwhile_cannot_save_it_again(services: Any, pk: int, clock: FixedClock) -> None:
    for _ in range(2):
        seen = services.records.get(pk).updated_at
        clock.move(minutes=1)
        take_out(services, pk, SUMMARY)
        with pytest.raises(UserError) as refused:
            services.records.save("talk", {"summary": THIRD}, pk=pk, seen=seen)
        assert refused.value.code == "E-82"
        services.records.save("talk", {"summary": THIRD}, pk=pk)
        clock.move(minutes=1)


# ---------------------------------------------------------------------- backups
def test_only_backups_that_hold_it_are_named_and_removed(services: Any, clock: FixedClock, tmp_path: Path) -> None:
    (pk,) = services.records.save("talk", {**TALK, "topic": "事由"}).ids
    outside = tmp_path / "U盘"
    outside.mkdir()
    services.backups.set_second_place(outside)
    clean = services.backups.make()
    clock.move(days=1)
    services.records.save("talk", {"summary": THIRD}, pk=pk)
    with_text = services.backups.make()
    offer = redaction.look(services, pk)
    assert {one.number for one in offer.held([SUMMARY], evidence=False)} == {with_text.number}
    assert clean.number in {one.number for one in offer.held([Place("topic")], evidence=False)}
    assert offer.held([], evidence=False) == ()
    done = take_out(services, pk, SUMMARY)
    assert {one.outside for one in done.backups} == {True, False}
    change = redaction.thin(services, done.backups)
    assert change.label == f"删去 {len(done.backups)} 份涂销以前的备份"
    assert hits(THIRD, tmp_path) == []
    left = services.backups.all()
    assert clean.number in {one.number for one in left}
    assert left[0].reason == "涂销后"
    assert backup_files.intact(left[0].path)


def test_a_backup_from_before_a_restore_holds_it_too(services: Any, pk: int, clock: FixedClock) -> None:
    before = services.backups.make()
    services.records.save("talk", {"topic": "另一条路"}, pk=pk)
    other = services.backups.make()
    clock.move(minutes=1)
    services.backups.restore(before.path)
    numbers = {one.number for one in redaction.look(services, pk).held([SUMMARY], evidence=False)}
    assert {before.number, other.number} <= numbers


def test_a_backup_that_cannot_be_removed_is_named(services: Any, pk: int) -> None:
    done = take_out(services, pk, SUMMARY)
    stuck = done.backups[0]
    blocked = backup_files.manifest(stuck.path).with_suffix(".djkey")
    (blocked / "held").mkdir(parents=True)
    with pytest.raises(DataFileError) as refused:
        redaction.thin(services, done.backups)
    assert refused.value.code == "E-12"


# ---------------------------------------------------------------------- tampering is still found
@pytest.fixture
def copy(services: Any, pk: int) -> Path:
    """The closed file after a redaction of one of two records."""
    services.records.save("talk", {**TALK, "summary": "别人的话"})
    take_out(services, pk, SUMMARY)
    opening.close(services)
    return Path(services.path)


def damage(path: Path, clock: FixedClock, *statements: tuple[str, tuple[Any, ...]]) -> list[str]:
    with closing(sqlite3.connect(path)) as connection, connection:
        for sql, params in statements:
            connection.execute(sql, params)
    again = opening.open_ledger(path, clock=clock)
    try:
        return [one.what for one in again.store.damage()]
    finally:
        opening.close(again)


def lines(path: Path, pk: int) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("SELECT seq, after, salt FROM history WHERE record = ? ORDER BY seq", (pk,)).fetchall()


def test_an_untouched_file_is_whole(copy: Path, clock: FixedClock) -> None:
    assert damage(copy, clock) == []


def test_what_is_left_of_a_state_is_as_safe_as_any_other(copy: Path, pk: int, clock: FixedClock) -> None:
    seq, after, _ = lines(copy, pk)[0]
    changed = (after.replace("党委书记", "党委副书记"), pk, seq)
    assert damage(copy, clock, ("UPDATE history SET after = ? WHERE record = ? AND seq = ?", changed)) == ["历史内容与登记时不符"]


def test_the_old_text_put_back_is_found(services: Any, pk: int, clock: FixedClock) -> None:
    ((seq, after, salt),) = services.store.database.run("SELECT seq, after, salt FROM history WHERE record = ? ORDER BY seq LIMIT 1", [pk])
    take_out(services, pk, SUMMARY)
    opening.close(services)
    put_back = ("UPDATE history SET after = ?, salt = ? WHERE record = ? AND seq = ?", (after, salt, pk, seq))
    assert damage(services.path, clock, put_back) == ["历史内容与登记时不符"]


def test_a_text_taken_out_without_a_line_of_the_log_is_found(copy: Path, pk: int, clock: FixedClock) -> None:
    ((seq, after, _),) = lines(copy, pk + 1)
    cut = ("UPDATE history SET after = ?, salt = '' WHERE record = ? AND seq = ?", (after.replace("别人的话", ""), pk + 1, seq))
    assert "历史内容与登记时不符" in damage(copy, clock, cut)


def test_a_state_taken_out_as_a_whole_is_found(copy: Path, pk: int, clock: FixedClock) -> None:
    gone = ("DELETE FROM history WHERE record = ? AND seq = ?", (pk, lines(copy, pk)[0][0]))
    assert "历史记录有缺失" in damage(copy, clock, gone)


def test_a_line_of_the_log_that_vouches_for_more_breaks_the_chain(copy: Path, clock: FixedClock) -> None:
    more = ("UPDATE audit SET detail = replace(detail, '\"lines\":[', '\"lines\":[[1,\"x\"],') WHERE kind = 'redacted'", ())
    assert "操作记录与链不符" in damage(copy, clock, more)


def test_nothing_of_it_lies_in_the_programs_own_folder(services: Any, pk: int, home: Path) -> None:
    take_out(services, pk, SUMMARY)
    assert hits(THIRD, home) == []
