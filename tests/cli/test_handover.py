"""handover, verify and receive on the command line: what is said, what is refused, what is left behind."""

from __future__ import annotations

import errno
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import cli
from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.handover import HandoverOptions
from dangjian_desktop.exchange import pack
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.storage.engine.keys import Cost
from tests.fakes import FixedClock
from tests.faults.pack_attacks import Pulled
from tests.packs import NAME, pack_of, rewrite, sealed


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out, said.err

    return command


@pytest.fixture
def ledger(services: Any, ledger_file: Path) -> Path:
    services.records.save("person", {"name": "班子成员01"})
    services.records.save("talk", {"held_on": "2022-05-12", "kind": "谈心谈话", "headcount": 2})
    opening.close(services)
    return ledger_file


@pytest.fixture
def made(ledger: Path, tmp_path: Path) -> Path:
    """A pack that came by cp -r."""
    return shutil.copytree(pack_of(ledger, tmp_path / "做包"), tmp_path / "U盘" / NAME)


def test_a_copied_pack_verifies_and_is_received(made: Path, run: Any, tmp_path: Path) -> None:
    code, out, err = run("verify", made)
    assert (code, err) == (0, "")
    assert f"移交包完好：{NAME}" in out
    assert "青石镇党委，2 条记录，0 份材料，操作记录到第 3 条" in out
    assert "未核对纸面核验码" in out
    assert "  谈话（2022-05-12 至 2022-05-12）：1 条，0 份材料\n" in out
    assert "  人员：1 条，0 份材料\n" in out
    target = tmp_path / "接收.djtz"
    code, out, _ = run("receive", made, "-o", target)
    assert code == 0
    assert f"已接收：{target}（接收人 经办人02）" in out
    assert "未核对纸面核验码" in out
    assert run("check", target)[0] == 0


def test_the_code_on_paper_is_compared(made: Path, run: Any, tmp_path: Path) -> None:
    paper = json.loads(run("verify", made, "--json")[1])["code"]
    code, out, _ = run("receive", made, "-o", tmp_path / "接收.djtz", "--code", paper, "--receiver", "经办人09")
    assert (code, "和纸面的一致" in out, "接收人 经办人09" in out) == (0, True, True)
    wrong = paper[:-1] + ("1" if paper[-1] != "1" else "2")
    code, out, err = run("verify", made, "--code", wrong)
    assert (code, out) == (1, "")
    assert "核验码" in err


def test_in_json_both_say_what_came(made: Path, run: Any, tmp_path: Path) -> None:
    said = json.loads(run("verify", made, "--json")[1])
    assert (said["records"], said["evidence"], said["seq"], said["code_checked"], said["relation"]) == (2, 0, 3, False, "new")
    assert (said["giver"], said["receiver"], said["kind"], said["unit"]) == ("经办人01", "经办人02", "complete", "青石镇党委")
    assert [one["label"] for one in said["ledgers"]] == ["人员", "谈话"]
    target = tmp_path / "接收.djtz"
    done = json.loads(run("receive", made, "-o", target, "--json")[1])
    assert (done["path"], done["pack"], done["receiver"]) == (str(target), str(made), "经办人02")


def test_without_a_name_anywhere_the_account_takes_it(made: Path, run: Any, tmp_path: Path) -> None:
    rewrite(made, lambda package: package.update(receiver=""))
    code, out, _ = run("receive", made, "-o", tmp_path / "接收.djtz")
    assert (code, f"接收人 {opening.operator()}" in out) == (0, True)


def test_nothing_is_written_over(made: Path, run: Any, tmp_path: Path) -> None:
    target = tmp_path / "接收.djtz"
    target.write_bytes(b"precious")
    code, _, err = run("receive", made, "-o", target)
    assert (code, "E-18" in err, target.read_bytes()) == (1, True, b"precious")


def test_a_pack_that_is_not_whole_is_refused_by_both_with_the_list(made: Path, run: Any, tmp_path: Path) -> None:
    (made / "移交清单.docx").unlink()
    for words in (("verify", made), ("receive", made, "-o", tmp_path / "接收.djtz")):
        code, out, err = run(*words)
        assert (code, out) == (1, "")
        assert "E-52" in err
        assert "  缺少：移交清单.docx\n" in err
    (made / pack.MARK).unlink()
    assert "E-51" in run("verify", made)[2]
    assert "E-54" in run("verify", tmp_path)[2]
    assert not (tmp_path / "接收.djtz").exists()


def test_an_encrypted_pack_opens_with_the_file_of_the_slip(made: Path, run: Any, tmp_path: Path) -> None:
    words = phrases.fresh()
    file = sealed(made, words)
    slip = tmp_path / "口令单.txt"
    code, _, err = run("verify", file)
    assert (code, "请照着口令单输入口令" in err) == (1, True)
    slip.write_text(f"\ufeff{words}\r\n第二行", encoding="utf-8")
    assert run("verify", file, "--passphrase-file", slip)[0] == 0
    assert run("receive", file, "-o", tmp_path / "接收.djtz", "--passphrase-file", slip)[0] == 0
    slip.write_text(phrases.fresh(), encoding="utf-8")
    code, _, err = run("verify", file, "--passphrase-file", slip)
    assert (code, "E-61" in err, "口令单" in err) == (1, True, True)


@pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")
def test_a_protected_ledger_inside_wants_its_own_password_too(ledger: Path, run: Any, tmp_path: Path) -> None:
    services, key = opening.open_ledger(ledger), passwords.fresh()
    passwords.protect(services, key, "正确的口令 12", cost=Cost(2**14))
    made = pack_of(ledger, tmp_path / "U盘", key=key)
    code, _, err = run("verify", made)
    assert (code, "--password-file" in err) == (1, True)
    password = tmp_path / "口令.txt"
    password.write_text("正确的口令 12", encoding="utf-8")
    assert run("receive", made, "-o", tmp_path / "接收.djtz", "--password-file", password)[0] == 0
    assert run("check", tmp_path / "接收.djtz", "--password-file", password)[0] == 0


def test_how_it_stands_to_a_ledger_here_is_said(ledger: Path, made: Path, run: Any, clock: FixedClock) -> None:
    assert "和本机的台账一样" in run("verify", made, "--compare", ledger)[1]
    services = opening.open_ledger(ledger, clock=clock)
    services.records.save("person", {"name": "班子成员02"})
    opening.close(services)
    out = run("verify", made, "--compare", ledger)[1]
    assert "比本机的台账旧，本机的多 1 条操作" in out
    assert "  本机：2022-07-05 " in out
    assert json.loads(run("verify", made, "--compare", ledger, "--json")[1])["relation"] == "older"


def test_a_masked_pack_is_verified_and_not_received(made: Path, run: Any, tmp_path: Path) -> None:
    rewrite(made, lambda package: package.update(kind="masked"))
    code, out, _ = run("verify", made)
    assert (code, "不能接着登记" in out) == (0, True)
    code, _, err = run("receive", made, "-o", tmp_path / "接收.djtz")
    assert (code, "E-54" in err) == (1, True)


# ---------------------------------------------------------------------- the giving side
@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "插着的U盘"
    folder.mkdir()
    return folder


def test_given_copied_verified_and_received(ledger: Path, stick: Path, run: Any, tmp_path: Path) -> None:
    people = ("--giver", "经办人01", "--receiver", "经办人02", "--witness", "经办人03")
    code, out, err = run("handover", ledger, "-o", stick, "--plain", *people)
    assert code == 0
    assert "口令" not in out
    assert "台账已标为“已移交”，从此只读。" in out
    assert "要留意：备份" in err
    (written,) = stick.iterdir()
    copied = shutil.copytree(written, tmp_path / "拷贝" / written.name)
    paper = re.findall("核验码：(.+)", out)[0]
    assert "和纸面的一致" in run("verify", copied, "--code", paper)[1]
    target = tmp_path / "接收.djtz"
    assert run("receive", copied, "-o", target, "--code", paper)[0] == 0
    assert run("check", target)[0] == 0
    numbers = ("--from", "2022-01-01", "--to", "2022-06-30", "--json")
    assert run("count", target, *numbers)[1] == run("count", ledger, *numbers)[1]


def test_an_encrypted_pack_and_its_papers_in_json(ledger: Path, stick: Path, run: Any, tmp_path: Path) -> None:
    sheet, slip = tmp_path / "移交清单.docx", tmp_path / "口令单.docx"
    code, out, _ = run("handover", ledger, "-o", stick, "--sheet", sheet, "--slip", slip, "--without-evidence", "--json")
    said = json.loads(out)
    assert (code, said["kind"], said["records"], said["evidence"], said["handed_over"]) == (0, "without_evidence", 2, 0, True)
    assert [path.read_bytes()[:2] for path in (sheet, slip)] == [b"PK", b"PK"]
    words = tmp_path / "口令.txt"
    words.write_text(said["passphrase"], encoding="utf-8")
    target = tmp_path / "接收.djtz"
    assert run("receive", said["path"], "-o", target, "--passphrase-file", words, "--code", said["code"])[0] == 0
    assert run("check", target)[0] == 0
    assert [path.suffix for path in stick.iterdir()] == [".djbox"]


def test_a_masked_copy_says_the_pass_phrase_and_marks_nothing(ledger: Path, stick: Path, run: Any) -> None:
    code, out, _ = run("handover", ledger, "-o", stick, "--masked")
    assert code == 0
    assert re.search(r"口令：\d{5}( \d{5}){4}（抄在口令单上", out)
    assert "台账没有标为“已移交”" in out
    services = opening.open_ledger(ledger)
    assert services.notice is None
    opening.close(services)


def test_papers_are_never_written_over_nor_onto_the_stick(ledger: Path, stick: Path, run: Any, tmp_path: Path) -> None:
    there = tmp_path / "清单.docx"
    there.write_bytes(b"precious")
    assert "E-18" in run("handover", ledger, "-o", stick, "--sheet", there)[2]
    assert "口令单不能和移交包放在一起" in run("handover", ledger, "-o", stick, "--slip", stick / "口令单.docx")[2]
    assert run("handover", ledger, "-o", stick, "--slip", tmp_path / "口令单.docx", "--plain")[0] == 2
    assert (there.read_bytes(), list(stick.iterdir())) == (b"precious", [])


def test_what_stops_a_hand_over_is_told_and_nothing_is_written(ledger: Path, stick: Path, run: Any) -> None:
    run("handover", ledger, "-o", stick, "--plain")
    before, packs = ledger.read_bytes(), list(stick.iterdir())
    code, out, err = run("handover", ledger, "-o", stick, "--plain")
    assert (code, out) == (1, "")
    assert "要先处理：台账状态：" in err
    assert "自检没有通过，没有写移交包" in err
    assert (ledger.read_bytes(), list(stick.iterdir())) == (before, packs)


@pytest.mark.parametrize("encrypted", [True, False])
def test_a_pack_of_an_interrupted_run_is_refused(encrypted: bool, ledger: Path, stick: Path, run: Any, tmp_path: Path) -> None:
    services = opening.open_ledger(ledger)
    with pytest.raises(UserError):
        services.handover.make(stick, HandoverOptions(encrypted=encrypted), medium=Pulled(50_000, errno.EIO))
    opening.close(services)
    (half,) = stick.iterdir()
    words = tmp_path / "口令.txt"
    words.write_text(phrases.fresh(), encoding="utf-8")
    for command in (("verify", half), ("receive", half, "-o", tmp_path / "接收.djtz")):
        code, _, err = run(*command, "--passphrase-file", words)
        assert (code, "E-51" in err) == (1, True)
    assert not (tmp_path / "接收.djtz").exists()
    assert run("check", ledger)[0] == 0
