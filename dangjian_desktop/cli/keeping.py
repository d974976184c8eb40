"""backup and restore: thin walks like those of commands.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from dangjian_desktop.cli.commands import key_of, opened
from dangjian_desktop.cli.words import complain, print_json

if TYPE_CHECKING:
    from argparse import Namespace


def backup(args: Namespace) -> int:
    """A verified backup beside the ledger, or in the folder of -o."""
    folder = Path(args.output) if args.output else None
    with opened(args) as services:
        made = services.backups.make(folder=folder)
        trouble = services.backups.trouble()
    if args.json:
        said = {"path": str(made.path), "number": made.number, "at": made.at.isoformat(timespec="seconds"), "records": made.records}
        print_json({**said, "evidence": made.evidence, "size": made.size, "seq": made.seq, "head": made.head})
    else:
        print(f"已备份并核验：{made.path}（{made.records} 条记录，{made.evidence} 份材料，{made.size / 1e6:.1f} MB）")
    if trouble:
        complain(str(trouble))
    return 0


def restore(args: Namespace) -> int:
    """Into an existing ledger after its present state was kept; where none is, a verified copy."""
    from dangjian_desktop.services.ledger_file.restore_anywhere import bring_back

    source, target = Path(args.file), Path(args.target)
    key = key_of(target, args.password_file) or key_of(source, args.password_file)
    done = bring_back(source, target, key=key)
    if args.json:
        kept = str(done.kept) if done.kept else None
        print_json({"path": str(done.path), "records": done.records, "evidence": done.evidence, "kept": kept})
        return 0
    print(f"已恢复：{done.path}（{done.records} 条记录，{done.evidence} 份材料）")
    if done.kept:
        print(f"恢复前的台账留在：{done.kept}")
    return 0
