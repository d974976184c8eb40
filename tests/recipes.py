"""Recipes of .github/CONTRIBUTING.md, done word for word in a copy of the project, and how many files of it that takes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
TAKEN, FILES = ("dangjian_desktop", "resources", "tests", ".github"), ("pyproject.toml", "build.spec", "README.md")


def chapter(title: str) -> str:
    """What stands under that heading of the third level."""
    text = (ROOT / ".github" / "CONTRIBUTING.md").read_text(encoding="utf-8")
    found = re.search(rf"^### {title}\n(.*?)(?:^### |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def blocks(text: str, language: str) -> list[str]:
    """The blocks of that language, without the indent they have as parts of a list."""
    found = re.findall(rf"^( *)```{language}\n(.*?)^ *```$", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", block, flags=re.MULTILINE) for indent, block in found]


def changed(path: Path, pattern: str, new: Callable[[re.Match[str]], str]) -> None:
    """The one place of the file that the pattern finds."""
    text, times = re.subn(pattern, new, path.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    assert times == 1, path.name
    path.write_text(text, encoding="utf-8")


def quoted(text: str, pattern: str) -> str:
    """The one thing of that shape that stands between two of these: `."""
    (found,) = {word for word in re.findall(r"`([^`\n]+)`", text) if re.fullmatch(pattern, word)}
    return str(found)


def touched(copy: Path) -> set[str]:
    """The files of the copy that are new or no longer what they are here, as the recipe left them."""
    parts = [path for name in TAKEN for path in (copy / name).rglob("*")] + [copy / name for name in FILES]
    files = {path.relative_to(copy) for path in parts if path.is_file() and "__pycache__" not in path.parts}
    return {path.as_posix() for path in files if not (ROOT / path).is_file() or (ROOT / path).read_bytes() != (copy / path).read_bytes()}


def copied(folder: Path) -> Path:
    """The project, to be changed."""
    copy = folder / "副本"
    for name in TAKEN:
        shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in FILES:
        shutil.copy(ROOT / name, copy)
    return copy


def tried(copy: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """Python in the copy, on its own code."""
    return subprocess.run(
        [sys.executable, *words],
        cwd=copy,
        env={**os.environ, "PYTHONPATH": str(copy), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def run(copy: Path, *words: str) -> str:
    """The same, and it must go well."""
    done = tried(copy, *words)
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]
    return done.stdout


def failing(copy: Path, *words: str) -> set[str]:
    """The tests that fail in the copy, by name, whatever else the runner is told by the machine it is on."""
    done = tried(copy, "-m", "pytest", "-q", "--tb=no", "-rf", *words)
    return set(re.findall(r"^FAILED \S+::(\w+)", done.stdout, re.MULTILINE))
