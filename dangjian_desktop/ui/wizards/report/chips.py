"""Numbers as chips inside running text: one character each, with value and tag behind it. Knows no services.

A section's text is plain text with tags in braces; the editor shows every tag as a chip and gives the same text back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QFontMetricsF,
    QPainter,
    QPen,
    QPyTextObject,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)

from dangjian_desktop.domain.report import Piece
from dangjian_desktop.ui.kit.theme import Theme

CHIP = QTextFormat.ObjectTypes.UserObject.value + 1
MARK = "\ufffc"
_PIECE = QTextFormat.Property.UserProperty.value + 1
_PROPERTIES = 7
MOVED = " → "
"""Between what went out and what the ledger counts now."""
SIZE = 15
EDITOR_LINE = 27
"""Height of a line of the editor at the normal text size; fixed, because fonts differ in their natural spacing."""


@dataclass(frozen=True)
class ChipLook:
    """How a chip is shown: words and the tokens of its colours."""

    words: str
    ink: str
    ground: str
    edge: str


def look_of(piece: Piece, *, frozen: bool = False) -> ChipLook:
    if piece.fault:
        return ChipLook(f"取不到：{piece.name}", "danger", "danger-tint", "danger-edge")
    if piece.overridden:
        return ChipLook(f"{piece.text} 手改", "amber", "amber-tint", "amber-edge")
    if MOVED in piece.text:
        return ChipLook(piece.text, "amber", "amber-tint", "amber-edge")
    if frozen:
        return ChipLook(piece.text, "ink", "sunk", "border")
    return ChipLook(piece.text or "　", "blue", "blue-tint", "blue-edge")


class ChipPainter(QPyTextObject):
    """Measures and paints chips; the piece travels in the character format."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self.theme, self.hovered, self.frozen = theme, -1, False
        self.font = theme.font(SIZE, bold=True)

    def intrinsicSize(self, _document: QTextDocument, _position: int, shape: QTextFormat) -> QSizeF:
        metrics = QFontMetricsF(self.font)
        words = look_of(piece_of(shape), frozen=self.frozen).words
        return QSizeF(metrics.horizontalAdvance(words) + 16, metrics.ascent())

    def drawObject(self, painter: QPainter, rect: QRectF | QRect, _document: QTextDocument, position: int, shape: QTextFormat) -> None:
        look = look_of(piece_of(shape), frozen=self.frozen)
        hovered = position == self.hovered
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(rect).adjusted(2.5, -1.5, -2.5, 4.5)
        painter.setPen(QPen(self.theme.color(look.ink if hovered else look.edge), 1))
        painter.setBrush(self.theme.color(look.ink if hovered else look.ground))
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(self.theme.color("paper" if hovered else look.ink))
        painter.setFont(self.font)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, look.words)
        painter.restore()


def piece_of(shape: QTextFormat) -> Piece:
    return piece_from([str(shape.property(_PIECE + place) or "") for place in range(_PROPERTIES)])


def as_words(piece: Piece) -> tuple[str, ...]:
    """A piece as plain words, and back by ``piece_from``."""
    ids = " ".join(map(str, piece.ids))
    return piece.text, piece.tag, piece.source, ids, piece.fault, "1" if piece.overridden else "", piece.shown


def piece_from(words: Sequence[str]) -> Piece:
    text, tag, source, ids, fault, overridden, name = words
    return Piece(text, tag, source, tuple(int(pk) for pk in ids.split()), fault, overridden == "1", name)


def as_sent(pieces: Iterable[Piece], frozen: Mapping[str, str]) -> tuple[Piece, ...]:
    """The numbers of a final report as they went out; where the ledger moved since, both."""

    def sent(piece: Piece) -> Piece:
        value = frozen.get(piece.tag)
        if value is None or "|" in piece.source or value == piece.text or piece.overridden:
            return piece
        return replace(piece, text=f"{value}{MOVED}{piece.text}")

    return tuple(sent(piece) if piece.tag else piece for piece in pieces)


def chip_format(piece: Piece) -> QTextCharFormat:
    """Plain words only: a format is copied, compared and kept for undo by Qt."""
    shape = QTextCharFormat()
    shape.setObjectType(CHIP)
    for place, words in enumerate(as_words(piece)):
        shape.setProperty(_PIECE + place, words)
    shape.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignNormal)
    return shape


def insert(cursor: QTextCursor, pieces: Iterable[Piece]) -> None:
    """Put pieces where the cursor stands; line breaks in plain text begin paragraphs."""
    plain = QTextCharFormat()
    for piece in pieces:
        if piece.tag:
            cursor.insertText(MARK, chip_format(piece))
            continue
        for number, line in enumerate(piece.text.split("\n")):
            if number:
                cursor.insertBlock()
            cursor.insertText(line, plain)
    cursor.setCharFormat(plain)


def pieces_between(document: QTextDocument, start: int = 0, end: int | None = None) -> Iterator[Piece]:
    """What stands there, as pieces again; paragraphs parted by line breaks."""
    block = document.findBlock(start)
    last = document.characterCount() - 1 if end is None else end
    while block.isValid() and block.position() <= last:
        if block.position() > start:
            yield Piece("\n")
        yield from _pieces_of_block(block, start, last)
        block = block.next()


def _pieces_of_block(block: QTextBlock, start: int, end: int) -> Iterator[Piece]:
    fragments = block.begin()
    while not fragments.atEnd():
        fragment = fragments.fragment()
        shape = fragment.charFormat()
        for offset, char in enumerate(fragment.text()) if shape.objectType() == CHIP else ():
            if start <= fragment.position() + offset < end and char == MARK:
                yield piece_of(shape)
        if shape.objectType() != CHIP:
            begin, stop = max(start - fragment.position(), 0), max(end - fragment.position(), 0)
            if text := fragment.text()[begin:stop].replace(MARK, ""):
                yield Piece(text)
        fragments += 1


def source_of(pieces: Iterable[Piece]) -> str:
    """The text as it is kept: tags in braces."""
    return "".join(piece.source if piece.tag else piece.text for piece in pieces)


def plain_of(pieces: Iterable[Piece]) -> str:
    """The text as it is read."""
    return "".join(piece.text for piece in pieces)


def chip_at(document: QTextDocument, point: QPointF) -> tuple[int, Piece] | None:
    """The chip under a point of the document, with its position."""
    layout = document.documentLayout()
    shape = layout.formatAt(point)
    if shape.objectType() != CHIP:
        return None
    position = layout.hitTest(point, Qt.HitTestAccuracy.ExactHit)
    for place in (position, position - 1):
        if place >= 0 and document.characterAt(place) == MARK:
            return place, piece_of(shape)
    return None
