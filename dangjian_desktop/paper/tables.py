"""A table becomes rows with their frames; a row higher than a page is cut between its lines. Knows no pages."""

from __future__ import annotations

from dataclasses import replace

from dangjian_desktop.domain.blocks import Paragraph, Table
from dangjian_desktop.paper.fonts import FontBook
from dangjian_desktop.paper.lines import Flow, Ink, Stroke, lay_paragraph

PADDING = 5.4
FRAME = 0.5


def lay_table(table: Table, width: float, room: float, book: FontBook) -> list[Flow]:
    """Lay out the rows of a table, scaled to the column if they are wider; ``room`` is the height of a page in points."""
    total = sum(table.widths)
    scale = min(1.0, width / total) if total else 1.0
    widths = [column * scale for column in table.widths]
    head = [flow for row in table.rows[: table.head] for flow in _rows(row, widths, room, book)]
    repeated = tuple(head) if sum(flow.height for flow in head) < room / 2 else ()
    left = room - sum(flow.height for flow in repeated)
    body = [replace(flow, head=repeated) for row in table.rows[table.head :] for flow in _rows(row, widths, left, book)]
    return [replace(flow, glue=True) for flow in head] + body


def _rows(row: tuple[tuple[Paragraph, ...], ...], widths: list[float], room: float, book: FontBook) -> list[Flow]:
    columns = [
        [line for paragraph in cell for line in lay_paragraph(paragraph, max(column - 2 * PADDING, 1.0), book)]
        for cell, column in zip(row, widths, strict=False)
    ]
    out: list[Flow] = []
    while any(columns) or not out:
        taken = [_take(lines, room) for lines in columns]
        columns = [lines[len(part) :] for lines, part in zip(columns, taken, strict=True)]
        out.append(_row(taken, widths))
    return out


def _take(lines: list[Flow], room: float) -> list[Flow]:
    """As many lines as fit, at least one."""
    height, count = 0.0, 0
    for line in lines:
        height += line.before + line.height
        if count and height > room:
            break
        count += 1
    return lines[:count]


def _row(columns: list[list[Flow]], widths: list[float]) -> Flow:
    height = max((sum(line.before + line.height for line in lines) for lines in columns), default=0.0)
    inks: list[Ink] = []
    strokes: list[Stroke] = []
    x = 0.0
    for lines, width in zip(columns, widths, strict=False):
        y = 0.0
        for line in lines:
            y += line.before
            moved_inks, moved_strokes = line.moved(x + PADDING, y)
            inks += moved_inks
            strokes += moved_strokes
            y += line.height
        strokes.append(Stroke(x, 0.0, x, height, FRAME))
        x += width
    strokes += [Stroke(x, 0.0, x, height, FRAME), Stroke(0.0, 0.0, x, 0.0, FRAME), Stroke(0.0, height, x, height, FRAME)]
    return Flow(height, tuple(inks), tuple(strokes))
