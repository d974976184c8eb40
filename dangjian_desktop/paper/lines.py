"""A paragraph becomes lines: broken, justified, every glyph with its place. Knows no pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from PySide6.QtCore import QPointF
from PySide6.QtGui import QGlyphRun

from dangjian_desktop.domain.blocks import Paragraph, Run
from dangjian_desktop.paper.breaking import line_end, stretch_places
from dangjian_desktop.paper.fonts import FontBook, Glyph

BASELINE = 0.8
"""Share of an exact line height above the baseline, as word processors set it."""
EMPTY = 14.0
"""Height of a line without any character and without an exact pitch."""
TAB = 21.0
RULE = (1.5, 11.0)
"""Thickness of a line under a paragraph and its distance from the text."""


@dataclass(frozen=True)
class Ink:
    """Glyphs of one run on one line; places are relative to the left end of the line's top."""

    glyphs: QGlyphRun
    text: str
    run: Run
    left: float
    right: float
    baseline: float


@dataclass(frozen=True)
class Stroke:
    """A straight line between two points."""

    x1: float
    y1: float
    x2: float
    y2: float
    thickness: float = 0.5
    color: str = "000000"


@dataclass(frozen=True)
class Flow:
    """What is placed on a page as one piece: a line of text or a row of a table. ``glue`` = no page may end after it;
    ``head`` are the pieces to repeat when a page ends before it; ``before`` is dropped at the top of a page."""

    height: float
    inks: tuple[Ink, ...] = ()
    strokes: tuple[Stroke, ...] = ()
    before: float = 0.0
    glue: bool = False
    new_page: bool = False
    head: tuple[Flow, ...] = ()
    block: int = 0

    def moved(self, x: float, y: float) -> tuple[tuple[Ink, ...], tuple[Stroke, ...]]:
        """Return the same inks and strokes at another place."""
        inks = tuple(_moved(ink, x, y) for ink in self.inks)
        strokes = tuple(replace(s, x1=s.x1 + x, y1=s.y1 + y, x2=s.x2 + x, y2=s.y2 + y) for s in self.strokes)
        return inks, strokes

    @property
    def text(self) -> str:
        """Return the words on the line."""
        return "".join(ink.text for ink in self.inks)


@dataclass
class _Letters:
    """The characters of one hard line in parallel lists; ``widths`` cumulative with a leading zero, spacing included."""

    text: str = ""
    cells: list[Glyph] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)
    borders: list[int] = field(default_factory=list)


def _moved(ink: Ink, x: float, y: float) -> Ink:
    glyphs = QGlyphRun(ink.glyphs)
    glyphs.setPositions([QPointF(point.x() + x, point.y() + y) for point in ink.glyphs.positions()])
    return replace(ink, glyphs=glyphs, left=ink.left + x, right=ink.right + x, baseline=ink.baseline + y)


def lay_paragraph(paragraph: Paragraph, width: float, book: FontBook) -> list[Flow]:
    """Break a paragraph into lines for a column of this width (points)."""
    lines: list[Flow] = []
    for letters in _hard_lines(paragraph, width, book):
        lines += _fill(letters, paragraph, width, first=not lines, book=book)
    last = len(lines) - 1
    whole = paragraph.keep_next and paragraph.outline is not None
    return [
        replace(
            line,
            before=paragraph.before if index == 0 else 0.0,
            new_page=paragraph.page_break and index == 0,
            glue=paragraph.keep_next and (whole or index == last),
            height=line.height + (paragraph.after if index == last else 0.0),
            strokes=line.strokes + (_rule(paragraph, width, line.height) if index == last else ()),
        )
        for index, line in enumerate(lines)
    ]


def _rule(paragraph: Paragraph, width: float, height: float) -> tuple[Stroke, ...]:
    if not paragraph.rule_below:
        return ()
    thickness, distance = RULE
    y = height + distance + thickness / 2
    return (Stroke(paragraph.left, y, width - paragraph.right, y, thickness, paragraph.rule_below),)


def _hard_lines(paragraph: Paragraph, width: float, book: FontBook) -> Iterator[_Letters]:
    """Parted at line breaks inside the text; an empty line keeps the run that gives it its height."""
    parts: list[list[Run]] = [[]]
    for run in paragraph.runs:
        for index, piece in enumerate(run.text.split("\n")):
            if index:
                parts.append([])
            parts[-1].append(replace(run, text=piece) if piece != run.text else run)
    for part in parts:
        yield _letters(part, paragraph, width, book)


def _letters(runs: list[Run], paragraph: Paragraph, width: float, book: FontBook) -> _Letters:
    out = _Letters(text="".join(run.text for run in runs))
    widths: list[float] = []
    for run in runs:
        face = book.face(run.font, bold=run.bold, italic=run.italic)
        cells = [face[char] for char in run.text]
        size, spacing = run.size, run.spacing
        out.borders.append(len(out.cells))
        out.borders += [len(out.cells) + i for i in range(1, len(cells)) if cells[i].face is not cells[i - 1].face]
        out.cells += cells
        out.runs += [run] * len(cells)
        widths += [cell.width * size + spacing for cell in cells]
    out.borders.append(len(out.cells))
    if not out.text:
        out.runs = runs[:1]
    if "\t" in out.text:
        _set_tabs(out.text, widths, paragraph, width)
    out.widths = list(accumulate(widths, initial=0.0))
    return out


def _set_tabs(text: str, widths: list[float], paragraph: Paragraph, width: float) -> None:
    """With a line below, the rest goes to the right, one character free; else to the next stop."""
    at = paragraph.first_indent
    for index, char in enumerate(text):
        if char == "\t":
            rest = sum(widths[index + 1 :])
            right = width - 15.75 - at - rest
            widths[index] = max(right, 0.0) if paragraph.rule_below else TAB - at % TAB
        at += widths[index]


def _fill(letters: _Letters, paragraph: Paragraph, width: float, *, first: bool, book: FontBook) -> Iterator[Flow]:
    text, start = letters.text, 0
    while True:
        left = paragraph.left + (paragraph.first_indent if first else 0.0)
        room = width - left - paragraph.right
        end = line_end(text, letters.widths, start, room) if text else 0
        yield _line(letters, start, end, paragraph, (left, room), book)
        if end >= len(text):
            return
        start, first = end, False


def _heights(letters: _Letters, start: int, end: int, pitch: float, book: FontBook) -> tuple[float, float]:
    """Height of the line and where its baseline stands."""
    if pitch:
        return pitch, pitch * BASELINE
    runs = {id(run): run for run in letters.runs[start:end] or letters.runs}.values()
    faces = [(book.face(run.font, bold=run.bold, italic=run.italic), run.size) for run in runs]
    ascent = max((face.ascent * size for face, size in faces), default=EMPTY)
    return ascent + max((face.descent * size for face, size in faces), default=0.0), ascent


def _line(letters: _Letters, start: int, end: int, paragraph: Paragraph, place: tuple[float, float], book: FontBook) -> Flow:
    left, room = place
    text = letters.text[start:end]
    shown = len(text.rstrip(" ")) if end < len(letters.text) else len(text)
    used = letters.widths[start + shown] - letters.widths[start]
    height, baseline = _heights(letters, start, end, paragraph.pitch, book)
    slack = room - used
    if paragraph.align == "right":
        left += slack
    elif paragraph.align == "center":
        left += slack / 2
    offset = left - letters.widths[start]
    places = [width + offset for width in letters.widths[start : start + shown + 1]]
    if paragraph.align == "both" and end < len(letters.text) and slack > 0:
        gaps = stretch_places(text[:shown])
        if gaps:
            _stretch(places, gaps, slack + _trailing(letters, start + shown))
    return Flow(height, tuple(_inks(letters, start, places, baseline)))


def _trailing(letters: _Letters, end: int) -> float:
    """Return the spacing behind the last character, which lies outside the ink, so that a full line ends flush."""
    return -letters.runs[end - 1].spacing


def _stretch(places: list[float], gaps: list[int], slack: float) -> None:
    share, moved, at = slack / len(gaps), 0.0, 0
    for index in range(len(places)):
        places[index] += moved
        if at < len(gaps) and gaps[at] == index:
            moved += share
            at += 1


def _inks(letters: _Letters, start: int, places: list[float], baseline: float) -> Iterator[Ink]:
    end = start + len(places) - 1
    cuts = [start, *(border for border in dict.fromkeys(letters.borders) if start < border < end), end]
    for begin, stop in pairwise(dict.fromkeys(cuts)):
        text = letters.text[begin:stop]
        run, cells = letters.runs[begin], letters.cells[begin:stop]
        glyphs = QGlyphRun()
        glyphs.setRawFont(cells[0].face.at(run.size))
        glyphs.setGlyphIndexes([cell.glyph for cell in cells])
        glyphs.setPositions([QPointF(x, baseline) for x in places[begin - start : stop - start]])
        yield Ink(glyphs, text, run, places[begin - start], places[stop - start], baseline)
