"""What took longer than was promised: a failure in the bench, which says on which machine it ran, and nothing in a test.

A test that counts seconds fails on a busy machine and says nothing about the program.
"""

from __future__ import annotations

import os

MEASURED = "DANGJIAN_MEASURED"
"""Set by the bench; children of a run inherit it."""


def late(words: str, seconds: float, limit: float) -> list[str]:
    """``words`` as a failure when it took more than ``limit`` and somebody measures."""
    return _told(words, seconds) if seconds > limit else []


def early(words: str, seconds: float, least: float) -> list[str]:
    """The same for what is meant to take its time."""
    return _told(words, seconds) if seconds < least else []


def _told(words: str, seconds: float) -> list[str]:
    return [f"{words}: {seconds:.1f} s"] if MEASURED in os.environ else []
