"""A table file → plain cells, sheet by sheet. Judges before it parses; runs in the child box. Knows no ledger.

What it reads is told by the content, not by the name. Values only: of a formula its stored result; a formula without one
is told as a fault of its place.
"""

from __future__ import annotations

import csv
import re
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from io import BytesIO, StringIO
from typing import Any

from dangjian_desktop.domain.encodings import decoded, unreadable_line
from dangjian_desktop.domain.errors import Error, WorkbookError
from dangjian_desktop.domain.zip_rules import vetted

MAX_SHEETS = 50
MAX_ROWS = 20_000
MAX_COLUMNS = 200
MAX_CELL = 32_767
Cell = str | float | bool | date | None


@dataclass(frozen=True)
class Sheet:
    """``rows`` start at line 1. ``formulas`` are (line, column) with a formula, ``empty_formulas`` those without a result;
    ``hidden`` counts hidden lines, ``merged`` merged ranges; ``unseen``: the whole sheet is hidden; ``encoding`` of a text file that
    is not in UTF-8."""

    name: str
    rows: tuple[tuple[Cell, ...], ...]
    formulas: frozenset[tuple[int, int]] = frozenset()
    empty_formulas: frozenset[tuple[int, int]] = frozenset()
    hidden: int = 0
    merged: int = 0
    unseen: bool = False
    encoding: str = ""


def read(data: bytes) -> tuple[Sheet, ...]:
    """Read every sheet with something in it. WorkbookError E-33 for what is broken or too big, E-84 for another kind of file."""
    if data.startswith(b"PK\x03\x04"):
        return _xlsx(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        return _parsed(data, {})
    if not data.strip():
        raise WorkbookError(Error.UNCLEAR, text="这个文件", reason="里面没有内容", hint="请选择另一个表格。")
    if data.lstrip()[:1] == b"<":
        raise WorkbookError(
            Error.UNCLEAR, text="这个文件", reason="是网页，不是表格", hint="请在 Excel 或 WPS 中打开，另存为 .xlsx 后再导入。"
        )
    return (_csv(data),)


# ---------------------------------------------------------------------- xlsx and xls
def _xlsx(data: bytes) -> tuple[Sheet, ...]:
    box = vetted(data)
    if "xl/workbook.xml" not in box.namelist():
        raise WorkbookError(Error.UNCLEAR, text="这个文件", reason="不是 Excel 表格", hint="请选择 .xlsx、.xls 或 .csv 文件。")
    return _parsed(data, _told_by_xml(box))


def _parsed(data: bytes, marks: dict[str, Sheet]) -> tuple[Sheet, ...]:
    import python_calamine

    try:
        book = python_calamine.load_workbook(BytesIO(data))
        if len(book.sheet_names) > MAX_SHEETS:
            raise WorkbookError(Error.MALFORMED, detail="sheets")
        found = []
        for about in book.sheets_metadata:
            rows = book.get_sheet_by_name(about.name).to_python(skip_empty_area=False)
            found.append((about.name, about.visible != python_calamine.SheetVisibleEnum.Visible, _limited(rows)))
    except (python_calamine.CalamineError, ValueError) as fault:
        raise WorkbookError(Error.MALFORMED, detail=repr(fault)) from fault
    blank = Sheet("", ())
    return tuple(
        Sheet(name, rows, m.formulas, m.empty_formulas, m.hidden, m.merged, unseen)
        for name, unseen, rows in found
        if rows
        for m in [marks.get(name, blank)]
    )


def _limited(rows: Sequence[Sequence[Any]]) -> tuple[tuple[Cell, ...], ...]:
    if len(rows) > MAX_ROWS or any(len(row) > MAX_COLUMNS for row in rows):
        raise WorkbookError(Error.MALFORMED, detail="rows or columns")
    made = tuple(tuple(_cell(value) for value in row) for row in rows)
    while made and all(value is None for value in made[-1]):
        made = made[:-1]
    return made


def _cell(value: Any) -> Cell:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, (time, timedelta)):
        return str(value)
    if isinstance(value, str):
        if len(value) > MAX_CELL:
            raise WorkbookError(Error.MALFORMED, detail="cell")
        return value
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


_SHEET = re.compile(r'<sheet [^>]*?name="([^"]*)"[^>]*?r:id="([^"]*)"')
_TARGET = re.compile(r"<Relationship [^>]*>")
_CELL = re.compile(r'<c r="([A-Z]{1,4})(\d+)"([^>]*?)(/>|>(.*?)</c>)', re.DOTALL)


def _told_by_xml(box: zipfile.ZipFile) -> dict[str, Sheet]:
    """Read what calamine does not tell from the sheets' own XML: formulas, hidden lines, merged cells – and a size that lies."""
    book = box.read("xl/workbook.xml").decode("utf-8", "replace")
    relations = box.read("xl/_rels/workbook.xml.rels").decode("utf-8", "replace") if "xl/_rels/workbook.xml.rels" in box.namelist() else ""
    targets = {}
    for relation in _TARGET.findall(relations):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', relation))
        targets[attributes.get("Id", "")] = "xl/" + attributes.get("Target", "").removeprefix("/xl/").removeprefix("./")
    found = {}
    for name, identity in _SHEET.findall(book):
        member = targets.get(identity, "")
        if member in box.namelist():
            label = _plain(name)
            found[label] = _sheet_from(label, box.read(member).decode("utf-8", "replace"))
    return found


def _sheet_from(name: str, xml: str) -> Sheet:
    formulas, empty = set(), set()
    for letters, digits, _, _, inner in _CELL.findall(xml):
        line, column = int(digits), _number(letters)
        if line > MAX_ROWS or column > MAX_COLUMNS:
            # calamine builds a dense table: one far cell would ask for hundreds of gigabytes and abort the process
            raise WorkbookError(Error.MALFORMED, detail=f"cell {letters}{digits}")
        if "<f" in inner:
            formulas.add((line, column))
            if not re.search(r"<v>[^<]", inner):
                empty.add((line, column))
    hidden = len(re.findall(r'<row [^>]*hidden="(?:1|true)"', xml))
    return Sheet(name, (), frozenset(formulas), frozenset(empty), hidden, xml.count("<mergeCell "))


def _plain(text: str) -> str:
    for entity, char in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&")):
        text = text.replace(entity, char)
    return text


def _number(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


# ---------------------------------------------------------------------- csv
def _csv(data: bytes) -> Sheet:
    text = decoded(data)
    if text is None:
        number, words = unreadable_line(data)
        reason = f"第 {number} 行的文字编码看不懂：{words[:20]}"
        raise WorkbookError(Error.UNCLEAR, text="这个文件", reason=reason, hint="请另存为 .xlsx，或 UTF-8 编码的 .csv。")
    sample = text[:4096]
    delimiter = max("\t,;", key=sample.count)
    try:
        rows = list(csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as fault:
        raise WorkbookError(Error.MALFORMED, detail=repr(fault)) from fault
    plain = "" if text.encode("utf-8") in data else "UTF-16" if data.startswith((b"\xff\xfe", b"\xfe\xff")) else "GB18030"
    return Sheet("", _limited(rows), encoding=plain)
