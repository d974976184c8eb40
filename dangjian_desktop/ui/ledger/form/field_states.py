"""What the live check means for each field: silent, missing, wrong, and the link that cures it. Knows no ledger by name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from dangjian_desktop.domain.better_text import better
from dangjian_desktop.domain.clean import derive
from dangjian_desktop.domain.errors import Problem
from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.domain.record import Checked
from dangjian_desktop.domain.redaction import SAID
from dangjian_desktop.ui.kit.editors.date import DateEditor
from dangjian_desktop.ui.kit.editors.plain import ChoiceEditor
from dangjian_desktop.ui.kit.editors.ref import RefEditor, RefsEditor
from dangjian_desktop.ui.kit.editors.table import Editor
from dangjian_desktop.ui.kit.fields.fields_form import FieldsForm
from dangjian_desktop.ui.kit.parts.field_note import Cure
from dangjian_desktop.ui.ledger.form.lookup import RecordLookup
from dangjian_desktop.ui.ledger.grid.rows_editor import RowsEditor


class FieldStates:
    """``seen`` are the fields that were left once: a fault is told on leaving, never while typing; after 保存 all speak."""

    def __init__(
        self, spec: LedgerSpec, fields: FieldsForm, rows: RowsEditor | None, lookup: RecordLookup, put: Callable[[str, Any], None]
    ) -> None:
        self.spec = spec
        self.fields = fields
        self.rows = rows
        self.lookup = lookup
        self.put = put
        self.seen: set[str] = set()
        self.submitted = False
        self.redacted: Collection[str] = ()
        """Places whose text was taken out for good."""
        self.last: Mapping[str, Any] = {}
        """What the record saved before this one held; offered where the same is likely."""

    def forget(self) -> None:
        self.seen = set()
        self.submitted = False

    def show(self, checked: Checked, *, typed: bool) -> tuple[int, int]:
        """Bring every field up to date; how many are missing and how many are wrong."""
        self.fields.show_computed(checked.values)
        for key, editor in self.fields.editors.items():
            problem = next((one for one in checked.problems if one.field == key and one.item is None), None)
            missing = any(one.field == key for one in checked.missing)
            if isinstance(editor, ChoiceEditor):
                editor.show_unfit(checked.unfit.get(key, ()))
            self._show_field(key, editor, problem, checked, missing=missing)
        if self.rows is not None:
            inside = f"{self.rows.field.key}."
            wrong = [one for one in checked.problems if one.field.startswith(inside)]
            lacking = [one for one in checked.missing if one.field.startswith(inside)] if typed or self.submitted else []
            self.rows.show_states(wrong, lacking)
        empty = [one for one in checked.problems if self._merely_empty(one)]
        typing = [one for one in checked.problems if one not in empty and self._being_typed(one)]
        return len(checked.missing) + len(empty), len(checked.problems) - len(empty) - len(typing)

    def _being_typed(self, problem: Problem) -> bool:
        """Half a word is not a fault yet."""
        editor = self.fields.editors.get(problem.field)
        return not self.submitted and not problem.rule and editor is not None and _inside(editor)

    def _show_field(self, key: str, editor: Editor, problem: Problem | None, checked: Checked, *, missing: bool) -> None:
        speaks = self.submitted or key in self.seen
        typing = not self.submitted and _inside(editor)
        if problem is not None and speaks and not typing and (self.submitted or not self._merely_empty(problem)):
            self.fields.say(key, "fault", problem.message, self._cure(editor.field, checked))
        elif speaks and not typing and (missing or (problem is not None and self._merely_empty(problem))):
            self.fields.say(key, "missing", self._missing_words(editor.field), self._cure(editor.field, checked))
        else:
            self._show_calm(editor, checked)

    def _merely_empty(self, problem: Problem) -> bool:
        """归属日期 that is not filled yet counts as missing until 保存 is pressed."""
        must = self.spec.must_have
        return must is not None and problem.field == must.key and not problem.rule and self.fields.editors[must.key].empty()

    def _missing_words(self, field: Field) -> str:
        verb = "选" if field.of.picked else "填"
        return f"还没{verb}，填上才能保存。" if field is self.spec.must_have else f"还没{verb}，保存后记为待补。"

    def _show_calm(self, editor: Editor, checked: Checked) -> None:
        """Nothing is wrong; a computed value that was typed over is told all the same."""
        field = editor.field
        source, value = derive(field, checked.values), checked.values.get(field.key)
        if field.derived and source is not None and value not in (None, source):
            words = f"按{self.spec.field(field.derived.source).label}应为 {field.text(source)}，这里填了 {field.text(value)}。"
            self.fields.say(field.key, "missing", words, self._cure(field, checked))
        elif isinstance(editor, DateEditor) and field.key == self.spec.date_field:
            editor.show_hint()
        elif field.key in self.redacted and editor.empty():
            self.fields.say(field.key, "ok", f"{SAID}，可以另填。")
        elif field.of.textual and not _inside(editor) and (said := better(str(editor.raw()), name=self.spec.is_register)):
            self.fields.say(field.key, "missing", said.words, Cure(f"改为“{said.text[:20]}”", lambda: self.put(field.key, said.text)))
        elif not isinstance(editor, DateEditor) or not _inside(editor):
            self.fields.say(field.key, "ok")

    def _cure(self, field: Field, checked: Checked) -> Cure | None:
        editor = self.fields.editors[field.key]
        if isinstance(editor, (RefEditor, RefsEditor)) and (name := editor.unresolved()):
            return Cure(f"新建{self.lookup.label(field.target)}“{name}”", editor.make_new)
        source = derive(field, checked.values)
        if source is not None:
            text = field.text(source)
            return Cure(f"改为 {text}", lambda: self.put(field.key, text))
        last = self.last.get(field.key)
        if (field.of.choosable or field.of.refers) and not field.of.many and last and editor.empty():
            shown = self.lookup.names.get(last, "") if isinstance(last, int) else field.word(str(last))
            return Cure(f"用上次的：{shown}", lambda: self.put(field.key, last)) if shown else None
        return None


def _inside(editor: Editor) -> bool:
    """Whether the focus is in this editor."""
    focus = editor.window().focusWidget()
    return focus is not None and (focus is editor or editor.isAncestorOf(focus))
