"""A line of a list: its texts are made when they are looked at."""

import pytest

from dangjian_desktop.storage.stores.row_cells import Cells


@pytest.fixture
def cells(catalogue):
    data = '{"held_on":"2022-03-05","kind":"谈心谈话","speaker":9,"targets":[7,8],"topic":"思想动态"}'
    return Cells(catalogue.get("talk"), data, {"speaker": ["班子成员01"], "targets": ["班子成员02", "班子成员03"]})


def test_a_field_is_read_as_people_read_it(cells):
    assert cells["held_on"] == "2022-03-05"
    assert cells["targets"] == "班子成员02、班子成员03"
    assert cells["remark"] == ""


def test_every_field_but_evidence_has_a_text(cells, catalogue):
    assert list(cells) == [field.key for field in catalogue.get("talk").fields if field.kind != "evidence"]
    assert len(cells) == len(dict(cells))
    assert cells.get("evidence", "-") == "-"
    assert "x" not in cells


def test_a_payload_is_read_when_it_is_first_looked_at(catalogue):
    broken = Cells(catalogue.get("talk"), "{", {})
    assert len(broken) > 3
    with pytest.raises(ValueError, match="Expecting"):
        broken["topic"]
