"""The code page of a machine decides nothing: no text is read or written without saying in which encoding."""

import ast
from pathlib import Path

TESTS = Path(__file__).parent


def test_every_text_file_is_opened_with_its_encoding():
    package = TESTS.parent / "dangjian_desktop"
    bare = [f"{path.name}:{line}" for path in sorted(package.rglob("*.py")) for line in _without_encoding(path)]
    assert bare == []


def test_a_bare_one_would_be_seen(tmp_path):
    path = tmp_path / "x.py"
    path.write_text(
        'a.read_text()\na.write_text("x")\na.open("w")\nopen(a)\na.open("rb")\na.read_text(encoding="utf-8")\n', encoding="utf-8"
    )
    assert list(_without_encoding(path)) == [1, 2, 3, 4]


def _without_encoding(path):
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or any(keyword.arg == "encoding" for keyword in call.keywords):
            continue
        texts = [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant)]
        match call.func:
            case ast.Attribute(attr="read_text") if not call.args:
                yield call.lineno
            case ast.Attribute(attr="write_text") if len(call.args) == 1:
                yield call.lineno
            case ast.Attribute(attr="open") if texts and "b" not in texts[0] and set(texts[0]) <= set("rwax+t"):
                yield call.lineno
            case ast.Name(id="open") if not any("b" in text for text in texts):
                yield call.lineno
