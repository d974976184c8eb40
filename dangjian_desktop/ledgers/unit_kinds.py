"""The shipped kinds of unit: resources/unit_kinds.yaml, checked against itself and the catalogue. Knows no file of a user."""

from __future__ import annotations

from dangjian_desktop.domain.declaration import DeclarationError, sound
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.unit_words import UnitKinds, UnitWords, unit_kinds_from
from dangjian_desktop.domain.worded import catalogue_in, check
from dangjian_desktop.ledgers.declared import read_yaml


def load_unit_kinds() -> UnitKinds:
    """Load the shipped kinds of unit; raises DeclarationError with every fault."""
    return sound(unit_kinds_from(read_yaml("unit_kinds.yaml")))


def fitting(words: UnitWords, catalogue: Catalogue) -> UnitWords:
    """Return the same words, fit for these ledgers: in no field do two choices fall together. Raises DeclarationError with every fault."""
    if faults := check(words, catalogue):
        raise DeclarationError(faults)
    return words


def every_wording(catalogue: Catalogue) -> list[Catalogue]:
    """Return the ledgers in the words of every kind of unit, the standard ones first."""
    declared = load_unit_kinds()
    order = sorted(declared.kinds.values(), key=lambda words: words.kind != declared.standard)
    return [catalogue_in(catalogue, fitting(words, catalogue)) for words in order]
