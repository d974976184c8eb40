"""The shipped ledgers: resources/ledgers.yaml → a checked catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.grammar import catalogue_from
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.ledgers.declared import read_yaml


def load_catalogue() -> Catalogue:
    """Raises DeclarationError with every fault when the shipped declaration is wrong."""
    return catalogue_from(read_yaml("ledgers.yaml"))
