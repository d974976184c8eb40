"""The made-up township of ``demo FILE``: reads the recipes of resources/demo.yaml and writes them through the ordinary services.

Knows no ledger: recipes name ledgers and fields by their labels. The same day and recipes give the same records.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import Period, half_of
from dangjian_desktop.ledgers.declared import read_yaml
from dangjian_desktop.paths import resources
from dangjian_desktop.services.base.ports import Clock, SystemClock
from dangjian_desktop.services.base.settings import ADDRESSEE
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.services import Services

_STEPS = {"month": 1, "quarter": 3, "half": 6, "year": 12}
_LATE = timedelta(days=30)


@dataclass
class _Scene:
    """One happening: the values found so far by label, and what the words of a recipe may refer to."""

    day: date
    facts: dict[str, Any]
    values: dict[str, Any] = field(default_factory=dict)

    def words(self) -> Mapping[str, Any]:
        return {**self.facts, **{key: "" if value is None else value for key, value in self.values.items()}}


class Township:
    """Turns recipes into raw records, as a clerk would type them, from ``first`` to ``today``."""

    def __init__(self, recipes: Mapping[str, Any], today: date) -> None:
        self.recipes = recipes
        self.today = today
        period = half_of(today)
        for _ in range(recipes["halves"] - 1):
            period = period.previous()
        self.first = period.start
        self.chance = random.Random(recipes["seed"])
        self.pools: dict[str, list[str]] = {}
        for name, pool in recipes["pools"].items():
            self.pools[name] = self._pool(pool)
        self.turns: dict[int, int] = {}

    def _pool(self, pool: Mapping[str, Any]) -> list[str]:
        if "all" in pool:
            return [item for name in pool["all"] for item in self.pools[name]]
        first = pool.get("from", 1)
        return [pool["text"].format(n=number) for number in range(first, first + pool["count"])]

    # ------------------------------------------------------------------ when
    def _periods(self, every: str) -> Iterator[Period]:
        """The stretches of time in which a story happens once (or ``times``), from the first day to the one that holds today."""
        if every == "week":
            start = self.first + timedelta(days=-self.first.weekday() % 7)
            while start <= self.today:
                yield Period(start, start + timedelta(days=6))
                start += timedelta(days=7)
            return
        months = _STEPS[every]
        year, month = self.first.year, self.first.month - (self.first.month - 1) % months
        while (start := date(year, month, 1)) <= self.today:
            after = date(year + (month + months - 1) // 12, (month + months - 1) % 12 + 1, 1)
            yield Period(start, after - timedelta(days=1))
            year, month = after.year, after.month

    def _days(self, story: Mapping[str, Any]) -> Iterator[date]:
        """The days on which the story happens, in order, none before the first day and none after today."""
        for period in self._periods(story["every"]):
            low, high = story.get("times", (1, 1))
            found = sorted(self._day_in(story, period) for _ in range(self.chance.randint(low, high)))
            yield from (day for day in found if self.first <= day <= self.today)

    def _day_in(self, story: Mapping[str, Any], period: Period) -> date:
        at = story.get("at")
        if at == "end":
            return _workday(period.end, back=True)
        if at:
            month, day = (int(part) for part in at.split("-"))
            return _workday(date(period.start.year, month, day))
        return _workday(
            period.start + timedelta(days=self.chance.randint(0, (period.end - period.start).days)), back=period.end.weekday() > 4
        )

    # ------------------------------------------------------------------ what
    def registers(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(label, raw by label) of the registers, units before the people who belong to them."""
        for recipe in self.recipes["registers"]:
            for number, item in enumerate(self._items(recipe), 1):
                scene = _Scene(self.first, {"n": number, "item": item, "day": self.first})
                yield recipe["in"], self._filled(recipe, scene)

    def records(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """(label, raw by label) of every ledger, story by story."""
        for story in self.recipes["stories"]:
            number = 0
            for first_day in self._days(story):
                for index, item in enumerate(self._items(story), 1):
                    day = self._spread(story, first_day)
                    if day > self.today:
                        continue
                    number += 1
                    yield from self._happening(story, day, {"n": number, "i": index, "item": item})

    def _items(self, recipe: Mapping[str, Any]) -> list[str]:
        each = recipe.get("each")
        if each is None:
            return [""]
        return each if isinstance(each, list) else self.pools[each]

    def _spread(self, story: Mapping[str, Any], day: date) -> date:
        if "spread" not in story:
            return day
        start = half_of(day).start
        return _workday(start + timedelta(days=self.chance.randint(*story["spread"])))

    def _happening(self, story: Mapping[str, Any], day: date, facts: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
        known = {"day": day, "year": day.year, "last_year": day.year - 1, "month": day.month, "week": day.isocalendar().week}
        scene = _Scene(day, {**facts, **known, "period": half_of(day).label})
        for recipe in story.get("records", [story]):
            if "if" not in recipe or scene.values.get(recipe["if"]) is not None:
                yield recipe["in"], self._filled(recipe, scene)

    def _filled(self, recipe: Mapping[str, Any], scene: _Scene) -> dict[str, Any]:
        found = {}
        for label in _ordered(recipe["fields"]):
            scene.values[label] = found[label] = self._value(recipe["fields"][label], scene)
        return {label: found[label] for label in recipe["fields"] if found[label] not in (None, "")}

    # ------------------------------------------------------------------ one value
    def _value(self, wish: Any, scene: _Scene) -> Any:
        if isinstance(wish, str):
            return self._worded(wish, scene.words())
        if not isinstance(wish, Mapping):
            return wish
        verb = next(iter(wish))
        if verb in ("if", "chance", "late"):
            return self._value(self._branch(verb, wish, scene), scene)
        if verb in ("pick", "cycle"):
            return self._value(self._one_of(verb, wish), scene)
        match verb:
            case "int":
                return self.chance.randint(*wish["int"])
            case "yuan":
                return f"{self.chance.randint(*wish['yuan'])}.{self.chance.choice(('00', '50', '80'))}"
            case "one":
                return self.chance.choice(self.pools[wish["one"]])
            case "some":
                return self.chance.sample(self.pools[wish["some"]], self.chance.randint(*wish["of"]))
            case "day":
                return self._day_after(wish, scene)
        rows = range(self.chance.randint(*wish["of"]))
        return [self._filled({"fields": wish["rows"]}, _Scene(scene.day, dict(scene.facts))) for _ in rows]

    @staticmethod
    def _worded(text: str, words: Mapping[str, Any]) -> Any:
        """A text with its words put in; one word alone keeps its kind (a date stays a date)."""
        alone = text[1:-1] if text.startswith("{") and text.endswith("}") else ""
        return words[alone] if alone in words else text.format_map(words)

    def _branch(self, verb: str, wish: Mapping[str, Any], scene: _Scene) -> Any:
        if verb == "late":
            # only in the half-year that is still running: the one before it has a finished report
            fresh = self.today - scene.day < _LATE and scene.day >= half_of(self.today).start
            return None if fresh else wish["late"]
        if verb == "chance":
            holds = self.chance.random() < wish["chance"]
        else:
            value = scene.values.get(wish["if"])
            holds = value == wish["is"] if "is" in wish else value is not None
        return wish.get("then" if holds else "else")

    def _one_of(self, verb: str, wish: Mapping[str, Any]) -> Any:
        if verb == "pick":
            return self.chance.choice(wish["pick"])
        turn = self.turns.get(id(wish), 0)
        self.turns[id(wish)] = turn + 1
        return wish["cycle"][turn % len(wish["cycle"])]

    def _day_after(self, wish: Mapping[str, Any], scene: _Scene) -> date | None:
        """Some days later; nothing when the earlier day is open or the later one has not come (unless it is planned ahead)."""
        start = scene.values.get(wish["after"]) if "after" in wish else scene.day
        if start is None:
            return None
        day = _workday(start + timedelta(days=self.chance.randint(*wish["day"])))
        return day if day <= self.today or wish.get("ahead") else None


def _ordered(fields: Mapping[str, Any]) -> list[str]:
    """The fields so that a value comes after the one it follows; otherwise as written."""
    done: list[str] = []

    def take(label: str) -> None:
        wish = fields[label]
        source = str(wish.get("after", wish.get("if", ""))) if isinstance(wish, Mapping) else ""
        if source in fields and source not in done:
            take(str(source))
        if label not in done:
            done.append(label)

    for label in fields:
        take(label)
    return done


def _workday(day: date, *, back: bool = False) -> date:
    """The day itself, or the working day before or after a week-end."""
    over = day.weekday() - 4
    if over <= 0:
        return day
    return day - timedelta(days=over) if back else day + timedelta(days=3 - over)


def raw_by_key(spec: LedgerSpec, by_label: Mapping[str, Any]) -> dict[str, Any]:
    """A recipe's record with the keys of the declaration; a value for a field that is not the ledger's is only a note."""
    raw = {}
    for label, value in by_label.items():
        declared = spec.by_label.get(label)
        if declared is None:
            continue
        if declared.of.children:
            keys = {child.label: child.key for child in declared.rows}
            value = [{keys[name]: cell for name, cell in row.items()} for row in value]
        raw[declared.key] = value
    return raw


def create(path: Path, *, clock: Clock | None = None, catalogue: Catalogue | None = None) -> Services:
    """Write the township into a new file and leave it open; refuses to write over anything (E-18)."""
    recipes, clock = read_yaml("demo.yaml"), clock or SystemClock()
    services = opening.create_ledger(path, recipes["unit"], catalogue=catalogue, clock=clock)
    town = Township(recipes, clock.today())
    by_label = services.catalogue.by_label
    stage: list[tuple[str, dict[str, Any]]] = []
    for label, raw in town.registers():
        if stage and stage[-1][0] != by_label[label].key:
            services.records.save_many(stage, label="登记演示用的基础信息", kind="demo")
            stage = []
        stage.append((by_label[label].key, raw_by_key(by_label[label], raw)))
    services.records.save_many(stage, label="登记演示用的基础信息", kind="demo")
    records = [(by_label[label].key, raw_by_key(by_label[label], raw)) for label, raw in town.records()]
    services.records.save_many(records, label=f"登记演示用的 {len(records)} 条记录", kind="demo")
    _evidence(services, recipes["evidence"])
    services.settings.put(ADDRESSEE, recipes["addressee"], "填写主送机关")
    services.duties.switch(dict.fromkeys(recipes["duties"], True))
    _finished_report(services, half_of(clock.today()).previous(), recipes["report"])
    return services


def _evidence(services: Services, recipes: Sequence[Mapping[str, Any]]) -> None:
    """The latest records of some ledgers get their pieces; the very newest still lack theirs, as in an office."""
    for recipe in recipes:
        newest = services.records.pks(Query(services.catalogue.by_label[recipe["in"]].key))
        for number, pk in enumerate(newest[recipe["but"] : recipe["but"] + recipe["latest"]]):
            name, file = recipe["files"][number % len(recipe["files"])]
            services.evidence.add_bytes(pk, name, (resources() / "demo" / file).read_bytes())


def _finished_report(services: Services, period: Period, texts: Mapping[str, str]) -> None:
    """The report of the last whole half-year: the shipped skeleton with its empty sections written, frozen."""
    draft = services.reporting.start("half", period)
    sections = tuple(replace(section, text=texts.get(section.key, section.text)) for section in draft.sections)
    services.reporting.finalize(replace(draft, sections=sections))
