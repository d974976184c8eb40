"""The lines of the bench that need no window: P4 filter, P5 sort, P6 count, P7 save, P10 report."""

from __future__ import annotations

import io
import itertools
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import uuid
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.services.ledger_file import opening
from tests.bench.by_hand import statements
from tests.bench.ruler import Figure, compared, timed
from tests.fakes import FixedClock

ROOT = Path(__file__).parents[2]


def plain(path: Path) -> sqlite3.Connection:
    """A bare connection to a copy of the file, with the same durability."""
    copy = path.with_suffix(".floor")
    shutil.copy(path, copy)
    connection = sqlite3.connect(copy, isolation_level=None)
    for pragma in ("journal_mode = DELETE", "synchronous = EXTRA", "locking_mode = EXCLUSIVE", "secure_delete = ON", "temp_store = MEMORY"):
        connection.execute(f"PRAGMA {pragma}").fetchall()
    return connection


def filter_and_sort(path: Path, label: str, runs: int) -> list[Figure]:
    """P4 and P5 over one large ledger."""
    figures = []
    with closing(plain(path)) as floor:
        services = opening.open_ledger(path, clock=FixedClock())
        spec = services.catalogue.by_label[label]
        like = (
            "SELECT r.pk, r.data FROM record r JOIN record_search s ON s.record = r.pk"
            " WHERE r.ledger = ? AND r.voided_at IS NULL AND s.text LIKE ? ORDER BY r.occurred_on DESC, r.pk DESC LIMIT 200"
        )
        for word in ("谈心", "廉洁整改"):
            base = timed(lambda word=word: floor.execute(like, (spec.key, f"%{word}%")).fetchall(), runs)
            ours = timed(lambda word=word: services.records.page(Query(spec.key, text=word), 0, 200), runs)
            figures.append(compared("P4", f"筛选“{word}”，第一页", base, ours, ratio=1.5))
            count = like.replace("r.pk, r.data FROM", "count(*) FROM").partition(" ORDER BY")[0]
            base = timed(lambda word=word, count=count: floor.execute(count, (spec.key, f"%{word}%")).fetchall(), runs)
            ours = timed(lambda word=word: services.records.size(Query(spec.key, text=word)), runs)
            figures.append(compared("P4", f"筛选“{word}”，条数", base, ours, ratio=1.5))
        for field in spec.fields:
            if field.kind in ("rows", "evidence", "ref", "refs", "choices"):
                continue
            column = "r.occurred_on" if field.key == spec.date_field else f"json_extract(r.data, '$.{field.key}')"
            order = (
                f"SELECT r.pk, r.data FROM record r WHERE r.ledger = ? AND r.voided_at IS NULL ORDER BY {column} DESC, r.pk DESC LIMIT 200"
            )
            base = timed(lambda order=order: floor.execute(order, (spec.key,)).fetchall(), runs)
            ours = timed(lambda key=field.key: services.records.page(Query(spec.key, order=key), 0, 200), runs)
            figures.append(compared("P5", f"按{field.label}排序，第一页", base, ours, ratio=2))
        opening.close(services)
    return figures


def count_and_save(path: Path, runs: int) -> list[Figure]:
    """P6 and P7 on a file with all ledgers."""
    period = half(2012, 1)
    with closing(plain(path)) as floor:
        services = opening.open_ledger(path, clock=FixedClock())
        by_hand = statements(period.start, period.end)
        base = timed(lambda: [floor.execute(sql, params).fetchall() for _, sql, params in by_hand], runs)
        ours = timed(lambda: services.measuring.all(period), runs)
        figures = [compared("P6", f"一个报告期的全部 {len(services.catalogue.measures)} 个指标", base, ours, ratio=2, limit=150)]
        figures.append(_save(services, floor, runs))
        opening.close(services)
    return figures


def _save(services: Any, floor: sqlite3.Connection, runs: int) -> Figure:
    from tests import samples

    spec = services.catalogue.ledgers[0]
    raw = samples.full(spec, date(2022, 3, 1))
    row = floor.execute("SELECT * FROM record ORDER BY pk DESC LIMIT 1").fetchone()
    marks = ", ".join("?" * len(row))
    fresh = itertools.count(row[0] + 1)

    def insert() -> None:
        floor.execute("BEGIN IMMEDIATE")
        floor.execute(f"INSERT INTO record VALUES ({marks})", (next(fresh), str(uuid.uuid4()), *row[2:]))
        floor.execute("COMMIT")

    many = runs * 8
    return compared("P7", "保存一条记录", timed(insert, many), timed(lambda: services.records.save(spec.key, raw), many), ratio=4)


def report(path: Path, runs: int) -> list[Figure]:
    """P10: the shipped half-year template, rendered by docxtpl alone and by the program with all counting."""
    from docxtpl import DocxTemplate

    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "报告.docx"
        period = half(2022, 1)
        command = [sys.executable, "-m", "dangjian_desktop", "report", str(path), "--period", period.code, "-o", str(made)]
        ours_whole = timed(lambda: subprocess.run(command, cwd=ROOT, check=True, capture_output=True), runs)

        def render(source: Path) -> None:
            document = DocxTemplate(str(source))
            document.render({})
            document.save(io.BytesIO())

        base = timed(lambda: render(made), runs)
        bare = f"from docxtpl import DocxTemplate as D; import io; d = D({str(made)!r}); d.render({{}}); d.save(io.BytesIO())"
        base_whole = timed(lambda: subprocess.run([sys.executable, "-c", bare], cwd=ROOT, check=True, capture_output=True), runs)
        services = opening.open_ledger(path, clock=FixedClock())
        draft = services.reporting.start("half", period)
        ours = timed(lambda: services.reporting.render(draft), runs)
        opening.close(services)
    return [
        compared("P10", "半年报告，进程内（含全部统计与检查）", base, ours, ratio=3),
        compared("P10", "半年报告，整条命令", base_whole, ours_whole, ratio=2.5),
    ]
