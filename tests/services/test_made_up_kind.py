"""A kind nobody thought of: stored, listed, counted, exported and read back like any other, and closed wherever it says nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from dangjian_desktop.domain.catalogue_check import check
from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.fields import MASK, Field
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.kind import Kind
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.redaction import Place
from dangjian_desktop.exchange import workbook_in
from dangjian_desktop.ledgers.handover import load_handover_rules
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening, redaction
from dangjian_desktop.services.report import ledger_book
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.storage.stores import views
from tests.fakes import FixedClock
from tests.made_up_kind import BLOCK, LEDGER, NUMBER, OTHER, X_KIND, X_PLACE, call, catalogue, registered

SPRING = Period(date(2022, 3, 1), date(2022, 3, 31))
KEYS = ["held_on", "topic", "number", "place"]
Opens = Callable[..., Services]


@pytest.fixture
def opens(tmp_path: Path, clock: FixedClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opens]:
    """Make a file with three calls; the kinds as they are, or as the test has them."""
    made: list[Services] = []

    def create(*these: Kind) -> Services:
        registered(monkeypatch, X_KIND, X_PLACE, *these)
        services = opening.create_ledger(tmp_path / "来电.djtz", "青石镇党委", catalogue=catalogue(), clock=clock)
        made.append(services)
        lines = [call(1, place="3/5"), call(2, "7001-0002"), call(3, remark=f"又是{NUMBER}")]
        services.records.save_many(lines, kind="save", label="登记")
        return services

    yield create
    for services in made:
        opening.close(services)


@pytest.fixture
def calls(opens: Opens) -> Services:
    return opens()


def pks(services: Services, **query: Any) -> list[int]:
    return list(services.records.pks(Query(LEDGER, **query)))


# ---------------------------------------------------------------------- like any other
def test_it_is_cleaned_stored_and_comes_back(calls: Services) -> None:
    stored = [calls.records.get(pk) for pk in pks(calls, descending=False)]
    assert [one.values["number"] for one in stored] == [NUMBER, OTHER, NUMBER]
    assert stored[0].values["place"] == (3, 5)
    assert calls.records.texts(stored[0].pk)["place"] == "3 排 5 号"
    assert [problem.message for problem in calls.records.check(*call(4, "七"), pk=None).problems] == ["“七”不是来电号码。"]


def test_it_is_listed_and_sorted(calls: Services) -> None:
    rising, falling = (pks(calls, order="number", descending=falling) for falling in (False, True))
    assert rising == falling[::-1]
    assert [row.cells["number"] for row in calls.records.page(Query(LEDGER, order="number", descending=False), 0, 9)] == [
        NUMBER,
        NUMBER,
        OTHER,
    ]


def test_it_is_counted_by_what_differs(calls: Services) -> None:
    assert calls.measuring.count("来电号码个数", SPRING).value == 2


def test_it_goes_into_a_workbook_and_comes_back(calls: Services, tmp_path: Path) -> None:
    path = tmp_path / "全部.xlsx"
    calls.exporting.export_all(path)
    page = openpyxl.load_workbook(path)["来电登记"]
    head, *lines = ([cell.value for cell in row] for row in page.iter_rows())
    assert [line[head.index("来电号码")] for line in lines] == [NUMBER, OTHER, NUMBER]
    other = opening.create_ledger(tmp_path / "另一本.djtz", "青石镇党委", catalogue=calls.catalogue, clock=calls.clock)
    preview = other.importing.read(path)
    assert preview.faults == ()
    other.importing.commit(preview)
    ours, theirs = ([one.records.get(pk).values for pk in pks(one)] for one in (calls, other))
    assert ours == theirs
    opening.close(other)


# ---------------------------------------------------------------------- closed where it says nothing
def test_its_fields_are_secret_without_being_declared_so(calls: Services) -> None:
    spec = calls.catalogue.get(LEDGER)
    assert {field.key for field in spec.fields if field.secret} == {"number", "place"}
    assert spec.secret_labels == {"来电号码", "档案位置"}


def test_no_search_and_no_filter_finds_it(calls: Services) -> None:
    assert calls.records.search("70010002") == ()
    assert pks(calls, text="70010002") == []
    assert [line.title for line in calls.records.search("事由2")] == ["事由2"]


def test_a_list_that_leaves_is_veiled_and_so_is_the_clipboard(calls: Services, tmp_path: Path) -> None:
    calls.exporting.export_query(Query(LEDGER, descending=False), KEYS, tmp_path / "表.xlsx")
    (sheet,) = workbook_in.read((tmp_path / "表.xlsx").read_bytes())
    assert [row[2:] for row in sheet.rows] == [("来电号码", "档案位置"), (MASK, MASK), (MASK, None), (MASK, None)]
    assert NUMBER not in calls.records.as_text(pks(calls), KEYS[:3], LEDGER)
    assert calls.records.recent_values(LEDGER, "number") == ()
    veiled = [
        secret
        for label, _text, secret in calls.records.summary(pks(calls, descending=False)[0]).fields
        if label in ("来电号码", "档案位置")
    ]
    assert veiled == [True, True]


def test_no_view_and_no_printed_book_has_it(calls: Services) -> None:
    sql = views.statements(calls.catalogue)["来电登记"]
    assert "事由" in sql
    assert "来电号码" not in sql
    assert "档案位置" not in sql
    assert [field.label for field in ledger_book._printed(calls.catalogue.get(LEDGER))][:2] == ["来电日期", "事由"]
    assert not {"来电号码", "档案位置"} & {field.label for field in ledger_book._printed(calls.catalogue.get(LEDGER))}


def test_a_masked_copy_has_a_code_for_it_everywhere_or_leaves_it_out(calls: Services, tmp_path: Path) -> None:
    rules = load_handover_rules(calls.catalogue, calls.checking.ties)
    target = tmp_path / "副本.djtz"
    masked_copy.write(calls.store, calls.catalogue, rules.hidden, target, at=calls.clock.now())
    assert NUMBER.encode() not in target.read_bytes()
    copy = opening.open_ledger(target, catalogue=calls.catalogue, clock=calls.clock)
    one, two, three = (copy.records.get(pk).values for pk in pks(copy, descending=False))
    assert one["number"] == three["number"] != two["number"]
    assert one["number"].startswith("代号")
    assert "place" not in one
    assert copy.measuring.count("来电号码个数", SPRING).value == 2
    opening.close(copy)


def test_it_is_offered_to_redaction_and_gone_from_the_file(calls: Services) -> None:
    pk = pks(calls, descending=False)[0]
    offer = redaction.look(calls, pk)
    assert [(text.label, text.text, text.secret) for text in offer.texts if text.secret] == [
        ("来电号码", NUMBER, True),
        ("档案位置", "3 排 5 号", True),
    ]
    # the number is counted, the place is not
    assert [bool(text.obstacle) for text in offer.texts if text.secret] == [True, False]
    redaction.redact(calls, offer, [Place("place")], evidence=False, reason="按规定删去")
    assert "place" not in calls.records.get(pk).values
    assert calls.store.damage() == []


@pytest.mark.parametrize("how", ["list number", "max number", "sum number", "distinct place"])
def test_it_is_not_counted_in_a_way_that_prints_it_or_that_it_does_not_know(calls: Services, how: str) -> None:
    block = {**BLOCK, "key": "y", "label": "乙", "measures": [{"label": "号码", "unit": "个", "how": how}]}
    assert [fault.code for fault in check(calls.catalogue.with_spec(ledger_from(block)))] == ["M09"]


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ([["lines", "明细", "rows", {"rows": [["number", "号码", "x_kind"]]}]], "L08"),  # a grid veils nothing
        ([["number", "号码", "x_kind", "secret"]], "L08"),
        ([["number", "号码", "x_kind", {"default": NUMBER}]], "L09"),
        ([["number", "号码", "x_kind", {"computed": "来电日期"}]], "L12"),
        ([["number", "号码", "x_kind:person"]], "L02"),
    ],
)
@pytest.mark.usefixtures("calls")
def test_it_may_not_stand_where_nobody_can_veil_it(fields: list[Any], code: str) -> None:
    with pytest.raises(DeclarationError) as told:
        ledger_from({**BLOCK, "fields": [*BLOCK["fields"][:2], *fields], "measures": []})
    assert [fault.code for fault in told.value.faults] == [code]


def test_it_names_no_register_for_names_are_read_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    registered(monkeypatch, replace(X_KIND, name="x_name", textual=True, telling=True))
    fields = [["name", "名称", "x_name", "required"]]
    names = ledger_from({"key": "y", "label": "乙", "fields": fields}, register=True)
    assert [fault.code for fault in check(load_catalogue().with_spec(names))] == ["L05"]


# ---------------------------------------------------------------------- open where it says so
def test_a_kind_that_may_be_shown_is_found_and_read_in_clear(opens: Opens, tmp_path: Path) -> None:
    calls = opens(replace(X_KIND, shown_in_clear=True, redactable=False))
    assert not calls.catalogue.get(LEDGER).field("number").secret
    assert [line.title for line in calls.records.search("70010002")] == ["事由2"]
    assert '"来电号码"' in views.statements(calls.catalogue)["来电登记"]
    assert [row[2] for row in calls.exporting.listed(Query(LEDGER, text="70010002"), KEYS).rows] == [OTHER]
    assert [text.label for text in redaction.look(calls, pks(calls, descending=False)[0]).texts if text.secret] == ["档案位置"]
    rules = load_handover_rules(calls.catalogue, calls.checking.ties)
    masked_copy.write(calls.store, calls.catalogue, rules.hidden, tmp_path / "副本.djtz", at=calls.clock.now())
    copy = opening.open_ledger(tmp_path / "副本.djtz", catalogue=calls.catalogue, clock=calls.clock)
    assert [copy.records.get(pk).values["number"] for pk in pks(copy, descending=False)] == [NUMBER, OTHER, NUMBER]
    opening.close(copy)


def test_a_new_kind_says_nothing_by_itself() -> None:
    plain = Kind(name="y", clean=X_KIND.clean)
    said = [
        trait for trait in ("shown_in_clear", "telling", "textual", "computable", "choosable", "refers", "many") if getattr(plain, trait)
    ]
    assert said == []
    assert all((plain.redactable, plain.masked, plain.fits_cell))
    assert not any(plain.counts(way) for way in ("distinct", "list", "sum", "max", "last", "split", "year", "asked"))


def test_people_in_child_rows_are_only_told_apart() -> None:
    one, several = (Field("who", "谁", kind, target="person").of for kind in ("ref", "refs"))
    assert one.counts("distinct", in_rows=True)
    assert one.counts("list")
    assert not one.counts("list", in_rows=True)
    assert not several.counts("distinct", in_rows=True)
