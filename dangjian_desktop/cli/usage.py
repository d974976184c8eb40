"""What may be typed on the command line, and argparse's own words in Chinese. Runs nothing."""

from __future__ import annotations

import argparse
import re
import sys
from datetime import date
from typing import NoReturn

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.period import Period, parse

_NEW = ("demo", "new")
"""Make the ledger themselves, so it has no password yet."""
_SAID = (
    (r"the following arguments are required: (.+)", "缺少 {0}。"),
    (r"unrecognized arguments: (.+)", "不认识 {0}。"),
    (r"argument (.+?): expected one argument", "{0} 后面要写内容。"),
    (r"argument (.+?): not allowed with argument (.+)", "{0} 不能和 {1} 一起用。"),
    (r"argument (.+?): ignored explicit argument (.+)", "{0} 后面不要写内容。"),
    (r"argument (.+?): invalid choice: (.+?) \(choose from .*", "没有 {1} 这个{0}。"),
    (r"argument (.+?): (.+)", "{0}：{1}"),
)


class Parser(argparse.ArgumentParser):
    """argparse that speaks Chinese and guesses no abbreviations."""

    def __init__(self, **named: object) -> None:
        super().__init__(add_help=False, allow_abbrev=False, **named)  # type: ignore[arg-type]
        self._positionals.title, self._optionals.title = "内容", "选项"
        self.add_argument("-h", "--help", action="help", help="显示这份说明")

    def format_usage(self) -> str:
        return super().format_usage().replace("usage: ", "用法：", 1)

    def format_help(self) -> str:
        return super().format_help().replace("usage: ", "用法：", 1)

    def error(self, message: str) -> NoReturn:
        said = next((words.format(*found.groups()) for pattern, words in _SAID if (found := re.fullmatch(pattern, message, re.DOTALL))), "")
        self.print_usage(sys.stderr)
        self.exit(2, f"命令写法不对：{said or '请对照用法。'}\n")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}”不是日期，请写成 2022-03-05。") from None


def _period(text: str) -> Period:
    try:
        return parse(text)
    except UserError as wrong:
        raise argparse.ArgumentTypeError(f"{wrong.message.happened}{wrong.message.advice}") from None


def _count(text: str) -> int:
    if not re.fullmatch(r"[1-9]\d{0,8}", text, re.ASCII):
        raise argparse.ArgumentTypeError(f"“{text}”不是条数，请写成 20。")
    return int(text)


def _kind(text: str) -> str:
    from dangjian_desktop.services.ledger_file import unit_kinds  # only when one is named

    try:
        return unit_kinds.known(text)
    except UserError as wrong:
        raise argparse.ArgumentTypeError(f"{wrong.message.happened}{wrong.message.advice}") from None


def parser() -> Parser:
    """The whole command line; each command carries its name in ``command``."""
    top = Parser(prog="dangjian-desktop", description="党建责任台账。不带命令时打开窗口：dangjian-desktop [文件.djtz]")
    top.add_argument("--self-check", action="store_true", help="检查这份程序能不能可靠地保存台账")
    top.add_argument("--no-window", action="store_true", help="没有图形界面时：生成演示台账和它的报告")
    top.add_argument("--version", action="store_true", help="显示版本")
    commands = top.add_subparsers(dest="command", metavar="命令", title="命令", parser_class=Parser)

    def add(name: str, words: str, file: str = "台账文件.djtz") -> Parser:
        found = commands.add_parser(name, help=words, description=words)
        found.add_argument("file", metavar=file)
        if file.endswith(".djtz") and name not in _NEW:
            found.add_argument("--password-file", metavar="口令.txt", help="台账设了口令时：第一行写着口令的文本文件")
        return found

    add("demo", "生成一份演示台账：虚构的乡镇，两年半的记录和一份已定稿的报告")
    _making(add("new", "新建台账"))
    _tables(add("import", "从表格导入"), add("export", "导出为表格"))
    _numbers(add("count", "统计指标"), add("check", "检查台账、勾稽关系和待补"))
    _words(add("report", "写报告"), add("template", "检查 Word 模板", file="模板.docx"))
    _log(add("undo", "撤销最近一次可以撤销的改动，一次导入整批撤销"), add("history", "列出操作记录，新的在前"))
    _keeping(add("backup", "备份并核验"), add("restore", "从备份恢复", file="备份.djtz"))
    _giving(add("handover", "移交：写移交包到 U 盘，核验，标为已移交"))
    _receiving(add("verify", "核验移交包", file="移交包"), add("receive", "接收移交包，成为本机的台账", file="移交包"))
    return top


def _making(one: Parser) -> None:
    one.add_argument("--unit", required=True, metavar="单位名称", help="例如 某某镇党委")
    words = "单位性质，程序里的叫法随它变（镇党委、乡党委、街道党工委）；不写就看单位名称，看不出来的按镇"
    one.add_argument("--kind", type=_kind, metavar="镇|乡|街道", help=words)


def _tables(incoming: Parser, outgoing: Parser) -> None:
    incoming.add_argument("book", metavar="表格.xlsx")
    incoming.add_argument("--dry-run", action="store_true", help="只检查，不保存")
    incoming.add_argument("--valid-only", action="store_true", help="只导入正确的，其余列出")
    incoming.add_argument("--json", action="store_true", help="给程序读的结果")
    outgoing.add_argument("book", metavar="表格.xlsx")
    _days(outgoing)
    outgoing.add_argument("--masked", action="store_true", help="隐去姓名和代号，保密的内容和备注也遮去")


def _numbers(count: Parser, check: Parser) -> None:
    _days(count, required=True)
    count.add_argument("--records", metavar="指标", help="列出这个指标背后的记录")
    _days(check)
    for one in (count, check):
        one.add_argument("--json", action="store_true", help="给程序读的结果")


def _words(report: Parser, template: Parser) -> None:
    report.add_argument("--period", required=True, type=_period, metavar="报告期", help="2022、2022H1、2022Q3 或 2022-01-01..2022-06-15")
    report.add_argument("-o", "--output", required=True, metavar="报告.docx")
    report.add_argument("--pdf", metavar="报告.pdf", help="同时存一份 PDF")
    report.add_argument("--template", metavar="模板.docx", help="用自己的模板")
    report.add_argument("--text", metavar="文稿.txt", help="带标题和标签的文稿")
    report.add_argument("--sources", metavar="数源索引.docx", help="同时存一份数源索引：每个数的台账、口径、记录和佐证材料")
    report.add_argument("--final", action="store_true", help="定稿：数字连同记录一起冻结，存入台账")
    template.add_argument("--annotate", metavar="批注副本.docx", help="把每处问题写成 Word 批注，另存一份")
    template.add_argument("--json", action="store_true", help="给程序读的结果")


def _log(undo: Parser, history: Parser) -> None:
    history.add_argument("--last", type=_count, metavar="条数", help="只列最近几条；不写就全部列出")
    for one in (undo, history):
        one.add_argument("--json", action="store_true", help="给程序读的结果")


def _keeping(backup: Parser, restore: Parser) -> None:
    backup.add_argument("-o", "--output", metavar="文件夹", help="放到别的文件夹，例如 U 盘；不写就放在台账旁边的“备份”里")
    restore.add_argument("target", metavar="台账文件.djtz", help="已有的台账会先留一份再恢复；没有的就新建")
    for one in (backup, restore):
        one.add_argument("--json", action="store_true", help="给程序读的结果")


def _giving(one: Parser) -> None:
    one.add_argument("-o", "--output", required=True, metavar="文件夹", help="U 盘上的文件夹")
    kinds = one.add_mutually_exclusive_group()
    kinds.add_argument("--masked", action="store_true", help="隐去姓名和代号：只能看，不能接着登记；台账不标为已移交")
    kinds.add_argument("--without-evidence", action="store_true", help="不带佐证材料")
    closed = one.add_mutually_exclusive_group()
    closed.add_argument("--plain", action="store_true", help="不加密")
    closed.add_argument("--slip", metavar="口令单.docx", help="存一份口令单；打印后和 U 盘分开交，不能存在 U 盘上")
    people = (("giver", "移交人"), ("receiver", "接收人"), ("witness", "监交人"))
    for name, words in (*people, ("reason", "移交事由"), ("message", "给接收人的话")):
        one.add_argument(f"--{name}", default="", metavar=words, help="印在移交清单上")
    one.add_argument("--sheet", metavar="移交清单.docx", help="另存一份移交清单，打印签字")
    one.add_argument("--json", action="store_true", help="给程序读的结果")


def _receiving(verify: Parser, receive: Parser) -> None:
    receive.add_argument("-o", "--output", required=True, metavar="台账文件.djtz", help="放在本机的哪里；从不覆盖已有文件")
    receive.add_argument("--receiver", metavar="接收人", help="记入操作记录；不写就用移交清单上的")
    for one in (verify, receive):
        one.add_argument("--passphrase-file", metavar="口令单.txt", help="移交包加密时：第一行写着口令单上的口令的文本文件")
        one.add_argument("--password-file", metavar="口令.txt", help="里面的台账设了口令时：第一行写着口令或恢复码的文本文件")
        one.add_argument("--code", metavar="核验码", help="移交清单上的核验码，用引号括起来；不写就注明“未核对纸面核验码”")
        one.add_argument("--compare", metavar="台账文件.djtz", help="和本机的这本台账比一比：更新、更旧，还是两边各自改过")
        one.add_argument("--json", action="store_true", help="给程序读的结果")


def _days(one: Parser, *, required: bool = False) -> None:
    one.add_argument("--from", dest="start", type=_day, required=required, metavar="日期", help="从这一天（含）")
    one.add_argument("--to", dest="end", type=_day, required=required, metavar="日期", help="到这一天（含）")
