"""A number that went out keeps how it was counted: a 口径 that was switched is told as that, never as a ledger that changed."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.report import Section
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock

HALF = half(2022, 1)
MEASURE = "专题研究全面从严治党次数"
ITEMS = [{"title": "研究工作", "categories": "全面从严治党"}]


@pytest.fixture
def sent(services: Any) -> Any:
    """A report with one number, sent; the number is 2, and 1 by the other 口径."""
    for kind in ("党委会", "专题会"):
        services.records.save("committee_meeting", {"held_on": "2022-03-01", "kind": kind, "items": ITEMS})
    begun = services.reporting.start("half", HALF)
    draft = replace(begun, addressee="县委", sections=(Section("甲", "甲", f"一、情况\n研究{{{{ {MEASURE} }}}}次。"),))
    passed = {found.key: "核对过" for found in services.reporting.open_musts(draft)}
    services.reporting.finalize(replace(draft, passed=passed))
    services.reporting.mark_sent(draft.id)
    return services


def report_of(services: Any) -> str:
    (info,) = services.reporting.list()
    return str(info.id)


def test_it_carries_the_key_of_its_measure_and_how_it_was_counted(sent: Any) -> None:
    number = next(one for one in sent.reporting.frozen(report_of(sent)) if one.tag == MEASURE)
    assert (number.value, number.measure) == ("2", "discipline_meeting_count")
    assert number.counted == sent.measuring.counted(MEASURE)
    assert len(number.counted) == 16


def test_another_way_of_counting_is_told_as_that_with_both_in_words(sent: Any) -> None:
    assert sent.reporting.changed_since(report_of(sent)) == ()
    sent.measuring.switch_variant(MEASURE, "B", "县里改了口径")
    (told,) = sent.reporting.changed_since(report_of(sent))
    assert told.startswith(f"{MEASURE}：已报送 2，口径变了（定稿时：")
    assert told.endswith("按现在的口径为 1")
    assert "会议类型为党委会、党委（扩大）会、专题会" in told
    assert "会议类型为专题会" in told
    assert "R38f" not in {one.id for one in sent.checking.findings(HALF)}
    sent.measuring.switch_variant(MEASURE, "A", "改回来")
    assert sent.reporting.changed_since(report_of(sent)) == ()


def test_a_ledger_that_changed_is_told_as_that(sent: Any) -> None:
    sent.records.save("committee_meeting", {"held_on": "2022-04-01", "kind": "党委会", "items": ITEMS})
    assert sent.reporting.changed_since(report_of(sent)) == (f"{MEASURE}：已报送 2，现为 3",)
    assert "R38f" in {one.id for one in sent.checking.findings(HALF)}


def test_of_an_earlier_version_the_words_of_the_rule_decide(sent: Any) -> None:
    stored = sent.store.reports.get(report_of(sent))
    older = [{key: value for key, value in line.items() if key not in ("measure", "counted")} for line in stored.frozen]
    sent.store.finalize(replace(stored, frozen=json.loads(json.dumps(older))), None, "旧版", actor="", at=sent.clock.now())
    assert {(one.measure, one.counted) for one in sent.reporting.frozen(report_of(sent))} == {("", "")}
    assert sent.reporting.changed_since(report_of(sent)) == ()
    sent.measuring.switch_variant(MEASURE, "B", "县里改了口径")
    assert "口径变了" in sent.reporting.changed_since(report_of(sent))[0]


def test_a_measure_that_is_no_longer_in_force_is_told(sent: Any, tmp_path: Path) -> None:
    identity, path = report_of(sent), sent.path
    opening.close(sent)
    shipped = load_catalogue()
    specs = tuple(replace(spec, measures=tuple(one for one in spec.measures if one.label != MEASURE)) for spec in shipped)
    later = opening.open_ledger(path, clock=FixedClock(), catalogue=Catalogue(shipped.areas, specs))
    assert later.reporting.changed_since(identity) == (f"{MEASURE}：已报送 2，这个指标已停用",)
    opening.close(later)
