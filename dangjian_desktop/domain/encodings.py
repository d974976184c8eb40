"""Bytes of a text file → text, whatever the old computer wrote it in. Knows no file."""

from __future__ import annotations

from collections.abc import Sequence


def decoded(data: bytes) -> str | None:
    """UTF-8 with or without mark, UTF-16 by its mark, else GB18030; None for what none of them can read."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings: Sequence[str] = ("utf-16",) if marked else ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    return None
