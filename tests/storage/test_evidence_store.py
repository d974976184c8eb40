"""Evidence in the file: a content once, links as they were written, everything else is damage."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.storage.store import Store
from dangjian_desktop.storage.stores import evidence_store
from dangjian_desktop.storage.stores.evidence_store import Content
from tests.fakes import FixedClock
from tests.storage.ledger_files import tamper

ONE, TWO = b"%PDF-one", b"%PDF-two"


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("evidence") / "台账.djtz"
    services = opening.create_ledger(path, "青石镇党委", clock=FixedClock(), actor="经办人01")
    pk = services.records.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话"}).ids[0]
    services.evidence.add_bytes(pk, "甲\n乙.pdf", ONE)
    services.evidence.add_bytes(pk, "丙.pdf", TWO)
    services.evidence.add_bytes(pk, "误加.pdf", b"%PDF-three")
    services.evidence.remove(pk, hashlib.sha256(b"%PDF-three").hexdigest(), "放错了")
    opening.close(services)
    return path


@pytest.fixture
def copy(good: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(good, tmp_path / "台账.djtz"))


def damage(path: Path, catalogue: Any, clock: FixedClock) -> set[str]:
    store = Store.open(path, catalogue)
    found = {item.what for item in store.damage()}
    store.close()
    return found


def test_a_good_file_is_found_good(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    assert damage(copy, catalogue, clock) == set()


LINKS = {
    "another name": "UPDATE evidence_link SET name = '丁.pdf' WHERE seq = 1",
    "another time": "UPDATE evidence_link SET added_at = '2020-01-01' WHERE seq = 1",
    "another order": "UPDATE evidence_link SET seq = 7 WHERE seq = 1",
    "another content": "UPDATE evidence_link SET sha256 = (SELECT sha256 FROM evidence_link WHERE seq = 1) WHERE seq = 0",
    "one less": "DELETE FROM evidence_link WHERE seq = 1",
    "another kind": "UPDATE evidence SET media = 'docx' WHERE sha256 = (SELECT sha256 FROM evidence_link WHERE seq = 1)",
}


@pytest.mark.parametrize("kind", LINKS)
def test_a_link_that_is_not_the_records_is_found_at_opening(copy: Path, catalogue: Any, clock: FixedClock, kind: str) -> None:
    tamper(copy, LINKS[kind])
    assert damage(copy, catalogue, clock) == {"索引与记录不符"}


def test_bytes_that_changed_are_found_when_all_are_read(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    tamper(copy, "UPDATE evidence SET data = CAST('%PDF-onx' AS BLOB) WHERE data = CAST('%PDF-one' AS BLOB)")
    assert damage(copy, catalogue, clock) == {"佐证材料的内容与登记时不符"}


def test_bytes_of_a_piece_taken_off_are_checked_too(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    tamper(copy, "UPDATE evidence SET data = CAST('%PDF-threx' AS BLOB) WHERE data = CAST('%PDF-three' AS BLOB)")
    assert damage(copy, catalogue, clock) == {"佐证材料的内容与登记时不符"}


def test_another_length_and_a_content_nobody_added_are_found_at_opening(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    tamper(copy, "UPDATE evidence SET size = 5 WHERE data = CAST('%PDF-three' AS BLOB)")
    assert "佐证材料与登记时不符" in damage(copy, catalogue, clock)


def test_a_content_nobody_added_is_found_at_opening(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    digest = hashlib.sha256(b"x").hexdigest()
    tamper(copy, f"INSERT INTO evidence (sha256, size, media, data) VALUES ('{digest}', 1, 'txt', x'78')")
    assert damage(copy, catalogue, clock) == {"佐证材料与登记时不符"}


def test_a_content_is_stored_once_and_mended_when_it_comes_again(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    tamper(copy, "UPDATE evidence SET data = CAST('%PDF-onx' AS BLOB) WHERE data = CAST('%PDF-one' AS BLOB)")
    store = Store.open(copy, catalogue, content=False)
    digest = hashlib.sha256(ONE).hexdigest()
    assert list(evidence_store.differing(store.database)) == [digest]
    with store.database.transaction():
        evidence_store.put(store.database, [Content(digest, "pdf", ONE)] * 2)
    assert store.evidence.data(digest) == ONE
    assert list(evidence_store.differing(store.database)) == []
    store.close()


def test_contents_are_asked_for_bit_by_bit(copy: Path, catalogue: Any, clock: FixedClock) -> None:
    store = Store.open(copy, catalogue)
    keys = store.evidence.keys()
    assert len(keys) == 3
    assert store.evidence.keys(room=1) == keys[:1]
    assert store.evidence.keys(keys[0], room=1000) == keys[1:]
    assert store.evidence.totals() == (3, 26)
    assert store.evidence.largest() == 10
    assert store.evidence.media("0") is None
    assert store.evidence.ledgers() == {"talk": 2}
    assert store.evidence.named([1]) == {1: ("甲\n乙.pdf", "丙.pdf")}
    store.close()
