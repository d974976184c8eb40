"""The row of filters: pills that carry their count or their value, one text filter, 清除筛选. Knows fields, asks nobody."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import partial

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QPushButton, QWidget

from dangjian_desktop.domain.fields import Field
from dangjian_desktop.domain.ledger import LedgerSpec, Question
from dangjian_desktop.domain.listing import Query, Tallies
from dangjian_desktop.domain.period import Period
from dangjian_desktop.ui.kit.commands import command
from dangjian_desktop.ui.kit.parts.layout import row
from dangjian_desktop.ui.kit.parts.parts import button, line
from dangjian_desktop.ui.kit.theme import Theme
from dangjian_desktop.ui.ledger.list.ask_pill import AskPill, pill

MAX_CHOICES = 2
TEXT_AFTER = 200

FIND = command("filter")


class FilterBar(QWidget):
    """``changed`` says that another query is wanted; ``query()`` builds it."""

    changed = Signal()

    def __init__(self, spec: LedgerSpec, theme: Theme, *, view: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spec = spec
        self.theme = theme
        self._view = view
        self.chosen: dict[str, str] = {}
        self.in_period = self._toggle("本期", "", "只看报告期内的记录")
        self.choice_fields = self._choice_fields()
        self.choice_pills = {field.key: self._choice(field) for field in self.choice_fields}
        self.asks = {ask.key: self._ask(ask) for ask in spec.asks}
        self.more = self._more_pill()
        self.missing = self._toggle("待补", "warning-triangle", "只看还有内容没填的")
        self.without_evidence = self._toggle("缺佐证", "clip", "只看没有佐证材料的")
        self.voided = self._toggle("已作废", "void", "只看已作废的，可以恢复")
        self.text = line(FIND.text, f"{FIND.text} {FIND.keys}")
        self.text.setProperty("kind", "filter")
        self.text.setClearButtonEnabled(True)
        self.clear_button = button(theme, "清除筛选", "link", clicked=self.clear)
        wanted = (self.in_period, *self.choice_pills.values(), *self.asks.values(), self.more)
        states = (self.missing, self.without_evidence, self.voided)
        self.row = row(theme, *wanted, *states, self.text, self.clear_button, ..., on=self, gap=8)
        self.in_period.setVisible(bool(spec.date_field))  # only now it has a parent: shown without one it would be a window of its own
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(TEXT_AFTER)
        self._timer.timeout.connect(self._changed)
        self.text.textChanged.connect(lambda _text: self._timer.start())
        self._tallies = Tallies(0, 0, 0, 0, 0)
        self._short = False
        self._narrow = False
        self._evidence = False
        self.text.setFixedWidth(theme.px(150))
        self._quietly(self.in_period, lambda: self.in_period.setChecked(bool(spec.date_field)))
        self._show()

    def _choice_fields(self) -> tuple[Field, ...]:
        fields = [field for field in self.spec.fields if field.of.choosable and not field.of.many and not field.common]
        return tuple(sorted(fields, key=lambda field: not field.required)[:MAX_CHOICES])

    def _toggle(self, words: str, icon: str, tip: str) -> QPushButton:
        made = pill(self.theme, words, tip, icon)
        made.toggled.connect(lambda _on: self._changed())
        return made

    def _choice(self, field: Field) -> QPushButton:
        made = pill(self.theme, "")
        made.setCheckable(False)
        menu = QMenu(made)
        for value in ("", *field.choices):
            action = QAction(field.word(value) or "全部", menu)
            action.setCheckable(True)
            action.triggered.connect(partial(self.choose, field.key, value))
            menu.addAction(action)
        made.setMenu(menu)
        return made

    def _ask(self, ask: Question) -> AskPill:
        made = AskPill(ask, self.theme)
        made.changed.connect(self._changed)
        return made

    def set_today(self, today: date) -> None:
        """The day that questions begin with."""
        for ask in self.asks.values():
            ask.today = today

    def _more_pill(self) -> QPushButton:
        made = pill(self.theme, "筛选")
        made.setCheckable(False)
        menu = QMenu(made)
        for field in self.choice_fields:
            inner = menu.addMenu(field.label)
            inner.addActions(self.choice_pills[field.key].menu().actions())
        for ask in self.asks.values():
            menu.addAction(f"今天{ask.ask.label}").triggered.connect(ask.pill.toggle)
        menu.addAction("已作废").triggered.connect(lambda: self.voided.toggle())
        made.setMenu(menu)
        return made

    # ------------------------------------------------------------------ what is wanted
    def query(self, period: Period | None) -> Query:
        voided = "only" if self.voided.isChecked() else "hide"
        return Query(
            self.spec.key,
            period=period if self.in_period.isChecked() else None,
            text=self.text.text().strip(),
            choices={key: (value,) for key, value in self.chosen.items()},
            asks={key: day for key, pill in self.asks.items() if (day := pill.day())},
            missing=self.missing.isChecked(),
            without_evidence=self.without_evidence.isChecked(),
            voided=voided,
            view=self._view,
        )

    def said(self, period: Period | None) -> str:
        """The same in words, for the head of a printed list."""
        parts = [period.label if period is not None and self.in_period.isChecked() else "全部"]
        parts += [f"{self.spec.field(key).label}：{self.spec.field(key).word(value)}" for key, value in self.chosen.items()]
        parts += [pill.said() for pill in self.asks.values() if pill.day()]
        parts += [words for pill, words in self._lacks() if pill.isChecked()]
        parts += [f"含“{text}”"] if (text := self.text.text().strip()) else []
        return "　".join(parts)

    def _lacks(self) -> tuple[tuple[QPushButton, str], ...]:
        return (self.missing, "待补"), (self.without_evidence, "缺佐证"), (self.voided, "已作废")

    def choose(self, key: str, value: str, _on: bool = True) -> None:
        """``value`` "" takes the filter off."""
        if value:
            self.chosen[key] = value
        else:
            self.chosen.pop(key, None)
        self._changed()

    def narrowed(self) -> bool:
        """Whether anything but 本期 is on."""
        toggles = (self.missing, self.without_evidence, self.voided)
        asked = any(pill.day() for pill in self.asks.values())
        return bool(self.chosen) or asked or any(pill.isChecked() for pill in toggles) or bool(self.text.text().strip())

    def clear(self) -> None:
        self.chosen.clear()
        for ask in self.asks.values():
            ask.clear()
        for state in (self.missing, self.without_evidence, self.voided):
            self._quietly(state, partial(state.setChecked, False))
        self._quietly(self.text, self.text.clear)
        self._changed()

    def show_only(self, what: str) -> None:
        """missing · without_evidence · voided, from a card of 工作台."""
        self.clear()
        {"missing": self.missing, "without_evidence": self.without_evidence, "voided": self.voided}[what].setChecked(True)

    @staticmethod
    def _quietly(widget: QWidget, act: Callable[[], None]) -> None:
        before = widget.blockSignals(True)
        act()
        widget.blockSignals(before)

    def _changed(self) -> None:
        self._timer.stop()
        self._show()
        self.changed.emit()

    # ------------------------------------------------------------------ what is shown
    def show_tallies(self, tallies: Tallies, *, evidence: bool) -> None:
        self._tallies = tallies
        self._evidence = evidence
        self._show()

    def set_narrow(self, on: bool) -> None:
        """In a narrow window the choices stand behind one pill, 筛选."""
        self._narrow = on
        for ask in self.asks.values():
            ask.set_short(on or self._short)
        self.text.setFixedWidth(self.theme.px(110 if on else 150))
        self.text.setPlaceholderText(FIND.keys if on else f"{FIND.text} {FIND.keys}")
        self._show()

    def set_short(self, on: bool) -> None:
        """Short names where the window is narrow."""
        self._short = on
        for ask in self.asks.values():
            ask.set_short(on or self._narrow)
        self._show()

    def _show(self) -> None:
        counts = self._tallies
        self._label(self.in_period, "本期", "", 0)
        self._label(self.missing, "待补", "warning-triangle", counts.missing)
        self._label(self.without_evidence, "缺佐证", "clip", counts.without_evidence)
        self._label(self.voided, "已作废", "void", counts.voided)
        self.without_evidence.setVisible(self._evidence or self.without_evidence.isChecked())
        self.voided.setVisible((bool(counts.voided) and not self._narrow) or self.voided.isChecked())
        self.more.setVisible(self._narrow)
        for ask in self.asks.values():
            ask.setVisible(not self._narrow or ask.day() is not None)
        for field in self.choice_fields:
            value, pill = self.chosen.get(field.key, ""), self.choice_pills[field.key]
            name = field.label[-2:] if self._short else field.label
            pill.setText(name if self._short and not value else f"{name}：{field.word(value) or '全部'}")
            pill.setVisible(not self._narrow or bool(value))
            pill.setProperty("on", bool(value))
            self._repolish(pill)
        self.clear_button.setVisible(self.narrowed())

    def _label(self, pill: QPushButton, words: str, icon: str, count: int) -> None:
        pill.setText(f"{words} {count}" if count else words)
        name = "check" if pill.isChecked() else icon
        if name:
            pill.setIcon(self.theme.icon(name, role="blue" if pill.isChecked() else "ink2"))
        else:
            pill.setIcon(type(pill.icon())())
        pill.setProperty("on", pill.isChecked())
        self._repolish(pill)

    @staticmethod
    def _repolish(widget: QWidget) -> None:
        widget.style().unpolish(widget)
        widget.style().polish(widget)
