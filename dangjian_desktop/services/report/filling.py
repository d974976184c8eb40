"""What is put into a template: texts for its tags, truths for its conditions, rows, and the sections. Plain values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.report import Draft, Section
from dangjian_desktop.reports.sections import lines_of
from dangjian_desktop.reports.tags import BODY
from dangjian_desktop.services.records.records import Records
from dangjian_desktop.services.report.numbers import plain_text, printed
from dangjian_desktop.services.report.values import Values

if TYPE_CHECKING:
    from dangjian_desktop.reports.rendering import Filling
    from dangjian_desktop.reports.template import Wants

_ALL = -1


def filling(draft: Draft, wanted: Wants, values: Values, records: Records, catalogue: Catalogue) -> Filling:
    """Return everything that a template asks for."""
    from dangjian_desktop.reports.conditions import truth  # Word libraries only when one is written
    from dangjian_desktop.reports.rendering import Filling
    from dangjian_desktop.reports.template import key_of

    return Filling(
        values={key_of(tag): printed(tag, values) for tag in wanted.tags},
        truths={condition: truth(condition, values.condition) for condition in wanted.conditions},
        rows={label: _rows(label, draft.period, records, catalogue) for label in wanted.rows},
        bodies={path: lines_of(_body(path, draft, values, catalogue)) for path in wanted.bodies},
    )


def sections_of(path: str, draft: Draft, catalogue: Catalogue) -> tuple[Section, ...]:
    """Return every section in order for 正文; for 段落.X that of this name, or those that are ledgers of that area."""
    name, _, part = path.partition(".")
    areas = {area.key: area.label for area in catalogue.areas}
    of_area = {spec.label for spec in catalogue.ledgers if areas.get(spec.area) == part}
    return tuple(section for section in draft.sections if name == BODY or section.key == part or section.key in of_area)


def _body(path: str, draft: Draft, values: Values, catalogue: Catalogue) -> str:
    return "\n".join(plain_text(section.text, values) for section in sections_of(path, draft, catalogue))


def _rows(label: str, period: Period, records: Records, catalogue: Catalogue) -> tuple[Mapping[str, str], ...]:
    """Return the records of a ledger in the period as texts by label, oldest first; secret fields stay hidden, evidence by its names."""
    spec = catalogue.by_label[label]
    rows = records.page(Query(spec.key, period=None if spec.is_register else period, descending=False), 0, _ALL)
    evidence = spec.evidence_field
    with_evidence = records.get_many(row.pk for row in rows if row.evidence) if evidence is not None else ()
    names = {one.pk: "、".join(piece.shown for piece in one.values[evidence.key]) for one in with_evidence if evidence is not None}
    return tuple(
        {field.label: "" if field.secret else row.cells.get(field.key, names.get(row.pk, "")) for field in spec.fields} for row in rows
    )
