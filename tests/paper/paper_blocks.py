"""Blocks of a made-up report for the tests of paper: title, headings, body, table, signature."""

from __future__ import annotations

from dangjian_desktop.domain.blocks import Document, PageSetup, Paragraph, Run, Table

PITCH = 579 / 20
BODY = "镇党委定期听取各支部汇报，逐项核对责任清单，对进度慢的当面提醒，把压力传到每一名班子成员，推动各项任务按时完成。"


def run(text: str, font: str = "仿宋_GB2312", *, size: float = 16.0, spacing: float = -0.25, bold: bool = False) -> Run:
    return Run(text, font, size, bold=bold, spacing=spacing)


def body(text: str = BODY, *, indent: float = 31.5, keep_next: bool = False) -> Paragraph:
    return Paragraph((run(text),), first_indent=indent, pitch=PITCH, keep_next=keep_next)


def heading(text: str) -> Paragraph:
    return Paragraph((run(text, "黑体"),), first_indent=31.5, pitch=PITCH, keep_next=True, outline=0)


def title(text: str) -> Paragraph:
    return Paragraph((run(text, "方正小标宋简体", size=22, spacing=0),), "center", pitch=PITCH)


def cell(text: str) -> tuple[Paragraph, ...]:
    return (Paragraph((run(text, size=12, spacing=0),), "left"),)


def table(rows: int, *, head: int = 1) -> Table:
    lines = [(cell("会议日期"), cell("会议名称"))] * head
    lines += [(cell(f"第{number}次"), cell("党委会议")) for number in range(1, rows + 1)]
    return Table((140.0, 280.0), tuple(lines), head)


def document(*blocks: Paragraph | Table, number: bool = True) -> Document:
    return Document(PageSetup(number=number), blocks)


def report(paragraphs: int = 40) -> Document:
    return document(
        title("关于上半年落实主体责任情况的报告"),
        body("", keep_next=False),
        Paragraph((run("县委："),), "left", pitch=PITCH),
        heading("一、主体责任落实情况"),
        *(body() for _ in range(paragraphs)),
        Paragraph((run("青石镇党委"),), "right", right=63, pitch=PITCH, keep_next=True),
        Paragraph((run("7月5日"),), "right", right=63, pitch=PITCH),
    )
