"""A ledger comes and goes: who holds it, where it lies, what stays behind."""

import json
import os
import subprocess
import sys
import textwrap
from contextlib import suppress

import pytest

from dangjian_desktop import logs, paths
from dangjian_desktop.domain.condition import Why
from dangjian_desktop.domain.errors import DataFileError, UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.progress import Quiet
from dangjian_desktop.services.backup.backups import rehearse
from dangjian_desktop.services.base.ports import Cancelled, SystemClock
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.trust import box_jobs, known_files
from dangjian_desktop.services.trust.places import OwnDrives
from tests import samples
from tests.fakes import FakeProgress, FixedClock
from tests.samples import new_name
from tests.storage.ledger_files import tamper


def test_a_new_ledger_knows_its_unit_and_is_open_for_writing(services, ledger_file):
    assert services.path == ledger_file.resolve()
    assert services.settings.get("unit_name") == "青石镇党委"
    assert not services.read_only
    assert services.notice is None
    assert [entry.actor for entry in services.history.entries()] == [opening.operator()]


def test_a_unit_without_a_name_makes_no_file(ledger_file):
    with pytest.raises(UserError) as caught:
        opening.create_ledger(ledger_file, "  ")
    assert caught.value.code == "E-84"
    assert not ledger_file.exists()


def test_everything_is_there_the_next_day(services, clock):
    pk = new_name(services, "person", "班子成员01")
    opening.close(services)
    opening.close(services)
    clock.move(days=1)
    again = opening.open_ledger(services.path, clock=clock)
    assert again.records.get(pk).values["name"] == "班子成员01"
    opening.close(again)


def test_the_real_clock_and_the_shipped_ledgers_are_taken_when_nothing_is_said(ledger_file):
    services = opening.create_ledger(ledger_file, "某镇党委")
    assert isinstance(services.clock, SystemClock)
    assert services.clock.now().utcoffset() is not None
    assert services.clock.today() == services.clock.now().date()
    assert "talk" in services.catalogue.by_key
    opening.close(services)


def test_only_the_ledger_itself_is_left_when_it_is_closed(services):
    note = services.path.with_name(services.path.name + ".使用中")
    assert note.read_text(encoding="utf-8").splitlines()[0] == opening.operator()
    opening.close(services)
    assert [one.name for one in services.path.parent.iterdir()] == [services.path.name]


def test_who_holds_the_file_is_told(services, clock):
    with pytest.raises(DataFileError) as caught:
        opening.open_ledger(services.path, clock=clock)
    assert caught.value.code == "E-06"
    assert opening.operator() in str(caught.value)
    assert "（2022-07-05 09:00 起）" in str(caught.value)


@pytest.mark.parametrize("note", [None, "只有一行"])
def test_without_a_note_the_lock_still_holds(note, services, clock):
    place = services.path.with_name(services.path.name + ".使用中")
    place.unlink()
    if note:
        place.write_text(note, encoding="utf-8")
    with pytest.raises(DataFileError) as caught:
        opening.open_ledger(services.path, clock=clock)
    assert caught.value.code == "E-06"


def test_a_left_note_locks_nobody_out(services, clock):
    opening.close(services)
    services.path.with_name(services.path.name + ".使用中").write_text("某人\n某电脑\n2022-01-01 08:00", encoding="utf-8")
    opening.close(opening.open_ledger(services.path, clock=clock))


def test_a_note_that_cannot_be_written_or_removed_stops_nothing(ledger_file, clock):
    place = ledger_file.with_name(ledger_file.name + ".使用中")
    place.mkdir(parents=True)
    services = opening.create_ledger(ledger_file, "某镇党委", clock=clock)
    new_name(services, "person", "甲")
    opening.close(services)
    assert place.is_dir()


def test_a_copy_can_be_looked_at_while_somebody_else_works(services, clock, own_home):
    new_name(services, "person", "班子成员01")
    look = opening.open_ledger(services.path, clock=clock, copy=True)
    assert look.read_only
    assert look.path == services.path
    assert opening.operator() in str(look.notice)
    assert look.records.size(Query("person")) == 1
    with pytest.raises(DataFileError) as caught:
        new_name(look, "person", "班子成员02")
    assert caught.value.code == "E-83"
    look.drafts.keep("talk:new", "talk", None, {"topic": "x"})
    look.drafts.drop("talk:new")
    assert look.drafts.all() == ()
    opening.close(look)
    assert list((own_home / "work").iterdir()) == []
    new_name(services, "person", "班子成员02")


def test_a_copy_of_what_is_no_ledger_leaves_nothing(tmp_path, own_home, clock):
    (tmp_path / "x.djtz").write_bytes(b"PK" * 100)
    with pytest.raises(DataFileError) as caught:
        opening.open_ledger(tmp_path / "x.djtz", clock=clock, copy=True)
    assert caught.value.code == "E-02"
    assert list((own_home / "work").iterdir()) == []


def test_a_damaged_ledger_opens_for_looking_only(services, clock):
    new_name(services, "person", "班子成员01")
    opening.close(services)
    tamper(services.path, 'UPDATE record SET data = \'{"name":"别人"}\'')
    before = services.path.read_bytes()
    again = opening.open_ledger(services.path, clock=clock)
    assert again.read_only
    assert again.notice.code == "E-05"
    with pytest.raises(DataFileError) as caught:
        new_name(again, "person", "班子成员02")
    assert caught.value.code == "E-83"
    opening.close(again)
    assert services.path.read_bytes() == before


def test_a_window_may_be_painted_before_everything_was_looked_at(services, clock):
    new_name(services, "person", "班子成员01")
    opening.close(services)
    again = opening.open_ledger(services.path, clock=clock, verified=False)
    assert opening.verify(again) is None
    new_name(again, "person", "班子成员02")
    opening.close(again)
    seen = services.path.stat()
    services.path.write_bytes(services.path.read_bytes().replace("班子成员01".encode(), "班子成员99".encode()))
    os.utime(services.path, ns=(seen.st_atime_ns, seen.st_mtime_ns))  # a disk that spoils a file does not say when
    before = services.path.read_bytes()
    again = opening.open_ledger(services.path, clock=clock, verified=False)
    assert again.notice is None
    assert opening.verify(again).why is Why.DAMAGED
    assert again.store.notice.code == "E-05"
    with pytest.raises(DataFileError) as caught:
        new_name(again, "person", "班子成员03")
    assert caught.value.code == "E-83"
    opening.close(again)
    assert services.path.read_bytes() == before


@pytest.mark.skipif(os.name != "posix", reason="Windows may note the time of a write later")
def test_what_somebody_wrote_into_a_closed_ledger_is_looked_at_first(services, clock):
    """Also when size and counter of changes say nothing."""
    new_name(services, "person", "班子成员01")
    opening.close(services)
    assert known_files.is_ours(services.path)
    services.path.write_bytes(services.path.read_bytes().replace("班子成员01".encode(), "班子成员99".encode()))
    assert not known_files.is_ours(services.path)
    again = opening.open_ledger(services.path, clock=clock, verified=False)
    assert again.notice.code == "E-05"
    opening.close(again)


def test_another_declaration_brings_other_views_with_the_first_write(services, catalogue, clock):
    opening.close(services)
    own = samples.own_catalogue(catalogue)
    for wanted, added in ((catalogue, 1), (own, 2), (own, 1), (catalogue, 2)):
        before = services.path.read_bytes()
        opening.close(opening.open_ledger(services.path, catalogue=wanted, clock=clock))
        assert services.path.read_bytes() == before
        again = opening.open_ledger(services.path, catalogue=wanted, clock=clock)
        lines = len(again.history.entries())
        for name in ("甲", "乙"):
            new_name(again, "person", name)
            assert len(again.history.entries()) == lines + added
            added += 1
        opening.close(again)


def test_what_cannot_be_bundled_is_let_go(services, clock):
    """The clock fails when it is compared with the log; the file must not stay locked."""

    class Stopping(FixedClock):
        asked = 0

        def now(self):
            self.asked += 1
            if self.asked > 1:
                raise OSError("the clock stands")
            return super().now()

    opening.close(services)
    with pytest.raises(OSError, match="stands"):
        opening.open_ledger(services.path, clock=Stopping())
    opening.close(opening.open_ledger(services.path, clock=clock))


def test_a_killed_program_needs_no_unlocking(services, clock):
    opening.close(services)
    code = """
        import os, sys
        from pathlib import Path
        from dangjian_desktop.services.trust import box_jobs; from dangjian_desktop.services.trust import known_files; from dangjian_desktop.services.ledger_file import opening
        services = opening.open_ledger(Path(sys.argv[1]))
        services.records.save("person", {"name": "甲"})
        os.kill(os.getpid(), 9) if hasattr(os, "fork") else os._exit(9)
    """
    subprocess.run([sys.executable, "-c", textwrap.dedent(code), str(services.path)], check=False, cwd=paths.resources().parent)
    again = opening.open_ledger(services.path, clock=clock)
    assert again.records.size(Query("person")) == 1
    opening.close(again)


# ---------------------------------------------------------------------- settings and drafts
def test_settings_are_kept_and_logged(services):
    change = services.settings.put("addressee", "县纪委", "主送机关改为县纪委")
    assert (change.kind, change.label) == ("settings", "主送机关改为县纪委")
    assert services.settings.get("addressee") == "县纪委"
    assert services.settings.get("nothing", 3) == 3
    assert services.history.entries()[0].label == "主送机关改为县纪委"


def test_what_was_not_saved_is_offered_again(services, clock):
    services.drafts.keep("talk:new", "talk", None, {"topic": "没写完"})
    services.drafts.keep("talk:new", "talk", None, {"topic": "写得多些"})
    assert len(services.history.entries()) == 1
    opening.close(services)
    again = opening.open_ledger(services.path, clock=clock)
    found = again.drafts.find("talk:new")
    assert (found.ledger, found.pk, dict(found.data), found.at) == ("talk", None, {"topic": "写得多些"}, "2022-07-05T09:00:00+08:00")
    assert [one.key for one in again.drafts.all()] == ["talk:new"]
    again.drafts.drop("talk:new")
    assert again.drafts.all() == ()
    opening.close(again)


# ---------------------------------------------------------------------- this machine's own folder
def test_the_own_folder_moves_with_the_variable_and_with_an_argument(own_home, tmp_path, monkeypatch):
    assert paths.own_folder() == own_home
    assert paths.own_folder(tmp_path / "别处") == tmp_path / "别处"
    assert (tmp_path / "别处").is_dir()
    monkeypatch.delenv("DANGJIAN_HOME")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "data"))
    monkeypatch.setenv("HOME", str(tmp_path))
    assert tmp_path in paths.own_folder().parents
    if os.name == "posix":
        assert paths.own_folder().stat().st_mode & 0o077 == 0
    assert (paths.resources() / "ledgers.yaml").is_file()


def test_the_log_notes_what_happens_without_names(own_home, ledger_file, clock):
    target = logs.start(own_home)
    try:
        assert logs.start(own_home / "另处") == target == logs.log_file()
        services = opening.create_ledger(ledger_file, "很特别的单位名", clock=clock)
        new_name(services, "person", "很特别的人名")
        opening.close(services)
    finally:
        logs.stop()
    text = target.read_text(encoding="utf-8")
    assert "opened" in text
    assert "特别" not in text
    assert ledger_file.name not in text


def test_nobody_has_to_watch_long_work():
    Quiet().step(1, 2, "第一步")
    assert not issubclass(Cancelled, UserError)


@pytest.mark.parametrize("left", [".转换中", ".djkey.part"])
def test_what_cannot_be_tidied_away_keeps_nobody_out(left, services, clock):
    opening.close(services)
    place = services.path.with_suffix(left) if left.startswith(".djkey") else services.path.with_name(services.path.name + left)
    (place / "held by another program").mkdir(parents=True)
    again = opening.open_ledger(services.path, clock=clock)
    assert not again.read_only
    opening.close(again)


def test_a_file_that_broke_while_it_was_open_is_let_go(services):
    services.records.save("person", {"name": "班子成员01"})
    services.store.database.run("PRAGMA shrink_memory")
    os.truncate(services.path, 8192)
    opening.close(services)
    assert not services.store.is_open
    opening.close(services)


@pytest.mark.skipif(not os.path.isdir("/proc/self/fd"), reason="only Linux names the files a program has open")
def test_a_look_that_was_given_up_holds_no_copy_open(services, clock):
    """Else Windows could not remove the copy."""
    opening.close(services)
    with pytest.raises(Cancelled):
        opening.open_ledger(services.path, clock=clock, copy=True, progress=FakeProgress(cancel_at=1))
    assert [path for path in held_by_us() if str(paths.work_folder()) in path or str(services.path.parent) in path] == []


def held_by_us():
    """What each descriptor of this process leads to; one of them goes with the listing."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(FileNotFoundError):
            yield os.readlink(f"/proc/self/fd/{name}")


@pytest.mark.skipif(not os.path.isdir("/proc"), reason="only Linux has a folder that takes no other")
def test_an_own_folder_that_takes_nothing_is_told(services, own_home, tmp_path, clock):
    services.backups.make()
    opening.close(services)
    elsewhere = tmp_path / "从别处来.djtz"
    elsewhere.write_bytes(services.path.read_bytes())
    again = opening.open_ledger(services.path, clock=clock)
    if (own_home / "work").exists():
        (own_home / "work").rename(tmp_path / "work")
    (own_home / "work").symlink_to("/proc")
    for look, code in (
        (lambda: opening.open_ledger(elsewhere, clock=clock), "E-12"),
        (lambda: opening.open_ledger(elsewhere, clock=clock, copy=True), "E-12"),
        (lambda: rehearse(again.backups.to_rehearse()), "E-16"),
    ):
        with pytest.raises(UserError) as told:
            look()
        assert told.value.code == code
    (own_home / "work").unlink()
    opening.close(again)


class WriteProtected(OwnDrives):
    """A disk with its little lever pushed over."""

    def writable(self, path):
        return False


def test_a_ledger_that_may_not_be_written_is_looked_at_in_a_copy(services, clock):
    new_name(services, "person", "班子成员01")
    opening.close(services)
    before = services.path.read_bytes()
    looked = opening.open_ledger(services.path, clock=clock, drives=WriteProtected())
    assert looked.notice.code == "E-12"
    assert [line.title for line in looked.records.targets("person", "")] == ["班子成员01"]
    assert looked.store.path != services.path
    opening.close(looked)
    assert not looked.store.path.exists()
    assert services.path.read_bytes() == before


def test_the_note_of_who_holds_the_file_goes_only_with_the_lock(services):
    note = services.path.with_name(services.path.name + ".使用中")
    assert note.exists()
    services.store.database.locked = False
    opening.close(services)
    assert note.exists()


def test_a_verdict_on_a_copy_comes_in_plain_values(services):
    opening.close(services)
    asked = {"path": str(services.path), "key": "", "many": 1000}
    assert box_jobs.ledger(json.dumps(asked).encode("utf-8"))["code"] is None
