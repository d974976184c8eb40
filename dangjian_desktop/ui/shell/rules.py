"""What the counts, duties and checks of the open ledger rest on, as the window deals with it. Decides nothing."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import shiboken6

from dangjian_desktop.domain.change import Change
from dangjian_desktop.services.counting.measuring import Variant, variants
from dangjian_desktop.services.services import Services
from dangjian_desktop.ui.file.ports import Screen

if TYPE_CHECKING:
    from dangjian_desktop.domain.duty import Duty
    from dangjian_desktop.services.rules.grounds import Ground
    from dangjian_desktop.ui.desk.duties_card import DutiesCard
    from dangjian_desktop.ui.dialogs.bases import BasesDialog
    from dangjian_desktop.ui.dialogs.duties import DutiesDialog
    from dangjian_desktop.ui.file.open_file import OpenFile


class Rules:
    """统计口径, 应办事项 and 依据, each looked at and switched in a dialog."""

    def __init__(self, screen: Screen) -> None:
        self.screen = screen

    def serve(self, card: DutiesCard) -> None:
        """What is wished for on 工作台; a report that is being written passes its wish on to the same card."""
        card.choose_wanted.connect(self.choose_duties)
        card.bases_wanted.connect(self.show_bases)

    def choose_duties(self) -> None:
        """Which duties the office has to do; a file that is only looked at shows them."""
        if (file := self.screen.file) is not None:
            file.ask(lambda services: (services.duties.chosen(), services.duties.asked), partial(self._duties, file))

    def _duties(self, file: OpenFile, found: tuple[tuple[Duty, ...], bool]) -> None:
        from dangjian_desktop.ui.dialogs.duties import DutiesDialog

        (duties, asked), screen = found, self.screen
        dialog = DutiesDialog(duties, screen.theme, asked=asked, read_only=file.opened.read_only, parent=screen.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.chosen.connect(partial(self._switch_duties, file, dialog))
        self.duties = dialog
        dialog.open()

    def _switch_duties(self, file: OpenFile, dialog: DutiesDialog, choices: dict[str, bool]) -> None:
        """The ticks stay on the screen until they are saved."""

        def saved(change: Change | None) -> None:
            if shiboken6.isValid(dialog):
                dialog.accept()
            if change is not None:
                file.changes.changed.emit(change)

        file.ask(lambda services: services.duties.switch(choices), saved)

    def show_bases(self) -> None:
        """What the rules rest on, and what the office has to compare with the original."""
        if (file := self.screen.file) is not None:
            file.ask(lambda services: services.grounds.rows(), partial(self._bases, file))

    def _bases(self, file: OpenFile, rows: tuple[Ground, ...]) -> None:
        from dangjian_desktop.ui.dialogs.bases import BasesDialog

        dialog = BasesDialog(rows, self.screen.theme, read_only=file.opened.read_only, parent=self.screen.window)
        dialog.finished.connect(dialog.deleteLater)
        dialog.confirmed.connect(partial(self._confirm_bases, file, dialog))
        self.bases = dialog
        dialog.open()

    def _confirm_bases(self, file: OpenFile, dialog: BasesDialog, keys: tuple[str, ...]) -> None:
        """The list stays open, for whoever compares one article after the other."""

        def saved(found: tuple[Change | None, tuple[Ground, ...]]) -> None:
            change, rows = found
            if shiboken6.isValid(dialog):
                dialog.show_rows(rows)
            if change is not None:
                file.changes.changed.emit(change)

        file.ask(lambda services: (services.grounds.confirm(keys), services.grounds.rows()), saved)

    def choose_variants(self) -> None:
        """Measures that may be counted in two ways, one after the other; a switch needs a reason and stands in the log."""
        if (file := self.screen.file) is not None:
            file.ask(variants, self._choose)

    def _choose(self, found: tuple[Variant, ...]) -> None:
        for one in found:
            other = "B" if one.now == "A" else "A"
            body = f"现在按口径 {one.now}：{one.words[one.now]}\n\n口径 {other}：{one.words[other]}"
            if not self.screen.ask.confirm(f"“{one.label}”怎样统计？", body, f"改用口径 {other}...", keep="不改"):
                continue
            reason = self.screen.ask.reason(
                "为什么改口径", "理由会记入操作记录，移交时随台账带走。", verb="改口径", hint="理由，如：上级统一了口径"
            )
            if reason and self.screen.file is not None:
                self.screen.file.change(partial(_switch, one.label, other, reason))


def _switch(label: str, variant: str, reason: str, services: Services) -> Change:
    return services.measuring.switch_variant(label, variant, reason)
