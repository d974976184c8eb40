"""A Draft ↔ JSON values, for the file. Knows no store."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft, FrozenNumber, Override, ReportInfo, Section
from dangjian_desktop.storage.stores.report_store import StoredReport


def to_json(draft: Draft) -> dict[str, Any]:
    """Return the draft as plain values, without what the file keeps beside them."""
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


def number_to_json(number: FrozenNumber) -> dict[str, Any]:
    """Return it as plain values; ``number`` is the value where it is one, so that later counts can be compared with it."""
    digits = number.value.replace(".", "", 1).lstrip("-").isdigit()
    return {
        "tag": number.tag,
        "value": number.value,
        "unit": number.unit,
        "number": number.value if digits else None,
        "records": [list(one) for one in number.records],
        "rule": number.rule,
        "measure": number.measure,
        "counted": number.counted,
    }


def number_from_json(data: Mapping[str, Any]) -> FrozenNumber:
    """Read a frozen number again, of any version."""
    records = tuple((a, b) for a, b in data["records"])
    measure, counted = data.get("measure", ""), data.get("counted", "")
    return FrozenNumber(data["tag"], data["value"], data["unit"], records, data["rule"], measure, counted)


def from_json(identity: str, kind: str, title: str, period: Period, state: str, data: Mapping[str, Any]) -> Draft:
    """Read a draft again."""
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


def info_of(stored: StoredReport) -> ReportInfo:
    """Return one line of the list of reports."""
    period = Period(date.fromisoformat(stored.start), date.fromisoformat(stored.end))
    return ReportInfo(stored.id, stored.kind, stored.title, period, stored.state, stored.updated_at)
