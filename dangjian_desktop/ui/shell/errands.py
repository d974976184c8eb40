"""Small errands of the window that are not about one page: the log, settings, checking the file, exporting it. Decides nothing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import shiboken6

import dangjian_desktop
from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.errors import Error, UserError
from dangjian_desktop.services.counting.measuring import Variant, variants
from dangjian_desktop.services.ledger_file import unit_kinds
from dangjian_desktop.ui.dialogs.notice import NOTICE, NoticeDialog

if TYPE_CHECKING:
    from dangjian_desktop.domain.duty import Duty
    from dangjian_desktop.services.rules.grounds import Ground
    from dangjian_desktop.ui.desk.duties_card import DutiesCard
    from dangjian_desktop.ui.dialogs.bases import BasesDialog
    from dangjian_desktop.ui.dialogs.duties import DutiesDialog


KIND = "程序里的叫法随单位性质变，如镇党委、乡党委、街道党工委。登记的内容、统计的数、您自己写的文字都不变。改了会重新打开台账。"


class Errands:
    """``window`` is the MainWindow that sends them; named loosely, for it imports this module."""

    def __init__(self, window: Any) -> None:
        self.window = window

    def serve(self, card: DutiesCard) -> None:
        """What is wished for on 工作台; a report that is being written passes its wish on to the same card."""
        card.choose_wanted.connect(self.choose_duties)
        card.bases_wanted.connect(self.show_bases)

    def greet(self, then: Callable[[], object]) -> None:
        """``then`` follows at once, or on a machine where nobody has read it yet, when the notice was ticked."""
        machine = self.window.machine
        if machine.notice_read:
            then()
            return
        self.notice = NoticeDialog(self.window.theme, self.window)
        self.notice.accepted.connect(machine.set_notice_read)
        self.notice.accepted.connect(lambda: then())
        self.notice.rejected.connect(self.window.close)
        self.notice.open()

    def show_log(self) -> None:
        if self.window.caller is not None and self.window.work is not None:
            self.window.caller.ask(lambda services: services.history.entries(500), self._log, owner=self.window.work)

    def _log(self, entries: tuple[object, ...]) -> None:
        from dangjian_desktop.ui.dialogs.log_dialog import LogDialog

        assert self.window.work is not None
        self.dialog = LogDialog(entries, self.window.theme, read_only=self.window.work.opened.read_only, parent=self.window)  # type: ignore[arg-type]
        self.dialog.finished.connect(self.dialog.deleteLater)  # two megabytes of lines each time
        self.dialog.undo_wanted.connect(lambda seq: self.window.history(lambda services: services.history.undo(seq)))
        self.dialog.open()

    def set_unit(self) -> None:
        self._ask_setting("unit_name", "单位名称", "它会出现在报告标题和落款里。")

    def set_kind(self) -> None:
        """镇, 乡 or 街道: the words everything is shown in; the file is opened again in them."""
        if self.window.caller is not None and self.window.work is not None and self.window.work.may_leave():
            self.window.caller.ask(unit_kinds.now, self._choose_kind, owner=self.window.work)

    def _choose_kind(self, now: str) -> None:
        options = [("", "不改"), *((kind, f"改为{kind}") for kind in unit_kinds.kinds() if kind != now)]
        kind = self.window.ask.choose(f"现在的单位性质是{now}", KIND, options)
        if kind and self.window.caller is not None and self.window.work is not None:
            self.window.caller.ask(
                lambda services: unit_kinds.switch(services, kind), lambda _change: self.window.keeping.reopen(), owner=self.window.work
            )

    def set_addressee(self) -> None:
        self._ask_setting("addressee", "主送机关", "报告送给谁，例如县委。新写的报告会自动填上。")

    def _ask_setting(self, key: str, name: str, words: str) -> None:
        if self.window.caller is None or self.window.work is None:
            return

        def show(value: str) -> None:
            typed = self.window.ask.text(name, words, verb="保存", value=value)
            if typed and typed != value and self.window.caller is not None and self.window.work is not None:
                label = f"{name}改为“{typed}”"
                self.window.caller.ask(
                    lambda services: services.settings.put(key, typed, label), self.window.work.changes.changed.emit, owner=self.window.work
                )

        self.window.caller.ask(lambda services: str(services.settings.get(key, "")), show, owner=self.window.work)

    def choose_duties(self) -> None:
        """Which duties the office has to do; a file that is only looked at shows them."""
        if self.window.caller is not None and self.window.work is not None:
            self.window.caller.ask(lambda services: (services.duties.chosen(), services.duties.asked), self._duties, owner=self.window.work)

    def _duties(self, found: tuple[tuple[Duty, ...], bool]) -> None:
        from dangjian_desktop.ui.dialogs.duties import DutiesDialog

        assert self.window.work is not None
        duties, asked = found
        dialog = DutiesDialog(duties, self.window.theme, asked=asked, read_only=self.window.work.opened.read_only, parent=self.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.chosen.connect(partial(self._switch_duties, dialog))
        self.duties = dialog
        dialog.open()

    def _switch_duties(self, dialog: DutiesDialog, choices: dict[str, bool]) -> None:
        """The ticks stay on the screen until they are saved."""
        work = self.window.work

        def saved(change: Change | None) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            if change is not None:
                work.changes.changed.emit(change)

        self.window.caller.ask(lambda services: services.duties.switch(choices), saved, owner=work)

    def show_bases(self) -> None:
        """What the rules rest on, and what the office has to compare with the original."""
        if self.window.caller is not None and self.window.work is not None:
            self.window.caller.ask(lambda services: services.grounds.rows(), self._bases, owner=self.window.work)

    def _bases(self, rows: tuple[Ground, ...]) -> None:
        from dangjian_desktop.ui.dialogs.bases import BasesDialog

        assert self.window.work is not None
        dialog = BasesDialog(rows, self.window.theme, read_only=self.window.work.opened.read_only, parent=self.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.confirmed.connect(partial(self._confirm_bases, dialog))
        self.bases = dialog
        dialog.open()

    def _confirm_bases(self, dialog: BasesDialog, keys: tuple[str, ...]) -> None:
        """The list stays open, for whoever compares one article after the other."""
        work = self.window.work

        def saved(found: tuple[Change | None, tuple[Ground, ...]]) -> None:
            change, rows = found
            if shiboken6.isValid(dialog):
                dialog.show_rows(rows)
            if change is not None:
                work.changes.changed.emit(change)

        self.window.caller.ask(lambda services: (services.grounds.confirm(keys), services.grounds.rows()), saved, owner=work)

    def choose_variants(self) -> None:
        """Measures that may be counted in two ways, one after the other; a switch needs a reason and stands in the log."""
        if self.window.caller is not None and self.window.work is not None:
            self.window.caller.ask(variants, self._choose, owner=self.window.work)

    def _choose(self, found: tuple[Variant, ...]) -> None:
        for one in found:
            other = "B" if one.now == "A" else "A"
            body = f"现在按口径 {one.now}：{one.words[one.now]}\n\n口径 {other}：{one.words[other]}"
            if not self.window.ask.confirm(f"“{one.label}”怎样统计？", body, f"改用口径 {other}...", keep="不改"):
                continue
            reason = self.window.ask.reason(
                "为什么改口径", "理由会记入操作记录，移交时随台账带走。", verb="改口径", hint="理由，如：上级统一了口径"
            )
            if reason and self.window.caller is not None and self.window.work is not None:
                self._switch(one.label, other, reason)

    def _switch(self, label: str, variant: str, reason: str) -> None:
        self.window.caller.ask(
            lambda services: services.measuring.switch_variant(label, variant, reason),
            self.window.work.changes.changed.emit,
            owner=self.window.work,
        )

    def check_file(self) -> None:
        """The whole content against its digests, on demand."""
        if self.window.caller is not None:
            self.window.caller.ask(lambda services: len(services.store.damage()), self._checked, owner=self.window)

    def _checked(self, damage: int) -> None:
        if damage:
            self.window.ask.message(UserError(Error.DAMAGED, count=damage, earliest="").message)
        else:
            self.window.ask.tell("台账完好", "每条记录、每次操作都与登记时一致。")

    def export_all(self) -> None:
        if self.window.caller is None or self.window.work is None:
            return
        if not self.window.ask.confirm("导出全部台账？", "里面含有标为保密的内容，请妥善保管。这次导出会记入操作记录。", "导出..."):
            return
        path = self.window.ask.save_file("导出全部台账", "全部台账.xlsx", "Excel 表格 (*.xlsx)")
        if path is not None:
            self.window.caller.ask(
                lambda services: services.exporting.export_all(path),
                lambda _none: self.window.state.setText(f"已导出到 {path}"),
                owner=self.window.work,
            )

    def about(self) -> None:
        words = f"版本 {dangjian_desktop.__version__}。登记、统计、核对、出稿，一个文件，不联网。\n\n{NOTICE}"
        self.window.ask.tell("关于党建责任台账", words)
