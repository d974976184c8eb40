"""A hand-over pack made of an open ledger, and looked at again where it lies. Writes nothing but the pack; the ledger is only read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import dangjian_desktop
from dangjian_desktop.domain import passphrase
from dangjian_desktop.domain.check_code import CheckCode, check_code
from dangjian_desktop.domain.errors import Error, PackError, UserError
from dangjian_desktop.domain.file_names import safe
from dangjian_desktop.domain.handover import KEY, LEDGER, HandoverOptions, PackInfo
from dangjian_desktop.domain.progress import Progress
from dangjian_desktop.services.handover.sheet import SheetContent
from dangjian_desktop.services.trust.inspection import work_folder
from dangjian_desktop.storage.file.snapshot import Facts
from dangjian_desktop.storage.ground.faults import system
from dangjian_desktop.storage.ground.header import SCHEMA_VERSION

if TYPE_CHECKING:
    from dangjian_desktop.exchange.medium import Medium

FORMAT, MINIMUM = 1, "0.1.0"
"""Of package.json, and the first version of the program that reads it."""
SHEET = "移交清单.docx"
_CODE = 8
_UNIT = 40


@dataclass(frozen=True)
class Parts:
    """What goes into a pack: the closed copy and what it holds, its key file ("" for none), the sheet, and what is said of them."""

    copy: Path
    facts: Facts
    key: bytes
    sheet: bytes
    content: SheetContent
    options: HandoverOptions
    unit: str
    created: datetime
    previous: str

    @property
    def code(self) -> CheckCode:
        return check_code(self.facts.seq, self.facts.head)

    @property
    def name(self) -> str:
        """移交包-单位-日期-8位码: a new pack of an unchanged ledger has the name of the old one and never takes its place."""
        return f"移交包-{safe(self.unit, _UNIT)}-{self.created:%Y%m%d}-{self.code.digits[:_CODE].upper()}"


def ensure_room(folder: Path, size: int, medium: Medium) -> None:
    """Before anything is begun: E-11, E-12 where the target cannot take a ledger of that size."""
    from dangjian_desktop.exchange.medium import check_target

    with system(_place(folder)):
        check_target(folder, [size], medium)


def write(folder: Path, parts: Parts, work: Path, *, progress: Progress, medium: Medium) -> PackInfo:
    """The pack in ``folder``, read again from there. A failure leaves nothing that looks whole; ``work`` is a private folder."""
    from dangjian_desktop.exchange import container, pack

    files: list[tuple[str, Path | bytes]] = [(LEDGER, parts.copy), *([(KEY, parts.key)] if parts.key else [])]
    package, beside = _package(parts), [(SHEET, parts.sheet)]
    with system(_place(folder)):
        if not parts.options.encrypted:
            made = pack.write(folder / parts.name, files, package, beside=beside, progress=progress, medium=medium)
            return _info(parts, made.path, made.size, made.files, made.mark, None)
        inner = pack.write(work / parts.name, files, package, beside=beside, progress=progress)
        target, secret = folder / f"{parts.name}{container.SUFFIX}", passphrase.fresh()
        container.seal(inner.path, target, secret, progress=progress, medium=medium)
        return _info(parts, target, target.stat().st_size, inner.files, inner.mark, secret)


def verify(info: PackInfo, *, progress: Progress) -> None:
    """Every byte read again from where the pack lies, as its receiver will; E-51, E-52 when it is not what was written, E-84 when
    nothing lies there."""
    from dangjian_desktop.exchange import container, pack

    if not info.path.exists():
        raise UserError(Error.UNCLEAR, text=info.path.name, reason="那里没有这个移交包", hint="请插好 U 盘后再点【核验】。")
    with system(_place(info.path.parent)), work_folder() as work:
        folder = info.path
        if info.passphrase is not None:
            folder = work / "pack"
            container.open_(info.path, folder, info.passphrase, progress=progress)
        found = pack.read(folder, progress=progress)
    if found.mark != info.mark:
        raise PackError(
            Error.PACK_DIFFERS, missing=0, extra=0, changed=1, problems=[f"内容不符：{info.path.name}"], detail="another pack lies there"
        )


def _place(folder: Path) -> str:
    return folder.drive or str(folder)


def _info(parts: Parts, path: Path, size: int, files: int, mark: str, secret: str | None) -> PackInfo:
    content, facts = parts.content, parts.facts
    pieces = sum(one.evidence for one in content.ledgers) if facts.evidence else 0
    counts = (len(content.ledgers), facts.records, pieces, content.reports, len(content.matters))
    return PackInfo(path, size, files, parts.code, secret, *counts, parts.options, mark)


def _package(parts: Parts) -> Mapping[str, Any]:
    facts, content, options = parts.facts, parts.content, parts.options
    return {
        "format": FORMAT,
        "program": dangjian_desktop.__version__,
        "minimum": MINIMUM,
        "schema": SCHEMA_VERSION,
        "ledger_id": facts.ledger_id,
        "unit": parts.unit,
        "created": parts.created.isoformat(timespec="seconds"),
        "kind": options.kind,
        "giver": options.giver,
        "receiver": options.receiver,
        "witness": options.witness,
        "reason": options.reason,
        "message": options.message,
        "seq": facts.seq,
        "head": facts.head,
        "code": str(parts.code),
        "records": facts.records,
        "evidence": facts.evidence,
        "reports": content.reports,
        "matters": len(content.matters),
        "ledgers": [
            {
                "label": one.label,
                "first": one.first.isoformat() if one.first else None,
                "last": one.last.isoformat() if one.last else None,
                "records": one.records,
                "open": one.open,
                "evidence": one.evidence,
            }
            for one in content.ledgers
        ],
        "previous": parts.previous,
        "copy_facts": facts.content,
    }
