"""What a clerk does in a day, as named deeds over the ordinary services: the workload of every bench of faults.

Each deed is one action after which the program would say 已保存. They keep no state but the open file's own.
"""

from __future__ import annotations

import functools
import hashlib
import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.domain.progress import Quiet
from dangjian_desktop.domain.report import Section
from dangjian_desktop.exchange.workbook_in import Sheet
from dangjian_desktop.ledgers import skeletons, ties
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.services.ledger_file import opening, redaction
from dangjian_desktop.services.services import Services
from dangjian_desktop.services.trust import known_files
from dangjian_desktop.storage.engine.database import Database
from dangjian_desktop.storage.ground.watch import Watch
from tests import samples
from tests.fakes import FixedClock
from tests.samples import new_name

CATALOGUE = load_catalogue()
PERIOD = half(2022, 1)
TALK = {"kind": "谈心谈话", "speaker_role": "党委书记", "target_category": "村干部", "headcount": "2", "speaker": "班子成员01"}
IMPORTED = 20
NAME = "台账.djtz"
RENAMED = "买买提"


@dataclass
class Desk:
    """An open ledger, what chance decides, and the clock on the wall. ``outside`` is a folder that is no part of the
    ledger; ``say`` hears what a look at the disk must know (JSON), ``secret`` is the password in force."""

    services: Services
    chance: random.Random
    clock: FixedClock
    outside: Path
    say: Callable[[str], None] = lambda _words: None
    secret: str = ""

    def some(self, ledger: str, **query: Any) -> int:
        return self.chance.choice(self.services.records.pks(Query(ledger, **query)))


Deed = Callable[[Desk], object]
DEEDS: dict[str, Deed] = {}
NEEDS: dict[str, tuple[str, ...]] = {
    "bring_back": ("void",),
    "redo": ("undo",),
    "drop_draft": ("draft",),
    "send": ("finalise",),
    "detach": ("attach",),
    "go_back": ("keep", "save"),
}
"""What must have been done before a deed has something to do."""


def deed(function: Deed) -> Deed:
    DEEDS[function.__name__] = function
    return function


# ------------------------------------------------------------------ records
@deed
def save(desk: Desk) -> object:
    day = date(2022, 1, 1) + timedelta(days=desk.chance.randrange(180))
    text = {"topic": f"事由{desk.chance.random()}", "summary": "很长的一段话。" * desk.chance.randrange(80)}
    return desk.services.records.save("talk", {**TALK, **text, "held_on": day})


@deed
def edit(desk: Desk) -> object:
    return desk.services.records.save("talk", {"summary": "改过" * desk.chance.randrange(1, 400)}, pk=desk.some("talk"))


@deed
def rename(desk: Desk) -> object:
    """Every record that mentions the name is indexed anew."""
    pk = desk.services.records.targets("person", RENAMED)[0].pk
    return desk.services.records.save("person", {"name": f"{RENAMED}·{desk.chance.randrange(99)}"}, pk=pk)


@deed
def person(desk: Desk) -> object:
    return new_name(desk.services, "person", f"干部{desk.chance.randrange(10**6)}")


@deed
def void(desk: Desk) -> object:
    return desk.services.records.void([desk.some("talk")], "重复登记")


@deed
def bring_back(desk: Desk) -> object:
    return desk.services.records.restore(desk.services.records.pks(Query("talk", voided="only"))[:1])


@deed
def undo(desk: Desk) -> object:
    return desk.services.history.undo()


@deed
def redo(desk: Desk) -> object:
    return desk.services.history.redo()


@deed
def bring_in(desk: Desk) -> object:
    """An import is one change, whatever its size."""
    heads = ("授课日期", "类别", "课题", "授课人", "参加人数")
    rows = [("2022-03-05", "书记党课", f"课题{number}", "班子成员02", number) for number in range(IMPORTED)]
    preview = desk.services.importing.look([Sheet("党课与培训", (heads, *rows))], "表.xlsx", Quiet())
    if not preview.records:  # the very same lines are there already
        rows = [(*row[:2], f"课题{desk.chance.random()}", *row[3:]) for row in rows]
        preview = desk.services.importing.look([Sheet("党课与培训", (heads, *rows))], "表.xlsx", Quiet())
    return desk.services.importing.commit(preview)


def full_record(ledger: str) -> Deed:
    """A record with every field filled."""

    def save_full(desk: Desk) -> object:
        spec = CATALOGUE.get(ledger)
        return desk.services.records.save(ledger, samples.full(spec, date(2022, 2, 3), mark=f"样{desk.chance.randrange(99)}"))

    return save_full


for _spec in CATALOGUE.ledgers:
    DEEDS[f"full {_spec.key}"] = full_record(_spec.key)


# ------------------------------------------------------------------ evidence
def _attached(desk: Desk, size: int) -> object:
    """Of few different contents, so that a file that lives long does not grow without end."""
    number = desk.chance.randrange(4)
    return desk.services.evidence.add_bytes(desk.some("talk"), f"记录{number}.txt", random.Random(number + size).randbytes(size))


@deed
def attach(desk: Desk) -> object:
    return _attached(desk, 30_000)


@deed
def attach_large(desk: Desk) -> object:
    return _attached(desk, 3 * 1024 * 1024)


@deed
def detach(desk: Desk) -> object:
    for pk in desk.services.records.pks(Query("talk")):
        if pieces := desk.services.evidence.of(pk):
            return desk.services.evidence.remove(pk, pieces[0].sha256, "放错了记录", name=pieces[0].name)
    raise IndexError


# ------------------------------------------------------------------ settings, drafts, reports
@deed
def setting(desk: Desk) -> object:
    return desk.services.settings.put("addressee", f"某县委{desk.chance.randrange(99)}", "主送机关")


@deed
def draft(desk: Desk) -> object:
    """What was typed and not saved."""
    return desk.services.drafts.keep("talk", "talk", None, {"topic": f"还没有写完{desk.chance.random()}"})


@deed
def drop_draft(desk: Desk) -> object:
    return desk.services.drafts.drop("talk")


def _report(desk: Desk) -> Any:
    begun = desk.services.reporting.start("half", PERIOD)
    return replace(begun, addressee="县委", sections=(Section("甲", "一、谈话", "谈话{{ 谈话次数 }}次。"),))


@deed
def report(desk: Desk) -> object:
    return desk.services.reporting.keep(_report(desk))


@deed
def finalise(desk: Desk) -> object:
    made = _report(desk)
    passed = {finding.key: "核对过" for finding in desk.services.reporting.open_musts(made)}
    return desk.services.reporting.finalize(replace(made, passed=MappingProxyType(passed)))


@deed
def send(desk: Desk) -> object:
    final = [info for info in desk.services.reporting.list() if info.state == "final"]
    return desk.services.reporting.mark_sent(final[0].id)


@deed
def template(desk: Desk) -> object:
    key, data = f"自用{desk.chance.randrange(99)}", desk.chance.randbytes(30_000)
    return desk.services.store.add_template(key, "自用模板", "half", data, actor="", at=desk.clock.now())


@deed
def export(desk: Desk) -> object:
    """The log says that secret fields left."""
    return desk.services.exporting.export_all(desk.outside / "全部.xlsx")


@deed
def redact(desk: Desk) -> object:
    """Everything of one talk that may go, with its evidence, behind a backup."""
    offer = redaction.look(desk.services, desk.some("talk"))
    places = [one.place for one in offer.texts if not one.obstacle]
    return redaction.redact(desk.services, offer, places, evidence=bool(offer.evidence), reason="按规定")


# ------------------------------------------------------------------ backups
@deed
def keep(desk: Desk) -> object:
    return desk.services.backups.make()


@deed
def go_back(desk: Desk) -> object:
    """Into the open file, from one of the last three backups."""
    return desk.services.backups.restore(desk.chance.choice(desk.services.backups.all()[:3]).path)


# ------------------------------------------------------------------ making and opening
def township(path: Path, clock: FixedClock, *, talks: int = 6) -> Services:
    """A small open ledger with names and talks."""
    services = opening.create_ledger(path, "青石镇党委", catalogue=CATALOGUE, clock=clock, actor="经办人")
    samples.register_names(services)
    new_name(services, "person", RENAMED)
    for number in range(talks):
        services.records.save("talk", {**TALK, "targets": RENAMED, "held_on": date(2022, 1, 3 + number), "topic": f"事由{number}"})
    return services


def quick() -> None:
    """Declarations are read once; a bench opens thousands of files."""
    for place, name in ((ties, "load_ties"), (skeletons, "load_skeletons")):
        setattr(place, name, functools.lru_cache(maxsize=None)(getattr(place, name)))


def ours(path: Path) -> None:
    """This installation wrote the file last, at this place; a copy made for a test would be looked through in the child box first."""
    watch = Watch(path)
    known_files.opened(path, watch)
    watch.close()


def open_again(path: Path, clock: FixedClock) -> Services:
    return opening.open_ledger(path, catalogue=CATALOGUE, clock=clock, actor="经办人")


def prepare(name: str, desk: Desk) -> None:
    for before in NEEDS.get(name, ()):
        DEEDS[before](desk)


def do(name: str, desk: Desk, known: Mapping[str, Deed] = DEEDS) -> bool:
    """Whether there was something to do; a refusal in plain words is no fault."""
    try:
        known[name](desk)
    except (UserError, IndexError) as refusal:
        if isinstance(refusal, UserError) and refusal.code not in ("E-82", "E-84", "E-85", "E-34"):
            raise
        return False
    return True


# ------------------------------------------------------------------ what stands in the file
def content(database: Database) -> str:
    """A digest of everything: every row of every table. What opening the file again may write anew stays out: the log's own
    numbers and times, which the chain vouches for."""
    whole = hashlib.sha256()
    for (table,) in database.run("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"):
        columns = {"audit": "seq, actor, kind, label, ledgers, records, undoes, content", "migration": "name"}.get(table, "*")
        for row in database.run(f'SELECT {columns} FROM "{table}"'):
            whole.update(repr((table, *row)).encode("utf-8", "surrogatepass"))
    return whole.hexdigest()
