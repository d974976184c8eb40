"""The laws of the house (resources/docs/architecture.md) as tests that fail: who imports whom, sizes, doors, names, laziness."""

from __future__ import annotations

import ast
import gc
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
HOUSE = ROOT / "dangjian_desktop"
SOURCES = sorted(path for path in HOUSE.rglob("*.py") if "resources" not in path.relative_to(HOUSE).parts)
CONTRACTS_BROKEN_BY = [
    ("ui/ledger/__init__.py", "from dangjian_desktop.storage.engine import database", "faces call services only"),
    ("ui/__init__.py", "def late():\n    import dangjian_desktop.exchange", "faces call services only"),
    ("ui/kit/__init__.py", "import dangjian_desktop.services", "the kit knows no office"),
    ("ui/kit/__init__.py", "import dangjian_desktop.ui.ledger", "inside the screen"),
    ("ui/watch/__init__.py", "import dangjian_desktop.ui.dialogs", "inside the screen"),
    ("ui/ledger/list/__init__.py", "import dangjian_desktop.ui.ledger.form", "inside a ledger's page"),
    ("ui/kit/parts/__init__.py", "import dangjian_desktop.ui.kit.editors", "inside the kit"),
    ("services/base/__init__.py", "import dangjian_desktop.services.records", "inside the services"),
    ("storage/stores/__init__.py", "import dangjian_desktop.storage.writing", "inside the storage"),
    ("domain/record.py", "import dangjian_desktop.domain.clean", "no circles"),
    ("services/__init__.py", "import PySide6.QtCore", "Qt lives in ui and paper"),
    ("services/__init__.py", "import sqlite3", "SQL lives in storage"),
    ("services/__init__.py", "import docx", "Word lives in reports"),
    ("services/__init__.py", "import xlsxwriter", "Excel lives in exchange"),
    ("services/__init__.py", "import dangjian_desktop.storage.engine.migrations", "the schema is storage's own"),
    ("storage/__init__.py", "import dangjian_desktop.exchange", "one way down"),
    ("domain/__init__.py", "import dangjian_desktop.services", "one way down"),
]
MADE_BY_HAND = r"(?<!class )\bQ(HBox|VBox|Box|Grid|Form)Layout\(|\(Q(HBox|VBox|Box|Grid|Form)Layout\)|\bQ(PushButton|TableWidget)\("
MAY_MAKE_BY_HAND = (
    "ui/kit/parts/layout.py",  # rows, columns and grids
    "ui/kit/parts/parts.py",  # buttons
    # the shell of the window, until it is laid out anew
    "ui/shell/area_tab.py",
    "ui/shell/corner.py",
    "ui/shell/period_selector.py",
    "ui/shell/workspace.py",
)
MAX_FILE, MAX_CLASS, MAX_FUNCTION = 400, 250, 50
LARGER_FOR_A_REASON: dict[str, str] = {
    "storage/store.py:Store": "the one surface of an open file; every method hands on to one room and decides nothing",
}
"""What passes the smell line, by “file” or “file:name”, and why."""
MAY_CATCH_ALL = {
    "cli/__init__.py": "the command line's last door: no traceback ever",
    "services/trust/box_jobs.py": "the child box answers every failure with a verdict",
    "box.py": "the child box answers every failure with a verdict",
    "ui/kit/fault_hook.py": "the hook of last resort",
    "ui/kit/calls.py": "the database thread hands every failure to the asker",
    "ui/kit/jobs.py": "the job runner hands every failure to the asker",
}
HEAVY = ("docx", "docxtpl", "jinja2", "lxml", "openpyxl", "xlsxwriter", "python_calamine", "pypinyin", "rapidfuzz")


def broken_contracts(root: Path) -> list[str]:
    lint = Path(sys.executable).with_name("lint-imports")
    out = subprocess.run([lint, "--no-cache"], cwd=root, capture_output=True, text=True, check=False).stdout
    assert "Contracts:" in out, out
    return re.findall(r"^(.+?) BROKEN", out, re.MULTILINE)


MAY_NAME_KINDS = {
    "domain/kinds.py": "the kinds themselves",
    "domain/fields.py": "a field looks up its kind",
    "ui/kit/editors/table.py": "the table kind → editor",
    "domain/measure.py": "the kind of a number (Measured), not of a field",
    "domain/wording.py": "the kind of a number (Measured), not of a field",
    "services/report/values.py": "the kind of a number (Measured), not of a field",
    "storage/stores/measure_sql.py": "the kind of a number (Measured), not of a field",
    "services/desk/printed_list.py": "the kind of a workbook's column, not of a field",
    "storage/stores/audit_store.py": "the kind of a change, not of a field",
}
"""Where the name of a kind may be compared, and why; everybody else asks a trait."""


def name_of(path: Path) -> str:
    return path.relative_to(HOUSE).as_posix()


def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Every quoted text that is not a docstring (a string that stands alone is a remark)."""
    remarks = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in remarks:
            yield node.lineno, node.value


def found(pattern: str, *, but: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{name_of(path)}:{number}"
        for path in SOURCES
        if name_of(path) not in but
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if re.search(pattern, line)
    ]


def ledger_keys() -> set[str]:
    declared = yaml.safe_load((ROOT / "resources" / "ledgers.yaml").read_text(encoding="utf-8"))
    return {ledger["key"] for ledger in declared["ledgers"]}


def test_every_import_goes_down() -> None:
    assert broken_contracts(ROOT) == []


@pytest.mark.parametrize(("file", "line", "contract"), CONTRACTS_BROKEN_BY)
def test_a_forbidden_import_is_caught(tmp_path: Path, file: str, line: str, contract: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    house = shutil.copytree(HOUSE, tmp_path / "dangjian_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    with (house / file).open("a", encoding="utf-8") as out:
        out.write(f"\n{line}\n")
    assert contract in broken_contracts(tmp_path)


@pytest.mark.parametrize(
    ("room", "contract"),
    [
        (".", "one way down"),
        ("services", "inside the services"),
        ("storage", "inside the storage"),
        ("ui", "inside the screen"),
        ("ui/ledger", "inside a ledger's page"),
        ("ui/kit", "inside the kit"),
    ],
)
def test_a_new_folder_without_a_floor_is_caught(tmp_path: Path, room: str, contract: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    house = shutil.copytree(HOUSE, tmp_path / "dangjian_desktop", ignore=shutil.ignore_patterns("__pycache__"))
    (house / room / "attic").mkdir()
    (house / room / "attic" / "__init__.py").write_text("", encoding="utf-8")
    assert contract in broken_contracts(tmp_path)


def test_every_contract_is_broken_once_on_purpose() -> None:
    """A contract that nobody has seen bite may be one that cannot."""
    declared = set(re.findall(r'^name = "(.+)"$', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.MULTILINE))
    assert {contract for _, _, contract in CONTRACTS_BROKEN_BY} == declared - {"dangjian-desktop"}


def test_files_classes_and_functions_stay_small() -> None:
    large = []
    for path in SOURCES:
        lines = path.read_text(encoding="utf-8").count("\n")
        large += [f"{name_of(path)} {lines}"] * (lines > MAX_FILE and name_of(path) not in LARGER_FOR_A_REASON)
        for node in ast.walk(tree_of(path)):
            if isinstance(node, (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)):
                size = (node.end_lineno or node.lineno) - node.lineno + 1
                limit = MAX_CLASS if isinstance(node, ast.ClassDef) else MAX_FUNCTION
                place = f"{name_of(path)}:{node.name}"
                large += [f"{place} {size}"] * (size > limit and place not in LARGER_FOR_A_REASON)
    assert large == []


def test_every_module_says_what_stands_in_it() -> None:
    assert [name_of(path) for path in SOURCES if path.read_text(encoding="utf-8").strip() and not ast.get_docstring(tree_of(path))] == []


def test_only_one_door_asks_the_user() -> None:
    assert found(r"\bQMessageBox\b|\bQInputDialog\b", but=("ui/kit/ask.py",)) == []


def test_boxes_buttons_and_tables_are_made_in_the_kit_only() -> None:
    assert found(MADE_BY_HAND, but=MAY_MAKE_BY_HAND) == []


@pytest.mark.parametrize(
    "line", ["row = QHBoxLayout(self)", "class Note(QVBoxLayout):", 'QPushButton("保存")', "grid = QGridLayout()", "t = QTableWidget(0, 4)"]
)
def test_a_box_made_by_hand_is_caught(line: str) -> None:
    assert re.search(MADE_BY_HAND, line)


def test_what_is_only_named_or_made_special_may_stand() -> None:
    for line in ("def head(self) -> QHBoxLayout:", "class TallButton(QPushButton):", "self.findChildren(QPushButton)"):
        assert not re.search(MADE_BY_HAND, line)


def test_nothing_waits_or_pumps_events() -> None:
    # files.py waits for an antivirus, two and a half seconds at most, on the thread that owns the file
    assert found(r"\bprocessEvents\b|\btime\.sleep\b|\bQThread\.(m|u)?sleep\b", but=("files.py",)) == []


def test_only_the_command_line_prints() -> None:
    printing = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        if not name_of(path).startswith("cli/")
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_all_failures_are_caught_in_four_places_only() -> None:
    catching = []
    for path in SOURCES:
        for node in ast.walk(tree_of(path)):
            if isinstance(node, ast.ExceptHandler):
                caught = ast.unparse(node.type) if node.type else ""
                passed_on = isinstance(node.body[-1], ast.Raise) and node.body[-1].exc is None
                if caught in ("", "Exception", "BaseException") and not passed_on and name_of(path) not in MAY_CATCH_ALL:
                    catching.append(f"{name_of(path)}:{node.lineno}")
    assert catching == []


def test_no_failure_is_swallowed() -> None:
    swallowed = [
        f"{name_of(path)}:{node.lineno}"
        for path in SOURCES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or ast.unparse(node.type) in ("Exception", "BaseException"))
        and all(isinstance(line, (ast.Pass, ast.Continue)) for line in node.body)
    ]
    assert swallowed == []


def test_a_file_takes_its_place_in_one_way_only() -> None:
    """One verb for “make beside, verify, take the place”: files.py; the log turns its own files, a stick is asked through Medium."""
    asked = r"os\.(replace|rename)\(|\w\.rename\(\w+\)$|os\.fsync\(|/proc/mounts"
    may = ("files.py", "mounts.py", "logs.py", "exchange/medium.py")
    # what is let go of is overwritten first; the docstring of a port names the list
    assert found(asked, but=(*may, "storage/file/reencrypt.py", "services/trust/places.py")) == []


def test_no_record_is_ever_deleted() -> None:
    assert found(r"(?i)delete\s+from\s+\"?record\"?\b") == []


def kinds_named(tree: ast.Module) -> list[int]:
    """Lines in which ``kind`` is compared with the name of a kind of field (written there or in a constant), or looked up by it."""
    from dangjian_desktop.domain.kinds import KINDS

    constants = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and not isinstance(node.value, ast.Call)
    }

    def asks(node: ast.AST) -> bool:
        """``field.kind``, ``kind``, or getattr(field, "kind", …)."""
        if isinstance(node, ast.Call):
            return ast.unparse(node.func) == "getattr" and ast.unparse(node.args[1]) == "'kind'"
        return (isinstance(node, ast.Attribute) and node.attr == "kind") or (isinstance(node, ast.Name) and node.id == "kind")

    def names(node: ast.AST) -> bool:
        """A kind's name, also inside of a tuple, a table, or a constant of the module that holds some."""
        inside = [*ast.walk(node), *(one for part in ast.walk(node) if isinstance(part, ast.Name) for one in _inside(part))]
        return any(isinstance(one, ast.Constant) and one.value in KINDS for one in inside)

    def _inside(name: ast.Name) -> list[ast.AST]:
        return list(ast.walk(constants[name.id])) if name.id in constants else []

    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
            found += [node.lineno] * (any(map(asks, sides)) and any(map(names, sides)))
        elif isinstance(node, ast.Subscript):
            found += [node.lineno] * (asks(node.slice) and names(node.value))
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get" and node.args:
            found += [node.lineno] * (asks(node.args[0]) and names(node.func.value))
        elif isinstance(node, ast.Match):
            found += [node.lineno] * (asks(node.subject) and any(names(case.pattern) for case in node.cases))
    return found


def test_nobody_compares_a_kind_of_field_by_its_name() -> None:
    named = {name_of(path): lines for path in SOURCES if (lines := kinds_named(tree_of(path)))}
    assert {name: lines for name, lines in named.items() if name not in MAY_NAME_KINDS} == {}
    assert set(MAY_NAME_KINDS) - {"domain/kinds.py", "domain/fields.py", "ui/kit/editors/table.py"} <= set(named)


@pytest.mark.parametrize(
    "line",
    [
        'if field.kind == "rows": pass',
        'if "text" != spec.field(key).kind: pass',
        'shown = [f for f in fields if f.kind in ("ref", "refs")]',
        'if kind not in ("choice", "choices"): pass',
        'if getattr(field, "kind", "") == "ref": pass',
        "if field.kind in TEXTS: pass",
        "width = WIDTHS[field.kind]",
        "width = WIDTHS.get(field.kind, 9)",
        'width = {"date": 100}.get(field.kind)',
        'match field.kind:\n    case "text" | "long": pass',
    ],
)
def test_a_kind_compared_by_its_name_is_caught(line: str) -> None:
    assert kinds_named(ast.parse(f'TEXTS = ("text", "long")\nWIDTHS = {{"date": 100}}\n{line}\n')) == [3]


def test_other_kinds_of_things_may_be_compared() -> None:
    assert (
        kinds_named(ast.parse('WORDS = {"year": 1}\na = period.kind == "year" or WORDS[period.kind] or entry.kind in ("undo", "redo")'))
        == []
    )


def codes_quoted(tree: ast.Module) -> list[str]:
    return [f"{line} {text}" for line, text in strings(tree) if re.search(r"\bE-\d\d", text)]


def test_no_error_is_named_by_its_code() -> None:
    """E-codes are for people; code says what it means, with the name that stands beside the code in domain/errors.py."""
    quoted = {name_of(path): codes for path in SOURCES if (codes := codes_quoted(tree_of(path)))}
    assert list(quoted) == ["domain/errors.py"]


@pytest.mark.parametrize(
    "line", ['raise UserError("E-84", text="x")', "if fault.code in ('E-05', 'E-06'): pass", 'said = f"{name}（E-12）"']
)
def test_an_error_named_by_its_code_is_caught(line: str) -> None:
    assert codes_quoted(ast.parse(line))
    assert not codes_quoted(ast.parse('def f():\n    """E-84 when it is unclear."""\n    raise UserError(Error.UNCLEAR, text="E")'))


def taken_loosely(tree: ast.Module) -> list[int]:
    """Lines that take something as Any where mypy should see who is meant: what a thing is made of, and everybody who does something."""

    def loose(annotation: ast.expr | None) -> bool:
        return annotation is not None and ast.unparse(annotation).strip("'") in ("Any", "Any | None")

    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            named = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
            found += [one.lineno for one in named if loose(one.annotation) and (one.arg in DOERS or node.name == "__init__")]
        elif isinstance(node, ast.AnnAssign) and loose(node.annotation):
            found += [node.lineno] * (ast.unparse(node.target).rpartition(".")[2] in DOERS)
    return found


DOERS = {"window", "screen", "work", "page", "dialog", "wizard", "parent", "owner", "keeping", "service", "services", "ask", "signal"}


def test_no_part_of_the_screen_takes_its_window_loosely() -> None:
    loose = {name_of(path): lines for path in SOURCES if name_of(path).startswith("ui/") and (lines := taken_loosely(tree_of(path)))}
    assert loose == {}


@pytest.mark.parametrize(
    "line",
    [
        "def __init__(self, window: Any) -> None: ...",
        "def __init__(self, house: Any, *, theme: Theme) -> None: ...",
        'def show(self, dialog: "Any") -> None: ...',
        "def opened(self, work: Any | None = None) -> None: ...",
        "self.wizard: Any = None",
    ],
)
def test_a_window_taken_loosely_is_caught(line: str) -> None:
    assert taken_loosely(ast.parse(line)) == [1]


def test_what_a_window_shows_may_be_anything() -> None:
    assert (
        taken_loosely(ast.parse("def set_raw(self, value: Any) -> None: ...\ndef __init__(self, work: Callable[[], Work]) -> None: ..."))
        == []
    )


KEYS = re.compile(r"\b(Ctrl|Alt|Shift)\+|\bF\d\d?\b|[（(](Esc|Enter|Delete)[）)]")


def test_keys_are_written_with_the_commands_only() -> None:
    written = [
        f"{name_of(path)}:{line} {text}"
        for path in SOURCES
        if name_of(path).startswith("ui/") and name_of(path) != "ui/kit/commands.py"
        for line, text in strings(tree_of(path))
        if KEYS.search(text)
    ]
    assert written == []


@pytest.mark.parametrize("text", ["登记（Ctrl+N）", "F4", "取消（Esc）", "Shift+F6", "按 F1 看使用说明"])
def test_keys_written_elsewhere_are_caught(text: str) -> None:
    assert KEYS.search(text)


def test_nothing_is_left_for_later() -> None:
    assert found(r"#\s*(TODO|FIXME|XXX)|raise NotImplementedError") == []


def test_no_ledger_is_named_in_code() -> None:
    """A ledger named in code is a declaration that does not speak."""
    keys = ledger_keys()
    assert [f"{name_of(path)}:{line} {text}" for path in SOURCES for line, text in strings(tree_of(path)) if text in keys] == []


def test_no_place_no_year_and_no_congress_in_code() -> None:
    """Whatever belongs to one township or one year is data."""
    named = []
    for path in SOURCES:
        named += [
            f"{name_of(path)}:{line} {text[:40]}"
            for line, text in strings(tree_of(path))
            if re.search(r"青石|攻山|[一二三四五六七八九十]+届|十[七八九]大|二十大|(19|20)\d\d年", text)
        ]
        named += [
            f"{name_of(path)}:{node.lineno} {node.value}"
            for node in ast.walk(tree_of(path))
            if isinstance(node, ast.Constant) and type(node.value) is int and 2021 <= node.value <= 2039
        ]
    assert named == []


def test_templates_name_no_place_no_year_and_no_congress() -> None:
    import docx

    templates = sorted((ROOT / "resources" / "templates").glob("*.docx"))
    assert templates
    for template in templates:
        document = docx.Document(str(template))
        text = "\n".join(paragraph.text for paragraph in document.paragraphs)
        text += "\n".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
        assert not re.search(r"青石|[一二三四五六七八九十]+届|十[七八九]大|二十大|(19|20)\d\d", text), template.name


def test_services_is_a_bundle_that_does_nothing_itself() -> None:
    """It may only pass on what the store says of itself, and make a member out of what it holds; both in one statement."""
    tree = tree_of(HOUSE / "services" / "services.py")
    bundle = next(node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Services")
    verbs = [node for node in bundle.body if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))]
    for verb in verbs:
        done = [ast.unparse(node) for node in verb.body if not isinstance(node, ast.ImportFrom)]
        if [ast.unparse(mark) for mark in verb.decorator_list] == ["cached_property"]:
            (made,) = done
            assert re.fullmatch(rf"return ({ast.unparse(verb.returns)}|load_ties)\([^()]*(load_skeletons\(\))?\)", made), verb.name
        else:
            assert [ast.unparse(mark) for mark in verb.decorator_list] == ["property"], verb.name
            assert re.fullmatch(r"return self\.store\.\w+", done[-1]), verb.name
            assert len(done) <= 2, verb.name


def modules_after(code: str, *args: str) -> set[str]:
    """What a fresh process has imported after running ``code``."""
    run = f"import sys\n{code}\nprint('@@' + ' '.join(sys.modules))"
    done = subprocess.run([sys.executable, "-c", run, *args], cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert "@@" in done.stdout, done.stderr
    return {name.partition(".")[0] for name in done.stdout.partition("@@")[2].split()}


def test_counting_on_the_command_line_loads_no_screen_no_word_and_no_excel(ledger_file: Path) -> None:
    code = (
        "from dangjian_desktop.cli import main\n"
        "assert main(['new', sys.argv[1], '--unit', '某镇党委']) == 0\n"
        "assert main(['count', sys.argv[1], '--from', '2022-01-01', '--to', '2022-06-30', '--json']) == 0\n"
    )
    loaded = modules_after(code, str(ledger_file))
    assert loaded.isdisjoint(("PySide6", *HEAVY))


def test_the_window_starts_without_word_and_excel() -> None:
    assert modules_after("import dangjian_desktop.app, dangjian_desktop.ui.shell.main_window").isdisjoint(HEAVY)


def test_the_window_starts_without_the_text_of_its_own_modules() -> None:
    """PySide would read it; see ui/__init__.py."""
    code = "import dangjian_desktop.app, linecache\nassert not [name for name in linecache.cache if 'domain' in name or 'services' in name]"
    assert "dangjian_desktop" in modules_after(code)


def test_the_window_is_painted_before_dialogs_wizards_pages_and_reports_are_loaded() -> None:
    code = "import sys, dangjian_desktop.app\nsys.modules = {name.replace('.', '/'): 0 for name in sys.modules}"
    loaded = modules_after(code)
    for late in (
        "paper/painter",
        "paper/layout",
        "ui/ledger/page/ledger_page",
        "ui/wizards/frame",
        "services/report/reporting",
        "services/backup/backups",
    ):
        assert f"dangjian_desktop/{late}" not in loaded
    assert "dangjian_desktop/ui/shell/workspace" in loaded


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal there")
def test_virtual_calls_of_qt_do_not_use_up_none() -> None:
    """PySide6 6.12.0 took a reference to None with every virtual call that returned it, until the process ended."""
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QSortFilterProxyModel, Qt, Signal

    class Model(QAbstractTableModel):
        def rowCount(self, parent: QModelIndex | None = None) -> int:
            return 0 if parent is not None and parent.isValid() else 10

        def columnCount(self, parent: QModelIndex | None = None) -> int:
            return 0 if parent is not None and parent.isValid() else 1

        def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
            return None

    class Sender(QObject):
        told = Signal(object)

    proxy, sender, heard = QSortFilterProxyModel(), Sender(), []
    model = Model()
    proxy.setSourceModel(model)
    sender.told.connect(lambda value: heard.append(value is None))
    index = proxy.index(3, 0)
    gc.collect()
    before_none, before_true = sys.getrefcount(None), sys.getrefcount(True)
    for _ in range(1000):
        assert proxy.data(index) is None
        sender.told.emit(None)
    del heard[:]
    gc.collect()
    assert abs(sys.getrefcount(None) - before_none) < 100
    assert abs(sys.getrefcount(True) - before_true) < 100
