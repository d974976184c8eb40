"""Builds the shipped Word templates from our own layout: python -m dangjian_desktop.reports.build_templates FOLDER."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.handover_templates import SHEET, SLIP, sheet_template, slip_template
from dangjian_desktop.reports.source_index import INDEX, index_template


def report_template() -> bytes:
    """Build the template of a report: title, addressee, the opening, all sections, signature and date."""
    document = layout.blank()
    layout.add(document, "{{ 标题 }}", styles.S_TITLE)
    layout.add(document, "", styles.S_BODY)
    layout.add(document, "{{ 主送机关 }}：", styles.S_ADDRESSEE)
    layout.add(document, "{{ 正文 }}", styles.S_BODY)
    layout.add(document, "", styles.S_BODY)
    layout.add(document, "{{ 单位名称 }}", styles.S_SIGNATURE)
    layout.add(document, "{{ 成文日期 }}", styles.S_SIGNATURE)
    return layout.saved(document)


TEMPLATES: Mapping[str, Callable[[], bytes]] = {
    "半年报告": report_template,
    "年度报告": report_template,
    SHEET: sheet_template,
    SLIP: slip_template,
    INDEX: index_template,
}


def main(folder: Path) -> None:
    """Write every shipped template into the folder, which is made when it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, build in TEMPLATES.items():
        (folder / f"{name}.docx").write_bytes(build())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
