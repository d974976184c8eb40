"""Looking at a template before any ledger is open: its faults, and a copy with each of them as a Word comment."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.report_values import judge


def check_template(data: bytes, catalogue: Catalogue | None = None) -> tuple[TemplateFault, ...]:
    """Every fault at once, against the shipped ledgers unless told otherwise; TemplateError for what may not be opened."""
    from dangjian_desktop.reports.template import check

    known = catalogue or load_catalogue()
    return check(data, lambda tag: judge(tag, known), [spec.label for spec in known])


def annotate(data: bytes, faults: Sequence[TemplateFault]) -> bytes:
    """The same template as a Word file with comments."""
    from dangjian_desktop.reports.annotate import annotated

    return annotated(data, faults)
