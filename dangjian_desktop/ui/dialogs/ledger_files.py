"""How ledger files are called where the user chooses one. Opens none."""

from __future__ import annotations

from pathlib import Path

from dangjian_desktop.services.ledger_file import opening

FILES = "党建责任台账 (*.djtz)"


def with_suffix(path: Path) -> Path:
    """Return the place with the ending that every ledger has."""
    return path if path.suffix == opening.SUFFIX else path.with_name(path.name + opening.SUFFIX)
