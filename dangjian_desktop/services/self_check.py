"""``--self-check``: what this build can do, proved by trying. Run on every bundle before it is given to anybody."""

from __future__ import annotations

import platform
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dangjian_desktop import __version__
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.storage.file import self_check


@dataclass(frozen=True)
class Proof:
    """One thing looked at."""

    name: str
    held: bool
    found: str


def run() -> tuple[Proof, ...]:
    """Every fact, in the order in which a person reads them."""
    return tuple(Proof(*one) for one in _all())


def _all() -> Iterator[tuple[str, bool, str]]:
    yield "程序版本", True, __version__
    yield "Python 版本", True, f"{platform.python_version()}，{platform.platform()}"
    catalogue = load_catalogue()
    yield "台账声明", True, f"{len(catalogue.ledgers)} 本台账、{len(catalogue.registers)} 类基础信息、{len(catalogue.measures)} 个指标"
    with tempfile.TemporaryDirectory() as folder:
        yield from self_check.facts(Path(folder))
