"""接收, page after page: pack, pass phrase, code on paper, what comes, where it goes."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from dangjian_desktop.domain.errors import LockedError, PackError, UserError, WrongPassphraseError
from dangjian_desktop.services.base.ports import Cancelled
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.wizards.receive.wizard import ReceiveWizard
from tests.fakes import FakeAsk
from tests.ui.handover_fakes import FORK, INCOMING, PASSPHRASE, Code, FakeReceiving
from tests.ui.settling import answered

WRONG = ("1" if PASSPHRASE[0] != "1" else "2") + PASSPHRASE[1:]


class Bench:
    """The wizard over a made-up service."""

    def __init__(self, qtbot: QtBot, theme: Theme, tmp_path: Path) -> None:
        self.qtbot, self.service, self.ask = qtbot, FakeReceiving(), FakeAsk()
        self.folder = tmp_path / "移交包-青石镇党委"
        self.folder.mkdir()
        self.file = tmp_path / "移交包-青石镇党委.djyj"
        self.file.write_bytes(b"sealed")
        self.told: list[BaseException] = []
        self.caller = Caller(object)
        self.caller.faulted.connect(self.told.append)
        self.wizard = ReceiveWizard(self.caller, self.service, (tmp_path / "我的.djtz",), theme, self.ask)  # type: ignore[arg-type]
        qtbot.addWidget(self.wizard)
        self.wizard.resize(1366, 696)
        self.wizard.show()

    def settle(self) -> None:
        answered(self.qtbot, self.caller, self.wizard)

    def choose(self) -> None:
        self.ask.answers[:] = [self.folder]
        self.wizard.pack.folder_button.click()
        self.wizard.frame.go_to(1)

    def check(self) -> None:
        self.choose()
        self.wizard.code.without.setChecked(True)
        self.wizard.code.button.click()
        self.settle()


@pytest.fixture
def bench(qtbot: QtBot, theme: Theme, tmp_path: Path) -> Iterator[Bench]:
    made = Bench(qtbot, theme, tmp_path)
    yield made
    made.caller.close()


def test_an_encrypted_pack_asks_for_its_pass_phrase(bench: Bench) -> None:
    page, frame = bench.wizard.pack, bench.wizard.frame
    assert page.barrier() == "先选移交包"
    assert not page.words.isVisible()
    bench.ask.answers[:] = [None, bench.file]
    page.file_button.click()
    assert bench.wizard.session.pack is None
    page.file_button.click()
    assert page.words.isVisible()
    assert page.hint() == "先输入口令"
    page.words.setText(f"{WRONG[:12]}")
    assert page.hint() == "先核对口令"
    assert not page.slip.isVisible()
    page.words.setText(WRONG)
    assert page.slip.text() == "请对照口令单核对第1组。"
    assert page.slip.isVisible()
    assert not frame.next_button.isEnabled()
    page.words.setText(PASSPHRASE)
    assert not page.slip.isVisible()
    assert frame.next_button.isEnabled()
    assert page.first() is page.words
    assert page.note() == bench.file.name


def test_the_keyboard_begins_where_the_page_begins(bench: Bench) -> None:
    bench.wizard.activateWindow()
    bench.wizard.setFocus()
    bench.qtbot.waitUntil(lambda: bench.wizard.pack.file_button.hasFocus())


def test_a_step_that_was_looked_at_is_not_done(bench: Bench) -> None:
    bench.check()
    frame = bench.wizard.frame
    frame.go_to(2)
    frame.go_to(3)
    frame.go_to(2)
    assert [frame._state(number) for number in range(4)] == ["done", "trouble", "current", "open"]


def test_a_plain_folder_asks_for_none(bench: Bench) -> None:
    bench.choose()
    assert bench.wizard.frame.current == 1
    assert not bench.wizard.pack.words.isVisible()
    bench.wizard.frame.go_to(2)
    assert bench.wizard.frame.current == 1


def test_the_code_on_paper_is_compared(bench: Bench) -> None:
    bench.choose()
    page = bench.wizard.code
    assert not page.button.isEnabled()
    page.known.setCurrentIndex(1)
    bench.qtbot.keyClicks(page.code, str(Code()))
    bench.qtbot.keyClick(page.code, Qt.Key.Key_Return)
    bench.settle()
    asked = bench.service.asked[-1]
    assert (asked["code"], asked["known"].name, asked["passphrase"]) == (str(Code()), "我的.djtz", None)
    assert page.banner.property("state") == "done"
    assert (page.note(), page.trouble()) == ("内容一致", False)
    assert bench.wizard.frame.next_button.hasFocus()
    bench.wizard.frame.go_to(2)
    bench.wizard.frame.go_to(1)
    assert [step.step.state for step in bench.wizard.frame.steps] == ["done", "current", "done", "open"]
    page.code.setText("别的")
    assert [step.step.state for step in bench.wizard.frame.steps] == ["done", "current", "open", "open"]
    assert bench.wizard.session.incoming is None
    assert page.barrier() == "先核验"


def test_what_was_open_lately_is_compared_by_itself(bench: Bench) -> None:
    bench.service.incoming = replace(INCOMING, uncompared=("我的.djtz（没有找到台账文件）",))
    bench.check()
    (mine,) = bench.service.asked[-1]["known"]
    assert mine.name == "我的.djtz"
    bench.wizard.frame.go_to(2)
    assert "没有比：我的.djtz" in bench.wizard.content.counts.text()
    bench.wizard.code.known.setCurrentIndex(2)
    assert bench.wizard.session.known is None


def test_without_paper_it_goes_on_and_says_so(bench: Bench) -> None:
    bench.check()
    page = bench.wizard.code
    assert page.doubt.isVisible()
    assert page.note() == "未核对纸面核验码"
    assert page.trouble()
    assert bench.wizard.frame.next_button.isEnabled()


@pytest.mark.parametrize(
    ("fault", "marked"),
    [
        (PackError("E-51"), ""),
        (PackError("E-52", missing=1, extra=0, changed=2, problems=[f"缺少：data/{number}" for number in range(20)]), ""),
        (WrongPassphraseError(1), ""),
        (UserError("E-84", text="核验码", reason="抄错了一个字符", hint="请再核对。"), "fault"),
        (PackError("E-53", reason="不是这本台账的", hint="请先核对。"), "fault"),
    ],
)
def test_a_pack_that_is_not_good_says_what_is_wrong(bench: Bench, fault: UserError, marked: str) -> None:
    bench.service.faults = [fault]
    bench.check()
    page = bench.wizard.code
    assert page.banner.property("state") == "danger"
    assert fault.code in page.banner.body.text()
    assert ("另 8 个" in page.found.text()) is (fault.code == "E-52")
    assert page.code.property("state") == marked
    assert page.barrier() == "先核验"
    assert page.button.isEnabled()
    page.without.setChecked(False)
    assert page.code.property("state") == ""


def test_a_protected_ledger_inside_asks_for_its_own_password(bench: Bench) -> None:
    bench.service.faults = [LockedError()]
    bench.check()
    page = bench.wizard.code
    assert page.password.isVisible()
    assert page.password.hasFocus()
    assert page.banner.property("state") == "amber"
    assert "（E-61）" not in page.banner.body.text()
    page.password.setText("这本台账的口令")
    page.button.click()
    bench.settle()
    assert bench.service.asked[-1]["password"] == "这本台账的口令"
    assert bench.wizard.session.incoming is not None
    bench.wizard.frame.go_to(0)
    bench.choose()
    assert not page.password.isVisible()
    assert bench.wizard.session.password == ""


def test_what_was_taken_out_of_a_pack_goes_when_it_is_not_wanted_any_more(bench: Bench) -> None:
    bench.check()
    first = bench.wizard.session.incoming
    bench.wizard.code.without.setChecked(False)
    assert bench.service.discarded == [first]
    bench.wizard.session.forget()
    assert bench.service.discarded == [first]


def test_leaving_in_the_middle_gives_up_first(bench: Bench, qtbot: QtBot) -> None:
    bench.choose()
    bench.service.stand_still = threading.Event()
    bench.wizard.code.without.setChecked(True)
    bench.wizard.code.button.click()
    left: list[bool] = []
    bench.wizard.session.stop(lambda: left.append(True))
    assert left == []
    bench.service.stand_still.set()
    qtbot.waitUntil(lambda: left == [True])
    assert bench.wizard.session.incoming is None
    bench.wizard.session.stop(lambda: left.append(True))
    assert left == [True, True]


def test_a_masked_pack_can_be_looked_at_only(bench: Bench, qtbot: QtBot) -> None:
    bench.service.incoming = replace(INCOMING, package={"receiver": "", "kind": "masked"})
    bench.check()
    frame, page = bench.wizard.frame, bench.wizard.content
    frame.go_to(2)
    assert "不能接着登记" in page.banner.body.text()
    assert (page.trouble(), frame.next_button.isEnabled(), page.hint()) == (True, False, "只能看，不能接收")
    with qtbot.waitSignal(page.look_wanted):
        page.look_button.click()


def test_a_pack_without_evidence_says_so(bench: Bench) -> None:
    bench.service.incoming = replace(INCOMING, package={"receiver": "", "kind": "without_evidence"})
    bench.check()
    bench.wizard.frame.go_to(2)
    assert "没有带佐证材料" in bench.wizard.content.counts.text()


def test_cancelling_and_faults_of_ours_leave_it_as_it_was(bench: Bench) -> None:
    ours = ValueError()
    bench.service.faults = [Cancelled(), ours]
    bench.check()
    assert bench.told == []
    bench.wizard.code.button.click()
    bench.settle()
    assert bench.told == [ours]
    assert bench.wizard.session.incoming is None


def test_what_comes_is_listed_ledger_by_ledger(bench: Bench, qtbot: QtBot) -> None:
    bench.check()
    bench.wizard.frame.go_to(2)
    page = bench.wizard.content
    assert page.table.item(0, 0).text() == "谈话"
    assert page.table.item(0, 2).text() == "346"
    assert not page.sides.isVisible()
    assert page.banner.title.text() == "本机没有这本台账"
    assert (page.sub(), page.note(), page.trouble()) == ("青石镇党委，序号 18246", "2 本台账", False)
    with qtbot.waitSignal(page.look_wanted):
        page.look_button.click()


@pytest.mark.parametrize(("relation", "said"), [("continues", "多 0 条"), ("older", "后来又有 0 条"), ("same", "同样的内容")])
def test_how_it_stands_to_what_is_here_is_said(bench: Bench, relation: Any, said: str) -> None:
    bench.service.incoming = replace(INCOMING, relation=relation)
    bench.check()
    bench.wizard.frame.go_to(2)
    assert said in bench.wizard.content.banner.body.text()


def test_a_fork_shows_both_lists_and_asks_again(bench: Bench, qtbot: QtBot, tmp_path: Path) -> None:
    bench.service.incoming = FORK
    bench.check()
    bench.wizard.frame.go_to(2)
    page = bench.wizard.content
    assert "两本台账在第 17 条（2022-06-30）之后各自有改动：本机 1 条，对方 2 条。" in page.banner.body.text()
    assert (page.mine.count(), page.theirs.count()) == (1, 2)
    bench.wizard.frame.go_to(3)
    last = bench.wizard.accept
    assert last.who.text() == "经办人02"
    bench.ask.answers[:] = [tmp_path / "接收", False, True]
    last.choose_button.click()
    last.button.click()
    assert bench.service.accepted == []
    with qtbot.waitSignal(bench.wizard.accepted) as heard:
        last.button.click()
    assert heard.args == [tmp_path / "接收.djtz"]
    assert bench.service.accepted == [(tmp_path / "接收.djtz", "经办人02")]


def test_nothing_is_accepted_without_name_and_place(bench: Bench, tmp_path: Path) -> None:
    bench.check()
    bench.wizard.frame.go_to(2)
    bench.wizard.frame.go_to(3)
    page = bench.wizard.accept
    assert not bench.wizard.frame.next_button.isVisible()
    page.accept()
    assert page.button.toolTip() == "先选放在哪里"
    page.who.clear()
    assert page.button.toolTip() == "先写上接收人"
    bench.ask.answers[:] = [None, tmp_path / "一.djtz"]
    page.choose()
    page.choose()
    page.who.setText("经办人03")
    fault = UserError("E-18", name="一.djtz")
    bench.service.faults = [fault, Cancelled()]
    page.button.click()
    bench.settle()
    page.button.click()
    bench.settle()
    assert bench.told == [fault]
    assert bench.service.accepted == []
    assert page.button.isEnabled()


def test_it_can_be_left_by_the_keyboard(bench: Bench, qtbot: QtBot) -> None:
    with qtbot.waitSignal(bench.wizard.closed):
        qtbot.keyClick(bench.wizard.frame.aside_button, Qt.Key.Key_Space)
