"""A finished document as blocks: what ``reports`` reads out of a .docx and ``paper`` paints. Lengths are points (1/72 inch)."""

from __future__ import annotations

from dataclasses import dataclass

MM = 72 / 25.4


@dataclass(frozen=True)
class Run:
    """Text in one face. ``font`` is the East Asian family as written in the file; ``spacing`` is added to every character."""

    text: str
    font: str
    size: float
    bold: bool = False
    italic: bool = False
    color: str = "000000"
    highlight: bool = False
    spacing: float = 0.0
    underline: bool = False
    strike: bool = False


@dataclass(frozen=True)
class Paragraph:
    """``align`` left · center · right · both; ``pitch`` the exact line height (0 = natural); indents already in points."""

    runs: tuple[Run, ...]
    align: str = "both"
    first_indent: float = 0.0
    left: float = 0.0
    right: float = 0.0
    pitch: float = 0.0
    before: float = 0.0
    after: float = 0.0
    keep_next: bool = False
    page_break: bool = False
    rule_below: str = ""
    outline: int | None = None

    @property
    def text(self) -> str:
        """Return the words of all runs."""
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class Table:
    """``widths`` of the columns; each row a tuple of cells, each cell a tuple of paragraphs; ``head`` rows repeat on every page."""

    widths: tuple[float, ...]
    rows: tuple[tuple[tuple[Paragraph, ...], ...], ...]
    head: int = 0


@dataclass(frozen=True)
class PageSetup:
    """A4 after GB/T 9704 unless the file says otherwise; ``number`` paints 4号 page numbers outside, odd right, even left."""

    width: float = 210 * MM
    height: float = 297 * MM
    top: float = 2098 / 20
    bottom: float = 1984 / 20
    left: float = 1587 / 20
    right: float = 1474 / 20
    number: bool = True


@dataclass(frozen=True)
class Document:
    """A finished document: its page and its blocks from top to bottom."""

    setup: PageSetup
    blocks: tuple[Paragraph | Table, ...]

    @property
    def text(self) -> str:
        """Return the words of the paragraphs, one a line; tables are left out."""
        return "\n".join(block.text for block in self.blocks if isinstance(block, Paragraph))
