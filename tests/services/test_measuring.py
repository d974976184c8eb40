"""Counts against a second, naive way of counting, over random records, periods, voids and edits."""

import random
import tempfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain.errors import InvalidRecordError, UserError
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.period import Period, half, parse
from dangjian_desktop.domain.wording import in_table
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening
from tests import naive
from tests.fakes import FixedClock
from tests.samples import new_name

ROOT = Path(__file__).parents[2]
DECLARED = naive.declarations(ROOT / "resources" / "ledgers.yaml")
BORDERS = [date(2021, 12, 31), date(2022, 1, 1), date(2022, 6, 30), date(2022, 7, 1), date(2022, 12, 31), date(2023, 1, 1)]
KEYS = [spec.key for spec in load_catalogue()]


def any_day(dice):
    return dice.choice(BORDERS) if dice.random() < 0.4 else date(2021, 6, 1) + timedelta(days=dice.randrange(800))


def asked_for():
    """field → values that some measure asks for; else a rare choice would hardly ever be counted twice."""
    found = {}
    for block, words in DECLARED:
        for name in ("where", "not", "where_row"):
            for key, value in words.get(name, {}).items():
                found.setdefault((block["key"], key), []).extend(value if isinstance(value, list) else [value])
    return found


ASKED_FOR = asked_for()


def any_value(dice, field, people, wanted=()):
    if dice.random() < 0.2:
        return None
    if wanted and field.kind in ("choice", "choices") and dice.random() < 0.5:
        return [dice.choice(wanted)] if field.kind == "choices" else dice.choice(wanted)
    match field.kind:
        case "date":
            return any_day(dice)
        case "choice":
            return dice.choice(field.choices)
        case "choices":
            return dice.sample(field.choices, dice.randint(1, min(3, len(field.choices))))
        case "flag":
            return dice.random() < 0.5
        case "whole":
            return dice.randrange(6)
        case "money":
            return Decimal(dice.randrange(100_000)) / 100
        case "number":
            return Decimal(dice.randrange(1000)) / 10
        case "ref":
            return dice.choice(people[field.target])
        case "refs":
            return dice.sample(people[field.target], dice.randint(1, 3))
        case "rows":
            return [
                {row.key: any_value(dice, row, people, wanted.get(row.key, ())) for row in field.rows} for _ in range(dice.randint(0, 3))
            ]
    return dice.choice(["甲", "乙", "丙、丁", "攻山学堂"])


def any_record(dice, spec, people):
    asked = {key: values for (ledger, key), values in ASKED_FOR.items() if ledger == spec.key}
    raw = {
        field.key: any_value(dice, field, people, asked if field.kind == "rows" else asked.get(field.key, ()))
        for field in spec.fields
        if field.kind != "evidence"
    }
    if spec.must_have:
        raw[spec.must_have.key] = any_day(dice) if spec.must_have.kind == "date" else "某" + str(dice.randrange(9))
    return raw


def save(services, spec, raw, **more):
    """As a person would who has a reason for everything unusual."""
    try:
        return services.records.save(spec.key, raw, **more)
    except InvalidRecordError as fault:
        assert all(problem.rule for problem in fault.problems), fault.problems
        return services.records.save(spec.key, raw, reasons={problem.rule: "核对过" for problem in fault.problems}, **more)


def fill(services, spec, dice, number):
    """``number`` random records of a ledger, some of them edited, some voided, some restored."""
    people = {r.key: [new_name(services, r.key, f"{r.label}{n}") for n in range(4)] for r in services.catalogue.registers}
    made = [save(services, spec, any_record(dice, spec, people)).ids[0] for _ in range(number)]
    for pk in dice.sample(made, number // 4):
        save(services, spec, any_record(dice, spec, people), pk=pk)
    voided = dice.sample(made, number // 5)
    if voided:
        services.records.void(voided, "试")
        services.records.restore(voided[:1])
    return {pk: services.records.lines([pk])[0].title for pks in people.values() for pk in pks}


def everything(services, spec):
    from dangjian_desktop.domain.listing import Query

    stored = services.records.get_many(sorted(services.records.pks(Query(spec.key, voided="also"))))
    return [{**one.values, "_id": one.pk, "_void": one.voided} for one in stored]


@pytest.mark.parametrize("key", KEYS)
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 10**9))
def test_every_measure_agrees_with_the_naive_count(key, seed):
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as folder:
        services = opening.create_ledger(Path(folder) / "x.djtz", "某镇党委", clock=FixedClock())
        try:
            spec = services.catalogue.get(key)
            names = fill(services, spec, dice, 24)
            records = everything(services, spec)
            spans = sorted(any_day(dice) for _ in range(2))
            for period in (half(2022, 1), parse("2022"), parse("2021Q4"), Period(*spans)):
                compare(services, spec, records, names, period)
        finally:
            opening.close(services)


def compare(services, spec, records, names, period):
    for block, words in DECLARED:
        if block["key"] != spec.key:
            continue
        agree(services.measuring.count(words["label"], period), block, words, records, names, period)
        other = services.catalogue.measures[words["label"]].variant
        assert (other is None) == ("variant_b" not in words)
        if other is not None:
            agree(services.store.measured(spec, other, period), block, naive.variant(words), records, names, period)


def agree(ours, block, words, records, names, period):
    theirs = naive.count(block, words, records, period.start, period.end, names)
    assert ours.value == theirs["value"], (words["label"], period)
    assert set(ours.record_ids) == set(theirs["ids"]), words["label"]
    assert {n: p.value for n, p in ours.parts.items() if p.value} == theirs.get("split", {}), words["label"]
    if "numerator" in theirs:
        assert ours.ratio == (theirs["numerator"], theirs["denominator"])
    for part in ours.parts.values():
        assert set(part.record_ids) <= set(ours.record_ids)


def test_a_talk_on_30_june_counts_in_the_first_half(services):
    services.records.save("talk", {"held_on": "2022-06-30", "kind": "谈心谈话", "headcount": 3, "speaker_role": "党委书记"})
    assert services.measuring.count("谈心谈话人次", half(2022, 1)).value == 3
    assert services.measuring.count("谈心谈话人次", half(2022, 2)).value == 0
    assert services.measuring.count("谈心谈话人次", half(2022, 1)).parts["纪委书记"].value == 0


def test_the_other_way_of_counting_can_be_switched_on_with_a_reason(services):
    services.records.save("committee_meeting", {"held_on": "2022-03-01", "kind": "党委会", "items": [{"categories": ["全面从严治党"]}]})
    services.records.save("committee_meeting", {"held_on": "2022-03-02", "kind": "专题会", "items": [{"categories": ["全面从严治党"]}]})
    label = "专题研究全面从严治党次数"
    first = half(2022, 1)
    assert (services.measuring.count(label, first).value, services.measuring.variant(label)) == (2, "A")
    before = services.measuring.definition(label)
    with pytest.raises(InvalidRecordError):
        services.measuring.switch_variant(label, "B", " ")
    services.measuring.switch_variant(label, "B", "县里的口径")
    assert (services.measuring.count(label, first).value, services.measuring.variant(label)) == (1, "B")
    assert services.measuring.definition(label) != before
    assert services.measuring.variant("党委会议次数") == ""


def effect(services, raw, pk, period):
    return services.measuring.effect("talk", services.records.check("talk", raw, pk=pk), period)


def test_what_saving_would_move_is_shown_and_nothing_is_stored(services):
    raw = {"held_on": "2022-05-01", "kind": "谈心谈话", "headcount": 2, "speaker_role": "党委书记"}
    moved = effect(services, raw, None, half(2022, 1))
    assert ("谈话次数", "0", "1") in moved
    assert ("谈心谈话人次", "0", "2") in moved
    assert services.measuring.count("谈话次数", half(2022, 1)).value == 0
    pk = services.records.save("talk", raw).ids[0]
    assert ("谈心谈话人次", "2", "5") in effect(services, {"headcount": 5}, pk, half(2022, 1))
    assert effect(services, {"headcount": "x"}, pk, half(2022, 1)) == ()
    assert effect(services, {}, None, half(2022, 1)) == ()


def test_numbers_as_tables_show_them(services):
    services.records.save("official_expense", {"spent_on": "2022-05-01", "kind": "公务接待", "amount": "25210.5"})
    assert in_table(services.measuring.count("三公经费金额", half(2022, 1))) == "25,210.50"
    assert in_table(services.measuring.count("党员人数", half(2022, 1))) == "—"
    assert in_table(services.measuring.count("中心组学习篇目", half(2022, 1))) == "0"
    services.records.save(
        "campaign_figure", {"recorded_on": "2022-05-01", "indicator": "危房", "value": "1043.5", "nature": "期末累计", "unit": "户"}
    )
    part = services.measuring.count("专项指标", half(2022, 1)).parts["危房"]
    assert (in_table(part), part.unit) == ("1,043.5", "户")
    shape = services.measuring.as_json(half(2022, 1))["measures"]
    assert shape["专项指标"] == {"unit": "from 计量单位", "split": {"危房": 1043.5}}
    assert shape["三公经费金额"] == {"unit": "元", "value": 25210.5, "split": {"公务接待": 25210.5}}
    assert shape["中心组学习出勤率"]["numerator"] == 0


@pytest.mark.parametrize(("word", "number"), [("where", 2), ("not", 1)])
def test_a_measure_may_name_people(tmp_path, clock, word, number):
    block = {
        "key": "visit",
        "label": "走访",
        "area": "conduct",
        "date_field": "held_on",
        "fields": [["held_on", "走访日期", "date", "required"], ["visitors", "走访人", "refs:person"]],
        "measures": [{"label": "书记走访次数", "unit": "次", "how": "count", word: {"visitors": "书记"}}],
    }
    own = load_catalogue().with_spec(ledger_from(block))
    services = opening.create_ledger(tmp_path / "x.djtz", "某镇党委", catalogue=own, clock=clock)
    people = [new_name(services, "person", name) for name in ("书记", "镇长")]
    for visitors in ([people[0]], people, [people[1]]):
        services.records.save("visit", {"held_on": "2022-03-01", "visitors": visitors})
    assert services.measuring.count("书记走访次数", half(2022, 1)).value == number
    opening.close(services)


def test_a_state_without_any_date_counts_all_that_is_there(tmp_path, clock):
    block = {
        "key": "device",
        "label": "设备",
        "fields": [["name", "名称", "text", "required"], ["closed_on", "报废日期", "date"]],
        "measures": [
            {"label": "设备数", "unit": "台", "how": "count", "at": "end"},
            {"label": "在用设备数", "unit": "台", "how": "count", "at": "end", "until": "closed_on"},
        ],
    }
    own = load_catalogue().with_spec(ledger_from(block, register=True))
    services = opening.create_ledger(tmp_path / "x.djtz", "某镇党委", catalogue=own, clock=clock)
    services.records.save("device", {"name": "甲"})
    services.records.save("device", {"name": "乙", "closed_on": "2022-06-30"})
    assert [services.measuring.count(label, half(2022, 1)).value for label in ("设备数", "在用设备数")] == [2, 1]
    opening.close(services)


def test_a_label_nobody_declared_is_our_own_mistake(services):
    with pytest.raises(KeyError):
        services.measuring.count("没有的指标", half(2022, 1))
    assert set(services.measuring.all(half(2022, 1), ["立案件数"])) == {"立案件数"}
    with pytest.raises(UserError):
        parse("没有")
