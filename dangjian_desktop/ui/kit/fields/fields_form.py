"""One form out of declared fields: records, import and report options, settings. Knows fields and editors, no office."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.ui.kit.editors.base import Editor, Tools
from dangjian_desktop.ui.kit.editors.table import make_editor
from dangjian_desktop.ui.kit.parts.field_note import Cure
from dangjian_desktop.ui.kit.parts.layout import TOP, column, grid, pane, row
from dangjian_desktop.ui.kit.parts.parts import button, label

LABEL_WIDTH = 88
LABEL_ABOVE_FROM = 1.3


def commit_composing() -> None:
    """Take over what the input method still holds; without this the last word is lost when 保存 is clicked."""
    QGuiApplication.inputMethod().commit()


def folded_by_default(field: Field) -> bool:
    """Rarely filled: what every ledger has, and optional fields that already have a value of their own."""
    return field.common or (not field.required and field.default is not None)


class FieldsForm(QWidget):
    """Label and editor per field, in declared order; the rare ones folded behind a line that names them."""

    edited = Signal(str)
    left = Signal(str)
    finished = Signal()
    """Enter in the last field."""
    reveal_wanted = Signal()

    def __init__(
        self, fields: Sequence[Field], tools: Tools, parent: QWidget | None = None, *, columns: int = 1, fold: bool = True
    ) -> None:
        super().__init__(parent)
        self.tools = tools
        self.columns = columns
        self.veiled = False
        self.editors: dict[str, Editor] = {}
        self.labels: dict[str, QLabel] = {}
        shown = [field for field in fields if field.of.fits_cell]
        rare = [field for field in shown if fold and folded_by_default(field)]
        self.body = self._grid([field for field in shown if field not in rare])
        self.more = button(tools.theme, "", "link", clicked=self._turn)
        self.rare = self._grid(rare)
        self._rare = rare
        column(tools.theme, self.body, row(tools.theme, self.more, ...), self.rare, on=self, gap=8)
        self.more.setVisible(bool(rare))
        self.unfold(False)

    # ------------------------------------------------------------------ laying out
    def _grid(self, fields: Sequence[Field]) -> QWidget:
        theme = self.tools.theme
        made = grid(theme, gap=(8, 8), stretch=range(1, 2 * self.columns, 2))
        above = theme.scale >= LABEL_ABOVE_FROM
        line, place = 0, 0
        for field in fields:
            wide = field.of.wide and self.columns > 1
            if wide and place:
                line, place = line + 1, 0
            self._place(made, field, line, place, span=self.columns if wide else 1, above=above)
            place += self.columns if wide else 1
            if place >= self.columns:
                line, place = line + 1, 0
        return pane(made)

    def _place(self, made: QGridLayout, field: Field, line: int, place: int, *, span: int, above: bool) -> None:
        theme = self.tools.theme
        editor = make_editor(field, self.tools, self)
        name = label(self._label_text(field, above=above), "label", wrap=not above, rich=True)
        name.setBuddy(editor)
        self.editors[field.key], self.labels[field.key] = editor, name
        editor.edited.connect(lambda key=field.key: self.edited.emit(key))
        editor.left.connect(lambda key=field.key: self.left.emit(key))
        editor.reveal_wanted.connect(self.reveal_wanted)
        if above:
            made.addLayout(column(theme, name, editor, ..., gap=4), line, 2 * place, 1, 2 * span)
            return
        name.setFixedWidth(theme.px(LABEL_WIDTH))
        name.setMinimumHeight(theme.control(32))
        made.addWidget(name, line, 2 * place, TOP)
        made.addWidget(editor, line, 2 * place + 1, 1, 2 * span - 1, TOP)

    def _label_text(self, field: Field, *, above: bool) -> str:
        """A label of six or more characters is broken before the star would stand alone on the second line."""
        if not field.required:
            return field.label
        star = f' <span style="color:{self.tools.theme.color("danger").name()}">*</span>'
        head, tail = (field.label[:4], f"<br>{field.label[4:]}") if len(field.label) > 5 and not above else (field.label, "")
        return f"{head}{tail}{star}"

    def _turn(self) -> None:
        self.unfold(self.rare.isHidden())

    def unfold(self, on: bool) -> None:
        names = "、".join(field.label for field in self._rare)
        self.rare.setVisible(on and bool(self._rare))
        self.more.setIcon(self.tools.theme.icon("chevron-down" if on else "chevron-right", role="blue"))
        self.more.setText(f"收起 {len(self._rare)} 项" if on else f"更多 {len(self._rare)} 项：{names}")

    # ------------------------------------------------------------------ values
    def raw(self) -> dict[str, Any]:
        """What stands in the fields now, by key; what is worked out is not typed."""
        return {key: editor.raw() for key, editor in self.editors.items() if not editor.field.fixed}

    def show_computed(self, values: Mapping[str, Any]) -> None:
        """Clean values of the fields that nobody types."""
        for key, editor in self.editors.items():
            if editor.field.fixed:
                editor.set_raw(values.get(key))
                editor.set_veiled(self.veiled)

    def set_raw(self, values: Mapping[str, Any]) -> None:
        """Fill the fields; those that are not named become empty. A rare field that holds something is shown."""
        for key, editor in self.editors.items():
            editor.set_raw(values.get(key))
            editor.set_state("ok")
            editor.set_veiled(self.veiled)
        self.unfold(any(not self.editors[field.key].empty() for field in self._rare if field.default is None))

    def settle(self) -> None:
        """Take over what is still being typed, everywhere."""
        commit_composing()
        for editor in self.editors.values():
            editor.settle()

    def say(self, key: str, state: str, message: str = "", cure: Cure | None = None) -> None:
        """State and sentence of one field; a fault in a folded field unfolds it."""
        self.editors[key].set_state(state, message, cure)
        if state == "fault" and any(field.key == key for field in self._rare):
            self.unfold(True)

    def set_read_only(self, on: bool) -> None:
        for editor in self.editors.values():
            editor.set_read_only(on)

    def set_veiled(self, on: bool) -> None:
        """Whether secret fields are covered."""
        self.veiled = on
        for editor in self.editors.values():
            editor.set_veiled(on)

    # ------------------------------------------------------------------ keyboard
    def order(self) -> list[Editor]:
        usable = (editor for editor in self.editors.values() if not editor.field.fixed)
        return [editor for editor in usable if editor.isVisibleTo(self) and editor.isEnabled()]

    def focus(self, key: str) -> None:
        if key in self.editors:
            self.editors[key].setFocus(Qt.FocusReason.OtherFocusReason)

    def focus_first_empty(self) -> None:
        order = self.order()
        empty = [editor for editor in order if editor.empty()]
        for editor in (empty or order)[:1]:
            editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the next field (in a field of several lines it stays a line break)."""
        plain_key = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and plain_key:
            if self.more.hasFocus():
                self.more.click()
            else:
                self._next()
            return
        super().keyPressEvent(event)

    def _next(self) -> None:
        order = self.order()
        here = next((number for number, editor in enumerate(order) if editor.isAncestorOf(self.focusWidget() or editor)), -1)
        if here + 1 < len(order):
            order[here + 1].setFocus(Qt.FocusReason.TabFocusReason)
        else:
            self.finished.emit()
