"""The lines of the bench that need a window: P1, P2 start, P3 the table of a large ledger."""

from __future__ import annotations

from pathlib import Path

from tests.bench.ruler import Figure


def table(path: Path, label: str, runs: int) -> list[Figure]:
    return []


def start(demo: Path, large: Path, runs: int) -> list[Figure]:
    return []
