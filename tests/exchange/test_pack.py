"""The pack as a folder: whole or told, on any medium."""

from __future__ import annotations

import errno
import json
import os
import shutil
from pathlib import Path

import pytest

from dangjian_desktop import mounts
from dangjian_desktop.domain.errors import PackError, UserError
from dangjian_desktop.exchange import medium, pack
from dangjian_desktop.exchange.medium import UNFINISHED, Medium
from tests.fakes import FakeProgress
from tests.faults import pack_attacks
from tests.faults.pack_attacks import NAME, answer_of, make, relist, reseal


@pytest.fixture
def whole(tmp_path: Path) -> Path:
    return make(tmp_path, 5)


def refused(folder: Path) -> PackError:
    with pytest.raises(PackError) as told:
        pack.read(folder)
    return told.value


def test_a_pack_reads_back_with_everything_that_was_written(whole: Path) -> None:
    found = pack.read(whole)
    assert found.names[-1] == "台账.djtz"
    assert found.file("台账.djtz").read_bytes() == (whole.parent / "源5" / "台账.djtz").read_bytes()
    assert found.beside == ("移交清单.docx", "移交清单.pdf")
    assert found.package["seq"] == 105


def test_a_copied_pack_gives_the_same_answers(whole: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(whole, tmp_path / "U 盘")
    assert pack.read(copy).mark == pack.read(whole).mark
    (copy / "data" / "台账.djtz").unlink()
    assert refused(copy).given == {"missing": 1, "extra": 0, "changed": 0}


def test_a_pulled_stick_leaves_nothing_that_looks_like_a_pack(tmp_path: Path) -> None:
    assert pack_attacks.interrupted(40, 1, tmp_path) == (40, [])


def test_whatever_is_changed_in_a_pack_is_seen(tmp_path: Path) -> None:
    assert pack_attacks.tampered(3, 1, tmp_path) == (39, [])


def test_a_half_written_pack_says_so(whole: Path) -> None:
    (whole / pack.MARK).write_bytes(b"")
    assert answer_of(whole) == "E-51"


def test_a_pack_that_still_has_the_name_of_a_part_is_not_finished(whole: Path) -> None:
    assert answer_of(whole.rename(whole.with_name(NAME + UNFINISHED))) == "E-51"


def test_a_changed_piece_of_evidence_is_named(whole: Path) -> None:
    name = pack.read(whole).names[0]
    path = whole / "data" / name
    path.write_bytes(bytes(5_000))
    told = refused(whole)
    assert (told.code, told.given) == ("E-52", {"missing": 0, "extra": 0, "changed": 1})
    assert told.problems == (f"内容不符：data/{name}",)


def test_a_wrong_size_is_told_before_anything_is_hashed(whole: Path) -> None:
    (whole / "data" / "台账.djtz").write_bytes(b"short")
    watched = FakeProgress()
    with pytest.raises(PackError):
        pack.read(whole, progress=watched)
    assert watched.steps == []


def test_missing_and_extra_files_are_counted_and_listed(whole: Path) -> None:
    (whole / "data" / "台账.djtz").rename(whole / "data" / "别的.djtz")
    told = refused(whole)
    assert told.given == {"missing": 1, "extra": 1, "changed": 0}
    assert told.problems == ("缺少：data/台账.djtz", "多出：data/别的.djtz")


@pytest.mark.parametrize("line", ["data/..\\x", "data/佐证材料/../x", "/x", "C:/x"])
def test_a_manifest_with_a_path_outside_refuses_the_whole_pack(whole: Path, line: str) -> None:
    for manifest in pack.MANIFESTS:
        (whole / manifest).write_text(f"{'0' * 64}  {line}\n", encoding="utf-8")
    reseal(whole)
    assert refused(whole).problems == ("内容不符：manifest-sha256.txt",)


def test_a_file_beside_the_data_that_was_changed_is_named(whole: Path) -> None:
    (whole / "移交清单.docx").write_bytes(b"xcod")
    assert refused(whole).problems == ("内容不符：移交清单.docx",)


def test_a_missing_manifest_is_missing(whole: Path) -> None:
    (whole / "manifest-sm3.txt").unlink()
    assert refused(whole).problems == ("缺少：manifest-sm3.txt",)


def test_a_manifest_that_is_no_text_is_refused(whole: Path) -> None:
    (whole / "manifest-sm3.txt").write_bytes(b"\xff\xfe")
    assert answer_of(whole) == "E-52"


@pytest.mark.parametrize("text", ["", "[]", '{"sizes": 1}', '{"sizes": {"data/台账.djtz": -1}}', '{"seq": 1}', "[" * 5000])
def test_a_package_json_that_cannot_be_believed_is_refused(whole: Path, text: str) -> None:
    (whole / pack.PACKAGE).write_text(text, encoding="utf-8")
    reseal(whole)
    assert refused(whole).problems == ("内容不符：package.json",)


def test_sizes_of_other_files_than_the_listed_are_refused(whole: Path) -> None:
    package = json.loads((whole / pack.PACKAGE).read_text(encoding="utf-8"))
    package[pack.SIZES]["data/x"] = 1
    (whole / pack.PACKAGE).write_text(json.dumps(package), encoding="utf-8")
    reseal(whole)
    assert answer_of(whole) == "E-52"


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_link_is_no_file_of_a_pack(whole: Path) -> None:
    real = (whole / "data" / "台账.djtz").rename(whole.parent / "draussen")
    (whole / "data" / "台账.djtz").symlink_to(real)
    assert refused(whole).problems == ("内容不符：data/台账.djtz",)
    (whole / "data" / "台账.djtz").unlink()
    real.rename(whole / "data" / "台账.djtz")
    (whole / "data" / "mehr").symlink_to(whole.parent)
    assert answer_of(whole) == "E-52"
    (whole / "data" / "mehr").unlink()
    (whole / pack.PACKAGE).rename(whole.parent / "p.json")
    (whole / pack.PACKAGE).symlink_to(whole.parent / "p.json")
    assert answer_of(whole) == "E-52"


def test_what_was_rewritten_consistently_verifies_and_has_another_mark(whole: Path) -> None:
    mark = pack.read(whole).mark
    (whole / "data" / "台账.djtz").write_bytes(b"anders")
    relist(whole)
    assert pack.read(whole).mark != mark


def test_a_pack_never_overwrites_one(whole: Path) -> None:
    with pytest.raises(UserError) as told:
        make(whole.parent, 5)
    assert told.value.code == "E-18"


@pytest.mark.parametrize("name", ["../x", "a//b", "a\\b", "c:x", "x.", " x", ""])
def test_a_bad_name_of_ours_is_a_bug(tmp_path: Path, name: str) -> None:
    with pytest.raises(ValueError, match="not a name"):
        pack.write(tmp_path / NAME, [], {}, beside=[(name, b"")])


def test_cancelling_leaves_no_pack(tmp_path: Path) -> None:
    from dangjian_desktop.services.base.ports import Cancelled

    with pytest.raises(Cancelled):
        pack.write(tmp_path / NAME, [("a", b"x")], {}, progress=FakeProgress(cancel_at=2))
    assert not (tmp_path / NAME).exists()
    assert answer_of(tmp_path / (NAME + UNFINISHED)) == "E-51"


class Told(Medium):
    def __init__(self, room: int = 10**12, kind: str = "ext4") -> None:
        self._room, self._kind = room, kind

    def room(self, folder: Path) -> int:
        return self._room

    def file_system(self, folder: Path) -> str:
        return self._kind


def test_room_for_a_tenth_more_is_asked_before_anything_is_written(tmp_path: Path) -> None:
    medium.check_target(tmp_path, [1000], Told(1100))
    with pytest.raises(UserError) as told:
        medium.check_target(tmp_path, [1000], Told(1099))
    assert told.value.code == "E-11"


def test_fat32_and_a_file_of_four_gigabytes_are_told_before_anything_is_written(tmp_path: Path) -> None:
    medium.check_target(tmp_path, [4 * 1024**3], Told(kind="exfat"))
    medium.check_target(tmp_path, [4 * 1024**3 - 1], Told(kind="vfat"))
    with pytest.raises(UserError) as told:
        medium.check_target(tmp_path, [4 * 1024**3], Told(kind="vfat"))
    assert "exFAT" in str(told.value)


def test_a_place_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError) as told:
        medium.check_target(tmp_path / "nicht da", [], Told())
    assert told.value.code == "E-12"


def test_the_file_system_is_that_of_the_deepest_mount() -> None:
    listed = "/dev/a / ext4 rw\n/dev/b /media/U\\040盘 VFAT rw\n/dev/c /media ext3 rw\n"
    assert mounts.under(Path("/media/U 盘/x"), listed) == ("vfat", "/dev/b")
    assert mounts.under(Path("/home"), listed) == ("ext4", "/dev/a")
    assert isinstance(Medium().file_system(Path.cwd()), str)


class Lame(Medium):
    """Takes a few bytes at a time, or none."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once

    def create(self, path: Path):  # type: ignore[no-untyped-def]
        stream = super().create(path)
        at_once = self.at_once

        class Slow:
            def __getattr__(self, name: str) -> object:
                return getattr(stream, name)

            def write(self, data: bytes) -> int:
                return stream.write(data[:at_once])

            def __enter__(self) -> Slow:
                return self

            def __exit__(self, *_: object) -> None:
                stream.close()

        return Slow()


def test_a_write_that_took_less_is_continued(tmp_path: Path) -> None:
    assert answer_of(make(tmp_path, 5, Lame(999))) == ""


def test_a_write_that_took_nothing_fails(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nothing was written"):
        make(tmp_path, 5, Lame(0))


class Liar(Medium):
    """Loses what it was given."""

    def put(self, stream, data: bytes) -> None:  # type: ignore[no-untyped-def]
        super().put(stream, bytes(len(data)))


def test_a_stick_that_does_not_keep_what_it_was_given_is_noticed(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="read again") as told:
        make(tmp_path, 5, Liar())
    assert told.value.errno == errno.EIO
    assert not (tmp_path / NAME).exists()


def test_a_file_longer_than_what_waits_for_its_second_hash_verifies(tmp_path: Path) -> None:
    with (tmp_path / "lang").open("wb") as stream:
        stream.truncate(70 * medium.CHUNK)
    pack.write(tmp_path / NAME, [("lang", tmp_path / "lang")], {})
    assert answer_of(tmp_path / NAME) == ""
