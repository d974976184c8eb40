"""Where things lie: what ships with the program, and this machine's own folder. Knows no ledger."""

from __future__ import annotations

import os
from pathlib import Path

_HOME = "DANGJIAN_HOME"


def resources() -> Path:
    """Return the folder of the shipped data; one rule serves a checkout, a wheel and a frozen program."""
    package = Path(__file__).parent
    inside = package / "resources"
    return inside if inside.is_dir() else package.parent / "resources"


def own_folder(chosen: Path | None = None) -> Path:
    """Window geometry, recent files, logs and work files of this machine; made when missing, readable by its owner only.

    ``chosen`` (an argument) beats the environment variable DANGJIAN_HOME, which beats the system's place.
    """
    if chosen is None and _HOME in os.environ:
        chosen = Path(os.environ[_HOME])
    if chosen is None:
        import platformdirs

        chosen = Path(platformdirs.user_data_dir("dangjian-desktop", appauthor=False))
    chosen.mkdir(mode=0o700, parents=True, exist_ok=True)
    return chosen


def opened_copies() -> Path:
    """Where copies of evidence lie while other programs have them open; made by whoever puts one there."""
    return own_folder() / "work" / "opened"


def work_folder() -> Path:
    """For copies of files from outside while they are looked at."""
    folder = own_folder() / "work"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
