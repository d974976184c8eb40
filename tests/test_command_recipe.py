""".github/CONTRIBUTING.md, 加一个命令: what it says is done word for word in a copy; one file of code is touched, and the command works."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes import blocks, changed, chapter, copied, failing, quoted, run, touched

CHAPTER = chapter("加一个命令")
COMMANDS, HANDBOOK, CHECK = (quoted(CHAPTER, rf"\S+/{name}") for name in (r"commands\.py", r"handbook\.md", r"test_handbook\.py"))
AFTER = quoted(CHAPTER, r'"recount"')
TRIED = """
from tests.ui.test_commands import window


def test_the_command_is_in_the_menu_and_does_it(window):
    action = window.menus.actions["missing"]
    assert action in window.menus.menus["ledger"].actions()
    assert action.isEnabled() and action.shortcut().toString() == "Ctrl+M"
    action.trigger()
    assert window.work.current_page().list.filters.missing.isChecked()
"""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the command of the recipe."""
    copy = copied(tmp_path)
    (line,) = blocks(CHAPTER, "python")
    changed(copy / COMMANDS, rf"^    Command\({AFTER}.*?\n(?=    Command\()", lambda found: found[0] + line)
    return copy


@pytest.mark.slow
def test_the_recipe_for_a_command_works_as_written(copy: Path) -> None:
    assert touched(copy) == {COMMANDS}
    assert failing(copy, "-p", "no:cacheprovider", CHECK) == {"test_its_table_of_keys_is_that_of_the_commands"}
    table = run(copy, "-c", "from dangjian_desktop.ui.kit.commands import key_table; print(key_table(), end='')")
    changed(copy / HANDBOOK, r"(?<=\n## 键盘\n\n).*?(?=\n\n## )", lambda _found: table)
    assert "| Ctrl+M | 只看待补的 |" in table
    assert touched(copy) == {COMMANDS, HANDBOOK}
    (copy / "tests" / "ui" / "test_tried.py").write_text(TRIED, encoding="utf-8")
    run(
        copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", CHECK, "tests/ui/test_commands.py", "tests/ui/test_tried.py"
    )
    run(copy, "-m", "ruff", "check", "--no-cache", COMMANDS)
    run(copy, "-m", "ruff", "format", "--check", "--no-cache", COMMANDS)
