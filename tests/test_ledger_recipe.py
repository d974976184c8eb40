""".github/CONTRIBUTING.md, 加一本台账: what it says is done word for word in a copy; tests of that copy notice nothing but the missing row.

Of the copy's tests those run that look at every ledger, at the whole catalogue, or have a made-up ledger of their own.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.recipes import blocks, changed, chapter, copied, run, touched, tried

CHAPTER = chapter("加一本台账")
LOOKS = (
    "tests/domain/test_grammar.py",
    "tests/ledgers",
    "tests/services/test_demo.py",
    "tests/services/test_masked_copy.py",
    "tests/storage/test_views.py",
    "tests/test_every_ledger.py",
    "tests/test_handbook.py",
    "tests/ui/test_own_ledger.py",
)
QUIET = ("-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the ledger of the recipe."""
    copy = copied(tmp_path)
    (ledger,) = blocks(CHAPTER, "yaml")
    with (copy / "resources" / "ledgers.yaml").open("a", encoding="utf-8") as declared:
        declared.write(ledger)
    return copy


@pytest.mark.slow
def test_the_recipe_for_a_ledger_works_as_written(copy: Path) -> None:
    done = tried(copy, *QUIET, *LOOKS)
    assert re.findall(r"^(?:FAILED|ERROR) (\S+)", done.stdout, re.MULTILINE) == [
        "tests/test_every_ledger.py::test_the_handbook_explains_it[home_visit]"
    ], done.stdout[-4000:]
    (row,) = blocks(CHAPTER, "markdown")
    changed(copy / "resources" / "help" / "handbook.md", r"^\| 谈话 \| 党内监督 \|", lambda found: row + found[0])
    assert touched(copy) == {"resources/ledgers.yaml", "resources/help/handbook.md"}
    assert " passed" in run(copy, *QUIET, "tests/test_every_ledger.py", "-k", "home_visit")
