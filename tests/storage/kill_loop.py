"""B1, light: children save through the services and are killed at random moments; each next one looks what is there.

``python kill_loop.py FOLDER KILLS SEED`` prints one JSON object. A process of its own, so that forking is harmless.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from itertools import pairwise
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.listing import Query
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services import opening
from dangjian_desktop.storage.record_writes import initials

BATCH = 20


def child(path: Path, acknowledged: dict[str, str], seed: int, out: int, *, work: bool = True) -> None:
    """Open, compare with what was acknowledged, then work until killed; after each save one line on the pipe."""
    started = time.perf_counter()
    services = opening.open_ledger(path, catalogue=CATALOGUE)
    took = time.perf_counter() - started

    # a record may be one change further (the one that was running), but the acknowledged state is in its history
    have = set(services.store.database.run("SELECT r.id, h.digest FROM record r JOIN history h ON h.record = r.pk"))
    lost = [one for one in acknowledged.items() if one not in have]
    halves = services.records.size(Query("lecture", voided="also")) % BATCH
    last, _ = services.store.audit.head()
    say(out, {"lost": len(lost), "half": halves, "notice": str(services.notice or ""), "took": took, "last": last})
    chance = random.Random(seed)
    known = services.records.pks(Query("talk"))[:20]
    while work:
        what = chance.randrange(10)
        raw = {"held_on": "2022-05-01", "topic": f"事由{chance.random()}", "summary": "很长的一段话" * chance.randrange(100)}
        if what < 6 or not known:
            change = services.records.save("talk", raw)
        elif what < 8:
            change = services.records.save("talk", raw, pk=chance.choice(known))
        elif what == 8:
            rows = [("lecture", {"held_on": "2022-05-01", "title": str(number)}) for number in range(BATCH)]
            change = services.records.save_many(rows, kind="import", label="导入")
        else:
            change = services.history.undo()
        known = (*known[-20:], *(pk for pk in change.ids if services.records.get(pk).ledger == "talk"))
        marks = ", ".join("?" * len(change.ids))
        rows = services.store.database.run(f"SELECT id, digest FROM record WHERE pk IN ({marks})", change.ids)
        say(out, {"saved": dict(rows), "last": change.seq})
    opening.close(services)


def say(out: int, what: dict[str, Any]) -> None:
    os.write(out, json.dumps(what).encode() + b"\n")


def run(path: Path, acknowledged: dict[str, str], seed: int, delay: float | None) -> dict[str, Any]:
    """One child; killed ``delay`` seconds after it has opened (None: it only looks). Adds to ``acknowledged``."""
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            child(path, acknowledged, seed, writer, work=delay is not None)
        finally:
            os._exit(0)
    os.close(writer)
    text, deadline = b"", None
    while True:
        ready, _, _ = select.select([reader], [], [], 30 if deadline is None else max(0, deadline - time.perf_counter()))
        if not ready:
            os.kill(pid, signal.SIGKILL)
            deadline = time.perf_counter() + 10
        part = os.read(reader, 65536) if ready else b""
        if ready and not part:
            break
        text += part
        if deadline is None and b"\n" in text and delay is not None:
            deadline = time.perf_counter() + delay
    os.close(reader)
    os.waitpid(pid, 0)
    lines = [json.loads(line) for line in text.split(b"\n")[:-1]]
    for line in lines[1:]:
        acknowledged.update(line["saved"])
    return {**lines[0], "saves": len(lines) - 1, "left": lines[-1]["last"]}


def main(folder: str, kills: int, seed: int) -> dict[str, Any]:
    path = Path(folder) / "台账.djtz"
    opening.close(opening.create_ledger(path, "某镇党委", catalogue=CATALOGUE))
    initials("预热")
    chance, acknowledged, found = random.Random(seed), {}, []
    for number in range(kills):
        found.append(run(path, acknowledged, seed + number, chance.uniform(0, 0.08)))
    found.append(run(path, acknowledged, seed, None))
    return {
        "seed": seed,
        "kills": kills,
        "acknowledged": len(acknowledged),
        "saves": sum(one["saves"] for one in found),
        "lost": sum(one["lost"] for one in found),
        "half": sum(one["half"] for one in found),
        "unsaid": sum(after["last"] - before["left"] for before, after in pairwise(found)),
        "more_than_one_unsaid": sum(after["last"] - before["left"] not in (0, 1) for before, after in pairwise(found)),
        "notices": [one["notice"] for one in found if one["notice"]],
        "slowest_open": max(one["took"] for one in found),
        "hot": sum(one.name.endswith("-journal.恢复前") for one in path.parent.iterdir()),
    }


CATALOGUE = load_catalogue()

if __name__ == "__main__":
    sys.stdout.write(json.dumps(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])), ensure_ascii=False))
