"""The editor of one section: chips, 【待补】 tint, run-in headings bold, copy as plain text, “/” to insert. Knows no services."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from PySide6.QtCore import QMimeData, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QFont,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QSyntaxHighlighter,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QTextEdit, QToolTip, QWidget

from dangjian_desktop.domain.report import Piece
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.report.chips import (
    CHIP,
    EDITOR_LINE,
    SIZE,
    ChipPainter,
    as_words,
    chip_at,
    chip_format,
    insert,
    piece_from,
    piece_of,
    pieces_between,
    plain_of,
    source_of,
)

OWN_FORMAT = "application/x-report-pieces"
MISSING = re.compile(r"【待补[^】]*】")
_HEADING = re.compile(r"\s*(（[一二三四五六七八九十]{1,3}）|[一二三四五六七八九十]{1,3}、)")
_ALONE, _RUN_IN = 40, 30


def heading_length(text: str) -> int:
    """How many characters of a paragraph are its heading: all, up to the first full stop, or none."""
    if not _HEADING.match(text):
        return 0
    stop = text.find("。")
    if stop < 0:
        return len(text) if len(text) <= _ALONE else 0
    return stop + 1 if stop < _RUN_IN else 0


class Tints(QSyntaxHighlighter):
    """Amber under 【待补】, bold headings, a wave under typed numbers that a measure has too."""

    def __init__(self, theme: Theme, document: QTextDocument) -> None:
        super().__init__(document)
        self.theme = theme
        self.offers: tuple[str, ...] = ()

    def highlightBlock(self, text: str) -> None:
        bold = QTextCharFormat()
        bold.setFontWeight(QFont.Weight.Bold)
        self.setFormat(0, heading_length(text), bold)
        missing = QTextCharFormat()
        missing.setBackground(self.theme.color("amber-tint"))
        missing.setForeground(self.theme.color("amber"))
        for found in MISSING.finditer(text):
            self.setFormat(found.start(), found.end() - found.start(), missing)
        wave = QTextCharFormat()
        wave.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
        wave.setUnderlineColor(self.theme.color("amber"))
        for words in self.offers:
            place = text.find(words)
            number = re.match(r"\d+(\.\d+)?", words[::-1])
            if place >= 0 and number:
                self.setFormat(place + len(words) - number.end(), number.end(), wave)


class SectionEdit(QTextEdit):
    """Text with number chips; ``source()`` gives it back as it is kept."""

    edited = Signal()
    chip_chosen = Signal(object)
    insert_wanted = Signal(QRect)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._loading = theme, False
        self.setAcceptRichText(False)
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.setFont(theme.font(SIZE))
        self.document().setDefaultFont(theme.font(SIZE))
        self.document().setDocumentMargin(theme.px(16))
        self.chips = ChipPainter(theme, self.document())
        self.document().documentLayout().registerHandler(CHIP, self.chips)
        self.tints = Tints(theme, self.document())
        self.document().contentsChanged.connect(self._changed)
        self.cursorPositionChanged.connect(self._tell_chip)

    # ------------------------------------------------------------------ text
    def show_pieces(self, pieces: Iterable[Piece]) -> None:
        """Load a section; the way back (undo) begins here."""
        self._loading = True
        self.clear()
        self._set_blocks()
        insert(self.textCursor(), pieces)
        self.document().clearUndoRedoStacks()
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self._loading = False

    def pieces(self) -> list[Piece]:
        return list(pieces_between(self.document()))

    def source(self) -> str:
        return source_of(self.pieces())

    def plain(self) -> str:
        return plain_of(self.pieces())

    def insert_piece(self, piece: Piece) -> None:
        """A chip, or plain text, at the cursor."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        insert(cursor, [piece])
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.setFocus()

    def replace_all(self, pieces: Iterable[Piece]) -> None:
        """Other words for the whole section; one undo brings the old ones back."""
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.removeSelectedText()
        insert(cursor, pieces)
        cursor.endEditBlock()

    def replace_words(self, words: str, piece: Piece) -> None:
        """Put a chip in place of a typed number; ``words`` ends with that number."""
        cursor = self.document().find(words)
        if cursor.isNull():
            return
        number = re.match(r"\d+(\.\d+)?", words[::-1])
        length = number.end() if number else len(words)
        end = cursor.selectionEnd()
        cursor.setPosition(end - length)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText("\ufffc", chip_format(piece))

    def replace_chip(self, piece: Piece) -> None:
        """Another form for the chip beside the cursor."""
        cursor = self.textCursor()
        place = self._chip_place(cursor.position())
        if place >= 0:
            cursor.setPosition(place)
            cursor.setPosition(place + 1, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText("\ufffc", chip_format(piece))

    def show_offers(self, offers: Sequence[str]) -> None:
        self.tints.offers = tuple(offers)
        self._loading = True
        self.tints.rehighlight()
        self._loading = False

    def chip_beside_cursor(self) -> Piece | None:
        place = self._chip_place(self.textCursor().position())
        if place < 0:
            return None
        cursor = QTextCursor(self.document())
        cursor.setPosition(place + 1)
        return piece_of(cursor.charFormat())

    def _chip_place(self, position: int) -> int:
        for place in (position - 1, position):
            if self.document().characterAt(place) == "\ufffc":
                return place
        return -1

    def _set_blocks(self) -> None:
        shape = QTextBlockFormat()
        shape.setLineHeight(self.theme.px(EDITOR_LINE), QTextBlockFormat.LineHeightTypes.FixedHeight.value)
        shape.setTextIndent(2 * self.theme.px(SIZE))
        shape.setBottomMargin(self.theme.px(6))
        cursor = self.textCursor()
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.setBlockFormat(shape)

    def _changed(self) -> None:
        if not self._loading:
            self.edited.emit()

    def _tell_chip(self) -> None:
        if not self._loading:
            self.chip_chosen.emit(self.chip_beside_cursor())

    # ------------------------------------------------------------------ keys and mouse
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.text() == "/" and not self.isReadOnly():
            self.insert_wanted.emit(self.cursorRect())
            return
        super().keyPressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        found = chip_at(self.document(), self._point(event.position()))
        place = found[0] if found else -1
        if place != self.chips.hovered:
            self.chips.hovered = place
            self.viewport().update()
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if found else Qt.CursorShape.IBeamCursor)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        super().mousePressEvent(event)
        if found := chip_at(self.document(), self._point(event.position())):
            cursor = self.textCursor()
            cursor.setPosition(found[0] + 1)
            self.setTextCursor(cursor)
            self.chip_chosen.emit(found[1])

    def viewportEvent(self, event: object) -> bool:
        if isinstance(event, QHelpEvent) and event.type() == QHelpEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), self.tip_at(QPointF(event.pos())))
            return True
        return super().viewportEvent(event)  # type: ignore[arg-type]

    def tip_at(self, point: QPointF) -> str:
        """What a chip under the pointer says of itself."""
        found = chip_at(self.document(), self._point(point))
        return tip_of(found[1]) if found else ""

    def _point(self, point: QPointF) -> QPointF:
        return point + QPointF(self.horizontalScrollBar().value(), self.verticalScrollBar().value())

    # ------------------------------------------------------------------ clipboard
    def createMimeDataFromSelection(self) -> QMimeData:
        """Plain text for others, pieces for this editor."""
        cursor, data = self.textCursor(), QMimeData()
        pieces = list(pieces_between(self.document(), cursor.selectionStart(), cursor.selectionEnd()))
        data.setText(plain_of(pieces))
        rows = ["\x1f".join(as_words(piece)) for piece in pieces]
        data.setData(OWN_FORMAT, "\x1e".join(rows).encode())
        return data

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        return source.hasText() or source.hasFormat(OWN_FORMAT)

    def insertFromMimeData(self, source: QMimeData) -> None:
        cursor = self.textCursor()
        cursor.beginEditBlock()
        cursor.removeSelectedText()
        if source.hasFormat(OWN_FORMAT):
            insert(cursor, _pieces_from(bytes(source.data(OWN_FORMAT).data()).decode()))
        else:
            insert(cursor, [Piece(source.text().replace("\r", "").replace("\ufffc", ""))])
        cursor.endEditBlock()
        self.setTextCursor(cursor)


def _pieces_from(data: str) -> list[Piece]:
    return [piece_from(row.split("\x1f")) for row in data.split("\x1e") if row]


def tip_of(piece: Piece) -> str:
    if piece.fault:
        return f"{piece.name}\n{piece.fault}"
    changed = "\n这个数是手改的" if piece.overridden else ""
    return f"{piece.name}\n来自 {len(piece.ids)} 条记录{changed}"


class Gutter(QWidget):
    """Beside the editor: which paragraphs stand word for word in the last report."""

    WIDTH = 36

    def __init__(self, edit: SectionEdit, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit, self.theme = edit, theme
        self.known: frozenset[str] | None = None
        self.setFixedWidth(theme.px(self.WIDTH))
        edit.verticalScrollBar().valueChanged.connect(lambda _value: self.update())
        edit.document().contentsChanged.connect(self.update)

    def show_known(self, paragraphs: Iterable[str] | None) -> None:
        """The paragraphs of the last report; None when there is none to compare with."""
        self.known = None if paragraphs is None else frozenset(filter(None, (part.strip() for part in paragraphs)))
        self.update()

    def marks(self) -> list[tuple[int, int, bool]]:
        """Top, bottom and 未改 of every paragraph with words in it."""
        if self.known is None:
            return []
        out, block, layout = [], self.edit.document().begin(), self.edit.document().documentLayout()
        while block.isValid():
            words = plain_of(pieces_between(self.edit.document(), block.position(), block.position() + block.length() - 1)).strip()
            if words:
                box = layout.blockBoundingRect(block).translated(0, 1 - self.edit.verticalScrollBar().value())
                out.append((round(box.top()), round(box.bottom()), words in self.known))
            block = block.next()
        return out

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(self.theme.font(12))
        for top, bottom, same in self.marks():
            painter.setPen(self.theme.color("blue" if same else "ink3"))
            words = QRect(0, top + 6, self.width() - 6, 20)
            painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, "未改" if same else "改过")
            painter.fillRect(self.width() - 3, top + 4, 3, max(bottom - top - 10, 8), self.theme.color("blue-edge" if same else "line2"))
