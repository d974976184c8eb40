"""已保存 means saved: children are killed at random moments of their work, and everything they acknowledged is there."""

import json
import os
import subprocess
import sys

import pytest

from tests.faults.preloaded import ROOT

KILLS, SEED = 100, 20220705


@pytest.mark.skipif(not hasattr(os, "fork"), reason="children are forked")
def test_what_was_said_to_be_saved_survives_any_kill(tmp_path):
    command = [sys.executable, "-m", "tests.faults.kill_work", str(tmp_path), str(KILLS), str(SEED)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert found["kills"] == KILLS
    assert found["saves"] > KILLS // 5, "a positive control: the children did work"
    assert found["cut_short"] > 0, "a positive control: some were killed in the middle of a change"
    assert found["faults"] == [], found
