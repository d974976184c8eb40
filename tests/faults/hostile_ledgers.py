"""R12: ledgers from elsewhere, crafted and mutated. Nothing of them runs, nothing crashes, not a byte of them changes.

``python -m tests.faults.hostile_ledgers SEED FIRST COUNT FOLDER`` looks at mutated files in a watched child, one line each.
"""

from __future__ import annotations

import json
import random
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.trust import box_jobs
from tests.fakes import FixedClock
from tests.faults import damage, deeds, hostile, versions
from tests.faults.hostile_files import CRAFTED
from tests.faults.late import late
from tests.faults.preloaded import ROOT

QUERIES, WALL, MEGABYTES = 10, 30, 512
"""Seconds of one query, seconds in all, memory of the box."""


def good(folder: Path) -> Path:
    """The file of the released version: something of everything."""
    return Path(shutil.copy(versions.FOLDER / f"版本{versions.RELEASED}.djtz", folder / "好.djtz"))


def _lying(folder: Path) -> dict[str, bytes]:
    return {str(one): one.read_bytes() for one in sorted(folder.rglob("*")) if one.is_file()}


# ------------------------------------------------------------------ crafted
def crafted(trials: int, seed: int, folder: Path, *, only: Sequence[str] = ()) -> tuple[int, list[str], dict[str, str]]:
    """Each crafted file through the real box and the whole procedure of opening (0: all or ``only`` those, else so many by chance)."""
    deeds.quick()
    original, answers, slowest = good(folder), Counter[str](), 0.0
    names = list(only or CRAFTED) if not trials else random.Random(seed).sample(list(CRAFTED), trials)
    failures = []
    for name in names:
        change, allowed = CRAFTED[name]
        place = folder / "来" / "台账 #1%20.djtz"
        place.parent.mkdir()
        shutil.copy(original, place)
        change(place)
        before, began = _lying(place.parent), time.perf_counter()
        try:
            code, wrote = _opened(place)
        except Exception as fault:  # noqa: BLE001 - whatever it is, it is the finding
            code, wrote = repr(fault), ""
        took = time.perf_counter() - began
        slowest, answers[code or "opened"] = max(slowest, took), answers[code or "opened"] + 1
        failures += [f"{name}: {code or 'opened'}, not one of {allowed}"] * (code not in allowed)
        failures += late(name, took, WALL)
        failures += [f"{name}: {wrote}"] * bool(wrote)
        if code and _lying(place.parent) != before:
            failures.append(f"{name}: something was written")
        shutil.rmtree(place.parent)
    return len(names), failures, {"seen": f"slowest {slowest:.1f} s, {dict(answers.most_common())}"}


def _opened(place: Path) -> tuple[str, str]:
    """What a user meets; and what is wrong when something could be written although there is a notice."""
    try:
        services = deeds.open_again(place, FixedClock())
    except UserError as fault:
        assert str(fault), "four parts in words"
        return fault.code, ""
    try:
        if services.notice is None:
            return "", ""
        for look in (lambda: services.records.search("事由", 9), lambda: services.history.entries(5), services.drafts.all):
            _asked(look)
        try:
            services.records.save("person", {"name": "新人"})
        except UserError:
            return services.notice.code, ""
        return services.notice.code, "it could be written to"
    finally:
        opening.close(services)


def _asked(look: Any) -> None:
    """A damaged file answers what it can, and says so where it cannot."""
    try:
        look()
    except (UserError, ValueError, RecursionError):
        return


# ------------------------------------------------------------------ mutated
def mutation(raw: bytes, chance: random.Random) -> bytes:
    """Most of them where a tree of SQLite keeps what it believes: heads of pages, pointers, lengths, the schema."""
    how = chance.choice((damage.flipped, damage.garbage, damage.swapped, damage.cut, damage.zeros, _head, _heads, _heads, _schema, _schema))
    return how(raw, chance)


def _head(raw: bytes, chance: random.Random) -> bytes:
    """A field of the file's head behind those that are fixed."""
    made, place = bytearray(raw), chance.choice((24, 28, 32, 36, 40, 48, 52, 64, 92, 96))
    made[place : place + 4] = chance.choice(
        (bytes(4), b"\xff" * 4, b"\x7f\xff\xff\xff", chance.randbytes(4), b"\0\0\0" + chance.randbytes(1))
    )
    return bytes(made)


def _heads(raw: bytes, chance: random.Random) -> bytes:
    """The first bytes of some page, and one of its pointers."""
    made = bytearray(raw)
    for _ in range(chance.randrange(1, 4)):
        page = chance.randrange(len(raw) // damage.PAGE) * damage.PAGE + (100 if chance.random() < 0.1 else 0)
        place = page + chance.choice((0, 1, 3, 5, 7, 8, 10, 12, 12 + 2 * chance.randrange(40)))
        made[place : place + 2] = chance.choice((b"\0\0", b"\xff\xff", chance.randbytes(2)))
    return bytes(made)


def _schema(raw: bytes, chance: random.Random) -> bytes:
    """Bytes of the first pages, where the statements of the schema stand."""
    made = bytearray(raw)
    for _ in range(chance.randrange(1, 6)):
        place = chance.randrange(100, 3 * damage.PAGE)
        piece = chance.choice(
            (b"VIEW", b"TRIGGER", b"(", b")", b"'", b'"', b";", b"\0", b"\xff", b"VIRTUAL TABLE x USING fts5(", chance.randbytes(3))
        )
        made[place : place + len(piece)] = piece
    return bytes(made)


def child(seed: int, first: int, count: int, folder: Path) -> None:
    import resource

    raw, path, tried = (folder / "好.djtz").read_bytes(), folder / "变.djtz", list[str]()
    box_jobs.ledger(json.dumps({"path": str(folder / "好.djtz"), "key": "", "many": 10**6}).encode())  # loads whatever it needs
    resource.setrlimit(resource.RLIMIT_AS, (MEGABYTES << 20, MEGABYTES << 20))
    hostile.watch((str(folder), sys.prefix, sys.base_prefix, str(ROOT), "/proc", "/dev", "/usr", "/tmp"), tried)
    for number in range(first, first + count):
        data = mutation(raw, random.Random(f"{seed}/{number}"))
        path.write_bytes(data)
        tried.clear()
        began = time.perf_counter()
        signal.alarm(WALL)
        code = _answer(path)
        signal.alarm(0)
        said = {"number": number, "code": code, "took": time.perf_counter() - began, "tried": tried[:3], "same": path.read_bytes() == data}
        print(json.dumps(said, ensure_ascii=False), flush=True)


def _answer(path: Path) -> str:
    try:
        answer = box_jobs.ledger(json.dumps({"path": str(path), "key": "", "many": 10**6}).encode())
        json.dumps(answer)
    except Exception as fault:  # noqa: BLE001  # in the box this is an answer: the child dies, the program says E-09
        return f"died of {type(fault).__name__}"
    return str(answer["code"] or "")


def mutated(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """No program started, no connection, nothing outside opened, within time and memory; a child that dies is an answer (E-09)."""
    good(folder)
    failures, answers, slowest, first = [], Counter[str](), 0.0, 0
    while first < trials:
        command = [sys.executable, "-m", "tests.faults.hostile_ledgers", str(seed), str(first), str(trials - first), str(folder)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        lines = [json.loads(line) for line in done.stdout.splitlines()]
        for line in lines:
            answers[line["code"] or "nothing against it"] += 1
            slowest = max(slowest, line["took"])
            case = f"mutation {line['number']} (seed {seed})"
            failures += [f"{case} tried {line['tried']}"] * bool(line["tried"])
            failures += [f"{case} was written to"] * (not line["same"])
            failures += late(case, line["took"], QUERIES)
        first += len(lines)
        if done.returncode:
            if not lines and first == 0:
                return 0, [done.stderr[-800:]], {}
            answers["child died"] += 1
            failures += [f"mutation {first} (seed {seed}) took too long"] * (done.returncode == -signal.SIGALRM)
            first += 1
    return (
        trials,
        failures,
        {"seen": f"slowest {slowest:.1f} s, {dict(answers.most_common(12))}", "controls": "the watch saw a program it was shown"},
    )


if __name__ == "__main__":
    child(int(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), Path(sys.argv[4]))
