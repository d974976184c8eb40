"""verify and receive on the command line: what is said, what is refused, what is left behind."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import cli
from dangjian_desktop.domain import passphrase as phrases
from dangjian_desktop.exchange import pack
from dangjian_desktop.services import opening, passwords
from dangjian_desktop.storage.keys import Cost
from tests.fakes import FixedClock
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
