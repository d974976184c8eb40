"""What every test may use: the offscreen platform, a clock that stands on one day, the shipped catalogue, a file in tmp_path."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_ACCESSIBILITY", "0")

from tests.fakes import FakeAsk, FakeProgress, FixedClock

if TYPE_CHECKING:
    from dangjian_desktop.domain.ledger import Catalogue

settings.register_profile("gate", derandomize=True, deadline=None)
settings.register_profile("random", derandomize=False, deadline=None, max_examples=1000, print_blob=True)
# the same examples each time, until --hypothesis-profile says otherwise
settings.load_profile("gate")

ROOT = Path(__file__).parents[1]
PATIENCE = 60_000
"""Milliseconds."""
SHARED = ROOT.parent / "shared"


@pytest.fixture
def qtbot(qtbot: Any) -> Any:
    """Waits for an answer until it is clear that none comes: how soon one comes depends on the machine, and no test asserts it."""
    for name in ("waitUntil", "waitSignal", "waitSignals", "waitActive", "waitExposed", "waitCallback"):
        setattr(qtbot, name, partial(getattr(qtbot, name), timeout=PATIENCE))
    return qtbot


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The program's own folder (window geometry, recent files, log) of this test and of no person."""
    from dangjian_desktop import logs

    home = tmp_path_factory.mktemp("home")
    monkeypatch.setenv("DANGJIAN_HOME", str(home))
    yield home
    logs.stop()


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    from dangjian_desktop.ledgers import shipped

    return shipped.load_catalogue()


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
def progress() -> FakeProgress:
    return FakeProgress()


@pytest.fixture
def ask() -> FakeAsk:
    return FakeAsk()


@pytest.fixture
def ledger_file(tmp_path: Path) -> Path:
    """Where this test's ledger lies; the file does not exist yet."""
    return tmp_path / "台账 一#1%20.djtz"


@pytest.fixture
def services(ledger_file: Path, clock: FixedClock) -> Iterator[Any]:
    """An empty ledger of a made-up office, open on a real file."""
    from dangjian_desktop.services.ledger_file import opening

    opened = opening.create_ledger(ledger_file, "青石镇党委", clock=clock)
    yield opened
    opening.close(opened)


@pytest.fixture(scope="session")
def shared() -> Path:
    """The acceptance material beside the checkout; tests that need it are skipped where it is not."""
    if not (SHARED / "acceptance").is_dir():
        pytest.skip("acceptance material is not beside this checkout")
    return SHARED
