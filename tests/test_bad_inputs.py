"""Which test proves which row of the table of bad inputs (reliability.md, 8.3). A row without one, or with one that is gone, fails.

Each line is file::function; the rows of templates, tables, evidence and handover are listed by those who test them.
"""

import ast
import re
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
FAULTS, COPIES, PLACES = "storage/test_open_faults.py", "storage/test_copies.py", "storage/test_places_and_locks.py"
BAD, OTHERS, SWAPPED, TEXTS = (
    "services/test_bad_ledgers.py",
    "faults/test_places_and_clocks.py",
    "faults/test_swapped.py",
    "faults/test_texts.py",
)

ROWS: dict[str, tuple[str, ...]] = {
    "DB-01": (f"{FAULTS}::test_a_fault_is_named_and_the_file_stays_as_it_is",),
    "DB-02": (f"{FAULTS}::test_a_missing_path_makes_no_file",),
    "DB-03": (f"{FAULTS}::test_a_fault_is_named_and_the_file_stays_as_it_is", f"{BAD}::test_a_crafted_ledger_is_answered_and_stays_as_it_is"),
    "DB-04": (f"{BAD}::test_db_04_a_file_of_another_program_is_said_to_be_one",),
    "DB-05": ("services/test_upgrading.py::test_a_file_of_a_newer_version_is_refused_byte_for_byte",),
    "DB-06": (
        "services/test_upgrading.py::test_an_older_file_is_brought_up_after_a_verified_backup",
        "services/test_upgrading.py::test_who_breaks_off_while_the_backup_is_made_keeps_the_old_file",
    ),
    "DB-07": (f"{BAD}::test_a_crafted_ledger_is_answered_and_stays_as_it_is", f"{FAULTS}::test_a_fault_is_named_and_the_file_stays_as_it_is"),
    "DB-08": (f"{BAD}::test_a_crafted_ledger_is_answered_and_stays_as_it_is",),
    "DB-09": (f"{FAULTS}::test_a_damaged_file_is_read_and_never_written", f"{FAULTS}::test_no_damage_goes_unnoticed"),
    "DB-10": (
        f"{FAULTS}::test_no_damage_goes_unnoticed",
        "storage/test_free_list.py::test_a_length_between_two_pages_is_seen",
        f"{BAD}::test_a_crafted_ledger_is_answered_and_stays_as_it_is",
    ),
    "DB-11": (f"{BAD}::test_a_crafted_ledger_is_answered_and_stays_as_it_is",),
    "DB-12": (f"{BAD}::test_db_12_very_many_rows_are_counted_first_and_can_be_declined", "storage/test_vetting.py::test_very_many_rows_are_only_counted"),
    "DB-13": (f"{FAULTS}::test_a_copy_of_a_damaged_file_says_so", f"{BAD}::test_a_crafted_ledger_is_answered_and_stays_as_it_is"),
    "DB-14": (f"{COPIES}::test_a_log_of_another_mode_is_settled_in_a_copy",),
    "DB-15": (
        f"{FAULTS}::test_an_unfinished_change_is_rolled_back_and_a_raw_copy_kept",
        f"{COPIES}::test_an_unfinished_change_is_rolled_back_in_a_copy",
        f"{COPIES}::test_what_belongs_to_another_file_is_left_out",
        f"{COPIES}::test_an_unfinished_change_whose_journal_is_gone_is_seen",
    ),
    "DB-16": (f"{PLACES}::test_a_file_with_two_names_is_not_written", f"{BAD}::test_db_16_a_ledger_reached_by_a_link_is_the_one_it_leads_to"),
    "DB-17": (f"{FAULTS}::test_a_medium_that_cannot_be_written_is_read_in_place", f"{OTHERS}::test_where_others_may_write_too_a_ledger_is_only_looked_at"),
    "DB-18": (f"{BAD}::test_db_18_orphans_are_listed_and_nothing_is_deleted",),
    "DB-19": (f"{FAULTS}::test_a_good_file_opens_without_a_word_and_unchanged", f"{OTHERS}::test_a_promise_about_places_and_time_is_kept"),
    "DB-20": ("exchange/test_pack.py::test_fat32_and_a_file_of_four_gigabytes_are_told_before_anything_is_written",),
    "PW-05": (f"{OTHERS}::test_a_promise_about_places_and_time_is_kept", "faults/test_restore_drills.py::test_no_backup_that_must_stay_is_pushed_out"),
    "PW-06": (f"{TEXTS}::test_what_people_type_comes_out_as_it_went_in", "test_bad_inputs.py::test_pw_06_every_text_file_is_opened_with_its_encoding"),
    "PW-07": (f"{FAULTS}::test_a_medium_that_cannot_be_written_is_read_in_place", "services/test_places.py::test_a_place_on_windows"),
    "DK-01": (
        "faults/test_failing_calls.py::test_a_call_that_fails_is_told_and_harms_nothing",
        "exchange/test_pack.py::test_a_pulled_stick_leaves_nothing_that_looks_like_a_pack",
        "storage/test_race.py::test_of_two_programs_exactly_one_writes",
        f"{OTHERS}::test_a_promise_about_places_and_time_is_kept",
    ),
    "DK-02": ("exchange/test_pack.py::test_a_place_that_may_not_be_written_is_told",),
    "DK-03": ("exchange/test_pack.py::test_a_stick_that_does_not_keep_what_it_was_given_is_noticed",),
    "DK-04": (f"{BAD}::test_dk_04_a_network_drive_that_goes_away_while_somebody_looks",),
    "DK-05": (
        f"{SWAPPED}::test_a_file_that_is_not_ours_any_more_is_seen_before_the_next_write",
        f"{BAD}::test_dk_05_copies_of_a_conflict_are_listed_and_not_merged",
    ),
    "DK-06": (f"{BAD}::test_dk_06_a_ledger_an_antivirus_took_away_is_missing_and_none_is_made",),
    "DK-07": (f"{BAD}::test_dk_07_a_copy_made_by_a_backup_program_of_the_idle_open_ledger_is_whole",),
    "TX-01": (f"{TEXTS}::test_what_people_type_comes_out_as_it_went_in",),
    "TX-02": (
        f"{TEXTS}::test_a_rare_character_is_found_at_its_old_and_its_new_place",
        "domain/test_better_text.py::test_an_old_place_of_a_rare_character_is_told_with_its_standard_one",
    ),
    "TX-03": (f"{TEXTS}::test_what_people_type_comes_out_as_it_went_in",),
    "TX-04": (
        f"{TEXTS}::test_what_people_type_comes_out_as_it_went_in",
        "domain/test_better_text.py::test_every_other_dot_between_two_characters_is_the_one_of_names",
        "ui/test_record_form.py::test_the_standard_writing_of_a_name_is_offered_and_taken_by_one_click",
    ),
    "TX-05": (f"{TEXTS}::test_what_people_type_comes_out_as_it_went_in",),
    "TX-06": (
        "domain/test_fields.py::test_text_that_cannot_be_kept_is_refused",
        "domain/test_fields.py::test_text_keeps_code_points_and_loses_only_controls_and_outer_blanks",
        "domain/test_better_text.py::test_what_nobody_sees_is_told_before_it_goes",
    ),
}  # fmt: skip
WHOLE = {"DB": 20, "DK": 7, "TX": 6}
"""How many rows these parts of the table have."""


@cache
def functions(file):
    return {node.name for node in ast.walk(ast.parse((TESTS / file).read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("row", ROWS)
def test_the_tests_of_a_row_are_there(row):
    for one in ROWS[row]:
        file, _, name = one.partition("::")
        assert name.startswith("test_")
        assert name in functions(file), one


def test_no_row_is_left_out():
    wanted = {f"{part}-{number:02d}" for part, count in WHOLE.items() for number in range(1, count + 1)} | {"PW-05", "PW-06", "PW-07"}
    assert wanted <= set(ROWS)


def test_the_list_is_that_of_the_table(shared):
    text = (shared / "spec" / "reliability.md").read_text(encoding="utf-8") if (shared / "spec").is_dir() else ""
    there = set(re.findall(r"^\| ((?:DB|DK|TX)-\d\d) \|", text, re.MULTILINE))
    if not there:
        pytest.skip("the table is not beside this checkout")
    assert there == {row for row in ROWS if row[:2] in WHOLE}


def test_pw_06_every_text_file_is_opened_with_its_encoding():
    """Whatever the code page of the machine is: no text is read or written without saying in which encoding."""
    package = TESTS.parent / "dangjian_desktop"
    bare = [f"{path.name}:{line}" for path in sorted(package.rglob("*.py")) for line in _without_encoding(path)]
    assert bare == []


def test_pw_06_a_bare_one_would_be_seen(tmp_path):
    path = tmp_path / "x.py"
    path.write_text(
        'a.read_text()\na.write_text("x")\na.open("w")\nopen(a)\na.open("rb")\na.read_text(encoding="utf-8")\n', encoding="utf-8"
    )
    assert list(_without_encoding(path)) == [1, 2, 3, 4]


def _without_encoding(path):
    for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(call, ast.Call) or any(keyword.arg == "encoding" for keyword in call.keywords):
            continue
        texts = [str(arg.value) for arg in call.args if isinstance(arg, ast.Constant)]
        match call.func:
            case ast.Attribute(attr="read_text") if not call.args:
                yield call.lineno
            case ast.Attribute(attr="write_text") if len(call.args) == 1:
                yield call.lineno
            case ast.Attribute(attr="open") if texts and "b" not in texts[0] and set(texts[0]) <= set("rwax+t"):
                yield call.lineno
            case ast.Name(id="open") if not any("b" in text for text in texts):
                yield call.lineno
