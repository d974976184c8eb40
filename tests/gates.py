"""Every gate of the house, one after the other, the same everywhere: ``python -m tests.gates [gate …]``.

``random`` runs only where it is named: property tests with examples nobody has seen, where the gate draws the same each time.
All gates run even when one falls; the exit code is 1 when any fell. Pytest's closing line is printed last.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).parents[1]
BIN = Path(sys.executable).parent
WORKERS = os.environ.get("TEST_WORKERS", "2")
BELOW_THE_FACES = ("domain", "ledgers", "storage", "exchange", "reports", "services", "paths", "logs", "box", "files")
FACES = ("ui", "cli", "paper", "app")
FLOORS = {**dict.fromkeys(BELOW_THE_FACES, 100.0), **dict.fromkeys(FACES, 90.0)}
"""Lines and branches in per cent, by room."""
FAST, ROOM = Path("/dev/shm"), 4 << 30
"""Memory that looks like a disk, and how much of it there must be: real files, but nobody waits for a platter at each sync."""


def run(*words: str | Path) -> bool:
    return subprocess.run([str(word) for word in words], cwd=ROOT, check=False).returncode == 0


def style() -> bool:
    return run(BIN / "ruff", "check", ".")


def layout() -> bool:
    return run(BIN / "ruff", "format", "--check", ".")


def types() -> bool:
    return run(BIN / "mypy")


def imports() -> bool:
    return run(BIN / "lint-imports", "--no-cache")


def bench() -> bool:
    """Small sizes only: proves that it runs, measures nothing worth keeping."""
    return run(sys.executable, "-m", "tests.bench", "--small")


def chance() -> bool:
    """Property tests with other examples each time, and more of them; a failure says how to see it again."""
    return run(sys.executable, "-m", "pytest", "-n", WORKERS, "-q", "-m", "hypothesis", "--hypothesis-profile=random")


def tests_and_coverage(closing: list[str]) -> bool:
    """Pytest with coverage; its closing line goes into ``closing``."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "coverage.json"
        words = [sys.executable, "-m", "pytest", "-n", WORKERS, "--cov", "--cov-report=", f"--cov-report=json:{report}"]
        with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True, encoding="utf-8", errors="replace") as process:
            assert process.stdout is not None
            for line in process.stdout:
                sys.stdout.write(line)
                if re.match(r"=+ .*\b(passed|failed|error|errors|skipped)\b.* in .*=+\s*$", line):
                    closing[:] = [line.rstrip()]
        passed = process.returncode == 0
        return covered(report) and passed if report.is_file() else False


def covered(report: Path) -> bool:
    """Each room against its floor; names the files that fall short."""
    rooms: dict[str, list[tuple[str, int, int, list[str]]]] = defaultdict(list)
    for name, found in json.loads(report.read_text(encoding="utf-8"))["files"].items():
        parts = Path(name).parts
        room = parts[1].removesuffix(".py") if len(parts) > 1 else ""
        total = found["summary"]
        have = total["covered_lines"] + total["covered_branches"]
        want = total["num_statements"] + total["num_branches"]
        lacking = [str(line) for line in found["missing_lines"]] + [f"{a}->{b}" for a, b in found["missing_branches"]]
        rooms[room].append((Path(name).as_posix(), have, want, lacking))
    good = True
    for room, floor in FLOORS.items():
        files = rooms.get(room, [])
        have, want = sum(file[1] for file in files), sum(file[2] for file in files)
        share = 100 * have / want if want else 100.0
        good &= share >= floor
        print(f"{'ok   ' if share >= floor else 'SHORT'} {room:<10} {share:6.2f} % of {want} lines and branches (floor {floor:.0f} %)")
        if share < floor:
            for name, one, all_of_it, lacking in sorted(files, key=lambda file: file[1] - file[2]):
                if one < all_of_it:
                    print(f"        {name} {100 * one / all_of_it:.1f} %: {', '.join(lacking[:12])}{' …' if len(lacking) > 12 else ''}")
    return good


def scratch() -> Path:
    """Where tests put their files."""
    roomy = "TMPDIR" not in os.environ and FAST.is_dir() and os.access(FAST, os.W_OK) and shutil.disk_usage(FAST).free > ROOM
    return FAST if roomy else Path(tempfile.gettempdir())


def main(wanted: list[str]) -> int:
    os.environ["TMPDIR"] = tempfile.tempdir = str(scratch())
    closing: list[str] = []
    gates = {
        "style": style,
        "layout": layout,
        "types": types,
        "imports": imports,
        "bench": bench,
        "tests": lambda: tests_and_coverage(closing),
    }
    results, known = {}, {**gates, "random": chance}
    if strangers := set(wanted) - set(known):
        print(f"no such gate: {', '.join(sorted(strangers))}; there are {', '.join(known)}")
        return 2
    for name, gate in known.items():
        if name in (wanted or gates):
            print(f"--- {name}", flush=True)
            results[name] = gate()
    print("--- " + ", ".join(f"{name} {'ok' if held else 'FAILED'}" for name, held in results.items()))
    print("\n".join(closing), flush=True)
    return 0 if all(results.values()) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
