"""The workbench: duties by urgency with the records behind them, and who has talked to whom."""

from __future__ import annotations

from datetime import date
from typing import Any

from dangjian_desktop.domain.period import half
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.desk.overview import wish

HALF = half(2022, 1)


def line(services: Any, label: str, period: Any = HALF) -> standing.DutyLine:
    return next(one for one in standing.duty_lines(services, period) if one.label == label)


def study(services: Any, day: str) -> int:
    pk: int = services.records.save("study_session", {"held_on": day, "form": "集中学习"}).ids[0]
    return pk


def test_a_duty_opens_the_records_that_were_counted(services: Any) -> None:
    pks = (study(services, "2022-02-10"), study(services, "2022-05-12"))
    study(services, "2022-07-01")
    found = line(services, "理论学习中心组集体学习研讨")
    assert (found.have, found.want, found.state, found.ids) == ("2", "2", standing.DONE, pks)
    assert found.lacking == "够数"
    assert services.catalogue.get(found.ledger).label == "中心组学习"


def test_what_is_past_its_day_is_late_what_is_near_is_short_what_is_far_is_not_due(services: Any, clock: Any) -> None:
    clock.at = clock.at.replace(month=6, day=20)
    assert line(services, "书面报告上年度主体责任落实情况").state == standing.LATE
    assert line(services, "专题研究全面从严治党工作").state == standing.SHORT
    assert line(services, "党委书记讲党课").state == standing.AHEAD
    found = line(services, "专题研究全面从严治党工作")
    assert (found.have, found.lacking, found.due) == ("0", "还差 1 次", date(2022, 6, 30))
    states = [one.state for one in standing.duty_lines(services, HALF)]
    assert states == sorted(states, key=[standing.LATE, standing.SHORT, standing.AHEAD, standing.DONE].index)


def test_a_duty_may_be_measured_by_another_number(services: Any) -> None:
    """村党组织书记述责述廉: as many as there are village organisations; none registered, none asked for."""
    assert line(services, "村党组织书记述责述廉").state == standing.DONE
    services.records.save("organisation", {"name": "第01村党支部", "kind": "村党组织", "founded_on": "2020-01-01"})
    found = line(services, "村党组织书记述责述廉")
    assert (found.have, found.want) == ("0", "1")


def talk(services: Any, speaker: int, category: str, headcount: int, day: str = "2022-05-12") -> int:
    raw = {"held_on": day, "kind": "谈心谈话", "speaker": speaker, "speaker_role": "党委书记", "target_category": category}
    pk: int = services.records.save("talk", {**raw, "headcount": headcount}).ids[0]
    return pk


def person(services: Any, name: str, category: str = "班子成员") -> int:
    pk: int = services.records.save("person", {"name": name, "category": category}).ids[0]
    return pk


def test_who_has_talked_to_nobody_stands_first_and_every_number_has_its_records(services: Any) -> None:
    one, two, other = person(services, "班子成员01"), person(services, "班子成员02"), person(services, "村书记01", "村（社区）党组织书记")
    first, second = talk(services, one, "村干部", 3), talk(services, one, "村干部", 2, "2022-05-13")
    talk(services, one, "普通党员", 1, "2021-05-12")
    talk(services, other, "村干部", 9)
    found = standing.coverage(services, HALF, wish("coverage"))
    assert [(name, total) for name, _cells, total in found.rows] == [("班子成员02", 0), ("班子成员01", 5)]
    column = found.columns.index("村干部")
    assert found.rows[1][1][column] == standing.Cell(5, (second, first))
    assert found.rows[0][1][column] == standing.Cell(0, ())
    assert services.catalogue.get(found.ledger).label == "谈话"
    assert two


def test_without_people_the_matrix_is_empty(services: Any) -> None:
    assert standing.coverage(services, HALF, wish("coverage")).rows == ()


def test_a_talk_without_its_number_counts_as_none_and_is_still_opened(services: Any) -> None:
    one = person(services, "班子成员01")
    pk = services.records.save("talk", {"held_on": "2022-05-12", "speaker": one, "target_category": "村干部"}).ids[0]
    cells = standing.coverage(services, HALF, wish("coverage")).rows[0][1]
    assert standing.Cell(0, (pk,)) in cells


def test_what_runs_out_first_stands_first_and_plans_have_their_own_place(services: Any) -> None:
    clue = {"number": "XS2022-001", "received_on": "2022-06-20"}
    late = {**clue, "number": "XS2022-002", "received_on": "2022-05-01"}
    pks = [services.records.save("lead", raw).ids[0] for raw in (clue, late)]
    services.records.save("next_step", {"noted_on": "2022-06-30", "heading": "压实责任", "body": "按季度调度", "due_on": "2022-07-20"})
    services.records.save("petition", {"number": "XF2022-001", "received_on": "2022-06-20"})
    found = standing.limits(services, wish("plans"))
    assert [(one.days < 0, one.ids) for one in found] == [(True, (pks[1],)), (False, (pks[0],))]
    assert found[0].words == "线索 XS2022-002 拟处置意见"
    assert found[0].ledger == "lead"


def test_the_plans_of_the_period_before_stand_with_their_state(services: Any) -> None:
    plan = {"noted_on": "2022-06-30", "body": "按季度调度"}
    pks = [
        services.records.save("next_step", {**plan, "heading": title, "state": state}).ids[0]
        for title, state in (("甲", "已完成"), ("乙", "进行中"))
    ]
    services.records.save("next_step", {**plan, "heading": "丙", "noted_on": "2022-07-01"})
    assert standing.plans(services, half(2022, 2), wish("plans")) == (
        standing.Plan("甲", "已完成", "next_step", (pks[0],)),
        standing.Plan("乙", "进行中", "next_step", (pks[1],)),
    )
