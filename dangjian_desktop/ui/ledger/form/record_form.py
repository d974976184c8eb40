"""The form of one record, as a panel beside the table or as a page: live check, drafts, reasons, 保存后. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from dangjian_desktop.domain.errors import InvalidRecordError, UserError
from dangjian_desktop.domain.ledger import Catalogue, LedgerSpec
from dangjian_desktop.domain.period import Period
from dangjian_desktop.domain.record import Checked
from dangjian_desktop.ui.kit.ask import Ask
from dangjian_desktop.ui.kit.calls import Caller
from dangjian_desktop.ui.kit.changes import Changes
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.editors.date import DateEditor
from dangjian_desktop.ui.kit.editors.table import Tools
from dangjian_desktop.ui.kit.parts.layout import column, grow
from dangjian_desktop.ui.kit.parts.parts import shortcut
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.form.body import FormBody
from dangjian_desktop.ui.ledger.form.field_states import FieldStates
from dangjian_desktop.ui.ledger.form.lookup import RecordLookup
from dangjian_desktop.ui.ledger.form.session import FormSession, Start
from dangjian_desktop.ui.ledger.form.values import kept_for_next
from dangjian_desktop.ui.ledger.parts.frame import FormFoot, FormHead, moves

PANEL_WIDTH = 448
THREE_COLUMNS_FROM = 1100


class RecordForm(QFrame):
    """``saved`` carries the Change and whether the next one is wanted; ``closed`` says that the form may go."""

    saved = Signal(object, bool)
    closed = Signal()
    typed = Signal()

    def __init__(
        self,
        caller: Caller,
        catalogue: Catalogue,
        spec: LedgerSpec,
        theme: Theme,
        ask: Ask,
        changes: Changes,
        *,
        paged: bool,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.spec = spec
        self.theme = theme
        self.ask = ask
        self.paged = paged
        self.dirty = False
        self.opened_with: dict[str, Any] = {}
        self._period: Period | None = None
        self._today = date.today()
        self._next = False
        self.lookup = RecordLookup(caller, catalogue, spec.key, changes, owner=self)
        self.tools = Tools(theme, self.lookup, lambda: self._today, lambda: self._period)
        self.session = FormSession(caller, spec, self.raw, lambda: self.area.unfinished(), self)
        self.session.with_effect = True
        self._build()
        self._connect()

    # ------------------------------------------------------------------ building
    def _build(self) -> None:
        theme = self.theme
        self.setProperty("kind", "page-form" if self.paged else "panel-form")
        self.head = FormHead(theme, paged=self.paged, parent=self)
        body = FormBody(self.spec, self.tools, self, columns=self._columns())
        self.area, self.offer, self.effect = body, body.offer, body.effect
        self.fields, self.rows, self.reasons = body.fields, body.rows, body.reasons
        self.states = FieldStates(self.spec, self.fields, self.rows, self.lookup, self._put_one)
        self.foot = FormFoot(theme, paged=self.paged, rows=self.rows is not None, parent=self)
        column(theme, self.head, grow(body), self.foot, on=self, gap=0)

    def _columns(self) -> int:
        """One beside the table; on a page as many as the effective width carries."""
        if not self.paged:
            return 1
        return 3 if self.window().width() / self.theme.scale >= THREE_COLUMNS_FROM else 2

    def _connect(self) -> None:
        self.fields.edited.connect(self._edited)
        self.fields.left.connect(self._left)
        self.fields.finished.connect(self.rows.begin if self.rows is not None else self._after_last)
        if self.rows is not None:
            self.rows.edited.connect(lambda: self._edited(""))
        self.reasons.edited.connect(lambda: self._edited(""))
        for holder in (self.head, self.foot):
            holder.save_wanted.connect(self.save)
            holder.next_wanted.connect(self.save_and_next)
            holder.close_wanted.connect(self.try_close)
        self.session.started.connect(self._fill)
        self.session.checked.connect(self._show_checked)
        self.session.saved.connect(self._saved)
        self.session.refused.connect(self._refused)
        self.session.draft_kept.connect(lambda at: self._say_draft(f"草稿已存 {at}"))
        self.session.draft_lost.connect(lambda fault: self._say_draft("草稿没有存下", str(fault)))
        # two keys of the keyboard are written Enter, and Qt tells them apart
        enter = command("save_next").keys, command("save_next").shown_keys
        for keys, act in ((command("save").keys, self.save), *((one, self.save_and_next) for one in enter)):
            shortcut(self, keys, act)

    # ------------------------------------------------------------------ opening
    def set_period(self, period: Period | None) -> None:
        self._period = period
        self.session.period = period
        for editor in self.fields.editors.values():
            if isinstance(editor, DateEditor):
                editor.decides_period = editor.field.key == self.spec.date_field

    def open(self, pk: int | None = None, *, keep: Mapping[str, Any] | None = None) -> None:
        """Begin a new record (with some values kept from the last one) or change a stored one."""
        self.setEnabled(False)
        self.head.show_title(f"{'编辑' if pk is not None else '登记'}{self.spec.label}")
        self.session.open(pk, keep or {})

    def _fill(self, start: Start) -> None:
        self._today = start.today
        self.lookup.names.update(start.names)
        self.states.redacted = start.redacted
        self.setEnabled(True)
        self._put(start.values)
        self._say_draft("")
        if start.draft is not None:
            draft, at = start.draft, start.draft_at
            self.offer.say(
                "info",
                f"上次没有写完的内容还在（{at[:16].replace('T', ' ')}）。",
                ("接着写", lambda: self._take_draft(draft)),
                ("丢掉草稿", self._drop_draft),
            )
        if start.pk is None:
            self.fields.focus_first_empty()
        else:
            self.fields.focus(next(iter(self.fields.editors)))

    def _put(self, values: Mapping[str, Any]) -> None:
        self.dirty = False
        self.states.forget()
        self.offer.clear()
        self.effect.clear()
        self.reasons.show_problems(())
        self.area.set_raw(values)
        self.opened_with = self.raw()

    def _take_draft(self, draft: Mapping[str, Any]) -> None:
        self._put(draft)
        self.dirty = True
        self.session.touched()
        self.session.check_now()

    def _drop_draft(self) -> None:
        self.offer.clear()
        self.session.drop_draft()

    def raw(self) -> dict[str, Any]:
        return self.area.raw()

    # ------------------------------------------------------------------ typing
    def _edited(self, key: str) -> None:
        self.dirty = True
        if not self.offer.isHidden():
            self.offer.clear()
        if key and self.fields.editors[key].property("state") == "fault":
            self.fields.say(key, "ok")
        self.session.touched()
        self.typed.emit()

    def _left(self, key: str) -> None:
        self.states.seen.add(key)
        self.session.check_now()

    def _show_checked(self, checked: Checked, effect: Sequence[tuple[str, str, str]]) -> None:
        counts = self.states.show(checked, typed=self.dirty)
        self.head.show_counts(*counts)
        self.reasons.show_problems([one for one in checked.problems if one.rule] if self.states.submitted else [])
        self._show_effect(effect)

    def _put_one(self, key: str, value: Any) -> None:
        """A cure: the value it promises, checked at once."""
        self.fields.editors[key].set_raw(value)
        self._edited(key)
        self.session.check_now()

    def _show_effect(self, effect: Sequence[tuple[str, str, str]]) -> None:
        if effect and self.dirty:
            self.effect.say("info", f"保存后：{moves(self.theme, effect[: 4 if self.paged else 2])}")
        else:
            self.effect.clear()

    # ------------------------------------------------------------------ saving and leaving
    def save(self) -> None:
        self._submit(then_next=False)

    def save_and_next(self) -> None:
        self._submit(then_next=True)

    def _submit(self, *, then_next: bool) -> None:
        if self.session.saving or not self.isEnabled():
            return
        self.area.settle()
        self._next = then_next
        self.states.submitted = True
        self.session.save(self.reasons.given())

    def _saved(self, change: object) -> None:
        self.dirty = False
        self.states.last = self.raw()
        keep = kept_for_next(self.spec, self.states.last)
        self.saved.emit(change, self._next)
        if self._next:
            self.open(None, keep=keep)
        else:
            self.closed.emit()

    def _refused(self, fault: UserError) -> None:
        """What stands in the fields stays; the first fault gets the focus."""
        if isinstance(fault, InvalidRecordError):
            self.session.check_now()
            if key := next((one.field for one in fault.problems if one.field in self.fields.editors), ""):
                self.fields.focus(key)
            self.reasons.show_problems([one for one in fault.problems if one.rule])
            return
        self.offer.say("fault", str(fault))
        self.area.ensureVisible(0, 0)

    def _say_draft(self, words: str, more: str = "") -> None:
        for holder in (self.head, self.foot):
            holder.show_draft(words, more)

    def _after_last(self) -> None:
        (self.head if self.paged else self.foot).focus_primary()

    def try_close(self) -> None:
        """取消, Esc, ×: asks only when something was typed."""
        self.leave(self.closed.emit)

    def leave(self, then: Callable[[], None]) -> None:
        """``then`` follows at once, or when the user kept or threw away what is typed; not when he goes on writing."""
        if self.session.saving:
            return
        self.area.settle()  # what the input method still holds is typing too, and may be all there is
        if self.dirty:
            answer = self.ask.choose(
                "有没写完的内容",
                "保留的话存为草稿，下次打开这张表单还在。",
                (("stay", "继续填写"), ("keep", "关闭，保留草稿"), ("drop", "丢掉草稿")),
            )
            if answer == "keep":
                self.session.keep_draft()
            elif answer == "drop":
                self.session.drop_draft()
            else:
                return
        self.session.stop()
        then()

    def keep(self) -> None:
        """The page is left: take over what is being typed and keep a draft now."""
        self.area.settle()
        if self.dirty:
            self.session.keep_draft()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.try_close()
            return
        super().keyPressEvent(event)
