"""Which duties an office has to do: off by default where that differs from place to place, chosen once, kept in the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.duty import LOCAL
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.period import half
from dangjian_desktop.services import demo
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.handover.matters import DUTIES as STILL_OPEN
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.rules.duties import DUTIES
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.storage.store import Store
from tests.fakes import FixedClock
from tests.storage.ledger_files import tamper

HALF = half(2022, 2)
LOCAL_ONE, CHECKED_ONE = "D25", "D11"


def on_the_desk(services: Services) -> set[str]:
    return {line.label for line in standing.duty_lines(services, HALF)}


def on_the_hand_over_list(services: Services) -> set[str]:
    return {one.title for one in services.matters.all() if one.group == STILL_OPEN}


def label(services: Services, one: str) -> str:
    return next(duty.label for duty in services.duties.declared() if duty.id == one)


def test_nobody_has_to_do_what_differs_from_place_to_place_until_he_says_so(services: Services) -> None:
    assert LOCAL not in {duty.certainty for duty in services.duties.in_force()}
    assert not services.duties.asked
    assert services.duties.open_questions == sum(duty.certainty == LOCAL for duty in services.duties.declared())
    assert label(services, LOCAL_ONE) not in on_the_desk(services) | on_the_hand_over_list(services)
    assert label(services, CHECKED_ONE) in on_the_desk(services) & on_the_hand_over_list(services)


def test_the_workbench_and_the_hand_over_list_follow_at_once_and_agree(services: Services) -> None:
    services.duties.switch({LOCAL_ONE: True, CHECKED_ONE: False})
    assert services.duties.asked
    assert services.duties.open_questions == 0
    assert label(services, LOCAL_ONE) in on_the_desk(services) & on_the_hand_over_list(services)
    assert label(services, CHECKED_ONE) not in on_the_desk(services) | on_the_hand_over_list(services)
    assert on_the_hand_over_list(services) <= on_the_desk(services)
    ids = {duty.id for duty in services.duties.in_force()}
    assert LOCAL_ONE in ids
    assert CHECKED_ONE not in ids
    assert {duty.id: duty.enabled for duty in services.duties.chosen()}[LOCAL_ONE]
    assert not {duty.id: duty.enabled for duty in services.duties.declared()}[LOCAL_ONE]


def test_only_what_differs_is_kept_and_it_is_there_tomorrow(services: Services, clock: FixedClock) -> None:
    every = {duty.id: duty.enabled for duty in services.duties.declared()}
    services.duties.switch({**every, LOCAL_ONE: True})
    assert services.settings.get(DUTIES) == {LOCAL_ONE: True}
    opening.close(services)
    again = opening.open_ledger(services.path, clock=clock)
    assert again.notice is None
    assert again.duties.asked
    assert LOCAL_ONE in {duty.id for duty in again.duties.in_force()}
    again.duties.switch({LOCAL_ONE: False})
    assert again.settings.get(DUTIES) == {}
    assert again.duties.asked, "none is an answer too"
    opening.close(again)


def test_the_log_says_what_was_added_and_what_was_taken_away(services: Services) -> None:
    first = services.duties.switch({})
    assert first is not None
    assert (first.kind, first.label) == ("settings", "核对了应办事项，没有增减")
    both = services.duties.switch({LOCAL_ONE: True, CHECKED_ONE: False})
    assert both is not None
    assert both.label == "应办事项加上“监督检查”，去掉“党委书记讲党课”"
    many = services.duties.switch({duty.id: True for duty in services.duties.declared() if duty.certainty == LOCAL})
    assert many is not None
    assert many.label.startswith("应办事项加上“报送半年主体责任落实情况”、")
    assert many.label.endswith(f"等 {sum(duty.certainty == LOCAL for duty in services.duties.declared()) - 1} 项")
    newest = services.history.entries(1)[0]
    assert (newest.label, newest.can_undo) == (many.label, False), "as with every setting"


def test_the_same_answer_again_is_no_change(services: Services) -> None:
    services.duties.switch({LOCAL_ONE: True})
    lines = len(services.history.entries())
    assert services.duties.switch({LOCAL_ONE: True}) is None
    assert services.duties.switch({}) is None
    assert len(services.history.entries()) == lines


def test_a_duty_another_version_knows_does_no_harm_and_is_not_forgotten(services: Services) -> None:
    before = services.duties.in_force()
    services.settings.put(DUTIES, {"D999": True}, "另一个版本选的")
    assert services.duties.in_force() == before
    services.duties.switch({LOCAL_ONE: True})
    assert services.settings.get(DUTIES) == {"D999": True, LOCAL_ONE: True}


@pytest.mark.parametrize("wrong", [["D25"], "D25", {"D25": "是"}, {"D25": 1}, 7])
def test_a_choice_that_is_none_is_told_as_damage(services: Services, wrong: Any) -> None:
    services.settings.put(DUTIES, wrong, "别的程序写的")
    with pytest.raises(DataFileError) as told:
        services.duties.in_force()
    assert told.value.code == "E-05"


def test_a_choice_changed_behind_the_log_is_found_at_opening(services: Services, clock: FixedClock) -> None:
    services.duties.switch({LOCAL_ONE: True})
    opening.close(services)
    tamper(services.path, f"UPDATE setting SET value = '[]' WHERE key = '{DUTIES}'")
    again = opening.open_ledger(services.path, clock=clock)
    assert again.notice is not None
    assert again.notice.code == "E-05"
    assert again.read_only
    opening.close(again)


def test_the_township_of_the_demo_was_asked_and_has_local_duties(tmp_path: Path, clock: FixedClock) -> None:
    town = demo.create(tmp_path / "演示.djtz", clock=clock)
    assert town.duties.asked
    local = {duty.id for duty in town.duties.in_force() if duty.certainty == LOCAL}
    assert {"D06", "D12", "D25", "D29"} <= local
    opening.close(town)


def test_a_copy_without_names_asks_for_the_same_duties(services: Services, catalogue: Any, tmp_path: Path, clock: FixedClock) -> None:
    services.duties.switch({LOCAL_ONE: True})
    target = tmp_path / "隐去.djtz"
    masked_copy.write(services.store, catalogue, services.matters.rules.hidden, target, at=clock.now())
    copy = Store.open(target, catalogue)
    assert copy.settings.get(DUTIES) == {LOCAL_ONE: True}
    copy.close()
