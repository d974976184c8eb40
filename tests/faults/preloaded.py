"""The preloaded library from Python: compiled on the spot, started with a child, steered from inside it. Knows no ledger."""

from __future__ import annotations

import ctypes
import errno
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
SOURCE = Path(__file__).with_name("preload") / "faults.c"
FULL, BROKEN = errno.ENOSPC, errno.EIO


def reason_why_not() -> str:
    """Why nothing can be preloaded here; "" where it can."""
    if not sys.platform.startswith("linux"):
        return "libraries are preloaded on Linux only"
    return "" if shutil.which("gcc") else "there is no compiler (gcc)"


@functools.cache
def library() -> Path:
    """The compiled library; its folder goes with this process."""
    folder = tempfile.TemporaryDirectory()
    made = Path(folder.name) / "faults.so"
    subprocess.run(["gcc", "-O2", "-Wall", "-Werror", "-shared", "-fPIC", "-o", str(made), str(SOURCE)], check=True)
    library.folder = folder  # type: ignore[attr-defined]  # as long as somebody may ask again
    return made


def command(module: str, *words: object) -> tuple[list[str], dict[str, str]]:
    """What starts a module of the tests as a child with the library in it: its words and its environment."""
    home = Path(tempfile.mkdtemp(dir=library().parent))
    environment = {**os.environ, "LD_PRELOAD": str(library()), "PYTHONPATH": str(ROOT), "DANGJIAN_HOME": str(home)}
    environment.pop("COVERAGE_PROCESS_START", None)
    return [sys.executable, "-m", module, *map(str, words)], environment


def run(module: str, *words: object) -> str:
    """Such a child to its end; what it printed."""
    line, environment = command(module, *words)
    done = subprocess.run(line, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


class Faults:
    """Inside the child."""

    def __init__(self) -> None:
        self._library: Any = ctypes.CDLL(None)

    def watch(self, folder: Path, record: Path | None = None) -> None:
        """From now on the files of this folder are watched, and recorded when told where."""
        self._library.faults_watch(os.fsencode(folder.resolve()), os.fsencode(record) if record else b"")

    def mark(self, words: str) -> None:
        """A line of the child's own in the record."""
        self._library.faults_mark(words.encode())

    def arm(self, call: int, error: int, *, lasting: bool = False) -> None:
        """The call of that number fails, counted from now on; ``lasting``: so does every later one."""
        self._library.faults_arm(ctypes.c_long(call), error, int(lasting))

    def pull(self, after: int, error: int = BROKEN) -> None:
        """After so many bytes nothing can be written any more, as if the stick had been pulled out."""
        self._library.faults_budget(ctypes.c_long(after), error)

    def calm(self) -> int:
        """Nothing fails any more; how many calls there were since the last order."""
        made = int(self._library.faults_calls())
        self._library.faults_arm(ctypes.c_long(0), 0, 0)
        return made

    def slack(self) -> None:
        """Syncing costs nothing from now on."""
        self._library.faults_slack(1)
