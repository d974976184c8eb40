"""The register of every place that can hold a text written by people: each table of a ledger, each kind of file in the program's own
folder and beside a ledger. 涂销, a pack that leaves the house and a masked copy walk this list; a place that is not in it fails a
test.

Says where texts lie and what becomes of them. Opens nothing and knows no record.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Redacting(Enum):
    """What 涂销 of a text of one record does with the rows of a store."""

    OVER = "rows of the record are written over without it, all earlier states too"
    DROPPED = "rows of the record go; where a row of others holds it, that is told"
    TOLD = "the row stays, and where it holds the text, that is told beforehand"
    NOTHING = "no text of people is in it"


@dataclass(frozen=True)
class TextStore:
    """One table. ``texts`` hold what people wrote, ``codes`` keys, times and digests of the program's own; columns of numbers are not
    named. ``record``: the column with the record's number, "" where a row belongs to none. ``leaves``: whether a pack takes it along;
    ``masked``: whether rows of it are in a masked copy at all, which is always written anew. ``told``: how people call rows that still
    hold a text after 涂销, with a place for their number, and why they do.
    """

    table: str
    texts: tuple[str, ...]
    codes: tuple[str, ...]
    redacting: Redacting
    record: str = ""
    leaves: bool = True
    masked: bool = False
    told: str = ""
    packed: tuple[str, ...] = ()
    """Those of ``texts`` whose bytes are a file of another program, in which no text can be looked for."""


STORES = (
    TextStore(
        "record",
        ("void_reason", "reasons", "data"),
        ("id", "ledger", "occurred_on", "voided_at", "digest", "created_at", "updated_at"),
        Redacting.OVER,
        record="pk",
        masked=True,
    ),
    # the state that a record has now is among them
    TextStore(
        "history",
        ("after",),
        ("salt", "digest"),
        Redacting.OVER,
        record="record",
        masked=True,
        told="别的记录（连同以前的版本）{} 处（请逐条涂销）",
    ),
    TextStore("record_search", ("title", "text", "missing"), ("mark",), Redacting.OVER, record="record", masked=True),
    TextStore("record_day", (), ("ledger", "field", "day"), Redacting.NOTHING, record="record", masked=True),
    TextStore("record_link", (), ("field",), Redacting.NOTHING, record="record", masked=True),
    TextStore(
        "draft",
        ("data",),
        ("key", "ledger", "at"),
        Redacting.DROPPED,
        record="record",
        leaves=False,
        told="别处没写完的草稿 {} 份（请打开修改或丢弃）",
    ),
    # the bytes go with the last record that has them, where that is chosen
    TextStore("evidence", ("data",), ("sha256", "media"), Redacting.OVER, packed=("data",)),
    TextStore("evidence_link", ("name",), ("sha256", "added_at"), Redacting.OVER, record="record"),
    TextStore(
        "report",
        ("title", "data", "frozen", "docx"),
        ("id", "kind", "start", "end", "state", "updated_at", "mark", "sha256"),
        Redacting.TOLD,
        told="报告 {} 份（已定稿的不变，草稿请打开修改）",
        packed=("docx",),
    ),
    TextStore("setting", ("value",), ("key",), Redacting.TOLD, masked=True, told="设置 {} 项（请重新填写）"),
    TextStore(
        "template",
        ("name", "data"),
        ("key", "kind", "sha256", "added_at"),
        Redacting.TOLD,
        told="模板的名称 {} 个（不变）",
        packed=("data",),
    ),
    # a line that lacks a word breaks the chain from there on
    TextStore(
        "audit",
        ("label", "detail", "actor", "device"),
        ("id", "at", "app", "kind", "ledgers", "content", "alg", "prev", "h"),
        Redacting.TOLD,
        masked=True,
        told="操作记录 {} 行（前后相连，不变）",
    ),
    TextStore("migration", (), ("name", "at"), Redacting.NOTHING, masked=True),
)


@dataclass(frozen=True)
class TextFiles:
    """Files by the form of their name. ``holds`` says what stands in them, ``told`` as for a table; no copy takes any along."""

    form: str
    redacting: Redacting
    holds: str
    told: str = ""


FILES = (
    TextFiles("drafts/*.draft", Redacting.DROPPED, "drafts of a ledger that could not be written; sealed where it has a password"),
    TextFiles("work/opened/*", Redacting.DROPPED, "evidence while other programs have it open; goes with the evidence"),
    TextFiles("work/tmp*", Redacting.NOTHING, "copies of files from outside while they are looked at; gone afterwards"),
    TextFiles("log/program.log*", Redacting.NOTHING, "numbers and counts"),
    TextFiles("declared/*.json", Redacting.NOTHING, "the shipped declarations as they were read"),
    TextFiles("look/*", Redacting.NOTHING, "pictures of the theme"),
    TextFiles("machine.ini", Redacting.NOTHING, "sizes of windows and where ledgers lie"),
    TextFiles("window.lock", Redacting.NOTHING, "the number of the running program"),
    TextFiles("tries.json", Redacting.NOTHING, "failed passwords, by the mark of the key"),
    TextFiles("known-ledgers.json", Redacting.NOTHING, "digests of ledgers and where they lie"),
    TextFiles("written-reports.json", Redacting.NOTHING, "digests of reports and where they lie"),
)

"""In the program's own folder."""
BESIDE = (
    TextFiles(
        "{stem}.被替换-*",
        Redacting.TOLD,
        "a ledger that a backup took the place of",
        told="旁边名称里写着“被替换”的旧台账 {} 份（不要了就删去）",
    ),
    TextFiles("{stem}.djtz[.-]*", Redacting.NOTHING, "what a step that was killed left; the next opening ends the step or the file"),
    TextFiles("{stem}.djkey*", Redacting.NOTHING, "the key, wrapped by the password"),
    # which of them hold a text is known, and they can go with it (services/ledger_file/redaction: Offer.backups, thin)
    TextFiles("备份/备份-*", Redacting.TOLD, "backups, their manifests and keys; also in the second place"),
)
"""Beside a ledger called ``stem``. What was exported, printed or handed over lies where people put it: the dialog of 涂销 says so."""


def store_of(table: str) -> TextStore:
    """KeyError for a table that nobody registered: whoever copies or searches a ledger must know what stands in it."""
    return _BY_TABLE[table]


_BY_TABLE = {store.table: store for store in STORES}
