"""Looking at a template before any ledger is open: its faults, and a copy with each of them as a Word comment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dangjian_desktop.domain.errors import TemplateError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.report import TemplateFault
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.ledgers.unit_kinds import every_wording
from dangjian_desktop.services.report.values import judge
from dangjian_desktop.services.trust import box_jobs

if TYPE_CHECKING:
    from dangjian_desktop.reports.tags import Tag
    from dangjian_desktop.reports.template import Reading


@dataclass(frozen=True)
class TemplateLook:
    """What came of looking at a template: every fault, and what of the file will not be in a report, in sentences."""

    faults: tuple[TemplateFault, ...]
    dropped: tuple[str, ...]


def look(data: bytes, catalogue: Catalogue | None = None, *, read: Callable[[bytes], Reading] = box_jobs.read_template) -> TemplateLook:
    """Look at a template, with the shipped ledgers unless told otherwise; TemplateError for what may not be opened. What comes from
    outside is read in the child box."""
    from dangjian_desktop.reports.template import faults_of

    # whose ledger it will be filled from is not known yet: the words of every kind of unit will do
    known = [catalogue] if catalogue else every_wording(load_catalogue())
    labels = {spec.label: set(spec.by_label) for spec in known[0]}
    found = read(data)
    return TemplateLook(faults_of(found, lambda tag: _judged(tag, known), labels), found.dropped)


def _judged(tag: Tag, known: Sequence[Catalogue]) -> tuple[str, str]:
    """As ``judge``, by whichever of these takes the tag."""
    told = [judge(tag, one) for one in known]
    return next((one for one in told if not one[0]), told[0])


def refusal(faults: Sequence[TemplateFault]) -> TemplateError:
    """Make what is said of a template with faults."""
    from dangjian_desktop.reports.template import refusal as made

    return made(faults)


def annotate(data: bytes, faults: Sequence[TemplateFault]) -> bytes:
    """Return the same template as a Word file with comments."""
    from dangjian_desktop.reports.annotate import annotated

    return annotated(data, faults)
