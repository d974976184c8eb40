"""Lines of a sheet → candidates: raw values with the place of each, lines of one record gathered. Knows no store."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.fields import fold
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.exchange.headings import FORBIDDEN, Headings, find
from dangjian_desktop.exchange.workbook_in import Sheet

_TOTALS = ("合计", "总计", "小计", "累计")


@dataclass
class Candidate:
    """One record as it stands in a sheet. ``lines`` are its lines (1-based), one per child row where there are such."""

    ledger: str
    sheet: str
    lines: list[int]
    raw: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, str] = field(default_factory=dict)

    def says(self, words: str, column: str = "", key: str = "") -> Problem:
        """Something about this record, told where it begins."""
        return Problem(key, words, sheet=self.sheet, line=self.lines[0], column=column)

    def place(self, problem: Problem, spec: LedgerSpec) -> Problem:
        """The same problem with sheet, line and heading."""
        index = problem.item or 0
        line = self.lines[min(index, len(self.lines) - 1)]
        return replace(problem, sheet=self.sheet, line=line, column=problem.column or _label(spec, problem.field))


def _label(spec: LedgerSpec, key: str) -> str:
    parent, _, child = key.partition(".")
    found = spec.by_key[parent]
    return found.row(child).label if child else found.label


@dataclass
class Read:
    """What a sheet gave."""

    candidates: list[Candidate] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    faults: list[Problem] = field(default_factory=list)


def lines_of(sheet: Sheet, spec: LedgerSpec) -> Read:
    """Every candidate of one sheet, with what is to be said about the sheet itself."""
    made = Read()
    name = sheet.name or spec.label
    headings = find(sheet.rows, spec)
    if headings is None:
        made.faults.append(Problem("", f"没有找到“{spec.label}”的表头，第一行应是 {'、'.join(_expected(spec))} 等。", sheet=name))
        return made
    _about(sheet, name, headings, made)
    for number, row in enumerate(sheet.rows[headings.line :], start=headings.line + 1):
        cells = _cells(row, headings)
        if not cells:
            continue
        if _is_total(row, headings):
            made.warnings.append(Problem("", "看来是合计行，没有导入。", sheet=name, line=number))
            continue
        made.faults += [
            Problem(
                "", "公式没有存下结果，请在 Excel 中打开后保存一次再导入。", sheet=name, line=number, column=_heading(headings, column - 1)
            )
            for line, column in sorted(sheet.empty_formulas)
            if line == number
        ]
        _take(made, spec, name, number, cells, headings)
    return made


def _about(sheet: Sheet, name: str, headings: Headings, made: Read) -> None:
    told = []
    if headings.line > 1 and any(cell is not None for row in sheet.rows[: headings.line - 1] for cell in row):
        told.append(f"表头在第 {headings.line} 行，上面的标题行没有导入。")
    if sheet.encoding:
        told.append(f"文字按 {sheet.encoding} 编码读取，请核对有没有乱码。")
    if sheet.unseen:
        told.append("这张工作表在 Excel 里是隐藏的，也在导入之列。")
    if sheet.hidden:
        told.append(f"含隐藏行 {sheet.hidden} 行，也在导入之列。")
    if sheet.merged:
        told.append(f"有 {sheet.merged} 处合并单元格，只有左上角一格有内容，请核对。")
    if sheet.formulas - sheet.empty_formulas:
        told.append(f"有 {len(sheet.formulas - sheet.empty_formulas)} 格是公式，取其结果。")
    told += [f"没有“{label}”这一栏，未导入。" for column, label in headings.unknown.items() if _used(sheet, headings.line, column)]
    made.warnings += [Problem("", words, sheet=name, line=headings.line) for words in told]
    made.faults += [
        Problem(
            "",
            f"“{label}”涉及个人隐私（{'、'.join(FORBIDDEN[:3])}等），本程序不存，请删去这一列。",
            sheet=name,
            line=headings.line,
            column=label,
        )
        for label in headings.forbidden.values()
    ]


def _used(sheet: Sheet, after: int, column: int) -> bool:
    return any(len(row) > column and row[column] is not None for row in sheet.rows[after:])


def _expected(spec: LedgerSpec) -> list[str]:
    return [found.label for found in spec.fields if found.required and not found.of.children][:4]


def _cells(row: Sequence[Any], headings: Headings) -> dict[int, Any]:
    wanted = {*headings.fields, *headings.rows, *headings.extra}
    return {column: cell for column, cell in enumerate(row) if column in wanted and cell is not None and str(cell).strip()}


def _is_total(row: Sequence[Any], headings: Headings) -> bool:
    first = next((str(cell).strip() for cell in row if cell is not None), "")
    dates = [column for column, found in headings.fields.items() if found.of.dated and found.required]
    return fold(first) in {fold(word) for word in _TOTALS} and (not dates or len(row) <= dates[0] or row[dates[0]] in (None, first))


def _heading(headings: Headings, column: int) -> str:
    found = headings.fields.get(column) or headings.rows.get(column)
    return found.label if found else headings.extra.get(column, "")


def _take(made: Read, spec: LedgerSpec, name: str, number: int, cells: dict[int, Any], headings: Headings) -> None:
    raw = {headings.fields[column].key: cell for column, cell in cells.items() if column in headings.fields}
    child = {headings.rows[column].key: cell for column, cell in cells.items() if column in headings.rows}
    extra = {headings.extra[column]: str(cell) for column, cell in cells.items() if column in headings.extra}
    rows_key = spec.rows_field.key if spec.rows_field and headings.rows else ""
    last = made.candidates[-1] if made.candidates else None
    if rows_key and last and _continues(last, raw, spec, number):
        differing = [key for key, value in raw.items() if value != last.raw.get(key)]
        for key in differing:
            words = f"与第 {last.lines[0]} 行同一次，但“{spec.field(key).label}”不同，请改成一致。"
            made.faults.append(Problem(key, words, sheet=name, line=number, column=spec.field(key).label))
        last.lines.append(number)
        last.raw[rows_key].append(child)
        return
    if rows_key:
        raw[rows_key] = [child] if child else []
    made.candidates.append(Candidate(spec.key, name, [number], raw, extra))


def _continues(last: Candidate, raw: dict[str, Any], spec: LedgerSpec, number: int) -> bool:
    """The line directly below with the same keys, a blank one inheriting from above."""
    if last.lines[-1] != number - 1 or not spec.line_keys:
        return False
    return all(raw.get(key, last.raw.get(key)) == last.raw.get(key) for key in spec.line_keys)


def names_in(raw: dict[str, Any], spec: LedgerSpec) -> Iterator[tuple[str, Any]]:
    """(register, cell) of every reference, child rows included."""
    for found in spec.fields:
        if found.of.children:
            for row in raw.get(found.key, ()):
                yield from ((cell.target, row[cell.key]) for cell in found.rows if cell.target and cell.key in row)
        elif found.target and found.key in raw:
            yield found.target, raw[found.key]
