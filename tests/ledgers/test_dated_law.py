"""Law has dates: the borders of every shipped rule, parameter, duty, table and question, walked from the declarations themselves."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest

from dangjian_desktop.domain.basis import Basis, current, gathered
from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.ledgers import bases
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.ledgers.duties import load_duties
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.ledgers.ties import load_ties

CATALOGUE = load_catalogue()
TIES = load_ties(CATALOGUE)
DUTIES = load_duties(CATALOGUE, TIES)[0]
ONE = timedelta(days=1)


def resting() -> Iterator[tuple[str, Any, tuple[Basis, ...]]]:
    """(what, what it is, the provisions it rests on)."""
    yield from ((tie.id, tie, tie.bases) for tie in TIES.rules if tie.bases)
    yield from ((name, param, param.values.bases) for name, param in TIES.params.items() if param.values.bases)
    yield from ((duty.id, duty, duty.bases) for duty in DUTIES if duty.bases)
    for spec in CATALOGUE:
        yield from ((f"{spec.label}.{name}", table, table.bases) for name, table in spec.tables.items() if table.bases)
        yield from ((f"{spec.label}.{ask.key}", ask, ask.bases) for ask in spec.asks if ask.bases)


RESTING = {name: (one, resting_on) for name, one, resting_on in resting()}
BORDERS = sorted({day for _one, all_of_it in RESTING.values() for basis in all_of_it for day in (basis.since, basis.until) if day})


def holds(basis: Basis, day: date) -> bool:
    """Written out once more, for the tests."""
    return not (basis.since and day < basis.since) and not (basis.until and day > basis.until)


def answers(one: Any, day: date) -> bool:
    """Whether a rule, parameter, duty, table or question speaks on that day."""
    if hasattr(one, "values"):
        return one.values.on(day) is not None
    if hasattr(one, "on"):
        return one.on(day) is not None
    return one.in_force(day) if hasattr(one, "in_force") else current(one.bases, day) is not None


def test_there_is_something_to_walk() -> None:
    kinds = {type(one).__name__ for one, _ in RESTING.values()}
    assert kinds == {"Tie", "Parameter", "Duty", "Dated", "Question"}
    assert len(BORDERS) > 10


@pytest.mark.parametrize("name", RESTING)
def test_it_speaks_from_the_first_day_to_the_last_and_on_no_other(name: str) -> None:
    one, resting_on = RESTING[name]
    for border in BORDERS:
        for day in (border - ONE, border, border + ONE):
            assert answers(one, day) is any(holds(basis, day) for basis in resting_on), day


@pytest.mark.parametrize("name", RESTING)
def test_one_provision_follows_the_other_without_a_gap(name: str) -> None:
    _one, resting_on = RESTING[name]
    spans = sorted({(basis.since or date.min, basis.until or date.max) for basis in resting_on})
    for (_, until), (since, _) in pairwise(spans):
        assert since <= until + ONE


@pytest.mark.parametrize("name", RESTING)
def test_what_is_cited_was_in_force(name: str) -> None:
    one, resting_on = RESTING[name]
    for border in BORDERS:
        for day in (border - ONE, border, border + ONE):
            found = current(resting_on, day)
            assert found is None or holds(found, day)
            if found is not None and hasattr(one, "why"):
                assert one.why(day).endswith(f"依据：{found.cited}。")
            if found is not None and hasattr(one, "rests_on"):
                assert one.rests_on(day).startswith(found.cited)


def test_a_duty_whose_provisions_do_not_hold_rests_on_its_source_alone() -> None:
    for duty in DUTIES:
        if duty.bases and not any(holds(basis, date(1990, 1, 1)) for basis in duty.bases):
            assert duty.rests_on(date(1990, 1, 1)) == duty.source


def test_every_table_says_the_same_of_every_choice_it_names_or_a_later_version_changed_it() -> None:
    """A version that forgets a choice of the version before would silently claim nothing."""
    for spec in CATALOGUE:
        for name, table in spec.tables.items():
            known = [set(version.value) for version in table.versions]
            assert all(one == known[0] for one in known), f"{spec.label}.{name}"
            choices = {choice for field in spec.fields for choice in field.choices} | {"是", "否"}
            assert known[0] <= choices, f"{spec.label}.{name}"


def test_every_declared_provision_is_cited() -> None:
    """Only what is cited stands in the list; what nobody cites would be checked by nobody."""
    declared = {basis for articles in bases.load_documents().values() for basis in articles.values()}
    assert declared == {
        basis for basis in gathered((name, basis) for name, (_one, all_of_it) in RESTING.items() for basis in all_of_it) if basis.of
    }


def test_what_was_compared_has_an_article_and_a_day_that_has_come(clock: Any) -> None:
    for articles in bases.load_documents().values():
        for basis in articles.values():
            assert basis.article
            assert basis.checked_on is None or basis.checked_on >= (basis.since or date.min)


@pytest.mark.parametrize(
    ("name", "data", "load", "code"),
    [
        ("bases.yaml", {"documents": {"a": {"colour": "red"}}}, bases.load_documents, "B01"),
        ("holidays.yaml", {"2026": {"rest": ["02-30"]}}, bases.load_holidays, "B02"),
    ],
)
def test_a_faulty_file_stops_the_start_with_its_code(monkeypatch: pytest.MonkeyPatch, name: str, data: Any, load: Any, code: str) -> None:
    monkeypatch.setattr(bases, "read_yaml", {name: data}.__getitem__)
    with pytest.raises(DeclarationError) as caught:
        load()
    assert [fault.code for fault in caught.value.faults] == [code]


def test_the_declarations_are_read_as_they_stand() -> None:
    assert set(bases.load_documents()) == set(read_yaml("bases.yaml")["documents"])
