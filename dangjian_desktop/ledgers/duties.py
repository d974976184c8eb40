"""The shipped duties: resources/duties.yaml, checked against the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.declaration import Fault, sound
from dangjian_desktop.domain.duty import Duty, duties_from, fitting
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.ledgers.declared import read_yaml


def load_duties(catalogue: Catalogue, ties: Ties) -> tuple[tuple[Duty, ...], tuple[Fault, ...]]:
    """Load the duties, and why some are set aside in this catalogue; raises DeclarationError for faults of form."""
    duties = sound(duties_from(read_yaml("duties.yaml"), load_documents()))
    known = (*(tie.id for tie in ties.rules), *(fault.where for fault in ties.aside))
    return fitting(duties, catalogue, known)
