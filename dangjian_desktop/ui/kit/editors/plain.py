"""Editors for text, numbers, yes or no and declared choices. Know fields and plain values, no office and no storage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QItemSelectionModel, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QStandardItem, QStandardItemModel, QWheelEvent
from PySide6.QtWidgets import QComboBox, QCompleter, QLabel, QLineEdit, QPlainTextEdit, QStyledItemDelegate, QWidget

from dangjian_desktop.domain.fields import Field, listed
from dangjian_desktop.ui.kit.editors.base import NOT_CHOSEN, Editor, Tools, as_text
from dangjian_desktop.ui.kit.parts.layout import add
from dangjian_desktop.ui.kit.parts.parts import label
from dangjian_desktop.ui.kit.theme import polish


class TextEditor(Editor):
    """One line; values used before are offered while typing."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.line = QLineEdit(self)
        self.line.textEdited.connect(lambda _text: self.edited.emit())
        self.hold(self.line)
        self._asked = not self.offers_recent()

    def offers_recent(self) -> bool:
        return not self.field.secret

    def raw(self) -> str:
        return self.line.text()

    def set_raw(self, value: Any) -> None:
        self.line.setText(as_text(value))
        self.line.setCursorPosition(0)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusIn and not self._asked:
            self._asked = True
            self.tools.lookup.recent(self.field.key, self.offer)
        return super().eventFilter(watched, event)

    def offer(self, values: Sequence[str]) -> None:
        completer = QCompleter(list(values), self.line)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.activated.connect(lambda _text: self.edited.emit())
        self.line.setCompleter(completer)


class NumberEditor(TextEditor):
    """whole, money, number: short, digits aligned; what is not a number is said by the check, not swallowed."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.line.setProperty("digits", True)
        if bare:
            self.line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            return
        self.line.setMaximumWidth(tools.theme.px(field.of.box_width))
        if field.of.unit:
            add(self.row, tools.theme, label(field.of.unit, "caption"))
        add(self.row, tools.theme, ...)

    def offers_recent(self) -> bool:
        return False

    def set_raw(self, value: Any) -> None:
        """Text as typed, or a clean value (money in fen) as stored."""
        if value is not None and not isinstance(value, str):
            value = self.field.text(value)
        super().set_raw(value)


class _Paragraphs(QPlainTextEdit):
    """Several lines; Tab leaves the field."""

    def __init__(self, parent: QWidget, lines: int) -> None:
        super().__init__(parent)
        self.setTabChangesFocus(True)
        self._lines = lines
        self.textChanged.connect(self._fit)
        self._fit()

    def _fit(self) -> None:
        """Grows with its text up to six lines, then it scrolls."""
        lines = min(max(self._lines, int(self.document().size().height())), 6)
        self.setFixedHeight(self.fontMetrics().lineSpacing() * lines + 18)


class LongEditor(Editor):
    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.box = _Paragraphs(self, 1 if bare else 2)
        if bare:  # a cell is too low for a bar; the text follows the cursor
            self.box.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._quiet = False
        self.box.textChanged.connect(self._changed)
        self.hold(self.box)

    def _changed(self) -> None:
        if not self._quiet:
            self.edited.emit()

    def raw(self) -> str:
        return self.box.toPlainText()

    def set_raw(self, value: Any) -> None:
        self._quiet = True
        self.box.setPlainText(as_text(value))
        self._quiet = False


class ChoiceBox(QComboBox):
    """A list that the wheel does not change while the form is scrolled, and that opens by Alt+↓ or the space bar."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(14)
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(4)
        self.setItemDelegate(QStyledItemDelegate(self))  # its own delegate does not know the style sheet

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ChoiceEditor(Editor):
    """One of the declared values; Delete empties it."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.box = ChoiceBox(self)
        self._unfit: tuple[str, ...] = ()
        self._fill()
        self.box.activated.connect(lambda _index: self._picked())
        self.box.currentIndexChanged.connect(lambda _index: self._mark())
        self.hold(self.box)
        self._mark()

    def values(self) -> Sequence[str]:
        return self.field.choices

    def _fill(self) -> None:
        """What fits first; what does not stays below, pale, for a mistake may stand in the other field."""
        self.box.addItem(NOT_CHOSEN, None)
        for value in sorted(self.values(), key=lambda value: value in self._unfit):
            self.box.addItem(self.field.word(value), value)
            if value in self._unfit:
                place = self.box.count() - 1
                self.box.setItemData(place, QColor(self.tools.theme.color("dis")), Qt.ItemDataRole.ForegroundRole)
                self.box.setItemData(place, "与其他栏填的不合", Qt.ItemDataRole.ToolTipRole)

    def show_unfit(self, unfit: Sequence[str]) -> None:
        """Not while the list is open: nothing moves under the pointer."""
        if tuple(unfit) == self._unfit or self.box.view().isVisible():
            return
        self._unfit, chosen = tuple(unfit), self.raw()
        with QSignalBlocker(self.box):
            self.box.clear()
            self._fill()
            self.set_raw(chosen)

    def _mark(self) -> None:
        """An unchosen value is shown like a placeholder."""
        polish(self.box, "empty", self.box.currentIndex() <= 0)

    def _picked(self) -> None:
        self.edited.emit()

    def raw(self) -> Any:
        return self.box.currentData() or ""

    def set_raw(self, value: Any) -> None:
        """A retired or foreign value is shown too, so that nothing changes by looking at it."""
        text = self.field.stored(as_text(value))
        index = self.box.findData(text) if text else 0
        if index < 0:
            self.box.addItem(text, text)
            index = self.box.count() - 1
        self.box.setCurrentIndex(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        keys = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) if self.box.currentIndex() > 0 else ()
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and event.key() in keys:
            self.box.setCurrentIndex(0)
            self.edited.emit()
            return True
        return super().eventFilter(watched, event)


class FlagEditor(ChoiceEditor):
    """是, 否 or not said."""

    def values(self) -> Sequence[str]:
        return ("是", "否")

    def set_raw(self, value: Any) -> None:
        super().set_raw(self.field.of.text(value) if isinstance(value, bool) else value)


class ChoicesEditor(Editor):
    """Several of the declared values: a list whose lines are ticked; the closed field shows them joined by 、."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.box = TickBox(field, self)
        self.box.ticked.connect(self.edited)
        self.hold(self.box)

    def raw(self) -> list[str]:
        return self.box.chosen()

    def set_raw(self, value: Any) -> None:
        self.box.choose([self.field.stored(one) for one in listed(value)] if value else [])


class TickBox(ChoiceBox):
    """A combo box whose lines carry ticks and which stays open while they are set."""

    ticked = Signal()

    def __init__(self, field: Field, parent: QWidget) -> None:
        super().__init__(parent)
        self._field = field
        self._model = QStandardItemModel(self)
        self._pressed = False
        self.setModel(self._model)
        for choice in field.choices:
            self._add(choice)
        self.setEditable(False)
        # no line is the value, whatever the list makes current when it closes: the ticks are
        self.currentIndexChanged.connect(lambda place: self.setCurrentIndex(-1) if place >= 0 else None)
        self.view().viewport().installEventFilter(self)
        self.view().installEventFilter(self)
        self._show()

    def _add(self, choice: str) -> QStandardItem:
        item = QStandardItem(self._field.word(choice))
        item.setData(choice)
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsUserCheckable)
        item.setData(Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
        self._model.appendRow(item)
        return item

    def _items(self) -> list[QStandardItem]:
        return [self._model.item(line) for line in range(self._model.rowCount())]

    def chosen(self) -> list[str]:
        return [item.data() for item in self._items() if item.checkState() == Qt.CheckState.Checked]

    def choose(self, values: Sequence[str]) -> None:
        known = {item.data() for item in self._items()}
        for value in values:
            if value not in known:
                self._add(value)
        for item in self._items():
            item.setCheckState(Qt.CheckState.Checked if item.data() in values else Qt.CheckState.Unchecked)
        self._show()

    def _show(self) -> None:
        chosen = "、".join(map(self._field.word, self.chosen()))
        self.setPlaceholderText(chosen or NOT_CHOSEN)
        self.setCurrentIndex(-1)
        self.setToolTip(chosen)
        polish(self, "empty", not chosen)

    def showPopup(self) -> None:
        """The line that the space bar would tick is seen from the start."""
        self._pressed = False  # letting go of the click that opened the list ticks nothing
        super().showPopup()
        chosen = self.view().selectionModel()
        if not chosen.hasSelection():
            chosen.setCurrentIndex(self._model.index(0, 0), QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _toggle(self) -> None:
        item = self._model.itemFromIndex(self.view().currentIndex())
        if item is not None:
            item.setCheckState(Qt.CheckState.Unchecked if item.checkState() == Qt.CheckState.Checked else Qt.CheckState.Checked)
            self._show_keeping(item)
            self.ticked.emit()

    def _show_keeping(self, item: QStandardItem) -> None:
        index = self._model.indexFromItem(item)
        self._show()
        self.view().setCurrentIndex(index)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """A click or the space bar ticks a line; Enter closes the list."""
        if watched is self.view().viewport() and event.type() == QEvent.Type.MouseButtonPress:
            self._pressed = True
        if watched is self.view().viewport() and event.type() == QEvent.Type.MouseButtonRelease:
            if self._pressed:
                self._toggle()
            return True
        if watched is self.view() and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() == Qt.Key.Key_Space:
                self._toggle()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.hidePopup()
                return True
        return super().eventFilter(watched, event)


_NOTHING = "—"


class ComputedEditor(Editor):
    """Shows what nobody types: what the program works out from the other fields, or what another version wrote."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.shown = QLabel(self)
        self.shown.setMinimumHeight(tools.theme.control(32))
        self.shown.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.whose = "由程序推算" if field.computed else "别的版本登记的"
        self.shown.setToolTip(f"{self.whose}，不用填")
        self.hold(self.shown)
        self.set_raw(None)

    def set_raw(self, value: Any) -> None:
        words = _NOTHING if value in (None, "") else value if isinstance(value, str) else self.field.of.text(value)
        self.shown.setText(words)
        self.shown.setAccessibleName(f"{self.field.label}，{self.whose}" + ("" if self.field.secret else f"：{words}"))

    def empty(self) -> bool:
        return self.shown.text() == _NOTHING
