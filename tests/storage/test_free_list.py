"""The pages that are free: whatever is wrong with their list is seen when the file is opened, before a save writes over a page in use."""

import shutil
import struct
from pathlib import Path
from typing import NamedTuple

import pytest

from dangjian_desktop.storage.ground.header import PAGE_SIZE
from tests.storage.ledger_files import create, opened, save


@pytest.fixture(scope="module")
def good(tmp_path_factory, catalogue):
    """A file with some three hundred free pages: evidence was put in and taken out again for good."""
    from tests.fakes import FixedClock

    path, clock = tmp_path_factory.mktemp("good") / "台账.djtz", FixedClock()
    store = create(path, catalogue, clock)
    save(store, "person", {"name": "班子成员01"}, clock=clock)
    with store.database.transaction():
        store.database.run("INSERT INTO evidence (sha256, size, media, data) VALUES ('x', 2400000, 'text', randomblob(2400000))")
    with store.database.transaction():
        store.database.run("DELETE FROM evidence")
    store.close()
    return path


@pytest.fixture
def copy(good, tmp_path):
    return Path(shutil.copy(good, tmp_path / "台账.djtz"))


class Seen(NamedTuple):
    """First page of the list, how many are free, and the leaves of that first page."""

    trunk: int
    free: int
    leaves: int


def numbers(path):
    raw = path.read_bytes()
    trunk, free = struct.unpack(">II", raw[32:40])
    _, leaves = struct.unpack(">II", raw[(trunk - 1) * PAGE_SIZE :][:8])
    return Seen(trunk, free, leaves)


def put(path, place, data):
    raw = bytearray(path.read_bytes())
    raw[place : place + len(data)] = data
    path.write_bytes(raw)


def test_a_file_with_free_pages_is_sound(copy, catalogue, clock):
    trunk, free, leaves = numbers(copy)
    assert free > 250
    assert leaves > 100
    assert opened(copy, catalogue, clock) == ""
    assert trunk > 1


def word(number):
    return struct.pack(">I", number)


WRONG = {
    "one page more than there are": lambda seen: (36, word(seen.free + 1)),
    "none": lambda _: (36, word(0)),
    "a list that is not there": lambda _: (32, word(0)),
    "the head of the file as a free page": lambda _: (32, word(1)),
    "a list behind the end": lambda _: (32, word(9_999_999)),
    "a page in use as the list": lambda _: (32, word(2)),
    "a list into itself": lambda seen: ((seen.trunk - 1) * PAGE_SIZE, word(seen.trunk)),
    "more leaves than fit": lambda seen: ((seen.trunk - 1) * PAGE_SIZE + 4, word(PAGE_SIZE)),
    "a leaf fewer": lambda seen: ((seen.trunk - 1) * PAGE_SIZE + 4, word(seen.leaves - 1)),
    "a leaf twice": lambda seen: ((seen.trunk - 1) * PAGE_SIZE + 8, word(seen.trunk)),
    "a leaf that is in use": lambda seen: ((seen.trunk - 1) * PAGE_SIZE + 8, word(3)),
    "a leaf behind the end": lambda seen: ((seen.trunk - 1) * PAGE_SIZE + 8, word(2**31)),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_list_that_lies_is_seen_and_nothing_written(what, copy, catalogue, clock):
    put(copy, *WRONG[what](numbers(copy)))
    before = copy.read_bytes()
    assert opened(copy, catalogue, clock) == "E-05"
    assert copy.read_bytes() == before


def test_a_length_between_two_pages_is_seen(copy, catalogue, clock):
    copy.write_bytes(copy.read_bytes() + b"x" * 100)
    assert opened(copy, catalogue, clock) == "E-05"


def test_whole_pages_behind_the_last_are_what_a_power_cut_leaves(copy, catalogue, clock):
    copy.write_bytes(copy.read_bytes() + bytes(PAGE_SIZE))
    assert opened(copy, catalogue, clock) == ""


def test_what_a_power_cut_left_in_a_free_page_is_no_damage(copy, catalogue, clock):
    """SQLite does not keep what stood in a free page: a change that is taken back leaves its own bytes there."""
    trunk = numbers(copy).trunk
    raw = copy.read_bytes()
    (leaf,) = struct.unpack(">I", raw[(trunk - 1) * PAGE_SIZE + 8 :][:4])
    put(copy, (leaf - 1) * PAGE_SIZE, b"left")
    assert opened(copy, catalogue, clock) == ""


def test_a_page_in_use_is_found_among_free_ones_that_are_not_wiped(copy, catalogue, clock):
    trunk = numbers(copy).trunk
    raw = copy.read_bytes()
    (leaf,) = struct.unpack(">I", raw[(trunk - 1) * PAGE_SIZE + 12 :][:4])
    put(copy, (leaf - 1) * PAGE_SIZE, b"left")
    put(copy, *WRONG["a leaf that is in use"](numbers(copy)))
    assert opened(copy, catalogue, clock) == "E-05"
