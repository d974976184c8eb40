"""The rows of bad inputs, each with the tests that prove what is expected of it. ``tests/faults/test_rows.py`` looks that they exist."""

from __future__ import annotations

ROWS: dict[str, tuple[str, ...]] = {
    # ledger files
    "DB-01": ("storage/test_open_faults.py::test_a_fault_is_named_and_the_file_stays_as_it_is",),
    "DB-02": ("storage/test_open_faults.py::test_a_missing_path_makes_no_file",),
    "DB-03": (
        "storage/test_open_faults.py::test_a_fault_is_named_and_the_file_stays_as_it_is",
        "services/test_bad_ledgers.py::test_a_crafted_ledger_is_answered_and_stays_as_it_is",
    ),
    "DB-04": ("services/test_bad_ledgers.py::test_db_04_a_file_of_another_program_is_said_to_be_one",),
    "DB-05": ("services/test_upgrading.py::test_a_file_of_a_newer_version_is_refused_byte_for_byte",),
    "DB-06": (
        "services/test_upgrading.py::test_an_older_file_is_brought_up_after_a_verified_backup",
        "services/test_upgrading.py::test_who_breaks_off_while_the_backup_is_made_keeps_the_old_file",
    ),
    "DB-07": (
        "services/test_bad_ledgers.py::test_a_crafted_ledger_is_answered_and_stays_as_it_is",
        "storage/test_open_faults.py::test_a_fault_is_named_and_the_file_stays_as_it_is",
    ),
    "DB-08": ("services/test_bad_ledgers.py::test_a_crafted_ledger_is_answered_and_stays_as_it_is",),
    "DB-09": (
        "storage/test_open_faults.py::test_a_damaged_file_is_read_and_never_written",
        "storage/test_open_faults.py::test_no_damage_goes_unnoticed",
    ),
    "DB-10": (
        "storage/test_open_faults.py::test_no_damage_goes_unnoticed",
        "storage/test_free_list.py::test_a_length_between_two_pages_is_seen",
        "services/test_bad_ledgers.py::test_a_crafted_ledger_is_answered_and_stays_as_it_is",
    ),
    "DB-11": ("services/test_bad_ledgers.py::test_a_crafted_ledger_is_answered_and_stays_as_it_is",),
    "DB-12": (
        "services/test_bad_ledgers.py::test_db_12_very_many_rows_are_counted_first_and_can_be_declined",
        "storage/test_vetting.py::test_very_many_rows_are_only_counted",
    ),
    "DB-13": (
        "storage/test_open_faults.py::test_a_copy_of_a_damaged_file_says_so",
        "services/test_bad_ledgers.py::test_a_crafted_ledger_is_answered_and_stays_as_it_is",
    ),
    "DB-14": ("storage/test_copies.py::test_a_log_of_another_mode_is_settled_in_a_copy",),
    "DB-15": (
        "storage/test_open_faults.py::test_an_unfinished_change_is_rolled_back_and_a_raw_copy_kept",
        "storage/test_copies.py::test_an_unfinished_change_is_rolled_back_in_a_copy",
        "storage/test_copies.py::test_what_belongs_to_another_file_is_left_out",
        "storage/test_copies.py::test_an_unfinished_change_whose_journal_is_gone_is_seen",
    ),
    "DB-16": (
        "storage/test_places_and_locks.py::test_a_file_with_two_names_is_not_written",
        "services/test_bad_ledgers.py::test_db_16_a_ledger_reached_by_a_link_is_the_one_it_leads_to",
    ),
    "DB-17": (
        "storage/test_open_faults.py::test_a_medium_that_cannot_be_written_is_read_in_place",
        "faults/test_places_and_clocks.py::test_where_others_may_write_too_a_ledger_is_only_looked_at",
    ),
    "DB-18": ("services/test_bad_ledgers.py::test_db_18_orphans_are_listed_and_nothing_is_deleted",),
    "DB-19": (
        "storage/test_open_faults.py::test_a_good_file_opens_without_a_word_and_unchanged",
        "faults/test_places_and_clocks.py::test_a_promise_about_places_and_time_is_kept",
    ),
    "DB-20": ("exchange/test_pack.py::test_fat32_and_a_file_of_four_gigabytes_are_told_before_anything_is_written",),
    # Word templates
    "TP-01": ("reports/test_template_attacks.py::test_a_program_in_a_template_is_refused_and_not_run",),
    "TP-02": ("reports/test_template_attacks.py::test_a_program_in_a_template_is_refused_and_not_run",),
    "TP-03": ("reports/test_template_attacks.py::test_a_program_in_a_template_is_refused_and_not_run",),
    "TP-04": (
        "reports/test_template_attacks.py::test_a_program_in_a_template_is_refused_and_not_run",
        "reports/test_template_attacks.py::test_what_jinja_would_run_is_walked_against_the_list",
    ),
    "TP-05": ("reports/test_template_attacks.py::test_a_misspelt_tag_names_its_paragraph_and_the_nearest_one",),
    "TP-06": (
        "reports/test_template_attacks.py::test_every_slip_is_explained_in_chinese",
        "reports/test_template_attacks.py::test_an_honest_template_passes",
    ),
    "TP-07": (
        "reports/test_template_attacks.py::test_what_fetches_or_embeds_is_refused",
        "reports/test_template_attacks.py::test_field_codes_that_fetch_or_run_are_refused",
    ),
    "TP-08": ("reports/test_template_attacks.py::test_macros_and_templates_of_word_are_recognised_by_content",),
    "TP-09": ("reports/test_template_attacks.py::test_a_document_type_is_refused",),
    "TP-10": (
        "reports/test_template_attacks.py::test_bombs_and_broken_files_are_refused",
        "reports/test_template_attacks.py::test_a_size_that_lies_in_the_directory_does_not_help",
        "reports/test_template_attacks.py::test_a_container_inside_a_container_is_not_unpacked",
    ),
    "TP-11": ("reports/test_template_attacks.py::test_other_kinds_are_named_with_the_way_out",),
    "TP-12": (
        "reports/test_template_attacks.py::test_ten_thousand_paragraphs_and_three_thousand_rows_are_all_there",
        "reports/test_template_attacks.py::test_a_child_that_dies_is_an_answer",
    ),
    "TP-13": ("reports/test_template_attacks.py::test_data_is_never_read_as_a_template",),
    "TP-14": (
        "services/test_outputs.py::test_a_report_is_written_over_only_while_it_is_as_it_was_left",
        "ui/test_wizard_report.py::test_a_place_that_refuses_is_told_and_leaves_what_was_there",
        "ui/test_wizard_report.py::test_where_a_report_went_instead_is_said",
    ),
    # tables in and out
    "XL-01": (
        "exchange/test_reading_tables.py::test_a_far_cell_is_refused_before_anything_is_parsed",
        "services/test_odd_tables.py::test_three_million_lines_in_a_small_file_are_refused_while_the_program_lives",
    ),
    "XL-02": (
        "services/test_odd_tables.py::test_what_a_file_is_decides_not_its_name",
        "services/test_odd_tables.py::test_a_csv_called_xlsx_is_read_as_what_it_is",
    ),
    "XL-03": (
        "services/test_odd_tables.py::test_a_hidden_sheet_is_told_before_it_is_taken",
        "services/test_odd_tables.py::test_lines_that_a_filter_hides_are_told",
        "services/test_tables_in_and_out.py::test_what_is_odd_about_a_sheet_is_said",
    ),
    "XL-04": ("services/test_tables_in_and_out.py::test_an_identity_number_stored_as_a_number_is_refused_and_formulas_stay_text",),
    "XL-05": (
        "services/test_odd_tables.py::test_a_date_is_read_in_one_way_or_asked_for",
        "services/test_odd_tables.py::test_days_of_the_calendar_of_1904_are_the_days_that_were_typed",
        "domain/test_fields.py::test_a_date_is_never_guessed",
    ),
    "XL-06": (
        "exchange/test_reading_tables.py::test_csv_in_every_usual_encoding",
        "services/test_odd_tables.py::test_an_old_encoding_is_told_so_that_it_can_be_looked_at",
        "services/test_odd_tables.py::test_the_line_that_nobody_can_read_is_shown",
    ),
    "XL-07": ("services/test_odd_tables.py::test_a_name_written_otherwise_is_the_same_person_and_said",),
    "XL-08": (
        "services/test_odd_tables.py::test_two_lines_of_one_name_are_told_and_never_merged",
        "services/test_tables_in_and_out.py::test_a_name_that_fits_two_people_is_a_fault",
    ),
    "XL-09": ("services/test_tables_in_and_out.py::test_three_faulty_lines_of_five_hundred_are_all_listed_and_nothing_is_stored",),
    "XL-10": ("faults/test_texts.py::test_what_people_type_comes_out_as_it_went_in",),
    "XL-11": (
        "exchange/test_reading_tables.py::test_a_full_or_broken_disk_stops_an_export_in_plain_words",
        "exchange/test_reading_tables.py::test_a_failed_export_leaves_the_old_file_as_it_was",
    ),
    # evidence files
    "EV-01": ("services/test_evidence.py::test_the_original_name_is_kept_and_a_safe_one_written",),
    "EV-02": ("domain/test_file_names.py::test_a_name_becomes_safe_and_stays_readable",),
    "EV-03": (
        "services/test_evidence.py::test_the_original_name_is_kept_and_a_safe_one_written",
        "ui/test_evidence_panel.py::test_what_hides_in_a_name_is_shown",
    ),
    "EV-04": (
        "domain/test_file_names.py::test_a_long_name_keeps_its_extension",
        "domain/test_file_kinds.py::test_programs_and_disguises_are_never_opened",
    ),
    "EV-05": (
        "services/test_evidence.py::test_no_kind_of_program_is_opened",
        "ui/test_evidence_panel.py::test_no_program_is_ever_launched",
    ),
    "EV-06": ("services/test_evidence.py::test_archives_and_strangers_are_only_saved_elsewhere",),
    "EV-07": (
        "domain/test_file_names.py::test_no_character_is_split_when_a_name_is_shortened",
        "domain/test_file_names.py::test_a_long_path_gets_its_prefix_on_windows_only",
    ),
    "EV-08": (
        "services/test_evidence.py::test_a_hundred_and_fifty_names_go_in_and_out",
        "domain/test_file_names.py::test_names_a_disk_takes_for_the_same_get_a_number",
    ),
    "EV-09": (
        "services/test_evidence.py::test_an_empty_file_is_refused",
        "services/test_evidence.py::test_too_big_a_file_is_refused_before_it_is_read",
        "services/test_evidence.py::test_folder_pipe_link_and_what_is_not_there_are_refused",
        "services/test_evidence.py::test_stand_ins_and_junctions_of_windows_are_told",
    ),
    "EV-10": (
        "services/test_evidence.py::test_a_file_held_for_long_is_e_13",
        "services/test_evidence.py::test_a_stick_pulled_out_while_reading_stores_nothing",
    ),
    "EV-11": (
        "services/test_evidence.py::test_a_changed_copy_is_noticed_and_becomes_a_new_piece",
        "ui/test_evidence_watch.py::test_a_changed_copy_is_asked_about_when_the_user_comes_back_and_kept",
    ),
    "EV-12": ("services/test_evidence.py::test_the_same_content_twice_is_stored_once_with_two_links",),
    # power, process, system
    "PW-01": (
        "faults/test_kill_work.py::test_what_was_said_to_be_saved_survives_any_kill",
        "faults/test_screen.py::test_an_interrupted_clerk_loses_nothing",
    ),
    "PW-02": (
        "storage/test_commit.py::test_a_file_changed_under_us_is_written_no_more",
        "ui/test_unsaved_typing.py::test_a_save_that_fails_leaves_the_form_as_it_is_and_a_draft",
    ),
    "PW-03": (
        "ui/test_leaving.py::test_the_end_of_the_session_keeps_what_is_typed_and_closes_nothing",
        "ui/test_leaving.py::test_a_session_that_ends_while_the_ledger_does_not_answer",
    ),
    "PW-04": (
        "ui/test_first_window.py::test_the_program_started_twice_ends_the_second_time",
        "ui/test_first_window.py::test_the_window_comes_forward_and_opens_what_was_named",
    ),
    "PW-05": (
        "faults/test_places_and_clocks.py::test_a_promise_about_places_and_time_is_kept",
        "faults/test_restore_drills.py::test_no_backup_that_must_stay_is_pushed_out",
    ),
    "PW-06": (
        "faults/test_texts.py::test_what_people_type_comes_out_as_it_went_in",
        "test_encodings.py::test_every_text_file_is_opened_with_its_encoding",
    ),
    "PW-07": (
        "storage/test_open_faults.py::test_a_medium_that_cannot_be_written_is_read_in_place",
        "services/test_places.py::test_a_place_on_windows",
    ),
    "PW-08": (
        "ui/test_screens_come_and_go.py::test_a_window_that_stood_on_a_screen_that_is_gone_comes_back_where_it_can_be_reached",
        "ui/test_screens_come_and_go.py::test_a_screen_that_changes_while_a_dialog_is_open_does_no_harm",
        "ui/test_screens_come_and_go.py::test_another_scale_keeps_the_file_open",
    ),
    "PW-09": (
        "paper/test_paper_fonts.py::test_a_character_that_no_face_has_is_told_with_the_family_that_was_wanted",
        "ui/test_wizard_report.py::test_a_character_that_no_font_has_is_named",
    ),
    # disk, stick, network, antivirus
    "DK-01": (
        "faults/test_failing_calls.py::test_a_call_that_fails_is_told_and_harms_nothing",
        "exchange/test_pack.py::test_a_pulled_stick_leaves_nothing_that_looks_like_a_pack",
        "storage/test_race.py::test_of_two_programs_exactly_one_writes",
        "faults/test_places_and_clocks.py::test_a_promise_about_places_and_time_is_kept",
    ),
    "DK-02": ("exchange/test_pack.py::test_a_place_that_may_not_be_written_is_told",),
    "DK-03": ("exchange/test_pack.py::test_a_stick_that_does_not_keep_what_it_was_given_is_noticed",),
    "DK-04": ("services/test_bad_ledgers.py::test_dk_04_a_network_drive_that_goes_away_while_somebody_looks",),
    "DK-05": (
        "faults/test_swapped.py::test_a_file_that_is_not_ours_any_more_is_seen_before_the_next_write",
        "services/test_bad_ledgers.py::test_dk_05_copies_of_a_conflict_are_listed_and_not_merged",
    ),
    "DK-06": ("services/test_bad_ledgers.py::test_dk_06_a_ledger_an_antivirus_took_away_is_missing_and_none_is_made",),
    "DK-07": ("services/test_bad_ledgers.py::test_dk_07_a_copy_made_by_a_backup_program_of_the_idle_open_ledger_is_whole",),
    # names and text
    "TX-01": (
        "faults/test_texts.py::test_what_people_type_comes_out_as_it_went_in",
        "faults/test_screen.py::test_an_interrupted_clerk_loses_nothing",
    ),
    "TX-02": (
        "faults/test_texts.py::test_a_rare_character_is_found_at_its_old_and_its_new_place",
        "domain/test_better_text.py::test_an_old_place_of_a_rare_character_is_told_with_its_standard_one",
    ),
    "TX-03": ("faults/test_texts.py::test_what_people_type_comes_out_as_it_went_in",),
    "TX-04": (
        "faults/test_texts.py::test_what_people_type_comes_out_as_it_went_in",
        "domain/test_better_text.py::test_every_other_dot_between_two_characters_is_the_one_of_names",
        "ui/test_record_form.py::test_the_standard_writing_of_a_name_is_offered_and_taken_by_one_click",
    ),
    "TX-05": ("faults/test_texts.py::test_what_people_type_comes_out_as_it_went_in",),
    "TX-06": (
        "domain/test_fields.py::test_text_that_cannot_be_kept_is_refused",
        "domain/test_fields.py::test_text_keeps_code_points_and_loses_only_controls_and_outer_blanks",
        "domain/test_better_text.py::test_what_nobody_sees_is_told_before_it_goes",
    ),
}  # fmt: skip
