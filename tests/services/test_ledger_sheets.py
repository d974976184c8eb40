"""A list on paper: what is listed and nothing more, in the order of the screen, its head on every page."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangjian_desktop.domain.blocks import Document, Paragraph, Table
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.services.desk.printed_list import sheet
from tests.samples import full, register_names

KEYS = ["held_on", "kind", "headcount"]


def talk(services: Any, day: str, **more: Any) -> None:
    services.records.save("talk", {"held_on": day, "kind": "谈心谈话", "headcount": 2, **more})


def table(document: Document) -> list[list[str]]:
    (found,) = (block for block in document.blocks if isinstance(block, Table))
    return [["".join(paragraph.text for paragraph in cell) for cell in row] for row in found.rows]


def test_the_listed_records_stand_numbered_under_their_labels(services: Any) -> None:
    for day in ("2021-05-12", "2022-05-12", "2022-06-30"):
        talk(services, day)
    made = sheet(services, Query("talk", period=half(2022, 1)), KEYS, "2022年上半年")
    assert table(made) == [
        ["序号", "谈话日期", "谈话类型", "谈话人数"],
        ["1", "2022-06-30", "谈心谈话", "2"],
        ["2", "2022-05-12", "谈心谈话", "2"],
    ]
    title, caption = (block.text for block in made.blocks if isinstance(block, Paragraph))
    assert title == "青石镇党委谈话台账"
    assert caption == "2022年上半年　共 2 条　2022-07-05 打印"


def test_the_page_lies_across_and_the_table_fills_it(services: Any) -> None:
    talk(services, "2022-05-12", topic="一个很长的谈话事由，" * 8)
    made = sheet(services, Query("talk"), [*KEYS, "topic"], "全部")
    setup = made.setup
    assert setup.width > setup.height
    (found,) = (block for block in made.blocks if isinstance(block, Table))
    assert found.head == 1
    assert sum(found.widths) == pytest.approx(setup.width - setup.left - setup.right)
    assert found.widths[-1] == max(found.widths)


@pytest.mark.parametrize(
    ("kind", "typed", "written"), [("money", "12345.6", "12,345.60"), ("number", "3.50", "3.5"), ("whole", "70", "70")]
)
def test_money_and_numbers_are_written_as_on_the_screen(services: Any, kind: str, typed: str, written: str) -> None:
    register_names(services)
    spec = next(one for one in services.catalogue.ledgers if any(field.kind == kind for field in one.fields))
    key = next(field.key for field in spec.fields if field.kind == kind)
    services.records.save(spec.key, {**full(spec, date(2022, 3, 1)), key: typed})
    assert table(sheet(services, Query(spec.key), [key, spec.listed_under], "全部"))[1][1:] == [written, "2022-03-01"]


def test_what_is_secret_stays_hidden(services: Any) -> None:
    spec = next(one for one in services.catalogue.ledgers if any(field.secret and field.kind == "text" for field in one.fields))
    secret = next(field for field in spec.fields if field.secret and field.kind == "text")
    services.records.save(spec.key, {spec.listed_under: "2022-03-01", secret.key: "不能印出来"})
    assert "不能印出来" not in str(table(sheet(services, Query(spec.key), [secret.key], "全部")))


def test_an_empty_list_has_only_its_head(services: Any) -> None:
    assert table(sheet(services, Query("talk"), KEYS, "全部")) == [["序号", "谈话日期", "谈话类型", "谈话人数"]]


def test_what_is_not_filled_is_left_blank(services: Any) -> None:
    talk(services, "2022-05-12")
    assert table(sheet(services, Query("talk"), ["topic"], "全部"))[1] == ["1", ""]
