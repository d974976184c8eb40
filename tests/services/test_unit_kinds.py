"""A ledger of a 乡 or a 街道: everything is shown in its own words, and the same words as ever are stored and counted."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import TemplateError, UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.record import Stored
from dangjian_desktop.ledgers.skeletons import load_skeletons
from dangjian_desktop.ledgers.ties import load_ties
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.services.desk.overview import wish
from dangjian_desktop.services.desk.printed_list import sheet
from dangjian_desktop.services.desk.standing import coverage
from dangjian_desktop.services.ledger_file import opening, unit_kinds
from dangjian_desktop.services.report import templates
from dangjian_desktop.services.services import Services
from tests.fakes import FixedClock

PERIOD = half(2022, 1)
TALK = {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 3, "speaker": "班子成员01", "target_category": "村干部"}
SANCTION = {"decided_on": "2022-05-12", "person": "甲", "category": "党纪处分", "kind": "警告", "approved_by": "镇纪委"}
WORDS = {"乡": ("乡党委", "乡纪委", "乡长"), "街道": ("街道党工委", "街道纪工委", "街道办事处主任")}


def made(path: Path, clock: FixedClock, kind: str | None, unit: str = "青石") -> Services:
    """One 组织, one talk and one sanction, written in the words of the kind."""
    services = opening.create_ledger(path, unit, kind=kind, clock=clock)
    committee, office, leader = WORDS.get(unit_kinds.now(services), ("镇党委", "镇纪委", "镇长"))
    services.records.save("organisation", {"name": "党组织01", "kind": committee})
    services.records.save("person", {"name": "班子成员01", "category": "班子成员"})
    services.records.save("talk", {**TALK, "speaker_role": leader})
    services.records.save("sanction", {**SANCTION, "approved_by": office})
    return services


@pytest.fixture(params=["乡", "街道"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def office(tmp_path: Path, clock: FixedClock, kind: str) -> Iterator[Services]:
    services = made(tmp_path / "本单位.djtz", clock, kind)
    yield services
    opening.close(services)


def only(services: Services, ledger: str) -> Stored:
    (stored,) = services.records.all_of(ledger)
    return stored


def cells(services: Services, ledger: str) -> Any:
    (row,) = services.records.page(Query(ledger), 0, 10)
    return row.cells


def test_what_is_typed_in_the_words_of_the_unit_is_stored_in_the_standard_ones(office: Services, kind: str) -> None:
    committee, discipline, leader = WORDS[kind]
    assert only(office, "organisation").values["kind"] == "镇党委"
    assert only(office, "talk").values["speaker_role"] == "镇长"
    assert (cells(office, "organisation")["kind"], cells(office, "talk")["speaker_role"]) == (committee, leader)
    pk = only(office, "sanction").pk
    assert ("批准机关", discipline, False) in office.records.summary(pk).fields
    assert office.records.get(office.records.save("organisation", {"name": "党组织02", "kind": "镇党委"}).ids[0]).values["kind"] == "镇党委"
    assert leader in office.records.lines([only(office, "talk").pk])[0].title


def test_a_list_is_narrowed_by_stored_words_and_searched_by_both(office: Services, kind: str) -> None:
    assert office.records.size(Query("organisation", choices={"kind": ("镇党委",)})) == 1
    for word in ("镇党委", WORDS[kind][0], WORDS[kind][0][1:]):
        assert office.records.size(Query("organisation", text=word)) == 1
        assert len(office.records.search(word)) == 1


def test_counts_keep_their_keys_and_the_views_their_words(office: Services, kind: str) -> None:
    found = office.measuring.count("谈心谈话人次", PERIOD)
    assert found.parts["镇长"].value == 3
    assert office.measuring.at("谈心谈话人次.镇长", PERIOD).value == 3
    assert office.measuring.as_json(PERIOD)["measures"]["谈心谈话人次"]["split"] == {"镇长": 3}
    path = office.path
    opening.close(office)
    with sqlite3.connect(path) as database:
        assert list(database.execute('SELECT "谈话人身份" FROM "谈话"')) == [("镇长",)]
    database.close()


def test_an_export_is_written_in_the_words_of_the_unit_and_comes_back_equal(
    office: Services, kind: str, tmp_path: Path, clock: FixedClock
) -> None:
    from openpyxl import load_workbook

    book = tmp_path / "全部.xlsx"
    office.exporting.export_all(book)
    lines = [[cell.value for cell in row] for row in load_workbook(book)["谈话"].rows]
    assert WORDS[kind][2] in lines[1]
    assert not {"镇长", "镇党委"} & {*lines[1]}
    for other in (kind, "镇"):
        services = opening.create_ledger(tmp_path / f"{other}.djtz", "青石", kind=kind, clock=clock)
        preview = services.importing.read(book)
        assert preview.faults == ()
        services.importing.commit(preview)
        for ledger in ("organisation", "talk", "sanction"):
            before, after = dict(only(office, ledger).values), dict(only(services, ledger).values)
            assert before == after
        assert services.importing.read(book).records == 0
        opening.close(services)
    text = " ".join(cell.text for row in _table(office) for cell in row)
    assert WORDS[kind][2] in text


def _table(services: Services) -> Any:
    document = sheet(services, Query("talk"), ["held_on", "speaker_role"], "全部")
    return [[paragraph for cell in row for paragraph in cell] for row in document.blocks[-1].rows]  # type: ignore[union-attr]


def test_a_book_in_standard_words_is_imported_too(office: Services, tmp_path: Path, clock: FixedClock) -> None:
    book = tmp_path / "镇.xlsx"
    town = made(tmp_path / "镇.djtz", clock, "镇")
    town.exporting.export_all(book)
    opening.close(town)
    assert (office.importing.read(book).records, office.importing.read(book).faults) == (0, ())


def test_findings_speak_in_the_words_of_the_unit(office: Services, kind: str) -> None:
    tie = next(tie for tie in office.ties.rules if "镇纪委" in tie.expression.text and "!=" in tie.expression.text)
    assert WORDS[kind][1] in tie.message.text
    told = [one.message for one in office.checking.findings(PERIOD)]
    assert not any(word in words for words in told for word in ("镇党委", "镇纪委", "镇长"))
    (declared,) = (one for one in load_ties(office.catalogue).rules if "漏掉镇长" in one.reason)
    assert f"漏掉{WORDS[kind][2]}" in office.ties.get(declared.id).reason


def test_every_declared_sentence_is_reworded(office: Services) -> None:
    """A word that another sign stands before is to be named in resources/unit_kinds.yaml (inside, after)."""
    ties = [text for tie in office.ties.rules for text in (tie.message.text, tie.reason)]
    duties = [text for duty in office.duties.declared() for text in (duty.label, duty.who, duty.source, duty.confirm)]
    texts = [office.words.inside(part.text) for part in load_skeletons().sections()]
    sentences = [re.sub(r"\{+[^{}]*\}+|《[^》]*》|乡镇", "", text) for text in (*ties, *duties, *texts)]
    assert [text for text in sentences if re.search("镇(?:党委|纪委|长|政府|人大)", text)] == []


def test_duties_name_who_does_them_in_this_unit(office: Services, kind: str) -> None:
    who = {duty.who for duty in office.duties.declared()}
    assert WORDS[kind][0] in who
    assert "镇党委" not in who
    assert {duty.measure for duty in office.duties.declared()} >= {"谈心谈话人次.党委书记"}


def test_the_coverage_has_its_columns_in_the_words_of_the_field(office: Services) -> None:
    found = coverage(office, PERIOD, wish("coverage"))
    assert "村干部" in found.columns


def test_a_new_draft_and_its_tags_are_in_the_words_of_the_unit(office: Services, kind: str) -> None:
    leader = WORDS[kind][2]
    draft = office.reporting.start("half", PERIOD)
    text = "\n".join(section.text for section in draft.sections)
    assert text == "\n".join(office.words.inside(part.text) for part in load_skeletons().sections())
    assert ("纪工委书记谈" if kind == "街道" else "纪委书记谈") in text
    assert "{{ 谈心谈话人次.党委书记 }}" in text
    written = office.reporting.from_text(PERIOD, f"谈{{{{ 谈心谈话人次.{leader} }}}}人次，又{{{{ 谈心谈话人次.镇长 }}}}人次。")
    assert "谈3人次，又3人次" in "".join(piece.text for piece in office.reporting.pieces(written, written.sections[0].text))
    (line,) = (line for line in office.reporting.numbers(written) if line.tag.startswith("谈心谈话人次"))
    assert (line.tag, line.name, line.value) == ("谈心谈话人次.镇长", f"谈心谈话人次.{leader}", "3")
    (frozen,) = office.reporting.freeze(written)
    assert frozen.tag == "谈心谈话人次.镇长"
    assert f"取其中“{leader}”一项" in frozen.rule
    tags = {info.tag: info.label for info in office.reporting.tags(PERIOD)}
    assert tags["谈心谈话人次.镇长"] == f"谈心谈话人次.{leader}"
    assert office.reporting.values(written).condition(f"谈心谈话人次.{leader}") == 3


def test_a_chip_carries_its_name_and_a_part_nobody_has_is_refused(office: Services, kind: str) -> None:
    leader = WORDS[kind][2]
    draft = office.reporting.from_text(PERIOD, "{{ 谈心谈话人次.镇长 }}")
    (piece,) = office.reporting.pieces(draft, "{{ 谈心谈话人次.镇长 }}")
    assert (piece.tag, piece.name) == ("谈心谈话人次.镇长", f"谈心谈话人次.{leader}")
    with pytest.raises(TemplateError):
        office.reporting.from_text(PERIOD, "{{ 谈心谈话人次.县长 }}")


def test_what_is_lacking_in_a_report_is_told_by_the_shown_name(office: Services, kind: str) -> None:
    leader = WORDS[kind][2]
    draft = office.reporting.from_text(half(2021, 1), f"{{{{ 谈心谈话人次.{leader} }}}}人次。")
    told = [one.message for one in office.reporting.findings(draft)]
    assert any(f"谈心谈话人次.{leader}是 0" in words for words in told)


def test_a_template_is_looked_at_before_it_is_known_whose_it_will_be() -> None:
    def word(text: str) -> bytes:
        blank = layout.blank()
        layout.add(blank, text, styles.S_BODY)
        return bytes(layout.saved(blank))

    tags = "{{ 谈心谈话人次.镇长 }}{{ 谈心谈话人次.乡长 }}{{ 谈心谈话人次.街道办事处主任 }}"
    assert templates.look(word(tags)).faults == ()
    (fault,) = templates.look(word("{{ 谈心谈话人次.县长 }}")).faults
    assert "没有“县长”这一项" in fault.message


# ---------------------------------------------------------------------- the setting
@pytest.mark.parametrize(
    ("unit", "said", "now", "kept"),
    [
        ("青石乡党委", None, "乡", "乡"),
        ("青石街道党工委", None, "街道", "街道"),
        ("青石镇党委", None, "镇", None),
        ("党政办", None, "镇", None),
        ("青石乡党委", "镇", "镇", None),
        ("党政办", "街道", "街道", "街道"),
    ],
)
def test_a_new_file_keeps_the_kind_its_unit_has(
    tmp_path: Path, clock: FixedClock, unit: str, said: str | None, now: str, kept: str | None
) -> None:
    services = opening.create_ledger(tmp_path / "新.djtz", unit, kind=said, clock=clock)
    assert (unit_kinds.now(services), services.settings.get(unit_kinds.UNIT_KIND)) == (now, kept)
    opening.close(services)


def test_a_kind_nobody_declared_makes_no_file(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="没有这种单位性质"):
        opening.create_ledger(tmp_path / "新.djtz", "青石", kind="区")
    assert not (tmp_path / "新.djtz").exists()


def test_a_file_without_the_setting_or_of_a_kind_not_known_here_shows_the_standard_words(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "旧.djtz"
    services = made(path, clock, "镇")
    assert cells(services, "talk")["speaker_role"] == "镇长"
    services.settings.put(unit_kinds.UNIT_KIND, "开发区", "新版本的单位性质")
    opening.close(services)
    services = opening.open_ledger(path, clock=clock)
    assert cells(services, "talk")["speaker_role"] == "镇长"
    opening.close(services)


def test_the_kind_can_be_changed_and_changes_no_record(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "台账.djtz"
    services = made(path, clock, "镇")
    before = list(services.store.states())
    numbers = services.measuring.as_json(PERIOD)
    assert unit_kinds.switch(services, "镇") is None
    change = unit_kinds.switch(services, "街道")
    assert change is not None
    opening.close(services)
    services = opening.open_ledger(path, clock=clock)
    assert services.notice is None
    assert services.store.damage() == []
    assert unit_kinds.now(services) == "街道"
    assert services.history.entries(1)[0].label == "单位性质改为“街道”"
    assert cells(services, "organisation")["kind"] == "街道党工委"
    assert len(services.records.search("党工委")) == 1
    assert "街道办事处主任" in services.records.lines([only(services, "talk").pk])[0].title
    assert [(identity, state) for identity, (state, *_) in services.store.states()] == [
        (identity, state) for identity, (state, *_) in before
    ]
    assert services.measuring.as_json(PERIOD) == numbers
    unit_kinds.switch(services, "镇")
    opening.close(services)
    services = opening.open_ledger(path, clock=clock)
    assert list(services.store.states()) == before
    assert services.records.search("党工委") == ()
    opening.close(services)


def test_undo_works_across_a_change_of_the_kind(tmp_path: Path, clock: FixedClock) -> None:
    path = tmp_path / "台账.djtz"
    services = made(path, clock, "镇")
    talk = only(services, "talk")
    services.records.save("talk", {"speaker_role": "党委书记"}, pk=talk.pk)
    unit_kinds.switch(services, "乡")
    opening.close(services)
    services = opening.open_ledger(path, clock=clock)
    services.history.undo()
    assert only(services, "talk").values == talk.values
    assert len(services.records.search("乡长")) == 1
    assert services.store.damage() == []
    opening.close(services)


def test_a_kind_not_declared_is_not_switched_to(services: Services) -> None:
    with pytest.raises(UserError):
        unit_kinds.switch(services, "区")
    assert unit_kinds.now(services) == "镇"
