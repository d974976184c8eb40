"""One notion of 期限: counts, ties, 工作台 and 未了事项 call the same things late, on the same day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from dangjian_desktop.domain import limits
from dangjian_desktop.domain.period import Period
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.desk.overview import wish

DUE = date(2022, 6, 30)


def test_a_limit_is_near_from_thirty_days_before_and_stays_so_when_it_has_passed() -> None:
    assert [limits.is_near(days) for days in (-31, -30, 0, 400)] == [False, True, True, True]


def rectification(services: Any, **but: Any) -> int:
    raw = {"found_on": "2022-03-01", "source": "自查", "content": "演示问题01", "due_on": DUE.isoformat(), "state": "整改中", **but}
    pk: int = services.records.save("rectification", raw).ids[0]
    return pk


def lead(services: Any) -> int:
    raw = {"number": "线1", "received_on": "2022-06-01", "decided_on": "2022-06-02", "counted_on": "2022-06-02", "disposal": "谈话函询"}
    pk: int = services.records.save("lead", {**raw, "outcome": "在办", "due_on": DUE.isoformat()}).ids[0]
    return pk


def counted(services: Any, day: date) -> int:
    return int(services.measuring.count("逾期未整改问题数", Period(date(2022, 1, 1), day)).value)


def late(services: Any, pk: int) -> bool:
    return any(one.overdue and pk in one.ids for one in services.matters.all())


def on_the_desk(services: Any, pk: int) -> bool:
    return any(one.days < 0 and pk in one.ids for one in standing.limits(services, wish("plans")))


@pytest.mark.parametrize(("after", "over"), [(-1, False), (0, False), (1, True), (40, True)])
def test_what_is_due_on_a_day_is_late_from_the_next_day_on_everywhere(services: Any, clock: Any, after: int, over: bool) -> None:
    day = DUE + timedelta(days=after)
    clock.at = clock.at.replace(year=day.year, month=day.month, day=day.day)
    problem, open_lead = rectification(services), lead(services)
    told = {pk for found in services.checking.findings(Period(date(2022, 1, 1), day)) if found.id == "R33i" for pk in found.ids}
    assert limits.is_over(DUE, day) == over
    assert counted(services, day) == int(over)
    assert told == ({open_lead} if over else set())
    assert [late(services, pk) for pk in (problem, open_lead)] == [over, over]
    assert [on_the_desk(services, pk) for pk in (problem, open_lead)] == [over, over]


def test_what_goes_on_for_ever_has_no_limit_and_is_late_nowhere(services: Any, clock: Any) -> None:
    clock.at = clock.at.replace(year=2022, month=9, day=1)
    pk = rectification(services, state="长期坚持")
    assert counted(services, date(2022, 9, 1)) == 0
    assert not on_the_desk(services, pk)
    (told,) = [one for one in services.matters.all() if pk in one.ids]
    assert (told.due, told.overdue, told.state) == (None, False, "长期坚持")


def test_a_limit_is_said_in_one_way() -> None:
    assert [limits.said(days) for days in (3, 0, -2)] == ["已过期限 3 天", "今天到期", "还有 2 天"]


def test_people_and_organisations_that_answer_are_counted_once_each(services: Any) -> None:
    for kind, receiver in (("问责领导干部", "甲"), ("问责领导干部", "甲"), ("问责领导干部", "乙"), ("问责党组织", "第01村党支部")):
        services.records.save("proposal", {"issued_on": "2022-03-01", "kind": kind, "receiver": receiver})
    half = Period(date(2022, 1, 1), DUE)
    assert [services.measuring.count(label, half).value for label in ("问责领导干部人数", "问责党组织个数")] == [2, 1]


@pytest.mark.parametrize("label", ["专题研究全面从严治党次数", "意识形态专题研究次数", "第一议题学习次数"])
def test_only_meetings_of_the_committee_are_counted(services: Any, label: str) -> None:
    category = {"专题研究全面从严治党次数": "全面从严治党", "意识形态专题研究次数": "意识形态", "第一议题学习次数": "第一议题"}[label]
    for kind in ("党委会", "党委（扩大）会", "专题会", "党政联席会"):
        items = [{"title": "一项", "categories": category}]
        services.records.save("committee_meeting", {"held_on": "2022-03-01", "kind": kind, "items": items})
    assert services.measuring.count(label, Period(date(2022, 1, 1), DUE)).value == 3
