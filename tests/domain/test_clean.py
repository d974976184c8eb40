"""The door: missing is not wrong, wrong is told all at once, defaults follow their source."""

from datetime import date

import pytest

from dangjian_desktop.domain.clean import clean, derive, examine, from_payload, to_payload
from dangjian_desktop.domain.errors import InvalidRecordError
from dangjian_desktop.domain.fields import Context
from dangjian_desktop.ledgers.shipped import load_catalogue


class People:
    def find(self, register, name):
        return {"王某": [1], "李某": [2]}.get(name, [])

    def title(self, register, pk):
        return {1: "王某", 2: "李某"}.get(pk)


CONTEXT = Context(date(2022, 6, 15), People())
SPECS = load_catalogue().by_label


def test_an_empty_record_names_exactly_the_required_fields_and_is_refused_for_its_date_alone():
    for spec in SPECS.values():
        seen = examine(spec, {}, CONTEXT)
        required = {field.key for field in spec.fields if field.required and field.default is None}
        assert {problem.field for problem in seen.missing} == required
        if spec.must_have:
            with pytest.raises(InvalidRecordError) as caught:
                clean(spec, {}, CONTEXT)
            assert [problem.field for problem in caught.value.problems] == [spec.must_have.key]
        else:
            assert clean(spec, {}, CONTEXT).missing


def test_what_is_missing_is_kept_as_missing_and_counts_with_what_it_holds():
    record = clean(SPECS["谈话"], {"held_on": "3-5", "targets": "王某、李某"}, CONTEXT)
    assert record.values["headcount"] == 2
    assert record.values["mode"] == "个别谈话"
    assert "谈话人" in record.missing
    assert "谈话人数" not in record.missing


def test_every_fault_is_told_at_once_each_at_its_field():
    with pytest.raises(InvalidRecordError) as caught:
        clean(SPECS["谈话"], {"held_on": "某日", "kind": "聊天", "speaker": "赵某", "headcount": "三", "nonsense": 1}, CONTEXT)
    assert {problem.field for problem in caught.value.problems} == {"held_on", "kind", "speaker", "headcount", "nonsense"}
    assert "5 处" in str(caught.value)


def test_child_rows_name_their_line_and_empty_ones_are_left_out():
    raw = {
        "held_on": "2022-03-05",
        "items": [{"title": "甲", "categories": "重大决策、惠农资金"}, {"title": "", "amount": None}, {"title": "乙", "amount": "很多"}],
    }
    seen = examine(SPECS["党委会议"], raw, CONTEXT)
    assert [(p.field, p.item) for p in seen.problems] == [("items.amount", 1)]
    assert ("items.categories", 1, "议题2 议题类别") in [(p.field, p.item, p.message) for p in seen.missing]
    assert seen.values["items"][0]["categories"] == ("重大决策", "惠农资金")


def test_a_computed_default_follows_its_source_until_another_value_is_typed():
    lead = SPECS["问题线索"]
    first = clean(lead, {"number": "A", "received_on": "2022-01-01", "decided_on": "2022-01-05"}, CONTEXT).values
    assert first["counted_on"] == date(2022, 1, 5)
    moved = clean(lead, {**first, "decided_on": "2022-02-05"}, CONTEXT, before=first).values
    assert moved["counted_on"] == date(2022, 2, 5)
    typed = clean(lead, {**moved, "counted_on": "2022-03-01"}, CONTEXT, before=moved).values
    later = clean(lead, {**typed, "decided_on": "2022-02-09"}, CONTEXT, before=typed).values
    assert later["counted_on"] == date(2022, 3, 1)
    assert derive(lead.field("counted_on"), {}) is None
    assert derive(lead.field("number"), {"number": "A"}) is None


def test_defaults_are_for_new_records_only():
    spec = SPECS["问题整改"]
    new = clean(spec, {"found_on": "2022-01-01"}, CONTEXT).values
    assert new["state"] == "未启动"
    assert "state" not in clean(spec, {"found_on": "2022-01-01"}, CONTEXT, before=new).values


def test_a_wrong_source_leaves_the_default_alone():
    seen = examine(SPECS["谈话"], {"held_on": "2022-01-01", "headcount": "x", "targets": "王某"}, CONTEXT)
    assert "headcount" not in seen.values
    assert "headcount" not in seen.derived


def test_stored_and_loaded_again_is_the_same():
    raw = {
        "held_on": "2022-03-05", "kind": "党委会", "chair": "王某", "due": "9", "present": "8",
        "items": [{"title": "甲", "categories": "重大决策", "amount": "12.50", "presenter": "李某", "last_word": "是"}],
    }  # fmt: skip
    spec = SPECS["党委会议"]
    record = clean(spec, raw, CONTEXT, reasons={"R26b": "列席"})
    assert from_payload(spec, to_payload(spec, record.values)) == dict(record.values)
    assert record.reasons == (("R26b", "列席"),)


def test_defaults_of_child_rows_fill_new_rows():
    from dangjian_desktop.domain.grammar import ledger_from

    spec = ledger_from(
        {
            "key": "x", "label": "甲", "area": "conduct", "date_field": "d",
            "fields": [["d", "日期", "date", "required"],
                       ["items", "明细", "rows",
                        {"rows": [["n", "名称", "text"], ["k", "类", "choice", {"choices": ["一"], "default": "一"}]]}]],
        }
    )  # fmt: skip
    assert clean(spec, {"d": "2022-01-01", "items": [{"n": "a"}]}, CONTEXT).values["items"] == ({"k": "一", "n": "a"},)
    assert "items" not in clean(spec, {"d": "2022-01-01"}, CONTEXT).values
