"""What the documents of the project say of it, made from the project itself: the rooms on their floors, the kinds of field.

``python -m tests.documents`` puts the tables of rooms and kinds into resources/docs as they are now.
"""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.kinds import KINDS

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "resources" / "docs"
RECIPES = ROOT / ".github" / "CONTRIBUTING.md"


def contracts() -> list[dict[str, Any]]:
    """The contracts of pyproject.toml that put rooms on floors."""
    declared = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]["contracts"]
    return [contract for contract in declared if contract["type"] == "layers"]


def purpose(module: str) -> str:
    """The first line of what a module or package says of itself."""
    path = ROOT.joinpath(*module.split("."))
    path = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert said, module
    return said.partition("\n")[0].replace("``", "`").replace("|", "\\|")


def rooms(contract: dict[str, Any]) -> str:
    """The table of one house of rooms, the highest floor first; rooms on one floor do not know each other."""
    (container,) = contract["containers"]
    lines = ["| floor | room | what stands there |", "|---|---|---|"]
    for number, floor in zip(range(len(contract["layers"]), 0, -1), contract["layers"], strict=True):
        lines += [f"| {number} | `{room}` | {purpose(f'{container}.{room}')} |" for room in floor.split(" | ")]
    return "\n".join(lines) + "\n"


def kinds() -> str:
    """The table of the kinds of field and their traits that protect people or decide what can be counted."""
    lines = ["| kind | in a workbook | holds | shown in clear | redactable | counted by |", "|---|---|---|---|---|---|"]
    for kind in KINDS.values():
        names = ("textual", "prose", "choosable", "refers", "many", "dated", "numeric", "children", "pieces")
        holds = " ".join(name for name in names if getattr(kind, name)) or "–"
        yes = {True: "yes", False: "no"}
        counted = " ".join(sorted(kind.counted)) or "–"
        lines.append(f"| `{kind.name}` | {kind.excel} | {holds} | {yes[kind.shown_in_clear]} | {yes[kind.redactable]} | {counted} |")
    return "\n".join(lines) + "\n"


def documents() -> list[Path]:
    """Everything that is written for those who work on the program."""
    return [*sorted(DOCS.glob("*.md")), RECIPES, ROOT / "README.md"]


def cells(path: Path) -> Iterator[list[str]]:
    """The cells of every line of the tables of a document, without heads."""
    lines = path.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        head = number + 1 < len(lines) and re.fullmatch(r"\|[-|]+\|", lines[number + 1])
        if line.startswith("|") and not head and not re.fullmatch(r"\|[-|]+\|", line):
            yield [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]


def made() -> Iterator[tuple[Path, str, str]]:
    """Every table that is made: in which document, under which heading."""
    for contract in contracts():
        yield DOCS / "architecture.md", contract["name"], rooms(contract)
    yield DOCS / "fields.md", "kinds of field", kinds()


def put(path: Path, heading: str, table: str) -> None:
    """Put the table under its heading, over whatever stands there up to the next heading."""
    lines = path.read_text(encoding="utf-8").splitlines()
    at = lines.index(f"### {heading}") + 1
    rest = next((number for number in range(at, len(lines)) if lines[number].startswith("#")), len(lines))
    text = "\n".join([*lines[:at], "", *table.splitlines(), "", *lines[rest:]])
    path.write_text(text.rstrip() + "\n", encoding="utf-8")


if __name__ == "__main__":
    for place in made():
        put(*place)
