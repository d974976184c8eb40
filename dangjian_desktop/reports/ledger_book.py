"""台账清册 in our own layout: a template that prints the records of every ledger in the period. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Sequence

from docx.shared import Pt

from dangjian_desktop.domain.wording import chinese_numeral
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.tables import add_table

_SIZE = Pt(10.5)


def book_template(title: str, sheets: Sequence[tuple[str, Sequence[tuple[str, int]]]]) -> bytes:
    """Build 台账清册; ``sheets`` are ledgers by label, each with its columns and their shares of the width."""
    document = layout.blank()
    layout.add(document, f"{{{{ 单位名称 }}}}{title}", styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    layout.add(document, "{{ 报告期 }}内的记录，作废的不列。", styles.S_BODY)
    for number, (label, columns) in enumerate(sheets, start=1):
        layout.add(document, f"{chinese_numeral(number)}、{label}", styles.S_LEVELS[0])
        heads, shares = [head for head, _ in columns], [share for _, share in columns]
        blank = [""] * (len(heads) - 1)
        loop = [f"{{%tr for 行 in 明细.{label} %}}", *blank], [f"{{{{ 行.{head} }}}}" for head in heads], ["{%tr endfor %}", *blank]
        add_table(document, shares, [heads, *loop], head=1)
    for run in (run for table in document.tables for row in table.rows for cell in row.cells for run in cell.paragraphs[0].runs):
        run.font.size = _SIZE
    layout.add(document, "{{ 单位名称 }}", styles.S_SIGNATURE)
    layout.add(document, "{{ 成文日期 }}", styles.S_SIGNATURE)
    return layout.saved(document)
