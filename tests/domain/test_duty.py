"""应办事项: what ships is sound, how long a period lasts, and what is not known is a fault."""

from __future__ import annotations

import copy
from datetime import date

import pytest

from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.duty import LOCAL, asked_in, check, differing, due_in, duties_from, period_of, switched
from dangjian_desktop.domain.period import Period
from dangjian_desktop.ledgers import duties
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.ledgers.ties import load_ties

GOOD = {
    "id": "D90", "label": "一件事", "who": "镇党委", "measure": "监督检查次数", "source": "县级制度", "certainty": "to be confirmed",
    "defaults": {"times": 1, "per": "quarter"},
}  # fmt: skip


def made(**change):
    found, faults = duties_from({"duties": [{**GOOD, **change}], "general_defaults": {"enabled": True, "due": None, "remind_days": 30}})
    assert faults == []
    return found[0]


def faults_of(catalogue, block, **more):
    found, faults = duties_from({"duties": [block], "general_defaults": {"enabled": True, "due": None, "remind_days": 30}, **more})
    return [fault.code for fault in (*faults, *check(found, catalogue, ["R33a"]))]


def test_the_shipped_duties_are_those_of_the_list_and_sound(catalogue):
    found, aside = duties.load_duties(catalogue, load_ties(catalogue))
    assert aside == ()
    assert [duty.id for duty in found] == [f"D{number:02}" for number in [*range(1, 37), 38, 39, 40, 37]]
    assert {duty.label for duty in found if not duty.counts} >= {
        "支部党员大会",
        "留党察看期满的处理",
        "收到问题线索一个月内提出处置意见",
        "新任职干部任职廉政谈话",
    }


CITED = {"text": "《办法》", "article": "第一条", "since": "2020-01-01", "checked_on": "2026-01-31"}


@pytest.mark.parametrize(
    ("basis", "codes"),
    [
        (CITED, []),
        ([{"text": "《通知》"}, CITED], []),
        ({"text": "《办法》", "article": "第一条"}, ["D04"]),
        ({"text": "《办法》", "checked_on": "2026-01-31"}, ["D04"]),
        (None, ["D04"]),
        ({"of": "none", "article": "第一条"}, ["D02"]),
        ({"text": "《办法》", "since": "去年"}, ["D02"]),
    ],
)
def test_what_is_said_to_be_checked_names_document_article_and_day(catalogue, basis, codes):
    assert faults_of(catalogue, {**GOOD, "certainty": "checked", **({"basis": basis} if basis else {})}) == codes


def test_a_duty_with_a_provision_needs_no_other_source_and_one_without_does(catalogue):
    block = {key: value for key, value in GOOD.items() if key != "source"}
    assert faults_of(catalogue, block) == ["D02"]
    assert faults_of(catalogue, {**block, "basis": CITED}) == []


def test_a_duty_rests_on_the_provision_of_the_day_and_on_its_source():
    both = made(basis=[CITED, {"text": "《旧办法》", "until": "2019-12-31"}])
    assert both.rests_on(date(2020, 1, 1)) == "《办法》第一条；县级制度"
    assert both.rests_on(date(2019, 12, 31)) == "《旧办法》（请核对原文）；县级制度"
    assert both.rests_on(None) == "《办法》第一条；县级制度"
    assert made(basis=CITED, source="").rests_on(date(2019, 12, 31)) == ""
    assert made().rests_on(None) == "县级制度"


@pytest.mark.parametrize(("certainty", "on"), [("checked", True), ("to be confirmed", True), ("local practice", False)])
def test_what_differs_from_place_to_place_is_off_by_default(certainty, on):
    assert made(certainty=certainty).enabled is on
    assert made(certainty=certainty, defaults={"times": 1, "per": "quarter", "enabled": False}).enabled is False
    assert made(certainty=certainty, defaults={"times": 1, "per": "quarter", "enabled": True}).enabled is on


def test_no_local_duty_ships_switched_on(catalogue):
    local = [duty for duty in duties.load_duties(catalogue, load_ties(catalogue))[0] if duty.certainty == LOCAL]
    assert len(local) > 10
    assert not any(duty.enabled or duty.counts for duty in local)


def test_an_office_has_the_duties_it_chose_and_else_the_default():
    on, off = made(), made(id="D91", certainty="local practice")
    assert switched([on, off], {}) == (on, off)
    found = switched([on, off], {"D90": False, "D91": True, "D999": True})
    assert [(duty.id, duty.enabled, duty.counts) for duty in found] == [("D90", False, False), ("D91", True, True)]


def test_only_choices_that_differ_are_worth_keeping_and_one_about_an_unknown_duty_is_kept():
    both = [made(), made(id="D91", certainty="local practice")]
    assert differing(both, {"D90": True, "D91": False}) == {}
    assert differing(both, {"D90": False, "D91": True, "D999": False}) == {"D90": False, "D91": True, "D999": False}


@pytest.mark.parametrize(
    ("defaults", "words"),
    [
        ({"times": 2, "per": "week"}, "每周 2 次"),
        ({"times": 1, "per": "half_year", "due": "07-10"}, "每半年 1 次，7月10日前"),
        ({"times": 1, "per": "year"}, "每年 1 次"),
        ({"times": 1, "per": "case"}, "逐件"),
        ({"times": None, "per": "event"}, "随时"),
    ],
)
def test_how_often_is_said_in_words(defaults, words):
    assert made(defaults=defaults).often == words


@pytest.mark.parametrize(
    ("per", "period"),
    [
        ("week", Period(date(2022, 7, 4), date(2022, 7, 10))),
        ("month", Period(date(2022, 7, 1), date(2022, 7, 31))),
        ("quarter", Period(date(2022, 7, 1), date(2022, 9, 30))),
        ("half_year", Period(date(2022, 7, 1), date(2022, 12, 31))),
        ("year", Period(date(2022, 1, 1), date(2022, 12, 31))),
    ],
)
def test_a_duty_is_due_in_the_period_around_today(per, period):
    assert period_of(made(defaults={"times": 1, "per": per}), date(2022, 7, 6)) == period


@pytest.mark.parametrize(
    ("due", "last"), [("", date(2022, 12, 31)), ("03-31", date(2022, 3, 31)), ("02-29", date(2022, 2, 28)), ("12-31", date(2022, 12, 31))]
)
def test_the_last_day_is_the_declared_one(due, last):
    assert due_in(made(defaults={"times": 1, "per": "year", "due": due}), Period(date(2022, 1, 1), date(2022, 12, 31))) == last


def test_a_day_outside_of_the_period_is_not_its_last_day():
    assert due_in(made(defaults={"times": 1, "per": "quarter", "due": "01-31"}), Period(date(2022, 7, 1), date(2022, 9, 30))) == date(
        2022, 9, 30
    )


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"colour": "red"}, "D02"),
        ({"defaults": {"times": 1, "per": "quarter", "hue": 3}}, "D02"),
        ({"defaults": {"times": 1, "per": "decade"}}, "D02"),
        ({"defaults": {"times": 0, "per": "quarter"}}, "D02"),
        ({"defaults": {"per": "quarter"}}, "D02"),
        ({"certainty": "surely"}, "D02"),
        ({"measure": "没有的指标"}, "D03"),
        ({"measure": "监督检查次数.没有的"}, "D03"),
        ({"measure": "中心组学习次数.集中学习"}, "D03"),
        ({"target_measure": "没有的指标"}, "D03"),
        ({"alternatives": ["没有的指标"]}, "D03"),
        ({"ties": ["R999"]}, "D03"),
        ({"defaults": {"times": 1, "per": "year", "due": "13-01"}}, "D03"),
    ],
)
def test_what_is_not_known_is_a_fault(catalogue, change, code):
    assert faults_of(catalogue, {**GOOD, **change}) == [code]


def test_a_sound_duty_has_no_fault(catalogue):
    assert faults_of(catalogue, {**GOOD, "measure": "监督检查次数.包村指导", "ties": ["R33a"]}) == []


def test_a_duty_without_its_words_is_none(catalogue):
    assert faults_of(catalogue, {key: value for key, value in GOOD.items() if key != "who"}) == ["D02"]


def test_two_duties_of_one_number_and_a_strange_chapter_are_faults():
    _, faults = duties_from({"duties": [GOOD, GOOD], "general_defaults": {"enabled": True, "due": None, "remind_days": 1}, "more": 1})
    assert [fault.code for fault in faults] == ["D02", "D01"]


def test_a_faulty_declaration_does_not_load_and_a_duty_that_cannot_be_bound_is_set_aside(catalogue, monkeypatch):
    wrong = copy.deepcopy(read_yaml("duties.yaml"))
    wrong["duties"][0]["measure"] = "没有的指标"
    monkeypatch.setattr(duties, "read_yaml", lambda _name: wrong)
    found, aside = duties.load_duties(catalogue, load_ties(catalogue))
    assert [fault.where for fault in aside] == ["D01"]
    assert len(found) == len(wrong["duties"]) - 1
    wrong["duties"][1]["certainty"] = "maybe"
    with pytest.raises(DeclarationError):
        duties.load_duties(catalogue, load_ties(catalogue))


@pytest.mark.parametrize(
    ("per", "today", "stretch", "times"),
    [
        ("year", date(2022, 5, 20), (date(2022, 1, 1), date(2022, 12, 31)), 2),
        ("half_year", date(2022, 5, 20), (date(2022, 1, 1), date(2022, 6, 30)), 2),
        ("quarter", date(2022, 5, 20), (date(2022, 1, 1), date(2022, 6, 30)), 4),
        ("month", date(2022, 5, 20), (date(2022, 1, 1), date(2022, 5, 31)), 10),
        ("month", date(2023, 5, 20), (date(2022, 1, 1), date(2022, 6, 30)), 12),
        ("month", date(2021, 5, 20), (date(2022, 1, 1), date(2022, 1, 31)), 2),
        ("week", date(2022, 1, 12), (date(2022, 1, 1), date(2022, 1, 16)), 6),
    ],
)
def test_a_duty_adds_up_over_the_period_in_view_up_to_today(per, today, stretch, times):
    """Two times each: what comes more often than the period is added up, what comes less often is counted over its own stretch."""
    duty = made(defaults={"times": 2, "per": per})
    assert asked_in(duty, Period(date(2022, 1, 1), date(2022, 6, 30)), today) == (Period(*stretch), times)
