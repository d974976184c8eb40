"""undo and history: thin walks like those of commands.py. What can be undone is decided by the service."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dangjian_desktop.cli.commands import opened
from dangjian_desktop.cli.words import print_json

if TYPE_CHECKING:
    from argparse import Namespace

    from dangjian_desktop.domain.change import LogEntry
    from dangjian_desktop.domain.listing import Line

_NAMED = 3
"""How many records a line for people names; JSON names them all."""


def undo(args: Namespace) -> int:
    """Take back what 撤销 in the window would take back, and name it."""
    with opened(args) as services:
        label = services.history.undo_label()
        services.history.undo()
    if args.json:
        print_json({"undone": label})
    else:
        print(f"已撤销：{label}")
    return 0


def history(args: Namespace) -> int:
    """List the log with the names of the records of each change."""
    with opened(args) as services:
        label_of = {spec.key: spec.label for spec in services.catalogue}
        logged = [(entry, services.history.records_of(entry.seq)) for entry in services.history.newest(args.last)]
    if args.json:
        print_json({"entries": [_as_json(entry, records, label_of) for entry, records in logged]})
        return 0
    for entry, records in logged:
        undone = "（已撤销）" if entry.undone_by else ""
        print(f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M}  {entry.actor}  {entry.label}{undone}{_names(records)}")
    return 0


def _as_json(entry: LogEntry, records: Sequence[Line], label_of: Mapping[str, str]) -> dict[str, Any]:
    named = [{"id": one.id, "ledger": label_of.get(one.ledger, one.ledger), "name": one.title} for one in records]
    return {"n": entry.seq, "at": entry.at.isoformat(timespec="seconds"), "who": entry.actor, "what": entry.label, "records": named}


def _names(records: Sequence[Line]) -> str:
    names = "、".join(one.title or one.id for one in records[:_NAMED])
    return f"：{names}{f' 等 {len(records)} 条' if len(records) > _NAMED else ''}" if names else ""
