"""Plain cells → an .xlsx file that is whole or not there. Text stays text, numbers numbers, dates dates. Knows no ledger."""

from __future__ import annotations

import errno
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from dangjian_desktop import files
from dangjian_desktop.domain.errors import Error, UserError

_SHEET_NAME = 31
_LOOKS_LIKE_A_FORMULA = tuple("=+-@|%\t\r＝＋－＠")
"""What begins so is marked as text for good: also after somebody has edited the cell or saved it as CSV."""


@dataclass(frozen=True)
class OutSheet:
    """``heads`` are (heading, kind); kind is text · date · number · money. Cells are str, int, Decimal, date or None."""

    name: str
    heads: Sequence[tuple[str, str]]
    rows: Iterable[Sequence[Any]]


def write(path: Path, sheets: Sequence[OutSheet]) -> None:
    """Write it beside the target and put in its place when complete; a failure leaves the old file as it was."""
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    try:
        with files.staged(path) as part:
            part.touch()  # a place that cannot be written is found before the library opens its scratch files
            book = xlsxwriter.Workbook(str(part), options)
            _fill(book, sheets)
            book.close()
            files.sync(part)
    except (OSError, FileCreateError) as fault:
        raise _told(fault, path) from fault


def _told(fault: Exception, path: Path) -> UserError:
    """Return what stopped us, in the user's words; the library wraps the system's own fault."""
    inner = fault if isinstance(fault, OSError) else fault.args[0]
    if isinstance(inner, (FileNotFoundError, NotADirectoryError)):
        return UserError(Error.NOT_WRITABLE, reason="没有这个文件夹", detail=repr(fault))
    if isinstance(inner, PermissionError):
        return UserError(Error.HELD, detail=repr(fault))
    if inner.errno in (errno.ENOSPC, errno.EDQUOT):
        return UserError(Error.DISK_FULL, place=str(path.parent), detail=repr(fault))
    return UserError(Error.NOT_WRITABLE, reason="磁盘读写出错，可能已拔出或有坏道", detail=repr(fault))


def _fill(book: Any, sheets: Sequence[OutSheet]) -> None:
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "vcenter"})
    formats = {
        # @ keeps a text starting with = or 18 digits a text when somebody edits the cell later
        "text": book.add_format({"num_format": "@"}),
        "guarded": book.add_format({"num_format": "@", "quote_prefix": True}),
        "date": book.add_format({"num_format": "yyyy-mm-dd"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "number": book.add_format({"num_format": "General"}),
    }
    widths = {"text": 18, "date": 12, "money": 14, "number": 10}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name[:_SHEET_NAME])
        page.freeze_panes(1, 0)
        for column, (title, kind) in enumerate(sheet.heads):
            page.set_column(column, column, widths[kind])
            page.write_string(0, column, title, head)
        for line, row in enumerate(sheet.rows, start=1):
            for column, ((_, kind), value) in enumerate(zip(sheet.heads, row, strict=True)):
                if value is not None:
                    _put(page, line, column, kind, value, formats)


def _put(page: Any, line: int, column: int, kind: str, value: Any, formats: dict[str, Any]) -> None:
    if isinstance(value, date):
        page.write_datetime(line, column, value, formats["date"])
    elif isinstance(value, (int, Decimal)) and len(str(value).lstrip("-").replace(".", "")) <= 15:
        page.write_number(line, column, value, formats[kind])
    else:
        text = str(value)
        page.write_string(line, column, text, formats["guarded" if text.startswith(_LOOKS_LIKE_A_FORMULA) else "text"])
