"""Every tie of ties.yaml: numbers and records that break it and their mended twins, on a real file. A rule added to the file
without a case here fails."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pytest

from dangjian_desktop.domain.errors import InvalidRecordError
from dangjian_desktop.domain.measure import Measured
from dangjian_desktop.domain.period import Period, half, parse
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.ledgers.ties import load_ties
from dangjian_desktop.services.counting.checking import Checking
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock
from tests.samples import new_name

TIES = load_ties(load_catalogue())
FIRST = half(2022, 1)
YEAR = parse("2022")

# ---------------------------------------------------------------------- records
Raw = tuple[str, dict[str, Any]]
"""A ledger's key and what is typed."""
PARTY, STATE = {"category": "党纪处分"}, {"category": "政务处分"}
DAY = {"decided_on": "2022-03-15"}
SIGNED = {"signed": "是", "category": "检举控告"}
WATCHED: list[Raw] = [("sanction", {**PARTY, "person": "A1", "kind": "留党察看一年", "decided_on": "2021-06-01"})]
WATCHED_LONGER: list[Raw] = [("sanction", {**PARTY, "person": "A1", "kind": "留党察看二年", "decided_on": "2021-06-01"})]
CASE: list[Raw] = [("case", {"number": "甲1", "filed_on": "2022-02-01", "decided_on": "2022-03-15", "closed_on": "2022-04-01"})]
LEAD: list[Raw] = [("lead", {"number": "线1", "received_on": "2022-02-01"})]
DOCUMENT: list[Raw] = [("document", {"title": "《学习材料01》", "published_on": "2022-04-01"})]
RECORDS: dict[str, tuple[list[Raw], list[Raw], list[Raw]]] = {
    "R1c": ([], [("sanction", {**DAY, **PARTY, "kind": "记过"})], [("sanction", {**DAY, **PARTY, "kind": "警告"})]),
    "R3b": ([], [("sanction", {**DAY, **STATE, "kind": "警告"})], [("sanction", {**DAY, **STATE, "kind": "撤职"})]),
    "R3c": (
        [],
        [("sanction", {**DAY, **STATE, "person_category": "村（社区）干部", "kind": "降级"})],
        [("sanction", {**DAY, **STATE, "person_category": "村（社区）干部", "kind": "记大过"})],
    ),
    "R5": (
        [],
        [("sanction", {**DAY, "person": "A1", "person_category": name}) for name in ("普通党员", "一般干部")],
        [("sanction", {**DAY, "person": name, "person_category": "普通党员"}) for name in ("A1", "A1", "B2")],
    ),
    "R15a": ([], [("sanction", DAY)], [("sanction", {**DAY, "case_number": "甲1"})]),
    "R15b": (CASE, [("sanction", {**DAY, "case_number": "乙9"})], [("sanction", {**DAY, "case_number": "甲1"})]),
    "R34": (
        CASE,
        [("sanction", {**PARTY, "kind": "警告", "case_number": "甲1", "decided_on": "2022-03-16"})],
        [("sanction", {**PARTY, "kind": "警告", "case_number": "甲1", **DAY})],
    ),
    "R35": (
        [],
        [("sanction", {**DAY, **STATE, "person_category": "普通党员"})],
        [("sanction", {**DAY, **STATE, "person_category": "其他"})],
    ),
    "R36a": (
        WATCHED,
        [("sanction", {**PARTY, "person": "A1", "kind": "警告", "decided_on": "2022-06-01"})],
        [("sanction", {**PARTY, "person": "A1", "kind": "警告", "decided_on": "2022-06-02"})],
    ),
    "R36b": (
        WATCHED_LONGER,
        [("sanction", {**PARTY, "person": "A1", "kind": "警告", "decided_on": "2022-06-02"})],
        [("sanction", {**PARTY, "person": "A1", "kind": "开除党籍", "decided_on": "2022-06-02"})],
    ),
    "R37a": (
        [],
        [("sanction", {**DAY, "kind": "开除党籍", "approved_by": "镇党委"})],
        [("sanction", {**DAY, "kind": "开除党籍", "approved_by": "县委"})],
    ),
    "R37b": (
        [],
        [("sanction", {**DAY, "kind": "撤销党内职务", "approved_by": "镇纪委"})],
        [("sanction", {**DAY, "kind": "撤销党内职务", "approved_by": "镇党委"})],
    ),
    "R23b": (
        [],
        [("four_forms", {"counted_on": "2022-03-15", "form": "第一种形态", "action": "党纪轻处分"})],
        [
            ("four_forms", {"counted_on": "2022-03-15", "form": "第二种形态", "action": "党纪轻处分"}),
            ("four_forms", {"counted_on": "2022-03-15", "form": "第一种形态", "action": "谈话函询了结"}),
            ("four_forms", {"counted_on": "2022-03-15", "form": "第四种形态", "action": "党纪重处分"}),
            ("four_forms", {"counted_on": "2022-03-15", "form": "第四种形态", "action": "被追究刑事责任后处分"}),
            ("four_forms", {"counted_on": "2022-03-15", "form": "第二种形态", "action": "其他"}),
        ],
    ),
    "R37c": (
        [],
        [("sanction", {**DAY, **STATE, "kind": "记过", "approved_by": "镇党委"})],
        [("sanction", {**DAY, **STATE, "kind": "记过", "approved_by": name}) for name in ("县监委", "县纪委监委", "任免机关")],
    ),
    "R37d": (
        [],
        [("sanction", {**DAY, **PARTY, "kind": "警告", "approved_by": "县监委"})],
        [("sanction", {**DAY, **PARTY, "kind": "警告", "approved_by": "镇纪委"})],
    ),
    "R47a": (
        [],
        [("sanction", {**PARTY, "kind": "留党察看一年", "decided_on": "2021-06-29"})],
        [
            ("sanction", {**PARTY, "kind": "留党察看一年", "decided_on": "2021-06-30"}),
            ("sanction", {**PARTY, "kind": "留党察看一年", "decided_on": "2021-06-29", "watch_extended": "是"}),
            ("sanction", {**PARTY, "kind": "留党察看二年", "decided_on": "2021-06-29"}),
            ("sanction", {**PARTY, "kind": "留党察看一年", "decided_on": "2021-06-01", "restored_on": "2022-06-01"}),
        ],
    ),
    "R47b": (
        [],
        [("sanction", {**PARTY, "kind": "留党察看一年", "decided_on": "2022-01-01", "restored_on": "2022-12-31"})],
        [("sanction", {**PARTY, "kind": "留党察看一年", "decided_on": "2022-01-01", "restored_on": "2023-01-01"})],
    ),
    "R48a": (
        [],
        [("sanction", {**DAY, **PARTY, "carried_out_on": "2022-09-16"})],
        [("sanction", {**DAY, **PARTY, "carried_out_on": "2022-09-15"})],
    ),
    "R48b": (
        [],
        [("sanction", {**PARTY, "decided_on": "2021-12-29"})],
        [
            ("sanction", {**PARTY, "decided_on": "2021-12-30"}),
            ("sanction", {**PARTY, "decided_on": "2021-06-29"}),
            ("sanction", {**STATE, "kind": "记过", "decided_on": "2021-12-29"}),
        ],
    ),
    "R32g": (
        [],
        [("sanction", {**DAY, "carried_out_on": "2022-03-14"})],
        [("sanction", {**DAY, "carried_out_on": "2022-03-15", "restored_on": "2022-03-15"})],
    ),
    "R32h": (
        [],
        [("petition", {"received_on": "2022-03-02", "notified_on": "2022-03-01"})],
        [("petition", {"received_on": "2022-03-01", "notified_on": "2022-03-01", "closed_on": "2022-03-02", "answered_on": "2022-03-02"})],
    ),
    "R49a": (
        [],
        [("petition", {**SIGNED, "received_on": "2024-09-02", "notified_on": "2024-09-25"})],
        [
            ("petition", {**SIGNED, "received_on": "2024-09-02", "notified_on": "2024-09-24"}),
            ("petition", {**SIGNED, "signed": "否", "received_on": "2024-09-02", "notified_on": "2024-10-24"}),
        ],
    ),
    "R49b": (
        [],
        [("petition", {**SIGNED, "received_on": "2024-06-06", "disposal": "受理"})],
        [
            ("petition", {**SIGNED, "received_on": "2024-06-07", "disposal": "受理"}),
            ("petition", {**SIGNED, "received_on": "2024-06-06", "disposal": "转办"}),
        ],
    ),
    "R49c": (
        [],
        [("petition", {**SIGNED, "received_on": "2024-08-01", "closed_on": "2024-09-02", "answered_on": "2024-09-25"})],
        [("petition", {**SIGNED, "received_on": "2024-08-01", "closed_on": "2024-09-02", "answered_on": "2024-09-24"})],
    ),
    "R49d": (
        [],
        [("petition", {**SIGNED, "received_on": "2024-05-06", "closed_on": "2024-06-06"})],
        [("petition", {**SIGNED, "received_on": "2024-05-06", "closed_on": "2024-06-07"})],
    ),
    "R46a": (
        [],
        [("proposal", {"issued_on": "2022-02-01", "kind": "问责领导干部", "receiver": name}) for name in ("甲、乙",)],
        [
            ("proposal", {"issued_on": "2022-02-01", "kind": "问责领导干部", "receiver": "甲"}),
            ("proposal", {"issued_on": "2022-02-01", "kind": "纪检建议书", "receiver": "第01村党支部、第02村党支部"}),
        ],
    ),
    "R46b": (
        [],
        [("proposal", {"issued_on": "2022-02-01", "kind": "问责领导干部", "receiver": "甲", "sanctions": "通报、改组"})],
        [("proposal", {"issued_on": "2022-02-01", "kind": "问责领导干部", "receiver": "甲", "sanctions": "通报、诫勉"})],
    ),
    "R46c": (
        [],
        [("proposal", {"issued_on": "2022-02-01", "kind": "问责党组织", "receiver": "第01村党支部", "sanctions": "纪律处分"})],
        [("proposal", {"issued_on": "2022-02-01", "kind": "问责党组织", "receiver": "第01村党支部", "sanctions": "检查、通报、改组"})],
    ),
    "R50a": (
        [],
        [("event_filing", {"filed_on": "2022-03-15", "timing": "事前报备", "held_on": "2022-03-14"})],
        [("event_filing", {"filed_on": "2022-03-15", "timing": "事前报备", "held_on": "2022-03-15"})],
    ),
    "R50b": (
        [],
        [("event_filing", {"filed_on": "2022-03-15", "timing": "事后报告", "held_on": "2022-03-16"})],
        [("event_filing", {"filed_on": "2022-03-15", "timing": "事后报告", "held_on": "2022-03-14"})],
    ),
    "R51a": (
        [],
        [("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待", "letter": "无"})],
        [
            ("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待", "letter": "有"}),
            ("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待"}),
            ("official_expense", {"spent_on": "2022-03-15", "kind": "公务用车运维", "letter": "无"}),
        ],
    ),
    "R51b": (
        [],
        [("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待", "batches": 1, "persons": 12, "companions": 5})],
        [
            ("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待", "batches": 1, "persons": 12, "companions": 4}),
            ("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待", "batches": 1, "persons": 8, "companions": 3}),
            ("official_expense", {"spent_on": "2022-03-15", "kind": "公务接待", "batches": 3, "persons": 12, "companions": 9}),
        ],
    ),
    "R8d": (
        [],
        [("lead", {"received_on": "2022-02-01", "decided_on": "2022-02-20", "counted_on": "2022-02-19"})],
        [("lead", {"received_on": "2022-02-01", "decided_on": "2022-02-20"})],
    ),
    "R18c": (
        [],
        [("petition", {"received_on": "2022-03-02", "closed_on": "2022-03-01"})],
        [("petition", {"received_on": "2022-03-01", "closed_on": "2022-03-01"})],
    ),
    "R32a": (
        [],
        [("lead", {"received_on": "2022-03-02", "decided_on": "2022-03-01"})],
        [("lead", {"received_on": "2022-03-01", "decided_on": "2022-03-01", "outcome_on": "2022-03-01"})],
    ),
    "R32b": (
        [],
        [("case", {"filed_on": "2022-03-02", "trial_on": "2022-03-01"})],
        [("case", {"filed_on": "2022-03-01", "trial_on": "2022-03-01", "closed_on": "2022-03-01"})],
    ),
    "R32c": ([], [("sanction", {**DAY, "announced_on": "2022-03-14"})], [("sanction", {**DAY, "announced_on": "2022-03-15"})]),
    "R32d": (
        LEAD,
        [("case", {"filed_on": "2022-01-31", "lead_number": "线1"})],
        [("case", {"filed_on": "2022-02-01", "lead_number": "线1"})],
    ),
    "R32e": (
        CASE,
        [("sanction", {"decided_on": "2022-01-31", "case_number": "甲1"})],
        [("sanction", {"decided_on": "2022-02-01", "case_number": "甲1"})],
    ),
    "R32f": (
        CASE,
        [("sanction", {**DAY, "announced_on": "2022-04-02", "case_number": "甲1"})],
        [("sanction", {**DAY, "announced_on": "2022-04-01", "case_number": "甲1"})],
    ),
    "R33a": (
        [],
        [("lead", {"received_on": "2022-01-31", "decided_on": "2022-03-01"})],
        [("lead", {"received_on": "2022-01-31", "decided_on": "2022-02-28"})],
    ),
    "R33b": ([], [("lead", {"received_on": "2021-12-01"})], [("lead", {"received_on": "2022-05-30"})]),
    "R33c": (
        [],
        [("case", {"filed_on": "2022-01-01", "review_ended_on": "2022-04-02"})],
        [("case", {"filed_on": "2022-01-01", "review_ended_on": "2022-04-01"})],
    ),
    "R33d": (
        [],
        [("case", {"filed_on": "2022-04-01"}), ("case", {"filed_on": "2021-05-01"})],
        [("case", {"filed_on": "2022-01-01", "review_ended_on": "2022-03-01"}), ("case", {"filed_on": "2022-04-02"})],
    ),
    "R33e": (
        [],
        [("case", {"filed_on": "2022-01-01", "trial_on": "2022-01-31", "decided_on": "2022-03-01"})],
        [("case", {"filed_on": "2022-01-01", "trial_on": "2022-01-31", "decided_on": "2022-02-28"})],
    ),
    "R33f": (
        [],
        [("sanction", {**DAY, **PARTY, "announced_on": "2022-04-16"})],
        [
            ("sanction", {**DAY, **PARTY, "announced_on": "2022-04-15"}),
            ("sanction", {**DAY, **STATE, "kind": "记过", "announced_on": "2022-04-16"}),
        ],
    ),
    "R33g": (
        [],
        [("sanction", {**DAY, **PARTY})],
        [("sanction", {**PARTY, "decided_on": "2022-05-30"}), ("sanction", {**DAY, **STATE, "kind": "记过"})],
    ),
    "R33h": (
        [],
        [("lead", {"received_on": "2022-02-01", "decided_on": "2022-02-02", "outcome_on": "2022-03-02", "due_on": "2022-03-01"})],
        [("lead", {"received_on": "2022-02-01", "decided_on": "2022-02-02", "outcome_on": "2022-03-01", "due_on": "2022-03-01"})],
    ),
    "R33i": (
        [],
        [("lead", {"received_on": "2021-02-01", "decided_on": "2021-02-02", "due_on": "2022-06-29"})],
        [("lead", {"received_on": "2022-02-01", "decided_on": "2022-02-02", "due_on": "2022-06-30"})],
    ),
    "R33j": (
        [],
        [("proposal", {"issued_on": "2022-02-01", "due_on": "2022-03-01", "replied_on": "2022-03-02"})],
        [("proposal", {"issued_on": "2022-02-01", "due_on": "2022-03-01", "replied_on": "2022-03-01"})],
    ),
    "R33k": (
        [],
        [("proposal", {"issued_on": "2021-11-01", "due_on": "2022-03-01"})],
        [("proposal", {"issued_on": "2022-02-01", "due_on": "2022-06-30"})],
    ),
    "R20c": (
        [],
        [("talk", {"held_on": "2022-03-15", "headcount": 0})],
        [("talk", {"held_on": "2022-03-15", "mode": "集体谈话", "headcount": 70, "targets": "村书记01、村书记02"})],
    ),
    "R20d": ([], [("talk", {"held_on": "2022-03-15", "headcount": 3})], [("talk", {"held_on": "2022-03-15", "headcount": 1})]),
    "R20e": (
        [],
        [("talk", {"held_on": "2022-03-15", "mode": "集体谈话", "headcount": 1})],
        [("talk", {"held_on": "2022-03-15", "mode": "集体谈话", "headcount": 2})],
    ),
    "R24b": (
        [],
        [("accountability_report", {"held_on": "2022-03-15", "category": "班子成员", "year": year}) for year in (2020, 2021)],
        [("accountability_report", {"held_on": "2022-03-15", "category": "班子成员", "year": 2021})] * 2,
    ),
    "R26a": (
        [],
        [("study_session", {"held_on": "2022-03-15", "due": 9, "present": 10})],
        [("study_session", {"held_on": "2022-03-15", "due": 9, "present": 9})],
    ),
    "R26b": (
        [],
        [("committee_meeting", {"held_on": "2022-03-15", "due": 9, "present": 10})],
        [("committee_meeting", {"held_on": "2022-03-15", "due": 9, "present": 9})],
    ),
    "R26c": (
        [],
        [("life_meeting", {"held_on": "2022-03-15", "due": 9, "present": 10})],
        [("life_meeting", {"held_on": "2022-03-15", "due": 9, "present": 9})],
    ),
    "R26d": (
        [],
        [("study_session", {"held_on": "2022-03-15", "present": 1, "speakers": "班子成员01、班子成员02"})],
        [("study_session", {"held_on": "2022-03-15", "present": 2, "speakers": "班子成员01、班子成员02"})],
    ),
    "R26e": (
        [],
        [("committee_meeting", {"held_on": "2022-03-15", "kind": "党委会", "due": 9, "present": 4})],
        [("committee_meeting", {"held_on": "2022-03-15", "kind": "党委会", "due": 8, "present": 4})],
    ),
    "R29": (
        DOCUMENT,
        [("study_session", {"held_on": "2022-03-31", "documents": "《学习材料01》"})],
        [("study_session", {"held_on": "2022-04-01", "documents": "《学习材料01》"})],
    ),
    "R31a": ([], [("committee_meeting", {"held_on": "2022-03-19"})], [("committee_meeting", {"held_on": "2022-03-18"})]),
    "R31b": (
        [],
        [("talk", {"held_on": "2022-03-15", "speaker": "班子成员01", "headcount": number}) for number in (8, 8)],
        [("talk", {"held_on": "2022-03-15", "speaker": "班子成员01", "headcount": number}) for number in (8, 7)],
    ),
    "R28c": (
        [],
        [("rectification", {"found_on": "2022-03-15", "state": "已完成", "done_on": "2022-03-14"})],
        [("rectification", {"found_on": "2022-03-15", "state": "已完成", "done_on": "2022-03-15"})],
    ),
    "R28e": (
        [],
        [("rectification", {"found_on": "2022-03-15", "state": "整改中", "done_on": "2022-03-16"})],
        [("rectification", {"found_on": "2022-03-15", "state": "整改中"})],
    ),
}  # fmt: skip
ASKED: dict[str, tuple[Raw, Raw]] = {
    "R8c": (
        ("lead", {"received_on": "2022-02-01", "counted_on": "2022-02-10"}),
        ("lead", {"received_on": "2022-02-01", "counted_on": "2022-02-10", "disposal": "谈话函询"}),
    ),
    "R28d": (
        ("rectification", {"found_on": "2022-03-15", "state": "已完成"}),
        ("rectification", {"found_on": "2022-03-15", "state": "已完成", "done_on": "2022-03-16"}),
    ),
}
BARE: Raw = ("talk", {"held_on": "2022-03-15", "headcount": 1})


def store(services: Any, entries: Sequence[Raw]) -> None:
    """As a person would who has a reason for what is unusual; names nobody knows are created."""
    for key, raw in entries:
        spec = services.catalogue.get(key)
        known = dict(raw)
        for field in spec.fields:
            if field.target and isinstance(raw.get(field.key), str):
                found = [pk_of(services, field.target, name) for name in raw[field.key].split("、")]
                known[field.key] = found if field.kind == "refs" else found[0]
        try:
            services.records.save(key, known)
        except InvalidRecordError as fault:
            assert all(problem.rule for problem in fault.problems), fault.problems
            services.records.save(key, known, reasons={problem.rule: "核对过" for problem in fault.problems})


def pk_of(services: Any, register: str, name: str) -> int:
    found = services.records.targets(register, name)
    return int(found[0].pk if found else new_name(services, register, name))


def told(services: Any, period: Period = FIRST) -> dict[str, Any]:
    return {found.id: found for found in services.checking.findings(period)}


LATER = {"R49a": half(2024, 2), "R49b": half(2024, 1), "R49c": half(2024, 2), "R49d": half(2024, 1)}
"""Rules with limits in working days are tried in years whose holidays are known."""


@pytest.mark.parametrize("rule", RECORDS)
def test_a_rule_of_records_is_broken_by_one_and_kept_by_its_mended_twin(services: Any, rule: str) -> None:
    around, wrong, right = RECORDS[rule]
    tie, period = TIES.get(rule), LATER.get(rule, FIRST)
    if not tie.enabled:
        services.duties.switch({duty.id: True for duty in services.duties.declared() if rule in duty.ties})
    store(services, [*around, *right])
    assert rule not in told(services, period)
    store(services, wrong)
    found = told(services, period)[rule]
    passed = tie.stops_saving
    assert (found.level, found.reason) == ("note" if passed else tie.level, "核对过" if passed else "")
    assert found.why.startswith(tie.reason)
    assert "{" not in found.message
    assert found.ids


@pytest.mark.parametrize("rule", ASKED)
def test_a_rule_that_asks_for_a_value_makes_the_record_wait_for_it(services: Any, rule: str) -> None:
    tie = TIES.get(rule)
    waiting, whole = ASKED[rule]
    store(services, [whole])
    assert tie.asks not in told(services)["待补"].message
    store(services, [waiting])
    assert tie.asks in told(services)["待补"].message
    assert rule not in told(services)


def test_what_lies_outside_the_period_is_not_spoken_of(services: Any) -> None:
    store(services, [("committee_meeting", {"held_on": day}) for day in ("2022-07-02", "2021-12-26")])
    assert "R31a" not in told(services)
    assert "R31a" in told(services, half(2022, 2))
    assert "R31a" in told(services, half(2021, 2))


def test_what_is_still_open_is_spoken_of_however_long_ago_it_began(services: Any) -> None:
    store(services, [("lead", {"received_on": "2020-03-01"}), ("lead", {"received_on": "2022-08-01"})])
    assert len([found for found in services.checking.findings(FIRST) if found.id == "R33b"]) == 1
    assert len([found for found in services.checking.findings(parse("2023H1")) if found.id == "R33b"]) == 2


def test_a_rule_that_is_off_by_default_is_on_only_while_the_office_has_the_duty_it_watches(services: Any) -> None:
    store(services, [("case", {"filed_on": "2021-05-01"})])
    assert "R33d" not in told(services)
    services.duties.switch({"D33": True})
    assert told(services)["R33d"].message.endswith("超过本单位设定的90天，请核对。")
    services.duties.switch({"D33": False})
    assert "R33d" not in told(services)


def test_a_secret_code_stands_in_no_sentence(services: Any) -> None:
    store(services, [*WATCHED, *RECORDS["R36a"][1], *RECORDS["R5"][1]])
    for rule in ("R5", "R36a"):
        assert "A1" not in told(services)[rule].message
        assert "●●●" in told(services)[rule].message


def test_a_record_without_evidence_is_told_once_per_ledger(services: Any) -> None:
    store(services, [BARE, BARE])
    assert told(services)["R44"].message.startswith("谈话有 2 条")
    assert TIES.get("R44").level == told(services)["R44"].level == "warn"


# ---------------------------------------------------------------------- measures
class Numbers:
    """Counts that were made up: label, label.part, and label@period for another period than the one asked about."""

    def __init__(self, given: Mapping[str, Any], period: Period) -> None:
        self.given, self.period = given, period

    def count(self, label: str, period: Period) -> Measured:
        if period != self.period:
            return self.measured(f"{label}@{period.code}")
        parts = {name.removeprefix(label + "."): self.measured(name) for name in self.given if name.startswith(label + ".")}
        whole = self.measured(label)
        return Measured(whole.value, "", (), whole.kind, parts)

    def measured(self, name: str) -> Measured:
        value = self.given.get(name, 0)
        return Measured(value, "", (), "list" if isinstance(value, tuple) else "whole")


BEFORE = "@2021-12-31..2021-12-31"
MEASURES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "R1a": (
        {"党纪处分人数": 2, "党纪处分人数.警告": 1, "党纪处分人次": 2},
        {"党纪处分人数": 2, "党纪处分人数.警告": 1, "党纪处分人数.记过": 2, "党纪处分人次": 3},
    ),
    "R1b": ({"党纪处分人次": 3, "党纪处分人数": 2}, {"党纪处分人次": 2, "党纪处分人数": 2}),
    "R3a": ({"政务处分人数": 2, "政务处分人数.记过": 1}, {"政务处分人数": 1, "政务处分人数.记过": 1}),
    "R4": ({"党纪处分人数": 3, "政务处分人数": 2, "处分人数": 6}, {"党纪处分人数": 3, "政务处分人数": 2, "处分人数": 3}),
    "R7": (
        {"处分人数": 3, "四种形态人次.第二种形态": 2},
        {"处分人数": 3, "四种形态人次.第二种形态": 2, "四种形态人次.第四种形态": 1},
    ),
    "R16": ({"处分人数": 3, "立案件数": 2}, {"处分人数": 3, "立案件数": 3}),
    "R6": ({"四种形态人次": 3, "四种形态人次.第一种形态": 2}, {"四种形态人次": 2, "四种形态人次.第一种形态": 2}),
    "R23a": ({"谈话提醒人数": 2, "四种形态人次.第一种形态": 1}, {"谈话提醒人数": 2, "四种形态人次.第一种形态": 2}),
    "R8a": (
        {"处置问题线索件数": 2, "处置问题线索件数.谈话函询": 1},
        {"处置问题线索件数": 2, "处置问题线索件数.谈话函询": 3},
    ),
    "R8b": ({"处置问题线索件数": 2, "处置问题线索件数.谈话函询": 3}, {"处置问题线索件数": 2, "处置问题线索件数.谈话函询": 2}),
    "R9b": ({"初核了结件数": 2, "处置问题线索件数.初步核实": 1}, {"初核了结件数": 2, "处置问题线索件数.初步核实": 2}),
    "R9c": ({"处置问题线索件数": 2, "处置问题线索件数.谈话函询": 3}, {"处置问题线索件数": 2, "处置问题线索件数.谈话函询": 2}),
    "R11": (
        {f"期末在办案件数{BEFORE}": 3, "立案件数": 5, "结案件数": 6, "期末在办案件数": 3},
        {f"期末在办案件数{BEFORE}": 3, "立案件数": 5, "结案件数": 6, "期末在办案件数": 2},
    ),
    "R12a": (
        {f"期末在办案件数{BEFORE}": 1, "立案件数": 1, "结案件数": 3},
        {f"期末在办案件数{BEFORE}": 1, "立案件数": 2, "结案件数": 3},
    ),
    "R12b": (
        {f"期末在办案件数{BEFORE}": 1, "上年立案结案件数": 2},
        {f"期末在办案件数{BEFORE}": 2, "上年立案结案件数": 2},
    ),
    "R12c": (
        {"上年立案结案件数": 1, "结案件数": 3, "结案件数.2021": 1},
        {"上年立案结案件数": 1, "结案件数": 3, "结案件数.2021": 1, "结案件数.2022": 2},
    ),
    "R13": ({"结案件数": 3, "立案件数": 2}, {"结案件数": 2, "立案件数": 2}),
    "R14": ({"立案件数": 3, "处置问题线索件数": 2}, {"立案件数": 2, "处置问题线索件数": 2}),
    "R17": ({"结案件数": 0}, {"结案件数": 1}),
    "R18a": ({"信访举报件数": 2, "信访办结件数": 0}, {"信访举报件数": 2, "信访办结件数": 1}),
    "R18b": ({"信访办结件数": 3, "信访举报件数": 2}, {"信访办结件数": 2, "信访举报件数": 2}),
    "R19": ({"初信初访件数": 3, "信访举报件数": 2}, {"初信初访件数": 2, "信访举报件数": 2}),
    "R10c": ({"谈话次数": 3, "谈话次数.谈心谈话": 2}, {"谈话次数": 2, "谈话次数.谈心谈话": 2}),
    "R10d": ({"三重一大事项数": 3, "三重一大事项数.重大决策": 2}, {"三重一大事项数": 3, "三重一大事项数.重大决策": 4}),
    "R10e": ({"系列课期数": 3, "系列课期数.甲": 4}, {"系列课期数": 3, "系列课期数.甲": 2}),
    "R10f": ({"专题研讨次数": 3, "中心组学习次数": 2}, {"专题研讨次数": 2, "中心组学习次数": 2}),
    "R10g": ({"书记党课次数": 3, "党课次数": 2}, {"书记党课次数": 2, "党课次数": 2}),
    "R10h": (
        {"警示教育片目": ("甲", "乙"), "警示教育次数": 1},
        {"警示教育片目": ("甲", "乙"), "警示教育次数": 2, "典型案例通报次数": 2},
    ),
    "R10i": (
        {"村党组织数": 2, "基层党组织数": 2, "两计划编制个数": 2, "合作社累计个数": 1},
        {"村党组织数": 2, "基层党组织数": 2, "两计划编制个数": 1, "合作社累计个数": 1},
    ),
    "R10j": ({"创办合作社个数": 3, "合作社累计个数": 2}, {"创办合作社个数": 2, "合作社累计个数": 2}),
    "R10k": (
        {"专题研究全面从严治党次数": 1, "意识形态专题研究次数": 2, "党委会议次数": 1},
        {"专题研究全面从严治党次数": 1, "意识形态专题研究次数": 1, "党委会议次数": 1},
    ),
    "R10l": ({"公务接待批次": 3, "公务接待人次": 2}, {"公务接待批次": 2, "公务接待人次": 2}),
    "R10m": ({"专项资金问题金额": 3, "专项资金监管金额": 2}, {"专项资金问题金额": 2, "专项资金监管金额": 2}),
    "R41": ({"三公经费金额": 3, "三公经费金额.公务接待": 2}, {"三公经费金额": 2, "三公经费金额.公务接待": 2}),
    "R20a": ({"谈话次数.任职谈话": 3, "任职谈话人次": 2}, {"谈话次数.任职谈话": 2, "任职谈话人次": 2}),
    "R20b": ({"谈心谈话人数": 3, "谈心谈话人次": 2}, {"谈心谈话人数": 2, "谈心谈话人次": 2}),
    "R21a": (
        {"谈心谈话人次": 3, "谈心谈话人次.镇长": 3, "廉政约谈人次": 2, "廉政约谈人次.镇长": 1},
        {"谈心谈话人次": 3, "谈心谈话人次.镇长": 3, "廉政约谈人次": 2, "廉政约谈人次.镇长": 2},
    ),
    "R24a": ({"述责述廉人数.村党组织书记": 3, "村党组织数": 2}, {"述责述廉人数.村党组织书记": 0, "村党组织数": 2}),
    "R24c": ({"述责述廉人数": 3, "述责述廉人数.班子成员": 2}, {"述责述廉人数": 2, "述责述廉人数.班子成员": 2}),
    "R25": ({"警示短信覆盖人数": 3, "党员人数": 2}, {"警示短信覆盖人数": 3, "党员人数": None}),
    "R26f": ({"中心组学习出勤率": Decimal("100.01")}, {"中心组学习出勤率": Decimal(100)}),
    "R27": ({"责任书签订组织数": 3, "基层党组织数": 2}, {"责任书签订组织数": 0, "基层党组织数": 2}),
    "R28a": ({"完成整改问题数": 3, "发现整改问题数": 1}, {"完成整改问题数": 2, "发现整改问题数": 1}),
    "R28b": ({"完成整改问题数": 2, "发现整改问题数": 1}, {"完成整改问题数": 1, "发现整改问题数": 1}),
    "R28f": ({"逾期未整改问题数": 2}, {"逾期未整改问题数": 1}),
    "R39": (
        {"立案件数@2021H1": 1, "立案件数": 4},
        {"立案件数@2021H1": 1, "立案件数": 3},
    ),
}  # fmt: skip
STANDING: list[Raw] = [
    ("sanction", {**DAY, "case_number": "甲1"}),
    ("petition", {"received_on": "2022-02-01", "closed_on": "2022-02-02"}),
    ("petition", {"received_on": "2022-02-01"}),
    ("rectification", {"found_on": "2021-03-15"}),
]
"""What rules see that count rows themselves (open_at_start, open_at_end, distinct)."""
HALVES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "R38a": (
        {"立案件数@2022H1": 1, "立案件数@2022H2": 2, "立案件数": 4},
        {"立案件数@2022H1": 1, "立案件数@2022H2": 2, "立案件数": 3},
    ),
    "R38b": (
        {"处分人数@2022H1": 1, "处分人数@2022H2": 2, "处分人数": 4},
        {"处分人数@2022H1": 1, "处分人数@2022H2": 2, "处分人数": 2},
    ),
    "R38c": (
        {"警示教育片目@2022H1": ("甲",), "警示教育片目@2022H2": (), "警示教育片目": ("甲", "乙")},
        {"警示教育片目@2022H1": ("甲",), "警示教育片目@2022H2": ("甲",), "警示教育片目": ("甲",)},
    ),
    "R38d": (
        {"警示短信覆盖人数@2022H1": 5, "警示短信覆盖人数@2022H2": 7, "警示短信覆盖人数": 12},
        {"警示短信覆盖人数@2022H1": 5, "警示短信覆盖人数@2022H2": 7, "警示短信覆盖人数": 7},
    ),
    "R38e": ({"党员人数@2022H2": 7, "党员人数": 8}, {"党员人数@2022H2": 7, "党员人数": 7}),
}


@pytest.fixture(scope="module")
def standing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A file with these rows; nobody writes to it afterwards."""
    services = opening.create_ledger(tmp_path_factory.mktemp("ties") / "x.djtz", "某镇党委", clock=FixedClock())
    store(services, STANDING)
    yield services
    opening.close(services)


def among(services: Any, given: Mapping[str, Any], period: Period, rule: str) -> list[Any]:
    numbers = Numbers(given, period)
    checking = Checking(services.store, services.catalogue, TIES, numbers, services.duties, services.grounds)  # type: ignore[arg-type]
    return [found for found in checking.of_measures(period, None) if found.id == rule]


@pytest.mark.parametrize("rule", [*MEASURES, *HALVES])
def test_a_rule_between_measures_is_broken_and_kept_at_its_edge(standing: Any, rule: str) -> None:
    period = YEAR if rule in HALVES else FIRST
    wrong, right = {**MEASURES, **HALVES}[rule]
    (found,) = among(standing, wrong, period, rule)
    assert (found.level, found.why, found.place) == (TIES.get(rule).level, TIES.get(rule).why(period.end), period.label)
    assert "{" not in found.message
    assert among(standing, right, period, rule) == []


def test_halves_are_compared_only_within_a_year(standing: Any) -> None:
    wrong, _ = HALVES["R38a"]
    assert among(standing, wrong, YEAR, "R38a")
    for period in (FIRST, parse("2022Q1"), parse("2021-07-01..2022-06-30")):
        assert among(standing, wrong, period, "R38a") == []


IN_THE_TEXT = {"R0", "R9a", "R10a", "R10b", "R21b", "R40", "R43", "R45"}
"""tests/services/test_sentences.py, test_writing_reports.py; R43 holds by itself: one tag is one number."""
WITH_A_SENT_REPORT = {"R38f"}
"""tests/services/test_tables_in_and_out.py."""


def test_every_rule_has_its_case() -> None:
    cases = [set(RECORDS), set(ASKED), set(MEASURES), set(HALVES), IN_THE_TEXT, WITH_A_SENT_REPORT, {"R44"}]
    assert sum(map(len, cases)) == len(TIES.rules)
    assert set().union(*cases) == {tie.id for tie in TIES.rules}
