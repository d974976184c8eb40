"""How the bench measures: a figure beside the floor of the same run, as a ratio; never an absolute time by itself."""

from __future__ import annotations

import gc
import os
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

CPU = "BENCH_BY_CPU"


@dataclass(frozen=True)
class Figure:
    """One line of the table. Times in milliseconds; ``ratio`` median, lowest and highest of the runs against the median floor."""

    name: str
    what: str
    floor: float
    took: float
    ratio: float
    lowest: float
    highest: float
    goal: str
    good: bool

    def __str__(self) -> str:
        spread = f"{self.ratio:6.2f} ({self.lowest:.2f}–{self.highest:.2f})"
        verdict = "ok" if self.good else "short"
        return f"{self.name:<5} {self.floor:9.2f} {self.took:9.2f}  {spread:<22} {self.goal:<22} {verdict:<5} {self.what}"


HEADING = f"{'':<5} {'floor ms':>9} {'ms':>9}  {'ratio (min–max)':<22} {'goal':<22} {'':<5} what the user waits for"


def by_cpu() -> bool:
    """On a machine that does other work at the same time the seconds of the processor are steadier than those of the clock."""
    return os.environ.get(CPU) == "1"


def now() -> float:
    """Seconds of the clock; or of the processor, those of finished child processes included."""
    if not by_cpu():
        return time.perf_counter()
    import resource

    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def timed(work: Callable[[], Any], runs: int, *, before: Callable[[], Any] | None = None) -> list[float]:
    """Milliseconds of each run, after one that does not count."""
    took = []
    for number in range(runs + 1):
        if before is not None:
            before()
        gc.collect()
        start = now()
        work()
        if number:
            took.append((now() - start) * 1000)
    return took


def compared(name: str, what: str, floor: list[float], ours: list[float], *, ratio: float = 0, limit: float = 0) -> Figure:
    """``ratio``: at most so many times the floor; ``limit``: at most so many milliseconds; 0 = not asked for."""
    base = statistics.median(floor)
    took = statistics.median(ours)
    goal = ", ".join([f"≤ {ratio:g} ×"] * bool(ratio) + [f"≤ {limit:g} ms"] * bool(limit))
    good = (not ratio or took <= ratio * base) and (not limit or took <= limit)
    return Figure(name, what, base, took, took / base, min(ours) / base, max(ours) / base, goal, good)


def as_json(figures: list[Figure]) -> list[dict[str, Any]]:
    return [asdict(figure) for figure in figures]
