"""涂销: which texts, why, and what becomes of the backups that hold them; and forms on a record that was 涂销. Decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QCheckBox, QWidget

from dangjian_desktop.domain.change import Change
from dangjian_desktop.domain.fields import MASK
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.redaction import Place, Text
from dangjian_desktop.services.ledger_file.redaction import Offer
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.parts.dialog import Dialog
from dangjian_desktop.ui.kit.parts.layout import AS_STYLE, column, pane, row
from dangjian_desktop.ui.kit.parts.parts import button, label, line, scrolled
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.form.record_form import RecordForm

WIDTH, LIST = 560, 200
_SHOWN = 34
"""Characters of a text by which it is recognised."""
FOR_GOOD = "涂销以后，选中的内容从这条记录、它以前的各个版本、草稿和搜索里永远去掉，不能撤销。统计数不变，栏里写“已涂销”。"
ELSEWHERE = "已定稿的报告里引用过的文字不变。另存的、移交出去的、没有插上的 U 盘里的副本，请另行处理。"
NOT_YET = "勾选要涂销的内容并写明理由后可用"


class RedactDialog(Dialog):
    """``accepted`` once something is ticked and a reason stands there; what was chosen is then asked of it."""

    def __init__(self, offer: Offer, spec: LedgerSpec, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, "涂销", parent, width=WIDTH)
        self.offer = offer
        self.ticks = {one.place: self._tick(one) for one in offer.texts}
        self.evidence = QCheckBox(f"佐证材料 {len(offer.evidence)} 件，连同文件内容（别的记录也有的，内容留着）")
        self.evidence.setVisible(bool(offer.evidence))
        self.reason = line("涂销理由", "理由，会一直留在操作记录里，不要写要涂销的内容")
        self.thin = QCheckBox("同时删去还留着它的旧备份")
        self.held = label("", "caption", wrap=True)
        self.stays = label("", "caption", wrap=True)
        self.keep = button(theme, "不涂销", "secondary", clicked=self.reject)
        self.go = button(theme, "涂销", "danger", clicked=self.accept)
        self.keep.setDefault(True)
        self.go.setAutoDefault(False)
        column(
            theme,
            label(f"涂销这条{spec.label}里的文字？", "panel-title"),
            label(f"{offer.line.day or ''}　{offer.line.title}".strip(), "label", wrap=True),
            label(FOR_GOOD, "", wrap=True),
            self._list(),
            self.reason,
            self.thin,
            self.held,
            self.stays,
            row(theme, ..., self.keep, self.go),
            on=self, margins=24, gap=12,
        )  # fmt: skip
        for tick in (*self.ticks.values(), self.evidence):
            tick.toggled.connect(lambda _on: self._chosen())
        self.reason.textChanged.connect(lambda _text: self._chosen())
        self._chosen()
        self.fit_height()

    def _tick(self, one: Text) -> QCheckBox:
        words = MASK if one.secret else " ".join(one.text.split())
        words = f"{words[:_SHOWN]}…" if len(words) > _SHOWN else words
        tick = QCheckBox(f"{one.label}：{words}{f'（不能涂销：{one.obstacle}）' if one.obstacle else ''}".replace("&", "&&"))
        tick.setEnabled(not one.obstacle)
        tick.setToolTip(one.obstacle)
        return tick

    def _list(self) -> QWidget:
        nothing = not self.ticks and not self.offer.evidence
        none = label("这条记录里没有文字和佐证材料。", "label") if nothing else None
        inside = pane(column(self.theme, *self.ticks.values(), self.evidence, none, ..., margins=AS_STYLE, gap=8))
        made = scrolled(inside)
        made.setFixedHeight(min(self.theme.px(LIST), inside.sizeHint().height() + 2))
        return made

    def places(self) -> tuple[Place, ...]:
        return tuple(place for place, tick in self.ticks.items() if tick.isChecked())

    def _chosen(self) -> None:
        """The verb, the backups that hold what is ticked now, and where else it stands."""
        held = self.offer.held(self.places(), evidence=self.evidence.isChecked())
        days = sorted({f"{one.at:%Y-%m-%d}" for one in held})
        now = f"现有 {len(held)} 份，{days[0]}{f' 至 {days[-1]}' if days[1:] else ''}；" if days else ""
        self.held.setText(f"{now}涂销前要做的那一份也在内。先另做一份新的并核验，再删。不勾选就留着，以后从中恢复会恢复出原文。")
        stays = self.offer.stays(self.places(), evidence=self.evidence.isChecked())
        self.stays.setText((f"涂销以后仍有：{'、'.join(stays)}。" if stays else "") + ELSEWHERE)
        ready = bool(self.places() or self.evidence.isChecked()) and bool(self.reason.text().strip())
        self.go.setEnabled(ready)
        self.go.setToolTip("" if ready else NOT_YET)
        self.fit_height()


class FormRedacted(QObject):
    """A form on a record closes when the record is 涂销: it shows, and would keep as a draft, what is gone."""

    def __init__(self, form: RecordForm, changes: Changes) -> None:
        super().__init__(form)
        self.form = form
        changes.changed.connect(self._changed)

    def _changed(self, change: Change) -> None:
        start = self.form.session.start
        if change.kind == "redacted" and start is not None and start.pk in change.ids:
            self.form.dirty = False
            self.form.session.stop()
            self.form.closed.emit()
