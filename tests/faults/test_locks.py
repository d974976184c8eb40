"""R27 in small: a wrong password harms nothing, a forgotten one can be helped, a kill leaves one of the two states."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from dangjian_desktop.services.ledger_file import passwords
from tests.faults import locks

SEED = 20220705
pytestmark = pytest.mark.skipif(bool(passwords.lacking()), reason="sqlcipher3 is not installed")


@pytest.mark.parametrize(("run", "trials"), [(locks.wrong, 20), (locks.by_code, 5), (locks.lost_key, 5), (locks.killed, 6)])
def test_a_password_harms_nothing_and_can_be_helped(run: Any, trials: int, tmp_path: Path) -> None:
    assert run(trials, SEED, tmp_path)[:2] == (trials, [])
