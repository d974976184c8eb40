"""Files beside the ledger: what a user hands us is read, or it is said why not. Knows no use case."""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.domain.encodings import decoded
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.storage.ground.watch import held

OURS = (".djtz", ".djkey", ".djbox")
"""Ends the names of ledgers, of their keys and of encrypted packs."""


def bytes_of(path: Path) -> bytes:
    """E-84 for a file that is not there or cannot be opened, and for the ledger that is open: reading it would end its lock."""
    if held(path):
        raise UserError(Error.UNCLEAR, text=path.name, reason="它是正在这里打开着的台账", hint="请另选一个文件。")
    try:
        return path.read_bytes()
    except FileNotFoundError as fault:
        raise UserError(Error.UNCLEAR, text=path.name, reason="没有这个文件", hint="请检查文件名和位置。") from fault
    except OSError as fault:
        raise UserError(Error.UNCLEAR, text=path.name, reason="打不开", hint="请关闭占用它的程序后再试。", detail=repr(fault)) from fault


def text_of(path: Path) -> str:
    """The same for a text, in any encoding it may have here."""
    text = decoded(bytes_of(path))
    if text is None:
        raise UserError(Error.UNCLEAR, text=path.name, reason="看不懂它的文字编码", hint="请另存为 UTF-8 编码的文本文件。")
    return text


def ensure_for_others(path: Path) -> None:
    """E-84 where a table, a report or a paper would take the place of a ledger, of a key or of a pack."""
    if path.name.rstrip(". ").lower().endswith(OURS) or held(path):
        raise UserError(Error.UNCLEAR, text=path.name, reason="这是台账、钥匙文件或移交包的名称", hint="请换一个名称，例如“报告.docx”。")
