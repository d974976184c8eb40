"""The program's log: rotating, ids and counts only – never a name, a text or a path of the user's. Knows no screen."""

from __future__ import annotations

import logging
import os
from itertools import pairwise
from pathlib import Path

_NAME = "dangjian_desktop"
_SIZE, _OLDER = 1_000_000, 4


class _Rotating(logging.FileHandler):
    """The newest megabyte and some before it. logging.handlers has one too, but brings sockets and pickle to every start."""

    def emit(self, record: logging.LogRecord) -> None:
        if self.stream is not None and self.stream.tell() > _SIZE:
            try:
                self._turn()
            except OSError:
                self.handleError(record)
        super().emit(record)

    def _turn(self) -> None:
        """Each becomes the next older one; the oldest goes."""
        self.close()
        names = [self.baseFilename, *(f"{self.baseFilename}.{number}" for number in range(1, _OLDER + 1))]
        for newer, older in reversed(list(pairwise(names))):
            if os.path.exists(newer):
                os.replace(newer, older)


def log() -> logging.Logger:
    """Return the program's own log."""
    return logging.getLogger(_NAME)


def log_file() -> Path | None:
    """Tell where it is written; None before ``start``."""
    files = [Path(handler.baseFilename) for handler in log().handlers if isinstance(handler, _Rotating)]
    return files[0] if files else None


def start(folder: Path) -> Path:
    """Write to a file of 5 × 1 MB in the program's own folder from now on; a second call changes nothing. Returns the file."""
    target = log_file() or folder / "log" / "program.log"
    logger = log()
    if not any(isinstance(handler, _Rotating) for handler in logger.handlers):
        target.parent.mkdir(parents=True, exist_ok=True)
        handler = _Rotating(target, encoding="utf-8", delay=True)
        handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(message)s"))
        logger.addHandler(handler)
        logger.setLevel(logging.INFO)
        logger.propagate = False
    return target


def stop() -> None:
    """Close the file (a test's folder goes away, the program ends)."""
    logger = log()
    for handler in list(logger.handlers):
        logger.removeHandler(handler)
        handler.close()
    logger.propagate = True
