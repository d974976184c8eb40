"""Looking at a template before any ledger is open: its faults, and a copy with each of them as a Word comment."""

from __future__ import annotations

from collections.abc import Sequence

from dangjian_desktop.domain.errors import TemplateError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.report_values import judge


def check_template(data: bytes, catalogue: Catalogue | None = None) -> tuple[TemplateFault, ...]:
    """Every fault at once, against the shipped ledgers unless told otherwise; TemplateError for what may not be opened."""
    from dangjian_desktop.reports.rendering import Filling, trial
    from dangjian_desktop.reports.template import check, key_of, wants

    known = catalogue or load_catalogue()
    labels = {spec.label: {field.label for field in spec.fields if field.kind != "evidence"} for spec in known}
    faults = check(data, lambda tag: judge(tag, known), labels)
    if faults:
        return faults
    asked = wants(data)
    row = {label: "1" for ledger in asked.rows for label in labels[ledger]}
    for holds in (True, False):
        values = {key_of(tag): "1" for tag in asked.tags}
        rows = {ledger: [row] if holds else [] for ledger in asked.rows}
        faults = trial(data, Filling(values, dict.fromkeys(asked.conditions, holds), rows, {path: () for path in asked.bodies}))
        if faults:
            return faults
    return ()


def refusal(faults: Sequence[TemplateFault]) -> TemplateError:
    """What is said of a template with faults."""
    from dangjian_desktop.reports.template import refusal as made

    return made(faults)


def annotate(data: bytes, faults: Sequence[TemplateFault]) -> bytes:
    """The same template as a Word file with comments."""
    from dangjian_desktop.reports.annotate import annotated

    return annotated(data, faults)
