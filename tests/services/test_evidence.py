"""Evidence on a real file: what comes in, what is refused and why, what is opened, what stays."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from dangjian_desktop import paths
from dangjian_desktop.domain.errors import InvalidRecordError, UserError
from dangjian_desktop.domain.evidence import LIMIT
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.services.desk.overview import overview
from dangjian_desktop.services.evidence import evidence as evidence_module
from dangjian_desktop.services.evidence import evidence_files
from dangjian_desktop.services.evidence.evidence_files import CopyFolder, check_size, mark_of_web, put_into, read_source
from dangjian_desktop.services.ledger_file import opening
from tests.changed import other
from tests.fakes import FakeProgress, FixedClock
from tests.faults.evidence_names import EXE, GOOD, PDF, container, kinds, names, r16, r17
from tests.samples import full, register_names

DAY = date(2022, 5, 12)


@pytest.fixture
def pk(services: Any) -> int:
    return int(services.records.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 2}).ids[0])


@pytest.fixture
def pdf(tmp_path: Path) -> Path:
    path = tmp_path / "照片.pdf"
    path.write_bytes(PDF)
    return path


def said(fault: pytest.ExceptionInfo[UserError]) -> str:
    return str(fault.value)


# ---------------------------------------------------------------------- in
def test_several_files_are_one_change_with_one_label(services: Any, pk: int, tmp_path: Path, pdf: Path) -> None:
    other = tmp_path / "签到表.jpg"
    other.write_bytes(GOOD["jpg"])
    progress = FakeProgress()
    change = services.evidence.add(pk, [pdf, other], progress=progress)
    assert (change.kind, change.label, change.ids) == ("evidence", "给谈话添加 2 件佐证材料", (pk,))
    first, second = services.evidence.of(pk)
    assert (first.name, first.size, first.media, first.openable, first.shown) == ("照片.pdf", len(PDF), "pdf", True, "照片.pdf")
    assert (second.name, second.media) == ("签到表.jpg", "jpg")
    assert services.evidence.read(first.sha256) == PDF
    assert services.history.undo_label() == change.label
    assert [words for _, _, words in progress.steps] == ["读取第 1 个文件", "读取第 2 个文件", "存入台账"]


def test_undo_takes_the_link_and_leaves_the_bytes(services: Any, pk: int, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    (piece,) = services.evidence.of(pk)
    services.history.undo()
    assert services.evidence.of(pk) == ()
    assert services.evidence.read(piece.sha256) == PDF
    assert services.store.damage() == []
    services.history.redo()
    assert services.evidence.of(pk) == (piece,)
    assert services.store.damage() == []


def test_a_piece_is_taken_off_with_a_reason_and_comes_back(services: Any, pk: int, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    services.evidence.add_bytes(pk, "截图.png", GOOD["png"])
    first, second = services.evidence.of(pk)
    change = services.evidence.remove(pk, first.sha256, " 放错了记录 ")
    assert change.label == "移除谈话的 1 件佐证材料：放错了记录"
    assert services.evidence.of(pk) == (second,)
    services.evidence.remove(pk, second.sha256, "重复")
    assert services.evidence.of(pk) == ()
    assert services.store.damage() == []
    services.history.undo()
    assert services.evidence.of(pk) == (second,)


def test_without_a_reason_nothing_is_taken_off(services: Any, pk: int, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    with pytest.raises(InvalidRecordError) as fault:
        services.evidence.remove(pk, services.evidence.of(pk)[0].sha256, " ")
    assert fault.value.problems[0].message == "请写明移除原因，例如“放错了记录”。"
    assert len(services.evidence.of(pk)) == 1


def test_what_is_not_on_the_record_is_not_taken_off(services: Any, pk: int) -> None:
    with pytest.raises(UserError) as fault:
        services.evidence.remove(pk, "0" * 64, "重复")
    assert fault.value.code == "E-84"


def test_the_same_content_twice_is_stored_once_with_two_links(services: Any, pk: int, tmp_path: Path, pdf: Path) -> None:
    """EV-12"""
    again = tmp_path / "副本.pdf"
    again.write_bytes(PDF)
    other = services.records.save("talk", {"held_on": "2022-05-13", "kind": "谈心谈话"}).ids[0]
    services.evidence.add(pk, [pdf, again])
    services.evidence.add(other, [pdf])
    assert services.evidence.totals() == (1, len(PDF), len(PDF))
    assert [piece.name for piece in services.evidence.of(pk)] == ["照片.pdf", "副本.pdf"]
    assert services.evidence.counts() == {"talk": 3}
    services.evidence.remove(pk, services.evidence.of(pk)[0].sha256, "重复", name="照片.pdf")
    assert [piece.name for piece in services.evidence.of(pk)] == ["副本.pdf"]
    assert len(services.evidence.of(other)) == 1


def test_evidence_stays_when_the_record_is_edited_voided_and_restored(services: Any, pk: int, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    pieces = services.evidence.of(pk)
    services.records.save("talk", {"topic": "思想动态"}, pk=pk)
    services.records.void([pk], "重复登记")
    services.records.restore([pk])
    assert services.evidence.of(pk) == pieces
    assert services.records.summary(pk).evidence == pieces
    assert services.store.damage() == []


def test_a_form_may_be_saved_after_evidence_came_meanwhile(services: Any, pk: int, pdf: Path, clock: FixedClock) -> None:
    seen = services.records.get(pk).updated_at
    clock.move(minutes=1)
    services.evidence.add(pk, [pdf])
    services.records.save("talk", {"topic": "思想动态"}, pk=pk, seen=seen)
    assert len(services.evidence.of(pk)) == 1
    clock.move(minutes=1)
    services.records.save("talk", {"topic": "再改"}, pk=pk)
    with pytest.raises(UserError) as fault:
        services.records.save("talk", {"topic": "别的"}, pk=pk, seen=seen)
    assert fault.value.code == "E-82"
    with pytest.raises(UserError):
        services.records.save("talk", {"topic": "别的"}, pk=pk, seen="never")


def test_evidence_is_not_typed(services: Any, pk: int) -> None:
    with pytest.raises(InvalidRecordError) as fault:
        services.records.save("talk", {"evidence": "照片.pdf"}, pk=pk)
    assert fault.value.problems[0].message == "佐证材料不能在这里填写，请把文件加到记录上。"


def test_lists_count_evidence_and_find_what_has_none(services: Any, pk: int, pdf: Path) -> None:
    services.records.save("talk", {"held_on": "2022-05-13", "kind": "谈心谈话"})
    services.evidence.add(pk, [pdf])
    assert {row.pk: row.evidence for row in services.records.page(Query("talk"), 0, 9)}[pk] == 1
    assert services.records.size(Query("talk", without_evidence=True)) == 1
    tallies = services.records.tallies(Query("talk"))
    assert (tallies.without_evidence, tallies.uses_evidence) == (1, True)
    assert not services.records.tallies(Query("lecture")).uses_evidence
    assert services.records.without_evidence(half(2022, 1)) == {"talk": 1}
    assert services.records.without_evidence(half(2021, 1)) == {}
    found = overview(services, half(2022, 1), ())
    assert [(one.label, one.records) for one in found.bare] == [("谈话", 1)]


def test_the_name_of_a_piece_is_found_by_the_search(services: Any, pk: int, tmp_path: Path) -> None:
    path = tmp_path / "民主评议表.pdf"
    path.write_bytes(PDF)
    services.evidence.add(pk, [path])
    assert [line.pk for line in services.records.search("评议表")] == [pk]


def test_an_export_comes_back_though_records_have_evidence(services: Any, tmp_path: Path, pdf: Path) -> None:
    register_names(services)
    for spec in services.catalogue.ledgers:
        pk = services.records.save(spec.key, full(spec, DAY)).ids[0]
        services.evidence.add(pk, [pdf])
    services.exporting.export_all(tmp_path / "全部.xlsx")
    preview = services.importing.read(tmp_path / "全部.xlsx")
    assert preview.faults == ()
    assert preview.records == 0


def test_evidence_survives_closing_and_every_check(services: Any, pk: int, pdf: Path, ledger_file: Path, clock: FixedClock) -> None:
    services.evidence.add(pk, [pdf])
    pieces = services.evidence.of(pk)
    opening.close(services)
    again = opening.open_ledger(ledger_file, clock=clock)
    assert again.notice is None
    assert again.evidence.of(pk) == pieces
    assert again.evidence.check() == ()
    opening.close(again)


# ---------------------------------------------------------------------- refused: EV-01, EV-09, EV-10
def refusal(services: Any, pk: int, *files: Path) -> str:
    head = services.store.audit.head()
    with pytest.raises(UserError) as fault:
        services.evidence.add(pk, list(files))
    assert fault.value.code == "E-42"
    assert services.store.audit.head() == head
    assert services.evidence.of(pk) == ()
    return fault.value.message.happened


def test_an_empty_file_is_refused(services: Any, pk: int, tmp_path: Path, pdf: Path) -> None:
    empty = tmp_path / "空.pdf"
    empty.touch()
    assert refusal(services, pk, pdf, empty) == "“空.pdf”没有加入（是空文件，里面没有内容）。"


def test_too_big_a_file_is_refused_before_it_is_read(services: Any, pk: int, tmp_path: Path) -> None:
    big = tmp_path / "录像.mp4"
    with big.open("wb") as stream:
        stream.truncate(2 << 30)
    assert refusal(services, pk, big) == "“录像.mp4”没有加入（有 2,048 MB，超过每件 50 MB 的上限）。"


def test_too_much_at_once_is_refused(services: Any, pk: int, tmp_path: Path) -> None:
    many = []
    for number in range(5):
        path = tmp_path / f"{number}.pdf"
        with path.open("wb") as stream:
            stream.truncate(45 << 20)
        many.append(path)
    assert "共 225 MB，一次最多 200 MB" in refusal(services, pk, *many)


def test_folder_pipe_link_and_what_is_not_there_are_refused(services: Any, pk: int, tmp_path: Path, pdf: Path) -> None:
    os.mkfifo(tmp_path / "管道")
    (tmp_path / "链接.pdf").symlink_to(pdf)
    assert refusal(services, pk, tmp_path).endswith("（是文件夹，请选里面的文件）。")
    assert refusal(services, pk, tmp_path / "管道") == "“管道”没有加入（不是普通文件）。"
    assert refusal(services, pk, tmp_path / "链接.pdf") == "“链接.pdf”没有加入（是指向别处的链接，请添加它指向的文件）。"
    assert refusal(services, pk, tmp_path / "没有.pdf") == "“没有.pdf”没有加入（找不到这个文件）。"


@pytest.mark.parametrize(
    ("attributes", "reason"), [(0x1000, "在网盘里，还没有下载到本机"), (0x400, "是指向别处的链接，请添加它指向的文件"), (0x20, "")]
)
def test_stand_ins_and_junctions_of_windows_are_told(attributes: int, reason: str) -> None:
    found = SimpleNamespace(st_mode=0o100644, st_file_attributes=attributes)
    assert evidence_files._not_a_file(found) == reason  # type: ignore[arg-type]


def test_a_picture_that_is_empty_or_too_big_is_refused(services: Any, pk: int) -> None:
    for data in (b"", bytes(LIMIT + 1)):
        with pytest.raises(UserError) as fault:
            services.evidence.add_bytes(pk, "截图.png", data)
        assert fault.value.code == "E-42"
    assert check_size("a", LIMIT) == LIMIT


def test_a_register_takes_no_evidence(services: Any, pdf: Path) -> None:
    register_names(services)
    person = services.store.records.find("person", "班子成员01")[0]
    with pytest.raises(UserError) as fault:
        services.evidence.add(person, [pdf])
    assert fault.value.message.happened == "“照片.pdf”没有加入（人员不放佐证材料）。"
    assert services.evidence.of(person) == ()


def test_no_file_at_all_is_told(services: Any, pk: int) -> None:
    with pytest.raises(UserError) as fault:
        services.evidence.add(pk, [])
    assert fault.value.code == "E-84"


class Held(OSError):
    """As Windows says that another program keeps the file to itself."""

    winerror = 32


def test_a_file_held_for_a_moment_is_read_in_the_end(pdf: Path) -> None:
    """EV-10"""
    tries, pauses = [], []

    def opener(path: Path) -> int:
        tries.append(path)
        if len(tries) < 4:
            raise Held
        return os.open(path, os.O_RDONLY)

    assert read_source(pdf, opener=opener, pause=pauses.append) == PDF
    assert pauses == [0.05, 0.1, 0.2]


def test_a_file_held_for_long_is_e_13(pdf: Path) -> None:
    """EV-10"""
    pauses: list[float] = []

    def opener(path: Path) -> int:
        raise Held

    with pytest.raises(UserError) as fault:
        read_source(pdf, opener=opener, pause=pauses.append)
    assert fault.value.code == "E-13"
    assert sum(pauses) == pytest.approx(2.5)


@pytest.mark.parametrize(("error", "reason"), [(PermissionError(), "没有读取它的权限"), (OSError(errno.EIO, ""), "打不开这个文件")])
def test_a_file_that_cannot_be_opened_is_told_at_once(pdf: Path, error: OSError, reason: str) -> None:
    def opener(path: Path) -> int:
        raise error

    with pytest.raises(UserError, match=reason):
        read_source(pdf, opener=opener)


def test_a_stick_pulled_out_while_reading_stores_nothing(pdf: Path, tmp_path: Path) -> None:
    """EV-10: a descriptor that may only be written answers every read with an error, as a vanished stick does."""
    with pytest.raises(UserError, match="没有读完，U 盘可能中途被拔出"):
        read_source(pdf, opener=lambda path: os.open(path, os.O_WRONLY))


def test_what_was_swapped_for_something_else_meanwhile_is_refused(pdf: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="不是普通文件"):
        read_source(pdf, opener=lambda _path: os.open(os.devnull, os.O_RDONLY))


def test_a_file_that_grows_while_it_is_read_is_refused(pdf: Path, tmp_path: Path) -> None:
    longer, endless = tmp_path / "长.pdf", tmp_path / "更长.pdf"
    longer.write_bytes(PDF * 2)
    with endless.open("wb") as stream:
        stream.truncate(LIMIT + 10)
    with pytest.raises(UserError, match="读的时候它正在变"):
        read_source(pdf, opener=lambda _path: os.open(longer, os.O_RDONLY))
    with pytest.raises(UserError, match="超过每件 50 MB 的上限"):
        read_source(pdf, opener=lambda _path: os.open(endless, os.O_RDONLY))


# ---------------------------------------------------------------------- names and kinds: EV-01 … EV-08, R16, R17
@pytest.mark.parametrize(
    ("name", "kept", "on_disk"),
    [
        ("..\\..\\Windows\\x.dll", "x.dll", "x.dll"),
        ("/abs", "abs", "abs"),
        ("C:evil.txt", "evil.txt", "evil.txt"),
        ("nul.txt", "nul.txt", "_nul.txt"),
        ("报告\u202efdp.exe", "报告\u202efdp.exe", "报告‹U+202E›fdp.exe"),
        ("王䶮𬭎.txt", "王䶮𬭎.txt", "王䶮𬭎.txt"),
    ],
)
def test_the_original_name_is_kept_and_a_safe_one_written(
    services: Any, pk: int, tmp_path: Path, name: str, kept: str, on_disk: str
) -> None:
    services.evidence.add_bytes(pk, name, PDF)
    (piece,) = services.evidence.of(pk)
    assert piece.name == kept
    assert services.evidence.save_as(piece.sha256, piece.name, tmp_path).name == on_disk


def test_nothing_is_written_over_when_saved_elsewhere(services: Any, pk: int, tmp_path: Path, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    (piece,) = services.evidence.of(pk)
    first = services.evidence.save_as(piece.sha256, piece.name, tmp_path)
    second = services.evidence.save_as(piece.sha256, "照片.PDF", tmp_path)
    assert (first.name, second.name) == ("照片(2).pdf", "照片(3).PDF")
    assert second.read_bytes() == PDF


def test_a_place_that_cannot_be_written_is_told(services: Any, pk: int, tmp_path: Path, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    (piece,) = services.evidence.of(pk)
    with pytest.raises(UserError) as fault:
        services.evidence.save_as(piece.sha256, piece.name, tmp_path / "没有这个文件夹")
    assert fault.value.code == "E-12"
    with pytest.raises(UserError) as fault:
        raise evidence_files._unwritable(tmp_path, OSError(errno.ENOSPC, ""))
    assert fault.value.code == "E-11"


@pytest.mark.parametrize(("name", "data"), kinds(), ids=[f"{n}" for n in range(80)])
def test_a_program_is_not_opened_and_can_be_saved(name: str, data: bytes, tmp_path: Path, samples: Any) -> None:
    """EV-03, EV-04, EV-05, R17"""
    services, pk = samples
    services.evidence.add_bytes(pk, name, data)
    piece = services.evidence.of(pk)[-1]
    with pytest.raises(UserError) as fault:
        services.evidence.open_copy(pk, piece.sha256, name=piece.name)
    assert fault.value.code == "E-41"
    assert fault.value.message.happened == f"“{piece.shown}”是程序类文件，双击不会运行。"
    assert services.evidence.save_as(piece.sha256, piece.name, tmp_path).read_bytes() == data


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """One ledger for the eighty kinds."""
    path = tmp_path_factory.mktemp("samples") / "台账.djtz"
    opened = opening.create_ledger(path, "青石镇党委", clock=FixedClock(), actor="经办人01")
    yield opened, opened.records.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话"}).ids[0]
    opening.close(opened)


def test_archives_and_strangers_are_only_saved_elsewhere(services: Any, pk: int) -> None:
    """EV-06"""
    services.evidence.add_bytes(pk, "照片.zip", container({"a.txt": b"x"}))
    services.evidence.add_bytes(pk, "图.dwg", b"\0\1\2")
    archive, stranger = services.evidence.of(pk)
    with pytest.raises(UserError) as fault:
        services.evidence.open_copy(pk, archive.sha256)
    assert fault.value.message.happened == "“照片.zip”不能从这里直接打开（压缩包不在这里解开）。"
    with pytest.raises(UserError) as fault:
        services.evidence.open_copy(pk, stranger.sha256)
    assert fault.value.code == "E-44"
    assert not archive.openable


def test_a_hundred_and_fifty_names_go_in_and_out(tmp_path: Path) -> None:
    """R16"""
    assert r16(150, 20260823, tmp_path / "r16") == (150, [])


def test_no_kind_of_program_is_opened(tmp_path: Path) -> None:
    """R17"""
    assert r17(80, 20260823, tmp_path / "r17") == (80, [])


def test_names_that_are_found_on_a_linux_disk_go_in_as_files(services: Any, pk: int, tmp_path: Path) -> None:
    """EV-07: 250 Chinese characters exist on Windows only; here the longest that a disk takes."""
    files = []
    for number, name in enumerate(names(150, 3)):
        if "/" not in name and name not in (".", "..") and len(name.encode("utf-8", "surrogateescape")) <= 255:
            folder = tmp_path / str(number)
            folder.mkdir()
            (folder / name).write_bytes(PDF)
            files.append(folder / name)
    services.evidence.add(pk, files)
    assert len(services.evidence.of(pk)) == len(files) > 100


# ---------------------------------------------------------------------- opened copies: EV-11
def test_a_copy_is_opened_in_a_private_folder_and_wiped(services: Any, pk: int, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    (piece,) = services.evidence.of(pk)
    copy = services.evidence.open_copy(pk, piece.sha256)
    assert (copy.name, copy.read_bytes()) == ("照片.pdf", PDF)
    assert paths.work_folder() in copy.parents
    assert copy.parent.stat().st_mode & 0o077 == 0
    assert services.evidence.changed_copies() == ()
    opening.close(services)
    assert not copy.exists()
    assert not list((paths.work_folder() / "opened").iterdir())


def test_a_changed_copy_is_noticed_and_becomes_a_new_piece(services: Any, pk: int, pdf: Path, ledger_file: Path, clock: FixedClock) -> None:
    """EV-11, also after a crash."""
    services.evidence.add(pk, [pdf])
    (piece,) = services.evidence.of(pk)
    path = services.evidence.open_copy(pk, piece.sha256)
    path.write_bytes(PDF + b"% changed\n")
    opening.close(services)
    again = opening.open_ledger(ledger_file, clock=clock)
    (copy,) = again.evidence.changed_copies()
    assert copy.words == "“照片.pdf”在外部被修改过，存回台账吗？"
    again.evidence.keep_copy(copy)
    assert [one.name for one in again.evidence.of(pk)] == ["照片.pdf", "照片.pdf"]
    assert again.evidence.read(piece.sha256) == PDF
    assert again.evidence.read(again.evidence.of(pk)[1].sha256) == PDF + b"% changed\n"
    assert again.evidence.changed_copies() == ()
    opening.close(again)


def test_a_change_that_is_not_wanted_goes(services: Any, pk: int, pdf: Path) -> None:
    services.evidence.add(pk, [pdf])
    path = services.evidence.open_copy(pk, services.evidence.of(pk)[0].sha256)
    path.write_bytes(b"%PDF-x")
    services.evidence.drop_copy(services.evidence.changed_copies()[0])
    assert services.evidence.changed_copies() == ()
    assert len(services.evidence.of(pk)) == 1
    path.write_bytes(b"%PDF-y")
    assert len(services.evidence.changed_copies()) == 1


def test_copies_of_another_ledger_are_left_for_a_day(tmp_path: Path) -> None:
    ours, theirs = CopyFolder(tmp_path, "a"), CopyFolder(tmp_path, "b")
    digest = hashlib.sha256(PDF).hexdigest()
    path = theirs.make(1, "x.pdf", digest, PDF)
    made = path.parent.parent.stat().st_mtime
    ours.wipe(made + 10)
    assert path.exists()
    assert ours.all() == ()
    assert [copy.name for copy in theirs.all()] == ["x.pdf"]
    ours.wipe(made + 100_000)
    assert not path.exists()


def test_a_copy_without_a_readable_note_or_without_content_is_no_change(tmp_path: Path) -> None:
    folder = CopyFolder(tmp_path, "a")
    path = folder.make(1, "x.pdf", hashlib.sha256(PDF).hexdigest(), PDF)
    path.write_bytes(b"")  # an editor is just writing it
    assert folder.changed() == ()
    path.unlink()
    assert folder.changed() == ()
    (path.parent.parent / "copy.json").write_text("{", encoding="utf-8")
    assert folder.all() == ()


def test_a_work_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "opened").touch()
    with pytest.raises(UserError) as fault:
        CopyFolder(tmp_path / "opened", "a").make(1, "x.pdf", "0", PDF)
    assert fault.value.code == "E-12"


def test_on_windows_a_saved_file_is_marked_as_come_from_elsewhere(tmp_path: Path) -> None:
    target = put_into(tmp_path, "a.pdf", PDF, windows=True)
    assert Path(f"{target}:Zone.Identifier").read_bytes() == b"[ZoneTransfer]\r\nZoneId=3\r\n"
    mark_of_web(tmp_path / "no" / "a.pdf", windows=True)  # a stick that has no room for the mark
    mark_of_web(tmp_path / "b.pdf", windows=False)
    assert not Path(f"{tmp_path / 'b.pdf'}:Zone.Identifier").exists()


def test_what_reads_back_differently_was_not_saved(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(evidence_files, "write_whole", lambda path, data: path.write_bytes(data[:-1]))
    with pytest.raises(UserError) as fault:
        put_into(tmp_path, "a.pdf", PDF)
    assert fault.value.code == "E-12"


# ---------------------------------------------------------------------- damage
def spoil(path: Path, sql: str, *params: object) -> None:
    """What another program may do to the file."""
    connection = sqlite3.connect(path)
    connection.execute(sql, params)
    connection.commit()
    connection.close()


def test_spoilt_bytes_are_never_shown(services: Any, pk: int, pdf: Path, ledger_file: Path, clock: FixedClock) -> None:
    services.evidence.add(pk, [pdf])
    (piece,) = services.evidence.of(pk)
    opening.close(services)
    spoil(ledger_file, "UPDATE evidence SET data = ?", other(PDF))
    again = opening.open_ledger(ledger_file, clock=clock)
    for look in (again.evidence.read, lambda key: again.evidence.open_copy(pk, key)):
        with pytest.raises(UserError) as fault:
            look(piece.sha256)
        assert fault.value.message.happened == "“照片.pdf”的内容与登记时不符。"
    progress = FakeProgress()
    assert again.evidence.check(progress) == ((pk, "照片.pdf"),)
    assert progress.steps == [(0, 1, "核对第 1 份材料")]
    assert again.evidence.check_some("", 100) == (piece.sha256, ((pk, "照片.pdf"),))
    assert again.evidence.check_some(piece.sha256, 100) == ("", ())
    assert [damage.record for damage in again.store.damage()] == [pk]
    if again.read_only:
        opening.close(again)
        return
    again.evidence.add(pk, [pdf])
    assert again.evidence.check() == ()
    assert again.evidence.read(piece.sha256) == PDF
    opening.close(again)


def test_a_content_that_is_gone_is_told(services: Any) -> None:
    with pytest.raises(UserError) as fault:
        services.evidence.read("0" * 64)
    assert fault.value.message.happened == "“这份材料”的内容与登记时不符。"


def test_the_limits_are_those_that_are_told() -> None:
    assert evidence_module.AT_ONCE == 200 << 20
    assert EXE.startswith(b"MZ")
