"""Names from elsewhere: safe on every disk, nothing hidden, the extension in sight."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangjian_desktop.domain.file_names import LIMIT, base_name, hidden, long_path, safe, shortened, split, unique, visible
from tests.faults.evidence_names import names

ANY = st.text(st.characters(), max_size=200)
TRICKY = st.text(st.sampled_from(list('CONnul.:/\\ \t\n<>|?*"a汉𠮷\u0301\u200d\u200b\u202e👩👍🏽🇨🇳\udcff')), max_size=120)


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


@pytest.mark.parametrize(
    ("name", "on_disk"),
    [
        ("..\\..\\Windows\\x.dll", "x.dll"),
        ("/abs", "abs"),
        ("C:evil.txt", "evil.txt"),
        ("CON", "_CON"),
        ("nul.txt", "_nul.txt"),
        ("COM1.docx", "_COM1.docx"),
        ("COM¹", "_COM¹"),
        ("LPT9.", "_LPT9"),
        ("CONOUT$", "_CONOUT$"),
        ("报告\u202efdp.exe", "报告‹U+202E›fdp.exe"),
        ("名单.pdf" + " " * 60 + ".exe", "名单.pdf … .exe"),
        (".bashrc", "_.bashrc"),
        ("..", "未命名"),
        ("", "未命名"),
        ("10:30 会议.txt", "10_30 会议.txt"),
        ("a\udcff.txt", "a‹DCFF›.txt"),
        ("王䶮𬭎.pdf", "王䶮𬭎.pdf"),
        ("e\u0301.txt", "e\u0301.txt"),
    ],
)
def test_a_name_becomes_safe_and_stays_readable(name: str, on_disk: str) -> None:
    assert safe(name) == on_disk


def test_a_long_name_keeps_its_extension() -> None:
    made = safe("汉" * 250 + ".docx")
    assert made.endswith("汉….docx")
    assert units(made) == LIMIT


def test_no_character_is_split_when_a_name_is_shortened() -> None:
    family = "👨\u200d👩\u200d👧"
    assert shortened(f"甲{family}乙", 5) == "甲"
    assert shortened(f"甲{family}乙", 9) == f"甲{family}"
    assert shortened("𠮷𠮷", 3) == "𠮷"
    assert shortened("e\u0301e\u0301", 3) == "e\u0301"
    assert shortened("🇨🇳🇨🇳", 6) == "🇨🇳"
    assert shortened("👍🏽x", 4) == "👍🏽"
    assert shortened("a" + "\u0301" * 20, 5) == "a" + "\u0301" * 4
    assert shortened("", 5) == ""


def test_the_joiner_of_an_emoji_is_no_hidden_character() -> None:
    assert hidden("👨\u200d👩\u200d👧.jpg") == []
    assert hidden("❤\ufe0f\u200d🔥.jpg") == []
    assert hidden("a\u200db.jpg") == ["\u200d"]
    assert hidden("a\u200d") == ["\u200d"]
    assert visible("\u200d甲") == "‹U+200D›甲"


@pytest.mark.parametrize(
    ("name", "taken", "made"),
    [
        ("a.pdf", (), "a.pdf"),
        ("a.pdf", ("A.PDF",), "a(2).pdf"),
        ("a.pdf", ("a.pdf", "A(2).pdf"), "a(3).pdf"),
        ("é.txt", ("e\u0301.txt",), "é(2).txt"),
        ("无", ("无",), "无(2)"),
    ],
)
def test_names_a_disk_takes_for_the_same_get_a_number(name: str, taken: tuple[str, ...], made: str) -> None:
    assert unique(name, taken) == made


def test_a_number_fits_into_the_limit_too() -> None:
    long = "汉" * 100 + ".pdf"
    made = unique(long, (safe(long),))
    assert made.endswith("…(2).pdf")
    assert units(made) <= LIMIT


@pytest.mark.parametrize(
    ("name", "parts"),
    [("a.pdf", ("a", ".pdf")), ("a", ("a", "")), (".a", (".a", "")), ("a.", ("a.", "")), ("a." + "b" * 16, ("a." + "b" * 16, ""))],
)
def test_what_counts_as_an_extension(name: str, parts: tuple[str, str]) -> None:
    assert split(name) == parts


@given(ANY | TRICKY)
def test_every_name_is_safe(name: str) -> None:
    made = safe(name)
    assert made
    assert units(made) <= LIMIT
    assert len(made.encode()) + len(".part") <= 255
    assert not re.search(r'[<>:"/\\|?*\x00-\x1f]', made)
    assert made == made.strip()
    assert not made.endswith(".")
    assert not made.startswith(".")
    assert hidden(made) == []
    assert safe(made) == made
    assert not re.match(r"(?i)(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)", made)


@given(ANY | TRICKY)
def test_a_base_name_leads_nowhere(name: str) -> None:
    kept = base_name(name)
    assert not set(kept) & {"/", "\\"}
    assert kept.strip(". ")
    assert kept.encode()


@given(st.lists(TRICKY, max_size=8))
def test_names_never_collide_at_the_target(made: list[str]) -> None:
    taken: list[str] = []
    for name in made:
        taken.append(unique(name, taken))
    assert len({name.casefold() for name in taken}) == len(taken)


def test_the_hundred_and_fifty_are_many() -> None:
    assert len(set(names(150, 1))) == 150


def test_a_long_path_gets_its_prefix_on_windows_only() -> None:
    path = "C:\\" + "a" * 250
    assert long_path(path, windows=False) == path
    assert long_path("C:\\a", windows=True) == "C:\\a"
    assert long_path(path, windows=True) == "\\\\?\\" + path
    assert long_path("\\\\?\\" + path, windows=True) == "\\\\?\\" + path
    assert long_path("\\\\server\\s\\" + "a" * 250, windows=True) == "\\\\?\\UNC\\server\\s\\" + "a" * 250
