"""The child box: files from outside are handled in a process of their own, with limits, and only plain values come back.

Knows no job: a name and bytes go in, JSON comes out. What dies, hangs or says nonsense is an answer too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

MEMORY = 512 * 1024 * 1024
LOOK = 0.05
"""Seconds between two looks whether the answer is still wanted."""
GRACE = 3.0
"""Seconds a child has to end when it is told to; then it is killed."""
_ROOT = Path(__file__).parents[1]


class BoxError(Exception):
    """The child died, took too long or answered nonsense."""


class StuckError(BoxError):
    """The child was told to end, did not, and was killed."""


def run(job: str, data: bytes, *, seconds: float, wanted: Callable[[], None] | None = None) -> Any:
    """Return the child's answer as JSON values; BoxError on any doubt. ``seconds`` is the wall limit.

    ``wanted`` is called when the child has begun and every now and then; what it raises ends the child and is raised here, or
    StuckError when the child had to be killed for it.
    """
    try:
        child = subprocess.Popen(_command(job), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=_environment())
    except OSError as fault:
        raise BoxError(repr(fault)) from fault
    with child:
        try:
            out, noise = _talk(child, data, time.monotonic() + seconds, wanted or (lambda: None))
        except BaseException:
            _end(child)
            raise
    if child.returncode:
        raise BoxError(f"exit {child.returncode}: {noise[-300:]!r}")
    try:
        return json.loads(out)
    except ValueError as fault:
        raise BoxError(repr(fault)) from fault


def _talk(child: subprocess.Popen[bytes], data: bytes, deadline: float, wanted: Callable[[], None]) -> tuple[bytes, bytes]:
    # not by communicate(): once it has timed out it never gives the rest (seen with Python 3.11)
    pipe, child.stdin = child.stdin, None
    threading.Thread(target=_give, args=(pipe, data), name="box", daemon=True).start()
    wanted()
    while True:
        try:
            return child.communicate(timeout=LOOK)
        except subprocess.TimeoutExpired as fault:
            wanted()
            if time.monotonic() > deadline:
                raise BoxError(repr(fault)) from fault


def _give(pipe: IO[bytes], data: bytes) -> None:
    """Write to a child; one that takes no more says why by its end."""
    with suppress(OSError), pipe:
        pipe.write(data)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Nothing of it stays; its last words are of no interest."""
    child.terminate()
    try:
        child.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired as fault:
        child.kill()
        child.communicate()
        raise StuckError("killed") from fault


def _command(job: str) -> list[str]:
    if getattr(sys, "frozen", False):  # pragma: no cover - only in a bundle
        return [sys.executable, "--box", job]
    jobs = "dangjian_desktop.services.trust.box_jobs"
    start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from {jobs} import main; sys.exit(main({job!r}))"
    return [sys.executable, "-I", "-c", start]


def _environment() -> dict[str, str]:
    """As little as a process needs to start."""
    return {name: os.environ[name] for name in ("SYSTEMROOT", "TEMP", "LANG", "LD_LIBRARY_PATH") if name in os.environ}


def serve(jobs: dict[str, Callable[[bytes], Any]], name: str) -> int:
    """Inside the child: take the bytes, do the job, print JSON."""
    limit_memory()
    answer = jobs[name](sys.stdin.buffer.read())
    sys.stdout.buffer.write(json.dumps(answer, ensure_ascii=False).encode("utf-8", "surrogatepass"))
    return 0


def limit_memory() -> None:
    """Where the system offers it; Windows has no such call in Python's library."""
    try:
        import resource
    except ImportError:  # pragma: no cover - Windows
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
