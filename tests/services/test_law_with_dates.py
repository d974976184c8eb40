"""A rule speaks of no record of a day on which it did not hold: every shipped rule of records, at the borders of a law made up for it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from dangjian_desktop.domain.basis import Basis, in_force
from dangjian_desktop.domain.period import Period, half
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.services.counting.checking import Checking
from dangjian_desktop.services.desk import standing
from tests.fakes import CHINA, FixedClock
from tests.services.test_every_tie import FIRST, LATER, MEASURES, RECORDS, TIES, Numbers, store

ONE = timedelta(days=1)
DATED = [rule for rule in RECORDS if TIES.get(rule).bases]


def under(rule: str, basis: Basis) -> Ties:
    """All rules, this one resting on that provision alone, and on."""
    return replace(TIES, rules=tuple(replace(tie, bases=(basis,), enabled=True) if tie.id == rule else tie for tie in TIES.rules))


def fires(services: Any, rule: str, basis: Basis) -> list[Any]:
    checking = Checking(services.store, services.catalogue, under(rule, basis), services.measuring, services.duties, services.grounds)
    return [found for found in checking.of_records(LATER.get(rule, FIRST), None) if found.id == rule]


def first_day(services: Any, ids: Iterable[int]) -> date:
    """The day of the record that decides which law holds for what was found: of a group the earliest in the list."""
    (first, *_) = services.records.get_many(ids)
    day = services.catalogue.get(first.ledger).day_of(first.values)
    assert day is not None
    return day


def test_there_are_dated_rules_of_records() -> None:
    assert len(DATED) > 15


@pytest.mark.parametrize("rule", RECORDS)
def test_a_rule_holds_from_its_first_day_to_its_last(services: Any, rule: str) -> None:
    around, wrong, _right = RECORDS[rule]
    store(services, [*around, *wrong])
    always = Basis("《某规定》")
    found = fires(services, rule, always)
    days = [first_day(services, one.ids) for one in found]
    assert days
    for day in set(days):
        same = [one for one, of in zip(found, days, strict=True) if of == day]
        on_the_day = Basis("《某规定》", since=day, until=day)
        assert [one.ids for one in fires(services, rule, on_the_day)] == [one.ids for one in same]
        assert all("依据：《某规定》（请核对原文）。" in one.why for one in fires(services, rule, on_the_day))
        for other in (Basis("《某规定》", until=day - ONE), Basis("《某规定》", since=day + ONE)):
            assert not {one.ids for one in fires(services, rule, other)} & {one.ids for one in same}


@pytest.mark.parametrize("rule", MEASURES)
def test_a_rule_between_numbers_holds_on_the_last_day_of_the_period(services: Any, rule: str) -> None:
    from tests.services.test_every_tie import STANDING

    store(services, STANDING)
    wrong, _right = MEASURES[rule]

    def broken(basis: Basis) -> list[Any]:
        checking = Checking(
            services.store, services.catalogue, under(rule, basis), Numbers(wrong, FIRST), services.duties, services.grounds
        )  # type: ignore[arg-type]
        return [found for found in checking.of_measures(FIRST, None) if found.id == rule]

    assert broken(Basis("《某规定》", since=FIRST.end))
    assert broken(Basis("《某规定》", until=FIRST.end))
    assert not broken(Basis("《某规定》", since=FIRST.end + ONE))
    assert not broken(Basis("《某规定》", until=FIRST.end - ONE))


# ---------------------------------------------------------------------- the shipped law, through the file
def ids_of(services: Any, rule: str, period: Period) -> set[int]:
    return {pk for found in services.checking.findings(period) if found.id == rule for pk in found.ids}


def test_the_month_for_announcing_is_cited_as_it_stood_on_the_day_of_the_decision(services: Any) -> None:
    late = {"category": "党纪处分", "kind": "警告", "announced_on": "2024-06-01"}
    store(services, [("sanction", {**late, "decided_on": day}) for day in ("2018-09-30", "2018-10-01", "2023-12-31", "2024-01-01")])
    found = {}
    for period in (half(2018, 2), half(2023, 2), half(2024, 1)):
        for one in services.checking.findings(period):
            if one.id == "R33f":
                found[services.records.get(one.ids[0]).values["decided_on"]] = one.why
    assert date(2018, 9, 30) not in found, "before the rule there was none"
    assert "（2018年修订）第四十一条（请核对原文）" in found[date(2018, 10, 1)]
    assert "（2018年修订）第四十一条" in found[date(2023, 12, 31)]
    assert "（2023年修订）第四十四条。" in found[date(2024, 1, 1)]


def test_a_kind_of_sanction_is_refused_from_the_day_of_the_law_that_lists_the_kinds(services: Any) -> None:
    wrong = {"category": "政务处分", "kind": "警告", "person": "A1"}
    for day, refused in (("2020-06-30", False), ("2020-07-01", True)):
        checked = services.records.check("sanction", {**wrong, "decided_on": day})
        assert ("R3b" in [problem.rule for problem in checked.problems]) is refused
        assert ("政务警告" in checked.unfit.get("kind", ())) is False


def test_a_limit_whose_rule_did_not_hold_is_no_open_matter_with_a_limit(services: Any) -> None:
    store(services, [("lead", {"number": f"线{day}", "received_on": day}) for day in ("2018-12-31", "2019-01-01")])
    due = {one.title: one.due for one in services.matters.of_records()}
    assert due == {"线索 线2018-12-31": None, "线索 线2019-01-01": date(2019, 2, 1)}


def test_limits_in_working_days_tell_the_years_that_are_not_known_wherever_they_are_read(services: Any, clock: FixedClock) -> None:
    signed = {"signed": "是", "category": "检举控告", "disposal": "受理"}
    store(services, [("petition", {**signed, "number": f"信{day}", "received_on": day}) for day in ("2025-09-15", "2026-12-21")])
    clock.at = datetime(2027, 3, 1, 9, 0, tzinfo=CHINA)
    matters = {one.title: (one.content, one.due) for one in services.matters.of_records() if one.due}
    assert matters["信访 信2025-09-15"] == ("受理告知", date(2025, 10, 11))
    assert matters["信访 信2026-12-21"] == ("受理告知（2027年的节假日安排还没有，只按周一至周五推算）", date(2027, 1, 11))
    told = [found.message for found in services.checking.findings(half(2027, 1)) if found.id == "R49b"]
    assert len(told) == 2
    assert [("2027年的节假日安排还没有" in message) for message in told] == [False, True]


# ---------------------------------------------------------------------- duties
def borders(services: Any) -> dict[str, set[date]]:
    found: dict[str, set[date]] = {}
    for duty in services.duties.declared():
        for basis in duty.bases:
            for day in (basis.since, basis.until):
                if day:
                    found.setdefault(duty.id, set()).update({day - ONE, day, day + ONE})
    return found


def test_an_office_has_the_duties_whose_provisions_hold_today(services: Any, clock: FixedClock) -> None:
    walked = borders(services)
    assert len(walked) > 5
    services.duties.switch({one: True for one in walked})
    for day in sorted(set().union(*walked.values())):
        clock.at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=CHINA)
        have = {duty.id for duty in services.duties.in_force()}
        for duty in services.duties.declared():
            if duty.id in walked:
                assert (duty.id in have) is in_force(duty.bases, day), (duty.id, day)


def test_a_period_before_a_provision_asks_for_nothing_it_says(services: Any) -> None:
    branch = next(duty for duty in services.duties.declared() if duty.id == "D11")
    since = branch.bases[0].since
    assert since is not None
    assert branch.label in {line.label for line in standing.duty_lines(services, half(since.year, 2))}
    before = standing.duty_lines(services, half(since.year, 1))
    assert branch.label not in {line.label for line in before}
    assert not any(line.about.endswith("依据：") for line in before)
