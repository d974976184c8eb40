"""verify and receive: thin walks like those of commands.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangjian_desktop.cli.words import first_line, print_json

if TYPE_CHECKING:
    from argparse import Namespace

    from dangjian_desktop.domain.handover import Incoming

_RELATIONS = {
    "same": "和本机的台账一样。",
    "continues": "接着本机的台账往下记的，多 {theirs} 条操作。",
    "older": "比本机的台账旧，本机的多 {mine} 条操作。",
    "fork": "两边在第 {parted} 条之后各自有改动：本机 {mine} 条，对方 {theirs} 条，不会合并。",
    "new": "和本机的不是同一本台账。",
}


def verify(args: Namespace) -> int:
    """Check a pack to the last byte and say what is in it; nothing is put anywhere."""
    incoming = _checked(args)
    if args.json:
        print_json(_said(incoming))
        return 0
    print(f"移交包完好：{incoming.path.name}")
    _print(incoming, compared=args.compare is not None)
    for label, days, records, evidence in incoming.ledgers:
        print(f"  {label}{f'（{days}）' if days else ''}：{records} 条，{evidence} 份材料")
    return 0


def receive(args: Namespace) -> int:
    """The same, then the ledger stands at the place of -o and its log goes on."""
    from dangjian_desktop.services import opening, receiving

    incoming = _checked(args)
    name = args.receiver or str(incoming.package["receiver"]) or opening.operator()
    place = receiving.accept(incoming, Path(args.output), name)
    if args.json:
        print_json({**_said(incoming), "path": str(place), "receiver": name})
        return 0
    print(f"已接收：{place}（接收人 {name}）")
    _print(incoming, compared=args.compare is not None)
    return 0


def _checked(args: Namespace) -> Incoming:
    from dangjian_desktop.services import receiving

    return receiving.inspect(
        Path(args.file),
        passphrase=first_line(args.passphrase_file),
        password=first_line(args.password_file),
        code=args.code,
        known=Path(args.compare) if args.compare else None,
    )


def _print(incoming: Incoming, *, compared: bool) -> None:
    print(f"{incoming.unit}，{incoming.records} 条记录，{incoming.evidence} 份材料，操作记录到第 {incoming.code.seq} 条")
    print(f"核验码：{incoming.code}（{'和纸面的一致' if incoming.code_checked else '未核对纸面核验码'}）")
    if incoming.masked:
        print("姓名和代号已经隐去，只能看，不能接着登记。")
    if compared:
        words = _RELATIONS[incoming.relation]
        print(words.format(mine=len(incoming.mine), theirs=len(incoming.theirs), parted=incoming.parted))
        for side, lines in (("本机", incoming.mine), ("对方", incoming.theirs)):
            for line in lines:
                print(f"  {side}：{line}")


def _said(incoming: Incoming) -> dict[str, Any]:
    ledgers = [
        {"label": label, "days": days, "records": records, "evidence": evidence} for label, days, records, evidence in incoming.ledgers
    ]
    package = {name: incoming.package[name] for name in ("created", "kind", "giver", "receiver")}
    return {
        "pack": str(incoming.path),
        "unit": incoming.unit,
        **package,
        "records": incoming.records,
        "evidence": incoming.evidence,
        "seq": incoming.code.seq,
        "code": str(incoming.code),
        "code_checked": incoming.code_checked,
        "relation": incoming.relation,
        "mine": list(incoming.mine),
        "theirs": list(incoming.theirs),
        "ledgers": ledgers,
    }
