"""数源索引 in our own layout: its template, and the template filled. Knows no ledger and no count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from docx.shared import Pt

from dangjian_desktop.domain.check_code import MEANS
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.rendering import Filling, render
from dangjian_desktop.reports.tables import add_table

INDEX, ROWS = "数源索引", "数源"
COLUMNS = (("序号", 4), ("文中的数", 11), ("台账和口径", 17), ("记录", 18), ("佐证材料", 10))
_SIZE = Pt(10.5)
FACTS = ("报告名称", "单位名称", "报告期", "报告状态", "截至", "核验码")


def index_template() -> bytes:
    """Build 数源索引: whose numbers they are, a line for each, and the 核验码 – which never stands in the report itself."""
    document = layout.blank()
    layout.add(document, INDEX, styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    layout.add(
        document,
        "《{{ 报告名称 }}》（{{ 单位名称 }}，{{ 报告期 }}，{{ 报告状态 }}）中每个数的出处，截至{{ 截至 }}。作废的记录不计。",
        styles.S_BODY,
    )
    heads, shares = [head for head, _ in COLUMNS], [share for _, share in COLUMNS]
    blank = [""] * (len(heads) - 1)
    rows = [heads, [f"{{%tr for 行 in 明细.{ROWS} %}}", *blank], [f"{{{{ 行.{head} }}}}" for head in heads], ["{%tr endfor %}", *blank]]
    add_table(document, shares, rows, head=1)
    for run in (run for row in document.tables[0].rows for cell in row.cells for run in cell.paragraphs[0].runs):
        run.font.size = _SIZE
    layout.add(document, "“记录”一栏写的是记录编号的前六位，在程序里搜索它，就能打开这条记录。", styles.S_BODY)
    layout.add(document, "核验码：{{ 核验码 }}", styles.S_BODY)
    layout.add(document, MEANS, styles.S_BODY)
    return layout.saved(document)


def filled(template: bytes, facts: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the finished .docx; ``facts`` by FACTS, each row by the heads of COLUMNS."""
    return render(template, Filling(facts, {}, {ROWS: rows}, {}))
