"""The promises of every ledger and register, and of one made-up ledger that was added by a block of declaration and nothing else."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from dangjian_desktop.domain.blocks import Table
from dangjian_desktop.domain.catalogue_check import check
from dangjian_desktop.domain.clean import clean
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.measure import Measure
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Section
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.tables import add_table
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.writing.record_writes import write_of
from tests import samples
from tests.fakes import FixedClock

ROOT = Path(__file__).parents[1]
OWN = samples.own_catalogue(load_catalogue())
EVERY = [pytest.param(spec.key, id=spec.key) for spec in OWN]
LEDGERS = [pytest.param(spec.key, id=spec.key) for spec in OWN.ledgers]
DAY = date(2022, 3, 15)
HALF = Period(date(2022, 1, 1), date(2022, 6, 30))


@pytest.fixture
def own(tmp_path: Path, clock: FixedClock) -> Iterator[Any]:
    """A ledger file whose catalogue has the made-up ledger too, with the names that samples use."""
    services = opening.create_ledger(tmp_path / "自有.djtz", "某镇党委", catalogue=OWN, clock=clock)
    samples.register_names(services)
    yield services
    opening.close(services)


def spec_of(key: str) -> LedgerSpec:
    return OWN.get(key)


def sample(key: str, day: date = DAY, **but: Any) -> dict[str, Any]:
    """A full record; of a register one with a name of its own."""
    return {**samples.full(spec_of(key), day, mark="样本"), **but}


def save(services: Any, key: str, raw: dict[str, Any]) -> int:
    return services.records.save(key, raw).ids[0]


def blocks() -> dict[str, tuple[dict[str, Any], bool]]:
    declared = yaml.safe_load((ROOT / "resources" / "ledgers.yaml").read_text(encoding="utf-8"))
    found = {block["key"]: (block, True) for block in declared["registers"]}
    found.update({block["key"]: (block, False) for block in [*declared["ledgers"], samples.OWN_LEDGER]})
    return found


def test_the_catalogue_is_sound() -> None:
    assert check(OWN) == []


@pytest.mark.parametrize("key", EVERY)
def test_the_declaration_survives_json(key: str) -> None:
    block, register = blocks()[key]
    assert ledger_from(json.loads(json.dumps(block)), register=register, documents=load_documents()) == spec_of(key)


@pytest.mark.parametrize("key", EVERY)
def test_an_empty_record_names_exactly_the_required_fields(own: Any, key: str) -> None:
    checked = own.records.check(key, {})
    named = {found.field for found in (*checked.problems, *checked.missing)}
    filled = {field.key for field in spec_of(key).fields if field.default is not None}
    assert named == {field.key for field in spec_of(key).fields if field.required} - filled


@pytest.mark.parametrize("key", EVERY)
def test_what_was_saved_comes_back_equal(own: Any, key: str) -> None:
    checked = own.records.check(key, sample(key))
    assert checked.problems == ()
    stored = own.records.get(save(own, key, sample(key)))
    assert dict(stored.values) == {name: value for name, value in checked.values.items() if value is not None}
    assert stored.missing == ()


@pytest.mark.parametrize("key", EVERY)
def test_a_record_without_its_required_fields_is_kept_as_missing(own: Any, key: str) -> None:
    spec = spec_of(key)
    must = spec.must_have
    raw = {must.key: samples.value(must, DAY, "只有")} if must else {spec.fields[0].key: samples.value(spec.fields[0], DAY, "只有")}
    pk = save(own, key, raw)
    lacking = {field.label for field in spec.fields if field.required and field.default is None and field.key not in raw}
    assert {label for label in own.records.get(pk).missing if label in spec.by_label} == lacking
    assert own.records.size(Query(key, missing=True)) == (1 if lacking else 0)


@pytest.mark.parametrize("key", LEDGERS)
def test_a_record_counts_in_its_period_only_on_both_borders(own: Any, key: str) -> None:
    days = [HALF.start - timedelta(days=1), HALF.start, HALF.end, HALF.end + timedelta(days=1)]
    pks = [save(own, key, sample(key, day, **numbered(key, index))) for index, day in enumerate(days)]
    assert set(own.records.pks(Query(key, period=HALF))) == set(pks[1:3])
    for label, measured in own.measuring.of_ledger(key, HALF).items():
        if OWN.measures[label].at == "in":
            assert set(measured.record_ids) <= set(pks[1:3]), label
        else:
            assert pks[3] not in measured.record_ids, label


def numbered(key: str, index: int) -> dict[str, Any]:
    """Different values for what tells two records of a ledger apart, so that neither is taken for the other."""
    texts = [field for field in spec_of(key).fields if field.kind == "text" and not field.common]
    return {texts[0].key: f"样本{index}"} if texts else {}


@pytest.mark.parametrize("key", EVERY)
def test_a_void_record_is_counted_nowhere_and_can_be_read(own: Any, key: str) -> None:
    pk = save(own, key, sample(key))
    own.records.void([pk], "重复登记")
    assert all(pk not in found.record_ids for found in own.measuring.all(HALF).values())
    assert pk not in own.records.pks(Query(key))
    assert pk in own.records.pks(Query(key, voided="only"))
    assert own.records.get(pk).void_reason == "重复登记"
    own.records.restore([pk])
    assert pk in own.records.pks(Query(key))


@pytest.mark.parametrize("key", EVERY)
def test_a_field_that_a_form_does_not_show_survives_an_edit(own: Any, key: str) -> None:
    pk = save(own, key, sample(key))
    before = own.records.get(pk)
    own.records.save(key, {"remark": "改过的备注"}, pk=pk, seen=before.updated_at)
    after = own.records.get(pk)
    assert dict(after.values) == {**before.values, "remark": "改过的备注"}


@pytest.mark.parametrize("key", EVERY)
def test_every_verb_can_be_undone_and_done_again(own: Any, key: str) -> None:
    pk = save(own, key, sample(key))
    own.history.undo()
    assert pk not in own.records.pks(Query(key))
    own.history.redo()
    assert pk in own.records.pks(Query(key))
    own.records.save(key, {"remark": "第二稿"}, pk=pk)
    own.history.undo()
    assert own.records.get(pk).values["remark"] == "样本备注"
    own.records.void([pk], "试一试")
    own.history.undo()
    assert pk in own.records.pks(Query(key))
    own.records.void([pk], "试一试")
    own.records.restore([pk])
    own.history.undo()
    assert own.records.get(pk).voided


@pytest.mark.parametrize("key", LEDGERS)
def test_every_number_carries_its_rows(own: Any, key: str) -> None:
    for index in range(3):
        save(own, key, sample(key, DAY + timedelta(days=index), **numbered(key, index)))
    for label, measured in own.measuring.of_ledger(key, HALF).items():
        measure = OWN.measures[label]
        if measure.how == "count":
            assert len(measured.record_ids) == measured.value, label
        for name, part in measured.parts.items():
            assert set(part.record_ids) <= set(measured.record_ids), f"{label}.{name}"


@pytest.mark.parametrize("key", EVERY)
def test_the_view_in_the_file_reads_back_what_was_saved(own: Any, key: str) -> None:
    pk = save(own, key, sample(key))
    gone = save(own, key, sample(key, **numbered(key, 9)))
    own.records.void([gone], "作废的不在视图里")
    texts = own.records.texts(pk)
    path = own.path
    opening.close(own)
    with sqlite3.connect(path) as plain:
        plain.row_factory = sqlite3.Row
        rows = [dict(row) for row in plain.execute(f'SELECT * FROM "{spec_of(key).label}"')]
    plain.close()
    mine = next(row for row in rows if row.get(spec_of(key).by_key["remark"].label) == "样本备注")
    assert sum(row.get(spec_of(key).by_key["remark"].label) == "样本备注" for row in rows) == 1
    for field in spec_of(key).fields:
        if field.secret or field.computed:
            assert field.label not in mine
        elif field.kind not in ("rows", "evidence"):
            assert str(mine[field.label] if mine[field.label] is not None else "") == texts[field.key].replace(",", ""), field.label


@pytest.mark.parametrize("key", EVERY)
def test_an_excel_workbook_carries_every_record_there_and_back(own: Any, key: str, tmp_path: Path, clock: FixedClock) -> None:
    texts = [field.key for field in spec_of(key).fields if field.kind in ("text", "long") and not field.common]
    nasty = {name: ("=1+1", "110101199001011234", "含\x07控制符")[index % 3] for index, name in enumerate(texts)}
    pks = [save(own, key, sample(key, **nasty)), save(own, key, sample(key, DAY + timedelta(days=1), **numbered(key, 7)))]
    said = sorted(sorted(own.records.texts(pk).items()) for pk in pks)
    own.exporting.export_all(tmp_path / "全部.xlsx")
    fresh = opening.create_ledger(tmp_path / "新.djtz", "某镇党委", catalogue=OWN, clock=clock)
    try:
        preview = fresh.importing.read(tmp_path / "全部.xlsx")
        assert preview.faults == ()
        fresh.importing.commit(preview)
        have = [sorted(fresh.records.texts(pk).items()) for pk in fresh.records.pks(Query(key))]
        assert all(one in have for one in said)
        assert len(have) == own.records.size(Query(key))
    finally:
        opening.close(fresh)


def stored_as_typed(services: Any, key: str, raw: dict[str, Any]) -> int:
    """Through the door but past the rules between fields, which are tried elsewhere."""
    record = clean(spec_of(key), raw, services.records.context())
    write = write_of(spec_of(key), record, services.store.records.title)
    return services.records.commit_writes("save", "登记", [write]).ids[0]


@pytest.mark.parametrize("key", EVERY)
def test_every_choice_is_kept_and_found_by_its_filter(own: Any, key: str) -> None:
    for field in (field for field in spec_of(key).fields if field.choices):
        pks = {choice: stored_as_typed(own, key, sample(key, **{field.key: choice})) for choice in field.choices}
        for choice, pk in pks.items():
            assert own.records.texts(pk)[field.key] == choice
            assert own.records.pks(Query(key, choices={field.key: (choice,)}, ids=tuple(pks.values()))) == (pk,), choice


@pytest.mark.parametrize("key", EVERY)
def test_a_list_can_be_sorted_by_every_column_and_loses_nothing(own: Any, key: str) -> None:
    pks = {stored_as_typed(own, key, sample(key, DAY + timedelta(days=index), **numbered(key, index))) for index in range(3)}
    for field in (field for field in spec_of(key).fields if field.kind != "evidence"):
        for descending in (False, True):
            found = own.records.pks(Query(key, order=field.key, descending=descending))
            assert pks <= set(found), field.label
            assert len(found) == own.records.size(Query(key)), field.label


@pytest.mark.parametrize("label", [label for label, measure in OWN.measures.items() if measure.how != "figures"])
def test_every_measure_counts_the_record_that_was_made_for_it(own: Any, label: str) -> None:
    measure = OWN.measures[label]
    found = own.measuring.count(label, HALF)
    before = found.record_ids
    pk = stored_as_typed(own, measure.ledger, made_for(measure))
    found = own.measuring.count(label, HALF)
    assert set(found.record_ids) - set(before) == {pk}
    assert found.value
    if measure.split and not measure.split_year:
        assert any(pk in part.record_ids for part in found.parts.values())


def made_for(measure: Measure) -> dict[str, Any]:
    """A record that fulfils what the measure asks for."""
    spec = OWN.get(measure.ledger)
    raw = sample(measure.ledger)
    raw.update({condition.field: condition.values[0] for condition in measure.where})
    for condition in measure.where_not:
        field = spec.field(condition.field)
        raw[field.key] = next((choice for choice in field.choices if choice not in condition.values), "否")
    if measure.until:
        del raw[measure.until]
    if spec.rows_field:
        wanted = {condition.field: condition.values[0] for condition in measure.where_row}
        raw[spec.rows_field.key] = [{**row, **wanted} for row in raw[spec.rows_field.key]]
    if measure.condition == "year_before":
        raw[measure.condition_fields[0]] = f"{HALF.start.year - 1}-12-31"
    elif measure.condition == "overdue":
        raw[measure.condition_fields[0]] = (HALF.end - timedelta(days=1)).isoformat()
        del raw[measure.condition_fields[1]]
    return raw


@pytest.mark.parametrize("key", EVERY)
def test_the_handbook_explains_it(key: str) -> None:
    handbook = (ROOT / "resources" / "help" / "handbook.md").read_text(encoding="utf-8")
    if key != samples.OWN_LEDGER["key"]:
        assert f"| {spec_of(key).label} |" in handbook


def test_the_made_up_ledger_is_counted_and_has_tags(own: Any) -> None:
    save(own, samples.OWN_LEDGER["key"], sample(samples.OWN_LEDGER["key"]))
    assert own.measuring.count("夜间走访次数", HALF).value == 1
    assert own.measuring.count("夜访总户数", HALF).parts["夜间走访"].value == 3
    assert own.measuring.count("慰问总金额", HALF).value == 120050
    tags = {info.tag: info.value for info in own.reporting.tags(HALF)}
    assert tags["夜间走访次数"] == "1"


def test_the_made_up_ledger_is_written_about(own: Any) -> None:
    """Its numbers, their parts, last year's, its rows in a table of an office's own template, and where they come from."""
    key = samples.OWN_LEDGER["key"]
    for day in (DAY, DAY + timedelta(days=1), date(2021, 3, 15)):
        save(own, key, sample(key, day))
    made = layout.blank()
    lines = ("{{ 夜访总户数|汉字 }}户，{{ 夜访总户数.入户宣讲 }}户，{{ 增减.夜间走访次数 }}次，{{ 慰问总金额|万元 }}万元", "{{ 正文 }}")
    for line in lines:
        layout.add(made, line, styles.S_BODY)
    add_table(
        made,
        (1, 1),
        [["{%tr for 行 in 明细.夜间走访 %}", ""], ["{{ 行.走访日期 }}", "{{ 行.走访领导 }}{{ 行.住户意见 }}"], ["{%tr endfor %}", ""]],
    )
    template = own.reporting.add_template("走访", "topic", layout.saved(made))
    begun = own.reporting.start("topic", HALF)
    draft = replace(begun, template=template.key, sections=(Section("走访", "走访", "共走访{{ 夜间走访次数 }}次。"),))
    document = own.reporting.document(own.reporting.render(draft))
    assert document.text == "六户，0户，增加1次，0.24万元\n共走访2次。"
    (table,) = [block for block in document.blocks if isinstance(block, Table)]
    assert [["".join(p.text for p in cell) for cell in row] for row in table.rows] == [
        ["2022-03-15", "班子成员01"],
        ["2022-03-16", "班子成员01"],
    ]
    sources = own.reporting.freeze(draft)
    assert [number.tag for number in sources] == ["夜间走访次数", "夜访总户数", "夜访总户数.入户宣讲", "增减.夜间走访次数", "慰问总金额"]
    assert sources[0].rule.startswith("走访日期在2022年上半年内的夜间走访")


def test_a_catalogue_with_an_own_ledger_is_the_shipped_one_and_one_more(catalogue: Catalogue) -> None:
    assert [spec.key for spec in OWN] == [*(spec.key for spec in catalogue), samples.OWN_LEDGER["key"]]
