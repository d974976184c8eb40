"""The key file: wrapped by the password, damage told from a wrong password, limits on what it may ask for."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import DataFileError
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost, Key

CHEAP = Cost(2**14)


@pytest.fixture(scope="module")
def wrapped() -> tuple[Key, bytes]:
    key = Key.fresh()
    return key, keys.wrap(key, "正确的口令 1", CHEAP)


def changed(data: bytes, change: Callable[[dict[str, Any]], object]) -> bytes:
    """The same file with something else in it and a sum that agrees, as only somebody with a purpose would write it."""
    said = json.loads(data)
    del said["sum"]
    change(said)
    return json.dumps({**said, "sum": keys._sum(said)}).encode()


def test_the_password_gives_the_key_back(wrapped: tuple[Key, bytes]) -> None:
    key, data = wrapped
    assert keys.unwrap(data, "正确的口令 1") == key
    assert keys.mark_of(data) == key.mark


def test_full_width_characters_of_an_input_method_count_as_the_plain_ones(wrapped: tuple[Key, bytes]) -> None:
    assert keys.unwrap(wrapped[1], "正确的口令\u3000１") == wrapped[0]


def test_a_wrong_password_gives_nothing(wrapped: tuple[Key, bytes]) -> None:
    assert keys.unwrap(wrapped[1], "正确的口令 2") is None


def test_a_key_shows_itself_nowhere() -> None:
    key = Key(b"k" * 32)
    assert "kkkk" not in repr(key)
    assert key.value.hex() not in key.mark.hex()


def test_the_file_holds_neither_key_nor_password(wrapped: tuple[Key, bytes]) -> None:
    key, data = wrapped
    assert key.value.hex().encode() not in data
    assert "口令".encode() not in data


def test_every_flipped_byte_is_damage_and_never_a_wrong_password(wrapped: tuple[Key, bytes]) -> None:
    _key, data = wrapped
    for place in range(0, len(data), 7):
        broken = bytearray(data)
        broken[place] ^= 1
        try:
            keys.mark_of(bytes(broken))
        except DataFileError as fault:
            assert fault.code == "E-62"
        else:
            # blanks between the values mean nothing
            assert json.loads(broken) == json.loads(data)


@pytest.mark.parametrize(
    "change",
    [
        lambda said: said.update(version=2),
        lambda said: said.update(version=True),
        lambda said: said.update(cipher="none"),
        lambda said: said.update(key="00" * 16),
        lambda said: said["kdf"].update(name="md5"),
        lambda said: said["kdf"].update(n=2**30),
        lambda said: said["kdf"].update(n=2**17 + 1),
        lambda said: said["kdf"].update(n=0),
        lambda said: said["kdf"].update(r=10**6),
        lambda said: said["kdf"].update(r=16, n=2**19),
        lambda said: said["kdf"].update(p=0),
        lambda said: said["kdf"].update(p="1"),
        lambda said: said["kdf"].update(salt="xy"),
        lambda said: said.pop("kdf"),
        lambda said: said.update(kdf=[]),
    ],
)
def test_a_file_that_asks_for_too_much_or_lacks_something_is_refused(
    wrapped: tuple[Key, bytes], change: Callable[[dict[str, Any]], object]
) -> None:
    with pytest.raises(DataFileError) as refused:
        keys.unwrap(changed(wrapped[1], change), "正确的口令 1")
    assert refused.value.code == "E-62"


@pytest.mark.parametrize("data", [b"", b"[]", b"{}", b"\xff", b"null", b"9" * 5000])
def test_what_is_no_key_file_is_refused(data: bytes) -> None:
    with pytest.raises(DataFileError) as refused:
        keys.mark_of(data)
    assert refused.value.code == "E-62"


def test_a_mark_that_was_exchanged_does_not_unwrap(wrapped: tuple[Key, bytes]) -> None:
    other = changed(wrapped[1], lambda said: said.update(mark=Key.fresh().mark.hex()))
    assert keys.unwrap(other, "正确的口令 1") is None


@pytest.mark.parametrize(("seconds", "passes"), [(0.1, 3), (2.0, 1), (0.0, 16)])
def test_the_cost_is_tuned_to_at_least_three_tenths_of_a_second(seconds: float, passes: int) -> None:
    ticks = iter((10.0, 10.0 + seconds))
    assert keys.tuned(lambda: next(ticks)) == Cost(p=passes)


def test_a_draft_outside_the_ledger_is_read_with_its_key_only() -> None:
    key = Key.fresh()
    sealed = keys.seal(key, "草稿".encode())
    assert keys.unseal(key, sealed) == "草稿".encode()
    assert keys.unseal(Key.fresh(), sealed) is None
    assert keys.unseal(key, sealed[:5]) is None
    assert "草稿".encode() not in sealed


# ---------------------------------------------------------------------- the file
def test_writing_keeps_one_generation(tmp_path: Path) -> None:
    ledger = tmp_path / "台账.djtz"
    for data in (b"1", b"2", b"3"):
        keys.write(ledger, data)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"台账.djkey": b"3", "台账.djkey.旧": b"2"}
    assert keys.read(ledger) == b"3"


def test_a_missing_key_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataFileError) as refused:
        keys.read(tmp_path / "台账.djtz")
    assert refused.value.code == "E-62"


def test_a_full_disk_leaves_the_old_key_file(tmp_path: Path) -> None:
    """/dev/full stands for the disk: what is written to it is refused."""
    ledger = tmp_path / "台账.djtz"
    keys.write(ledger, b"1")
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full")
    os.symlink("/dev/full", tmp_path / "台账.djkey.part")
    with pytest.raises(OSError, match="No space left"):
        keys.write(ledger, b"2")
    assert keys.read(ledger) == b"1"


def test_what_cannot_be_read_again_does_not_replace_the_key_file(tmp_path: Path) -> None:
    """A stick may acknowledge what is written and lose it."""
    ledger = tmp_path / "台账.djtz"
    keys.write(ledger, b"1")
    with pytest.raises(OSError, match="cannot be read again"):
        keys._put(tmp_path / "台账.djkey", b"2", lambda part: part.read_bytes()[:-1])
    assert [path.name for path in tmp_path.iterdir()] == ["台账.djkey"]
    assert keys.read(ledger) == b"1"
