"""Declaration files as plain values. What was read once is kept in the program's own folder, named by the digest of the file it was
read from, so that it can never be that of another one; it saves the YAML reader at every start. Knows no ledger.
"""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import Any

from dangjian_desktop import files, paths
from dangjian_desktop.logs import log

_FOLDER = "declared"


def read_yaml(name: str) -> Any:
    """Read a declaration file of resources/ as plain Python values."""
    return read((paths.resources() / name).read_bytes())


def read(data: bytes) -> Any:
    """Read a text in YAML as plain Python values."""
    kept = paths.own_folder() / _FOLDER / f"{hashlib.sha256(data).hexdigest()}.json"
    if (found := _read(kept)) is not None:
        return found
    found = _parsed(data)
    _keep(kept, found)
    return found


def _read(kept: Path) -> Any:
    """Return what is kept, None unless every byte is as it was written."""
    try:
        digest, _, text = kept.read_bytes().partition(b"\n")
    except OSError:
        return None
    return json.loads(text) if hashlib.sha256(text).hexdigest().encode() == digest else None


def _parsed(data: bytes) -> Any:
    import yaml

    # PyYAML's C loader reads ledgers.yaml eight times faster; wheels without it fall back to the pure one
    return yaml.load(data.decode("utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _keep(kept: Path, found: Any) -> None:
    """Dates and keys that are no texts do not survive JSON, so a file with any is read anew each time."""
    try:
        text = json.dumps(found, ensure_ascii=False)
    except TypeError:
        return
    if json.loads(text) != found:
        return
    try:
        kept.parent.mkdir(exist_ok=True)
        with files.staged(kept, f".{os.getpid()}") as beside:
            beside.write_bytes(hashlib.sha256(text.encode()).hexdigest().encode() + b"\n" + text.encode())
    except OSError as fault:
        log().info("a declaration is not kept: %s", type(fault).__name__)
