"""How a ledger file is opened, as a table: the place, what the file says, and what becomes of it."""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from dangjian_desktop.domain.condition import Why
from dangjian_desktop.domain.opening_plan import LOOKED_AT, FileState, Location, OpeningPlan, PlaceKind, Way, decide

DOCUMENT = Path(__file__).parents[2] / "resources" / "docs" / "opening.md"
BEFORE = [
    # the place                                                        → the way, and why it is only looked at
    (Location(), OpeningPlan(Way.IN_PLACE)),
    (Location(ours=False), OpeningPlan(Way.INSPECTED)),
    (Location("removable"), OpeningPlan(Way.IN_PLACE, Why.ON_STICK)),
    (Location("removable", ours=False), OpeningPlan(Way.INSPECTED, Why.ON_STICK)),
    (Location("pack", ours=False), OpeningPlan(Way.INSPECTED, Why.IN_PACK)),
    (Location("network"), OpeningPlan(Way.COPY, Why.SHARED_PLACE)),
    (Location("synchronised", ours=False), OpeningPlan(Way.COPY, Why.SHARED_PLACE)),
    (Location(writable=False), OpeningPlan(Way.COPY, Why.READ_ONLY_PLACE)),
    (Location("removable", writable=False), OpeningPlan(Way.COPY, Why.ON_STICK)),
    (Location("network", writable=False), OpeningPlan(Way.COPY, Why.SHARED_PLACE)),
    (Location(in_use=True), OpeningPlan(Way.COPY, Why.IN_USE)),
    (Location("network", writable=False, in_use=True), OpeningPlan(Way.COPY, Why.IN_USE)),
]
AFTER = [
    # the place          what the file says                            → what becomes of it
    (Location(), FileState(), OpeningPlan(Way.IN_PLACE)),
    (Location(), FileState(outdated=True), OpeningPlan(Way.IN_PLACE, upgrade=True)),
    (Location(look=True), FileState(), OpeningPlan(Way.IN_PLACE)),
    (Location(look=True), FileState(outdated=True), OpeningPlan(Way.COPY, Why.OLDER, upgrade=True)),
    (Location(look=True), FileState(outdated=True, handed_over=True), OpeningPlan(Way.COPY, Why.HANDED_OVER, upgrade=True)),
    (Location(), FileState(handed_over=True), OpeningPlan(Way.IN_PLACE, Why.HANDED_OVER)),
    (Location(), FileState(handed_over=True, outdated=True), OpeningPlan(Way.IN_PLACE, Why.HANDED_OVER, upgrade=True)),
    (Location(), FileState(damaged=True), OpeningPlan(Way.IN_PLACE, Why.DAMAGED)),
    (Location(), FileState(damaged=True, outdated=True, handed_over=True), OpeningPlan(Way.IN_PLACE, Why.DAMAGED)),
    (Location(), FileState(damaged=True, writable=False, locked=False, names=2), OpeningPlan(Way.IN_PLACE, Why.DAMAGED)),
    (Location(), FileState(writable=False, locked=False), OpeningPlan(Way.IN_PLACE, Why.READ_ONLY_PLACE)),
    (Location(), FileState(locked=False, names=2), OpeningPlan(Way.IN_PLACE, Why.NOT_LOCKED)),
    (Location(), FileState(names=2, handed_over=True), OpeningPlan(Way.IN_PLACE, Why.SECOND_NAME)),
    (Location(), FileState(names=2, outdated=True), OpeningPlan(Way.COPY, Why.SECOND_NAME, upgrade=True)),
    (Location(ours=False), FileState(), OpeningPlan(Way.INSPECTED)),
    (Location(ours=False), FileState(outdated=True), OpeningPlan(Way.INSPECTED, upgrade=True)),
    (Location("removable"), FileState(handed_over=True), OpeningPlan(Way.IN_PLACE, Why.ON_STICK)),
    (Location("removable"), FileState(names=2), OpeningPlan(Way.IN_PLACE, Why.SECOND_NAME)),
    (Location("removable"), FileState(outdated=True), OpeningPlan(Way.COPY, Why.ON_STICK, upgrade=True)),
    (Location("removable"), FileState(damaged=True, outdated=True), OpeningPlan(Way.IN_PLACE, Why.DAMAGED)),
    (Location("network"), FileState(locked=False), OpeningPlan(Way.COPY, Why.SHARED_PLACE)),
    (Location(in_use=True), FileState(damaged=True), OpeningPlan(Way.COPY, Why.DAMAGED)),
]


@pytest.mark.parametrize(("place", "plan"), BEFORE)
def test_the_way_depends_on_the_place(place: Location, plan: OpeningPlan) -> None:
    assert decide(place) == plan


@pytest.mark.parametrize(("place", "facts", "plan"), AFTER)
def test_what_becomes_of_a_file_depends_on_what_it_says(place: Location, facts: FileState, plan: OpeningPlan) -> None:
    assert decide(place, facts) == plan


def said(location: Location) -> str:
    flags = {
        "read-only": not location.writable,
        "from elsewhere": not location.ours,
        "in use": location.in_use,
        "only to look": location.look,
    }
    return ", ".join([location.kind, *(word for word, holds in flags.items() if holds)])


def told(facts: FileState) -> str:
    flags = {
        "damaged": facts.damaged,
        "not writable": not facts.writable,
        "not locked": not facts.locked,
        "a second name": facts.names > 1,
        "handed over": facts.handed_over,
        "of an older version": facts.outdated,
    }
    return ", ".join(word for word, holds in flags.items() if holds) or "nothing against it"


def becomes(plan: OpeningPlan) -> str:
    words = f"{plan.way.name}, " + (f"looked at: {plan.why.name}" if plan.why else "written")
    return words + (", brought up" if plan.upgrade else "")


def test_the_tables_stand_in_the_documents() -> None:
    rows = [f"| {said(location)} | {becomes(plan)} |" for location, plan in BEFORE]
    rows += [f"| {said(location)} | {told(facts)} | {becomes(plan)} |" for location, facts, plan in AFTER]
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith("| ") and not line.startswith("| where")] == rows


def test_the_promises_hold_in_every_case() -> None:
    yes_no = (False, True)
    kinds: tuple[PlaceKind, ...] = ("local", *LOOKED_AT)
    places = [Location(kind, *flags) for kind in kinds for flags in product(yes_no, repeat=4)]
    cases = [FileState(*flags[:3], 1 + flags[3], *flags[4:]) for flags in product(yes_no, repeat=6)]
    for place, facts in product(places, cases):
        first, plan = decide(place), decide(place, facts)
        assert first.way is not Way.IN_PLACE or place.ours, "what comes from elsewhere is looked through first"
        assert first.way is Way.COPY or (place.writable and not place.in_use), "nothing is touched that others hold or nobody can write"
        assert plan.way in (first.way, Way.COPY), "once only a copy is looked at, it stays so"
        assert (plan.why is Why.DAMAGED) == facts.damaged, "damage is told before all else"
        assert not (plan.upgrade and facts.damaged), "what is damaged stays as it is"
        if plan.why is None:
            assert place.kind == "local"
            assert facts.writable
            assert facts.locked
            assert facts.names == 1
            assert not facts.handed_over
        if plan.upgrade and plan.way is not Way.COPY:
            assert plan.why in (None, Why.HANDED_OVER), "what is only looked at is brought up in a copy"
            assert not place.look, "who only looks changes no byte"
