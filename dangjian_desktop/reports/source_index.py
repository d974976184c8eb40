"""数源索引: what its template asks for, and the template filled. Knows no ledger and no count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dangjian_desktop.reports.rendering import Filling, render

INDEX, ROWS = "数源索引", "数源"
COLUMNS = (("序号", 4), ("文中的数", 11), ("台账和口径", 17), ("记录", 18), ("佐证材料", 10))
FACTS = ("报告名称", "单位名称", "报告期", "报告状态", "截至", "核验码")


def filled(template: bytes, facts: Mapping[str, str], rows: Sequence[Mapping[str, str]]) -> bytes:
    """Return the finished .docx; ``facts`` by FACTS, each row by the heads of COLUMNS."""
    return render(template, Filling(facts, {}, {ROWS: rows}, {}))
