"""backup and restore on the command line."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from dangjian_desktop import cli
from dangjian_desktop.services.base.ports import SystemClock


@pytest.fixture
def run(capsys):
    def command(*words):
        code = cli.main([str(word) for word in words])
        said = capsys.readouterr()
        assert "Traceback" not in said.err + said.out
        return code, said.out, said.err

    return command


@pytest.fixture
def file(ledger_file, run):
    assert run("new", ledger_file, "--unit", "某镇党委")[0] == 0
    return ledger_file


def test_a_backup_is_made_beside_the_ledger_and_comes_back_over_it(file, run):
    code, out, _ = run("backup", file)
    assert code == 0
    (made,) = (file.parent / "备份").glob("备份-000001-*-手动.djtz")
    assert f"已备份并核验：{made}（0 条记录，0 份材料，" in out
    code, out, _ = run("restore", made, file)
    assert code == 0
    (kept,) = file.parent.glob("*.被替换-*")
    assert f"恢复前的台账留在：{kept}" in out
    assert run("check", file)[0] == 0


def test_in_json_both_say_what_was_done(file, run, tmp_path):
    code, out, _ = run("backup", file, "-o", tmp_path / "U盘", "--json")
    said = json.loads(out)
    assert (code, said["number"], said["records"], said["evidence"]) == (0, 1, 0, 0)
    target = tmp_path / "新的.djtz"
    code, out, _ = run("restore", said["path"], target, "--json")
    assert (code, json.loads(out)) == (0, {"path": str(target), "records": 0, "evidence": 0, "kept": None})


def test_a_copy_says_where_it_is_and_nothing_of_what_was_kept(file, run, tmp_path):
    run("backup", file)
    (made,) = (file.parent / "备份").glob("*.djtz")
    code, out, _ = run("restore", made, tmp_path / "新的.djtz")
    assert (code, "恢复前" in out) == (0, False)


def test_a_backup_that_cannot_be_made_is_refused_with_its_reason(file, run, tmp_path):
    code, _, err = run("backup", file, "-o", tmp_path / "没有" / "这里")
    assert code == 1
    assert "E-16" in err
    assert "文件夹不存在" in err


def test_a_second_place_that_fails_is_told_but_the_backup_counts(file, run, tmp_path):
    from dangjian_desktop.services.ledger_file import opening

    stick = tmp_path / "U盘"
    stick.mkdir()
    services = opening.open_ledger(file)
    services.backups.set_second_place(stick)
    opening.close(services)
    at = SystemClock().now()
    for minute in range(3):
        (stick / f"备份-000001-{at + timedelta(minutes=minute):%Y%m%d-%H%M}-手动.djtz.part").mkdir()
    code, out, err = run("backup", file)
    assert (code, "已备份并核验" in out) == (0, True)
    assert "第二处" in err


def test_a_damaged_backup_and_a_missing_one_restore_nothing(file, run, tmp_path):
    run("backup", file)
    (made,) = (file.parent / "备份").glob("*.djtz")
    made.write_bytes(made.read_bytes()[:20_000])
    was = file.read_bytes()
    assert run("restore", made, file)[0] == 1
    assert run("restore", tmp_path / "没有.djtz", file)[0] == 1
    assert file.read_bytes() == was
