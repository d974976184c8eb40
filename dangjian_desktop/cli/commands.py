"""The commands, each a thin walk: open, call a service, print. Decides nothing and knows no ledger."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangjian_desktop import __version__
from dangjian_desktop.cli.words import complain, first_line, print_json, slip, where
from dangjian_desktop.domain.errors import DataFileError, Error, UserError
from dangjian_desktop.domain.period import Period

if TYPE_CHECKING:
    from argparse import Namespace

    from dangjian_desktop.domain.finding import Finding
    from dangjian_desktop.services.base.ports import Painter
    from dangjian_desktop.services.ledger_file.passwords import Key
    from dangjian_desktop.services.services import Services

    GetPainter = Callable[[], Painter]

_LEVELS = {"must": "必须处理", "warn": "请核对", "note": "提示"}


@contextmanager
def opened(args: Namespace, *, damaged_too: bool = False, look: bool = False) -> Iterator[Services]:
    """The ledger, open for one command; hints go to standard error. A damaged one is refused by every command but ``check``.

    ``look``: the command writes nothing.
    """
    from dangjian_desktop.services.ledger_file import opening

    services = opening.open_ledger(Path(args.file), key=key_of(Path(args.file), args.password_file), look=look)
    try:
        for hint in services.hints:
            complain(str(hint))
        if (damage := services.store.damaged) and not damaged_too:
            raise DataFileError(Error.DAMAGED, **damage.given)
        yield services
    finally:
        opening.close(services)


def key_of(path: Path, password_file: str | None) -> Key | None:
    """The key of a protected ledger by the first line of that file; None without one (LockedError follows where it was needed)."""
    password = first_line(password_file)
    if password is None:
        return None
    from dangjian_desktop.services.ledger_file import passwords

    return passwords.unlock(path, password=password) if passwords.protected(path) else None


def version() -> int:
    print(f"党建责任台账 {__version__}")
    return 0


def self_check() -> int:
    from dangjian_desktop.services.self_check import run

    facts = run()
    for fact in facts:
        print(f"{'通过' if fact.held else '不通过'}  {fact.name}：{fact.found}")
    return 0 if all(fact.held for fact in facts) else 1


def demo(args: Namespace) -> int:
    from dangjian_desktop.services import demo as township
    from dangjian_desktop.services.ledger_file import opening

    services = township.create(Path(args.file))
    opening.close(services)
    print(f"已生成演示台账“{args.file}”，其中的单位、人员和数字都是虚构的。")
    return 0


def without_window() -> int:
    """What a machine without a display can show: the made-up township and its report."""
    from dangjian_desktop.files import write_whole
    from dangjian_desktop.services import demo as township
    from dangjian_desktop.services.ledger_file import opening

    folder = Path(tempfile.mkdtemp(prefix="dangjian-"))
    services = township.create(folder / "演示.djtz")
    (report,) = services.reporting.list()
    docx = services.reporting.render(services.reporting.open(report.id))
    opening.close(services)
    write_whole(folder / "演示报告.docx", docx)
    print("这台机器没有图形界面，窗口打不开。已改为生成一份演示台账和它的报告，内容都是虚构的：")
    print(folder / "演示.djtz")
    print(folder / "演示报告.docx")
    return 0


def new(args: Namespace) -> int:
    from dangjian_desktop.services.ledger_file import opening, unit_kinds

    services = opening.create_ledger(Path(args.file), args.unit, kind=args.kind)
    kind = unit_kinds.now(services)
    opening.close(services)
    print(f"已为{args.unit}新建台账“{args.file}”，单位性质：{kind}。")
    return 0


# ---------------------------------------------------------------------- tables
def import_(args: Namespace) -> int:
    """Faults → 1 and nothing stored; --valid-only takes the rest; --dry-run says what the import would."""
    with opened(args) as services:
        preview = services.importing.read(Path(args.book))
        refused = bool(preview.faults) and not args.valid_only
        if not args.dry_run and not refused and preview.records:
            services.importing.commit(preview, valid_only=args.valid_only)
    taken = 0 if refused else preview.records
    if args.json:
        faults = [{"sheet": fault.sheet, "row": fault.line, "column": fault.column, "message": fault.message} for fault in preview.faults]
        warnings = [{"sheet": one.sheet, "row": one.line, "column": one.column, "message": one.message} for one in preview.warnings]
        print_json({"records": taken, "skipped": preview.skipped, "warnings": warnings, "faults": faults})
    else:
        if not refused:
            print(f"{'可以导入' if args.dry_run else '已导入'} {taken} 条，跳过台账中已有的 {preview.skipped} 条。")
        for warning in preview.warnings:
            print(f"提示  {where(warning)}")
        if not refused:
            for fault in preview.faults:
                print(f"没有导入  {where(fault)}")
    if refused:
        complain(str(UserError(Error.BAD_TABLE, count=len(preview.faults)).message))
        if not args.json:
            for fault in preview.faults:
                complain(f"  {where(fault)}")
    return 1 if refused else 0


def export(args: Namespace) -> int:
    with opened(args) as services:
        services.exporting.export_all(Path(args.book), start=args.start, end=args.end, masked=args.masked)
    print(f"已导出到“{args.book}”。{'姓名和代号已隐去。' if args.masked else '其中含有保密字段，请妥善保管。'}")
    return 0


# ---------------------------------------------------------------------- numbers
def count(args: Namespace) -> int:
    period = Period(args.start, args.end)
    with opened(args, look=True) as services:
        if args.records:
            _print_records(services, args.records, period, as_json=args.json)
        elif args.json:
            print_json(services.measuring.as_json(period))
        else:
            _print_numbers(services, period)
    return 0


def _print_records(services: Services, label: str, period: Period, *, as_json: bool) -> None:
    """The records behind a measure or behind one part of its split (谈心谈话人次.党委书记)."""
    name, _, part = label.partition(".")
    if name not in services.catalogue.measures:
        raise UserError(Error.UNCLEAR, text=label, reason="没有这个指标", hint="请用 count 列出全部指标的名称。")
    found = services.measuring.count(name, period)
    measure = services.catalogue.measures[name]
    part = services.catalogue.spec_of(measure).split_field(measure).stored(part) if part and measure.split else part
    if part and part not in found.parts:
        raise UserError(Error.UNCLEAR, text=label, reason=f"指标“{name}”没有这一项", hint="请用 count 列出全部指标的名称。")
    lines = services.records.lines((found.parts[part] if part else found).record_ids)
    label_of = {spec.key: spec.label for spec in services.catalogue}
    if as_json:
        print_json([{"id": line.id, "ledger": label_of[line.ledger], "date": line.day and line.day.isoformat()} for line in lines])
        return
    for line in lines:
        print(f"{line.day or '（无日期）'}  {label_of[line.ledger]}  {line.title}{'  ' + line.detail if line.detail else ''}")
    print(f"共 {len(lines)} 条。")


def _print_numbers(services: Services, period: Period) -> None:
    from dangjian_desktop.domain.wording import in_table

    areas = {area.key: area.label for area in services.catalogue.areas}
    measures = services.catalogue.measures
    print(f"{period.label}（{period.start} 至 {period.end}）")
    heading = ""
    for label, found in services.measuring.all(period).items():
        area = areas.get(services.catalogue.spec_of(measures[label]).area, "基础信息")
        if area != heading:
            print(f"\n{area}")
            heading = area
        measure = measures[label]
        word = partial(services.catalogue.spec_of(measure).part_word, measure)
        parts = "、".join(f"{word(name)} {in_table(part)}" for name, part in found.parts.items() if part.value)
        value = "" if found.value is None and parts else f" {in_table(found)}{found.unit}"
        print(f"  {label}{value}{f'（{parts}）' if parts else ''}")


def check(args: Namespace) -> int:
    """1 when the file or a digest is wrong or a must rule fires; 0 with warnings and 待补 only."""
    with opened(args, damaged_too=True, look=True) as services:
        damage = [services.store.damaged.message] if services.store.damaged else []
        findings = _findings(services, args)
        ids = {line.pk: line.id for line in services.records.lines(sorted({pk for found in findings for pk in found.ids}))}
    rows: list[dict[str, Any]] = [{"id": "文件", "level": "must", "message": str(notice), "records": []} for notice in damage]
    rows += [
        {"id": found.id, "level": found.level, "message": _placed(found), "records": [ids[pk] for pk in found.ids if pk in ids]}
        for found in findings
    ]
    if args.json:
        print_json({"findings": rows})
    else:
        _print_findings(rows, faults=len(damage) + sum(not found.aside for found in findings))
    return 1 if any(row["level"] == "must" for row in rows) else 0


def _placed(found: Finding) -> str:
    """The sentence with its period, or its ledger and day, in front."""
    return found.message if not found.place or found.message.startswith(found.place) else f"{found.place}：{found.message}"


def _findings(services: Services, args: Namespace) -> Sequence[Finding]:
    """Measures are compared only within a period; the rules of single records and 待补 are looked at in any case."""
    if args.start:
        return services.checking.findings(Period(args.start, args.end))
    ever = Period(date.min, services.clock.today())
    checking = services.checking
    return [*checking.of_records(ever, None), *checking.missing(ever), *checking.of_bases(), *checking.set_aside()]


def _print_findings(rows: Sequence[dict[str, Any]], *, faults: int) -> None:
    for row in rows:
        behind = f"（{len(row['records'])} 条记录）" if row["records"] else ""
        print(f"{_LEVELS.get(row['level'], row['level'])}  {row['id']}  {row['message']}{behind}")
    print(f"共 {faults} 处。" if faults else "没有发现问题。")


# ---------------------------------------------------------------------- words
def report(args: Namespace, painter: GetPainter | None) -> int:
    """Without --final the ledger is only read; with it the report is stored and frozen, or refused like 定稿."""
    from dangjian_desktop.files import write_whole
    from dangjian_desktop.services.base.files import bytes_of, ensure_for_others, text_of
    from dangjian_desktop.services.report import templates

    for place in filter(None, (args.output, args.pdf, args.sources)):
        ensure_for_others(Path(place))
    own = bytes_of(Path(args.template)) if args.template else None
    text = text_of(Path(args.text)) if args.text else None
    kind = "year" if args.period.kind == "year" else "half"
    with opened(args) as services:
        reporting = services.reporting
        for words in templates.look(own, services.catalogue).dropped if own else ():
            complain(words)
        draft = reporting.start(kind, args.period) if text is None else reporting.from_text(args.period, text, kind=kind)
        docx = reporting.render(draft, own)
        if args.final:
            _refuse_open_musts(reporting.open_musts(draft, own))
            _writable(Path(args.output))
            draft = reporting.open(reporting.finalize(draft, own).id)
            docx = reporting.render(draft)
        index = reporting.source_index(draft, own) if args.sources else None
        document = reporting.document(docx)
    write_whole(Path(args.output), docx)
    if index is not None:
        write_whole(Path(args.sources), index)
    if args.pdf:
        assert painter is not None
        painter().to_pdf(document, Path(args.pdf))
    written = "、".join(name for name in (args.output, args.pdf, args.sources) if name)
    print(f"{'已定稿' if args.final else '已生成'}《{draft.title}》：{written}")
    return 0


def _refuse_open_musts(musts: Sequence[Finding]) -> None:
    if musts:
        refused = UserError(Error.NOT_FINAL, count=len(musts))
        complain(str(refused.message))
        for found in musts:
            complain(f"  {found.place}：{found.message}" if found.place else f"  {found.message}")
        raise SystemExit(1)


def _writable(path: Path) -> None:
    """Find out before anything is frozen; OSError when nothing can be written there."""
    from dangjian_desktop.files import PART, beside, scratch

    with scratch(part := beside(path, PART)):
        part.touch()


def template(args: Namespace) -> int:
    """Every fault at once, with its paragraph; a copy with comments when asked for."""
    from dangjian_desktop.files import write_whole
    from dangjian_desktop.services.base.files import bytes_of, ensure_for_others
    from dangjian_desktop.services.report import templates

    if args.annotate:
        ensure_for_others(Path(args.annotate))
    data = bytes_of(Path(args.file))
    found = templates.look(data)
    faults = found.faults
    if args.annotate:
        write_whole(Path(args.annotate), templates.annotate(data, faults))
    if args.json:
        keys = ("paragraph", "text", "tag", "message", "suggestion")
        print_json({"faults": [{key: getattr(fault, key) for key in keys} for fault in faults], "dropped": list(found.dropped)})
        return 1 if faults else 0
    for words in found.dropped:
        print(words)
    for fault in faults:
        print(slip(fault))
    if faults:
        complain(str(UserError(Error.BAD_TEMPLATE, count=len(faults)).message))
        return 1
    print("模板没有问题。")
    return 0


RUN: dict[str, Callable[[Namespace], int]] = {
    "demo": demo,
    "new": new,
    "import": import_,
    "export": export,
    "count": count,
    "check": check,
    "template": template,
}
