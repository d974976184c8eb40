"""The file that is open here is opened by nobody else in this program, and nothing made for others takes its place."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.exchange import container
from dangjian_desktop.services.base.files import OURS, bytes_of, ensure_for_others
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.receive import receiving
from dangjian_desktop.services.report import outputs
from dangjian_desktop.services.tables import importing
from dangjian_desktop.storage.engine import keys
from tests.fakes import FixedClock

_ASK = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('BEGIN IMMEDIATE')"


def locked(path: Path) -> bool:
    """Whether a program beside this one is kept from writing."""
    asked = subprocess.run([sys.executable, "-c", _ASK, path], capture_output=True, text=True, check=False)
    return "database is locked" in asked.stderr


def attach(services: Any, path: Path) -> None:
    (pk,) = services.records.save("talk", {"held_on": "2022-05-12"}).ids
    services.evidence.add(pk, [path])


READERS: dict[str, Callable[[Any, Path], object]] = {
    "导入": lambda _services, path: importing.load(path),
    "模板": lambda _services, path: bytes_of(path),
    "佐证材料": attach,
    "接收": lambda _services, path: receiving.inspect(path),
}


@pytest.mark.parametrize("way", READERS)
@pytest.mark.parametrize("name", ["台账.djtz", "另一个名字.xlsx"])
def test_chosen_as_another_file_it_is_refused_and_stays_locked(services: Any, ledger_file: Path, way: str, name: str) -> None:
    chosen = ledger_file.with_name(name)
    if chosen != ledger_file:
        chosen.hardlink_to(ledger_file)
    with pytest.raises(UserError):
        READERS[way](services, chosen)
    assert locked(ledger_file)


def test_a_pack_whose_ledger_is_open_here_is_not_read(services: Any, ledger_file: Path, tmp_path: Path) -> None:
    inside = tmp_path / "移交包-甲" / "data" / "台账.djtz"
    inside.parent.mkdir(parents=True)
    inside.hardlink_to(ledger_file)
    with pytest.raises(UserError, match="正在这里打开着"):
        receiving.inspect(tmp_path / "移交包-甲")
    assert locked(ledger_file)


@pytest.mark.parametrize("name", ["台账.djtz", "台账.DJTZ", "台账.djkey", "移交包.djbox", "台账.djtz ."])
def test_a_table_or_report_takes_no_name_of_ours(services: Any, tmp_path: Path, clock: FixedClock, name: str) -> None:
    lying = tmp_path / "别处" / name
    lying.parent.mkdir()
    lying.write_bytes(b"what lies there")
    for write in (
        lambda: services.exporting.export_all(lying),
        lambda: services.exporting.export_query(Query("talk"), ["held_on"], lying),
        lambda: outputs.free_place(lying),
    ):
        with pytest.raises(UserError, match="请换一个名称"):
            write()
    assert lying.read_bytes() == b"what lies there"
    assert [path.name for path in lying.parent.iterdir()] == [name]


def test_a_ledger_open_under_another_ending_is_not_written_over_either(ledger_file: Path, clock: FixedClock) -> None:
    services = opening.create_ledger(ledger_file.with_name("台账.xlsx"), "青石镇", clock=clock)
    try:
        with pytest.raises(UserError, match="请换一个名称"):
            services.exporting.export_all(services.path)
    finally:
        opening.close(services)
    with sqlite3.connect(services.path) as whole:
        assert whole.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_the_names_of_ours_are_those_that_are_written() -> None:
    assert set(OURS) == {opening.SUFFIX, keys.SUFFIX, container.SUFFIX}
    ensure_for_others(Path("报告.docx"))
