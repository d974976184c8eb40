"""影响期止 everywhere a record is read: lists, the filter with a day, sorting, the side panel, Excel there and back, paper, copies –
and nowhere in what is stored, counted or laid open in the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dangjian_desktop.domain.basis import Dated, Version
from dangjian_desktop.domain.blocks import Table
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.services.desk import printed_list
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.rules.questions import answered
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.storage.file import snapshot
from dangjian_desktop.storage.store import Store
from tests.fakes import CHINA, FixedClock
from tests.storage.ledger_files import plain

KEY = "sanction"
PARTY, STATE = {"category": "党纪处分"}, {"category": "政务处分"}


def sanction(services: Any, person: str, kind: str, day: str, **more: Any) -> int:
    side = STATE if kind in ("记过", "政务警告") else PARTY
    return int(services.records.save(KEY, {"person": person, "kind": kind, "decided_on": day, **side, **more}).ids[0])


@pytest.fixture
def four(services: Any) -> list[int]:
    """警告, then 严重警告 while the first still runs; 记过 of another; one expelled."""
    return [
        sanction(services, "A1", "警告", "2024-01-10"),
        sanction(services, "A1", "严重警告", "2024-07-10"),
        sanction(services, "B2", "记过", "2024-03-31"),
        sanction(services, "C3", "开除党籍", "2024-02-01"),
    ]


def in_effect(services: Any, day: str, **more: Any) -> list[int]:
    return list(services.records.pks(Query(KEY, asks={"in_effect": date.fromisoformat(day)}, descending=False, **more)))


# ---------------------------------------------------------------------- lists
def test_a_list_shows_it_and_sorts_by_it_in_both_directions(services: Any, four: list[int]) -> None:
    first, second, third, last = four
    rows = services.records.page(Query(KEY, order="effect_until", descending=False), 0, 10)
    assert [row.pk for row in rows] == [last, first, third, second]
    assert [row.cells["effect_until"] for row in rows] == ["", "2025-01-10", "2025-03-31", "2026-01-10"]
    assert list(services.records.pks(Query(KEY, order="effect_until"))) == [second, third, first, last]
    pages = [services.records.page(Query(KEY, order="effect_until"), start, 2) for start in (0, 2)]
    assert [row.pk for page in pages for row in page] == [second, third, first, last]


def test_the_filter_asks_about_a_day_and_its_size_agrees(services: Any, four: list[int]) -> None:
    first, second, third, _last = four
    assert in_effect(services, "2024-01-09") == []
    assert in_effect(services, "2024-01-10") == [first]
    assert in_effect(services, "2024-12-31") == [first, third, second]
    assert in_effect(services, "2025-01-10") == [third, second], "the last day itself is over"
    assert services.records.size(Query(KEY, asks={"in_effect": date(2024, 12, 31)})) == 3
    rows = services.records.page(Query(KEY, asks={"in_effect": date(2024, 12, 31)}, order="effect_until"), 0, 10)
    assert [row.pk for row in rows] == [second, third, first]


def test_the_filter_goes_with_the_others(services: Any, four: list[int]) -> None:
    first, second, third, _last = four
    assert in_effect(services, "2024-12-31", choices={"category": ("政务处分",)}) == [third]
    assert in_effect(services, "2024-12-31", period=half(2024, 1)) == [first, third]
    assert in_effect(services, "2024-12-31", ids=(second,)) == [second]
    assert in_effect(services, "2024-12-31", text="严重") == [second]


def test_what_an_earlier_sanction_adds_keeps_the_later_one_in_the_list(services: Any, four: list[int]) -> None:
    """184 days were left on the day of the second decision; its own span ends on 2026-01-10."""
    assert in_effect(services, "2026-07-12") == [four[1]]
    assert in_effect(services, "2026-07-13") == []


def test_a_voided_sanction_is_in_effect_nowhere_and_adds_nothing(services: Any, four: list[int]) -> None:
    services.records.void(four[:1], "重复登记")
    assert in_effect(services, "2024-03-01") == []
    assert in_effect(services, "2024-03-01", voided="also") == []
    assert in_effect(services, "2026-07-12") == []
    services.records.restore(four[:1])
    assert in_effect(services, "2026-07-12") == [four[1]]


def test_an_empty_ledger_answers_too(services: Any) -> None:
    assert in_effect(services, "2024-03-01") == []


def test_the_functions_are_there_again_after_a_backup_is_brought_back(services: Any, four: list[int], clock: FixedClock) -> None:
    backup = services.backups.make()
    sanction(services, "D4", "警告", "2024-01-10")
    services.backups.restore(backup.path)
    assert in_effect(services, "2024-01-10") == four[:1]
    assert len(services.records.pks(Query(KEY, order="effect_until"))) == 4


# ---------------------------------------------------------------------- the side panel
def panel(services: Any, pk: int) -> dict[str, str]:
    return {label: text for label, text, _secret in services.records.summary(pk).fields}


@pytest.mark.parametrize(
    ("today", "said"),
    [
        ("2024-02-01", "2024-02-01 是，到 2025-01-10"),
        (
            "2024-08-01",
            "2024-08-01 是，到 2026-07-13；同一受处分人代号共 2 条；含前一次没有满的 184 天（《中国共产党纪律处分条例》（2023年修订）第二十一条（请核对原文））",
        ),
        ("2027-01-01", "2027-01-01 否；同一受处分人代号共 2 条"),
    ],
)
def test_the_side_panel_answers_about_the_person_today(services: Any, four: list[int], clock: FixedClock, today: str, said: str) -> None:
    day = date.fromisoformat(today)
    clock.at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=CHINA)
    shown = panel(services, four[0])
    assert shown["影响期止"] == "2025-01-10"
    assert shown["在影响期"] == said
    assert "A1" not in shown["在影响期"]


def test_the_side_panel_claims_no_end_while_somebody_is_watched(services: Any, clock: FixedClock) -> None:
    sanction(services, "A1", "警告", "2022-06-01")
    pk = sanction(services, "A1", "留党察看一年", "2022-07-01")
    shown = panel(services, pk)
    assert shown["留党察看期满"] == "2023-07-01"
    assert "影响期止" not in shown
    assert shown["在影响期"] == "2022-07-05 是；同一受处分人代号共 2 条"


def test_a_voided_record_and_one_without_a_code_are_not_asked_about(services: Any, four: list[int]) -> None:
    services.records.void(four[:1], "重复登记")
    assert "在影响期" not in panel(services, four[0])
    nameless = int(services.records.save(KEY, {**PARTY, "kind": "警告", "decided_on": "2022-03-01"}).ids[0])
    assert "在影响期" not in panel(services, nameless)
    assert in_effect(services, "2022-04-01") == [nameless], "it is listed for what it says itself"


# ---------------------------------------------------------------------- what changes it, and what does not
def test_it_follows_every_change_and_every_undo(services: Any, four: list[int]) -> None:
    services.records.save(KEY, {"kind": "严重警告"}, pk=four[0])
    assert services.records.texts(four[0])["effect_until"] == "2025-07-10"
    services.history.undo()
    assert services.records.texts(four[0])["effect_until"] == "2025-01-10"
    services.history.redo()
    assert services.records.texts(four[0])["effect_until"] == "2025-07-10"


def test_a_form_that_hands_it_in_changes_nothing(services: Any, four: list[int]) -> None:
    services.records.save(KEY, {"effect_until": "2099-01-01"}, pk=four[0])
    assert services.records.texts(four[0])["effect_until"] == "2025-01-10"


def test_it_stands_in_no_payload_no_index_and_no_view(services: Any, four: list[int]) -> None:
    watched = sanction(services, "D4", "留党察看一年", "2024-02-03", restored_on="2025-02-03")
    assert services.records.texts(watched)["watch_until"] == "2025-02-03"
    path = services.path
    assert services.records.size(Query(KEY, text="2026-01-10")) == 0
    assert services.records.search("2026-01-10") == ()
    opening.close(services)
    with plain(path) as connection:
        text = " ".join(row[0] for row in connection.execute("SELECT data FROM record"))
        fields = {row[0] for row in connection.execute("SELECT field FROM record_day WHERE ledger = ?", [KEY])}
        words = " ".join(row[0] for row in connection.execute("SELECT text FROM record_search"))
        connection.row_factory = sqlite3.Row
        columns = set(connection.execute('SELECT * FROM "处分"').fetchone().keys())
    assert "until" not in text
    assert fields == {"restored_on"}
    assert "2026-01-10" not in words
    assert not {"影响期止", "留党察看期满", "在影响期"} & columns
    assert "恢复党员权利日期" in columns


def longer(catalogue: Catalogue) -> Catalogue:
    """A program in which 警告 lasts 15 months."""
    spec = catalogue.get(KEY)
    name = "党纪影响期"
    versions = tuple(Version({**one.value, "警告": 15}, one.bases) for one in spec.tables[name].versions)
    other = replace(spec, tables={**spec.tables, name: Dated(versions)})
    return Catalogue(catalogue.areas, tuple(other if one.key == KEY else one for one in catalogue.specs))


def test_a_law_that_changes_changes_what_is_shown_and_no_byte(
    services: Any, four: list[int], catalogue: Catalogue, clock: FixedClock
) -> None:
    path = services.path
    opening.close(services)
    before = path.read_bytes()
    later = opening.open_ledger(path, catalogue=longer(catalogue), clock=clock)
    assert later.notice is None
    assert later.store.damage() == []
    assert later.records.texts(four[0])["effect_until"] == "2025-04-10"
    assert in_effect(later, "2025-04-09")[:1] == four[:1]
    opening.close(later)
    assert path.read_bytes() == before


def test_no_count_knows_it(services: Any, four: list[int], catalogue: Catalogue, clock: FixedClock) -> None:
    counted = {label: found.value for label, found in services.measuring.of_ledger(KEY, half(2024, 1)).items()}
    path = services.path
    opening.close(services)
    later = opening.open_ledger(path, catalogue=longer(catalogue), clock=clock)
    assert {label: found.value for label, found in later.measuring.of_ledger(KEY, half(2024, 1)).items()} == counted
    opening.close(later)


# ---------------------------------------------------------------------- Excel
def sheet_of(path: Path) -> Any:
    return openpyxl.load_workbook(path)["处分"]


def column(sheet: Any, label: str) -> int:
    return next(cell.column for cell in sheet[1] if cell.value == label)


def test_an_export_holds_it_as_a_date_and_brings_it_back_without_a_word(
    services: Any, four: list[int], tmp_path: Path, clock: FixedClock
) -> None:
    target = tmp_path / "全部.xlsx"
    services.exporting.export_all(target)
    sheet = sheet_of(target)
    place = column(sheet, "影响期止")
    assert [cell.value for (cell,) in sheet.iter_rows(min_row=2, min_col=place, max_col=place)] == [
        datetime(2025, 1, 10), None, datetime(2025, 3, 31), datetime(2026, 1, 10),
    ]  # fmt: skip
    same = services.importing.read(target)
    assert (same.records, same.skipped, same.warnings, same.faults) == (0, 4, (), ())
    fresh = opening.create_ledger(tmp_path / "新.djtz", "某镇党委", clock=clock)
    preview = fresh.importing.read(target)
    assert preview.faults == ()
    assert [one for one in preview.warnings if "推算" in one.message] == []
    fresh.importing.commit(preview)
    assert sorted(row.cells["effect_until"] for row in fresh.records.page(Query(KEY), 0, 10)) == [
        "",
        "2025-01-10",
        "2025-03-31",
        "2026-01-10",
    ]
    opening.close(fresh)


@pytest.mark.parametrize(
    ("line", "typed", "words"),
    [
        (2, datetime(2099, 1, 1), "影响期止由程序推算，应为2025-01-10；表格里写的“2099-01-01”没有采用。"),
        (2, "20990101", "影响期止由程序推算，应为2025-01-10；表格里写的“2099-01-01”没有采用。"),
        (2, "很久", "影响期止由程序推算，应为2025-01-10；表格里写的“很久”没有采用。"),
        (3, datetime(2099, 1, 1), "影响期止由程序推算，应为空；表格里写的“2099-01-01”没有采用。"),
        (3, "无", "影响期止由程序推算，应为空；表格里写的“无”没有采用。"),
    ],
)
@pytest.mark.parametrize("there", [True, False], ids=["already there", "new"])
def test_another_value_in_a_table_is_told_and_not_taken(
    services: Any, four: list[int], tmp_path: Path, clock: FixedClock, line: int, typed: Any, words: str, there: bool
) -> None:
    target = tmp_path / "全部.xlsx"
    services.exporting.export_all(target)
    book = openpyxl.load_workbook(target)
    sheet = book["处分"]
    sheet.cell(line, column(sheet, "影响期止")).value = typed
    book.save(target)
    into = services if there else opening.create_ledger(tmp_path / "新.djtz", "某镇党委", clock=clock)
    preview = into.importing.read(target)
    (told,) = [one for one in preview.warnings if "推算" in one.message]
    assert (told.message, told.sheet, told.line, told.column) == (words, "处分", line, "影响期止")
    assert preview.faults == ()
    assert preview.records == (0 if there else 4)
    if not there:
        opening.close(into)


def test_a_cell_that_was_emptied_or_says_the_same_in_other_words_is_no_word_worth(services: Any, four: list[int], tmp_path: Path) -> None:
    target = tmp_path / "全部.xlsx"
    services.exporting.export_all(target)
    book = openpyxl.load_workbook(target)
    sheet = book["处分"]
    place = column(sheet, "影响期止")
    sheet.cell(2, place).value, sheet.cell(4, place).value = None, "2025年3月31日"
    book.save(target)
    assert services.importing.read(target).warnings == ()


def test_a_listed_export_and_a_printed_list_hold_it(services: Any, four: list[int], tmp_path: Path) -> None:
    query = Query(KEY, asks={"in_effect": date(2024, 12, 31)}, order="effect_until", descending=False)
    services.exporting.export_query(query, ["kind", "effect_until"], tmp_path / "列表.xlsx")
    assert [[cell.value for cell in row] for row in sheet_of(tmp_path / "列表.xlsx").iter_rows()] == [
        ["处分种类", "影响期止"], ["警告", datetime(2025, 1, 10)], ["记过", datetime(2025, 3, 31)], ["严重警告", datetime(2026, 1, 10)],
    ]  # fmt: skip
    document = printed_list.sheet(services, query, ["kind", "effect_until"], "2024-12-31 在影响期")
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    text = [["".join(paragraph.text for paragraph in cell) for cell in row] for row in table.rows]
    assert text[1:] == [["1", "警告", "2025-01-10"], ["2", "记过", "2025-03-31"], ["3", "严重警告", "2026-01-10"]]
    assert services.records.as_text(four[:1], ["kind", "effect_until"], KEY) == "处分种类\t影响期止\n警告\t2025-01-10\n"


# ---------------------------------------------------------------------- copies and the hand-over
def test_a_masked_copy_answers_the_same(services: Any, four: list[int], tmp_path: Path, clock: FixedClock) -> None:
    services.exporting.export_all(tmp_path / "隐去.xlsx", masked=True)
    sheet = sheet_of(tmp_path / "隐去.xlsx")
    place = column(sheet, "影响期止")
    assert sheet.cell(2, place).value == datetime(2025, 1, 10)
    assert "A1" not in [cell.value for row in sheet.iter_rows() for cell in row]
    copy = tmp_path / "隐去.djtz"
    masked_copy.write(services.store, services.catalogue, services.matters.rules.hidden, copy, at=clock.now())
    with snapshot.opened(copy) as database:
        store = Store(database, services.catalogue)
        listed = store.records.pks(Query(KEY, asks={"in_effect": date(2026, 7, 12)}))
        assert len(listed) == 1
        assert store.records.get(listed[0]).values["effect_until"] == date(2026, 1, 10)


def test_who_is_watched_is_an_open_matter_until_the_last_day_worked_out(services: Any) -> None:
    pk = sanction(services, "D4", "留党察看一年", "2021-08-01", case_number="甲1", announced_on="2021-08-02", carried_out_on="2021-09-01")

    def due() -> dict[str, date | None]:
        return {one.content: one.due for one in services.matters.of_records()}

    assert due() == {"留党察看期满后的处理（留党察看一年）": date(2022, 8, 1)}
    services.records.save(KEY, {"watch_extended": "是"}, pk=pk)
    assert due() == {"留党察看期满后的处理（留党察看一年）": date(2023, 8, 1)}
    services.records.save(KEY, {"restored_on": "2023-08-01"}, pk=pk)
    assert due() == {}


def test_a_code_that_was_taken_out_answers_nothing(services: Any, four: list[int]) -> None:
    stored = services.records.get(four[0])
    values: Mapping[str, Any] = {key: value for key, value in stored.values.items() if key != "person"}
    spec = services.catalogue.get(KEY)
    assert list(answered(services.store.records, spec, replace(stored, values=values), date(2024, 8, 1), {})) == []
