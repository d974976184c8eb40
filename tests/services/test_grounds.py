"""依据: every cited provision once, what the office compared with the original and when, and that every screen then believes it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
import yaml

from dangjian_desktop.domain.basis import UNCHECKED, Basis
from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.finding import BASES
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import year
from dangjian_desktop.domain.tie import Tie, Ties
from dangjian_desktop.ledgers.ties import load_ties
from dangjian_desktop.services.desk import standing
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.rules.grounds import BASES_CHECKED, Ground, cited, printed, tables_printed
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.storage.store import Store
from tests.fakes import CHINA, FixedClock

RESOURCES = Path(__file__).parents[2] / "resources"
NOW = date(2026, 12, 1)
UNSURE = "branch_2018 第十六条"
"""Nobody has compared it; a duty that is counted rests on it."""
SURE = "casework_2019 第二十一条"
"""Compared on 2026-11-30, as shipped."""
LIMIT = "petitions_2020 第二十六条"
"""Not compared; a rule about every single petition rests on it."""
ADDED_UP = "discipline_2023 第二十一条"


def on(clock: FixedClock, day: date) -> None:
    clock.at = datetime(day.year, day.month, day.day, 9, 0, tzinfo=CHINA)


@pytest.fixture(autouse=True)
def today(clock: FixedClock) -> None:
    on(clock, NOW)


def row(services: Services, key: str) -> Ground:
    return next(one for one in services.grounds.rows() if one.basis.key == key)


def cited_in(said: Any) -> Iterator[tuple[str, str]]:
    """Every {of, article} of a declaration, however deep it stands."""
    if isinstance(said, dict):
        if set(said) == {"of", "article"}:
            yield said["of"], said["article"]
        for inner in said.values():
            yield from cited_in(inner)
    elif isinstance(said, list):
        for inner in said:
            yield from cited_in(inner)


def declared() -> set[str]:
    files = ("ledgers.yaml", "ties.yaml", "duties.yaml")
    return {f"{of} {article}" for name in files for of, article in cited_in(yaml.safe_load((RESOURCES / name).read_text(encoding="utf-8")))}


# ---------------------------------------------------------------------- what is cited
def test_every_cited_provision_stands_there_once_document_by_document(services: Services) -> None:
    keys = [one.basis.key for one in services.grounds.rows()]
    assert set(keys) == declared()
    assert len(keys) == len(set(keys))
    documents = [key.partition(" ")[0] for key in keys]
    order = list(yaml.safe_load((RESOURCES / "bases.yaml").read_text(encoding="utf-8"))["documents"])
    assert documents == sorted(documents, key=order.index)
    assert [one.basis.key for one in services.grounds.rows()] == keys


def test_it_says_where_it_is_used_in_words_of_the_office(services: Services) -> None:
    assert row(services, "discipline_2023 第十条").users == ("处分：党纪影响期",)
    assert row(services, ADDED_UP).users == ("处分：在影响期",)
    assert row(services, LIMIT).users == ("信访举报的核对规则", "实名检举控告受理告知期限（工作日）", "应办事项：实名检举控告告知受理情况")


def test_rules_between_numbers_in_texts_and_of_every_ledger_have_words_too(services: Services) -> None:
    shipped = load_ties(services.catalogue)
    resting = {"measure": Basis("甲"), "report": Basis("乙"), "*": Basis("丙")}

    def of(tie: Tie, name: str) -> Tie:
        return replace(tie, bases=(resting[name],))

    rules = (*(of(shipped.of_scope(scope)[0], scope) for scope in ("measure", "report")), of(shipped.of_ledger("*")[0], "*"))
    found = cited(services.catalogue, Ties(rules, {}), ())
    assert [found[basis] for basis in resting.values()] == [("统计数的核对规则",), ("报告文字的核对规则",), ("各台账的核对规则",)]
    assert list(found)[-3:] == list(resting.values()), "what is written out in place comes last"


@pytest.mark.parametrize(
    ("since", "until", "words"),
    [
        (None, None, "没有写明"),
        (date(2024, 1, 1), None, "2024-01-01 起"),
        (None, date(2023, 12, 31), "到 2023-12-31 为止"),
        (date(2018, 10, 1), date(2023, 12, 31), "2018-10-01 至 2023-12-31"),
    ],
)
def test_the_days_of_validity_in_words(since: date | None, until: date | None, words: str) -> None:
    assert Ground(Basis("甲", since=since, until=until), (), stale=False).validity == words


def test_the_handbook_prints_every_cited_provision_with_its_days_and_its_uses(services: Services) -> None:
    lines = printed().splitlines()
    assert len(lines) == 2 + len(declared())
    assert {line.count("|") for line in lines} == {6}
    for one in services.grounds.rows():
        (line,) = [line for line in lines if f"| {one.basis.title} |" in line]
        for words in (one.basis.about, one.validity, *one.users, str(one.basis.checked_on or UNCHECKED)):
            assert words in line


# ---------------------------------------------------------------------- a year
def test_what_nobody_compared_and_what_is_older_than_a_year_is_stale_what_has_ended_is_not(services: Services, clock: FixedClock) -> None:
    stale = {one.basis.key for one in services.grounds.stale()}
    assert UNSURE in stale
    assert SURE not in stale
    assert "discipline_2018 第十二条" not in stale
    assert row(services, UNSURE).compared == "没有核对"
    assert row(services, SURE).compared == "2026-11-30"
    on(clock, date(2027, 12, 1))
    assert row(services, SURE).compared == "2026-11-30（超过一年）"
    assert {one.basis.key for one in services.grounds.stale()} > stale


@pytest.mark.parametrize(
    ("compared", "today", "stale"),
    [
        (date(2027, 3, 1), date(2028, 2, 29), False),
        (date(2027, 3, 1), date(2028, 3, 1), False),
        (date(2027, 3, 1), date(2028, 3, 2), True),
        (date(2028, 2, 29), date(2029, 2, 28), False),
        (date(2028, 2, 29), date(2029, 3, 1), True),
        (date(2027, 2, 28), date(2028, 2, 28), False),
        (date(2027, 2, 28), date(2028, 2, 29), False),
        (date(2027, 2, 28), date(2028, 3, 1), True),
    ],
)
def test_a_year_ends_on_the_same_day_of_the_next(services: Services, clock: FixedClock, compared: date, today: date, stale: bool) -> None:
    on(clock, compared)
    services.grounds.confirm([UNSURE])
    on(clock, today)
    assert row(services, UNSURE).stale is stale


# ---------------------------------------------------------------------- the office compared it
def test_what_the_office_compared_is_kept_with_the_day_and_is_there_tomorrow(services: Services, clock: FixedClock) -> None:
    many = len(services.grounds.stale())
    change = services.grounds.confirm([UNSURE])
    assert change is not None
    assert (change.kind, change.label) == ("settings", "已与原文核对：《中国共产党支部工作条例（试行）》第十六条")
    assert services.settings.get(BASES_CHECKED) == {UNSURE: "2026-12-01"}
    assert len(services.grounds.stale()) == many - 1
    newest = services.history.entries(1)[0]
    assert (newest.label, newest.can_undo) == (change.label, False), "as with every setting"
    opening.close(services)
    again = opening.open_ledger(services.path, clock=clock)
    assert again.notice is None
    assert row(again, UNSURE).compared == "2026-12-01"
    opening.close(again)


def test_several_are_one_line_of_the_log_and_no_day_is_lost(services: Services, clock: FixedClock) -> None:
    services.grounds.confirm([UNSURE])
    services.settings.put(BASES_CHECKED, {**services.settings.get(BASES_CHECKED), "别的版本 第一条": "2025-01-01"}, "另一个版本核对的")
    on(clock, date(2026, 12, 2))
    change = services.grounds.confirm([LIMIT, SURE])
    assert change is not None
    assert change.label == "已与原文核对：《中国共产党纪律检查机关监督执纪工作规则》第二十一条等 2 条"
    kept = services.settings.get(BASES_CHECKED)
    assert kept == {UNSURE: "2026-12-01", "别的版本 第一条": "2025-01-01", LIMIT: "2026-12-02", SURE: "2026-12-02"}


def test_the_same_day_again_and_what_nothing_rests_on_is_no_change(services: Services) -> None:
    services.grounds.confirm([UNSURE])
    lines = len(services.history.entries())
    assert services.grounds.confirm([UNSURE]) is None
    assert services.grounds.confirm(["没有的文件 第一条"]) is None
    assert services.grounds.confirm([]) is None
    assert len(services.history.entries()) == lines


def test_an_older_comparison_of_the_office_does_not_hide_a_newer_shipped_one(services: Services) -> None:
    services.settings.put(BASES_CHECKED, {SURE: "2020-01-01"}, "以前核对的")
    assert row(services, SURE).compared == "2026-11-30"


@pytest.mark.parametrize("wrong", [[UNSURE], UNSURE, {UNSURE: "昨天"}, {UNSURE: 20261201}, {UNSURE: None}, 7])
def test_a_setting_that_is_none_of_ours_is_told_as_damage(services: Services, wrong: Any) -> None:
    services.settings.put(BASES_CHECKED, wrong, "别的程序写的")
    for ask in (services.grounds.rows, services.duties.chosen, lambda: services.checking.ties):
        with pytest.raises(DataFileError) as told:
            ask()
        assert told.value.code == "E-05"


# ---------------------------------------------------------------------- everywhere
def test_the_duties_say_so_no_longer(services: Services) -> None:
    def said() -> str:
        return next(line.about for line in standing.duty_lines(services, year(2026)) if "第十六条" in line.about)

    assert UNCHECKED in said()
    services.grounds.confirm([UNSURE])
    assert UNCHECKED not in said()
    assert UNCHECKED not in "".join(duty.rests_on(NOW) for duty in services.duties.chosen() if duty.id == "D11")


def test_the_findings_say_so_no_longer(services: Services) -> None:
    late = {"number": "XF1", "received_on": "2026-03-02", "notified_on": "2026-06-01", "signed": "是", "category": "检举控告"}
    services.records.save("petition", late)

    def said() -> str:
        return "".join(found.why for found in services.checking.findings(year(2026)) if "第二十六条" in found.why)

    assert UNCHECKED in said()
    services.grounds.confirm([LIMIT])
    assert "第二十六条" in said()
    assert UNCHECKED not in said()


def test_the_answer_about_a_person_says_so_no_longer(services: Services) -> None:
    sanction = {"person": "甲", "category": "党纪处分", "kind": "警告", "approved_by": "镇党委"}
    services.records.save("sanction", {**sanction, "decided_on": "2026-03-02"})
    services.records.save("sanction", {**sanction, "decided_on": "2026-06-01"})
    (pk, _earlier) = services.records.pks(Query("sanction"))

    def said() -> str:
        return "".join(text for _label, text, _secret in services.records.summary(pk).fields if "第二十一条" in text)

    assert UNCHECKED in said()
    services.grounds.confirm([ADDED_UP])
    assert "第二十一条" in said()
    assert UNCHECKED not in said()


def test_a_check_tells_it_in_one_line_that_stops_nothing_until_it_is_done(services: Services) -> None:
    (told,) = [found for found in services.checking.findings(year(2026)) if found.id == BASES]
    assert (told.level, told.ids, told.labels, told.key, told.aside) == ("note", (), (), "", True)
    assert told.message == f"{len(services.grounds.stale())} 项依据没有核对或超过一年没有核对。"
    assert [found.id for found in services.checking.findings(year(2026), ["党课次数"])] == [BASES]
    services.grounds.confirm([one.basis.key for one in services.grounds.stale()])
    assert services.checking.findings(year(2026), ["党课次数"]) == ()


def test_a_copy_without_names_knows_what_was_compared(services: Services, catalogue: Any, tmp_path: Path, clock: FixedClock) -> None:
    services.grounds.confirm([UNSURE])
    target = tmp_path / "隐去.djtz"
    masked_copy.write(services.store, catalogue, services.matters.rules.hidden, target, at=clock.now())
    copy = Store.open(target, catalogue)
    assert copy.settings.get(BASES_CHECKED) == {UNSURE: "2026-12-01"}
    copy.close()


def test_every_table_is_printed_with_the_provision_beside_each_version(catalogue: Catalogue) -> None:
    lines = tables_printed().splitlines()
    wanted = [(spec, name, version) for spec in catalogue for name, table in spec.tables.items() for version in table.versions]
    assert len(lines) == len(wanted) + 2
    for line, (spec, name, version) in zip(lines[2:], wanted, strict=True):
        assert line.startswith(f"| {spec.label}：{name} | ")
        assert all(word in line for word in version.value)
        assert all(basis.cited in line for basis in version.bases)
    assert any("严重警告 18" in line and "第十条" in line for line in lines)
