"""What is written about the program is true: rooms, promises, words and paths that documents name are there, and nothing cites a text
that is not."""

from __future__ import annotations

import ast
import io
import re
import subprocess
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.reports import styles
from tests.bench.reliability.table import PROMISES
from tests.documents import DOCS, RECIPES, ROOT, cells, contracts, documents, kinds, rooms

HOUSE = ROOT / "dangjian_desktop"
SOURCES = sorted(HOUSE.rglob("*.py"))
TESTS = sorted((ROOT / "tests").rglob("*.py"))
DECLARED = sorted((ROOT / "resources").rglob("*.yaml"))
LONGEST = 200
"""Lines of a document; a longer one is not read."""
CITED = re.compile(r"(?<![\w/*.-])(?:\.?[\w-]+/)*[\w-]+\.(?:md|py|yaml|toml|sql|spec)(?![\w*])")
"""A file as texts name it."""
OTHERS = re.compile(r"\b(?:spec|shared)/|\b[a-z]+\.md §|\bchapter of the README\b")
"""How a text outside of the project was cited."""
GLOSSARY = DOCS / "glossary.md"


def remarks(path: Path) -> Iterator[str]:
    """The docstrings and comments of a module."""
    text = path.read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            yield node.value.value
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string


def is_there(named: str) -> bool:
    """Whether a file of that path is in the project; below the package its first folder may be left out, and all folders of a name alone."""
    if any((place / named).exists() for place in (ROOT, HOUSE, ROOT / "tests", ROOT / "resources")):
        return True
    return any(path.as_posix().endswith(f"/{named}") for path in (*SOURCES, *TESTS, *DECLARED, *documents(), *DOCS.glob("*")))


def missing(text: str) -> list[str]:
    return [named for named in CITED.findall(text) if not is_there(named)]


def quoted(text: str) -> list[str]:
    return re.findall(r"(?<!`)`([^`\n]+)`(?!`)", text)


def test_there_are_documents_and_they_are_short() -> None:
    assert len(documents()) > 8
    assert [path.name for path in DOCS.glob("*.md") if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST] == []


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract["name"])
def test_rooms_and_floors_are_those_of_the_contracts(contract: dict[str, Any]) -> None:
    written = (DOCS / "architecture.md").read_text(encoding="utf-8")
    assert f"### {contract['name']}\n\n{rooms(contract)}" in written, "python -m tests.documents"


def test_a_kind_of_field_that_is_described_is_as_described() -> None:
    (start,) = re.findall(r"^### kinds of field\n\n(.*)", (DOCS / "fields.md").read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
    assert set(start.splitlines()) <= set(kinds().splitlines())


def test_the_page_is_that_of_the_styles() -> None:
    page = styles.SECTION + styles.SETTINGS
    text = (DOCS / "pages.md").read_text(encoding="utf-8")
    values = [word for word in quoted(text) if word.startswith("w:") and word != "w:sz"]
    assert len(values) > 5
    assert [value for value in values if value not in page] == []
    assert f"line pitch {styles.LINE}, one character {styles.CHAR}" in text
    made = dict(re.findall(r'w:styleId="(\w+)">(.*?)</w:style>', styles.styles_xml()))
    for name, _element, face, size in (line for line in cells(DOCS / "pages.md") if len(line) == 4):
        faces, sizes = re.findall(r'w:eastAsia="(.*?)"', made[name]), re.findall(r'<w:sz w:val="(\d+)"', made[name])
        assert (face, size) == ((*faces, styles.BODY)[0], (*sizes, "32")[0]), name


@pytest.mark.parametrize("path", documents(), ids=lambda path: path.name)
def test_what_a_document_names_is_there(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    inside = text if path != RECIPES else re.sub(r"^### .*", "", text, flags=re.MULTILINE | re.DOTALL)
    named = [word for word in quoted(inside) if re.fullmatch(r"[\w./-]+/|\.?[\w./-]+\.(?:md|py|yaml|toml|sql|spec)", word)]
    assert [word for word in named if not is_there(word.rstrip("/")) and not word.startswith("dist/")] == []
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    assert [link for link in links if not (path.parent / link).exists()] == []


@pytest.mark.parametrize("path", [DOCS / "architecture.md", DOCS / "promises.md"], ids=lambda path: path.name)
def test_each_law_and_promise_has_a_test_that_is_there(path: Path) -> None:
    proofs = [proof for line in cells(path) for proof in quoted(line[-1]) if "::" in proof]
    assert len(proofs) > 10
    for proof in proofs:
        file, _, name = proof.partition("::")
        assert re.search(rf"^def {name}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE), proof


def test_the_promises_are_those_of_the_bench() -> None:
    written = [line for line in cells(DOCS / "promises.md") if re.fullmatch(r"R\d+", line[0])]
    assert [line[:2] for line in written] == [[promise.name, promise.words] for promise in PROMISES]
    for line, promise in zip(written, PROMISES, strict=True):
        assert quoted(line[2]) == sorted({f"tests/faults/{one.where.partition(':')[0]}.py" for one in promise.runs})


def test_the_words_of_the_glossary_are_those_of_the_code() -> None:
    said = "\n".join(path.read_text(encoding="utf-8") for path in (*SOURCES, *DECLARED))
    known = set(re.findall(r"[A-Za-z_]+", said))
    tables = GLOSSARY.read_text(encoding="utf-8").partition("## Retired words")[0]
    words = [word for line in cells(GLOSSARY) if len(line) == 3 and f"| {line[0]} |" in tables for word in quoted(line[1])]
    assert len(words) > 60
    assert [word for word in words if not known.issuperset(re.findall(r"[A-Za-z_]+", word))] == []


def retired() -> list[tuple[str, str]]:
    table = GLOSSARY.read_text(encoding="utf-8").partition("## Retired words")[2]
    return re.findall(r"^\| `([^`]+)` \| `([^`]+)` \|", table, re.MULTILINE)


def names(path: Path) -> set[str]:
    """Every name that a module gives or uses, without those of others that it imports from."""
    return {
        token.string
        for token in tokenize.generate_tokens(io.StringIO(path.read_text(encoding="utf-8")).readline)
        if token.type == tokenize.NAME
    }


def test_no_retired_word_comes_back() -> None:
    gone = {word for word, _ in retired()}
    assert gone
    used = {path: names(path) for path in SOURCES}
    assert [f"{path.name}: {word}" for path, said in used.items() for word in sorted(said & gone - OF_LIBRARIES)] == []
    assert [word for _, word in retired() if not any(word in said for said in used.values())] == []


OF_LIBRARIES = {"sandbox"}
"""jinja2.sandbox is called so."""


ONE_THING = {
    "Table": "rows and columns, on paper and on the screen; the kit knows no document",
    "Reader": "whoever reads a block of the declaration, as much of it as each module asks for",
}
"""Classes of one name that are one thing all the same, and why."""


def test_a_class_has_a_name_of_its_own() -> None:
    """One word, one thing: whoever reads a name need not ask which."""
    classes = [node.name for path in SOURCES for node in ast.parse(path.read_text(encoding="utf-8")).body if isinstance(node, ast.ClassDef)]
    public = Counter(name for name in classes if not name.startswith("_"))
    assert [name for name, times in public.items() if times > 1 and name not in ONE_THING] == []


def test_nothing_cites_a_text_that_is_not_there() -> None:
    wrong = [f"{path.name}: {named}" for path in (*SOURCES, *TESTS) for remark in remarks(path) for named in missing(remark)]
    for path in (*SOURCES, *TESTS):
        wrong += [f"{path.name}: {found[0]}" for remark in remarks(path) if (found := OTHERS.search(remark))]
    for path in DECLARED:
        comments = "\n".join(re.findall(r"(?m)(?:^|\s)#.*$", path.read_text(encoding="utf-8")))
        wrong += [f"{path.name}: {named}" for named in missing(comments)]
        wrong += [f"{path.name}: {found[0]}" for found in OTHERS.finditer(comments)]
    assert wrong == []


@pytest.mark.parametrize(
    "remark", ["as domain.md says", "(house.md §3)", "see spec/look.md", "ui/kit/nothing_there.py asks", "the chapter of the README"]
)
def test_a_text_that_is_not_there_is_noticed(remark: str) -> None:
    assert missing(remark) or OTHERS.search(remark)


def test_each_recipe_is_carried_out_by_a_test() -> None:
    recipes = re.findall(r"^### (.+)$", RECIPES.read_text(encoding="utf-8"), re.MULTILINE)
    done = [
        title
        for path in (ROOT / "tests").glob("test_*_recipe.py")
        for title in re.findall(r'chapter\("(.+?)"\)', path.read_text(encoding="utf-8"))
    ]
    assert len(recipes) > 3
    assert sorted(recipes) == sorted(done)
    assert all("touched(copy)" in path.read_text(encoding="utf-8") for path in (ROOT / "tests").glob("test_*_recipe.py"))


def test_what_is_written_for_engineers_goes_into_no_wheel_and_no_bundle() -> None:
    wheel = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]["targets"]["wheel"]
    assert wheel["exclude"] == [f"/{DOCS.relative_to(ROOT).as_posix()}"]
    spec = (ROOT / "build.spec").read_text(encoding="utf-8")
    wanted = next(node for node in ast.parse(spec).body if isinstance(node, ast.FunctionDef) and node.name == "wanted")
    space: dict[str, object] = {"UNUSED_FILES": (), "KEPT_TRANSLATIONS": ()}
    exec(compile(ast.Module([wanted], []), "build.spec", "exec"), space)
    kept = [name for name in ("docs/glossary.md", "help/handbook.md") if space["wanted"]((f"dangjian_desktop/resources/{name}", "", ""))]  # type: ignore[operator]
    assert kept == ["help/handbook.md"]


def test_the_top_of_the_project_holds_what_it_may() -> None:
    if not (ROOT / ".git").exists():
        pytest.skip("not a checkout")
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout.split("\n")
    top = {line.strip('"').partition("/")[0] for line in listed if line}
    allowed = {"pyproject.toml", "dangjian_desktop", "resources", "tests", "build.spec", "README.md", "LICENSE", "Makefile"}
    assert {name for name in top - allowed if not name.startswith(".")} == set()
