""".github/CONTRIBUTING.md, 加一种字段: what it says is done word for word in a copy, two files are touched, and the kind works and is closed."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from tests.recipes import ROOT, blocks, changed, chapter, copied, failing, quoted, run, touched

KINDS, EDITORS = "dangjian_desktop/domain/kinds.py", "dangjian_desktop/ui/kit/editors/table.py"
CHAPTER = chapter("加一种字段")
LOOK = """
import json, sys
from pathlib import Path
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock

fields = [["held_on", "日期", "date", "required"], ["topic", "事由", "text", "required"], ["phone", "电话", "phone"]]
block = {"key": "x", "label": "来电", "area": "conduct", "date_field": "held_on", "fields": fields}
catalogue = load_catalogue().with_spec(ledger_from(block))
services = opening.create_ledger(Path(sys.argv[1], "新.djtz"), "青石镇党委", catalogue=catalogue, clock=FixedClock())
call = {"held_on": "2022-03-05", "topic": "事由", "phone": "700-10001"}
told = [problem.message for problem in services.records.check("x", {**call, "phone": "七"}).problems]
(pk,) = services.records.save("x", call).ids
listed = [list(row) for row in services.exporting.listed(Query("x"), ["topic", "phone"]).rows]
print(json.dumps([told, services.records.get(pk).values["phone"], listed, len(services.records.search("70010001"))]))
opening.close(services)
"""


def before(path: Path, pattern: str, words: str) -> None:
    """Put the words before the one place that fits the pattern."""
    changed(path, pattern, lambda found: words + found[0])


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the kind of the recipe."""
    copy = copied(tmp_path)
    (clean,) = blocks(CHAPTER, "python")
    before(copy / KINDS, r"^_ALL = \($", f"{clean}\n\n")
    before(copy / KINDS, r"^\)(?=\n\nKINDS\b)", f"    {quoted(CHAPTER, r'Kind.*,')}\n")
    before(copy / EDITORS, r"^    \}\n\)$", f"        {quoted(CHAPTER, r'.*Editor,')}\n")
    return copy


def test_the_recipe_for_a_kind_works_as_written_and_the_kind_is_closed(copy: Path, tmp_path: Path) -> None:
    assert all(f"`{path}`" in CHAPTER for path in (KINDS, EDITORS))
    assert touched(copy) == {KINDS, EDITORS}
    told, stored, listed, found = json.loads(run(copy, "-c", LOOK, str(tmp_path)))
    assert (told, stored, listed, found) == (["“七”不是电话号码。"], "70010001", [["事由", "●●●"]], 0)
    run(copy, "-m", "pytest", "-q", "tests/ui/test_editors.py", "-k", "every_kind")
    run(copy, "-m", "ruff", "check", "--no-cache", KINDS, EDITORS)


def test_a_kind_without_an_editor_is_caught(copy: Path) -> None:
    shutil.copy(ROOT / EDITORS, copy / EDITORS)
    assert "test_every_kind_has_an_editor_and_no_other" in failing(copy, "tests/ui/test_editors.py", "-k", "every_kind")
