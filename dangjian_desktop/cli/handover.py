"""handover, verify and receive: thin walks like those of commands.py."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangjian_desktop.cli.commands import opened
from dangjian_desktop.cli.words import complain, first_line, print_json
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.files import write_whole

if TYPE_CHECKING:
    from argparse import Namespace

    from dangjian_desktop.domain.handover import HandoverOptions, Incoming, PackInfo
    from dangjian_desktop.services.services import Services

_RELATIONS = {
    "same": "和本机的台账一样。",
    "continues": "接着本机的台账往下记的，多 {theirs} 条操作。",
    "older": "比本机的台账旧，本机的多 {mine} 条操作。",
    "fork": "两边在第 {parted} 条之后各自有改动：本机 {mine} 条，对方 {theirs} 条，不会合并。",
    "new": "和本机的不是同一本台账。",
}


def handover(args: Namespace) -> int:
    """A pack in the folder of -o, read again from there; then the ledger is marked as handed over."""
    stick = Path(args.output).expanduser().resolve()
    sheet, slip = (Path(place).expanduser().resolve() if place else None for place in (args.sheet, args.slip))
    _papers_may_go(stick, sheet, slip)
    with opened(args) as services:
        if not _looked_over(services):
            return 1
        options = _options(args)
        info = services.handover.make(stick, options)
        services.handover.verify_again(info)
        if sheet is not None:
            write_whole(sheet, services.handover.sheet(options))
        if slip is not None:
            write_whole(slip, services.handover.slip(info))
        services.handover.hand_over(info)
        marked = services.read_only
    if args.json:
        print_json(_written(info, marked))
        return 0
    print(f"移交包已写好，重新读出核验过：{info.path}（{info.size / 1e6:.1f} MB）")
    print(f"{info.ledgers} 本台账和基础信息，{info.records} 条记录，{info.evidence} 份材料，未了事项 {info.matters} 项")
    print(f"核验码：{info.code}")
    if info.passphrase:
        print(f"口令：{info.passphrase}（抄在口令单上，和 U 盘分开交；这里只显示一次）")
    print("台账已标为“已移交”，从此只读。" if marked else "这是隐去姓名和代号的副本，台账没有标为“已移交”。")
    print("请安全弹出 U 盘，重新插入后用 verify 再核验一次。")
    return 0


def _papers_may_go(stick: Path, sheet: Path | None, slip: Path | None) -> None:
    """Before anything is written: nothing is written over, and the pass phrase does not travel with the pack."""
    for path in filter(None, (sheet, slip)):
        if path.exists():
            raise UserError(Error.NAME_TAKEN, name=path.name)
    if slip is not None and slip.is_relative_to(stick):
        raise UserError(Error.UNCLEAR, text=slip.name, reason="口令单不能和移交包放在一起", hint="请另选一个地方，打印后和 U 盘分开交。")


def _looked_over(services: Services) -> bool:
    """自检: what is to be mended is told; whether nothing stops the hand-over."""
    found = [one for one in services.handover.self_check() if not one.ok]
    for one in found:
        complain(f"{'要先处理' if one.stops else '要留意'}：{one.name}：{one.words}")
    if stopped := any(one.stops for one in found):
        complain("自检没有通过，没有写移交包，台账没有变化。")
    return not stopped


def _options(args: Namespace) -> HandoverOptions:
    from dangjian_desktop.domain.handover import HandoverOptions

    return HandoverOptions(
        giver=args.giver,
        receiver=args.receiver,
        witness=args.witness,
        message=args.message,
        kind="masked" if args.masked else "without_evidence" if args.without_evidence else "complete",
        encrypted=not args.plain,
        reason=args.reason,
    )


def _written(info: PackInfo, marked: bool) -> dict[str, Any]:
    counts = {"ledgers": info.ledgers, "records": info.records, "evidence": info.evidence, "reports": info.reports, "matters": info.matters}
    said = {"path": str(info.path), "size": info.size, "kind": info.options.kind, "code": str(info.code), "passphrase": info.passphrase}
    return {**said, **counts, "handed_over": marked}


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
    from dangjian_desktop.services.ledger_file import opening
    from dangjian_desktop.services.receive import receiving

    incoming = _checked(args)
    name = args.receiver or incoming.receiver or opening.operator()
    place = receiving.accept(incoming, Path(args.output), name)
    if args.json:
        print_json({**_said(incoming), "path": str(place), "receiver": name})
        return 0
    print(f"已接收：{place}（接收人 {name}）")
    _print(incoming, compared=args.compare is not None)
    return 0


def _checked(args: Namespace) -> Incoming:
    from dangjian_desktop.services.receive import receiving

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
    package = {name: incoming.package[name] for name in ("created", "kind")}
    return {
        "pack": str(incoming.path),
        "unit": incoming.unit,
        **package,
        "giver": incoming.giver,
        "receiver": incoming.receiver,
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
