"""A document becomes pages: lines and rows placed in the type area, headings kept with their text, page numbers outside.

Knows neither screen nor printer: lengths are points from the top left corner of the sheet.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dangjian_desktop.domain.blocks import MM, Document, PageSetup, Paragraph, Run, Table
from dangjian_desktop.paper.fonts import FontBook, FontState
from dangjian_desktop.paper.lines import Flow, lay_paragraph
from dangjian_desktop.paper.tables import lay_table

LINES, CHARACTERS = 22, 28
NUMBER_SIZE, NUMBER_FONT, NUMBER_BELOW = 14.0, "宋体", 7.07 * MM
DASH = "—"
_ROUNDING = 0.5


@dataclass(frozen=True)
class PlacedFlow:
    """A piece of the flow and where its top left corner stands on the sheet."""

    x: float
    y: float
    flow: Flow


@dataclass(frozen=True)
class Page:
    """One page with everything that is placed on it."""

    number: int
    placed: tuple[PlacedFlow, ...]

    @property
    def text(self) -> str:
        """Return the words on it, one placed piece a line."""
        return "\n".join(piece.flow.text for piece in self.placed)

    @property
    def blocks(self) -> range:
        """Which blocks of the document stand on this page (page number aside)."""
        numbers = [piece.flow.block for piece in self.placed if piece.flow.block >= 0]
        return range(min(numbers), max(numbers) + 1) if numbers else range(0)


@dataclass(frozen=True)
class Pages:
    """A document laid out. ``fonts`` tells for each family named in it what is seen here, ``lost`` which characters no face has,
    with the family that was wanted."""

    setup: PageSetup
    pages: tuple[Page, ...]
    fonts: tuple[FontState, ...]
    lost: tuple[tuple[str, str], ...] = ()

    def __len__(self) -> int:
        return len(self.pages)


def lay_out(document: Document, book: FontBook | None = None) -> Pages:
    """Return the pages of a document; at least one."""
    book = book or FontBook()
    setup = document.setup
    room = setup.height - setup.top - setup.bottom
    pages = [
        Page(number, tuple(PlacedFlow(setup.left, setup.top + y, flow) for y, flow in placed) + _number(number, setup, book))
        for number, placed in enumerate(_paginate(_flow(document, book), room), 1)
    ]
    return Pages(setup, tuple(pages), tuple(book.state(name) for name in families(document)), tuple(book.lost.items()))


def families(document: Document) -> tuple[str, ...]:
    """Return every family the document names, in order of appearance, page numbers last."""
    names = dict.fromkeys(run.font for paragraph in _paragraphs(document) for run in paragraph.runs if run.text.strip())
    if document.setup.number:
        names[NUMBER_FONT] = None
    return tuple(names)


def missing_fonts(document: Document, installed: frozenset[str] | None = None) -> tuple[FontState, ...]:
    """Return the families this machine lacks, with what is seen instead."""
    book = FontBook(installed)
    return tuple(state for state in map(book.state, families(document)) if not state.present)


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    for block in document.blocks:
        if isinstance(block, Paragraph):
            yield block
        else:
            yield from (paragraph for row in block.rows for cell in row for paragraph in cell)


def _flow(document: Document, book: FontBook) -> Iterator[Flow]:
    setup = document.setup
    width = setup.width - setup.left - setup.right
    room = setup.height - setup.top - setup.bottom
    after = 0.0
    for index, block in enumerate(document.blocks):
        flows = lay_table(block, width, room, book) if isinstance(block, Table) else lay_paragraph(block, width, book)
        for place, flow in enumerate(flows):
            before = max(flow.before - after, 0.0) if place == 0 else flow.before
            yield replace(flow, block=index, before=before)
        after = block.after if isinstance(block, Paragraph) else 0.0


def _paginate(flows: Iterator[Flow], room: float) -> list[list[tuple[float, Flow]]]:
    """Pieces glued together move to the next page together, unless they are higher than a page."""
    pages: list[list[tuple[float, Flow]]] = [[]]
    y = 0.0
    for group in _glued(flows):
        needed = sum(flow.before + flow.height for flow in group)
        if pages[-1] and (group[0].new_page or (y + needed > room + _ROUNDING and needed <= room + _ROUNDING)):
            y = _turn(pages, group[0])
        for flow in group:
            if pages[-1] and (y + flow.before + flow.height > room + _ROUNDING or (flow.new_page and flow is not group[0])):
                y = _turn(pages, flow)
            y += flow.before if pages[-1] else 0.0
            pages[-1].append((y, flow))
            y += flow.height
    return pages


def _turn(pages: list[list[tuple[float, Flow]]], first: Flow) -> float:
    """Begin a page; a table repeats its head there."""
    pages.append([])
    y = 0.0
    for flow in first.head:
        pages[-1].append((y, flow))
        y += flow.height
    return y


def _glued(flows: Iterator[Flow]) -> Iterator[list[Flow]]:
    group: list[Flow] = []
    for flow in flows:
        group.append(flow)
        if not flow.glue:
            yield group
            group = []
    if group:
        yield group


def _number(number: int, setup: PageSetup, book: FontBook) -> tuple[PlacedFlow, ...]:
    """Between two dashes, seven millimetres below the type area, outside, one character free."""
    if not setup.number:
        return ()
    run = Run(f"{DASH} {number} {DASH}", NUMBER_FONT, NUMBER_SIZE)
    align = "right" if number % 2 else "left"
    indent = NUMBER_SIZE if align == "right" else 0.0
    paragraph = Paragraph((run,), align, left=NUMBER_SIZE - indent, right=indent, pitch=NUMBER_SIZE)
    flow = lay_paragraph(paragraph, setup.width - setup.left - setup.right, book)[0]
    ink = flow.inks[0]
    dash = ink.baseline - book.face(NUMBER_FONT).middle(DASH) * NUMBER_SIZE
    return (PlacedFlow(setup.left, setup.height - setup.bottom + NUMBER_BELOW - dash, replace(flow, block=-1)),)
