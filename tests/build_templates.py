"""Builds the shipped Word templates from our own layout: python -m tests.build_templates FOLDER.

The program only fills them in; what is built here lies in resources/templates, where a test compares every byte.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from docx.shared import Pt

from dangjian_desktop.domain.check_code import MEANS
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.source_index import COLUMNS, INDEX, ROWS
from dangjian_desktop.reports.tables import add_table
from dangjian_desktop.services.handover.sheet import LEDGERS, MATTERS, SHEET, SLIP
from dangjian_desktop.services.report import ledger_book

_LEDGERS = (("序号", 7), ("台账或资料", 17), ("起止期间", 18), ("记录", 8), ("未了", 7), ("佐证", 8), ("载体", 7), ("备注", 10))
_MATTERS = (("事项", 16), ("内容", 19), ("责任人", 12), ("期限", 14), ("状态", 15))
_FACTS = (("移交单位", "移交事由"), ("移交人", "接收人"), ("监交人", "截至"), ("移交内容", "移交方式"), ("程序版本", "操作记录"))
_SIGNERS = ("移交人", "接收人", "监交人")
_SIZE = Pt(10.5)


def report_template() -> bytes:
    """Title, addressee, the opening, all sections, signature and date."""
    document = layout.blank()
    layout.add(document, "{{ 标题 }}", styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    layout.add(document, "{{ 主送机关 }}：", styles.S_ADDRESSEE)
    layout.add(document, "{{ 正文 }}", styles.S_BODY)
    layout.add(document, "", styles.S_BODY)
    layout.add(document, "{{ 单位名称 }}", styles.S_SIGNATURE)
    layout.add(document, "{{ 成文日期 }}", styles.S_SIGNATURE)
    return layout.saved(document)


def index_template() -> bytes:
    """Whose numbers they are, a line for each, and the 核验码 – which never stands in the report itself."""
    document = layout.blank()
    layout.add(document, INDEX, styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    layout.add(
        document,
        "《{{ 报告名称 }}》（{{ 单位名称 }}，{{ 报告期 }}，{{ 报告状态 }}）中每个数的出处，截至{{ 截至 }}。作废的记录不计。",
        styles.S_BODY,
    )
    _loop(document, ROWS, COLUMNS)
    for run in (run for row in document.tables[0].rows for cell in row.cells for run in cell.paragraphs[0].runs):
        run.font.size = _SIZE
    layout.add(document, "“记录”一栏写的是记录编号的前六位，在程序里搜索它，就能打开这条记录。", styles.S_BODY)
    layout.add(document, "核验码：{{ 核验码 }}", styles.S_BODY)
    layout.add(document, MEANS, styles.S_BODY)
    return layout.saved(document)


def sheet_template() -> bytes:
    """Build 移交清单: who hands what to whom, ledger by ledger, the 口径, what is open, the code, three signatures."""
    document = layout.blank()
    layout.add(document, "{{ 标题 }}", styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    add_table(document, (3, 7, 3, 7), [(one, f"{{{{ {one} }}}}", two, f"{{{{ {two} }}}}") for one, two in _FACTS])
    _heading(document, "一、台账和资料")
    _loop(document, LEDGERS, _LEDGERS)
    _heading(document, "二、未了事项")
    _loop(document, MATTERS, _MATTERS)
    layout.add(document, "{{ 段落.未了说明 }}", styles.S_BODY)
    _heading(document, "三、给接收人的话")
    layout.add(document, "{{ 段落.留言 }}", styles.S_BODY)
    _heading(document, "四、报告")
    layout.add(document, "{{ 段落.报告 }}", styles.S_BODY)
    _heading(document, "五、口径说明")
    layout.add(document, "{{ 段落.口径 }}", styles.S_BODY)
    _heading(document, "六、核验码")
    layout.add(document, "{{ 段落.核验码 }}", styles.S_BODY)
    layout.add(document, MEANS, styles.S_BODY)
    _heading(document, "七、签字")
    layout.add(document, "以上内容已当面清点核对。本清单一式三份，移交人、接收人、监交人各执一份。", styles.S_BODY)
    _signatures(document)
    return layout.saved(document)


def slip_template() -> bytes:
    """Build 口令单: the pass phrase, alone, for one envelope."""
    document = layout.blank()
    layout.add(document, SLIP, styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    facts = (("移交单位", "移交包"), ("移交人", "接收人"), ("制作日期", "核验码"))
    add_table(document, (3, 7, 3, 7), [(one, f"{{{{ {one} }}}}", two, f"{{{{ {two} }}}}") for one, two in facts])
    _heading(document, "口令")
    layout.add(document, "{{ 口令 }}", styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    for line in (
        "1. 口令共五组，每组五位数字。输入时空格可有可无，抄错一位会提示是哪一组。",
        "2. 本单装入信封，与 U 盘分开交给接收人，不得放在一起，不得拍照、转发。",
        "3. 程序没有保存口令。本单遗失，移交包就打不开，需要重新移交。",
        "4. 接收完毕后，本单由接收人销毁或交保密员保管。",
    ):
        layout.add(document, line, styles.S_BODY)
    layout.add(document, "", styles.S_BODY)
    _signatures(document, _SIGNERS[:2])
    return layout.saved(document)


def _heading(document: Any, text: str) -> None:
    layout.add(document, text, styles.S_LEVELS[0])


def _loop(document: Any, name: str, columns: Sequence[tuple[str, int]]) -> None:
    heads, shares = [head for head, _ in columns], [share for _, share in columns]
    empty = [""] * (len(heads) - 1)
    rows = [heads, [f"{{%tr for 行 in 明细.{name} %}}", *empty], [f"{{{{ 行.{head} }}}}" for head in heads], ["{%tr endfor %}", *empty]]
    add_table(document, shares, rows, head=1)


def _signatures(document: Any, signers: Sequence[str] = _SIGNERS) -> None:
    add_table(document, (6, 8, 7), [(f"{one}（签字）", "", "　　　年　　月　　日") for one in signers], tall=True)


TEMPLATES: Mapping[str, Callable[[], bytes]] = {
    "半年报告": report_template,
    "年度报告": report_template,
    SHEET: sheet_template,
    SLIP: slip_template,
    INDEX: index_template,
    ledger_book.BOOK: lambda: ledger_book.book(load_catalogue()),
}


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(build())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
