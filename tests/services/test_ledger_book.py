"""台账清册: every ledger with its records of the period, what is secret left out."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dangjian_desktop.domain.blocks import Table
from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.domain.period import half
from dangjian_desktop.ledgers.shipped import load_catalogue
from dangjian_desktop.paths import resources
from dangjian_desktop.reports.document import blocks
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.services.report import ledger_book, templates
from tests import samples
from tests.fakes import FixedClock
from tests.faults.evidence_names import PDF

FIRST = half(2022, 1)


def tables_of(document: Any) -> dict[str, list[list[str]]]:
    """Its tables as texts, by the heading above each."""
    found, heading = {}, ""
    for block in document.blocks:
        if isinstance(block, Table):
            found[heading] = [["".join(p.text for p in cell) for cell in row] for row in block.rows]
        elif block.outline == 0:
            heading = block.text.partition("、")[2]
    return found


def test_the_shipped_book_is_what_the_declaration_makes() -> None:
    shipped = (resources() / "templates" / "台账清册.docx").read_bytes()
    printed = tables_of(blocks(shipped))
    catalogue = load_catalogue()
    assert shipped == ledger_book.book(Catalogue(catalogue.areas, tuple(spec for spec in catalogue if spec.label in printed)))


def test_every_ledger_stands_in_it_and_nothing_is_wrong_with_it(catalogue: Catalogue) -> None:
    own = samples.own_catalogue(load_catalogue())
    assert templates.look(ledger_book.book(own), own).faults == ()
    for spec in own.ledgers:
        printed = ledger_book._printed(spec)
        assert printed[0].key == spec.listed_under
        assert not any(field.secret for field in printed)


def test_a_file_prints_the_ledgers_it_has(tmp_path: Path, clock: FixedClock) -> None:
    services = opening.create_ledger(tmp_path / "x.djtz", "某镇党委", catalogue=samples.own_catalogue(load_catalogue()), clock=clock)
    begun = replace(services.reporting.start("topic", FIRST), template="台账清册")
    assert list(tables_of(services.reporting.document(services.reporting.render(begun))))[-1] == samples.OWN_LEDGER["label"]
    opening.close(services)


def test_the_records_of_the_period_are_printed_with_their_evidence(services: Any, tmp_path: Path) -> None:
    samples.register_names(services)
    for spec in services.catalogue.ledgers:
        services.records.save(spec.key, samples.full(spec, date(2022, 3, 1)))
        services.records.save(spec.key, samples.full(spec, date(2021, 3, 1), mark="去年"))
    (tmp_path / "签到表.pdf").write_bytes(PDF)
    (talk,) = (line for line in services.records.all_of("talk", FIRST))
    services.evidence.add(talk.pk, [tmp_path / "签到表.pdf"])
    begun = replace(services.reporting.start("topic", FIRST), template="台账清册")
    document = services.reporting.document(services.reporting.render(begun))
    assert document.text.startswith("青石镇党委台账清册\n\n2022年上半年内的记录")
    tables = tables_of(document)
    assert list(tables) == [spec.label for spec in services.catalogue.ledgers]
    assert all(len(rows) == 2 for rows in tables.values())
    assert tables["谈话"][1][0] == "2022-03-01"
    assert tables["谈话"][1][-1] == "签到表.pdf"
    assert tables["党委会议"][1][-1] == ""
    assert not any("样本受处分人代号" in cell for row in tables["处分"] for cell in row)
    assert [found for found in services.reporting.findings(begun) if found.firm] == []
