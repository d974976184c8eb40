"""R8: of two programs that want one ledger exactly one writes; the other is told who, where and since when; a kill unlocks.

``python -m tests.faults.race PATH NAME`` is one of the two: it obeys orders on its input and answers in JSON lines.
"""

from __future__ import annotations

import json
import os
import platform
import random
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services
from tests.fakes import FixedClock
from tests.faults import deeds
from tests.faults.preloaded import ROOT
from tests.samples import new_name

COPY_EACH, KILL_EACH = 10, 3
"""Each so many races the one who was refused looks at a copy; each so many the one who holds the file is killed."""


# ------------------------------------------------------------------ one of the two
def child(path: Path, name: str) -> None:
    deeds.quick()
    services: Services | None = None
    for line in sys.stdin:
        order = line.strip()
        if order in ("open", "copy"):
            services, said = _open(path, name, copy=order == "copy")
        else:
            if services is not None:
                opening.close(services)
            services, said = None, {"closed": True}
        print(json.dumps(said, ensure_ascii=False), flush=True)


def _open(path: Path, name: str, *, copy: bool) -> tuple[Services | None, dict[str, Any]]:
    try:
        services = opening.open_ledger(path, catalogue=deeds.CATALOGUE, clock=FixedClock(), actor=name, copy=copy)
        if not services.read_only:
            new_name(services, "person", f"{name}写的人")
    except UserError as fault:
        return None, {"code": fault.code, "words": str(fault)}
    return services, {
        "code": "",
        "read_only": services.read_only,
        "people": services.records.size(Query("person")),
        "words": str(services.notice),
    }


class Racer:
    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.faults.race", str(self.path), self.name]
        self.process = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, order: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(order + "\n")
        self.process.stdin.flush()

    def said(self) -> dict[str, Any]:
        assert self.process.stdout is not None
        return dict(json.loads(self.process.stdout.readline()))

    def ask(self, order: str) -> dict[str, Any]:
        self.tell(order)
        return self.said()

    def kill(self) -> None:
        os.kill(self.process.pid, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
        self.end()
        self.start()

    def end(self) -> None:
        for stream in (self.process.stdin, self.process.stdout):
            if stream is not None:
                stream.close()
        self.process.wait()


# ------------------------------------------------------------------ the race
def races(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Both open and write at the same moment; then the one who was refused asks again, sometimes the other is killed."""
    path, chance, failures = folder / "台账.djtz", random.Random(seed), list[str]()
    opening.close(deeds.township(path, FixedClock()))
    racers, killed, won = [Racer(path, name) for name in ("甲", "乙")], 0, {"甲": 0, "乙": 0}
    try:
        people = 3
        for number in range(trials):
            first, second = chance.sample(racers, 2)
            first.tell("open")
            second.tell("open")
            said = {one.name: one.said() for one in racers}
            codes = sorted(answer["code"] for answer in said.values())
            if codes != ["", "E-06"]:
                failures.append(f"race {number} (seed {seed}): {said}")
                for one in racers:
                    one.ask("close")
                continue
            holder, other = sorted(racers, key=lambda one: said[one.name]["code"])
            people, won[holder.name] = people + 1, won[holder.name] + 1
            failures += [f"race {number} (seed {seed}): {fault}" for fault in _refused(holder, other, number, people)]
            if number % KILL_EACH == 0:
                killed += 1
                holder.kill()
            else:
                holder.ask("close")
            again = other.ask("open")
            people += again["code"] == ""
            if again["code"] or again["read_only"] or again["people"] != people:
                failures.append(f"race {number} (seed {seed}): not free afterwards, or something is lost: {again}, {people} people")
            other.ask("close")
    finally:
        for one in racers:
            one.end()
    return trials, failures, {"seen": f"{killed} holders killed, won {won}"}


def _refused(holder: Racer, other: Racer, number: int, people: int) -> list[str]:
    """Who asks once more is told by whom, where, since when; and is shown a copy that can be read and not written."""
    told = other.ask("open")
    wanted = (holder.name, platform.node(), "2022-07-05 09:00")
    faults = [f"told {told}"] * (told["code"] != "E-06" or not all(word in told["words"] for word in wanted))
    if number % COPY_EACH == 0:
        look = other.ask("copy")
        right = look["code"] == "" and look["read_only"] and look["people"] == people and holder.name in look["words"]
        faults += [f"a copy showed {look}"] * (not right)
        other.ask("close")
    return faults


if __name__ == "__main__":
    child(Path(sys.argv[1]), sys.argv[2])
