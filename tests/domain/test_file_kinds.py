"""What a file is stands in its content; only honest documents are opened."""

from __future__ import annotations

import random
import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.file_kinds import ARCHIVE, OTHER, PROGRAM, TEXT, extension, media_of, obstacle, openable
from tests.faults.evidence_names import DISGUISED, EXE, GOOD, PDF, SIXTY, compound, container, kinds, office


@pytest.mark.parametrize("kind", GOOD)
def test_an_honest_file_of_each_kind_is_opened(kind: str) -> None:
    media = media_of(GOOD[kind])
    assert openable(f"材料.{kind}", media)
    assert openable(f"材料.{kind.upper()}", media)


@pytest.mark.parametrize("kind", GOOD)
def test_under_another_name_it_is_not(kind: str) -> None:
    other = next(name for name in GOOD if media_of(GOOD[name]) != media_of(GOOD[kind]))
    assert obstacle(f"材料.{other}", media_of(GOOD[kind])) == OTHER


def test_the_usual_second_names_are_taken() -> None:
    assert openable("a.jpeg", "jpg")
    assert openable("a.tiff", "tif")


@pytest.mark.parametrize(("name", "data"), kinds(), ids=[f"{n}" for n in range(80)])
def test_programs_and_disguises_are_never_opened(name: str, data: bytes) -> None:
    assert obstacle(name, media_of(data)) == PROGRAM


def test_there_are_sixty_kinds_and_twenty_disguises() -> None:
    assert (len(set(SIXTY)), len(set(DISGUISED))) == (60, 20)


@pytest.mark.parametrize("name", ["a.zip", "a.rar", "a.7z"])
def test_archives_are_never_unpacked(name: str) -> None:
    assert obstacle(name, media_of(container({"x": b"y"}))) == ARCHIVE
    assert obstacle("a.bin2", media_of(b"Rar!\x1a\x07\0")) == ARCHIVE


@pytest.mark.parametrize(
    ("data", "media"),
    [
        (b"", OTHER),
        (b"\0\1\2", OTHER),
        (b"\xff\xfe" + "文字".encode("utf-16-le"), TEXT),
        (b"\xff\xfe\x00", OTHER),
        ("文字".encode("gb18030"), TEXT),
        ("\ufeff文字".encode(), TEXT),
        (b"\xff\xff\xff", OTHER),
        (b"a\x07b", OTHER),
        (b"\0" * 257 + b"ustar", ARCHIVE),
        (b"PK\x03\x04 broken", OTHER),
        (container({"META-INF/a.class": b"x"}), PROGRAM),
        (office("word/document.xml")[:-30], OTHER),
        (compound("Nothing"), OTHER),
        (compound("WordDocument", size=4096), "ole-word"),
        (compound("WordDocument", "a", "b", "c", "d", "e"), "ole-word"),
        (compound("WordDocument")[:600], OTHER),
        (compound("WordDocument")[:512], OTHER),
        (EXE, PROGRAM),
        (PDF, "pdf"),
    ],
)
def test_the_content_decides(data: bytes, media: str) -> None:
    assert media_of(data) == media


def test_an_ole_file_that_runs_in_a_circle_is_nothing_we_know() -> None:
    data = bytearray(compound("WordDocument", "a", "b", "c", "d", "e"))
    data[512 + 8 : 512 + 12] = struct.pack("<I", 1)  # the second sector of the directory leads back to the first
    assert media_of(bytes(data)) == OTHER


def test_an_ole_file_with_sectors_of_another_size_is_nothing_we_know() -> None:
    data = bytearray(compound("WordDocument"))
    data[30:32] = struct.pack("<H", 3)
    assert media_of(bytes(data)) == OTHER


@pytest.mark.parametrize(
    ("name", "ending"),
    [
        ("a", ""),
        ("a.PDF", "pdf"),
        ("a.pdf. . ", "pdf"),
        ("a.ｐｄｆ", "pdf"),
        ("a.ехе", "exe"),
        ("a.e\u200bxe", "exe"),
        ("a.pdf\u3000", "pdf"),
    ],
)
def test_the_extension_is_what_a_system_would_act_on(name: str, ending: str) -> None:
    assert extension(name) == ending


@given(st.binary(max_size=300), st.sampled_from(sorted(GOOD)), st.integers())
def test_damaged_files_are_judged_without_a_crash(junk: bytes, kind: str, seed: int) -> None:
    data = bytearray(GOOD[kind])
    dice = random.Random(seed)
    for _ in range(8):
        data[dice.randrange(len(data))] ^= dice.randrange(1, 256)
    for sample in (bytes(data), bytes(data[: len(data) // 2]), bytes(data) + junk, junk):
        assert media_of(sample)
