"""A Draft ↔ JSON values, for the file. Knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft, Override, Section


def to_json(draft: Draft) -> dict[str, Any]:
    return {
        "subject": draft.subject,
        "addressee": draft.addressee,
        "template": draft.template,
        "dated": draft.dated.isoformat(),
        "sections": [[part.key, part.title, part.text, part.checked] for part in draft.sections],
        "overrides": {tag: [override.shown, override.reason] for tag, override in draft.overrides.items()},
        "explanations": dict(draft.explanations),
        "insert_explanations": sorted(draft.insert_explanations),
        "passed": dict(draft.passed),
        "page": draft.page,
    }


def from_json(identity: str, kind: str, title: str, period: Period, state: str, data: Mapping[str, Any]) -> Draft:
    return Draft(
        id=identity,
        kind=kind,
        title=title,
        subject=data["subject"],
        addressee=data["addressee"],
        period=period,
        template=data["template"],
        dated=date.fromisoformat(data["dated"]),
        sections=tuple(Section(*part) for part in data["sections"]),
        overrides=MappingProxyType({tag: Override(*pair) for tag, pair in data["overrides"].items()}),
        explanations=MappingProxyType(dict(data["explanations"])),
        insert_explanations=frozenset(data["insert_explanations"]),
        passed=MappingProxyType(dict(data["passed"])),
        state=state,
        page=data["page"],
    )
