"""Hand-over packs of real ledger files, made as the program makes them; and the same changed by somebody who knows how."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import dangjian_desktop
from dangjian_desktop.domain.check_code import check_code
from dangjian_desktop.domain.handover import KEY, LEDGER
from dangjian_desktop.exchange import container, pack
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Key
from dangjian_desktop.storage.file import snapshot
from tests.faults.pack_attacks import relist, reseal

NAME = "移交包-青石镇党委-20220705-9F3A07C2"
PASSPHRASE_COST = 14


def package_of(ledger: Path, *, key: Key | None = None, **said: Any) -> dict[str, Any]:
    """What package.json says of a closed ledger."""
    facts = snapshot.facts(ledger, key=key)
    usual = {
        "format": 1, "program": dangjian_desktop.__version__, "minimum": "0.1.0", "schema": 1, "ledger_id": facts.ledger_id,
        "unit": "青石镇党委", "created": "2022-07-05T09:00:00+08:00", "kind": "complete", "giver": "经办人01", "receiver": "经办人02",
        "witness": "经办人03", "reason": "岗位调整", "message": "", "seq": facts.seq, "head": facts.head,
        "code": str(check_code(facts.seq, facts.head)), "records": facts.records, "evidence": facts.evidence, "reports": 0, "matters": 0,
        "ledgers": [], "previous": "", "copy_facts": facts.content,
    }  # fmt: skip
    return {**usual, **said}


def pack_of(ledger: Path, folder: Path, *, key: Key | None = None, name: str = NAME, **said: Any) -> Path:
    """A plain pack of a closed ledger; its key file goes along."""
    folder.mkdir(parents=True, exist_ok=True)
    inside: list[tuple[str, Path | bytes]] = [(LEDGER, ledger)]
    if keys.place(ledger).is_file():
        inside.append((KEY, keys.place(ledger)))
    package = package_of(ledger, key=key, **said)
    return pack.write(folder / name, inside, package, beside=[("移交清单.docx", b"docx")]).path


def sealed(folder: Path, passphrase: str) -> Path:
    """The same pack as one encrypted file beside it; the folder goes."""
    target = folder.with_name(folder.name + container.SUFFIX)
    container.seal(folder, target, passphrase, cost=PASSPHRASE_COST)
    shutil.rmtree(folder)
    return target


def rewrite(folder: Path, change: Callable[[dict[str, Any]], object]) -> None:
    """package.json changed, and all lists made to agree with it."""
    path = folder / pack.PACKAGE
    package = json.loads(path.read_text(encoding="utf-8"))
    change(package)
    path.write_text(json.dumps(package), encoding="utf-8")
    reseal(folder)


def replace_ledger(folder: Path, ledger: Path, *, key: Key | None = None) -> None:
    """Another ledger in its place, everything rewritten consistently: only paper can tell."""
    shutil.copy(ledger, folder / pack.DATA / LEDGER)
    (folder / pack.PACKAGE).write_text(json.dumps(package_of(ledger, key=key), ensure_ascii=False), encoding="utf-8")
    relist(folder)
