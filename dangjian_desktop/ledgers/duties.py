"""The shipped duties: resources/duties.yaml, checked against the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.declaration import DeclarationError
from dangjian_desktop.domain.duty import Duty, check, duties_from
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.ledgers.declared import read_yaml


def load_duties(catalogue: Catalogue, ties: Ties) -> tuple[Duty, ...]:
    """Raises DeclarationError with every fault."""
    duties, faults = duties_from(read_yaml("duties.yaml"), load_documents())
    faults += check(duties, catalogue, (tie.id for tie in ties.rules))
    if faults:
        raise DeclarationError(faults)
    return duties
