"""The shipped ledgers: resources/ledgers.yaml → a checked catalogue. Knows no file of a user."""

from __future__ import annotations

from typing import Any

import yaml

from dangjian_desktop.domain.grammar import catalogue_from
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.paths import resources

# PyYAML's C loader reads ledgers.yaml eight times faster; wheels without it fall back to the pure one
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def read_yaml(name: str) -> Any:
    """A declaration file of resources/ as plain Python values."""
    with (resources() / name).open(encoding="utf-8") as stream:
        return yaml.load(stream, Loader=_Loader)


def load_catalogue() -> Catalogue:
    """Raises DeclarationError with every fault when the shipped declaration is wrong."""
    return catalogue_from(read_yaml("ledgers.yaml"))
