"""The shipped ledgers: resources/ledgers.yaml → a checked catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.grammar import catalogue_from
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.ledgers.bases import load_documents
from dangjian_desktop.ledgers.declared import read, read_yaml


def load_catalogue() -> Catalogue:
    """Load the shipped ledgers; raises DeclarationError with every fault when the declaration is wrong."""
    data = read_yaml("ledgers.yaml")
    for block in data["ledgers"]:
        for line in block.get("measures", ()):
            if "variant_b" in line:
                # a sentence in the grammar's own words; read here, what was read once is at hand
                line["variant_b"] = read(f"{{{line['variant_b']}}}".encode())
    return catalogue_from(data, load_documents())
