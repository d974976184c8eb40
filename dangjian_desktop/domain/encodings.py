"""Bytes of a text file → text, whatever the old computer wrote it in. Knows no file."""

from __future__ import annotations

from collections.abc import Sequence


def decoded(data: bytes) -> str | None:
    """Decode as UTF-8 with or without mark, UTF-16 by its mark, else GB18030; None for what none of them can read."""
    for encoding in _likely(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None


def unreadable_line(data: bytes) -> tuple[int, str]:
    """Return (number, what can be read of it) of the first line that no encoding reads, in a text that ``decoded`` gave up."""
    for number, line in enumerate(data.splitlines(), start=1):
        if decoded(line) is None:
            return number, line.decode("utf-8", "replace").replace("\0", "�").strip()
    return 1, ""


def _likely(data: bytes) -> Sequence[str]:
    return ("utf-16",) if data.startswith((b"\xff\xfe", b"\xfe\xff")) else ("utf-8-sig", "gb18030")
