"""R26: invented names go through everything the program does with a ledger; afterwards they are searched where they have no business."""

from __future__ import annotations

import io
import os
import random
import sqlite3
import zipfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from dangjian_desktop import cli, logs
from dangjian_desktop.domain.errors import UserError
from dangjian_desktop.domain.listing import Query
from dangjian_desktop.domain.period import half
from dangjian_desktop.logs import log
from dangjian_desktop.services.ledger_file import confidential, opening, redaction
from tests.fakes import FixedClock
from tests.samples import new_name

Bench = tuple[int, list[str], dict[str, str]]
ENCODINGS = ("utf-8", "utf-16-le", "gb18030")
SPOTS = ("record", "secret")
PERIOD = half(2022, 1)
_VERSIONS = 5
"""Names that one text had, one after the other."""


def invented(count: int, chance: random.Random) -> list[str]:
    """Names nobody has: four characters of the rare extensions."""
    found: set[str] = set()
    while len(found) < count:
        found.add("".join(chr(chance.randint(0x20000, 0x2A6DF)) for _ in range(4)))
    return sorted(found)


@dataclass
class Searched:
    """Bytes and words in which no name may stand, and where they came from."""

    data: list[tuple[str, bytes]] = field(default_factory=list)
    secret: list[tuple[str, bytes]] = field(default_factory=list)
    """Where a name may stand, a secret text not."""

    def words(self, where: str, text: str) -> None:
        self.data.append((where, text.encode("utf-8", "surrogatepass")))

    def folder(self, where: str, folder: Path) -> None:
        """Every file of it, names and bytes."""
        for path in folder.rglob("*"):
            self.words(f"{where}, a file name", path.name)
            if path.is_file():
                self.data.append((f"{where}/{path.name}", path.read_bytes()))

    def hits(self, names: Sequence[str], secrets: Sequence[str]) -> list[str]:
        found = [f"{name!a} in {where}" for where, data in self.data for name in (*names, *secrets) if _in(name, data)]
        return found + [f"secret {name!a} in {where}" for where, data in self.secret for name in secrets if _in(name, data)]


def _in(name: str, data: bytes) -> bool:
    return any(name.encode(encoding) in data for encoding in ENCODINGS)


def leaks(trials: int, seed: int, folder: Path) -> Bench:
    """Half of the names stand in ordinary fields, half in secret ones."""
    names = invented(trials, random.Random(seed))
    plain, secret = names[::2], names[1::2]
    home, office = folder / "home", folder / "office"
    office.mkdir()
    searched = Searched()
    with _at_home(home):
        ledger = office / "台账.djtz"
        _records(ledger, plain, secret, folder)
        _outputs(ledger, plain, folder / "out", searched)
        _refusals(ledger, names, folder)
        for title in window_titles(ledger, [plain[0], *secret[:1]]):
            searched.words("a window title", title)
        logs.stop()
    searched.folder("the program's own folder", home)
    searched.words("names beside the ledger", "\n".join(path.name for path in office.rglob("*")))
    _inside(ledger, searched)
    failures = searched.hits(plain, secret)
    return trials, failures, {"seen": f"{len(searched.data)} places", "controls": _control(names, folder / "control")}


def redacted(trials: int, seed: int, folder: Path) -> Bench:
    """Every name stood in a text, a version of it, a draft, evidence and backups; then it was 涂销 with everything that held it."""
    names = invented(trials, random.Random(seed))
    home, office = folder / "home", folder / "office"
    office.mkdir()
    searched = Searched()
    with _at_home(home):
        services = opening.create_ledger(office / "台账.djtz", "青石镇党委", clock=FixedClock())
        for start in range(0, trials, _VERSIONS):
            (pk,) = services.records.save("talk", {"kind": "谈心谈话", "held_on": "2022-05-12", "topic": "事由"}).ids
            for number, name in enumerate(names[start : start + _VERSIONS]):
                services.records.save("talk", {"topic": name, "summary": f"和{name}谈。" * (1 + number * 40)}, pk=pk)
                services.evidence.add_bytes(pk, f"{name}.txt", name.encode())
                services.drafts.keep(f"talk:{pk}", "talk", pk, {"topic": name})
        services.backups.make()
        planted = len([name for name in names if name.encode() in services.path.read_bytes()])
        for pk in services.records.pks(Query("talk")):
            offer = redaction.look(services, pk)
            made = redaction.redact(services, offer, [one.place for one in offer.texts], evidence=True, reason="按规定")
        redaction.thin(services, made.backups)
        damage = services.store.damage()
        opening.close(services)
    searched.folder("the program's own folder", home)
    searched.folder("the ledger's folder", office)
    failures = [*searched.hits(names, []), *map(str, damage)]
    return trials, failures, {"seen": f"{len(searched.data)} places", "controls": f"{planted} of {trials} were there before"}


@contextmanager
def _at_home(home: Path) -> Iterator[None]:
    """The program's own folder of this run."""
    before = os.environ.get("DANGJIAN_HOME")
    os.environ["DANGJIAN_HOME"] = str(home)
    home.mkdir()
    logs.start(home)
    try:
        yield
    finally:
        logs.stop()
        if before is None:
            del os.environ["DANGJIAN_HOME"]
        else:
            os.environ["DANGJIAN_HOME"] = before


# ---------------------------------------------------------------------- what is done with them
def _records(ledger: Path, plain: Sequence[str], secret: Sequence[str], folder: Path) -> None:
    """Registers, ledgers, evidence, drafts, the search, copies in other programs."""
    services = opening.create_ledger(ledger, "青石镇党委", clock=FixedClock())
    for name in plain:
        person = new_name(services, "person", name)
        talk = {"kind": "谈心谈话", "held_on": "2022-05-12", "speaker": person, "topic": name, "summary": f"和{name}谈"}
        (pk,) = services.records.save("talk", talk).ids
        services.drafts.keep("talk:new", "talk", None, {"topic": name})
        services.records.search(name)
    piece = folder / f"{plain[0]}.txt"
    piece.write_text(plain[0], encoding="utf-8")
    services.evidence.add(pk, [piece])
    (kept,) = services.evidence.of(pk)
    services.evidence.open_copy(pk, kept.sha256)
    for number, name in enumerate(secret):
        lead = {"number": f"线{number}", "received_on": "2022-05-12", "decided_on": "2022-05-13", "subject": name, "summary": f"{name}的事"}
        services.records.save("lead", lead)
        services.drafts.keep("lead:new", "lead", None, {"subject": name})
    confidential.note_shown(services, "lead")
    services.records.void(services.records.pks(Query("talk"))[:1], f"{plain[0]}登记错了")
    services.backups.make()
    opening.close(services)


def _outputs(ledger: Path, plain: Sequence[str], out: Path, searched: Searched) -> None:
    """Report, lists and masked workbook: names may stand in their text, never in what describes the file; secrets nowhere."""
    out.mkdir()
    services = opening.open_ledger(ledger, clock=FixedClock())
    report = services.reporting.render(services.reporting.start("half", PERIOD))
    services.exporting.export_query(Query("lead"), ["number", "subject", "summary"], out / "list.xlsx")
    services.exporting.export_all(out / "masked.xlsx", masked=True)
    text = services.records.as_text(services.records.pks(Query("lead")), ["number", "subject", "summary"], "lead")
    labels = "\n".join(entry.label for entry in services.history.entries(1000))
    opening.close(services)
    files = {"report": report, **{path.name: path.read_bytes() for path in out.iterdir()}}
    for name, data in files.items():
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            for part in parts.namelist():
                described = part.startswith("docProps/") or part.endswith((".rels", "comments.xml"))
                (searched.data if described else searched.secret).append((f"{name}, {part}", parts.read(part)))
    searched.secret.append(("the clipboard", text.encode()))
    searched.words("labels of the log", labels.replace(f"{plain[0]}登记错了", ""))


def _refusals(ledger: Path, names: Sequence[str], folder: Path) -> None:
    """Faults that have a name in them: refused records, tables that cannot be read, a file of that name, a bug."""
    services = opening.open_ledger(ledger, clock=FixedClock())
    for name in names:
        for act in (
            lambda name=name: services.records.save("talk", {"kind": name, "held_on": name}),
            lambda name=name: services.records.void([], name),
        ):
            _told(act)
    opening.close(services)
    table = folder / "谈话.csv"
    table.write_text("谈话日期,谈话类型\n" + "\n".join(f"{name},{name}" for name in names), encoding="utf-8")
    for words in (["import", str(ledger), str(table)], ["check", str(folder / f"{names[0]}.djtz")], ["check", str(ledger), "--json"]):
        with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
            cli.main(words)


def _told(act: Any) -> None:
    """As the screen's fault hook and the command line note it."""
    try:
        act()
    except UserError as fault:
        log().info("refused: %s %s", fault.code, fault.detail)


# ---------------------------------------------------------------------- the window
def window_titles(ledger: Path, names: Sequence[str]) -> list[str]:
    """Every title a window had while records with these names were looked at, searched and edited."""
    from PySide6.QtCore import QEvent, QObject
    from PySide6.QtWidgets import QApplication, QWidget

    from dangjian_desktop.paper.page_painter import PagePainter
    from dangjian_desktop.ui.kit.machine import Machine
    from dangjian_desktop.ui.kit.theme import Theme
    from dangjian_desktop.ui.shell.main_window import MainWindow
    from tests.fakes import FakeAsk
    from tests.pictures import settle

    class Titles(QObject):
        seen: list[str]

        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(watched, QWidget) and watched.isWindow() and event.type() in (QEvent.Type.WindowTitleChange, QEvent.Type.Show):
                self.seen.append(watched.windowTitle())
            return False

    app = QApplication.instance() or QApplication([])
    titles = Titles()
    titles.seen = []
    app.installEventFilter(titles)
    window = MainWindow(Theme(), Machine(), PagePainter(), FakeAsk())  # type: ignore[arg-type]
    try:
        window.show()
        window.openings.open(ledger)
        settle(window)
        assert window.work is not None
        for key, name in zip(("talk", "lead"), names, strict=False):
            page = window.work.go_to(key)
            settle(window)
            page.list.table.selectRow(0)
            page.verbs.reveal()
            settle(window)
            page.edit_selected()
            settle(window)
            window.search_box.setText(name)
            window.search_box._look()
            settle(window)
        window.work.write_report()
        settle(window)
    finally:
        app.removeEventFilter(titles)
        window.close()
        window.deleteLater()
    return titles.seen


# ---------------------------------------------------------------------- inside the ledger, and controls
def _inside(ledger: Path, searched: Searched) -> None:
    """What other programs read in the file, and what the search goes over."""
    with closing(sqlite3.connect(ledger)) as connection:
        views = [name for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'")]
        for table in (*views, "record_search"):
            rows = connection.execute(f'SELECT * FROM "{table}"').fetchall()
            searched.secret.append((f"inside the ledger, {table}", str(rows).encode("utf-8", "surrogatepass")))


def _control(names: Sequence[str], home: Path) -> str:
    """Hits planted on purpose are found in every encoding and place."""
    home.mkdir()
    for number, encoding in enumerate(ENCODINGS):
        (home / f"{number}.log").write_bytes(f"before {names[0]} after".encode(encoding))
    (home / f"{names[1]}.txt").write_text("", encoding="utf-8")
    searched = Searched()
    searched.folder("control", home)
    found = len(searched.hits(names[:2], []))
    assert found == 4, "planted hits are not found"
    return f"{found} of 4 planted hits found"
