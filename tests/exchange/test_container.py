"""The encrypted file: opens with its pass phrase and whole, or not at all."""

from __future__ import annotations

import hashlib
import os
import random
import struct
from pathlib import Path

import pytest

from dangjian_desktop.domain.errors import PackError, UserError
from dangjian_desktop.exchange import container
from dangjian_desktop.exchange.frames import Frames
from dangjian_desktop.exchange.medium import CHUNK, UNFINISHED, Medium
from dangjian_desktop.services.base.ports import Cancelled
from tests.fakes import FakeProgress

PHRASE = "79311 23962 42015 04547 55307"
CHEAP = 14
HEAD = struct.Struct(">8sBBBBB16s8sQ")


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    folder = tmp_path / "内容"
    (folder / "data" / "佐证材料").mkdir(parents=True)
    (folder / "data" / "台账.djtz").write_bytes(random.Random(1).randbytes(2 * CHUNK + 77))
    (folder / "data" / "佐证材料" / "𬭎").write_bytes(b"x")
    (folder / "空").write_bytes(b"")
    return folder


@pytest.fixture
def sealed(tree: Path, tmp_path: Path) -> Path:
    container.seal(tree, tmp_path / "包.djbox", PHRASE, cost=CHEAP)
    return tmp_path / "包.djbox"


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def refused(path: Path, phrase: str = PHRASE) -> str:
    """The code told; nothing of the content is left behind."""
    target = path.parent / "heraus"
    with pytest.raises(PackError) as told:
        container.open_(path, target, phrase)
    assert not target.exists()
    assert not target.with_name(target.name + UNFINISHED).exists()
    return told.value.code


@pytest.mark.parametrize("algorithm", ["SM4-GCM", "AES-256-GCM"])
def test_a_folder_comes_back_as_it_was(tree: Path, tmp_path: Path, algorithm: str) -> None:
    container.seal(tree, tmp_path / "包", PHRASE, algorithm=algorithm, cost=CHEAP)
    container.open_(tmp_path / "包", tmp_path / "heraus", PHRASE.replace(" ", "－"))
    assert content(tmp_path / "heraus") == content(tree)
    assert container.is_container(tmp_path / "包")
    assert not container.is_container(tree / "空")


@pytest.mark.parametrize("over", [-1, 0, 1])
def test_a_stream_that_ends_at_a_frame_comes_back_too(tmp_path: Path, over: int) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "b").write_bytes(bytes(CHUNK - 2 * 12 - 1 + over))
    container.seal(tmp_path / "a", tmp_path / "c", PHRASE, cost=CHEAP)
    container.open_(tmp_path / "c", tmp_path / "d", PHRASE)
    assert content(tmp_path / "d") == content(tmp_path / "a")


def test_what_is_opened_is_for_this_user_alone_and_may_replace_an_empty_folder(sealed: Path, tmp_path: Path) -> None:
    (tmp_path / "d").mkdir()
    container.open_(sealed, tmp_path / "d", PHRASE)
    assert os.name == "nt" or (tmp_path / "d").stat().st_mode & 0o077 == 0


def test_no_key_and_no_beginning_of_nonces_is_used_twice(tree: Path, tmp_path: Path) -> None:
    heads = []
    for name in "ab":
        container.seal(tree, tmp_path / name, PHRASE, cost=CHEAP)
        heads.append(HEAD.unpack((tmp_path / name).read_bytes()[: HEAD.size]))
    assert heads[0][6] != heads[1][6]
    assert heads[0][7] != heads[1][7]


def test_a_wrong_pass_phrase_is_told_with_its_number(sealed: Path, tmp_path: Path) -> None:
    with pytest.raises(PackError) as told:
        container.open_(sealed, tmp_path / "d", "00000", tries=3)
    assert told.value.code == "E-61"
    assert "已试 3 次" in str(told.value)


def test_a_flipped_bit_anywhere_is_noticed(sealed: Path) -> None:
    data, chance = sealed.read_bytes(), random.Random(2)
    places = [*range(0, container.HEADER, 7), *(chance.randrange(len(data)) for _ in range(30)), len(data) - 1]
    for place in places:
        bad = bytearray(data)
        bad[place] ^= 1 << chance.randrange(8)
        sealed.write_bytes(bad)
        # the 16 bytes that prove the key cannot tell a flip from a wrong pass phrase
        proof = container.HEADER - 16 <= place < container.HEADER
        assert refused(sealed) == ("E-61" if proof else "E-52"), place


def test_a_file_that_was_cut_off_anywhere_says_so(sealed: Path) -> None:
    data, frame = sealed.read_bytes(), CHUNK + 16
    for size in (0, 5, 40, container.HEADER, container.HEADER + frame, container.HEADER + 2 * frame, len(data) - 1):
        sealed.write_bytes(data[:size])
        assert refused(sealed) == "E-51", size


def test_a_file_with_something_behind_it_is_refused(sealed: Path) -> None:
    sealed.write_bytes(sealed.read_bytes() + b"\0")
    assert refused(sealed) == "E-52"


def test_two_frames_in_each_other_s_place_are_noticed(sealed: Path) -> None:
    data, start, frame = sealed.read_bytes(), container.HEADER, CHUNK + 16
    sealed.write_bytes(data[:start] + data[start + frame : start + 2 * frame] + data[start : start + frame] + data[start + 2 * frame :])
    assert refused(sealed) == "E-52"


@pytest.mark.parametrize(("place", "value"), [(1, 9), (2, 7), (3, 31), (3, 1), (4, 255), (5, 255), (8, 0)])
def test_a_header_that_asks_for_too_much_is_refused_before_a_key_is_made(sealed: Path, place: int, value: int) -> None:
    data = sealed.read_bytes()
    fields = list(HEAD.unpack(data[: HEAD.size]))
    fields[place] = value
    head = HEAD.pack(*fields)
    sealed.write_bytes(head + hashlib.sha256(head).digest()[:16] + data[HEAD.size + 16 :])
    assert refused(sealed) == "E-52"


def test_another_file_is_no_container(tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(b"PK\3\4" + bytes(500))
    assert refused(tmp_path / "x") == "E-52"


def hostile(path: Path, stream: bytes) -> Path:
    """A container made by somebody who knows the pass phrase and our format."""
    head = HEAD.pack(b"DJTZBOX1", 0, 1, CHEAP, 8, 1, bytes(16), bytes(8), len(stream))
    frames = Frames("AES-256-GCM", container._derive(PHRASE, bytes(16), CHEAP, 8, 1), bytes(8), head)
    path.write_bytes(b"".join(container._sealed(frames, head, iter([stream]), len(stream))))
    return path


def entry(name: bytes, data: bytes = b"", size: int | None = None) -> bytes:
    return struct.pack(">IQ", len(name), len(data) if size is None else size) + name + data


END = struct.pack(">IQ", 0, 0)


@pytest.mark.parametrize(
    "stream",
    [
        entry(b"../x") + END,
        entry(b"/x") + END,
        entry(b"a\\b") + END,
        entry(b"C:x") + END,
        entry(b"a") + entry(b"A") + END,
        entry(b"x" * 2001) + END,
        entry(b"a", b"", 2**60) + END,
        entry(b"a", b"x"),
        entry(b"a") + END + b"mehr",
    ],
)
def test_a_hostile_stream_writes_nothing(tmp_path: Path, stream: bytes) -> None:
    assert refused(hostile(tmp_path / "x", stream)) == "E-52"


def test_a_container_is_never_laid_over_a_file(sealed: Path, tree: Path) -> None:
    with pytest.raises(UserError) as told:
        container.seal(tree, sealed, PHRASE, cost=CHEAP)
    assert told.value.code == "E-18"


def test_cancelling_leaves_no_container_and_no_folder(sealed: Path, tree: Path, tmp_path: Path) -> None:
    with pytest.raises(Cancelled):
        container.seal(tree, tmp_path / "b", PHRASE, cost=CHEAP, progress=FakeProgress(cancel_at=5))
    assert not (tmp_path / "b").exists()
    with pytest.raises(Cancelled):
        container.open_(sealed, tmp_path / "d", PHRASE, progress=FakeProgress(cancel_at=2))
    assert not list(tmp_path.glob("d*"))


class Liar(Medium):
    def put(self, stream, data: bytes) -> None:  # type: ignore[no-untyped-def]
        super().put(stream, bytes(len(data)))


def test_a_stick_that_does_not_keep_what_it_was_given_is_noticed(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="read again"):
        container.seal(tree, tmp_path / "b", PHRASE, cost=CHEAP, medium=Liar())
    assert not (tmp_path / "b").exists()


class Growing(Medium):
    """While the target is opened, somebody writes into the source."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def create(self, path: Path):  # type: ignore[no-untyped-def]
        with self.path.open("ab") as stream:
            stream.write(b"more")
        return super().create(path)


def test_a_file_that_grows_while_it_is_packed_is_noticed(tree: Path, tmp_path: Path) -> None:
    with pytest.raises(OSError, match="changed while"):
        container.seal(tree, tmp_path / "b", PHRASE, cost=CHEAP, medium=Growing(tree / "空"))
