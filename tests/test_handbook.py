"""The handbook explains what the program has: every error it can show, every command of the command line, every form of a tag."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from dangjian_desktop.cli import COMMANDS
from dangjian_desktop.domain.errors import Error
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.wording import FORMS
from dangjian_desktop.ui.kit.commands import key_table

ROOT = Path(__file__).parents[1]
HANDBOOK = (ROOT / "resources" / "help" / "handbook.md").read_text(encoding="utf-8")
README = (ROOT / "README.md").read_text(encoding="utf-8")
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "dangjian_desktop").rglob("*.py") if path.name != "errors.py")


@pytest.mark.parametrize("error", sorted({Error[name] for name in re.findall(r"\bError\.([A-Z_]+)\b", SOURCES)} | {Error.INVALID}))
def test_every_error_code_is_explained(error: Error) -> None:
    assert f"| {error} | " in HANDBOOK


def test_its_table_of_keys_is_that_of_the_commands() -> None:
    keys = HANDBOOK.partition("\n## 键盘\n")[2].partition("\n## ")[0]
    assert keys.strip() == key_table(), f"the chapter 键盘 of the handbook should be:\n{key_table()}"


def test_every_form_of_a_tag_is_named() -> None:
    assert [form for form in FORMS if f"|{form}" not in HANDBOOK] == []


def test_every_command_stands_in_the_readme_with_all_its_options() -> None:
    from dangjian_desktop.cli import usage

    for command in COMMANDS:
        (line,) = re.findall(rf"^dangjian-desktop {command} .*$", README, re.MULTILINE)
        action = next(action for action in usage.parser()._actions if action.choices)
        options = [option for one in action.choices[command]._actions for option in one.option_strings[-1:] if option != "--help"]
        assert [option for option in options if option not in line and option != "--output"] == []


def test_the_kinds_of_unit_on_the_command_line_are_those_declared() -> None:
    from dangjian_desktop.cli import usage
    from dangjian_desktop.services.ledger_file import unit_kinds

    commands = next(action for action in usage.parser()._actions if action.choices)
    (kind,) = (action for action in commands.choices["new"]._actions if "--kind" in action.option_strings)
    assert kind.metavar == "|".join(unit_kinds.kinds())
    for text in (README, HANDBOOK):
        assert f"--unit 单位名称 [--kind {kind.metavar}]" in text


def test_what_a_ledger_says_of_itself_stands_in_it(catalogue: Catalogue) -> None:
    assert [spec.label for spec in catalogue if spec.help and spec.help.rstrip("。") not in HANDBOOK] == []


def test_every_picture_of_the_readme_is_there_and_small() -> None:
    pictures = [ROOT / path for path in re.findall(r"!\[.*?\]\((.*?)\)", README)]
    assert pictures
    assert all(picture.stat().st_size < 150_000 for picture in pictures)


def test_it_says_how_to_deal_with_what_nobody_compared_with_the_original() -> None:
    from dangjian_desktop.domain.basis import UNCHECKED

    for words in (UNCHECKED, "【依据...】", "【已与原文核对】", "依据一览"):
        assert words in HANDBOOK
