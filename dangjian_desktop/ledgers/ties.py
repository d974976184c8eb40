"""The shipped ties: resources/ties.yaml, checked against the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.grammar import DeclarationError
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.tie import Ties, check, ties_from
from dangjian_desktop.ledgers.declared import read_yaml


def load_ties(catalogue: Catalogue) -> Ties:
    """Raises DeclarationError with every fault."""
    ties, faults = ties_from(read_yaml("ties.yaml"))
    faults += check(ties, catalogue)
    if faults:
        raise DeclarationError(faults)
    return ties
