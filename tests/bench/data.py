"""Large files for the bench: seeded, made from the declaration alone, no real names. Written through the ordinary services."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.services.ledger_file import opening
from tests import samples
from tests.fakes import FixedClock

FIRST_DAY, YEARS = date(2003, 1, 1), 20
BATCH = 5000
LARGEST = "谈话"
WORDS = ("谈心", "廉洁", "整改", "学习", "检查", "会议", "报告", "作风", "专题", "督导", "意识", "责任", "考勤", "资金", "合作")


def variants(services: Any, spec: LedgerSpec, chance: random.Random, wanted: int = 24) -> list[dict[str, Any]]:
    """Different records of a ledger that pass every rule; their dates are moved afterwards."""
    found = [samples.full(spec, FIRST_DAY)]
    for _ in range(wanted * 4):
        raw = dict(found[0])
        for field in spec.fields:
            if field.kind in ("choice", "choices"):
                raw[field.key] = chance.choice(field.choices)
        if len(found) < wanted and not services.records.check(spec.key, raw).problems:
            found.append(raw)
    return found


def records(services: Any, specs: list[LedgerSpec], count: int, chance: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    """``count`` records spread evenly over the ledgers and over twenty years."""
    shapes = {spec.key: variants(services, spec, chance) for spec in specs}
    texts = {spec.key: [field.key for field in spec.fields if field.kind in ("text", "long") and not field.common] for spec in specs}
    dates = {spec.key: [field.key for field in spec.fields if field.kind == "date"] for spec in specs}
    for number in range(count):
        spec = specs[number % len(specs)]
        raw = dict(chance.choice(shapes[spec.key]))
        day = FIRST_DAY + timedelta(days=chance.randrange(365 * YEARS))
        raw.update(dict.fromkeys(dates[spec.key], day))
        for key in texts[spec.key]:
            raw[key] = f"{chance.choice(WORDS)}{chance.choice(WORDS)}{number}"
        yield spec.key, raw


def build(path: Path, count: int, *, only: str = "") -> None:
    """A closed file with ``count`` records: in all ledgers, or in the one whose label is ``only``."""
    services = opening.create_ledger(path, "某镇党委", clock=FixedClock())
    samples.register_names(services)
    specs = [services.catalogue.by_label[only]] if only else list(services.catalogue.ledgers)[:20]
    batch: list[tuple[str, dict[str, Any]]] = []
    for one in records(services, specs, count, random.Random(count)):
        batch.append(one)
        if len(batch) == BATCH:
            services.records.save_many(batch, kind="import", label=f"生成 {len(batch)} 条")
            batch = []
    if batch:
        services.records.save_many(batch, kind="import", label=f"生成 {len(batch)} 条")
    opening.close(services)


def demo(path: Path) -> None:
    """The made-up township of ``demo FILE``, as it stands on the bench's day."""
    from dangjian_desktop.services import demo as township

    opening.close(township.create(path, clock=FixedClock()))
