"""What leaves the house: no drafts, no free pages, evidence only where it is wanted; and the copy without it is a whole ledger."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import date

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.domain.evidence import Evidence
from dangjian_desktop.domain.record import Record
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.storage.engine import cipher
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import reencrypt, snapshot
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores import census
from dangjian_desktop.storage.stores.draft_store import DraftRecord
from dangjian_desktop.storage.stores.evidence_store import LEFT_OUT, Content
from dangjian_desktop.storage.truth import integrity
from dangjian_desktop.storage.writing.commit import Deed
from dangjian_desktop.storage.writing.record_writes import write_back, write_of
from tests.storage.ledger_files import opened, tamper, township

DATA = b"%PDF-1.7 " + b"made up" * 2000
NAME = hashlib.sha256(DATA).hexdigest()


def attach(store, pk, data, clock):
    before = store.records.get(pk)
    spec = store.catalogue.get(before.ledger)
    name = hashlib.sha256(data).hexdigest()
    piece = Evidence(name, "材料.pdf", len(data), "pdf", clock.now().isoformat())
    values = {**before.values, "evidence": (*before.values.get("evidence", ()), piece)}
    write = write_of(spec, Record(spec.key, values), store.records.title, before=before)
    contents = [Content(name, "pdf", data)]
    return store.commit_change("evidence", "添加佐证", [write], actor="经办人", at=clock.now(), contents=contents)


@pytest.fixture
def talks(ledger_file, catalogue, clock):
    return township(ledger_file, catalogue, clock, talks=5)


@pytest.fixture
def store(ledger_file, talks, catalogue, clock):
    made = Store.open(ledger_file, catalogue)
    attach(made, talks[0], DATA, clock)
    made.drafts.keep(DraftRecord("new:talk", "talk", None, {"topic": "没写完的草稿内容"}, clock.now().isoformat()))
    yield made
    made.close()


def deed(clock):
    return Deed("handover_copy", "不带佐证材料", "经办人", clock.now())


def test_drafts_stay_at_home_and_no_byte_of_them_leaves(store, tmp_path):
    facts = store.pack_copy(tmp_path / "副本.djtz", bare=None, step=lambda _done, _all: None)
    assert "没写完的草稿内容".encode() not in (tmp_path / "副本.djtz").read_bytes()
    assert "没写完的草稿内容".encode() in store.path.read_bytes()
    assert facts.evidence == 1
    assert facts.content == snapshot.content(store.database)


def test_a_copy_without_evidence_keeps_names_and_digests_and_opens_as_a_whole_ledger(store, tmp_path, catalogue, clock):
    target = tmp_path / "副本.djtz"
    facts = store.pack_copy(target, bare=deed(clock), step=lambda _done, _all: None)
    assert (facts.evidence, facts.records) == (0, 15)
    assert DATA[:50] not in target.read_bytes()
    assert target.stat().st_size < store.path.stat().st_size
    copy = Store.open(target, catalogue)
    assert copy.notice is None
    assert copy.damage() == []
    assert copy.evidence.left_out()
    assert not store.evidence.left_out()
    assert [one.label for one in copy.audit.entries(1)] == ["不带佐证材料"]
    assert copy.evidence.data(NAME) == b""
    copy.close()


def test_what_is_attached_to_such_a_copy_later_is_checked_like_everything(store, tmp_path, talks, catalogue, clock):
    target = tmp_path / "副本.djtz"
    store.pack_copy(target, bare=deed(clock), step=lambda _done, _all: None)
    copy = Store.open(target, catalogue)
    attach(copy, talks[1], DATA + b"more", clock)
    attach(copy, talks[2], DATA, clock)
    assert copy.evidence.data(NAME) == DATA
    assert copy.damage() == []
    copy.close()
    tamper(target, "UPDATE evidence SET data = zeroblob(size)")
    copy = Store.open(target, catalogue)
    assert len(copy.damage()) == 2
    copy.close()
    tamper(target, "UPDATE evidence SET data = x'00'")
    assert opened(target, catalogue, clock) == "E-05"


def test_bytes_taken_out_without_a_word_in_the_log_are_damage(store, catalogue, clock):
    path = store.path
    store.close()
    tamper(path, "UPDATE evidence SET data = x''")
    assert opened(path, catalogue, clock) == "E-05"
    tamper(path, f"INSERT INTO setting (key, value) VALUES ('{LEFT_OUT}', 'true')")
    assert opened(path, catalogue, clock) == "E-05"


def test_who_gives_up_while_the_copy_is_written_gets_none(store, tmp_path):
    told = []

    def step(done, total):
        told.append((done, total))
        raise Cancelled

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_STEPS", 1)
        with pytest.raises(Cancelled):
            store.pack_copy(tmp_path / "副本.djtz", bare=None, step=step)
    assert len(told) == 1
    assert not list(tmp_path.glob("副本*"))
    assert integrity.check(store.database) == []


def test_who_waits_is_told_how_far_the_copy_is(store, tmp_path):
    seen = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(snapshot, "_STEPS", 1)
        store.pack_copy(tmp_path / "副本.djtz", bare=None, step=lambda done, total: seen.append(done <= total))
        assert len(seen) > 10
        assert all(seen)


def test_a_fault_of_the_disk_while_the_copy_is_written_is_told_as_such(store, tmp_path):
    place = tmp_path / "没有"
    with pytest.raises(DataFileError) as told:
        store.pack_copy(place / "副本.djtz", bare=None, step=lambda _done, _all: None)
    assert told.value.code == "E-12"


@pytest.mark.skipif(bool(cipher.lacking()), reason="SQLCipher is not installed")
def test_a_protected_ledger_leaves_protected_with_the_same_key(ledger_file, talks, tmp_path, catalogue, clock):
    key = Key.fresh()
    reencrypt.reseal(ledger_file, now=None, then=key, deed=replace(deed(clock), label="设置口令"))
    store = Store.open(ledger_file, catalogue, key=key)
    attach(store, talks[0], DATA, clock)
    whole, bare = tmp_path / "全.djtz", tmp_path / "不带.djtz"
    facts = store.pack_copy(whole, bare=None, step=lambda _done, _all: None)
    assert facts == snapshot.facts(whole, key=key)
    store.pack_copy(bare, bare=deed(clock), step=lambda _done, _all: None)
    store.close()
    for path in (whole, bare):
        assert path.read_bytes().startswith(b"DJTZ")
        assert DATA[:50] not in path.read_bytes()
        copy = Store.open(path, catalogue, key=key)
        assert copy.notice is None
        copy.close()


def test_the_census_counts_each_ledger_without_void_records(store, talks, clock):
    spec = store.catalogue.get("talk")
    gone = write_back(spec, store.records.get(talks[4]), store.records.title, voided_at=clock.now().isoformat(), void_reason="重复")
    store.commit_change("void", "作废", [gone], actor="经办人", at=clock.now())
    people, talked = census.lines(store.database)
    assert people == census.CensusLine("person", None, None, 10, 0)
    assert talked == census.CensusLine("talk", date(2022, 5, 1), date(2022, 5, 4), 4, 1)
