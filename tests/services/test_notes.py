"""Small lists in the program's own folder: a bad one is empty, a full one loses its oldest, one that cannot be written forgets."""

from __future__ import annotations

from pathlib import Path

import pytest

from dangjian_desktop.services.base.notes import Notes, mark_of


@pytest.mark.parametrize("lying", [b"{half", b"[1, 2]", b"\xff"])
def test_a_list_that_cannot_be_read_is_empty(own_home: Path, lying: bytes) -> None:
    (own_home / "x.json").write_bytes(lying)
    notes = Notes("x.json", 3)
    assert notes.read() == {}
    notes.put("a", 1)
    assert notes.read() == {"a": 1}


def test_the_newest_stand_last_and_the_oldest_go(own_home: Path) -> None:
    notes = Notes("x.json", 3)
    for mark in "abcad":
        notes.put(mark, mark.upper())
    assert list(notes.read().items()) == [("c", "C"), ("a", "A"), ("d", "D")]
    notes.put("e", 5, instead_of="a")
    assert list(notes.read()) == ["c", "d", "e"]


def test_what_was_never_noted_is_forgotten_without_writing(own_home: Path) -> None:
    Notes("x.json", 3).drop("a")
    assert not (own_home / "x.json").exists()


def test_a_list_that_cannot_be_written_forgets(own_home: Path) -> None:
    (own_home / "x.json.part").mkdir()
    notes = Notes("x.json", 3)
    notes.put("a", 1)
    assert notes.read() == {}


def test_a_mark_names_nobody() -> None:
    assert mark_of(Path("/家/张三.djtz")) != mark_of(Path("/家/李四.djtz"))
    assert mark_of(Path("/家/张三.djtz")).isalnum()
