"""What runs inside the child box, by name, and the other half that asks for it. Plain values only."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

from dangjian_desktop import box
from dangjian_desktop.domain.errors import UserError, WorkbookError
from dangjian_desktop.exchange.workbook_in import Sheet

_SECONDS = 60.0


def read_workbook(data: bytes) -> tuple[Sheet, ...]:
    """The sheets of a table file, read in the child box. WorkbookError as in exchange.workbook_in."""
    try:
        answer = box.run("workbook", data, seconds=_SECONDS)
    except box.BoxError as fault:
        raise WorkbookError("E-33", detail=str(fault)) from fault
    if "error" in answer:
        raise WorkbookError(answer["error"], detail=answer["detail"], **answer["values"])
    return tuple(_sheet(one) for one in answer["sheets"])


def _sheet(data: dict[str, Any]) -> Sheet:
    rows = tuple(tuple(date.fromisoformat(cell["d"]) if isinstance(cell, dict) else cell for cell in row) for row in data["rows"])
    marks = {name: frozenset((line, column) for line, column in data[name]) for name in ("formulas", "empty_formulas")}
    return Sheet(data["name"], rows, marks["formulas"], marks["empty_formulas"], data["hidden"], data["merged"])


# ---------------------------------------------------------------------- inside the child
def workbook(data: bytes) -> dict[str, Any]:
    from dangjian_desktop.exchange import workbook_in

    try:
        sheets = workbook_in.read(data)
    except UserError as fault:
        return {"error": fault.code, "detail": fault.detail, "values": fault.given}
    return {"sheets": [_flat(sheet) for sheet in sheets]}


def _flat(sheet: Sheet) -> dict[str, Any]:
    made = asdict(sheet)
    made["rows"] = [[{"d": cell.isoformat()} if isinstance(cell, date) else cell for cell in row] for row in sheet.rows]
    made["formulas"], made["empty_formulas"] = sorted(sheet.formulas), sorted(sheet.empty_formulas)
    return made


JOBS: dict[str, Callable[[bytes], Any]] = {"workbook": workbook}


def main(name: str) -> int:
    return box.serve(JOBS, name)
