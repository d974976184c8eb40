"""Files beside the ledger: what a user hands us is read, or it is said why not; what we write is whole or not there."""

from __future__ import annotations

import os
from pathlib import Path

from dangjian_desktop import files
from dangjian_desktop.domain.encodings import decoded
from dangjian_desktop.domain.errors import UserError

PART = ".part"
"""Ends the name of a file that is not whole yet."""


def bytes_of(path: Path) -> bytes:
    """E-84 for a file that is not there or cannot be opened."""
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise UserError("E-84", text=path.name, reason="没有这个文件", hint="请检查文件名和位置。") from fault
    except OSError as fault:
        raise UserError("E-84", text=path.name, reason="打不开", hint="请关闭占用它的程序后再试。", detail=repr(fault)) from fault


def text_of(path: Path) -> str:
    """The same for a text, in any encoding it may have here."""
    text = decoded(bytes_of(path))
    if text is None:
        raise UserError("E-84", text=path.name, reason="看不懂它的文字编码", hint="请另存为 UTF-8 编码的文本文件。")
    return text


def write_whole(path: Path, data: bytes) -> None:
    """A failure (OSError) leaves what stood there before; who holds the file for a moment is waited for."""
    part = path.with_name(path.name + PART)
    try:
        with part.open("wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        files.replace(part, path)
    except OSError:
        if part.is_file():
            part.unlink()
        raise
