"""Records as the office uses them: saved, found, changed, voided, restored."""

from datetime import date

import pytest

from dangjian_desktop.domain.errors import InvalidRecordError, UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.spelling import initials
from tests.samples import new_name

FIRST = half(2022, 1)


@pytest.fixture
def people(services):
    return {name: new_name(services, "person", name) for name in ("班子成员01", "班子成员02", "村书记01")}


def talk(services, **changes):
    raw = {"held_on": "2022-05-12", "kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": 2}
    return services.records.save("talk", {**raw, **changes}).ids[0]


def test_a_record_comes_back_as_it_was_saved(services, people):
    pk = talk(services, speaker="班子成员01", targets=["班子成员02", people["村书记01"]], headcount=None, summary="两行\n文字")
    stored = services.records.get(pk)
    assert stored.values["held_on"] == stored.occurred_on == date(2022, 5, 12)
    assert stored.values["targets"] == (people["班子成员02"], people["村书记01"])
    assert stored.values["headcount"] == 2
    assert not stored.missing
    assert services.records.texts(pk)["targets"] == "班子成员02、村书记01"
    summary = services.records.summary(pk)
    assert ("谈话人", "班子成员01", False) in summary.fields
    assert summary.line.day == date(2022, 5, 12)
    assert summary.void_reason is None


def test_a_change_keeps_what_the_form_did_not_know(services, people):
    pk = talk(services, speaker="班子成员01", topic="半年思想动态")
    change = services.records.save("talk", {"headcount": 5}, pk=pk, seen=services.records.get(pk).updated_at)
    assert change.label == "修改 1 条谈话"
    assert services.records.get(pk).values["topic"] == "半年思想动态"
    assert services.records.get(pk).values["headcount"] == 5
    services.records.save("talk", {"topic": ""}, pk=pk)
    assert "topic" not in services.records.get(pk).values


def test_a_record_changed_elsewhere_is_not_written_over(services, clock):
    pk = talk(services)
    seen = services.records.get(pk).updated_at
    clock.move(minutes=1)
    services.records.save("talk", {"headcount": 5}, pk=pk)
    with pytest.raises(UserError) as caught:
        services.records.save("talk", {"headcount": 6}, pk=pk, seen=seen)
    assert caught.value.code == "E-82"
    assert services.records.get(pk).values["headcount"] == 5


def test_what_cannot_be_right_is_refused_unless_a_reason_is_written(services):
    raw = {"held_on": "2022-05-12", "form": "集中学习", "due": 9, "present": 10}
    with pytest.raises(InvalidRecordError) as caught:
        services.records.save("study_session", raw)
    (problem,) = caught.value.problems
    assert problem.rule == "R26a"
    checked = services.records.check("study_session", raw)
    assert checked.problems == (problem,)
    assert {p.field for p in checked.missing} == {"topic", "chair"}
    pk = services.records.save("study_session", raw, reasons={"R26a": "列席一并计入", "R29": "不相干"}).ids[0]
    assert services.records.get(pk).reasons == (("R26a", "列席一并计入"),)
    services.records.save("study_session", {"topic": "某主题"}, pk=pk)
    services.records.save("study_session", {"present": 9}, pk=pk)
    assert services.records.get(pk).reasons == ()


def test_a_rule_that_asks_for_a_value_makes_a_record_incomplete(services):
    pk = services.records.save("rectification", {"found_on": "2022-03-01", "state": "已完成", "source": "自查", "content": "某事"}).ids[0]
    assert services.records.get(pk).missing == ("完成日期",)
    checked = services.records.check("rectification", {}, pk=pk)
    assert [(p.field, p.message) for p in checked.missing] == [("done_on", "完成日期")]


def test_lists_filter_sort_and_count(services, people):
    for day, kind, number in (("2022-05-01", "谈心谈话", 3), ("2022-05-03", "廉政约谈", 1), ("2022-08-01", "谈心谈话", 2)):
        talk(services, held_on=day, kind=kind, headcount=number, speaker="班子成员0" + str(number % 2 + 1))
    bare = talk(services, held_on="2022-05-04", kind=None, topic="A_B%百分")
    query = Query("talk", FIRST)
    rows = services.records.page(query, 0, 10)
    assert [row.cells["held_on"] for row in rows] == ["2022-05-04", "2022-05-03", "2022-05-01"]
    assert rows[0].missing == ("谈话类型", "谈话人")
    assert services.records.size(query) == 3
    assert services.records.pks(Query("talk", missing=True)) == (bare,)
    assert services.records.size(Query("talk", choices={"kind": ("谈心谈话",)})) == 2
    assert services.records.size(Query("talk", choices={"kind": ("",)})) == 1
    assert services.records.size(Query("talk", text="_b%")) == 1
    assert services.records.size(Query("talk", text="b%a")) == 0
    assert services.records.size(Query("talk", text="班子成员01")) == 1
    assert services.records.size(Query("talk", without_evidence=True)) == 4
    for order, descending in (("speaker", False), ("headcount", True), ("held_on", False), ("kind", True), ("targets", False)):
        assert services.records.size(Query("talk", order=order, descending=descending)) == 4
        assert len(services.records.page(Query("talk", order=order, descending=descending), 1, 2)) == 2
    first = services.records.page(Query("talk", order="headcount", descending=False), 0, 4)
    assert [row.cells["headcount"] for row in first] == ["1", "2", "2", "3"]
    tallies = services.records.tallies(query)
    assert (tallies.all, tallies.in_period, tallies.missing, tallies.without_evidence, tallies.voided) == (4, 3, 1, 3, 0)
    assert services.records.tallies(Query("talk")).in_period == 4
    assert services.records.sizes(FIRST)["talk"] == 3
    assert services.records.lacking(FIRST)["talk"] == 1
    assert [one.pk for one in services.records.all_of("talk", FIRST)][-1] == bare


def test_orders_of_numbers_rows_and_registers(services):
    for value in ("10", "9.5", None):
        services.records.save("campaign_figure", {"recorded_on": "2022-05-01", "value": value, "indicator": "户"})
    found = services.records.page(Query("campaign_figure", order="value", descending=False), 0, 9)
    assert [row.cells["value"] for row in found] == ["", "9.5", "10"]
    for items in ([{"title": "甲"}], [{"title": "乙"}, {"amount": 5}]):
        services.records.save("committee_meeting", {"held_on": "2022-05-01", "items": items})
    meetings = services.records.page(Query("committee_meeting", order="items"), 0, 9)
    assert [row.cells["items"] for row in meetings] == ["2 项：乙", "1 项：甲"]
    new_name(services, "organisation", "第01村党支部")
    assert [row.cells["name"] for row in services.records.page(Query("organisation"), 0, 9)] == ["第01村党支部"]
    services.records.save("committee_meeting", {"held_on": "2022-05-01", "items": [{"amount": 5}]})
    assert "1 项" in [row.cells["items"] for row in services.records.page(Query("committee_meeting"), 0, 9)]


def test_a_view_shows_the_meetings_that_held_such_an_item(services):
    services.records.save("committee_meeting", {"held_on": "2022-05-01", "items": [{"categories": ["重大决策", "其他"]}]})
    services.records.save("committee_meeting", {"held_on": "2022-05-02", "items": [{"categories": ["其他"]}]})
    assert services.records.size(Query("committee_meeting", view=True)) == 1
    assert services.records.size(Query("lecture", view=True)) == 0
    services.records.save("lecture", {"held_on": "2022-05-02", "audience": ["机关干部", "其他"]})
    assert services.records.size(Query("lecture", choices={"audience": ("其他",)})) == 1


def test_a_lead_without_decision_is_listed_under_its_receipt(services):
    services.records.save("lead", {"number": "甲1", "received_on": "2022-05-01"})
    services.records.save("lead", {"number": "甲2", "received_on": "2021-12-01", "decided_on": "2022-01-05", "disposal": "初步核实"})
    assert services.records.size(Query("lead", FIRST)) == 2
    assert services.records.size(Query("lead", half(2021, 2))) == 0


def test_void_needs_a_reason_and_can_be_taken_back(services):
    pk = talk(services)
    with pytest.raises(InvalidRecordError):
        services.records.void([pk], "  ")
    change = services.records.void([pk], "重复登记")
    assert change.label == "作废 1 条谈话"
    assert services.records.size(Query("talk")) == 0
    assert services.records.page(Query("talk", voided="only"), 0, 9)[0].void_reason == "重复登记"
    assert services.records.size(Query("talk", voided="also")) == 1
    assert services.records.summary(pk).void_reason == "重复登记"
    with pytest.raises(UserError):
        services.records.void([pk], "再来一次")
    assert services.records.restore([pk]).label == "恢复 1 条谈话"
    assert services.records.size(Query("talk")) == 1


def test_names_are_found_by_part_and_by_initials(services, people):
    services.records.save("person", {"name": "班主任", "category": "事业人员", "post": "主任"})
    assert [line.title for line in services.records.targets("person", "bzcy")] == ["班子成员01", "班子成员02"]
    assert [line.title for line in services.records.targets("person", "书记")] == ["村书记01"]
    (teacher,) = services.records.targets("person", "班主")
    assert teacher.detail == "事业人员　主任"
    assert initials("班子") == "bz"
    services.records.void([people["班子成员02"]], "调离")
    assert [line.title for line in services.records.targets("person", "bzcy")] == ["班子成员01"]
    with pytest.raises(InvalidRecordError):
        talk(services, speaker="班子成员02")


def test_a_new_name_is_found_everywhere_and_contents_stay(services, people):
    pk = talk(services, speaker="班子成员01")
    before = services.records.get(pk)
    services.records.save("person", {"name": "班子成员99"}, pk=people["班子成员01"])
    assert services.records.size(Query("talk", text="班子成员99")) == 1
    assert services.records.size(Query("talk", text="班子成员01")) == 0
    assert services.records.get(pk) == before
    services.records.save("person", {"post": "镇长"}, pk=people["班子成员01"])


def test_search_goes_over_all_ledgers_and_leaves_secrets_out(services, people):
    talk(services, topic="攻山学堂")
    services.records.save("lecture", {"held_on": "2022-01-01", "series": "攻山学堂"})
    services.records.save("lead", {"number": "甲1", "received_on": "2022-05-01", "subject": "攻山学堂"})
    assert {line.ledger for line in services.records.search("攻山")} == {"talk", "lecture"}
    assert services.records.search(" ") == ()
    assert [line.ledger for line in services.records.search("csj")] == ["person"]


def test_recent_values_and_the_clipboard(services, people):
    talk(services, topic="旧")
    pk = talk(services, topic="新\t行", speaker="班子成员01")
    assert services.records.recent_values("talk", "topic") == ("新 行", "旧")
    assert services.records.recent_values("talk", "headcount") == ()
    assert services.records.recent_values("lead", "subject") == ()
    text = services.records.as_text([pk, 999], ["held_on", "speaker", "topic"], "talk")
    assert text == "谈话日期\t谈话人\t谈话事由\n2022-05-12\t班子成员01\t新 行\n"
    lead = services.records.save("lead", {"number": "甲1", "received_on": "2022-05-01", "subject": "A1"}).ids[0]
    assert "A1" not in services.records.as_text([lead], ["number", "subject"], "lead")


def test_many_records_are_one_change_or_none(services):
    raws = [("lecture", {"held_on": f"2022-05-{day:02d}", "title": "课"}) for day in range(1, 21)]
    with pytest.raises(InvalidRecordError):
        services.records.save_many([*raws, ("lecture", {"held_on": "某日"})], kind="import", label="导入 21 条")
    assert services.records.size(Query("lecture")) == 0
    change = services.records.save_many(raws, kind="import", label="导入 20 条")
    assert len(change.ids) == 20
    services.history.undo()
    assert services.records.size(Query("lecture")) == 0


def test_a_record_nobody_knows_is_our_own_mistake(services):
    with pytest.raises(KeyError):
        services.records.get(99)
    assert services.records.lines([99]) == ()


def test_a_record_named_twice_is_voided_once(services):
    pk = new_name(services, "person", "班子成员01")
    assert services.records.void([pk, pk], "重复登记").label == "作废 1 条人员"
    assert services.records.restore([pk, pk]).label == "恢复 1 条人员"
