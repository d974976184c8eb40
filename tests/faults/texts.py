"""R14, R15, R19, R21, R25: what people type and read, in every script: nothing lost, nothing changed, nothing run, nothing guessed."""

from __future__ import annotations

import io
import random
import re
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from docx import Document

from dangjian_desktop.domain.errors import Error, InvalidRecordError
from dangjian_desktop.domain.fields import fold, parse_date, without_controls
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.exchange import workbook_in, workbook_out
from dangjian_desktop.reports import layout, styles
from dangjian_desktop.reports.rendering import Filling, render
from dangjian_desktop.reports.sections import SectionLine
from dangjian_desktop.services.ledger_file import opening
from tests.fakes import FixedClock
from tests.faults import deeds
from tests.faults.preloaded import ROOT

BLOCKS = (
    (0x20, 0x7E), (0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81D), (0x2B820, 0x2CEA1),
    (0x2CEB0, 0x2EBE0), (0x30000, 0x3134A), (0x31350, 0x323AF), (0xE000, 0xF8FF), (0xF900, 0xFAFF), (0x1F300, 0x1F64F), (0x0621, 0x064A),
    (0x05D0, 0x05EA), (0xFF01, 0xFF5E), (0x0F00, 0x0F47),
)  # fmt: skip
"""ASCII, Han and its extensions A–I, private use, compatibility, emoji, Arabic, Hebrew, full width, Tibetan."""
PIECES = (
    "A&B<C>\"'",
    "]]>",
    "{{ x }}",
    "{% if %}",
    "&amp;",
    "&#65;",
    "👨‍👩‍👧‍👦",
    "e\u0301",
    "\t",
    "  ",
    "𬭎䶮㛃𠮷",
    "\ue863\ufa19",
    "<w:t>",
    "｛｛",
    "％",
)


def any_text(chance: random.Random, longest: int = 60) -> str:
    found = []
    for _ in range(chance.randrange(1, longest)):
        if chance.random() < 0.15:
            found.append(chance.choice(PIECES))
        else:
            found.append(chr(chance.randint(*chance.choice(BLOCKS))))
    return "".join(found)


# ------------------------------------------------------------------ R14
def _places() -> bytes:
    made = layout.blank()
    for text in ("{{ 单位名称 }}", "{%p for 行 in 明细.党委会议 %}", "{{ 行.会议名称 }}", "{%p endfor %}", "{{ 正文 }}"):
        layout.add(made, text, styles.S_BODY)
    made.add_table(rows=1, cols=1).rows[0].cells[0].text = "{{ 主送机关 }}"
    made.sections[0].header.paragraphs[0].text = "{{ 报告期 }}"
    return layout.saved(made)


def _read_back(data: bytes) -> list[str]:
    document = Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [*(one.text for one in document.paragraphs), *cells, *(one.text for one in document.sections[0].header.paragraphs)]


def in_reports(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Five texts a time: paragraph, loop, section, table cell, header. Control characters are left out by the field that
    takes them; half a character is refused there."""
    chance, template, failures, done = random.Random(seed), _places(), [], 0
    while done < trials:
        typed = [any_text(chance, 4_000 if done % 500 == 0 else 60) for _ in range(5)]
        noisy = [text[:3] + chance.choice(("\x07", "\x0c", "\u200b", "\r\n", "\ufeff", "")) + text[3:] for text in typed]
        first, row, body, cell, head = wanted = [re.sub(r"[\n\r]", "", without_controls(text)) for text in noisy]
        filling = Filling(
            {"单位名称": first, "主送机关": cell, "报告期": head},
            {},
            {"党委会议": [{"会议名称": row}]},
            {"正文": (SectionLine(0, "", body),)},
        )
        got = _read_back(render(template, filling))
        failures += [f"seed {seed}, after {done}: {one!r} became {other!r}" for one, other in zip(wanted, got, strict=True) if one != other]
        done += 5
    failures += _halves_refused(folder)
    return done, failures


def _halves_refused(folder: Path) -> list[str]:
    services = opening.create_ledger(folder / "半.djtz", "某镇党委", catalogue=deeds.CATALOGUE, clock=FixedClock())
    failures = []
    for text in ("\ud800", "甲\udc00乙"):
        try:
            services.records.save("person", {"name": text})
            failures.append(f"{text!r} was taken")
        except InvalidRecordError:
            pass
    opening.close(services)
    return failures


# ------------------------------------------------------------------ R15, out
DANGEROUS = (
    "=",
    "+",
    "-",
    "@",
    "\t=",
    "\r=",
    "＝",
    "＋",
    "－",
    "＠",
    "|",
    "%",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://x","y")',
    "=1+1",
    "+1",
    "-2+3",
    "@SUM(A1)",
    "＝1+1",
)


def injections(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Exported and read back: the very same text, never a formula or a link, marked as text for good."""
    import openpyxl

    chance, path = random.Random(seed), folder / "出.xlsx"
    texts = [without_controls(chance.choice(DANGEROUS) + any_text(chance, 12)).strip() or "=" for _ in range(trials)]
    workbook_out.write(path, [workbook_out.OutSheet("甲", [("栏", "text")], [[text] for text in texts])])
    failures, guarded = [], 0
    sheet = openpyxl.load_workbook(path)["甲"]
    for text, (cell,) in zip(texts, sheet.iter_rows(min_row=2), strict=True):
        if cell.data_type != "s" or cell.hyperlink or (cell.value or "").replace("_x000D_", "\r") != text:
            failures.append(f"{text!r} came out as {cell.data_type} {cell.value!r}")
        starts_badly = text[0] in "=+-@\t\r＝＋－＠|%"
        guarded += bool(cell.quotePrefix)
        if starts_badly and not cell.quotePrefix:
            failures.append(f"{text!r} has no quotePrefix")
    if b"<f>" in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml"):
        failures.append("a formula was written")
    (back,) = workbook_in.read(path.read_bytes())
    failures += [
        f"{text!r} was read back as {row[0]!r}" for text, row in zip(texts, back.rows[1:], strict=True) if str(row[0]).strip() != text
    ]
    return trials, failures, {"seen": f"{guarded} cells with quotePrefix"}


# ------------------------------------------------------------------ R19
NAMES = (
    "王𬭎",
    "陈䶮",
    "李㛃",
    "𠮷田",
    "张\ue863",
    "神\ufa19",
    "买买提·艾力",
    "买买提•艾力",
    "买买提‧艾力",
    "买买提・艾力",
    "买买提･艾力",
    "王" * 50,
    "A" * 80,
)
SEPARATORS = "·•‧・･"


def _name(chance: random.Random) -> str:
    if chance.random() < 0.2:
        return chance.choice(NAMES)
    han = BLOCKS[1:10] + BLOCKS[10:12]
    parts = [
        "".join(chr(chance.randint(*chance.choice(han))) for _ in range(chance.randrange(1, 5))) for _ in range(chance.choice((1, 1, 1, 2)))
    ]
    return chance.choice(SEPARATORS).join(parts)


def names(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """Stored, found, sorted, in Word, in a workbook, in a second file made of that workbook: the same code points everywhere."""
    deeds.quick()
    chance, failures, clock = random.Random(seed), [], FixedClock()
    services = deeds.township(folder / "名.djtz", clock)
    typed = [*NAMES, *(_name(chance) for _ in range(trials - len(NAMES)))][:trials]
    kept: dict[int, str] = {}
    for name in typed:
        pk = services.records.save("person", {"name": name}).ids[0]
        kept[pk] = name
        stored = services.records.get(pk).values["name"]
        wanted = re.sub(f"[{SEPARATORS}]", "·", name)
        if stored not in (name, wanted):
            failures.append(f"stored {stored!r} for {name!r}")
        for variant in {name, wanted, *(wanted.replace("·", one) for one in SEPARATORS)}:
            if not any(line.pk == pk for line in services.records.targets("person", variant, limit=1000)):
                failures.append(f"{variant!r} does not find {name!r}")
            if len(fold(variant)) >= 2 and not any(line.pk == pk for line in services.records.search(variant, 1000)):
                failures.append(f"searching for {variant!r} does not find {name!r}")
    for typed_as, meant in (("\ue863", "䶮"), ("\ufa19", "神")):
        failures += [f"{meant!r} and {typed_as!r} are not alike in search"] * (fold(typed_as) != fold(meant))
    titles = [services.records.get(pk).values["name"] for pk in services.records.pks(Query("person", order="name"))]
    failures += [
        f"{name!r} is missing from the sorted list"
        for name in kept.values()
        if re.sub(f"[{SEPARATORS}]", "·", name) not in titles and name not in titles
    ]
    failures += _names_outside(services, kept, folder, clock)
    opening.close(services)
    return trials, failures, {"seen": "stored, searched, sorted, Word, workbook there and back"}


def _names_outside(services: Any, kept: dict[int, str], folder: Path, clock: FixedClock) -> Iterator[str]:
    stored = {pk: services.records.get(pk).values["name"] for pk in kept}
    made = layout.blank()
    for text in ("{%p for 行 in 明细.人员 %}", "{{ 行.姓名 }}", "{%p endfor %}"):
        layout.add(made, text, styles.S_BODY)
    rows = [{"姓名": name} for name in stored.values()]
    paragraphs = set(_read_back(render(layout.saved(made), Filling({}, {}, {"人员": rows}, {}))))
    yield from (f"{name!r} is not in the Word file" for name in stored.values() if name not in paragraphs)
    path = folder / "全部.xlsx"
    services.exporting.export_all(path)
    cells = {cell for sheet in workbook_in.read(path.read_bytes()) for row in sheet.rows for cell in row}
    yield from (f"{name!r} is not in the workbook" for name in stored.values() if name not in cells)
    other = opening.create_ledger(folder / "再.djtz", "某镇党委", catalogue=deeds.CATALOGUE, clock=clock)
    other.importing.commit(other.importing.read(path), valid_only=True)
    again = {one.values["name"] for one in other.records.all_of("person")}
    opening.close(other)
    yield from (f"{name!r} did not come back from the workbook" for name in stored.values() if name not in again)


# ------------------------------------------------------------------ R21
LOCALES = ("zh_CN", "ar_EG", "th_TH", "en_GB", "en_US", "zh_TW", "de_DE", "fr_FR", "fa_IR", "ja_JP", "ko_KR", "ru_RU", "hi_IN", "C")
DAY = date(2025, 3, 5)
WRITTEN: dict[str, date | None] = {
    "2025-03-05": DAY, "2025.3.5": DAY, "2025/3/5": DAY, "2025年3月5日": DAY, "20250305": DAY, "２０２５－０３－０５": DAY,
    "03/05/2025": None, "5/3/25": None, "25-3-5": None, "2025-13-05": None, "2568-03-05": None, "令和7年3月5日": None, "٢٠٢٥-٠٣-٠٥": DAY,
    "2025-02-30": None, "5 March 2025": None, "Mar 5, 2025": None,
}  # fmt: skip
"""How it is written and what it must be read as; None = asked, never guessed."""


def locales(trials: int, seed: int, folder: Path) -> tuple[int, list[str], dict[str, str]]:
    """A process of its own for each locale, with its LANG and Qt's default set to it."""
    failures, seen = [], 0
    for name in LOCALES[: trials or len(LOCALES)]:
        environment = {
            "LANG": f"{name}.UTF-8",
            "LC_ALL": f"{name}.UTF-8",
            "QT_QPA_PLATFORM": "offscreen",
            "PYTHONPATH": str(ROOT),
            "DANGJIAN_HOME": str(folder),
            "PATH": "/usr/bin:/bin",
        }
        done = subprocess.run(
            [sys.executable, "-m", "tests.faults.texts", name, str(folder)],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        seen += len(WRITTEN)
        failures += [f"{name}: {line}" for line in done.stdout.splitlines()] or [f"{name}: {done.stderr[-500:]}"] * bool(done.returncode)
    return seen, failures, {"seen": f"{len(LOCALES)} locales × {len(WRITTEN)} ways of writing, typed into the date field and stored"}


def _one_locale(name: str, folder: Path) -> None:
    from PySide6.QtCore import QLocale
    from PySide6.QtGui import QInputMethodEvent
    from PySide6.QtWidgets import QApplication

    from dangjian_desktop.ui.kit.editors.table import Tools, make_editor
    from dangjian_desktop.ui.kit.theme import Theme

    QLocale.setDefault(QLocale(name))
    app = QApplication.instance() or QApplication([])
    services = opening.create_ledger(folder / f"{name}.djtz", "某镇党委", catalogue=deeds.CATALOGUE, clock=FixedClock())
    for text, day in WRITTEN.items():
        try:
            read: date | None = parse_date(text, date(2022, 7, 5))
        except ValueError:
            read = None
        if read != day:
            print(f"{text!r} was read as {read}")
        try:
            pk = services.records.save("study_session", {"held_on": text, "form": "专题研讨"}).ids[0]
        except InvalidRecordError:
            stored = None
        else:
            ((stored,),) = services.store.database.run("SELECT occurred_on FROM record WHERE pk = ?", [pk])
        if stored != (day.isoformat() if day else None):
            print(f"{text!r} was stored as {stored}")
    editor = make_editor(
        deeds.CATALOGUE.get("study_session").field("held_on"), Tools(Theme(), None, lambda: date(2022, 7, 5), lambda: None)
    )
    for text, day in WRITTEN.items():
        editor.line.setText("")
        event = QInputMethodEvent()
        event.setCommitString(text)
        QApplication.sendEvent(editor.line, event)
        editor.settle()
        if editor.day() != day or (day and editor.line.text() != day.isoformat()):
            print(f"{text!r} was typed and became {editor.line.text()!r}, {editor.day()}")
    opening.close(services)
    app.quit()


# ------------------------------------------------------------------ R25
_LONGEST = {
    "reason": "文件夹不存在或不能写入", "who": "经办人甲乙丙", "where": "DANGZHENGBAN-PC01", "since": "（2022-07-05 09:00 起）", "name": "2022年上半年全面从严治党报告.docx",
    "place": "E:\\党建台账\\2022年", "count": "128", "earliest": "（最早 2022-07-05）", "version": "格式 2", "date": "2022-07-05", "operation": "涂销记录", "now": "2022-07-05 09:00",
    "last": "2023-07-05 09:00", "paragraph": "12", "tag": "{{ 谈心谈话人次.党委书记|汉字 }}", "example": "𬭎、䶮", "missing": "3", "extra": "2", "changed": "1", "tries": "3",
    "text": "2022年13月", "hint": "请写成 2022H1、2022Q1 或两个日期。",
}  # fmt: skip
CATALOGUE = {str(error): error.sentences for error in Error}
_ENGLISH = re.compile(r"[A-Za-z]{2,}(?:[ ,'][A-Za-z]+){2,}")


def messages(trials: int, seed: int, folder: Path) -> tuple[int, list[str]]:
    """Every message of the catalogue, its gaps filled with the longest that are likely."""
    failures = []
    for code, parts in CATALOGUE.items():
        gaps = {gap for part in parts for gap in re.findall(r"{(\w+)", part)}
        filled = [part.format(**{gap: _LONGEST.get(gap, "若干") for gap in gaps}) for part in parts]
        text = "".join(filled)
        if len(parts) != 3 or not all(part.strip() for part in filled) or not re.fullmatch(r"E-\d\d", code):
            failures.append(f"{code}: not four parts")
        if len(text) > 120:
            failures.append(f"{code}: {len(text)} characters")
        if _ENGLISH.search(text) or "Traceback" in text or "Error" in text:
            failures.append(f"{code}: not in Chinese: {text}")
    return len(CATALOGUE), failures


if __name__ == "__main__":
    _one_locale(sys.argv[1], Path(sys.argv[2]))
