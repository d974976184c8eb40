""".github/CONTRIBUTING.md, 加一页向导: what it says is done word for word in a copy, and the page is walked through by keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.recipes import blocks, changed, chapter, copied, failing, quoted, run, touched

CHAPTER = chapter("加一页向导")
PAGE, WIZARD = (quoted(CHAPTER, rf"dangjian_desktop/\S+/{name}\.py") for name in ("title_page", "wizard"))
WALK = "tests/ui/test_wizard_report.py"
ON_THE_FRAME = "steps or next_page or narrow or squeezed or putting_aside"
COUNTS_STEPS = {"test_steps_can_be_clicked_and_show_what_is_open"}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project with the page of the recipe."""
    copy = copied(tmp_path)
    page, test = blocks(CHAPTER, "python")
    (copy / PAGE).write_text(page, encoding="utf-8")
    imported, made = quoted(CHAPTER, r"from \S+title_page import \w+"), quoted(CHAPTER, r"self\.heading = .*")
    listed, counted = quoted(CHAPTER, r"self\.findings, .*"), quoted(CHAPTER, r"SCOPE, .* = range\(6\)")
    changed(copy / WIZARD, r"^from \S+texts_page import \w+\n", lambda found: f"{found[0]}{imported}\n")
    changed(copy / WIZARD, r"^ *self\.findings = .*?\n", lambda found: f"{found[0]}        {made}\n")
    changed(copy / WIZARD, r"self\.findings, self\.preview(?=\), theme)", lambda _found: listed)
    changed(copy / WALK, r"^SCOPE, .*?$", lambda _found: counted)
    with (copy / WALK).open("a", encoding="utf-8") as walk:
        walk.write(f"\n\n{test}")
    return copy


@pytest.mark.slow
def test_the_recipe_for_a_page_works_as_written(copy: Path) -> None:
    assert touched(copy) == {PAGE, WIZARD, WALK}
    run(copy, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-p", "no:xdist", WALK, "-k", "a_title_is_kept")
    assert failing(copy, "-p", "no:cacheprovider", "-p", "no:xdist", WALK, "-k", ON_THE_FRAME) == COUNTS_STEPS
    run(copy, "-m", "ruff", "check", "--no-cache", PAGE, WIZARD, WALK)
    run(copy, "-m", "mypy", "--no-incremental", "-p", "dangjian_desktop.ui.wizards.report")
    run(copy, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports(no_cache=True))")
