"""R4: the program is killed while a clerk types Chinese into a random field; what is offered when the form is opened again.

Chains of children run beside each other, each on a ledger of its own: every child looks at what the killed one left, takes it up or
throws it away, types on, and is killed. The forking process never makes a window itself.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.faults.late import late
from tests.faults.screen import Screen, in_child, new_ledger, pause, until

PROMISE = 3.0
"""Seconds of typing that may be missing."""
_BESIDE = 5
"""Chains at once: typing is mostly waiting."""
_PACE = 0.04
LETTERS = "今天下午在会议室听取各村汇报并逐项研究了整改措施要求月底前完成"


# ---------------------------------------------------------------------- the child
def _child(path: Path, seed: int, number: int, out: int) -> None:
    chance = random.Random(f"{seed}/{number}")
    screen = Screen(path.parent / "home").open(path)
    ledger, pk, key = json.loads((path.parent / "where").read_text(encoding="utf-8"))
    form = screen.form(ledger, pk)
    offered = not form.offer.isHidden() and bool(form.offer._verbs)
    draft = form.session.start.draft if form.session.start is not None else None
    say(out, {"offered": offered, "draft": _typed(draft, key), "shown": _typed(form.raw(), key)})
    if offered and chance.random() < 0.5:
        form.offer._verbs[0].click()
        say(out, {"taken": _typed(form.raw(), key)})
    elif offered:
        form.offer._verbs[1].click()
        screen.settle()
        say(out, {"dropped": _typed(form.raw(), key)})
    if number < 0:
        os._exit(0)
    _type(screen, form, key, chance, out)


def _type(screen: Screen, form: Any, key: str, chance: random.Random, out: int) -> None:
    if key.startswith("row:"):
        rows = form.rows
        column = next(place for place, cell in enumerate(rows.field.rows) if cell.key == key[4:])
        rows.view.setFocus()
        rows.view.setCurrentIndex(rows.model.index(0, column))
        rows.view.edit(rows.model.index(0, column))
        until(lambda: rows.delegate.current is not None)
    else:
        form.fields.unfold(True)
        form.fields.focus(key)
    say(out, {"typing": time.monotonic()})
    while True:
        screen.write(chance.choice(LETTERS))
        say(out, {"at": time.monotonic(), "text": _typed(form.area.unfinished(), key)})
        pause(chance.uniform(0, 2 * _PACE))


def _typed(raw: Any, key: str) -> str:
    """What stands in the field, in a form's values or a draft's."""
    if raw is None:
        return ""
    if key.startswith("row:"):
        rows = next((value for value in raw.values() if isinstance(value, list) and value and isinstance(value[0], dict)), [{}])
        return str(rows[0].get(key[4:]) or "")
    return str(raw.get(key) or "")


def say(out: int, what: dict[str, Any]) -> None:
    os.write(out, json.dumps(what).encode() + b"\n")


# ---------------------------------------------------------------------- the parent
@dataclass
class Chain:
    """One ledger through its kills; what the last child had typed and when, and when it was killed."""

    folder: Path
    stored: str
    expected: list[tuple[float, str]] = field(default_factory=list)
    killed_at: float = 0.0
    began: float = 0.0
    missing: list[float] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    offers: int = 0

    def hear(self, line: dict[str, Any], case: str) -> None:
        if "fault" in line:
            self.faults.append(f"{case}: {line['fault']}")
        elif "offered" in line:
            self._look(line, case)
        elif "taken" in line and line["taken"] != self.offered:
            self.faults.append(f"{case}: taken up, but {line['taken'][-10:]!r} stands there")
        elif "dropped" in line and line["dropped"] != self.stored:
            self.faults.append(f"{case}: thrown away, but {line['dropped'][-10:]!r} stands there")
        elif "typing" in line:
            self.expected, self.began = [], line["typing"]
        elif "at" in line:
            self.expected.append((line["at"], line["text"]))

    def _look(self, line: dict[str, Any], case: str) -> None:
        self.offered = line["draft"]
        self.offers += line["offered"]
        if line["shown"] != self.stored:
            self.faults.append(f"{case}: {line['shown'][-10:]!r} was laid over what is stored")
        if not self.expected:
            return
        due = [text for at, text in self.expected if at <= self.killed_at - PROMISE]
        if due and not line["offered"]:
            self.faults += late(f"{case}: nothing was offered of {len(due[-1])} characters", self.killed_at - self.began, PROMISE)
        kept_at = max((at for at, text in self.expected if text == line["draft"]), default=self.began)
        self.missing.append(self.killed_at - kept_at)
        self.faults += late(f"{case}: missing at the end", self.killed_at - kept_at if due else 0.0, PROMISE)


def _prepare(folder: Path, chance: random.Random) -> Chain:
    """A ledger, and which field of which record is typed into: a new one or a stored one, a field or a cell of the grid."""
    from dangjian_desktop.services.ledger_file import opening
    from tests.fakes import FixedClock

    folder.mkdir()
    path = new_ledger(folder / "台账.djtz")
    services = opening.open_ledger(path, clock=FixedClock())
    ledgers = [spec for spec in services.catalogue.ledgers if _places(spec)]
    spec = chance.choice([one for one in ledgers if one.rows_field] if chance.random() < 0.3 else ledgers)
    key = chance.choice(_places(spec))
    pk, stored = None, ""
    if chance.random() < 0.5:
        raw: dict[str, Any] = {spec.date_field: "2022-05-12"}
        stored = "原来的"
        if key.startswith("row:") and spec.rows_field is not None:
            raw[spec.rows_field.key] = [{key[4:]: stored}]
        else:
            raw[key] = stored
        pk = services.records.save(spec.key, raw).ids[0]
    opening.close(services)
    (folder / "where").write_text(json.dumps([spec.key, pk, key]), encoding="utf-8")
    return Chain(folder, stored)


def _places(spec: Any) -> list[str]:
    cells = [f"row:{cell.key}" for cell in spec.rows_field.rows if cell.kind == "text"] if spec.rows_field else []
    return cells or [one.key for one in spec.fields if one.kind in ("text", "long") and not one.secret and one.key != "remark"]


@dataclass
class _Running:
    chain: Chain
    pid: int
    reader: int
    case: str
    delay: float
    text: bytes = b""
    deadline: float = float("inf")
    killed_at: float = 0.0


def _start(chain: Chain, seed: int, number: int, delay: float) -> _Running:
    reader, writer = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(reader)
        try:
            _child(chain.folder / "台账.djtz", seed, number, writer)
        except BaseException as fault:  # noqa: BLE001  # whatever it is, it is the finding
            say(writer, {"fault": repr(fault)})
        finally:
            os._exit(0)
    os.close(writer)
    return _Running(chain, pid, reader, f"kill {number} (seed {seed})", delay)


def _watch(running: list[_Running]) -> None:
    """Until each has been killed at its time, or has ended by itself."""
    while running:
        ready, _, _ = select.select([one.reader for one in running], [], [], 0.01)
        now = time.monotonic()
        for one in [*running]:
            if now >= one.deadline:
                one.killed_at, one.deadline = now, float("inf")
                os.kill(one.pid, signal.SIGKILL)
            if one.reader in ready:
                part = os.read(one.reader, 65536)
                one.text += part
                if one.deadline == float("inf") and not one.killed_at and b'"typing"' in one.text:
                    one.deadline = now + one.delay
                if not part:
                    _end(one)
                    running.remove(one)


def _end(one: _Running) -> None:
    os.close(one.reader)
    os.waitpid(one.pid, 0)
    for line in one.text.split(b"\n")[:-1]:
        one.chain.hear(json.loads(line), one.case)
    one.chain.killed_at = one.killed_at


def work(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    chance = random.Random(seed)
    chains = [_prepare(folder / str(number), chance) for number in range(min(_BESIDE, trials))]
    done = 0
    while done < trials:
        batch = chains[: trials - done]
        _watch([_start(chain, seed, done + place, chance.uniform(0.3, 5.5)) for place, chain in enumerate(batch)])
        done += len(batch)
    _watch([_start(chain, seed, -1, 0) for chain in chains])
    faults = [fault for chain in chains for fault in chain.faults]
    missing = sorted(second for chain in chains for second in chain.missing)
    faults += ["a control: nothing was ever typed"] * (not missing)
    seen = (
        f"{sum(chain.offers for chain in chains)} offers; missing at most {missing[-1]:.1f} s, mostly {missing[len(missing) // 2]:.1f} s"
        if missing
        else ""
    )
    return trials, faults, {"seen": seen, "controls": f"{len(missing)} killed while typing"}


typing_killed = in_child("typing_killed:work")
