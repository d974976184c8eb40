"""The program's log: rotating, ids and counts only – never a name, a text or a path of the user's. Knows no screen."""

from __future__ import annotations

import logging
from logging.handlers import RotatingFileHandler
from pathlib import Path

_NAME = "dangjian_desktop"


def log() -> logging.Logger:
    return logging.getLogger(_NAME)


def log_file() -> Path | None:
    """Where it is written; None before ``start``."""
    files = [Path(handler.baseFilename) for handler in log().handlers if isinstance(handler, RotatingFileHandler)]
    return files[0] if files else None


def start(folder: Path) -> Path:
    """Write to a file of 5 × 1 MB in the program's own folder from now on; a second call changes nothing. Returns the file."""
    target = log_file() or folder / "log" / "program.log"
    logger = log()
    if not any(isinstance(handler, RotatingFileHandler) for handler in logger.handlers):
        target.parent.mkdir(parents=True, exist_ok=True)
        handler = RotatingFileHandler(target, maxBytes=1_000_000, backupCount=4, encoding="utf-8", delay=True)
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
