"""Names of files that came from elsewhere: how they are shown and how they may be called on a disk. Knows no folder.

The ledger keeps the original name. On a disk (Windows or Linux, FAT32 sticks included) a name is made safe: nothing in it
leads to another folder, hides, is reserved, or is too long, and the extension stays in sight.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

LIMIT = 80
"""UTF-16 units of a name on a disk. 80 Chinese characters are 240 bytes, and Linux allows 255 with what is added while writing."""
_EXTENSION = 16
_NAMELESS = "未命名"
_FORBIDDEN = re.compile(r'[<>:"/\\|?*]')
_DEVICES = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(10))}
_INVISIBLE = frozenset(
    chr(code)
    for start, end in (
        (0x00, 0x1F), (0x7F, 0x9F), (0xAD, 0xAD), (0x34F, 0x34F), (0x61C, 0x61C), (0x115F, 0x1160), (0x17B4, 0x17B5), (0x180B, 0x180F),
        (0x200B, 0x200F), (0x2028, 0x202E), (0x2060, 0x206F), (0x2800, 0x2800), (0x3164, 0x3164), (0xFEFF, 0xFEFF), (0xFFA0, 0xFFA0),
        (0xFFF0, 0xFFFB), (0xFFFE, 0xFFFF), (0xD800, 0xDFFF), (0xE0000, 0xE007F),
    )
    for code in range(start, end + 1)
)  # fmt: skip
_JOINER = "\u200d"


def base_name(name: str) -> str:
    """Return the last part, whichever system's separators and drive letters stand before it; half characters become text."""
    text = "".join(f"‹{ord(char):X}›" if "\ud800" <= char <= "\udfff" else char for char in name)
    last = re.sub(r"^[A-Za-z]:", "", re.split(r"[/\\]", text.rstrip("/\\"))[-1])
    return last if last.strip(". ") else _NAMELESS


def hidden(name: str) -> list[str]:
    """Return the characters that show nothing, or turn what is shown around. The joiner inside an emoji is part of it."""
    return [char for place, char in enumerate(name) if char in _INVISIBLE and not _joins(name, place)]


def visible(name: str) -> str:
    """Return the name with such characters written out, and a long gap that pushes the end out of sight closed."""
    text = "".join(f"‹U+{ord(c):04X}›" if c in _INVISIBLE and not _joins(name, n) else c for n, c in enumerate(name))
    return re.sub(r"\s{4,}", " … ", text)


def _joins(name: str, place: int) -> bool:
    if name[place] != _JOINER or not 0 < place < len(name) - 1:
        return False
    before = name[place - 2] if name[place - 1] == "\ufe0f" and place > 1 else name[place - 1]
    return _pictorial(before) and _pictorial(name[place + 1])


def _pictorial(char: str) -> bool:
    return unicodedata.category(char) == "So" or "\U0001f3fb" <= char <= "\U0001f3ff"


def split(name: str) -> tuple[str, str]:
    """Part a name into stem and extension with its dot; what is too long to be one is no extension."""
    stem, dot, end = name.rpartition(".")
    if not stem or not end.strip() or _units(dot + end) > _EXTENSION:
        return name, ""
    return stem, dot + end


def safe(name: str, limit: int = LIMIT) -> str:
    """Return a name that every disk takes; the same for the same original."""
    text = _FORBIDDEN.sub("_", visible(base_name(name))).strip()
    text = re.sub(r"[\s.]+$", "", text) or _NAMELESS
    if text.startswith("."):
        text = f"_{text}"
    if _device(text):
        text = f"_{text}"
    stem, extension = split(text)
    if _units(text) > limit:
        text = f"{shortened(stem, limit - _units(extension) - 1).rstrip('. ')}…{extension}"
    return text


def _device(text: str) -> bool:
    """CON, nul.txt, COM¹, “LPT9 .x”: what stands before the first dot is a device on Windows."""
    return unicodedata.normalize("NFKC", text.partition(".")[0]).strip().upper() in _DEVICES


def unique(name: str, taken: Collection[str], limit: int = LIMIT) -> str:
    """Return the safe name, or with (2), (3) … when one that a disk takes for the same is there already."""
    there = {_folded(one) for one in taken}
    made, number = safe(name, limit), 1
    while _folded(made) in there:
        number += 1
        mark = f"({number})"
        stem, extension = split(safe(name, limit - _units(mark)))
        made = f"{stem}{mark}{extension}"
    return made


def _folded(name: str) -> str:
    """Windows tells no case, macOS no decomposition."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def shortened(text: str, units: int) -> str:
    """Cut to at most so many UTF-16 units, never part of a character with its marks (unless one alone is longer)."""
    kept, count = "", 0
    for cluster in _clusters(text):
        if count + _units(cluster) > units:
            break
        kept += cluster
        count += _units(cluster)
    if kept or not text:
        return kept
    return "".join(char for place, char in enumerate(text) if _units(text[: place + 1]) <= units)


def _clusters(text: str) -> list[str]:
    """Yield characters as people see them: a base with its marks, joined emoji, two letters of a flag."""
    found: list[str] = []
    for char in text:
        flag = bool(found) and _flag(char) and len(found[-1]) == 1 and _flag(found[-1])
        if found and (flag or _sticks(char) or found[-1].endswith(_JOINER)):
            found[-1] += char
        else:
            found.append(char)
    return found


def _sticks(char: str) -> bool:
    return unicodedata.category(char) in ("Mn", "Mc", "Me") or char == _JOINER or "\U0001f3fb" <= char <= "\U0001f3ff"


def _flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _units(text: str) -> int:
    """Count UTF-16 units, as Windows does."""
    return len(text) + sum(char > "\uffff" for char in text)


def long_path(path: str, *, windows: bool) -> str:
    """Return the path as a system takes it: on Windows one of more than 240 characters needs a prefix; elsewhere the path itself."""
    if not windows or len(path) <= 240 or path.startswith("\\\\?\\"):
        return path
    return f"\\\\?\\UNC\\{path[2:]}" if path.startswith("\\\\") else f"\\\\?\\{path}"
