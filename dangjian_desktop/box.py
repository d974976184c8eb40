"""The child box: files from outside are handled in a process of their own, with limits, and only plain values come back.

Knows no job: a name and bytes go in, JSON comes out. What dies, hangs or says nonsense is an answer too.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

MEMORY = 512 * 1024 * 1024
_ROOT = Path(__file__).parents[1]


class BoxError(Exception):
    """The child died, took too long or answered nonsense."""


def run(job: str, data: bytes, *, seconds: float) -> Any:
    """The child's answer as JSON values; BoxError on any doubt. ``seconds`` is the wall limit."""
    try:
        done = subprocess.run(_command(job), input=data, capture_output=True, timeout=seconds, check=False, env=_environment())
    except (subprocess.TimeoutExpired, OSError) as fault:
        raise BoxError(repr(fault)) from fault
    if done.returncode:
        raise BoxError(f"exit {done.returncode}: {done.stderr[-300:]!r}")
    try:
        return json.loads(done.stdout)
    except ValueError as fault:
        raise BoxError(repr(fault)) from fault


def _command(job: str) -> list[str]:
    if getattr(sys, "frozen", False):  # pragma: no cover - only in a bundle
        return [sys.executable, "--box", job]
    start = f"import sys; sys.path.insert(0, {str(_ROOT)!r}); from dangjian_desktop.services.box_jobs import main; sys.exit(main({job!r}))"
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
