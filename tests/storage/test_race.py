"""Two programs want the same file at the same moment: exactly one may write, the other is told, and nobody has to unlock."""

import subprocess
import sys
import textwrap
from contextlib import ExitStack
from pathlib import Path

from tests.storage.ledger_files import create, opened

ROOT = Path(__file__).parents[2]
RACER = """
    import sys
    from datetime import datetime
    from pathlib import Path
    from dangjian_desktop.domain.errors import DataFileError
    from dangjian_desktop.ledgers.shipped import load_catalogue
    from dangjian_desktop.storage.store import Store

    catalogue = load_catalogue()
    print("ready", flush=True)
    for line in sys.stdin:
        try:
            store = Store.open(Path(sys.argv[1]), catalogue)
            store.put_setting("racer", sys.argv[2], "改设置", actor="", at=datetime.now().astimezone())
            print("wrote", flush=True)
        except DataFileError as fault:
            store = None
            print(fault.code, flush=True)
        sys.stdin.readline()
        if store:
            store.close()
        print("closed", flush=True)
"""
RACES = 20


def test_of_two_programs_exactly_one_writes(tmp_path, catalogue, clock):
    path = tmp_path / "台账.djtz"
    create(path, catalogue, clock).close()
    with ExitStack() as stack:
        race([stack.enter_context(racer) for racer in started(path)])
    assert opened(path, catalogue, clock) == ""
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


def started(path):
    return [
        subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(RACER), str(path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )
        for name in "ab"
    ]


def race(racers):
    assert said(racers) == ["ready", "ready"]
    for _ in range(RACES):
        tell(racers)
        assert sorted(said(racers)) == ["E-06", "wrote"]
        tell(racers)
        assert said(racers) == ["closed", "closed"]


def tell(racers):
    for racer in racers:
        racer.stdin.write("\n")
        racer.stdin.flush()


def said(racers):
    return [racer.stdout.readline().strip() for racer in racers]
