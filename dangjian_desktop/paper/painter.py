"""Paints laid out pages with any QPainter, and writes them as PDF. Knows no widgets and no office."""

from __future__ import annotations

import re

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QPagedPaintDevice, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen, QRawFont

from dangjian_desktop.domain.blocks import PageSetup
from dangjian_desktop.paper.layout import Pages, PlacedFlow
from dangjian_desktop.paper.lines import Ink

RESOLUTION = 1200
HIGHLIGHT = "FFF2A8"


def paint_page(painter: QPainter, pages: Pages, index: int) -> None:
    """Paint one page in points; the caller has scaled the painter so that one unit is one point."""
    for placed in pages.pages[index].placed:
        _paint(painter, placed)


def _paint(painter: QPainter, placed: PlacedFlow) -> None:
    origin = QPointF(placed.x, placed.y)
    for ink in placed.flow.inks:
        if ink.run.highlight:
            top = ink.baseline - ink.run.size
            painter.fillRect(QRectF(placed.x + ink.left, placed.y + top, ink.right - ink.left, ink.run.size * 1.25), _color(HIGHLIGHT))
    for ink in placed.flow.inks:
        painter.setPen(_color(ink.run.color))
        painter.drawGlyphRun(origin, ink.glyphs)
        for height in _strokes(ink):
            painter.setPen(_pen(ink.run.color, ink.run.size / 20))
            y = placed.y + ink.baseline - height
            painter.drawLine(QPointF(placed.x + ink.left, y), QPointF(placed.x + ink.right, y))
    for stroke in placed.flow.strokes:
        painter.setPen(_pen(stroke.color, stroke.thickness))
        painter.drawLine(origin + QPointF(stroke.x1, stroke.y1), origin + QPointF(stroke.x2, stroke.y2))


def _strokes(ink: Ink) -> list[float]:
    """Heights above the baseline of a line under and a line through the text."""
    return [-0.12 * ink.run.size] * ink.run.underline + [0.32 * ink.run.size] * ink.run.strike


def _color(code: str) -> QColor:
    return QColor(f"#{code}")


def _pen(code: str, thickness: float) -> QPen:
    return QPen(_color(code), thickness, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)


def page_layout(setup: PageSetup) -> QPageLayout:
    """Return the sheet for a printer or a PDF: exact size, no margins of its own."""
    short, long = sorted((setup.width, setup.height))
    size = QPageSize(QSizeF(short, long), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.FuzzyMatch)
    turned = QPageLayout.Orientation.Landscape if setup.width > setup.height else QPageLayout.Orientation.Portrait
    return QPageLayout(size, turned, QMarginsF(), QPageLayout.Unit.Point)


def paint_all(device: QPagedPaintDevice, pages: Pages, *, chosen: range | None = None) -> None:
    """Paint every chosen page (counted from 0) on a device whose layout was set with ``page_layout``; OSError when it refuses."""
    painter = QPainter()
    if not painter.begin(device):
        raise OSError("the device cannot be painted on")
    try:
        scale = device.logicalDpiX() / 72
        painter.scale(scale, scale)
        for place, index in enumerate(chosen if chosen is not None else range(len(pages))):
            if place:
                device.newPage()
            paint_page(painter, pages, index)
    finally:
        painter.end()


def pdf(pages: Pages, title: str = "") -> bytes:
    """Write the pages as a PDF with their fonts and their text inside."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(RESOLUTION)
    writer.setPageLayout(page_layout(pages.setup))
    writer.setTitle(title)
    paint_all(writer, pages)
    buffer.close()
    return _searchable(bytes(buffer.data().data()), pages)


_MAPS = re.compile(rb"begincmap.*?endcmap", re.DOTALL)
_NAMES = re.compile(rb"(?<=[\[ ])<([0-9A-F]{4})>(?=[ \]])")
_TWINS = "".join(map(chr, (*range(0x2E80, 0x2FE0), *range(0xF900, 0xFB00))))
"""Radicals and compatibility forms: many faces draw them with the glyph of the usual character."""


def _searchable(data: bytes, pages: Pages) -> bytes:
    """Qt may name a glyph by its radical (⼤ for 大), which no search finds; name the character that was written."""
    usual = {b"%04X" % ord(twin): b"<%04X>" % ord(char) for twin, char in _twins(pages).items()}
    return _MAPS.sub(lambda found: _NAMES.sub(lambda name: usual.get(name[1], name[0]), found[0]), data) if usual else data


def _twins(pages: Pages) -> dict[str, str]:
    """For each radical that shares its glyph with a character of these pages, that character."""
    used: dict[tuple[str, str], tuple[QRawFont, dict[int, str]]] = {}
    for ink in (ink for page in pages.pages for placed in page.placed for ink in placed.flow.inks):
        raw = ink.glyphs.rawFont()
        _, chars = used.setdefault((raw.familyName(), raw.styleName()), (raw, {}))
        chars.update(zip(ink.glyphs.glyphIndexes(), ink.text, strict=True))
    found: dict[str, str] = {}
    for raw, chars in used.values():
        for twin, glyph in zip(_TWINS, raw.glyphIndexesForString(_TWINS), strict=True):
            char = chars.get(glyph, twin) if glyph else twin
            if char != twin and ord(char) < 0x10000:
                found[twin] = char
    return found
