"""The lines of the bench about what comes in and goes out: P8 import, P9 export, P11 a long report, P12 its true pages."""

from __future__ import annotations

import io
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.services.ledger_file import opening
from tests import samples
from tests.bench import data
from tests.bench.ruler import Figure, compared, timed
from tests.fakes import FixedClock

COLUMNS = 15
_TIMES = 3
"""Runs of these lines take seconds each."""
_SHORT, _LONG = 6, 93
_PARAGRAPH = "对照年初计划逐项核对，已经办结的及时登记，没有办结的写明原因和时限，" * 5


def tables(folder: Path, count: int, runs: int) -> list[Figure]:
    """P8 and P9: the same cells out of a ledger into a workbook and from there into an empty one."""
    data.build(folder / "full.djtz", count, only=data.LARGEST)
    full = opening.open_ledger(folder / "full.djtz", clock=FixedClock())
    spec = full.catalogue.by_label[data.LARGEST]
    keys = [field.key for field in spec.fields if field.kind != "evidence"][:COLUMNS]
    book = folder / "out.xlsx"
    ours = timed(lambda: full.exporting.export_query(Query(spec.key), keys, book, masked=False), min(runs, _TIMES))
    opening.close(full)
    cells = _cells(book)
    base = timed(lambda: _written(cells, folder / "floor.xlsx"), min(runs, _TIMES))
    figures = [compared("P9", f"导出 {count} 条 × {len(keys)} 列", base, ours, ratio=1.3)]
    empty = opening.create_ledger(folder / "empty.djtz", "某镇党委", clock=FixedClock())
    samples.register_names(empty)
    opening.close(empty)
    made = folder / "in.djtz"

    def take_in() -> None:
        services = opening.open_ledger(made, clock=FixedClock())
        services.importing.commit(services.importing.read(book))
        assert services.records.size(Query(spec.key)) == count
        opening.close(services)

    ours = timed(take_in, min(runs, _TIMES), before=lambda: shutil.copy(folder / "empty.djtz", made))
    base = timed(lambda: _stored(book, folder / "floor.db"), min(runs, _TIMES))
    return [*figures, compared("P8", f"导入 {count} 条 × {len(keys)} 列，打开、核对、入库、关闭", base, ours, ratio=8)]


def _cells(book: Path) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    return CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0).to_python()


def _written(cells: list[list[Any]], target: Path) -> None:
    import xlsxwriter

    with xlsxwriter.Workbook(str(target)) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate(cells):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, str(cell))


def _stored(book: Path, target: Path) -> None:
    target.unlink(missing_ok=True)
    rows = [[str(cell) for cell in row] for row in _cells(book)]
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute(f"CREATE TABLE t ({', '.join(f'c{number}' for number in range(len(rows[0])))})")
        connection.execute("BEGIN IMMEDIATE")
        connection.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(rows[0]))})", rows)
        connection.execute("COMMIT")


def pages(path: Path, folder: Path, runs: int, *, office: bool) -> list[Figure]:
    """P11 and, beside LibreOffice where it is installed, P12: the half-year report as it is and made long."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from docxtpl import DocxTemplate
    from PySide6.QtWidgets import QApplication

    from dangjian_desktop.paper.page_painter import PagePainter

    app = QApplication.instance() or QApplication([])
    services, painter, figures = opening.open_ledger(path, clock=FixedClock()), PagePainter(), []
    for goal, ratio in ((_SHORT, 0.2), (_LONG, 1 / 3)):
        draft = services.reporting.start("half", half(2022, 1))
        if goal == _LONG:
            first, *rest = draft.sections
            long = replace(first, text="\n".join([first.text, *[_PARAGRAPH] * (goal * 3)]))
            draft = replace(draft, sections=(long, *rest))
        made = folder / f"{goal}.docx"
        made.write_bytes(services.reporting.render(draft))
        number = painter.pages(services.reporting.document(made.read_bytes()))
        if goal == _LONG:
            base = timed(lambda made=made: _rendered(DocxTemplate(str(made))), runs)
            ours = timed(lambda draft=draft: services.reporting.render(draft), runs)
            figures.append(compared("P11", f"半年报告，{number} 页，进程内", base, ours, ratio=3))
        if office and (program := shutil.which("soffice")):
            command = [program, "--headless", "--convert-to", "pdf", "--outdir", str(folder / "office"), str(made)]
            base = timed(lambda command=command: subprocess.run(command, check=True, capture_output=True), min(runs, _TIMES))

            def to_pdf(made: Path = made, goal: int = goal) -> None:
                painter.to_pdf(services.reporting.document(made.read_bytes()), folder / f"{goal}.pdf")

            figures.append(compared("P12", f"真页面 PDF，{number} 页", base, timed(to_pdf, min(runs, _TIMES)), ratio=ratio))
    opening.close(services)
    del app
    return figures


def _rendered(document: Any) -> None:
    document.render({})
    document.save(io.BytesIO())
