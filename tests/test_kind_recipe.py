"""README, 加一种字段: what it says is done word for word in a copy, two files are touched, and the kind works and is closed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
KINDS, EDITORS = "dangjian_desktop/domain/kinds.py", "dangjian_desktop/ui/kit/editors.py"
CHAPTER = re.search(r"^### 加一种字段\n(.*?)^### ", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
LOOK = """
import json, sys
from pathlib import Path
from dangjian_desktop.domain.grammar import ledger_from
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services import opening
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


def quoted(pattern: str) -> str:
    """The one thing of that shape in the chapter, without the indent it has as a part of a list."""
    assert CHAPTER is not None
    (found,) = re.findall(pattern, CHAPTER[1], re.MULTILINE | re.DOTALL)
    return re.sub(r"^   ", "", str(found), flags=re.MULTILINE)


def before(path: Path, pattern: str, words: str) -> None:
    """Put the words before the one place that fits the pattern."""
    text, times = re.subn(pattern, lambda found: words + found[0], path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert times == 1, path.name
    path.write_text(text, encoding="utf-8")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the kind of the recipe."""
    copy = tmp_path / "副本"
    for name in ("dangjian_desktop", "resources", "tests"):
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md"):
        shutil.copy(ROOT / name, copy)
    clean = quoted(r"^   ```python\n(.*?)^   ```$")
    before(copy / KINDS, r"^_ALL = \($", f"{clean}\n\n")
    before(copy / KINDS, r"^\)(?=\n\nKINDS\b)", f"    {quoted(r'`(Kind[^`]*,)`')}\n")
    before(copy / EDITORS, r"^    \}\n\)$", f"        {quoted(r'`([^`]*Editor,)`')}\n")
    return copy


def run(copy: Path, *words: str) -> str:
    env = {**os.environ, "PYTHONPATH": str(copy), "PYTHONIOENCODING": "utf-8"}
    done = subprocess.run([sys.executable, *words], cwd=copy, env=env, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def test_the_recipe_for_a_kind_works_as_written_and_the_kind_is_closed(copy: Path, tmp_path: Path) -> None:
    assert all(f"`{path}`" in (CHAPTER or [""])[0] for path in (KINDS, EDITORS))
    told, stored, listed, found = json.loads(run(copy, "-c", LOOK, str(tmp_path)))
    assert (told, stored, listed, found) == (["“七”不是电话号码。"], "70010001", [["事由", "●●●"]], 0)
    run(copy, "-m", "pytest", "-q", "tests/ui/test_editors.py", "-k", "every_kind")
    run(copy, "-m", "ruff", "check", "--no-cache", KINDS, EDITORS)


def test_a_kind_without_an_editor_is_caught(copy: Path) -> None:
    shutil.copy(ROOT / EDITORS, copy / EDITORS)
    with pytest.raises(AssertionError, match="test_every_kind_has_an_editor"):
        run(copy, "-m", "pytest", "-q", "tests/ui/test_editors.py", "-k", "every_kind")
