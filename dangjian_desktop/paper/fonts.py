"""Which installed family stands for a family named in a document, and its glyphs. Knows no page.

The names and their fallback order are those of the standard for official documents; a face that is missing is told, never hidden.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from PySide6.QtGui import QFont, QFontDatabase, QRawFont

MEASURE = 1000
"""Pixels at which widths are measured, so that no hinting rounds them."""


@dataclass(frozen=True)
class Role:
    """A part a face plays: names held equal, then the fallbacks (family, bold) in order; the last ones only on machines of builders."""

    name: str
    equal: tuple[str, ...]
    fallbacks: tuple[tuple[str, bool], ...]


_SONG = (("宋体", False), ("SimSun", False), ("FandolSong", False), ("Noto Serif CJK SC", False))
_LAST = (("Microsoft YaHei", False), ("Noto Sans CJK SC", False), ("WenQuanYi Micro Hei", False))
ROLES = (
    Role(
        "标题",
        ("方正小标宋简体", "方正小标宋_GBK", "FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "小标宋"),
        (("华文中宋", False), ("STZhongsong", False), ("宋体", True), ("SimSun", True), ("Noto Serif CJK SC", True), ("FandolSong", True)),
    ),
    Role(
        "正文",
        ("仿宋_GB2312", "仿宋", "FangSong", "FangSong_GB2312", "方正仿宋_GBK", "方正仿宋简体"),
        (("华文仿宋", False), ("STFangsong", False), ("FandolFang", False), *_SONG),
    ),
    Role(
        "二级标题",
        ("楷体_GB2312", "楷体", "KaiTi", "KaiTi_GB2312", "方正楷体_GBK", "方正楷体简体"),
        (("华文楷体", False), ("STKaiti", False), ("FandolKai", False), *_SONG),
    ),
    Role(
        "一级标题",
        ("黑体", "SimHei", "方正黑体_GBK", "方正黑体简体"),
        (("华文细黑", False), ("STXihei", False), ("FandolHei", False), ("Noto Sans CJK SC", False)),
    ),
    Role("页码", ("宋体", "SimSun", "NSimSun", "新宋体"), (("FandolSong", False), ("Noto Serif CJK SC", False))),
)


@dataclass(frozen=True)
class FontState:
    """What a family named in a document becomes here: ``present`` when it or an equal is installed, else what is seen instead."""

    wanted: str
    present: bool
    shown: str
    bold: bool


def role_of(family: str) -> Role | None:
    """Return the role that a family plays in an official document, or None."""
    return next((role for role in ROLES if family in role.equal), None)


def resolve(family: str, installed: frozenset[str]) -> FontState:
    """Return the installed family that stands for this one: itself, an equal, a fallback, in this order."""
    if family in installed:
        return FontState(family, True, family, False)
    role = role_of(family)
    for equal in role.equal if role else ():
        if equal in installed:
            return FontState(family, True, equal, False)
    for name, bold in (*(role.fallbacks if role else _SONG), *_LAST):
        if name in installed:
            return FontState(family, False, name, bold)
    return FontState(family, False, "", False)


_UNSEEN = frozenset(("Cc", "Cf", "Zl", "Zp", "Zs"))
"""Categories of characters that show nothing anyway."""


@dataclass(frozen=True)
class Glyph:
    """One character in one face: glyph number and width as a share of the size."""

    face: Face
    glyph: int
    width: float


class Face(dict[str, Glyph]):
    """An installed face; asked for a character it answers with its cell, borrowed from another face when it has none."""

    def __init__(self, book: FontBook, family: str, *, bold: bool, italic: bool, wanted: str = "") -> None:
        """``wanted``: the family the document names, for which this one stands."""
        super().__init__()
        self.wanted = wanted or family
        font = QFont()
        font.setFamilies([family] if family else font.families())
        font.setPixelSize(MEASURE)
        font.setBold(bold)
        font.setItalic(italic)
        if not (bold or italic) and "Regular" in QFontDatabase.styles(family):
            font.setStyleName("Regular")  # some families give their bold face the weight of the regular one
        font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
        self._book = book
        self.family = family
        self.raw = QRawFont.fromFont(font)
        self.ascent = self.raw.ascent() / MEASURE
        self.descent = self.raw.descent() / MEASURE
        self._sized: dict[float, QRawFont] = {}

    def __missing__(self, char: str) -> Glyph:
        cell = self.own(char) or self._book.borrowed(char)
        if cell is None:
            cell = Glyph(self, 0, 1.0)
            if unicodedata.category(char) not in _UNSEEN:
                self._book.lost.setdefault(char, self.wanted)
        self[char] = cell
        return cell

    def own(self, char: str) -> Glyph | None:
        """Return the glyph if this face has the character itself, else None."""
        glyphs = self.raw.glyphIndexesForString(char)
        if not glyphs or (not glyphs[0] and not char.isspace()):
            return None
        return Glyph(self, glyphs[0], self.raw.advancesForGlyphIndexes(glyphs[:1])[0].x() / MEASURE)

    def at(self, size: float) -> QRawFont:
        """Return the raw font at this size in the units of the painter."""
        if size not in self._sized:
            sized = QRawFont(self.raw)
            sized.setPixelSize(size)
            self._sized[size] = sized
        return self._sized[size]

    def middle(self, char: str) -> float:
        """Tell how far above the baseline the ink of a character is centred, as a share of the size."""
        box = self[char].face.raw.boundingRect(self[char].glyph)
        return -box.center().y() / MEASURE


class FontBook:
    """The faces of one layout. Raw fonts belong to the thread that made them, so every layout makes its own book."""

    def __init__(self, installed: frozenset[str] | None = None) -> None:
        self.installed = frozenset(QFontDatabase.families()) if installed is None else installed
        self._faces: dict[tuple[str, bool, bool], Face] = {}
        self._states: dict[str, FontState] = {}
        self.lost: dict[str, str] = {}
        """Characters that no installed face has, printed as an empty box, with the family that was wanted for them."""

    def state(self, family: str) -> FontState:
        """Tell what this family is on this machine, and what stands for it."""
        if family not in self._states:
            self._states[family] = resolve(family, self.installed)
        return self._states[family]

    def face(self, family: str, *, bold: bool = False, italic: bool = False) -> Face:
        """Return the face to paint this family with, or what stands for it."""
        state = self.state(family)
        return self._face(state.shown, bold=bold or state.bold, italic=italic, wanted=family)

    def borrowed(self, char: str) -> Glyph | None:
        """Return a glyph for a character that the wanted face lacks, from the first reserve that has it."""
        for name, _bold in (*_SONG, *_LAST):
            if name in self.installed and (cell := self._face(name, bold=False, italic=False).own(char)):
                return cell
        return None

    def _face(self, family: str, *, bold: bool, italic: bool, wanted: str = "") -> Face:
        key = (family, bold, italic)
        if key not in self._faces:
            self._faces[key] = Face(self, family, bold=bold, italic=italic, wanted=wanted)
        return self._faces[key]
