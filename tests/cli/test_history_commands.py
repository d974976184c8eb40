"""undo and history on the command line: what is taken back, what is listed, and that nothing secret is told."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop import cli
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.storage.engine.keys import Cost
from tests.cli.test_cli import written

HEADINGS = ("谈话日期", "谈话类型", "谈话人", "谈话人身份", "谈话对象", "对象类别", "谈话人数")
SECRET = "不能说出去的话"


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    def command(*words: object) -> tuple[int, str, str]:
        code = cli.main([str(word) for word in words])
        told = capsys.readouterr()
        return code, told.out, told.err

    return command


@pytest.fixture
def file(services: Any, run: Any, tmp_path: Path) -> Path:
    """Three talks and the two people they name imported at once, then one of the talks edited."""
    opening.close(services)
    lines = [[f"2022-03-0{day}", "谈心谈话", "班子成员01", "党委书记", "村书记01", "村党组织书记", 1, SECRET] for day in (1, 2, 3)]
    book = written(tmp_path / "台账.xlsx", 谈话=[[*HEADINGS, "主要内容"], *lines])
    assert run("import", services.path, book)[0] == 0
    again = opening.open_ledger(services.path)
    again.records.save("talk", {"kind": "廉政约谈"}, pk=again.records.pks(Query("talk"))[0])
    opening.close(again)
    return services.path  # type: ignore[no-any-return]


def test_changes_are_undone_one_after_the_other_and_an_import_as_one(file: Path, run: Any) -> None:
    assert run("undo", file) == (0, "已撤销：修改 1 条谈话\n", "")
    code, out, _ = run("undo", file, "--json")
    assert (code, json.loads(out)) == (0, {"undone": "导入 5 条（台账.xlsx）"})
    again = opening.open_ledger(file)
    assert all(one.voided for one in again.records.get_many(range(1, 6)))
    opening.close(again)
    before = file.read_bytes()
    code, out, err = run("undo", file, "--json")
    assert (code, out) == (1, "")
    assert "没有可以撤销的操作" in err
    assert file.read_bytes() == before


def test_the_log_is_listed_newest_first_with_the_names_of_the_records(file: Path, run: Any) -> None:
    before = file.read_bytes()
    code, out, _ = run("history", file, "--json")
    entries = json.loads(out)["entries"]
    assert code == 0
    assert [entry["what"] for entry in entries] == ["修改 1 条谈话", "导入 5 条（台账.xlsx）", "新建台账"]
    assert all(list(entry) == ["n", "at", "who", "what", "records"] for entry in entries)
    assert [entry["n"] for entry in entries] == [3, 2, 1]
    (edited,) = entries[0]["records"]
    assert set(edited) == {"id", "ledger", "name"}
    assert (edited["ledger"], "廉政约谈" in edited["name"]) == ("谈话", True)
    assert edited in entries[1]["records"]
    assert entries[2]["records"] == []
    assert json.loads(run("history", file, "--last", "2", "--json")[1])["entries"] == entries[:2]
    assert file.read_bytes() == before


def test_for_people_a_line_names_a_few_records_and_what_was_taken_back(file: Path, run: Any) -> None:
    run("undo", file)
    code, out, _ = run("history", file)
    lines = out.splitlines()
    assert code == 0
    assert [("撤销：修改 1 条谈话" in lines[0]), ("修改 1 条谈话（已撤销）" in lines[1]), lines[2].endswith(" 等 5 条")] == [True] * 3
    assert lines[3].endswith("新建台账")


def test_a_secret_is_never_told(file: Path, run: Any) -> None:
    for words in (("history", file), ("history", file, "--json")):
        assert SECRET not in run(*words)[1]


@pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")
def test_a_protected_ledger_opens_with_the_password_file(services: Any, run: Any, tmp_path: Path) -> None:
    passwords.protect(services, passwords.fresh(), "正确的口令 12", cost=Cost(2**14))
    said = tmp_path / "口令.txt"
    said.write_text("正确的口令 12\n", encoding="utf-8")
    for command in ("history", "undo"):
        code, _, err = run(command, services.path)
        assert (code, "E-61" in err) == (1, True)
        assert "E-61" not in run(command, services.path, "--password-file", said)[2]
