"""A field that took one choice and now takes several: what an older program stored as one text is shown, found, counted, changed and
carried as a list of one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.record import Record
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.writing.record_writes import write_of
from tests.fakes import FixedClock
from tests.faults import deeds, versions
from tests.samples import per_ledger
from tests.storage.ledger_files import plain

ONE = "廉洁纪律"
HALF = half(2022, 1)


def write_as_then(store: Store, pk: int, key: str, value: str, clock: FixedClock) -> None:
    """Store one text where today's program stores a list."""
    before = store.records.get(pk)
    spec = store.catalogue.get(before.ledger)
    write = write_of(spec, Record(spec.key, before.values, before.missing, before.reasons), store.records.title, before=before)
    write = replace(write, values={**write.values, key: value})
    store.commit_change("save", "老版本写下的", [write], actor="", at=clock.now())


SQL = "SELECT data FROM record WHERE ledger = ? ORDER BY pk"


def stored(services: Any, ledger: str, key: str) -> list[Any]:
    return [json.loads(row[0]).get(key) for row in services.store.database.run(SQL, [ledger])]


@pytest.fixture
def then(services: Any, clock: FixedClock) -> tuple[Any, int]:
    """A lead of an older program beside one of today."""
    pk = services.records.save("lead", {"number": "线1", "received_on": "2022-02-01", "breach": ONE}).ids[0]
    services.records.save("lead", {"number": "线2", "received_on": "2022-02-02", "breach": "工作纪律、廉洁纪律"})
    write_as_then(services.store, pk, "breach", ONE, clock)
    assert stored(services, "lead", "breach") == [ONE, ["工作纪律", ONE]]
    return services, pk


def test_the_old_file_of_the_version_before_really_holds_one_text(tmp_path: Path) -> None:
    path = Path(shutil.copy(versions.FOLDER / "版本1.djtz", tmp_path / "台账.djtz"))
    with plain(path) as connection:
        held = [json.loads(row[0])["breach"] for row in connection.execute(SQL, ["lead"])]
    assert held
    assert {type(one) for one in held} == {str}


def test_it_is_shown_as_one_choice_and_the_file_is_sound(then: tuple[Any, int]) -> None:
    services, pk = then
    assert services.records.get(pk).values["breach"] == (ONE,)
    assert services.records.texts(pk)["breach"] == ONE
    (row,) = services.records.page(Query("lead", ids=(pk,)), 0, 1)
    assert row.cells["breach"] == ONE
    assert {label: text for label, text, _ in services.records.summary(pk).fields}["违纪类别"] == ONE
    assert services.store.damage() == []


def test_filters_find_it_beside_the_lists_of_today(then: tuple[Any, int]) -> None:
    services, pk = then
    assert len(services.records.pks(Query("lead", choices={"breach": (ONE,)}))) == 2
    assert services.records.pks(Query("lead", choices={"breach": ("工作纪律",)})) != (pk,)
    assert services.records.size(Query("lead", text=ONE)) == 2
    assert set(services.records.pks(Query("lead", order="breach"))) == set(services.records.pks(Query("lead")))


def test_the_view_in_the_file_reads_it_as_words(then: tuple[Any, int]) -> None:
    services, _pk = then
    path = services.path
    opening.close(services)
    with plain(path) as connection:
        assert [row[0] for row in connection.execute('SELECT "违纪类别" FROM "问题线索" ORDER BY "线索编号"')] == [
            ONE,
            "工作纪律、廉洁纪律",
        ]


def test_a_change_elsewhere_keeps_it_and_one_of_it_stores_a_list(then: tuple[Any, int]) -> None:
    services, pk = then
    services.records.save("lead", {"remark": "核对过"}, pk=pk)
    assert stored(services, "lead", "breach")[0] == [ONE]
    services.records.save("lead", {"breach": [ONE, "职务犯罪"]}, pk=pk)
    assert services.records.texts(pk)["breach"] == "廉洁纪律、职务犯罪"
    services.history.undo()
    services.history.undo()
    assert services.records.texts(pk)["breach"] == ONE


def test_it_is_exported_and_imported_as_what_it_is(then: tuple[Any, int], tmp_path: Path, clock: FixedClock) -> None:
    services, _pk = then
    target = tmp_path / "全部.xlsx"
    services.exporting.export_all(target)
    again = services.importing.read(target)
    assert (again.records, again.skipped, again.warnings, again.faults) == (0, 2, (), ())
    sheet = openpyxl.load_workbook(target)["问题线索"]
    place = next(cell.column for cell in sheet[1] if cell.value == "违纪类别")
    assert [sheet.cell(line, place).value for line in (2, 3)] == [ONE, "工作纪律、廉洁纪律"]
    fresh = opening.create_ledger(tmp_path / "新.djtz", "某镇党委", clock=clock)
    fresh.importing.commit(fresh.importing.read(target))
    assert stored(fresh, "lead", "breach") == [[ONE], ["工作纪律", ONE]]
    opening.close(fresh)


# ---------------------------------------------------------------------- counts
SPLIT = {
    "key": "shelf",
    "label": "书架",
    "area": "conduct",
    "date_field": "day",
    "fields": [["day", "日期", "date", "required"], ["name", "名称", "text"], ["tags", "门类", "choices", {"choices": ["甲", "乙", "丙"]}]],
    "measures": [
        {"label": "书架数", "unit": "个", "how": "count", "split": "tags"},
        {"label": "甲类书架数", "unit": "个", "how": "count", "where": {"tags": "甲"}},
        {"label": "非甲类书架数", "unit": "个", "how": "count", "not": {"tags": "甲"}},
    ],
}


@pytest.fixture
def shelves(tmp_path: Path, clock: FixedClock) -> Iterator[Any]:
    services = opening.create_ledger(tmp_path / "书.djtz", "某镇", catalogue=load_catalogue().with_spec(ledger_from(SPLIT)), clock=clock)
    yield services
    opening.close(services)


def test_a_split_counts_an_old_text_once_and_a_list_once_for_each(shelves: Any, clock: FixedClock) -> None:
    pks = [
        shelves.records.save("shelf", {"day": "2022-03-01", "name": str(n), "tags": tags}).ids[0]
        for n, tags in enumerate(["甲", "甲、乙", ""])
    ]
    for old in (False, True):
        if old:
            write_as_then(shelves.store, pks[0], "tags", "甲", clock)
        found = shelves.measuring.count("书架数", HALF)
        assert (found.value, {name: part.value for name, part in found.parts.items()}) == (3, {"甲": 2, "乙": 1, "丙": 0})
        assert set(found.parts["甲"].record_ids) == set(pks[:2])
        assert shelves.measuring.count("甲类书架数", HALF).value == 2
        assert shelves.measuring.count("非甲类书架数", HALF).record_ids == (pks[2],)


# ---------------------------------------------------------------------- the released file itself
def test_the_released_file_of_the_version_before_is_used_as_if_written_today(tmp_path: Path, clock: FixedClock) -> None:
    path = Path(shutil.copy(versions.FOLDER / "版本1.djtz", tmp_path / "台账.djtz"))
    deeds.ours(path)
    services = opening.open_ledger(path, clock=clock)
    assert services.notice is None
    spec = services.catalogue.get("lead")
    old = services.records.pks(Query("lead"))
    assert old
    for pk in old:
        (value,) = services.records.get(pk).values["breach"]
        assert value in spec.field("breach").choices
        assert services.records.texts(pk)["breach"] == value
        assert pk in services.records.pks(Query("lead", choices={"breach": (value,)}))
    services.exporting.export_all(tmp_path / "全部.xlsx")
    preview = services.importing.read(tmp_path / "全部.xlsx")
    assert preview.faults == ()
    assert per_ledger(preview).get("问题线索", 0) == 0, "every lead is there already"
    services.records.save("lead", {"breach": "工作纪律、职务犯罪"}, pk=old[0])
    assert services.records.get(old[0]).values["breach"] == ("工作纪律", "职务犯罪")
    assert services.store.damage() == []
    opening.close(services)


def test_sanctions_of_the_version_before_have_what_is_worked_out_today(tmp_path: Path, clock: FixedClock) -> None:
    path = Path(shutil.copy(versions.FOLDER / "版本1.djtz", tmp_path / "台账.djtz"))
    deeds.ours(path)
    services = opening.open_ledger(path, clock=clock)
    for one in services.records.all_of("sanction"):
        assert one.values["effect_until"].year == one.values["decided_on"].year + 1
    assert len(services.records.pks(Query("sanction", order="effect_until"))) == len(services.records.all_of("sanction"))
    assert services.records.size(Query("sanction", asks={"in_effect": date(2022, 12, 1)})) > 0
    opening.close(services)
