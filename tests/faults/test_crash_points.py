"""断电也不会丢: the power fails between any two operations on the disk, and the ledger opens with all that was said to be saved."""

import json
import subprocess
import sys
from random import Random

import pytest

from dangjian_desktop.services.ledger_file import passwords
from tests.faults import disk, preloaded

SEED = 20220705

pytestmark = pytest.mark.skipif(bool(preloaded.reason_why_not()), reason=preloaded.reason_why_not() or "never")


def cut(flow, points, settings="ours"):
    command = [sys.executable, "-m", "tests.faults.crash_points", flow, str(SEED), str(points), settings]
    done = subprocess.run(command, cwd=preloaded.ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(("flow", "points"), [("save", 50), ("restore", 15), ("migrate", 6), ("password", 6), ("redact", 6)])
def test_what_was_said_to_be_saved_survives_a_power_cut(flow, points):
    if flow == "password" and passwords.lacking():
        pytest.skip(passwords.lacking())
    found = cut(flow, points)
    assert found["deeds"] >= 10, found
    assert found["points"] >= points * len(disk.MODELS), found
    assert (found["corrupt"], found["half"], found["lost"]) == (0, 0, 0), found


@pytest.mark.parametrize(("settings", "harm"), [("off", "corrupt"), ("wal", "lost")])
def test_the_bench_catches_settings_that_do_not_hold(settings, harm):
    found = cut("save", 20, settings)
    assert found[harm] >= found["points"] / 10, found


def test_a_disk_keeps_what_was_synced_and_loses_the_rest(tmp_path):
    before, root = tmp_path / "before", tmp_path / "disk"
    before.mkdir()
    (before / "甲").write_bytes(b"a" * 1024)
    state = disk.Disk(before, root)

    def left(model, *, names_done=True):
        return state.after(model, Random(1), names_done=names_done)

    for one in (
        disk.Operation("w", f"{root}/甲", 0, b"b" * 1024),
        disk.Operation("c", f"{root}/乙", 0, b""),
        disk.Operation("w", f"{root}/乙", 0, b"c"),
        disk.Operation("s", f"{root}/乙", 0, b""),
        disk.Operation("r", f"{root}/乙", 0, f"{root}/丙".encode()),
    ):
        state.play(one)
    assert left("dropped") == {"甲": b"a" * 1024, "丙": b"c"}
    assert left("kept") == {"甲": b"b" * 1024, "丙": b"c"}
    assert left("dropped", names_done=False) == {"甲": b"a" * 1024, "乙": b"c"}
    torn = {bytes(state.after("sectors", Random(n), names_done=True)["甲"]) for n in range(20)}
    assert torn == {a * 512 + b * 512 for a in (b"a", b"b") for b in (b"a", b"b")}
    state.play(disk.Operation("s", str(root), 0, b""))
    assert left("dropped", names_done=False) == {"甲": b"a" * 1024, "丙": b"c"}
    state.play(disk.Operation("u", f"{root}/丙", 0, b""))
    assert "丙" not in left("kept")
    assert "丙" in left("kept", names_done=False)
