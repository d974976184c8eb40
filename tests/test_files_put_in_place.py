"""Who holds a file for a moment is waited for; who holds it longer is told of; what stood there stays whole."""

import hashlib
import os
import random
from contextlib import suppress
from dataclasses import dataclass, field

import pytest

from dangjian_desktop import files
from dangjian_desktop.files import write_whole


@dataclass
class Holder:
    """Another program that holds a file for so many seconds; time passes only while somebody sleeps."""

    seconds: float
    number: int = 32
    now: float = 0.0
    naps: list[float] = field(default_factory=list)

    def sleep(self, seconds):
        self.now += seconds
        self.naps.append(seconds)

    def guard(self, act):
        def guarded():
            if self.now < self.seconds - 1e-9:
                fault = PermissionError(13, "held")
                fault.winerror = self.number
                raise fault
            return act()

        return guarded


def test_the_pauses_last_two_and_a_half_seconds_in_all():
    assert sum(files.PAUSES) == pytest.approx(2.5)
    assert (min(files.PAUSES), max(files.PAUSES)) == (0.05, 0.8)


@pytest.mark.parametrize("number", files.SHARING)
@pytest.mark.parametrize("seed", range(20))
def test_a_file_that_is_let_go_in_time_is_written_without_a_word(number, seed):
    holder = Holder(random.Random(seed).uniform(0.05, 2.5), number)
    assert files.patient(holder.guard(lambda: "done"), holder.sleep) == "done"


def test_a_file_that_is_held_longer_is_told_of_after_two_and_a_half_seconds():
    holder = Holder(2.6)
    with pytest.raises(PermissionError) as caught:
        files.patient(holder.guard(lambda: "done"), holder.sleep)
    assert files.held_by_another(caught.value)
    assert sum(holder.naps) == pytest.approx(2.5)


def test_what_is_refused_for_another_reason_is_not_tried_again():
    holder = Holder(9, number=2)
    with pytest.raises(PermissionError):
        files.patient(holder.guard(lambda: None), holder.sleep)
    assert holder.naps == []


def test_a_finished_file_takes_its_place(tmp_path):
    (tmp_path / "neu").write_bytes(b"new")
    (tmp_path / "alt").write_bytes(b"old")
    files.replace(tmp_path / "neu", tmp_path / "alt")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("alt", b"new")]


def test_a_new_file_never_takes_the_place_of_another(tmp_path):
    (tmp_path / "part").write_bytes(b"new")
    files.put_new(tmp_path / "part", tmp_path / "a.djtz")
    assert (tmp_path / "a.djtz").read_bytes() == b"new"
    (tmp_path / "part").write_bytes(b"newer")
    with pytest.raises(FileExistsError):
        files.put_new(tmp_path / "part", tmp_path / "a.djtz")
    assert (tmp_path / "a.djtz").read_bytes() == b"new"
    with pytest.raises(FileNotFoundError):
        files.put_new(tmp_path / "none", tmp_path / "b.djtz")
    assert not (tmp_path / "b.djtz").exists(), "the name that was taken in advance is given back"
    files.sync_folder(tmp_path / "none")


def test_what_is_made_beside_takes_its_place_at_the_end(tmp_path):
    target = tmp_path / "报告.docx"
    target.write_bytes(b"old")
    with files.staged(target) as part:
        files.write(part, [b"ne", b"w"])
        files.sync(part)
        assert (part.name, target.read_bytes()) == ("报告.docx.part", b"old")
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("报告.docx", b"new")]
    assert files.sha256(files.pieces(target)) == hashlib.sha256(b"new").hexdigest()


def test_of_what_was_broken_off_nothing_stays_and_the_old_file_does(tmp_path):
    target = tmp_path / "台账.djtz"
    target.write_bytes(b"old")
    with suppress(KeyError), files.staged(target, ".转换中", ends=("", "-journal")) as part:
        part.write_bytes(b"half")
        files.beside(part, "-journal").touch()
        raise KeyError
    assert [(path.name, path.read_bytes()) for path in tmp_path.iterdir()] == [("台账.djtz", b"old")]


def test_a_scratch_name_is_free_before_and_after(tmp_path):
    left = tmp_path / "副本"
    left.write_bytes(b"of a killed run")
    with suppress(KeyError), files.scratch(left):
        assert not left.exists()
        left.touch()
        raise KeyError
    assert list(tmp_path.iterdir()) == []


def test_a_free_name_is_found(tmp_path):
    wanted = tmp_path / "台账.djtz"
    assert files.free_name(wanted) == wanted
    wanted.touch()
    (tmp_path / "台账 (2).djtz").touch()
    assert files.free_name(wanted) == tmp_path / "台账 (3).djtz"


def test_the_old_file_is_intact_however_long_it_is_held(tmp_path, monkeypatch):
    """The system's own replace is held for a drawn time: 60 trials, each whole before or whole after."""
    target, real = tmp_path / "报告.docx", os.replace
    for seed in range(60):
        chance = random.Random(seed)
        holder = Holder(chance.uniform(0.05, 5), chance.choice(files.SHARING))
        target.write_bytes(b"old")
        monkeypatch.setattr(os, "replace", lambda a, b, holder=holder: holder.guard(lambda: real(a, b))())
        monkeypatch.setattr(files.replace, "__defaults__", (holder.sleep,))
        with suppress(PermissionError):
            write_whole(target, b"new")
        assert target.read_bytes() == (b"new" if holder.seconds <= 2.5 else b"old"), seed
        assert list(tmp_path.iterdir()) == [target]
