"""The register of stores that hold text: nothing is missing from it, and whoever walks it leaves no text behind unsaid.

A made-up rare text goes into every store; each is asked for it afterwards.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from fnmatch import fnmatch
from pathlib import Path

import pytest

from dangjian_desktop.domain.period import half
from dangjian_desktop.services.ledger_file import redaction
from dangjian_desktop.services.records.draft_files import DraftFiles
from dangjian_desktop.services.services import Services
from dangjian_desktop.storage.file import snapshot
from dangjian_desktop.storage.ground.endings import LEFT
from dangjian_desktop.storage.ground.text_stores import BESIDE, FILES, STORES, Redacting, store_of
from dangjian_desktop.storage.stores.draft_store import DraftRecord
from tests.fakes import FixedClock
from tests.services.test_masked_copy import masked

RARE = "𠃁𠃂𠃃𠃄“罕见”\n之语"
"""With what JSON writes otherwise."""
SANCTION = {"person": "A001", "category": "党纪处分", "kind": "记过", "decided_on": "2022-06-01", "announced_on": "2022-06-02"}
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")


def forms(text: str) -> list[str]:
    once = json.dumps(text, ensure_ascii=False)[1:-1]
    return [text, once, json.dumps(once, ensure_ascii=False)[1:-1]]


# ---------------------------------------------------------------------- nothing is missing from the list
def test_a_table_that_nobody_registered_stops_whoever_walks_the_list() -> None:
    with pytest.raises(KeyError):
        store_of("bookmark")


def test_every_store_says_what_becomes_of_its_texts() -> None:
    for store in STORES:
        assert not set(store.texts) & set(store.codes)
        assert set(store.packed) <= set(store.texts)
        assert (store.redacting is Redacting.NOTHING) == (not store.texts)
        assert (store.redacting is not Redacting.TOLD) or "{}" in store.told
        assert (store.redacting is not Redacting.DROPPED) or store.record
    assert set(redaction._DROPPING) == {one.form for one in FILES if one.redacting is Redacting.DROPPED}


# ---------------------------------------------------------------------- a text in every store
def record(services: Services) -> int:
    """A sanction with the text in a field, in its earlier states, in the reason that passed a rule and in why it was voided."""
    services.records.save("sanction", {**SANCTION, "remark": f"先{RARE}"}, reasons={"R1c": RARE})
    (pk,) = services.records.save("sanction", {"remark": RARE}, pk=1, reasons={"R1c": RARE}).ids
    services.records.void([pk], RARE)
    return pk


def evidence(services: Services) -> None:
    services.evidence.add_bytes(1, "说明.txt", RARE.encode())
    services.evidence.add_bytes(1, f"{RARE[:4]}.txt", b"named so")


def drafts(services: Services) -> None:
    services.drafts.keep("sanction:1", "sanction", 1, {"remark": RARE})


def other_drafts(services: Services) -> None:
    services.drafts.keep("talk:new", "talk", None, {"topic": RARE})


def report(services: Services) -> None:
    services.reporting.keep(services.reporting.from_text(half(2022, 1), f"摘自{RARE}"))


def setting(services: Services) -> None:
    services.settings.put("addressee", RARE, "填写主送机关")


def template(services: Services) -> None:
    services.reporting.add_template(RARE, "half", services.reporting.template("半年报告"))


def log(services: Services) -> None:
    services.settings.put("some", "", f"写着{RARE}")


def other_record(services: Services) -> None:
    services.records.save("talk", {"held_on": "2022-03-05", "kind": "谈心谈话", "summary": f"和{RARE}谈"})


PLANTED: Mapping[str, Callable[[Services], object]] = {
    "record": record,
    "history": record,
    "record_search": record,
    "draft": drafts,
    "evidence": evidence,
    "evidence_link": evidence,
    "report": report,
    "setting": setting,
    "template": template,
    "audit": log,
}


def holding(services: Services) -> set[str]:
    """Tables in which it stands, but for what is packed into files of Word."""
    found = set()
    for store in STORES:
        for (*values,) in services.store.database.run(f"SELECT {', '.join(store.texts) or 'NULL'} FROM {store.table}"):
            words = [value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values]
            found |= {store.table for word in words for form in (*forms(RARE), RARE[:4]) if form in word}
    return found


def plant(services: Services, *, told: bool) -> None:
    for plants in dict.fromkeys(
        PLANTED[store.table] for store in STORES if store.texts and (told or store.redacting is not Redacting.TOLD)
    ):
        plants(services)


def take_all(services: Services) -> redaction.Offer:
    offer = redaction.look(services, 1)
    places = [one.place for one in offer.texts if not one.obstacle]
    redaction.redact(services, offer, places, evidence=True, reason="按规定")
    return offer


def hits(path: Path) -> list[str]:
    data = path.read_bytes()
    return [encoding for encoding in ENCODINGS for form in (*forms(RARE), RARE[:4]) if form.encode(encoding) in data]


def test_every_store_has_a_text_put_into_it(services: Services) -> None:
    assert set(PLANTED) == {store.table for store in STORES if store.texts}
    plant(services, told=True)
    assert holding(services) == set(PLANTED)


def test_it_is_nowhere_in_the_file_where_nothing_says_that_it_stays(services: Services) -> None:
    plant(services, told=False)
    assert hits(services.path) != []
    take_all(services)
    assert hits(services.path) == []
    assert services.store.damage() == []


def test_where_it_stays_is_told_beforehand(services: Services) -> None:
    plant(services, told=True)
    other_drafts(services)
    other_record(services)
    offer = take_all(services)
    left = holding(services)
    assert left - {"record", "record_search"} == {store.table for store in STORES if store.told}
    said = offer.stays([one.place for one in offer.texts], evidence=True)
    for store in STORES:
        if store.told:
            assert any(words.startswith(store.told.split("{}")[0]) for words in said), store.table


def test_it_is_nowhere_in_a_masked_copy(services: Services, tmp_path: Path) -> None:
    plant(services, told=True)
    other_drafts(services)
    other_record(services)
    masked(services, tmp_path / "副本.djtz")
    assert hits(tmp_path / "副本.djtz") == []


def test_a_store_that_no_masked_copy_may_have_stops_one(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record(services)
    monkeypatch.setattr("dangjian_desktop.storage.stores.text_places.store_of", lambda _table: store_of("draft"))
    with pytest.raises(RuntimeError, match="audit, history"):
        masked(services, tmp_path / "副本.djtz")


def test_what_leaves_the_house_takes_along_what_the_list_says(services: Services, tmp_path: Path) -> None:
    plant(services, told=True)
    services.store.pack_copy(tmp_path / "副本.djtz", bare=None, step=lambda _done, _all: None)
    with snapshot.opened(tmp_path / "副本.djtz") as database:
        filled = {store.table for store in STORES if database.run(f"SELECT 1 FROM {store.table} LIMIT 1")}
    assert filled == {store.table for store in STORES if store.leaves and (store.texts or store.table in ("record_day", "migration"))}


# ---------------------------------------------------------------------- files
def registered(name: str) -> bool:
    return any(fnmatch(name, one.form) and (one.form.count("/") or name.count("/") == 0) for one in FILES)


def test_every_file_in_the_own_folder_is_registered_and_holds_the_text_only_where_it_says_so(
    services: Services, own_home: Path, clock: FixedClock
) -> None:
    plant(services, told=True)
    outside = DraftFiles(str(services.settings.get("ledger_id")), None)
    outside.keep(DraftRecord("sanction:1", "sanction", 1, {"remark": RARE}, "2022-07-05T09:00:00"))
    services.evidence.open_copy(1, services.evidence.of(1)[0].sha256)
    names = [path.relative_to(own_home).as_posix() for path in own_home.rglob("*") if path.is_file()]
    assert [name for name in names if not registered(name)] == []
    held = {one.form for one in FILES for name in names if hits(own_home / name) and fnmatch(name, one.form)}
    assert held == {one.form for one in FILES if one.redacting is Redacting.DROPPED}
    take_all(services)
    assert [path.name for path in own_home.rglob("*") if path.is_file() and hits(path)] == []


def test_every_file_beside_the_ledger_is_registered(services: Services, clock: FixedClock) -> None:
    plant(services, told=True)
    services.backups.make()
    services.backups.restore(services.backups.make().path)
    take_all(services)
    folder, stem = services.path.parent, services.path.stem
    found = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file() and path != services.path]
    forms = [one.form.format(stem=stem.replace("[", "[[]")) for one in BESIDE]
    assert len(found) > 3
    assert [name for name in found if not any(fnmatch(name, form) for form in forms)] == []
    for ending in LEFT:
        assert any(fnmatch(f"{services.path.name}{ending}", form) for form in forms), ending


def test_a_file_that_is_not_registered_is_noticed() -> None:
    assert not registered("notes/talk.txt")
    assert not registered("notes/talk.json")
    assert registered("tries.json")
    assert not registered("someday.json")
    assert registered("log/program.log.2")
