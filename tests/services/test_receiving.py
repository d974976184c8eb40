"""A pack arrives: checked whole, looked at, accepted. Real ledger files, real packs, the real child box."""

from __future__ import annotations

import gc
import hashlib
import os
import random
import shutil
import time
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import paths
from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.domain.check_code import check_code
from dangjian_desktop.domain.condition import Condition, Why
from dangjian_desktop.domain.errors import LockedError, UserError
from dangjian_desktop.domain.handover import KEY, LEDGER, HandoverOptions, Incoming
from dangjian_desktop.exchange import container, pack
from dangjian_desktop.exchange.medium import UNFINISHED
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.services.ledger_file import confidential, opening, passwords, plain_backups
from dangjian_desktop.services.receive import receiving
from dangjian_desktop.services.trust import attempts, inspection, known_files
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost
from dangjian_desktop.storage.ground import header
from dangjian_desktop.storage.stores.setting_store import HANDED_OVER
from tests.fakes import FakeProgress, FixedClock
from tests.faults import pack_attacks
from tests.faults.evidence_names import PDF
from tests.packs import NAME, pack_of, replace_ledger, rewrite, sealed
from tests.services.test_places import FakeDrives
from tests.storage.ledger_files import tamper

PASSPHRASE = phrases.fresh()
PASSWORD = "正确的口令 12"


def at_once(_seconds: float) -> None:
    """Nobody waits in a test."""


def refused(pack_there: Path, **named: Any) -> UserError:
    with pytest.raises(UserError) as caught:
        receiving.inspect(pack_there, sleep=at_once, **named)
    assert left() == []
    return caught.value


def problems(fault: UserError) -> tuple[str, ...]:
    return getattr(fault, "problems", ())


def left() -> list[str]:
    """What still lies in the program's own work folder."""
    gc.collect()
    return sorted(path.name for path in paths.work_folder().iterdir())


@pytest.fixture
def ledger(ledger_file: Path, clock: FixedClock, tmp_path: Path) -> Path:
    """A closed ledger with two people, three talks and a piece of evidence."""
    services = opening.create_ledger(ledger_file, "青石镇党委", clock=clock, actor="经办人01")
    services.records.save_many([("person", {"name": f"班子成员0{number}"}) for number in (1, 2)], kind="save", label="登记人员")
    for day in ("2022-05-12", "2022-06-30", "2022-05-20"):
        clock.move(minutes=1)
        talk = services.records.save("talk", {"held_on": day, "kind": "谈心谈话", "headcount": 2}).ids[0]
    photo = tmp_path / "照片.pdf"
    photo.write_bytes(PDF)
    services.evidence.add(talk, [photo])
    opening.close(services)
    return ledger_file


@pytest.fixture
def made(ledger: Path, tmp_path: Path) -> Path:
    return pack_of(ledger, tmp_path / "U盘")


def more(ledger: Path, clock: FixedClock, *days: str) -> None:
    """Work that goes on in a ledger."""
    services = opening.open_ledger(ledger, clock=clock, actor="经办人01")
    for day in days:
        services.records.save("talk", {"held_on": day, "kind": "谈心谈话", "headcount": 1})
    opening.close(services)


def code_of(ledger: Path) -> str:
    services = opening.open_ledger(ledger, copy=True)
    try:
        return str(check_code(*services.store.audit.head()))
    finally:
        opening.close(services)


# ---------------------------------------------------------------------- a good pack
def test_what_comes_is_told_from_the_ledger_itself(made: Path, ledger: Path) -> None:
    incoming = receiving.inspect(made, code=code_of(ledger))
    assert incoming.ledgers == (("人员", "", 2, 0), ("谈话", "2022-05-12 至 2022-06-30", 3, 1))
    assert (incoming.unit, incoming.records, incoming.evidence) == ("青石镇党委", 5, 1)
    assert (incoming.relation, incoming.code_checked, incoming.masked) == ("new", True, False)
    assert incoming.copy.read_bytes() == ledger.read_bytes()
    assert incoming.path == made


def test_a_copied_pack_is_as_good_and_is_left_as_it_was(made: Path, tmp_path: Path) -> None:
    copied = shutil.copytree(made, tmp_path / "拷贝" / NAME)
    before = {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()}
    incoming = receiving.inspect(copied)
    assert receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02").is_file()
    assert {path: path.read_bytes() for path in copied.rglob("*") if path.is_file()} == before


def test_without_paper_it_goes_on_and_the_log_says_so(made: Path, tmp_path: Path, clock: FixedClock) -> None:
    incoming = receiving.inspect(made)
    assert not incoming.code_checked
    clock.move(days=1)
    place = receiving.accept(incoming, tmp_path / "接收.djtz", " 经办人02 ", clock=clock)
    services = opening.open_ledger(place, clock=clock, actor="经办人02")
    (line,) = services.store.audit.entries(1)
    assert (line.kind, line.actor, line.seq) == ("takeover", "经办人02", incoming.code.seq + 1)
    assert line.label == f"接收移交包 {incoming.mark[:8]}（移交人 经办人01，接收人 经办人02，未核对纸面核验码）"
    assert services.settings.get("taken_from") == incoming.mark
    assert services.notice is None
    assert services.store.audit.begins(incoming.code.seq, incoming.code.digits)
    services.records.save("talk", {"held_on": "2022-07-06", "kind": "谈心谈话", "headcount": 1})
    assert services.store.damage() == []
    opening.close(services)


def test_a_compared_code_stands_in_the_log(made: Path, ledger: Path, tmp_path: Path) -> None:
    rewrite(made, lambda package: package.update(giver=""))
    place = receiving.accept(receiving.inspect(made, code=code_of(ledger)), tmp_path / "接收.djtz", "经办人02")
    services = opening.open_ledger(place)
    assert services.store.audit.entries(1)[0].label.endswith("（接收人 经办人02，已核对纸面核验码）")
    opening.close(services)


def test_what_was_accepted_opens_at_once_as_a_file_of_ours(made: Path, tmp_path: Path) -> None:
    place = receiving.accept(receiving.inspect(made), tmp_path / "接收.djtz", "经办人02")
    assert known_files.is_ours(place)


def test_progress_is_told_from_the_first_byte_to_the_last(made: Path, tmp_path: Path, progress: FakeProgress) -> None:
    incoming = receiving.inspect(made, progress=progress)
    receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02", progress=progress)
    said = list(dict.fromkeys(words for _, _, words in progress.steps))
    assert said == [
        "正在核验移交包", "正在取出移交包里的台账", "正在从头核对移交包里的台账", "检查这本台账", "正在记入操作记录",
        "正在核对接收的台账", "正在放到您选的位置",
    ]  # fmt: skip


@pytest.mark.parametrize("at", [1, 4, 7])
def test_cancelled_anywhere_nothing_stays(at: int, made: Path) -> None:
    count = FakeProgress()
    receiving.inspect(made, progress=count)
    with pytest.raises(Cancelled):
        receiving.inspect(made, progress=FakeProgress(cancel_at=min(at, len(count.steps))))
    assert left() == []


@pytest.mark.parametrize("at", [1, 2, 3])
def test_an_acceptance_that_is_cancelled_leaves_nothing_and_can_be_repeated(at: int, made: Path, tmp_path: Path) -> None:
    incoming, target = receiving.inspect(made), tmp_path / "本机" / "接收.djtz"
    target.parent.mkdir()
    with pytest.raises(Cancelled):
        receiving.accept(incoming, target, "经办人02", progress=FakeProgress(cancel_at=at))
    assert list(target.parent.iterdir()) == []
    assert receiving.accept(incoming, target, "经办人02") == target


def test_the_copy_goes_with_the_last_who_knows_of_it(made: Path) -> None:
    incoming: Incoming | None = receiving.inspect(made)
    assert incoming is not None
    assert len(left()) == 1
    incoming = None
    assert left() == []


def test_what_a_killed_program_left_goes_a_day_later(services: Any, ledger_file: Path, clock: FixedClock) -> None:
    old, fresh, evidence = inspection.new_folder(), inspection.new_folder(), paths.work_folder() / "佐证"
    evidence.mkdir()
    now = time.time()
    for folder in (old, evidence):
        os.utime(folder, (now - 90_000, now - 90_000))
    opening.close(services)
    opening.close(opening.open_ledger(ledger_file, clock=FixedClock(clock.at.fromtimestamp(now).astimezone())))
    assert [path.exists() for path in (old, fresh, evidence)] == [False, True, True]
    inspection.drop(fresh)


def test_what_is_not_wanted_goes_at_once(made: Path) -> None:
    incoming = receiving.inspect(made)
    for _ in range(2):
        receiving.discard(incoming)
        assert left() == []


# ---------------------------------------------------------------------- a look
def test_a_look_changes_nothing_and_can_be_had_twice(made: Path, ledger: Path, tmp_path: Path) -> None:
    incoming = receiving.inspect(made)
    for _ in range(2):
        services = receiving.look(incoming)
        assert (services.read_only, services.condition) == (True, Condition(Why.IN_PACK))
        assert services.records.page is not None
        with pytest.raises(UserError) as caught:
            services.records.save("person", {"name": "新人"})
        assert caught.value.code == "E-83"
        opening.close(services)
    assert incoming.copy.read_bytes() == ledger.read_bytes()
    assert receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02").is_file()


@pytest.mark.parametrize("use", ["look", "accept"])
def test_only_the_bytes_that_were_looked_through_are_used(use: str, made: Path, tmp_path: Path) -> None:
    incoming = receiving.inspect(made)
    tamper(incoming.copy, "UPDATE setting SET value = '\"别的单位\"' WHERE key = 'unit_name'")
    ways: dict[str, Any] = {"look": receiving.look, "accept": lambda one: receiving.accept(one, tmp_path / "接收.djtz", "经办人02")}
    with pytest.raises(UserError) as caught:
        ways[use](incoming)
    assert caught.value.code == "E-15"
    assert not (tmp_path / "接收.djtz").exists()


# ---------------------------------------------------------------------- what is wrong with a pack
def test_a_pack_that_was_not_finished_is_said_to_be_so(made: Path) -> None:
    (made / pack.MARK).unlink()
    assert refused(made).code == "E-51"
    (made / pack.TAGS).unlink()
    assert refused(made.rename(made.with_name(NAME + UNFINISHED))).code == "E-51"


@pytest.mark.parametrize("kind", sorted(pack_attacks.SEEN))
def test_whatever_was_changed_in_a_pack_is_seen(kind: str, ledger: Path, tmp_path: Path) -> None:
    """R11 over a real ledger: a pack with a key file besides, so that there are two files to swap."""
    made = pack_of(ledger, tmp_path / "U盘")
    folder = made / "data" / "佐证材料" / "00"
    folder.mkdir(parents=True)
    for name in ("a", "b"):
        (folder / f"{name}1").write_bytes(name.encode() * 40)
    pack_attacks.relist(made)
    pack_attacks.SEEN[kind](made, random.Random(11))
    fault = refused(made)
    assert fault.code in ("E-51", "E-52")
    assert fault.code == "E-51" or problems(fault)


def test_changed_missing_and_extra_files_are_named(made: Path) -> None:
    (made / "移交清单.docx").write_bytes(b"other")
    assert problems(refused(made)) == ("内容不符：移交清单.docx",)
    (made / "移交清单.docx").unlink()
    assert problems(refused(made)) == ("缺少：移交清单.docx",)


def test_a_file_that_does_not_belong_there_is_named_though_it_is_listed(made: Path) -> None:
    (made / "data" / "安装.exe").write_bytes(b"MZ")
    (made / "data" / LEDGER).unlink()
    pack_attacks.relist(made)
    fault = refused(made)
    assert problems(fault) == (f"缺少：{LEDGER}", "多出：安装.exe")
    assert "缺少 1 个、多出 1 个、内容不符 0 个" in str(fault)


def test_a_ledger_whose_content_was_changed_is_refused_though_all_lists_agree(made: Path, ledger: Path) -> None:
    tamper(made / "data" / LEDGER, "UPDATE record SET occurred_on = '2022-06-29' WHERE occurred_on = '2022-06-30'")
    pack_attacks.relist(made)
    assert problems(refused(made)) == ("内容不符：台账.djtz（检查发现 1 处内容与记录不符（最早 2022-07-05））",)


def test_a_changed_piece_of_evidence_inside_is_refused_though_all_lists_agree(made: Path) -> None:
    """HO-01: with its name, or where no record has it any more, with its digest."""
    tamper(made / "data" / LEDGER, "UPDATE evidence SET data = zeroblob(size)")
    pack_attacks.relist(made)
    assert problems(refused(made)) == ("内容不符：佐证材料“照片.pdf”",)


def test_a_changed_piece_nothing_refers_to_is_named_by_its_digest(ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    services = opening.open_ledger(ledger, clock=clock)
    services.history.undo()
    opening.close(services)
    made = pack_of(ledger, tmp_path / "U盘")
    tamper(made / "data" / LEDGER, "UPDATE evidence SET data = zeroblob(size)")
    pack_attacks.relist(made)
    assert problems(refused(made)) == (f"内容不符：佐证材料“{hashlib.sha256(PDF).hexdigest()}”",)


def test_a_foreign_trigger_or_another_program_s_file_is_refused(made: Path) -> None:
    tamper(made / "data" / LEDGER, "CREATE TRIGGER spy AFTER INSERT ON record BEGIN DELETE FROM record; END")
    pack_attacks.relist(made)
    assert "台账结构被别的程序动过" in problems(refused(made))[0]
    (made / "data" / LEDGER).write_bytes(b"\xff\xd8\xff\xe0" * 4000)
    pack_attacks.relist(made)
    assert refused(made).code == "E-02"


@pytest.mark.parametrize(
    "change",
    [
        lambda package: package.update(records=4),
        lambda package: package.update(evidence=0),
        lambda package: package.update(seq=package["seq"] - 1),
        lambda package: package.update(head="0" * 64),
        lambda package: package.update(ledger_id="another"),
        lambda package: package.update(copy_facts=""),
        lambda package: package.update(code="1"),
        lambda package: package.update(kind="some"),
        lambda package: package.update(records="5"),
        lambda package: package.update(records=True),
        lambda package: package.pop("unit"),
        lambda package: package.update(giver=None),
        lambda package: package.update(giver="\ud800"),
        lambda package: package.update(format="1"),
        lambda package: package.update(minimum="latest"),
    ],
)
def test_what_a_pack_says_of_itself_must_be_so(change: Any, made: Path) -> None:
    rewrite(made, change)
    assert problems(refused(made))[0].startswith("内容不符：package.json")


@pytest.mark.parametrize("said", [{"minimum": "0.1.1"}, {"minimum": "12.0"}, {"format": 2}])
def test_a_pack_for_a_newer_program_says_which(said: dict[str, Any], made: Path) -> None:
    rewrite(made, lambda package: package.update(said))
    fault = refused(made)
    assert fault.code == "E-03"
    assert f"需要 {said.get('minimum', '0.1.0')} 以上" in str(fault)


def test_an_older_program_s_pack_is_read(made: Path) -> None:
    rewrite(made, lambda package: package.update(minimum="0.0.9.5"))
    assert receiving.inspect(made).records == 5


def test_what_is_no_pack_says_what_to_choose(made: Path, ledger: Path, tmp_path: Path) -> None:
    assert f"请选里面的“{NAME}”" in str(refused(made.parent))
    (tmp_path / "空").mkdir()
    for place in (tmp_path / "空", ledger):
        fault = refused(place)
        assert fault.code == "E-54"
        assert "以 .djbox 结尾的文件" in str(fault)
    assert "请检查 U 盘是否插好" in str(refused(tmp_path / "没有"))


def test_a_stick_that_is_pulled_out_while_it_is_read_is_said_to_be(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dangjian_desktop.services.receive import unpacking

    def pulled(_path: Path) -> Any:
        raise OSError(5, "pulled")

    monkeypatch.setattr(unpacking, "read_again", pulled)
    fault = refused(made)
    assert fault.code == "E-12"
    assert "可能已拔出" in str(fault)


def test_a_file_that_changes_between_the_check_and_the_copy_is_refused(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dangjian_desktop.services.receive import unpacking

    monkeypatch.setattr(unpacking, "read_again", lambda _path: iter([b"other"]))
    assert problems(refused(made)) == ("内容不符：台账.djtz（核验以后又变了）",)


# ---------------------------------------------------------------------- the code on paper
def test_a_pack_rewritten_consistently_is_seen_by_the_code_on_paper_alone(
    made: Path, ledger: Path, tmp_path: Path, clock: FixedClock
) -> None:
    """R11, the last class."""
    paper = code_of(ledger)
    other = tmp_path / "别的.djtz"
    services = opening.create_ledger(other, "青石镇党委", clock=clock)
    services.records.save("person", {"name": "班子成员09"})
    opening.close(services)
    replace_ledger(made, other)
    assert not receiving.inspect(made).code_checked
    fault = refused(made, code=paper)
    assert fault.code == "E-53"
    assert "不是这本台账的" in str(fault)


def test_the_code_of_an_earlier_day_is_recognised(ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    paper = code_of(ledger)
    more(ledger, clock, "2022-07-01")
    fault = refused(pack_of(ledger, tmp_path / "U盘"), code=paper)
    assert fault.code == "E-53"
    assert "纸上是第 6 条时的" in str(fault) or "纸上是第" in str(fault)


def test_a_slip_of_the_pen_is_said_before_anything_is_read(made: Path, ledger: Path, progress: FakeProgress) -> None:
    code = code_of(ledger)
    wrong = code[:-1] + ("0" if code[-1] != "0" else "1")
    fault = refused(made, code=wrong, progress=progress)
    assert fault.code == "E-84"
    assert progress.steps == []


# ---------------------------------------------------------------------- encrypted
def test_an_encrypted_pack_opens_with_what_stands_on_the_slip(made: Path, ledger: Path, tmp_path: Path) -> None:
    file = sealed(made, PASSPHRASE)
    incoming = receiving.inspect(file, passphrase=f"  {PASSPHRASE.replace(' ', '-')} ", code=code_of(ledger))
    assert incoming.path == file
    assert incoming.code_checked
    place = receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02")
    opening.close(opening.open_ledger(place))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_list_that_cannot_be_read_to_its_end_is_never_begun(made: Path, ledger: Path) -> None:
    (made / pack.MARK).unlink()
    os.mkfifo(made / pack.MARK)
    assert problems(refused(made)) == ("内容不符：完成标记",)
    (made / pack.MARK).unlink()
    (made / pack.MARK).symlink_to(ledger)
    assert problems(refused(made)) == ("内容不符：完成标记",)
    (made / pack.MARK).unlink()
    with (made / pack.MARK).open("wb") as huge:
        huge.truncate(65 * 1024 * 1024)
    assert problems(refused(made)) == ("内容不符：完成标记",)


def test_names_from_a_pack_are_short_lines(made: Path, tmp_path: Path) -> None:
    rewrite(made, lambda package: package.update(giver="经办\n人\u202e01\x00" + "长" * 200, receiver=" "))
    incoming = receiving.inspect(made)
    assert incoming.giver == ("经办 人01" + "长" * 200)[:60]
    assert incoming.receiver == ""
    place = receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02")
    services = opening.open_ledger(place)
    assert services.store.damage() == []
    opening.close(services)


@pytest.mark.parametrize("kind", ["complete", "without_evidence", "masked"])
@pytest.mark.parametrize("encrypted", [True, False])
def test_every_kind_the_program_makes_is_read(kind: Any, encrypted: bool, ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    services = opening.open_ledger(ledger, clock=clock)
    info = services.handover.make(tmp_path, HandoverOptions("经办人01", "经办人02", kind=kind, encrypted=encrypted))
    opening.close(services)
    incoming = receiving.inspect(info.path, passphrase=info.passphrase, code=str(info.code), known=(ledger,))
    assert (incoming.records, incoming.evidence, incoming.mark) == (5, 1 if kind == "complete" else 0, info.mark)
    assert (incoming.masked, incoming.bare) == (kind == "masked", kind == "without_evidence")
    assert incoming.relation == {"complete": "same", "without_evidence": "continues", "masked": "new"}[kind]
    looked = receiving.look(incoming)
    assert len(looked.records.all_of("talk")) == 3
    opening.close(looked)
    if kind != "masked":
        place = receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02", clock=clock)
        taken = opening.open_ledger(place, clock=clock)
        assert (taken.notice, taken.store.damage()) == (None, [])
        opening.close(taken)


def test_a_protected_ledger_goes_from_hand_to_hand(ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    if passwords.lacking():
        pytest.skip("sqlcipher3 is not installed")
    key = passwords.fresh()
    passwords.protect(opening.open_ledger(ledger, clock=clock), key, PASSWORD, cost=Cost(2**14))
    services = opening.open_ledger(ledger, key=key, clock=clock)
    info = services.handover.make(tmp_path, HandoverOptions("经办人01", "经办人02"))
    opening.close(services)
    incoming = receiving.inspect(info.path, passphrase=info.passphrase, password=PASSWORD, sleep=at_once)
    place = receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02", clock=clock)
    taken = opening.open_ledger(place, key=passwords.unlock(place, password=PASSWORD, sleep=at_once), clock=clock)
    assert taken.notice is None
    opening.close(taken)


def test_without_a_pass_phrase_or_with_a_slip_nothing_is_tried(made: Path) -> None:
    file = sealed(made, PASSPHRASE)
    assert "请照着口令单输入口令" in str(refused(file))
    wrong = ("1" if PASSPHRASE[0] != "1" else "2") + PASSPHRASE[1:]
    fault = refused(file, passphrase=wrong)
    assert (fault.code, "第1组不对" in str(fault)) == ("E-84", True)


def test_a_wrong_pass_phrase_is_counted_and_the_next_try_waits(made: Path, clock: FixedClock) -> None:
    file, waits = sealed(made, PASSPHRASE), list[float]()
    for number in (1, 2, 3):
        with pytest.raises(UserError) as caught:
            receiving.inspect(file, passphrase=phrases.fresh(), clock=clock, sleep=waits.append)
        assert caught.value.code == "E-61"
        assert f"已试 {number} 次" in str(caught.value)
        assert "恢复码" not in str(caught.value)
    assert waits == [0, 1, 2]
    receiving.inspect(file, passphrase=PASSPHRASE, clock=clock, sleep=waits.append)
    receiving.inspect(file, passphrase=PASSPHRASE, clock=clock, sleep=waits.append)
    assert waits[3:] == [4, 0]


def test_an_encrypted_pack_that_was_cut_or_changed_is_refused(made: Path) -> None:
    file = sealed(made, PASSPHRASE)
    whole = file.read_bytes()
    file.write_bytes(whole[:-1000])
    assert refused(file, passphrase=PASSPHRASE).code == "E-51"
    file.write_bytes(whole[:-1000] + bytes(1000))
    assert refused(file, passphrase=PASSPHRASE).code == "E-52"
    file.write_bytes(whole)
    assert refused(file.rename(file.with_name(file.name + UNFINISHED)), passphrase=PASSPHRASE).code == "E-51"


def test_a_folder_that_was_not_finished_is_none_though_it_was_encrypted(made: Path) -> None:
    (made / pack.MARK).unlink()
    assert refused(sealed(made, PASSPHRASE), passphrase=PASSPHRASE).code == "E-51"


def test_only_the_wrong_pass_phrase_counts_as_a_try(made: Path, clock: FixedClock) -> None:
    file, waits = sealed(made, PASSPHRASE), list[float]()
    file.write_bytes(file.read_bytes()[:-1])
    for _ in range(2):
        with pytest.raises(UserError):
            receiving.inspect(file, passphrase=PASSPHRASE, clock=clock, sleep=waits.append)
    assert waits == [0, 0]
    assert file.stat().st_size > container.HEADER
    attempts.forget(b"never tried")


# ---------------------------------------------------------------------- a protected ledger inside
@pytest.fixture
def protected(ledger: Path, clock: FixedClock, tmp_path: Path) -> tuple[Path, keys.Key]:
    if passwords.lacking():
        pytest.skip("sqlcipher3 is not installed")
    services = opening.open_ledger(ledger, clock=clock)
    key = passwords.fresh()
    passwords.protect(services, key, PASSWORD, cost=Cost(2**14))
    return pack_of(ledger, tmp_path / "U盘", key=key), key


def test_a_protected_ledger_stays_protected_and_asks_for_its_own_password(
    protected: tuple[Path, keys.Key], ledger: Path, tmp_path: Path
) -> None:
    made, key = protected
    assert isinstance(refused(made), LockedError)
    assert refused(made, password="不对的口令 1").code == "E-61"
    incoming = receiving.inspect(made, password=PASSWORD, known=ledger, sleep=at_once)
    assert incoming.relation == "same"
    assert key.value.hex() not in repr(incoming)
    services = receiving.look(incoming)
    assert services.read_only
    opening.close(services)
    place = receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02")
    assert place.read_bytes()[: len(header.SEALED)] == header.SEALED
    assert keys.place(place).read_bytes() == (made / "data" / KEY).read_bytes()
    assert passwords.unlock(place, password=PASSWORD, sleep=at_once) == key


def test_the_recovery_code_opens_it_as_well(protected: tuple[Path, keys.Key]) -> None:
    made, key = protected
    assert receiving.inspect(made, password=" ".join(passwords.code_lines(key)), sleep=at_once).records == 5


def test_a_key_file_is_never_written_over(protected: tuple[Path, keys.Key], tmp_path: Path) -> None:
    incoming = receiving.inspect(protected[0], password=PASSWORD, sleep=at_once)
    (tmp_path / "接收.djkey").write_bytes(b"another")
    with pytest.raises(UserError) as caught:
        receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02")
    assert caught.value.code == "E-18"
    assert not (tmp_path / "接收.djtz").exists()


def test_a_ledger_here_with_another_password_cannot_be_compared_with(
    protected: tuple[Path, keys.Key], ledger: Path, tmp_path: Path
) -> None:
    other = tmp_path / "没有口令.djtz"
    opening.close(opening.create_ledger(other, "红岭镇党委"))
    plain_pack = pack_of(other, tmp_path / "另一个")
    assert "它设了另外的口令" in str(refused(plain_pack, known=ledger))


# ---------------------------------------------------------------------- what is here already
def test_the_same_ledger_is_recognised_wherever_it_lies(made: Path, ledger: Path, tmp_path: Path) -> None:
    moved = tmp_path / "别处" / "改了名.djtz"
    moved.parent.mkdir()
    shutil.copy(ledger, moved)
    for place in (ledger, moved):
        incoming = receiving.inspect(made, known=place)
        assert (incoming.relation, incoming.mine, incoming.theirs) == ("same", (), ())


def test_another_ledger_is_none_of_its_business(made: Path, tmp_path: Path) -> None:
    opening.close(opening.create_ledger(tmp_path / "别的.djtz", "青石镇党委"))
    assert receiving.inspect(made, known=tmp_path / "别的.djtz").relation == "new"


def test_what_goes_on_from_here_is_told_with_what_is_new(ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    mine = Path(shutil.copy(ledger, tmp_path / "我的.djtz"))
    more(ledger, clock, "2022-07-01", "2022-07-02")
    incoming = receiving.inspect(pack_of(ledger, tmp_path / "U盘"), known=mine)
    assert (incoming.relation, incoming.mine, len(incoming.theirs)) == ("continues", (), 2)
    assert incoming.theirs[0].startswith("2022-07-05 ")
    assert incoming.parted == incoming.code.seq - 2


def test_an_older_pack_is_told_with_what_it_lacks(made: Path, ledger: Path, clock: FixedClock) -> None:
    """HO-03."""
    more(ledger, clock, "2022-07-01")
    incoming = receiving.inspect(made, known=ledger)
    assert (incoming.relation, len(incoming.mine), incoming.theirs) == ("older", 1, ())
    assert (incoming.parted, incoming.parted_on) == (incoming.code.seq, "2022-07-05")


def test_a_fork_shows_both_sides_and_merges_nothing(ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    """HO-03: both edited since; both are kept."""
    mine = Path(shutil.copy(ledger, tmp_path / "我的.djtz"))
    more(mine, clock, "2022-07-03")
    more(ledger, clock, "2022-07-01", "2022-07-02")
    before = mine.read_bytes()
    incoming = receiving.inspect(pack_of(ledger, tmp_path / "U盘"), known=mine)
    assert (incoming.relation, len(incoming.mine), len(incoming.theirs)) == ("fork", 1, 2)
    place = receiving.accept(incoming, tmp_path / "对方的.djtz", "经办人02")
    assert mine.read_bytes() == before
    services = opening.open_ledger(place)
    assert services.store.audit.begins(incoming.code.seq, incoming.code.digits)
    opening.close(services)


def given_away(ledger: Path, clock: FixedClock) -> None:
    services = opening.open_ledger(ledger, clock=clock)
    mark = {"date": "2022-07-05", "to": "经办人02", "code": "1"}
    services.store.put_setting(HANDED_OVER, mark, "移交给经办人02", actor="经办人01", at=clock.now(), kind="handed_over")
    opening.close(services)


def test_what_changes_no_content_is_no_work_either(made: Path, ledger: Path, clock: FixedClock) -> None:
    services = opening.open_ledger(ledger, clock=clock)
    confidential.note_shown(services, "case")
    plain_backups.clear(services)
    opening.close(services)
    assert receiving.inspect(made, known=ledger).relation == "same"


def test_that_a_ledger_was_given_away_is_no_work_of_its_own(made: Path, ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    """Else every ledger that comes back to where it was made would be a fork."""
    given_away(ledger, clock)
    assert receiving.inspect(made, known=ledger).relation == "same"
    taken = receiving.accept(receiving.inspect(made), tmp_path / "接收.djtz", "经办人02", clock=clock)
    more(taken, clock, "2022-07-06")
    back = receiving.inspect(pack_of(taken, tmp_path / "退回"), known=ledger)
    assert (back.relation, back.mine, len(back.theirs)) == ("continues", (), 2)


def test_a_mark_of_an_earlier_hand_over_inside_ends_with_the_acceptance(ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    """HO-04 the other way round: what says 已移交 inside the pack does not keep the receiver out."""
    given_away(ledger, clock)
    place = receiving.accept(receiving.inspect(pack_of(ledger, tmp_path / "U盘")), tmp_path / "接收.djtz", "经办人02", clock=clock)
    services = opening.open_ledger(place, clock=clock)
    assert services.notice is None
    opening.close(services)


def test_a_ledger_here_that_is_damaged_or_in_use_cannot_be_compared_with(made: Path, ledger: Path, tmp_path: Path) -> None:
    mine = Path(shutil.copy(ledger, tmp_path / "我的.djtz"))
    services = opening.open_ledger(mine)
    assert refused(made, known=mine).code == "E-06"
    opening.close(services)
    mine.with_name(mine.name + "-journal").write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(504))
    assert refused(made, known=mine).code == "E-04"
    mine.with_name(mine.name + "-journal").unlink()
    tamper(mine, "UPDATE record SET occurred_on = '2022-06-29' WHERE occurred_on = '2022-06-30'")
    assert "内容与记录不符" in str(refused(made, known=mine))
    assert refused(made, known=tmp_path / "没有.djtz").code == "E-01"


def test_a_ledger_here_whose_log_cannot_be_read_is_said_to_be_so(made: Path, ledger: Path, tmp_path: Path) -> None:
    known = tmp_path / "我的.djtz"
    shutil.copy(ledger, known)
    tamper(known, "UPDATE audit SET at = 'x' WHERE seq > 3", "DELETE FROM audit WHERE seq = 2")
    from dangjian_desktop.storage.ground.watch import Watch

    watch = Watch(known)
    known_files.closed(known, watch)
    watch.close()
    assert "内容读不出来" in str(refused(made, known=known))


def test_the_same_ledger_is_found_among_all_that_are_here(made: Path, ledger: Path, tmp_path: Path, clock: FixedClock) -> None:
    opening.close(opening.create_ledger(tmp_path / "别的.djtz", "青石镇党委"))
    more(ledger, clock, "2022-07-01")
    places = (tmp_path / "没有.djtz", tmp_path / "别的.djtz", ledger, tmp_path / "不会到这里.djtz")
    incoming = receiving.inspect(made, known=places)
    assert (incoming.relation, incoming.uncompared) == ("older", ("没有.djtz（没有找到台账文件）",))
    incoming = receiving.inspect(made, known=places[:2])
    assert (incoming.relation, len(incoming.uncompared)) == ("new", 1)


# ---------------------------------------------------------------------- where it goes
def test_nothing_is_ever_written_over(made: Path, tmp_path: Path) -> None:
    incoming, target = receiving.inspect(made), tmp_path / "已有.djtz"
    target.write_bytes(b"precious")
    with pytest.raises(UserError) as caught:
        receiving.accept(incoming, target, "经办人02")
    assert caught.value.code == "E-18"
    assert target.read_bytes() == b"precious"


def test_what_lies_beside_the_place_of_another_file_is_never_mixed_in(made: Path, tmp_path: Path) -> None:
    incoming, target = receiving.inspect(made), tmp_path / "接收.djtz"
    beside = target.with_name(target.name + "-journal")
    beside.write_bytes(bytes.fromhex("d9d505f920a163d7") + bytes(504))
    with pytest.raises(UserError) as caught:
        receiving.accept(incoming, target, "经办人02")
    assert caught.value.code == "E-04"


@pytest.mark.parametrize(("place", "code"), [("接收.docx", "E-84"), ("没有/接收.djtz", "E-12")])
def test_a_place_that_will_not_do_is_refused(place: str, code: str, made: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        receiving.accept(receiving.inspect(made), tmp_path / place, "经办人02")
    assert caught.value.code == code


def test_on_a_stick_or_in_a_folder_that_synchronises_itself_nothing_is_received(made: Path, tmp_path: Path) -> None:
    incoming, cloud = receiving.inspect(made), tmp_path / "坚果云"
    cloud.mkdir()
    for place, drives, code in ((cloud, None, "E-07"), (Path("/media/clerk/U 盘"), FakeDrives(), "E-12")):
        with pytest.raises(UserError) as caught:
            receiving.accept(incoming, place / "接收.djtz", "经办人02", drives=drives)
        assert caught.value.code == code
    assert "请放在本机" in str(caught.value)


def test_nobody_receives_without_a_name(made: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        receiving.accept(receiving.inspect(made), tmp_path / "接收.djtz", "  ")
    assert "接收人" in str(caught.value)


def test_a_masked_pack_is_looked_at_and_nobody_goes_on_with_it(made: Path, tmp_path: Path) -> None:
    rewrite(made, lambda package: package.update(kind="masked"))
    incoming = receiving.inspect(made)
    assert incoming.masked
    services = receiving.look(incoming)
    opening.close(services)
    with pytest.raises(UserError) as caught:
        receiving.accept(incoming, tmp_path / "接收.djtz", "经办人02")
    assert caught.value.code == "E-54"
    assert "不能接着登记" in str(caught.value)
    assert not (tmp_path / "接收.djtz").exists()


def test_a_pack_without_evidence_and_one_of_another_unit_are_told_by_their_ledger(made: Path, ledger: Path) -> None:
    rewrite(made, lambda package: package.update(unit="红岭镇党委", kind="without_evidence"))
    assert receiving.inspect(made).unit == "青石镇党委"
