"""``python -m tests.bench reliability [R1 R5 …] [--seed N] [--small]``: carries out the table and prints it line by line."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
import sqlite3
import tempfile
import time
import traceback
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.bench.reliability.table import PROMISES, Promise, Run
from tests.faults.late import MEASURED

HEADING = f"{'':<4} {'trials':>7} {'failed':>6} {'s':>7} {'seed':>9}  what · seen · controls"
_SHOWN = 5


@dataclass
class Line:
    """What one run came to. ``failures`` is None when it could not be run here, and ``seen`` says why."""

    promise: str
    what: str
    trials: int
    failures: list[str] | None
    seconds: float
    seed: int
    seen: str = ""
    controls: str = ""

    def __str__(self) -> str:
        failed = "–" if self.failures is None else str(len(self.failures))
        words = " · ".join(word for word in (self.what, self.seen, self.controls and f"controls: {self.controls}") if word)
        head = f"{self.promise:<4} {self.trials:>7} {failed:>6} {self.seconds:>7.1f} {self.seed:>9}  {words}"
        return "\n".join([head, *(f"       {failure}" for failure in (self.failures or [])[:_SHOWN])])


@dataclass
class Report:
    lines: list[Line] = field(default_factory=list)

    def add(self, line: Line) -> None:
        self.lines.append(line)
        print(line, flush=True)

    @property
    def failed(self) -> int:
        return sum(len(line.failures or ()) for line in self.lines)


def find(where: str) -> Callable[..., Any] | None:
    """The callable, or None while its part of the program is not there."""
    module, _, name = where.partition(":")
    try:
        return getattr(importlib.import_module(f"tests.faults.{module}"), name, None)
    except ModuleNotFoundError as fault:
        if fault.name and fault.name.startswith("tests.faults"):
            return None
        raise


def carry_out(promise: Promise, run: Run, seed: int, *, small: bool) -> Line:
    work, began = find(run.where), time.perf_counter()
    wanted = run.small if small else run.bench
    if work is None:
        return Line(promise.name, run.what, 0, None, 0, seed, f"not run: {run.where} is not there")
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        # the program's own folder of this run, and of no person
        os.environ["DANGJIAN_HOME"] = home
        os.environ[MEASURED] = "1"
        try:
            trials, failures, *more = work(wanted, seed, Path(folder).resolve())
        except Exception:  # noqa: BLE001 - one run that breaks is a failure of its line, the others go on
            trials, failures, more = 0, [traceback.format_exc(limit=-3).replace("\n", " | ")], []
    said: dict[str, str] = more[0] if more else {}
    skipped = said.get("skipped", "")
    seconds = time.perf_counter() - began
    if skipped:
        return Line(promise.name, run.what, 0, None, seconds, seed, f"not run: {skipped}")
    return Line(promise.name, run.what, trials, list(failures), seconds, seed, said.get("seen", ""), said.get("controls", ""))


def main(argv: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench reliability")
    parser.add_argument("promises", nargs="*", help="such as R1 R5; without them all")
    parser.add_argument("--seed", type=int, default=20220705)
    parser.add_argument("--small", action="store_true", help="a few trials each, only to prove that the bench runs")
    parser.add_argument("--json", type=Path, help="also write the lines here")
    args = parser.parse_args(argv)
    report = Report()
    print(f"{platform.platform()} · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version} · seed {args.seed}")
    print(HEADING, flush=True)
    for promise in PROMISES:
        if args.promises and promise.name not in args.promises:
            continue
        print(f"{promise.name:<4} {promise.words} — {promise.pass_line}", flush=True)
        for run in promise.runs:
            report.add(carry_out(promise, run, args.seed, small=args.small))
        if promise.windows:
            print(f"{promise.name:<4} {'–':>7} {'–':>6} {'–':>7} {'–':>9}  W: prepared, not run here: {promise.windows}", flush=True)
    print(f"{len(report.lines)} runs, {sum(line.trials for line in report.lines)} trials, {report.failed} failures, seed {args.seed}")
    if args.json:
        args.json.write_text(json.dumps([asdict(line) for line in report.lines], ensure_ascii=False, indent=1), encoding="utf-8")
    return 1 if report.failed else 0
