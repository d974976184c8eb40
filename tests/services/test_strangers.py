"""A file of another version: a ledger, a field and a cell that this version does not declare. Nothing of them is left out in silence."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.handover import HandoverOptions
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening, redaction
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.tables.importing import load
from dangjian_desktop.storage.stores.strangers import DECLARED
from tests import samples
from tests.fakes import FixedClock
from tests.samples import new_name

LEDGER = samples.OWN_LEDGER["key"]
LABEL = f"不认识的台账 {LEDGER}"
DAY, SECRET = date(2022, 3, 5), "样本住户意见"


def of_another_version() -> Catalogue:
    """What is shipped, a ledger more, and in 党委会议 a field, a reference and a cell more."""
    catalogue = samples.own_catalogue(load_catalogue())
    meeting = catalogue.get("committee_meeting")
    items = replace(meeting.field("items"), rows=(*meeting.field("items").rows, Field("speaker", "发言人", "ref", target="person")))
    fields = [items if field.key == "items" else field for field in meeting.fields]
    meeting = replace(meeting, fields=(*fields, Field("room", "会议室", "text"), Field("scribe", "记录人", "ref", target="person")))
    return replace(catalogue, specs=tuple(meeting if spec.key == meeting.key else spec for spec in catalogue))


@pytest.fixture
def theirs(ledger_file: Path, clock: FixedClock) -> Path:
    """A file that the other version wrote."""
    services = opening.create_ledger(ledger_file, "青石镇党委", catalogue=of_another_version(), clock=clock)
    samples.register_names(services)
    for key in (LEDGER, "committee_meeting"):
        services.records.save(key, samples.full(services.catalogue.get(key), DAY))
    opening.close(services)
    return ledger_file


@pytest.fixture
def ours(theirs: Path, clock: FixedClock) -> Iterator[Services]:
    services = opening.open_ledger(theirs, clock=clock)
    yield services
    opening.close(services)


def rows(services: Services, table: str, pk: int) -> list[Any]:
    return sorted(tuple(row) for row in services.store.database.run(f"SELECT * FROM {table} WHERE record = ?", [pk]))


def indexes(services: Services, pk: int) -> list[Any]:
    return [rows(services, table, pk) for table in ("record_link", "record_day", "record_search", "evidence_link")]


def payload(services: Services, pk: int) -> Any:
    ((data,),) = services.store.database.run("SELECT data FROM record WHERE pk = ?", [pk])
    return json.loads(data)


def test_opening_and_counting_leave_every_byte(theirs: Path, clock: FixedClock) -> None:
    before = theirs.read_bytes()
    services = opening.open_ledger(theirs, clock=clock)
    services.measuring.all(half(2022, 1))
    services.checking.findings(half(2022, 1))
    opening.close(services)
    assert theirs.read_bytes() == before


def test_a_strange_ledger_is_listed_counted_and_veiled(ours: Services) -> None:
    (spec,) = ours.catalogue.strangers
    assert (spec.key, spec.label) == (LEDGER, LABEL)
    assert {"归属日期", "责任领导", "经办人", "备注", "不认识的栏 households"} <= {field.label for field in spec.fields}
    assert ours.records.sizes(half(2022, 1))[LEDGER] == 1
    assert ours.records.sizes(half(2023, 1))[LEDGER] == 0
    keys = [field.key for field in spec.fields]
    (row,) = ours.exporting.listed(Query(LEDGER), keys).rows
    assert [cell for cell in row if cell not in (None, "●●●")] == [DAY]
    (row,) = ours.exporting.listed(Query(LEDGER), keys, masked=False).rows
    assert f'"{SECRET}"' in row


def test_it_is_found_without_telling_what_is_in_it(ours: Services) -> None:
    (found,) = [line for line in ours.records.search("样本") if line.ledger == LEDGER]
    assert found.title == LABEL


def test_nothing_is_written_into_it(ours: Services) -> None:
    head = ours.store.audit.head()
    (pk,) = ours.records.pks(Query(LEDGER))
    for record in (None, pk):
        with pytest.raises(UserError, match="这本台账不是这个版本的"):
            ours.records.save(LEDGER, {"held_on": "2022-03-06"}, pk=record)
    assert ours.store.audit.head() == head


def test_it_is_voided_restored_and_undone_and_stays_as_it_was(ours: Services) -> None:
    (pk,) = ours.records.pks(Query(LEDGER))
    was = payload(ours, pk), indexes(ours, pk)
    ours.records.void([pk], "重复登记")
    assert ours.records.pks(Query(LEDGER)) == ()
    ours.history.undo()
    ours.records.void([pk], "重复登记")
    ours.records.restore([pk])
    assert (payload(ours, pk), indexes(ours, pk)) == was
    assert ours.store.damage() == []


def test_a_change_of_its_contents_is_not_turned_back_here(theirs: Path, clock: FixedClock) -> None:
    services = opening.open_ledger(theirs, catalogue=of_another_version(), clock=clock)
    (pk,) = services.records.pks(Query(LEDGER))
    services.records.save(LEDGER, {"households": "9"}, pk=pk)
    opening.close(services)
    services = opening.open_ledger(theirs, clock=clock)
    was = payload(services, pk)
    with pytest.raises(UserError, match="这本台账不是这个版本的"):
        services.history.undo()
    assert payload(services, pk) == was
    opening.close(services)


def test_a_name_that_changes_leaves_its_words_alone(ours: Services) -> None:
    (pk,) = ours.records.pks(Query(LEDGER))
    was = indexes(ours, pk)
    person = ours.store.records.find("person", "班子成员01")[0]
    ours.records.save("person", {"name": "班子成员09"}, pk=person)
    assert indexes(ours, pk) == was
    assert ours.store.damage() == []


def test_a_strange_field_outlives_an_edit_with_all_that_points_from_it(ours: Services) -> None:
    (pk,) = ours.records.pks(Query("committee_meeting"))
    was, links = payload(ours, pk), rows(ours, "record_link", pk)
    ours.records.save("committee_meeting", {"remark": "另记"}, pk=pk)
    assert payload(ours, pk) == {**was, "remark": "另记"}
    assert rows(ours, "record_link", pk) == links
    assert {"不认识的栏 room", "不认识的栏 scribe"} <= {field.label for field in ours.catalogue.get("committee_meeting").fields}
    assert ours.store.damage() == []


def test_a_new_record_has_nothing_strange(ours: Services) -> None:
    spec = load_catalogue().get("committee_meeting")
    (pk,) = ours.records.save(spec.key, samples.full(spec, DAY)).ids
    assert not ours.catalogue.get(spec.key).foreign & payload(ours, pk).keys()
    assert ours.store.damage() == []


def test_nobody_types_into_a_strange_field(ours: Services) -> None:
    (pk,) = ours.records.pks(Query("committee_meeting"))
    was = payload(ours, pk)["room"]
    ours.records.save("committee_meeting", {"room": "大会议室", "remark": "另记"}, pk=pk)
    assert payload(ours, pk)["room"] == was


def test_checking_names_what_is_not_known(ours: Services) -> None:
    told = [finding for finding in ours.checking.findings(half(2022, 1)) if finding.id == "不认识"]
    assert [finding.message for finding in told] == [
        "党委会议有 3 栏不认识：items.speaker、room、scribe。",
        f"{LABEL} 有 1 条记录，是用别的版本登记的。",
    ]
    assert told[1].ids == ours.records.pks(Query(LEDGER))


def test_the_hand_over_sheet_adds_up(ours: Services) -> None:
    content = ours.sheets.content(HandoverOptions(), ())
    ((records,),) = ours.store.database.run("SELECT count(*) FROM record WHERE voided_at IS NULL")
    assert sum(line.records for line in content.ledgers) == records
    assert LABEL in [line.label for line in content.ledgers]


def test_the_whole_export_carries_it_and_an_import_says_what_it_leaves(ours: Services, tmp_path: Path, clock: FixedClock) -> None:
    book = tmp_path / "全部.xlsx"
    ours.exporting.export_all(book)
    (sheet,) = [one for one in load(book) if one.name == LABEL]
    assert any(f'"{SECRET}"' in row for row in sheet.rows)
    other = opening.create_ledger(tmp_path / "另一本.djtz", "青石镇党委", clock=clock)
    preview = other.importing.read(book)
    assert any(LABEL in (one.sheet or "") for one in preview.warnings)
    assert any("不认识的栏 room" in one.message for one in preview.warnings)
    opening.close(other)
    assert any("别的版本" in one.message for one in ours.importing.read(book).warnings)


def test_a_masked_copy_is_refused(ours: Services, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不认识的"):
        ours.exporting.export_all(tmp_path / "隐去.xlsx", masked=True)
    assert not (tmp_path / "隐去.xlsx").exists()


def test_a_text_in_it_can_be_redacted(ours: Services) -> None:
    (pk,) = ours.records.pks(Query(LEDGER))
    assert SECRET in " ".join(text.text for text in redaction.look(ours, pk).texts)


def test_the_first_write_says_under_which_declaration(theirs: Path, ours: Services) -> None:
    said = ours.settings.get(DECLARED)
    new_name(ours, "person", "甲")
    now = ours.settings.get(DECLARED)
    assert now != said
    assert now["shipped"] != now["in_force"]
    assert ours.store.damage() == []


def test_a_file_of_this_version_is_not_asked(ledger_file: Path, clock: FixedClock) -> None:
    services = opening.create_ledger(ledger_file, "青石镇党委", clock=clock)
    assert services.store.catalogue is services.store.declared
    said = services.settings.get(DECLARED)
    assert said["shipped"] == said["in_force"]
    opening.close(services)


def test_a_strange_ledger_that_holds_nothing_but_days_is_one_too(ledger_file: Path, tmp_path: Path, clock: FixedClock) -> None:
    spec = LedgerSpec("x_days", "值班", "conduct", "held_on", (Field("held_on", "日期", "date", required=True),))
    services = opening.create_ledger(ledger_file, "青石镇党委", catalogue=load_catalogue().with_spec(spec), clock=clock)
    (pk,) = services.records.save("x_days", {"held_on": "2022-03-05"}).ids
    was = indexes(services, pk)
    opening.close(services)
    services = opening.open_ledger(ledger_file, clock=clock)
    assert [one.place for one in services.checking.strange()] == ["不认识的台账 x_days"]
    with pytest.raises(UserError, match="不认识的台账 x_days"):
        services.exporting.export_all(tmp_path / "隐去.xlsx", masked=True)
    services.records.void([pk], "重复登记")
    assert indexes(services, pk) == was
    opening.close(services)


def test_a_ledger_nobody_ever_heard_of_raises_nowhere(catalogue: Catalogue) -> None:
    assert catalogue.get("x_4kd0q81m2a").label == "不认识的台账 x_4kd0q81m2a"
