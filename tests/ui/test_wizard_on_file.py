"""The report wizard over a real ledger file: from the first page to 已报送."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.ledger import Catalogue
from dangjian_desktop.paper.page_painter import PagePainter
from dangjian_desktop.services.ledger_file import opening
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.wizards.report import ReportWizard
from tests.fakes import FakeAsk, FixedClock
from tests.samples import full, register_names
from tests.ui.wizard_fakes import PERIOD, make_theme

LABEL = "谈心谈话人次"


@pytest.fixture
def caller(ledger_file: Path, clock: FixedClock, catalogue: Catalogue) -> Iterator[Caller]:
    services = opening.create_ledger(ledger_file, "青石镇党委", clock=clock)
    register_names(services)
    spec = catalogue.spec_of(catalogue.measures[LABEL])
    services.records.save(spec.key, full(spec, date(2022, 3, 1)))
    opening.close(services)
    made = Caller(lambda: opening.open_ledger(ledger_file, clock=clock), opening.close)
    faults: list[BaseException] = []
    made.faulted.connect(faults.append)
    yield made
    made.close()
    assert faults == []


def test_a_report_is_written_checked_finalised_and_sent(qtbot: QtBot, caller: Caller, catalogue: Catalogue, tmp_path: Path) -> None:
    pdf = tmp_path / "报告.pdf"
    ask = FakeAsk(pdf, True)
    wizard = ReportWizard(caller, catalogue, make_theme(), ask, Changes(), PagePainter(), PERIOD)  # type: ignore[arg-type]
    qtbot.addWidget(wizard)
    wizard.resize(1366, 696)
    wizard.show()
    qtbot.waitUntil(lambda: wizard.session.draft is not None)
    assert wizard.scope.title_line.text().startswith("青石镇党委关于2022年上半年")
    wizard.scope.addressee.setText("县委")
    wizard.scope.addressee.textEdited.emit("县委")

    for section in wizard.session.draft.sections[1:]:
        wizard.session.change_section(section.key, text=f"（一）{section.key}")
    qtbot.mouseClick(wizard.frame.next_button, Qt.MouseButton.LeftButton)
    wizard.session.change_section("开头", text=f"谈心谈话{{{{ {LABEL} }}}}人次。")
    wizard.numbers.recount()
    qtbot.waitUntil(lambda: [line.tag for line in wizard.numbers.model.lines] == [LABEL])
    assert len(wizard.numbers.model.lines[0].ids) == 1

    qtbot.mouseClick(wizard.frame.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(wizard.texts.edit.plain()))
    assert wizard.texts.edit.pieces()[1].tag == LABEL
    wizard.texts.edit.moveCursor(QTextCursor.MoveOperation.End)
    qtbot.keyClicks(wizard.texts.edit, "abc")

    qtbot.mouseClick(wizard.frame.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard.findings.checked)
    for finding in wizard.findings.of("open"):
        wizard.session.pass_finding(finding.key, "核对过")

    qtbot.mouseClick(wizard.frame.next_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard.preview.output is not None)
    assert "人次。abc" in wizard.preview.output.paper.document.text
    qtbot.mouseClick(wizard.preview.index_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard.preview.paper is not wizard.preview.output.paper)
    assert "核验码能说明" in wizard.preview.paper.document.text
    qtbot.mouseClick(wizard.preview.index_button, Qt.MouseButton.LeftButton)
    qtbot.mouseClick(wizard.preview.pdf_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(pdf.exists)

    qtbot.mouseClick(wizard.preview.final_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard.session.draft.state == "final")
    qtbot.waitUntil(lambda: wizard.preview.sent_button.isVisible())
    qtbot.mouseClick(wizard.preview.sent_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: wizard.session.draft.state == "sent")

    with qtbot.waitSignal(wizard.closed):
        qtbot.mouseClick(wizard.frame.next_button, Qt.MouseButton.LeftButton)
    kept: list[object] = []
    caller.ask(lambda services: services.reporting.list(), kept.extend, owner=wizard)
    qtbot.waitUntil(lambda: bool(kept))
    assert [info.state for info in kept] == ["sent"]


def test_a_draft_is_found_again_at_the_same_page(qtbot: QtBot, caller: Caller, catalogue: Catalogue) -> None:
    first = ReportWizard(caller, catalogue, make_theme(), FakeAsk(), Changes(), PagePainter(), PERIOD)  # type: ignore[arg-type]
    qtbot.addWidget(first)
    first.show()
    qtbot.waitUntil(lambda: first.session.draft is not None)
    first.frame.go_to(2)
    first.put_aside()
    identity = first.session.draft.id
    again = ReportWizard(caller, catalogue, make_theme(), FakeAsk(), Changes(), PagePainter(), PERIOD)  # type: ignore[arg-type]
    qtbot.addWidget(again)
    again.show()
    qtbot.waitUntil(lambda: again.session.draft is not None)
    assert again.session.draft.id == identity
    assert again.frame.current == 2
    qtbot.waitUntil(lambda: again.texts.sections.count() > 0)
