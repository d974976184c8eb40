"""The made-up township: the same day gives the same records, all of them declared, none after today, none against a must rule."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period, half, half_of
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.services import demo
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import CHINA, FixedClock

DAYS = [date(2022, 7, 5), date(2023, 1, 1), date(2024, 2, 29), date(2025, 12, 31)]


@pytest.fixture(scope="module")
def recipes() -> Any:
    return read_yaml("demo.yaml")


@pytest.fixture(scope="module")
def township(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    services = demo.create(tmp_path_factory.mktemp("demo") / "演示.djtz", clock=FixedClock(datetime(2026, 11, 24, 10, 0, tzinfo=CHINA)))
    yield services
    opening.close(services)


def everything(recipes: Any, today: date) -> list[tuple[str, dict[str, Any]]]:
    town = demo.Township(recipes, today)
    return [*town.registers(), *town.records()]


@pytest.mark.parametrize("today", DAYS)
def test_the_same_day_gives_the_same_township(recipes: Any, today: date) -> None:
    assert everything(recipes, today) == everything(recipes, today)


@pytest.mark.parametrize("today", DAYS)
def test_five_half_years_up_to_today(recipes: Any, catalogue: Catalogue, today: date) -> None:
    town = demo.Township(recipes, today)
    days = [raw[spec.field(spec.date_field).label] for label, raw in town.records() if (spec := catalogue.by_label[label]).date_required]
    assert max(days) <= today
    assert half_of(min(days)).start == town.first
    first = half_of(today)
    for _ in range(4):
        first = first.previous()
    assert town.first == first.start


def test_every_register_and_every_area_has_records(recipes: Any, catalogue: Catalogue) -> None:
    """A ledger that is declared later need not be told of: declaring it is enough."""
    found = everything(recipes, date(2026, 11, 24))
    told = [catalogue.by_label[label] for label, _ in found]
    assert {spec.key for spec in told if spec.is_register} == {spec.key for spec in catalogue if spec.is_register}
    assert {spec.area for spec in told if not spec.is_register} == {area.key for area in catalogue.areas}
    assert len(found) > 700


def test_every_word_of_a_recipe_is_a_field_of_its_story(recipes: Any, catalogue: Catalogue) -> None:
    """A misspelt label would be dropped in silence; only a word that another field of the story refers to may be extra."""
    for story in [*recipes["registers"], *recipes["stories"]]:
        parts = story.get("records", [story])
        said = str(parts)
        for part in parts:
            for label in part["fields"]:
                assert label in catalogue.by_label[part["in"]].by_label or f"{{{label}}}" in said, f"{part['in']} {label}"


def test_names_are_visibly_made_up(recipes: Any) -> None:
    people = [raw["姓名"] for label, raw in demo.Township(recipes, DAYS[0]).registers() if label == "人员"]
    assert all(name[-1].isdigit() for name in people)


def test_no_must_rule_fires_and_little_is_missing(township: Any) -> None:
    for period in [half(2024, 2), half(2025, 1), half(2025, 2), half(2026, 1), half(2026, 2), Period(date(2025, 1, 1), date(2025, 12, 31))]:
        assert [found.message for found in township.checking.findings(period) if found.level == "must"] == []
    missing = sum(township.records.size(Query(spec.key, missing=True)) for spec in township.catalogue)
    assert 0 < missing <= 5


def test_there_is_a_final_report_of_the_last_whole_half_year(township: Any) -> None:
    (report,) = township.reporting.list()
    assert (report.state, report.period) == ("final", half(2026, 1))
    assert township.reporting.frozen(report.id)


def test_the_latest_records_have_evidence_that_can_be_looked_at_and_the_newest_lack_theirs(township: Any, recipes: Any) -> None:
    media = set()
    for recipe in recipes["evidence"]:
        key = township.catalogue.by_label[recipe["in"]].key
        assert township.records.size(Query(key)) - township.records.size(Query(key, without_evidence=True)) == recipe["latest"]
        for number, pk in enumerate(township.records.pks(Query(key))[: recipe["but"] + recipe["latest"]]):
            pieces = township.evidence.of(pk)
            assert len(pieces) == (number >= recipe["but"])
            for piece in pieces:
                assert township.evidence.open_copy(pk, piece.sha256).read_bytes() == township.evidence.read(piece.sha256)
                media.add(piece.media)
    assert media == {"png", "pdf"}
    assert township.evidence.totals()[1] < 200_000
    assert township.evidence.check() == ()


def test_nothing_is_written_over(tmp_path: Path, clock: FixedClock) -> None:
    there = tmp_path / "已有.djtz"
    there.write_bytes(b"")
    with pytest.raises(DataFileError) as refused:
        demo.create(there, clock=clock)
    assert refused.value.code == "E-18"
    assert there.read_bytes() == b""
