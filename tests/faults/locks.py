"""R27: a password. Wrong ones harm nothing; killed in the middle of setting, changing or taking it off, the ledger opens whole.

``python -m tests.faults.locks LEDGER STEP KEY PASSWORD`` is the child that is killed.
"""

from __future__ import annotations

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.services.ledger_file import opening, passwords
from dangjian_desktop.services.ledger_file.passwords import Key
from dangjian_desktop.storage.engine import keys
from dangjian_desktop.storage.engine.keys import Cost
from tests.fakes import FixedClock
from tests.faults.late import early
from tests.faults.preloaded import ROOT

Bench = tuple[int, list[str], dict[str, str]]
CHEAP = Cost(2**14)
OLD, NEW = "原来的口令 一二三", "后来的口令 四五六"
STEPS = ("protect", "change", "lift")
LETTERS = "abcXYZ019 口令汉字Ａ１。_-\t"


def _at_once(_seconds: float) -> None:
    """The bench does not wait; that a try waits is tested elsewhere."""


def ledger(folder: Path, *, sealed: bool) -> tuple[Path, Key]:
    """A small ledger with its usual content; ``sealed``: protected by OLD."""
    folder.mkdir(parents=True)
    path, key = folder / "台账.djtz", passwords.fresh()
    services = opening.create_ledger(path, "青石镇党委", clock=FixedClock())
    for number in range(30):
        services.records.save("talk", {"kind": "谈心谈话", "held_on": "2022-05-12", "topic": f"事由{number}", "summary": "一段话。" * 50})
    if sealed:
        passwords.protect(services, key, OLD, cost=CHEAP)
    else:
        opening.close(services)
    return path, key


def content(path: Path, key: Key | None) -> str:
    """A digest of every record, or what is wrong with the file."""
    services = opening.open_ledger(path, key=key, clock=FixedClock())
    try:
        if services.notice is not None:
            return f"opens with {services.notice.code}"
        talks = sorted(str(sorted(one.values.items())) for one in services.records.all_of("talk"))
        return hashlib.sha256("\n".join(talks).encode()).hexdigest() if len(talks) == 30 else f"{len(talks)} records"
    finally:
        opening.close(services)


def _refused(act: Callable[[], object]) -> str:
    try:
        act()
    except UserError as fault:
        return fault.code
    return "nothing"


def _missing() -> Bench | None:
    return (0, [], {"skipped": passwords.lacking()}) if passwords.lacking() else None


# ---------------------------------------------------------------------- wrong ones
def wrong(trials: int, seed: int, folder: Path) -> Bench:
    """Passwords that are not it, some of them nearly."""
    if skipped := _missing():
        return skipped
    chance, failures = random.Random(seed), list[str]()
    path, key = ledger(folder / "wrong", sealed=True)
    before, was = path.read_bytes(), content(path, key)
    near = [OLD.upper() + " ", OLD[:-1], OLD + OLD[-1], OLD.replace(" ", ""), "", OLD.replace("口", "囗"), "\0" + OLD]
    for number in range(trials):
        typed = near[number] if number < len(near) else "".join(chance.choices(LETTERS, k=chance.randrange(1, 60)))
        if (code := _refused(partial(passwords.unlock, path, password=typed, sleep=_at_once))) != "E-61":
            failures.append(f"{typed!r}: {code}")
    if path.read_bytes() != before:
        failures.append("the file was changed")
    if content(path, passwords.unlock(path, password=OLD, sleep=_at_once)) != was:
        failures.append("the right password no longer shows what was there")
    began = time.perf_counter()
    keys.wrap(key, OLD)
    took = time.perf_counter() - began
    failures += early("a key is derived", took, 0.3)
    return trials, failures, {"seen": f"tuned and derived in {took:.2f} s"}


# ---------------------------------------------------------------------- the ways out
def by_code(trials: int, seed: int, folder: Path) -> Bench:
    """Nobody knows the password: the code on paper opens, and a new password holds."""
    if skipped := _missing():
        return skipped
    chance, failures = random.Random(seed), list[str]()
    path, key = ledger(folder / "code", sealed=True)
    was = content(path, key)
    for number in range(trials):
        paper = "\n".join(passwords.code_lines(key))
        typed = "".join(character.lower() if chance.random() < 0.3 else character for character in paper)
        if chance.random() < 0.3:
            typed = typed.replace(" ", chance.choice(("", "-", "  ")))
        found = passwords.unlock(path, code=typed, sleep=_at_once)
        services = opening.open_ledger(path, key=found, clock=FixedClock())
        passwords.change(services, f"{NEW}{number}", cost=CHEAP)
        opening.close(services)
        again = passwords.unlock(path, password=f"{NEW}{number}", sleep=_at_once)
        if content(path, again) != was or _refused(lambda: passwords.unlock(path, password=OLD, sleep=_at_once)) != "E-61":
            failures.append(f"after the code of try {number}")
    return trials, failures, {}


def lost_key(trials: int, seed: int, folder: Path) -> Bench:
    """The key file is gone, empty, cut or another one's."""
    if skipped := _missing():
        return skipped
    chance, failures = random.Random(seed), list[str]()
    path, key = ledger(folder / "key", sealed=True)
    place, was = path.with_suffix(keys.SUFFIX), content(path, key)
    good, foreign = place.read_bytes(), keys.wrap(passwords.fresh(), OLD, CHEAP)
    ways = {"gone": None, "empty": b"", "cut": good[: len(good) // 2], "another": foreign, "flipped": b""}
    for number in range(trials):
        way = tuple(ways)[number % len(ways)]
        at = chance.randrange(len(good))
        data = good[:at] + bytes([good[at] ^ (1 << chance.randrange(8))]) + good[at + 1 :] if way == "flipped" else ways[way]
        place.unlink(missing_ok=True)
        if data is not None:
            place.write_bytes(data)
        code = _refused(lambda: passwords.unlock(path, password=OLD, sleep=_at_once))
        if code not in ("E-61", "E-62") and not (way == "flipped" and code == "nothing"):
            failures.append(f"{way}: {code}")
        if content(path, passwords.unlock(path, code="".join(passwords.code_lines(key)), sleep=_at_once)) != was:
            failures.append(f"{way}: the code does not show what was there")
    return trials, failures, {}


# ---------------------------------------------------------------------- kills
def killed(trials: int, seed: int, folder: Path) -> Bench:
    """Killed at a random moment of setting, changing and taking off: one of the two states, whole, by one of the two passwords."""
    if skipped := _missing():
        return skipped
    chance, failures, ends = random.Random(seed), list[str](), {"before": 0, "after": 0}
    usual: dict[str, float] = {}
    for number in range(trials):
        step = STEPS[number % len(STEPS)]
        here = folder / str(number)
        path, key = ledger(here, sealed=step != "protect")
        was = content(path, None if step == "protect" else key)
        if step not in usual:
            shutil.copytree(here, folder / "measured")
            usual[step] = _run(folder / "measured" / path.name, step, key, None)
            shutil.rmtree(folder / "measured")
        _run(path, step, key, chance.uniform(0, usual[step] * 1.05))
        failures += [f"{step} {number}: {said}" for said in _after(path, step, key, was, ends)]
        shutil.rmtree(here)
    return trials, failures, {"controls": f"{ends['before']} were killed before, {ends['after']} after it held"}


def _run(path: Path, step: str, key: Key, delay: float | None) -> float:
    """The child, killed after ``delay``; how long it lived once it was ready."""
    command = [sys.executable, "-m", "tests.faults.locks", str(path), step, key.value.hex(), NEW]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    environment.pop("COVERAGE_PROCESS_START", None)
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        began = time.perf_counter()
        if delay is not None:
            time.sleep(delay)
            process.send_signal(signal.SIGKILL)
        process.wait()
        return time.perf_counter() - began


def _after(path: Path, step: str, key: Key, was: str, ends: dict[str, int]) -> list[str]:
    """What is wrong with what the kill left behind."""
    sealed = passwords.protected(path)
    found: Key | None = None
    if sealed:
        opens = [word for word in (OLD, NEW) if _refused(partial(passwords.unlock, path, password=word, sleep=_at_once)) == "nothing"]
        if len(opens) != 1:
            return [f"{len(opens)} of the two passwords open it"]
        if passwords.unlock(path, code="".join(passwords.code_lines(key)), sleep=_at_once) != key:
            return ["the code does not open it"]
        found = key
    wrong = [] if content(path, found) == was else ["what was there is not there"]
    ends["after" if {"protect": sealed, "lift": not sealed, "change": sealed and opens == [NEW]}[step] else "before"] += 1
    left = [one.name for one in path.parent.iterdir() if one.suffix in (".转换中", ".换下") or one.name.endswith(".part")]
    return [*wrong, *(f"{name} was left" for name in left)]


def main(words: list[str]) -> None:
    path, step, key, password = Path(words[0]), words[1], Key(bytes.fromhex(words[2])), words[3]
    services = opening.open_ledger(path, key=None if step == "protect" else key, clock=FixedClock())
    print("ready", flush=True)
    acts: dict[str, Callable[[], Any]] = {
        "protect": lambda: passwords.protect(services, key, password, cost=CHEAP),
        "change": lambda: passwords.change(services, password, cost=CHEAP),
        "lift": lambda: passwords.lift(services),
    }
    acts[step]()
    opening.close(services)


if __name__ == "__main__":
    main(sys.argv[1:])
