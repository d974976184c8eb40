"""Rules, duties, hand-over, desk and skeletons know things by what they are, not by what they are called now; what they cannot find is
set aside and told, and stops nobody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import InvalidRecordError
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.period import half
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.desk.overview import key_measures, overview, wish
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock

SHIPPED = load_catalogue()
HALF = half(2022, 1)
NEW = "新"


def renamed_field(field: Field) -> Field:
    rows = tuple(renamed_field(row) for row in field.rows)
    return replace(field, label=NEW + field.label, formerly=(field.label,), rows=rows)


def renamed(spec: LedgerSpec) -> LedgerSpec:
    measures = tuple(replace(one, label=NEW + one.label, formerly=(one.label,)) for one in spec.measures)
    fields = tuple(renamed_field(field) for field in spec.fields)
    return replace(spec, label=NEW + spec.label, formerly=(spec.label,), fields=fields, measures=measures)


RELABELLED = Catalogue(SHIPPED.areas, tuple(renamed(spec) for spec in SHIPPED))
GONE = ("处分", "谈话", "下步打算")
HALVED = Catalogue(SHIPPED.areas, tuple(spec for spec in SHIPPED if spec.label not in GONE))


def opened(folder: Path, catalogue: Catalogue) -> Any:
    return opening.create_ledger(folder / "台账.djtz", "某镇党委", catalogue=catalogue, clock=FixedClock())


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Any]:
    services = opened(tmp_path, RELABELLED)
    yield services
    opening.close(services)


@pytest.fixture
def smaller(tmp_path: Path) -> Iterator[Any]:
    services = opened(tmp_path, HALVED)
    yield services
    opening.close(services)


def filled(services: Any) -> None:
    save = services.records.save
    speaker = save("person", {"name": "班子成员01", "category": "班子成员"}).ids[0]
    save("talk", {"held_on": "2022-03-01", "kind": "谈心谈话", "speaker": speaker, "speaker_role": "党委书记", "headcount": 3})
    save("sanction", {"person": "A1", "category": "党纪处分", "kind": "警告", "decided_on": "2022-02-01", "person_category": "普通党员"})
    save("sanction", {"person": "A1", "category": "党纪处分", "kind": "警告", "decided_on": "2022-03-01", "person_category": "一般干部"})
    save("case", {"number": "甲1", "filed_on": "2022-02-01"})
    save("rectification", {"found_on": "2022-02-01", "source": "自查", "content": "演示", "due_on": "2022-03-01", "state": "整改中"})
    save("next_step", {"noted_on": "2021-12-31", "heading": "一件事", "body": "做好", "state": "进行中"})


def told(services: Any) -> list[tuple[str, int]]:
    found = services.checking.findings(HALF)
    return sorted((one.id, len(one.ids)) for one in found)


def test_every_rule_every_duty_and_every_matter_is_told_as_before(office: Any, tmp_path: Path) -> None:
    (tmp_path / "照旧").mkdir()
    usual = opened(tmp_path / "照旧", SHIPPED)
    try:
        for services in (office, usual):
            filled(services)
        assert office.ties.aside == office.duties.aside == office.matters.rules.aside == ()
        assert told(office) == told(usual)
        assert "R5" in [rule for rule, _ids in told(office)]
        duties = [[(one.have, one.want, one.ids) for one in standing.duty_lines(services, HALF)] for services in (office, usual)]
        assert duties[0] == duties[1]
        assert [one.ids for one in office.matters.all()] == [one.ids for one in usual.matters.all()]
        covered = [standing.coverage(services, HALF, wish("coverage")).rows for services in (office, usual)]
        assert covered[0] == covered[1]
        assert standing.plans(office, HALF, wish("plans"))[0].title == "一件事"
        numbers = [[one.value for one in overview(services, HALF, key_measures()).numbers] for services in (office, usual)]
        assert numbers[0] == numbers[1]
    finally:
        opening.close(usual)


def test_a_rule_that_stops_saving_still_does_and_says_the_new_label_where_something_is_missing(office: Any) -> None:
    with pytest.raises(InvalidRecordError) as stopped:
        office.records.save("study_session", {"held_on": "2022-03-05", "due": 9, "present": 10})
    assert [problem.rule for problem in stopped.value.problems] == ["R26a"]
    pk = office.records.save("rectification", {"found_on": "2022-03-01", "state": "已完成"}).ids[0]
    assert NEW + "完成日期" in office.records.get(pk).missing


def test_a_secret_code_stays_hidden_in_sentences(office: Any) -> None:
    filled(office)
    (found,) = [one for one in office.checking.findings(HALF) if one.id == "R5"]
    assert "A1" not in found.message
    assert "●●●" in found.message


def test_a_new_report_still_has_its_numbers(office: Any) -> None:
    filled(office)
    draft = office.reporting.start("half", HALF)
    text = office.reporting.document(office.reporting.render(draft)).text
    assert "谈心谈话1次、3人次" in text


def test_what_hides_names_in_copies_hides_them_by_the_new_label_too(office: Any) -> None:
    hidden = office.matters.rules.hidden
    assert hidden.hides(NEW + "谈话", NEW + "谈话摘要")
    assert hidden.hides(NEW + "案件", NEW + "备注")
    assert hidden.registers[NEW + "人员"] == "人员"


def test_where_ledgers_are_not_in_force_their_rules_are_set_aside_and_everything_else_works(smaller: Any) -> None:
    save = smaller.records.save
    save("case", {"number": "甲1", "filed_on": "2022-02-01"})
    with pytest.raises(InvalidRecordError):
        save("study_session", {"held_on": "2022-03-05", "due": 9, "present": 10})
    aside = {fault.where for fault in smaller.ties.aside}
    assert {"R1c", "R5", "R31b", "R17", "R4"} <= aside
    assert "R26a" not in aside
    notes = [one for one in smaller.checking.findings(HALF) if one.id == "搁置"]
    assert {one.level for one in notes} == {"note"}
    assert any("R5" in one.message and "处分" in one.message for one in notes)
    assert "D22" in {fault.where for fault in smaller.duties.aside}
    assert [one.title for one in smaller.matters.all() if one.title.startswith("案件")] == ["案件 甲1"]
    assert standing.coverage(smaller, HALF, wish("coverage")).rows == ()
    assert standing.plans(smaller, HALF, wish("plans")) == ()
    assert standing.limits(smaller, wish("plans")) == ()


def test_a_label_that_is_new_comes_before_one_that_was() -> None:
    first, second = SHIPPED.specs[3], SHIPPED.specs[4]
    swapped = Catalogue(SHIPPED.areas, (replace(first, label=second.label, formerly=(first.label,)), replace(second, label="别的")))
    assert swapped.by_label[second.label].key == first.key
    assert list(swapped.by_label) == [second.label, "别的"]
    assert len(swapped.by_label) == 2
    assert first.label in swapped.by_label
    with pytest.raises(KeyError):
        swapped.by_label["没有的"]
