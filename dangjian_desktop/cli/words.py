"""How the command line speaks: JSON on standard output, refusals on standard error, the place of a fault in Chinese."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_desktop.domain.errors import (
    Error,
    InvalidRecordError,
    LockedError,
    PackError,
    Problem,
    TemplateError,
    UserError,
    WorkbookError,
)
from dangjian_desktop.files import PART

if TYPE_CHECKING:
    from dangjian_desktop.domain.report import TemplateFault

_SYSTEM_FAULTS = {
    2: "文件或文件夹不存在",
    13: "没有权限",
    17: "已有同名文件",
    20: "不是文件夹",
    21: "这是一个文件夹",
    28: "空间不足",
    30: "只读位置",
}


def speak_utf8() -> None:
    """Chinese on any locale, also into a pipe on Windows."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=1))


def complain(text: str) -> None:
    print(text, file=sys.stderr)


def first_line(path: str | None) -> str | None:
    """What a file of one line says, such as a password; None without a file."""
    if path is None:
        return None
    return Path(path).read_text(encoding="utf-8-sig", errors="replace").partition("\n")[0].rstrip("\r")


def where(problem: Problem) -> str:
    """A fault of a table with its place, as a person reads it."""
    place = f"工作表“{problem.sheet}”" if problem.sheet else ""
    place += f"第 {problem.line} 行" if problem.line else ""
    place += f"“{problem.column}”" if problem.column else ""
    return f"{place}：{problem.message}" if place else problem.message


def slip(fault: TemplateFault) -> str:
    """A fault of a template or text with its paragraph and what was probably meant."""
    place = f"第 {fault.paragraph} 段 " if fault.paragraph else ""
    hint = f"您是不是要写 {fault.suggestion}？" if fault.suggestion else ""
    return f"{place}{fault.tag}：{fault.message}{hint}" if fault.tag else f"{place}“{fault.text.strip()}”：{fault.message}{hint}"


def details(refused: UserError) -> list[str]:
    """The list that belongs to a refusal: faults of a table, of a record, of a template."""
    if isinstance(refused, (WorkbookError, InvalidRecordError)):
        return [where(problem) for problem in refused.problems]
    if isinstance(refused, TemplateError):
        return [slip(fault) for fault in refused.faults]
    if isinstance(refused, PackError):
        return list(refused.problems)
    if isinstance(refused, LockedError):
        return ["这本台账设了口令，请用 --password-file 指明第一行写着口令的文本文件。"]
    return []


def file_fault(fault: OSError) -> str:
    """A failure of the file system in the user's words; the system's own sentence is never shown."""
    said = UserError(Error.NOT_WRITABLE, reason=_SYSTEM_FAULTS.get(fault.errno or 0, "无法读写"))
    name = str(fault.filename or "").removesuffix(PART)
    return f"“{name}”：{said.message}" if name else str(said.message)
