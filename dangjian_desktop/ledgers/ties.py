"""The shipped ties: resources/ties.yaml, checked against the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.declaration import sound
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties, fitting, ties_from
from dangjian_desktop.domain.unit_words import UnitWords
from dangjian_desktop.domain.worded import ties_in
from dangjian_desktop.ledgers.bases import load_documents, load_holidays
from dangjian_desktop.ledgers.declared import read_yaml


def load_ties(catalogue: Catalogue, words: UnitWords | None = None) -> Ties:
    """Load the ties, worded for this office; what this catalogue cannot answer is set aside. Raises DeclarationError for faults of form."""
    ties = sound(ties_from(read_yaml("ties.yaml"), load_documents(), load_holidays()))
    found = fitting(ties, catalogue)
    return found if words is None else ties_in(found, words)
