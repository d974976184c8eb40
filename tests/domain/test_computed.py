"""What is worked out: 影响期止 and 留党察看期满 of every kind of sanction, what overlaps is added up, and what never changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.basis import Basis
from dangjian_desktop.domain.clean import as_raw, examine, from_payload, to_payload
from dangjian_desktop.domain.computed import answering, answers, completed, spans, verdict
from dangjian_desktop.domain.fields import Context
from dangjian_desktop.domain.tie_functions import months_after
from dangjian_desktop.ledgers.shipped import load_catalogue

SPEC = load_catalogue().by_label["处分"]
ASK = SPEC.ask("in_effect")
DAY = date(2024, 3, 5)
PARTY, STATE = {"category": "党纪处分"}, {"category": "政务处分"}
MONTHS = {
    "警告": 12, "严重警告": 18, "撤销党内职务": 24, "政务警告": 6, "记过": 12, "记大过": 18, "降级": 24, "撤职": 24,
}  # fmt: skip
WATCHED = {"留党察看一年": 12, "留党察看二年": 24}
ENDING = ("开除党籍", "开除")


def made(kind: str, day: date = DAY, **more: Any) -> dict[str, Any]:
    side = STATE if kind in ("政务警告", "记过", "记大过", "降级", "撤职", "开除") else PARTY
    return completed(SPEC, {**side, "person": "A1", "kind": kind, "decided_on": day, **more})


def test_every_kind_is_looked_at_here() -> None:
    assert {*MONTHS, *WATCHED, *ENDING} == set(SPEC.field("kind").choices)


# ---------------------------------------------------------------------- one record
@pytest.mark.parametrize(("kind", "months"), MONTHS.items())
@pytest.mark.parametrize("day", [DAY, date(2022, 1, 31), date(2023, 12, 31), date(2024, 1, 1)])
def test_the_span_of_every_kind_runs_from_the_decision(kind: str, months: int, day: date) -> None:
    found = made(kind, day)
    assert found["effect_until"] == months_after(day, months)
    assert "watch_until" not in found


@pytest.mark.parametrize(("kind", "day"), [("警告", "2025-02-28"), ("严重警告", "2025-08-29"), ("政务警告", "2024-08-29")])
def test_the_end_of_a_month_stays_within_the_month(kind: str, day: str) -> None:
    assert made(kind, date(2024, 2, 29))["effect_until"] == date.fromisoformat(day)
    assert months_after(date(2023, 1, 31), 1) == date(2023, 2, 28)
    assert made("政务警告", date(2024, 8, 31))["effect_until"] == date(2025, 2, 28)


@pytest.mark.parametrize(("kind", "months"), WATCHED.items())
def test_who_is_watched_has_no_last_day_until_his_rights_are_back(kind: str, months: int) -> None:
    found = made(kind)
    assert "effect_until" not in found
    assert found["watch_until"] == months_after(DAY, months)
    back = made(kind, restored_on=months_after(DAY, months))
    assert back["effect_until"] == months_after(DAY, months + 24)


@pytest.mark.parametrize("kind", WATCHED)
def test_watching_can_be_prolonged_to_two_years_in_all_and_no_further(kind: str) -> None:
    assert made(kind, watch_extended=True)["watch_until"] == months_after(DAY, 24)
    assert made(kind, watch_extended=False)["watch_until"] == months_after(DAY, WATCHED[kind])


@pytest.mark.parametrize("kind", ENDING)
def test_who_is_expelled_has_no_span(kind: str) -> None:
    assert not {"effect_until", "watch_until"} & set(made(kind, restored_on=date(2025, 3, 5)))


def test_a_day_of_restored_rights_beside_another_kind_claims_nothing() -> None:
    assert made("警告", restored_on=date(2025, 1, 1))["effect_until"] == date(2025, 3, 5)


def first_days() -> list[tuple[str, str, date]]:
    """(kind, field, first day of the earliest version of its table), from the declaration."""
    found = []
    for kind in (*MONTHS, *WATCHED):
        for name in ("党纪影响期", "政务处分期", "留党察看期限"):
            versions = [one for one in SPEC.tables[name].versions if kind in one.value]
            if versions:
                since = min(basis.since for one in versions for basis in one.bases if basis.since)
                found.append((kind, "watch_until" if name == "留党察看期限" else "effect_until", since))
    return found


@pytest.mark.parametrize(("kind", "field", "since"), first_days())
def test_before_the_first_version_in_force_nothing_is_claimed(kind: str, field: str, since: date) -> None:
    assert field in made(kind, since)
    assert field not in made(kind, since - timedelta(days=1), restored_on=since, watch_extended=True)


def test_without_a_day_of_decision_or_a_kind_nothing_is_worked_out() -> None:
    assert completed(SPEC, {"kind": "警告"}) == {"kind": "警告"}
    assert completed(SPEC, {"decided_on": DAY}) == {"decided_on": DAY}


def test_the_last_day_itself_is_over() -> None:
    one = made("警告")
    end = one["effect_until"]
    asked = {day: answers(SPEC, "in_effect", one, day) for day in (DAY - timedelta(1), DAY, end - timedelta(1), end)}
    assert list(asked.values()) == [False, True, True, False]


def test_who_is_watched_is_asked_about_until_his_rights_are_back_and_their_span_is_over() -> None:
    assert answers(SPEC, "in_effect", made("留党察看一年"), date(2099, 1, 1))
    back = made("留党察看一年", restored_on=date(2025, 3, 5))
    assert answers(SPEC, "in_effect", back, date(2027, 3, 4))
    assert not answers(SPEC, "in_effect", back, date(2027, 3, 5))
    assert not answers(SPEC, "in_effect", made("开除党籍"), DAY)


# ---------------------------------------------------------------------- never typed, never stored
class Nobody:
    def find(self, register: str, name: str) -> tuple[int, ...]:
        return ()

    def title(self, register: str, pk: int) -> str | None:
        return None


def test_what_is_typed_into_it_is_not_taken() -> None:
    raw = {**PARTY, "person": "A1", "kind": "警告", "decided_on": "2024-03-05", "effect_until": "什么时候都行"}
    seen = examine(SPEC, raw, Context(DAY, Nobody()))
    assert seen.problems == ()
    assert seen.values["effect_until"] == date(2025, 3, 5)


def test_it_is_neither_stored_nor_read_from_where_it_was_stored() -> None:
    whole = made("警告")
    assert "effect_until" not in to_payload(SPEC, whole)
    assert "effect_until" not in as_raw(SPEC, whole)
    stale = {**to_payload(SPEC, whole), "effect_until": "2099-01-01", "watch_until": "2099-01-01"}
    assert from_payload(SPEC, stale) == whole


# ---------------------------------------------------------------------- everybody with one code
def asked(day: date, *members: Mapping[str, Any]) -> Any:
    return verdict(SPEC, ASK, members, day)


def test_what_is_left_of_the_first_is_added_to_the_second() -> None:
    first, second = made("警告", date(2024, 1, 10)), made("严重警告", date(2024, 7, 10))
    left = (date(2025, 1, 10) - date(2024, 7, 10)).days
    end = date(2026, 1, 10) + timedelta(days=left)
    found = asked(date(2024, 8, 1), second, first)
    assert (found.yes, found.until, found.added, found.records) == (True, end, left, 2)
    assert found.basis is not None
    assert found.basis.article == "第二十一条"
    assert asked(end - timedelta(1), first, second).yes
    assert asked(end, first, second) == replace(asked(end, first, second), yes=False, until=None, added=0, basis=None)


def test_a_later_one_is_not_known_on_an_earlier_day() -> None:
    found = asked(date(2024, 7, 9), made("警告", date(2024, 1, 10)), made("严重警告", date(2024, 7, 10)))
    assert (found.until, found.added, found.records) == (date(2025, 1, 10), 0, 1)


def test_nothing_is_added_to_what_begins_when_the_first_is_over() -> None:
    for day, left in ((date(2025, 1, 9), 1), (date(2025, 1, 10), 0), (date(2025, 1, 11), 0)):
        assert asked(date(2025, 2, 1), made("警告", date(2024, 1, 10)), made("警告", day)).added == left


def test_nothing_is_added_under_a_law_that_does_not_say_so() -> None:
    since = ASK.bases[0].since
    assert since is not None
    first = made("撤销党内职务", since - timedelta(days=30))
    assert asked(since, first, made("警告", since - timedelta(days=1))).added == 0
    assert asked(since, first, made("警告", since)).added > 0


def test_what_is_left_of_the_first_is_not_forgotten_behind_a_shorter_second() -> None:
    """The second adds nothing (it was decided under the older law) and ends before the first; the third meets the first."""
    first, second = made("撤销党内职务", date(2023, 6, 1)), made("警告", date(2023, 7, 1))
    third = made("警告", date(2024, 8, 1))
    left = (date(2025, 6, 1) - date(2024, 8, 1)).days
    assert asked(date(2024, 8, 1), first, second, third).added == left


def test_only_party_sanctions_are_added_up() -> None:
    state, party = made("撤职", date(2024, 1, 10)), made("警告", date(2024, 2, 10))
    assert asked(date(2024, 3, 1), state, party).until == date(2026, 1, 10)
    assert asked(date(2024, 3, 1), party, state).added == 0


def test_where_one_span_has_no_end_yet_none_is_claimed() -> None:
    found = asked(date(2024, 6, 1), made("警告", date(2024, 1, 10)), made("留党察看一年", date(2024, 3, 10)))
    assert (found.yes, found.until, found.added) == (True, None, 0)


def test_nobody_and_what_is_over_is_no() -> None:
    assert asked(DAY) == replace(asked(DAY), yes=False, until=None, records=0)
    assert not asked(date(2030, 1, 1), made("警告")).yes
    assert not asked(DAY, completed(SPEC, {"kind": "警告"})).yes


def test_a_record_is_listed_while_what_it_brings_lasts() -> None:
    first, second, other, bare = made("警告", date(2024, 1, 10)), made("严重警告", date(2024, 7, 10)), made("警告", DAY), made("警告", DAY)
    other["person"] = "B2"
    del bare["person"]
    records = [(1, first), (2, second), (3, other), (4, bare), (5, {**bare})]
    assert sorted(answering(SPEC, ASK, records, date(2024, 8, 1))) == [1, 2, 3, 4, 5]
    assert sorted(answering(SPEC, ASK, records, date(2026, 3, 1))) == [2], "its own span ended in January"
    assert list(answering(SPEC, ASK, records, date(2023, 8, 1))) == []


def test_a_question_about_no_person_looks_at_each_record_alone() -> None:
    alone = replace(ASK, of="", until="", adding=None)
    two = [(1, made("警告", date(2024, 1, 10))), (2, made("警告", date(2024, 7, 10)))]
    assert list(answering(SPEC, alone, two, date(2025, 3, 1))) == [2]
    assert verdict(SPEC, alone, [values for _, values in two], date(2025, 3, 1)).until is None


KINDS = st.sampled_from([*MONTHS, *WATCHED, *ENDING])
DATES = st.dates(date(2017, 1, 1), date(2028, 12, 31))
RECORD = st.fixed_dictionaries({"kind": KINDS, "day": DATES, "restored": st.none() | DATES, "extended": st.none() | st.booleans()})


def from_chance(said: Mapping[str, Any]) -> dict[str, Any]:
    more = {"restored_on": said["restored"], "watch_extended": said["extended"]}
    return made(said["kind"], said["day"], **{key: value for key, value in more.items() if value is not None})


@given(said=RECORD)
def test_working_it_out_again_changes_nothing(said: Mapping[str, Any]) -> None:
    once = from_chance(said)
    assert completed(SPEC, once) == once
    assert from_payload(SPEC, to_payload(SPEC, once)) == once


@given(said=st.lists(RECORD, max_size=6), day=DATES)
def test_the_answer_about_a_person_never_ends_before_one_of_his_spans(said: list[Mapping[str, Any]], day: date) -> None:
    members = [from_chance(one) for one in said]
    found = asked(day, *members)
    begun = [one for one in members if one["decided_on"] <= day]
    assert found.records == len(begun)
    single = [one for one in begun if answers(SPEC, "in_effect", one, day)]
    assert found.yes or not single
    for one in single:
        end = one.get("effect_until")
        assert found.until is None or (end is not None and end <= found.until)
    if found.until is not None:
        assert found.until > day
        assert found.yes
    held = {one.place for one in spans(SPEC, ASK, members, day) if one.until is None or one.until > day}
    listed = set(answering(SPEC, ASK, list(enumerate(members)), day))
    assert listed <= held
    assert bool(listed) is found.yes
    assert all(one.until is None or one.until >= members[one.place]["effect_until"] for one in spans(SPEC, ASK, members, day))


def test_a_provision_without_an_end_is_cited_as_it_was_when_the_span_began() -> None:
    ended = replace(ASK, bases=(Basis("《某规定》", since=date(2024, 1, 1), until=date(2024, 12, 31)),))
    found = verdict(SPEC, ended, [made("警告", date(2024, 6, 1)), made("严重警告", date(2024, 12, 31))], date(2025, 1, 1))
    assert found.basis == ended.bases[0]
    assert found.until is not None
    assert found.until > date(2026, 1, 1)
