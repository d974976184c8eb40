"""A masked copy: every number is what it was, no original text is anywhere in it, and it is a whole ledger of its own."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangjian_desktop.domain.clean import examine
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.fields import Context
from dangjian_desktop.domain.period import Period, half, year
from dangjian_desktop.domain.record import Record
from dangjian_desktop.ledgers.handover import load_handover_rules
from dangjian_desktop.services import demo
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.tables import masked_copy
from dangjian_desktop.storage.file import snapshot
from dangjian_desktop.storage.writing.record_writes import write_of
from tests import samples
from tests.fakes import CHINA, FakeProgress, FixedClock

PERIODS = (half(2022, 1), half(2022, 2), year(2021), Period(date(2000, 1, 1), date(2040, 12, 31)))


def masked(services: Services, target: Path, **named: Any) -> snapshot.Facts:
    rules = load_handover_rules(services.catalogue, services.checking.ties)
    return masked_copy.write(services.store, services.catalogue, rules.hidden, target, at=services.clock.now(), **named)


def opened(target: Path, services: Services) -> Services:
    return opening.open_ledger(target, catalogue=services.catalogue, clock=services.clock)


def numbers(services: Services, period: Period) -> dict[str, Any]:
    """Every measure with parts and the place of its records; lists of titles only by their length."""
    found: dict[str, Any] = {}
    for label, one in services.measuring.all(period).items():
        parts = sorted((str(part.number), len(part.record_ids)) for part in one.parts.values())
        found[label] = (str(one.number), one.ratio, len(one.record_ids), parts)
    return found


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    clock = FixedClock(datetime(2022, 8, 23, 9, 0, tzinfo=CHINA))
    services = demo.create(tmp_path_factory.mktemp("demo") / "演示.djtz", clock=clock)
    services.measuring.switch_variant("专题研究全面从严治党次数", "B", "演示")
    yield services
    opening.close(services)


def test_every_number_of_the_demo_is_what_it_was(town: Services, tmp_path: Path, progress: FakeProgress) -> None:
    facts = masked(town, tmp_path / "副本.djtz", progress=progress)
    copy = opened(tmp_path / "副本.djtz", town)
    assert copy.notice is None
    for period in PERIODS:
        assert numbers(copy, period) == numbers(town, period)
    assert copy.measuring.variant("专题研究全面从严治党次数") == "B"
    assert facts == snapshot.facts(tmp_path / "副本.djtz") or facts.content == snapshot.content(copy.store.database)
    assert progress.steps[0][1] == facts.records
    opening.close(copy)


def test_it_is_a_ledger_of_its_own_without_reports_evidence_and_history(town: Services, tmp_path: Path) -> None:
    facts = masked(town, tmp_path / "副本.djtz")
    assert facts.ledger_id != town.settings.get("ledger_id")
    assert (facts.seq, facts.evidence) == (2, 0)
    copy = opened(tmp_path / "副本.djtz", town)
    assert copy.reporting.list() == ()
    assert copy.settings.get("unit_name") == town.settings.get("unit_name")
    assert copy.settings.get("addressee") is None
    assert [entry.kind for entry in copy.history.entries(2)] == ["masked", "create"]
    assert copy.handover.self_check()[0].ok
    opening.close(copy)


def test_no_name_of_the_demo_is_anywhere_in_its_bytes(town: Services, tmp_path: Path) -> None:
    masked(town, tmp_path / "副本.djtz")
    data = (tmp_path / "副本.djtz").read_bytes()
    unit = town.settings.get("unit_name")
    for register in ("person", "organisation"):
        names = set(town.store.records.book(register).titles.values()) - {unit}
        assert len(names) > 10
        assert [name for name in names if name.encode() in data] == []


CANARIES = {
    "姓名": "罕见姓名甲子", "职务": "罕见职务乙丑", "代号": "罕见代号丙寅", "摘要": "罕见摘要丁卯", "谈话摘要": "罕见谈话戊辰", "备注": "罕见备注己巳",
    "作废": "罕见作废庚午", "理由": "罕见理由辛未", "文件": "罕见文件壬申", "草稿": "罕见草稿癸酉", "单位": "罕见村名甲戌", "报告": "罕见报告乙亥",
    "设置": "罕见设置丙子",
}  # fmt: skip


def test_no_canary_is_found_in_any_encoding(services: Services, tmp_path: Path) -> None:
    c = CANARIES
    save = services.records.save
    save("organisation", {"name": c["单位"], "kind": "村党组织"})
    save("person", {"name": c["姓名"], "post": c["职务"], "organisation": c["单位"], "remark": c["备注"]})
    talk = {
        "held_on": "2022-03-05",
        "kind": "谈心谈话",
        "speaker": c["姓名"],
        "speaker_role": "党委书记",
        "target_category": "村干部",
        "headcount": "2",
    }
    pk = save("talk", {**talk, "topic": f"与{c['姓名']}谈{c['单位']}、{c['代号']}的事", "summary": c["谈话摘要"], "remark": c["备注"]}).ids[
        0
    ]
    services.evidence.add_bytes(pk, f"{c['文件']}.pdf", b"%PDF-1.7 " + c["文件"].encode())
    lead = save("lead", {"number": "XS-1", "received_on": "2022-05-20", "subject": c["代号"], "summary": c["摘要"]}).ids[0]
    save(
        "sanction", {"person": c["代号"], "category": "党纪处分", "kind": "警告", "decided_on": "2022-06-01", "announced_on": "2022-06-02"}
    )
    services.records.void([lead], c["作废"])
    services.drafts.keep("new:talk", "talk", None, {"topic": c["草稿"]})
    services.settings.put("signature", c["设置"], c["设置"])
    services.reporting.keep(services.reporting.from_text(half(2022, 1), c["报告"]))
    original = services.path.read_bytes()
    assert [name for name, word in c.items() if name != "理由" and word.encode() not in original] == []
    masked(services, tmp_path / "副本.djtz")
    data = b"".join(one.read_bytes() for one in tmp_path.glob("副本*"))
    for encoding in ("utf-8", "utf-16-le", "gb18030"):
        assert [name for name, word in c.items() if word.encode(encoding) in data] == []
    copy = opened(tmp_path / "副本.djtz", services)
    (stored,) = [one for one in copy.store.records.everything() if one.voided]
    assert stored.void_reason == "已隐去"
    opening.close(copy)


def test_a_reason_that_passed_a_rule_is_kept_as_a_fact_without_its_words(services: Services, tmp_path: Path) -> None:
    values = {"person": "A001", "category": "党纪处分", "kind": "记过", "decided_on": "2022-06-01", "announced_on": "2022-06-02"}
    services.records.save("sanction", values, reasons={"R1c": CANARIES["理由"]})
    masked(services, tmp_path / "副本.djtz")
    assert CANARIES["理由"].encode() not in (tmp_path / "副本.djtz").read_bytes()
    copy = opened(tmp_path / "副本.djtz", services)
    (one,) = copy.store.records.everything()
    assert one.reasons == (("R1c", "已隐去"),)
    opening.close(copy)


def test_nothing_is_masked_while_a_ledger_is_not_known(
    services: Services, catalogue: Any, clock: FixedClock, ledger_file: Path, tmp_path: Path
) -> None:
    opening.close(services)
    own = samples.own_catalogue(catalogue)
    with_own = opening.open_ledger(ledger_file, catalogue=own, clock=clock)
    samples.register_names(with_own)
    spec = own.get("night_visit")
    with_own.records.save("night_visit", samples.full(spec, date(2022, 3, 5), mark="罕见"))
    masked(with_own, tmp_path / "全.djtz")
    copy = opened(tmp_path / "全.djtz", with_own)
    assert numbers(copy, half(2022, 1)) == numbers(with_own, half(2022, 1))
    assert "罕见住户意见".encode() not in (tmp_path / "全.djtz").read_bytes()
    opening.close(copy)
    opening.close(with_own)
    plain = opening.open_ledger(ledger_file, catalogue=catalogue, clock=clock)
    with pytest.raises(UserError, match="不认识的台账 night_visit"):
        masked(plain, tmp_path / "缺.djtz")
    assert not (tmp_path / "缺.djtz").exists()
    opening.close(plain)


def some_value(field: Any, chance: random.Random) -> Any:
    """A value as somebody might type it; texts are few, so that many are alike, and some hold a name."""
    names = samples.NAMES
    match field.kind:
        case "text" | "long":
            return chance.choice(["甲", "XS-1", "A001", "与班子成员01谈", "班子成员01", "第01村党支部的事", "代号0001", "人员0001"])
        case "date":
            return date(2022, chance.randint(1, 9), chance.randint(1, 28)).isoformat()
        case "whole" | "number" | "money":
            return str(chance.randint(0, 9))
        case "flag":
            return chance.choice(["是", "否"])
        case "choice":
            return chance.choice(field.choices)
        case "choices":
            return "、".join(chance.sample(field.choices, chance.randint(1, min(2, len(field.choices)))))
        case "ref":
            return chance.choice(names[field.target])
        case "refs":
            return "、".join(chance.sample(names[field.target], chance.randint(1, 2)))
    return [{row.key: some_value(row, chance) for row in field.rows} for _ in range(chance.randint(1, 3))]


@pytest.fixture(scope="module")
def names_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("random") / "名称.djtz"
    services = opening.create_ledger(path, "青石镇党委", clock=FixedClock())
    samples.register_names(services)
    opening.close(services)
    return path


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 1 << 30))
def test_every_number_of_random_ledgers_is_what_it_was(seed: int, names_only: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder, chance = tmp_path_factory.mktemp("one"), random.Random(seed)
    path = Path(shutil.copy(names_only, folder / "台账.djtz"))
    services = opening.open_ledger(path, clock=FixedClock())
    context, writes = Context(services.clock.today(), services.store.records), []
    for spec in services.catalogue.ledgers:
        for _ in range(chance.randint(0, 7)):
            wanted = [field for field in spec.fields if field.kind != "evidence" and (field.required or chance.random() < 0.8)]
            raw = {field.key: some_value(field, chance) for field in wanted}
            found = examine(spec, {**raw, spec.date_field: some_value(spec.field(spec.date_field), chance)}, context)
            assert found.problems == ()
            writes.append(write_of(spec, Record(spec.key, found.values), services.store.records.title))
    if writes:
        made = services.store.commit_change("save", "登记", writes, actor="", at=services.clock.now())
        services.records.void(chance.sample(made.ids, 1 + len(made.ids) // 8), "重复登记")
    masked(services, folder / "副本.djtz")
    copy = opened(folder / "副本.djtz", services)
    for period in PERIODS:
        assert numbers(copy, period) == numbers(services, period)
    opening.close(copy)
    opening.close(services)
    data = (folder / "副本.djtz").read_bytes()
    assert not [name for name in ("班子成员0", "第01村党支部") if name.encode() in data]
    shutil.rmtree(folder)


def test_it_does_not_say_on_which_computer_or_by_whom_it_was_made(services: Services, tmp_path: Path) -> None:
    """A computer is often called after who sits at it."""
    masked(services, tmp_path / "副本.djtz")
    with snapshot.opened(tmp_path / "副本.djtz") as database:
        assert set(database.run("SELECT device, actor FROM audit")) == {("", "")}
    assert services.store.database.run("SELECT device FROM audit")[0][0] != ""
