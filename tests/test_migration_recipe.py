""".github/CONTRIBUTING.md, 换一个文件格式版本: what it says is done word for word in a copy, and files old and new come out whole."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from dangjian_desktop.storage.ground import header
from tests.recipes import blocks, changed, chapter, copied, failing, quoted, run, touched

CHAPTER = chapter("换一个文件格式版本")
LOOK = """
import json, shutil, sys
from pathlib import Path
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock
from tests.faults import deeds

def seen(services):
    asked = services.store.database.run
    found = [asked("PRAGMA user_version"), asked("SELECT name FROM pragma_table_info('template')")[-1:], asked("SELECT * FROM bookmark")]
    damage = services.store.damage()
    opening.close(services)
    return [services.notice and services.notice.text, len(damage), *found]

new, old = Path(sys.argv[1], "新.djtz"), Path(shutil.copy("tests/data/files/版本1.djtz", sys.argv[1]))
opening.close(opening.create_ledger(new, "青石镇党委", clock=FixedClock()))
deeds.ours(old)
print(json.dumps([seen(opening.open_ledger(path, clock=FixedClock())) for path in (new, old)]))
"""


def renumbered(text: str) -> str:
    """The example is the step after the last one, however many there are by now."""
    return re.sub(r"\b0002_", f"{header.SCHEMA_VERSION + 1:04d}_", text)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the step of the recipe."""
    copy = copied(tmp_path)
    (sql,) = blocks(CHAPTER, "sql")
    (copy / renumbered(quoted(CHAPTER, r"\S+\.sql"))).write_text(sql, encoding="utf-8")
    line = "    " + renumbered(quoted(CHAPTER, r"script\(.*?\),")) + "\n"
    changed(copy / quoted(CHAPTER, r"\S+/migrations\.py"), r"^STEPS\b.*?(?=^\))", lambda found: found[0] + line)
    stores, (row,) = copy / quoted(CHAPTER, r"\S+/text_stores\.py"), blocks(CHAPTER, "python")
    changed(stores, r"^STORES\b.*?(?=^\))", lambda found: f"{found[0]}    {row.strip()},\n")
    before, after = quoted(CHAPTER, r'"name".*'), quoted(CHAPTER, r', "\w+"')
    changed(stores, rf'(?<="template",\n        \({before})', lambda _found: after)
    changed(copy / quoted(CHAPTER, r"\S+/header\.py"), r"(?<=^SCHEMA_VERSION = )\d+$", lambda found: str(int(found[0]) + 1))
    return copy


def test_the_recipe_for_a_column_and_a_table_works_as_written(copy: Path, tmp_path: Path) -> None:
    script = "dangjian_desktop/" + renumbered("storage/engine/schema/0002_bookmarks.sql")
    assert touched(copy) == {
        script,
        "dangjian_desktop/storage/engine/migrations.py",
        "dangjian_desktop/storage/ground/header.py",
        "dangjian_desktop/storage/ground/text_stores.py",
    }
    (commands,) = blocks(CHAPTER, "sh")
    for command in commands.splitlines():
        python, *words = command.split()
        assert python == "python"
        run(copy, *words)
    assert (copy / "tests" / "data" / "files" / f"版本{header.SCHEMA_VERSION + 1}.djtz").is_file()
    whole = [None, 0, [[header.SCHEMA_VERSION + 1]], [["remark"]], []]
    assert json.loads(run(copy, "-c", LOOK, str(tmp_path))) == [whole, whole]


def test_a_released_step_that_was_changed_is_caught(copy: Path) -> None:
    with (copy / "dangjian_desktop" / "storage" / "engine" / "schema" / "0001_first_schema.sql").open("a", encoding="utf-8") as step:
        step.write("-- a word too many\n")
    assert "test_a_released_step_never_changes" in failing(copy, "tests/storage/test_schema.py")
