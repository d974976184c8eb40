"""``python -m tests.bench``: builds its files, measures each line beside its floor, prints a table or --json.

``--small`` only proves that it runs. ``python -m tests.bench reliability`` carries out the promises R1–R32 instead.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sqlite3
import sys
import tempfile
from pathlib import Path

from tests.bench import data, in_and_out, keeping, lines, ruler, window


def _like_an_installation(home: Path) -> None:
    """A folder of the program's own, and compiled modules, as an installed program has them; the processes inherit both."""
    os.environ["DANGJIAN_HOME"] = str(home / "own")
    os.environ["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)


def main(argv: list[str]) -> int:
    if argv[:1] == ["reliability"]:
        from tests.bench.reliability import run

        return run.main(argv[1:])
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--small", action="store_true", help="two thousand records and two runs, only to prove that the bench runs")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--records", type=int, default=100_000)
    parser.add_argument("--runs", type=int, default=7)
    parser.add_argument("--cpu", action="store_true", help="processor time instead of the clock's, where the machine is not ours alone")
    parser.add_argument("--only", default="", help="lines such as P4,P6")
    args = parser.parse_args(argv)
    count, runs = (2_000, 2) if args.small else (args.records, max(args.runs, 5))
    os.environ[ruler.CPU] = str(int(args.cpu))
    only = set(args.only.split(",")) - {""}
    figures: list[ruler.Figure] = []
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        _like_an_installation(home)
        if not only or only & {"P3", "P4", "P5"}:
            data.build(home / "one.djtz", count, only=data.LARGEST)
            figures += lines.filter_and_sort(home / "one.djtz", data.LARGEST, runs)
            figures += window.table(home / "one.djtz", data.LARGEST, runs)
        if not only or only & {"P2", "P6", "P7"}:
            data.build(home / "all.djtz", count)
            figures += lines.count_and_save(home / "all.djtz", runs)
        if not only or only & {"P8", "P9"}:
            figures += in_and_out.tables(home, min(count, 200 if args.small else 10_000), runs)
        if not only or only & {"P1", "P2", "P10", "P11", "P12"}:
            data.demo(home / "demo.djtz")
        if not only or only & {"P10"}:
            figures += lines.report(home / "demo.djtz", runs)
        if not only or only & {"P11", "P12"}:
            figures += in_and_out.pages(home / "demo.djtz", home, runs, office=not args.small and (not only or "P12" in only))
        if not only or only & {"P1", "P2"}:
            figures += window.start(home / "demo.djtz", home / "all.djtz", runs)
        if not only or only & {"P13", "P14", "P15"}:
            keeping.build(home / "large.djtz", 8 if args.small else 190, min(count, 5_000))
            figures += keeping.backup(home / "large.djtz", runs) if not only or "P13" in only else []
            figures += keeping.handover(home / "large.djtz", runs) if not only or "P14" in only else []
            figures += keeping.looked_through(home / "large.djtz", runs) if not only or "P15" in only else []
    if only:
        figures = [figure for figure in figures if figure.name in only]
    figures.sort(key=lambda figure: int(figure.name[1:]))
    if args.json:
        print(json.dumps(ruler.as_json(figures), ensure_ascii=False, indent=1))
    else:
        print(
            f"{platform.platform()} · Python {platform.python_version()} · SQLite {sqlite3.sqlite_version} · {count} records · {runs} runs"
        )
        print(ruler.HEADING)
        print("\n".join(str(figure) for figure in figures))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
