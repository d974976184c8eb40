"""Editors of references: a name completed from a register, or several as tokens; a new one is made in place. Know no office."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCompleter,
    QFrame,
    QLineEdit,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from dangjian_desktop.domain.fields import Field, listed
from dangjian_desktop.domain.listing import Line
from dangjian_desktop.ui.kit.editors.base import Editor, Tools
from dangjian_desktop.ui.kit.parts.flow import FlowLayout
from dangjian_desktop.ui.kit.parts.layout import MIDDLE, at, row
from dangjian_desktop.ui.kit.parts.parts import label

PK = Qt.ItemDataRole.UserRole + 1
DETAIL = Qt.ItemDataRole.UserRole + 2
NAME = Qt.ItemDataRole.UserRole + 3


class NameLine(QLineEdit):
    """A line in which a name is typed or its initials; ``picked`` carries the number and the name of what was chosen."""

    picked = Signal(int, str)

    def __init__(self, field: Field, tools: Tools, parent: QWidget) -> None:
        super().__init__(parent)
        self.field = field
        self.tools = tools
        self.found: dict[str, list[int]] = {}
        self.edge: QWidget = self
        """What the popup stands under, as wide as it: the frame of the tokens where there is one."""
        self._model = QStandardItemModel(self)
        self._completer = QCompleter(self._model, self)
        self._completer.setCompletionMode(QCompleter.CompletionMode.UnfilteredPopupCompletion)
        self._completer.setMaxVisibleItems(8)
        self._completer.setWidget(self)
        self._delegate = CandidateDelegate(tools, self)
        popup = self._popup = QListView(self)
        self._completer.setPopup(popup)
        popup.setItemDelegate(self._delegate)
        popup.setProperty("kind", "popup")
        popup.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self._completer.activated[QModelIndex].connect(self._activated)  # type: ignore[index]
        self.textEdited.connect(self._typed)

    def candidates(self) -> list[str]:
        """What the popup offers, as text."""
        return [self._model.item(line).text() for line in range(self._model.rowCount())]

    def popup_open(self) -> bool:
        return self._popup.isVisible()

    def close_popup(self) -> None:
        """What is offered would cover what is said about the field."""
        self._popup.hide()

    def _typed(self, text: str) -> None:
        if text.strip():
            self.tools.lookup.find(self.field.target, text.strip(), lambda lines: self.offer(text, lines))
        else:
            self._popup.hide()

    def look(self) -> None:
        """Show the register from its beginning (↓ in an empty field)."""
        text = self.text()
        self.tools.lookup.find(self.field.target, text.strip(), lambda lines: self.offer(text, lines))

    def offer(self, text: str, lines: Sequence[Line]) -> None:
        """Late answers to what is no longer in the field are passed over."""
        if self.text() != text or not self.hasFocus():
            return
        self._model.clear()
        self.found = {}
        for line in lines:
            self.found.setdefault(line.title, []).append(line.pk)
            self.tools.lookup.names[line.pk] = line.title
            self._add(line.title, line.pk, line.detail)
        name = text.strip()
        if name and name not in self.found:
            self._add(f"＋ 新建{self.tools.lookup.label(self.field.target)}“{name}”", -1, "", name)
        if not self._model.rowCount():
            self._popup.hide()
            return
        self._completer.complete(QRect(self.mapFromGlobal(self.edge.mapToGlobal(QPoint())), self.edge.size()))
        self._popup.setCurrentIndex(self._completer.completionModel().index(0, 0))

    def _add(self, text: str, pk: int, detail: str, name: str = "") -> None:
        item = QStandardItem(text)
        item.setData(pk, PK)
        item.setData(detail, DETAIL)
        item.setData(name or text, NAME)
        self._model.appendRow(item)

    def _activated(self, index: QModelIndex | QPersistentModelIndex) -> None:
        pk, name = index.data(PK), index.data(NAME)
        if pk == -1:
            self.make_new(name)
        else:
            self.picked.emit(pk, name)

    def make_new(self, name: str) -> None:
        def made(pk: int) -> None:
            self.tools.lookup.names[pk] = name
            self.picked.emit(pk, name)

        self.tools.lookup.create(self.field.target, name, made)

    def exact(self) -> int | None:
        """The one known record of exactly this name."""
        pks = self.found.get(self.text().strip(), [])
        return pks[0] if len(pks) == 1 else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Down and not self.popup_open():
            self.look()
            return
        super().keyPressEvent(event)


class CandidateDelegate(QStyledItemDelegate):
    """One line of the completion: name, then what tells namesakes apart, smaller."""

    def __init__(self, tools: Tools, parent: QObject) -> None:
        super().__init__(parent)
        self.theme = tools.theme

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(200, self.theme.control(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(option.rect.adjusted(0, 0, 1, 0), self.theme.color("sel" if selected else "paper"))
        rect: QRect = option.rect.adjusted(12, 0, -12, 0)
        new = index.data(PK) == -1
        painter.setFont(self.theme.font(14))
        painter.setPen(self.theme.selected_ink() if selected else self.theme.color("blue" if new else "ink"))
        text = str(index.data())
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)
        used = painter.fontMetrics().horizontalAdvance(text) + 12
        painter.setFont(self.theme.font(12))
        if not selected:
            painter.setPen(self.theme.color("ink2"))
        painter.drawText(
            rect.adjusted(used, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, str(index.data(DETAIL) or "")
        )
        painter.restore()


class RefEditor(Editor):
    """One record of a register; a name that is not chosen stays text and is looked up when the record is checked."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.pk: int | None = None
        self.line = NameLine(field, tools, self)
        self.line.textEdited.connect(self._typed)
        self.line.picked.connect(self._picked)
        self.hold(self.line)

    def _typed(self, _text: str) -> None:
        self.pk = None
        self.edited.emit()

    def _picked(self, pk: int, name: str) -> None:
        self.pk = pk
        self.line.setText(name)
        self.edited.emit()

    def settle(self) -> None:
        self.line.close_popup()
        if self.pk is None and (pk := self.line.exact()) is not None:
            self._picked(pk, self.line.text().strip())

    def raw(self) -> Any:
        return self.pk if self.pk is not None else self.line.text().strip()

    def set_raw(self, value: Any) -> None:
        self.pk = value if isinstance(value, int) else None
        self.line.setText(self.tools.lookup.names.get(value, f"#{value}") if isinstance(value, int) else str(value or ""))
        self.line.setCursorPosition(0)

    def unresolved(self) -> str:
        """What was typed and is in no register yet."""
        return "" if self.pk is not None else self.line.text().strip()

    def make_new(self) -> None:
        self.line.make_new(self.unresolved())


class Token(QFrame):
    """One chosen name with ×; ``unknown`` names are not in the register yet."""

    removed = Signal()

    def __init__(self, name: str, tools: Tools, parent: QWidget, *, unknown: bool) -> None:
        super().__init__(parent)
        self.name = name
        self.setProperty("kind", "token")
        self.setProperty("state", "missing" if unknown else "ok")
        button = QToolButton(self)
        button.setProperty("kind", "quiet")
        button.setProperty("grade", "small")
        button.setIcon(tools.theme.icon("x"))
        button.setIconSize(QSize(12, 12))
        button.setAutoRaise(True)
        button.setAccessibleName(f"去掉{name}")
        button.setToolTip(f"去掉{name}")
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.clicked.connect(self.removed)
        row(tools.theme, label(name, "token"), at(MIDDLE, button), on=self, margins=(6, 0, 2, 0), gap=2)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(tools.theme.control(24))


class RefsEditor(Editor):
    """Several records as tokens; Backspace in the empty line takes the last one away. Pasted names are parted by 、."""

    def __init__(self, field: Field, tools: Tools, parent: QWidget | None = None, *, bare: bool = False) -> None:
        super().__init__(field, tools, parent, bare=bare)
        self.chosen: list[int | str] = []
        self._tokens: list[Token] = []
        self.frame = QFrame(self)
        self.frame.setProperty("kind", "input")
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.frame.setSizePolicy(policy)
        self.flow = FlowLayout(self.frame, gap=4, stretch_last=True)
        self.flow.setContentsMargins(6, 3, 6, 3)
        self.line = NameLine(field, tools, self.frame)
        self.line.edge = self.frame
        self.line.setProperty("kind", "inner")
        self.line.setFrame(False)
        self.line.setMinimumWidth(tools.theme.px(72))
        self.line.setFixedHeight(tools.theme.control(24))
        self.flow.addWidget(self.line)
        self.hold(self.frame, framed=self.frame)
        self.line.setAccessibleName(field.label)
        self.setFocusProxy(self.line)
        self.line.installEventFilter(self)
        self.line.textEdited.connect(self._typed)
        self.line.picked.connect(self._picked)

    def _typed(self, text: str) -> None:
        if any(mark in text for mark in "、，,；;\n"):
            self._take(text)
            return
        self.edited.emit()

    def _take(self, text: str) -> None:
        """Names parted by marks become tokens; the part behind the last mark stays in the line."""
        for mark in "，,；;\n":
            text = text.replace(mark, "、")
        *whole, rest = text.split("、")
        self.chosen += [known if (known := self._known(name)) is not None else name for word in whole if (name := word.strip())]
        self.line.setText(rest)
        self._rebuild()
        self.edited.emit()

    def _known(self, name: str) -> int | None:
        pks = self.line.found.get(name, [])
        return pks[0] if len(pks) == 1 else None

    def _picked(self, pk: int, name: str) -> None:
        if name in self.chosen:
            self.chosen[self.chosen.index(name)] = pk
        elif pk not in self.chosen:
            self.chosen.append(pk)
        self.line.clear()
        self._rebuild()
        self.edited.emit()

    def settle(self) -> None:
        self.line.close_popup()
        if self.line.text().strip():
            self._take(f"{self.line.text()}、")

    def raw(self) -> list[int | str]:
        rest = self.line.text().strip()
        return [*self.chosen, rest] if rest else list(self.chosen)

    def set_raw(self, value: Any) -> None:
        self.chosen = listed(value) if value else []
        self.line.clear()
        self._rebuild()

    def unresolved(self) -> str:
        """The first name that is in no register yet."""
        return next((str(item) for item in self.raw() if not isinstance(item, int)), "")

    def make_new(self) -> None:
        self.settle()
        self.line.make_new(self.unresolved())

    def remove(self, item: int | str) -> None:
        self.chosen.remove(item)
        self._rebuild()
        self.line.setFocus()
        self.edited.emit()

    def _rebuild(self) -> None:
        for token in self._tokens:
            token.hide()
            token.deleteLater()
        self._tokens = []
        for index, item in enumerate(self.chosen):
            name = self.tools.lookup.names.get(item, f"#{item}") if isinstance(item, int) else item
            token = Token(name, self.tools, self.frame, unknown=isinstance(item, str))
            token.removed.connect(lambda item=item: self.remove(item))
            self.flow.insert(index, token)
            token.show()
            self._tokens.append(token)
        self.frame.updateGeometry()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self.line:
            if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
                self._show_focus(event.type() == QEvent.Type.FocusIn)
            if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress and self._takes_back(event):
                return True
        if watched is self.frame and isinstance(event, QMouseEvent) and event.type() == QEvent.Type.MouseButtonPress:
            self.line.setFocus(Qt.FocusReason.MouseFocusReason)
        return super().eventFilter(watched, event)

    def _takes_back(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Backspace and not self.line.text() and self.chosen:
            self.remove(self.chosen[-1])
            return True
        return False

    def _show_focus(self, on: bool) -> None:
        self.frame.setProperty("active", on)
        self.frame.style().unpolish(self.frame)
        self.frame.style().polish(self.frame)
