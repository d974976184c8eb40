"""R20: text that an input method still holds, and the clerk saves, leaves, closes, or the program does something by itself."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import Any

import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from dangjian_desktop.domain.ledger import LedgerSpec
from dangjian_desktop.services.ledger_file import passwords
from dangjian_desktop.ui.ledger.form.record_form import RecordForm
from tests.faults.screen import Ctrl, InputMethod, Plain, Screen, in_child, new_ledger, until

WAYS = ("save", "ctrl+s", "enter", "tab", "another tab", "close", "draft timer", "lock timer", "cancel")


def _fields(spec: LedgerSpec) -> list[str]:
    return [field.key for field in spec.fields if field.kind in ("text", "long") and not field.secret]


class _Trial:
    """One form, one field, one way out of it, one text that was never typed before."""

    def __init__(self, screen: Screen, method: InputMethod, chance: random.Random, path: Path, text: str) -> None:
        self.screen, self.method, self.chance, self.path, self.text = screen, method, chance, path, text

    def carry_out(self, way: str) -> str:
        """Where the text was found afterwards; "" when nowhere."""
        assert self.screen.window.work is not None
        spec = self.chance.choice([one for one in self.screen.window.work.catalogue.ledgers if _fields(one)])
        form = self.screen.form(spec.key)
        in_cell = form.rows is not None and self.chance.random() < 0.5
        if self.chance.random() < 0.7 or way in ("save", "ctrl+s"):
            form.fields.focus(next(key for key, one in form.fields.editors.items() if one.field.kind == "date"))
            self.screen.write("2022-06-13")
        if in_cell:
            self._open_cell(form)
        else:
            form.fields.unfold(True)
            form.fields.focus(self.chance.choice(_fields(spec)))
        if way == "draft timer":
            self.screen.write("先")
        self.method.compose(self.text)
        return str(getattr(self, f"_{way.replace(' ', '_').replace('+', '_')}")(form, spec.key))

    def _open_cell(self, form: RecordForm) -> None:
        rows = form.rows
        assert rows is not None
        column = next(number for number, cell in enumerate(rows.field.rows) if cell.kind in ("text", "long"))
        rows.view.setFocus()
        rows.view.setCurrentIndex(rows.model.index(0, column))
        self.screen.press(Qt.Key.Key_F2)

    # ------------------------------------------------------------------ where it went
    def _in_form(self, form: RecordForm) -> str:
        return "form" if shiboken6.isValid(form) and self.text in str(form.area.unfinished()) else ""

    def _in_file(self, key: str) -> str:
        def look(services: Any) -> str:
            saved = services.store.database.run("SELECT data FROM record WHERE ledger = ?", [key])
            if any(self.text in data for (data,) in saved):
                return "saved"
            draft = services.drafts.find(f"{key}:new")
            return "draft" if draft and self.text in str(draft.data) else ""

        return str(self.screen.learn(look))

    def _after_save(self, form: RecordForm, key: str) -> str:
        until(lambda: not form.session.saving)
        self.screen.settle()
        return self._in_file(key) or self._in_form(form)

    # ------------------------------------------------------------------ the ways
    def _save(self, form: RecordForm, key: str) -> str:
        self.screen.click((form.head if form.paged else form.foot).save_button)
        return self._after_save(form, key)

    def _ctrl_s(self, form: RecordForm, key: str) -> str:
        self.screen.press(Qt.Key.Key_S, Ctrl)
        return self._after_save(form, key)

    def _enter(self, form: RecordForm, _key: str) -> str:
        self.screen.press(Qt.Key.Key_Return)
        return self._in_form(form)

    def _tab(self, form: RecordForm, _key: str) -> str:
        self.screen.press(Qt.Key.Key_Tab)
        return self._in_form(form)

    def _another_tab(self, form: RecordForm, _key: str) -> str:
        work = self.screen.window.work
        assert work is not None
        QTest.mouseClick(work.tabs, Qt.MouseButton.LeftButton, Plain, QPoint(work.tabs.tabRect(0).center()))
        return self._in_form(form)

    def _cancel(self, form: RecordForm, key: str) -> str:
        self.screen.ask.answers.append("keep")
        self.screen.click((form.head if form.paged else form.foot).cancel_button)
        self.screen.settle()
        asked = len(self.screen.ask.asked)
        self.screen.ask.answers.clear()
        return self._in_file(key) if asked else ""

    def _close(self, _form: RecordForm, key: str) -> str:
        self.screen.window.close()
        self.screen.window.show()
        self.screen.open(self.path)
        return self._in_file(key)

    def _draft_timer(self, form: RecordForm, key: str) -> str:
        told: list[str] = []
        form.session.draft_kept.connect(told.append)
        form.session._draft_timer.start(30)
        until(lambda: told)
        if self.method.text != self.text:
            return ""  # the timer must not take it out of the clerk's hands
        self.method.commit()
        return self._in_form(form)

    def _lock_timer(self, form: RecordForm, key: str) -> str:
        window = self.screen.window
        # the window only asks whether there is a key; the file itself may stay plain
        file = window.work.file
        file.opened = replace(file.opened, key=passwords.fresh())
        window.locking.idle.passed.emit()
        found = self._in_file(key)
        window.locking._unlocked(file)
        file.opened = replace(file.opened, key=None)
        return found and self._in_form(form)


def _leave(screen: Screen) -> None:
    """Nothing of a trial stays open for the next."""
    assert screen.window.work is not None
    for page in screen.window.work.pages():
        if page.form is not None:
            screen.ask.answers[:] = ["drop"]
            page.form.try_close()
    screen.ask.answers.clear()
    screen.ask.asked.clear()


def work(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Every way out of a form; a text that is found nowhere afterwards was lost."""
    chance, failures, seen = random.Random(seed), [], Counter[str]()
    path = new_ledger(folder / "台账.djtz")
    screen = Screen(folder / "home")
    method = InputMethod(screen.app)
    screen.open(path)
    for number in range(trials):
        way = WAYS[number % len(WAYS)]
        found = _Trial(screen, method, chance, path, f"正在打的字{number}").carry_out(way)
        seen[f"{way}: {found or 'LOST'}"] += 1
        if not found:
            failures.append(f"trial {number} (seed {seed}): {way}: the text is nowhere")
        method.text = ""
        _leave(screen)
    lost = _control(screen, method, chance, path)
    failures += ["the control was not lost: the bench sees nothing"] * (lost < len(_CONTROLS))
    screen.close()
    counted = ", ".join(f"{what} {times}" for what, times in sorted(seen.items()))
    return trials, failures, {"seen": counted, "controls": f"{lost} of {len(_CONTROLS)} lost when nobody asks for the text"}


_CONTROLS = ("save", "tab", "cancel")


def _control(screen: Screen, method: InputMethod, chance: random.Random, path: Path) -> int:
    """The same when the input method hands nothing over: what it holds must be found to be lost."""
    lost = 0
    for number, way in enumerate(_CONTROLS):
        method.deaf = True
        lost += not _Trial(screen, method, chance, path, f"没有人问起的字{number}").carry_out(way)
        method.deaf, method.text = False, ""
        _leave(screen)
    return lost


composing = in_child("composing:work")
