"""Declarations: read from YAML once, afterwards from what was kept of it – never from anything else."""

from pathlib import Path

import pytest
import yaml

from dangjian_desktop import paths
from dangjian_desktop.ledgers.declared import read_yaml
from tests.changed import other


@pytest.fixture
def kept(own_home: Path) -> Path:
    return own_home / "declared"


def test_what_is_kept_is_what_was_read(kept: Path) -> None:
    first = read_yaml("ledgers.yaml")
    (file,) = kept.iterdir()
    assert read_yaml("ledgers.yaml") == first == yaml.safe_load((paths.resources() / "ledgers.yaml").read_bytes())
    assert list(kept.iterdir()) == [file]


@pytest.mark.parametrize("name", sorted(path.relative_to(paths.resources()).as_posix() for path in paths.resources().rglob("*.yaml")))
def test_every_declaration_can_be_kept(name: str, kept: Path) -> None:
    read_yaml(name)
    assert len(list(kept.iterdir())) == 1


def test_another_file_is_read_anew(tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    for text in ("a: 1", "a: 2"):
        (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
        assert read_yaml("x.yaml") == {"a": int(text[-1])}
    assert len(list(kept.iterdir())) == 2


def test_one_wrong_byte_and_it_is_read_anew(kept: Path) -> None:
    whole = read_yaml("desk.yaml")
    (file,) = kept.iterdir()
    good = file.read_bytes()
    for spoiled in (other(good, -9), good[:40], b"", other(good, 0)):
        file.write_bytes(spoiled)
        assert read_yaml("desk.yaml") == whole
        assert file.read_bytes() == good


@pytest.mark.parametrize("text", ["day: 2022-01-01", "1: one"])
def test_what_json_cannot_say_is_not_kept(text: str, tmp_path: Path, kept: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "resources", lambda: tmp_path)
    (tmp_path / "x.yaml").write_text(text, encoding="utf-8")
    assert read_yaml("x.yaml") == read_yaml("x.yaml") == yaml.safe_load(text)
    assert not kept.exists()


def test_a_folder_that_cannot_be_written_only_costs_time(own_home: Path) -> None:
    (own_home / "declared").write_text("no folder", encoding="utf-8")
    assert read_yaml("desk.yaml") == read_yaml("desk.yaml")
