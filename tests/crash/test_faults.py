"""Every fault that is injected, and where: nobody drops one in silence.

Each of these tests ends with a clear message, or an entry with its reason, and nothing acknowledged lost.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping

import pytest

from tests.tree import ROOT

FAULTS: Mapping[str, tuple[str, ...]] = {
    "kill -9 at each named point of a write": (
        "tests/crash/test_write_points.py::test_writing",
        "tests/crash/test_write_points.py::test_receiving",
        "tests/crash/test_write_points.py::test_migrating",
        "tests/crash/test_write_points.py::test_migrating_from_the_first_schema",
        "tests/crash/test_chores.py::test_killed_and_run_again",
        "tests/crash/test_write_points.py::test_the_vault",
        "tests/node/test_snapshot.py::test_killed_at_each_write_point",
        "tests/node/test_restore.py::test_killed_at_each_write_point",
    ),
    "kill -9 at every write": (
        "tests/crash/test_every_write.py::test_appending",
        "tests/crash/test_every_write.py::test_merging",
        "tests/crash/test_every_write.py::test_migrating",
        "tests/crash/test_every_write.py::test_taking_a_snapshot",
        "tests/crash/test_every_write.py::test_restoring",
    ),
    "kill -9 before the words of a new workstation are shown": (
        "tests/node/test_handover.py::test_founding_is_killed_before_its_words_are_shown",
        "tests/node/test_joining.py::test_killed_at_each_write_point",
        "tests/ops/cli/test_folder.py::test_a_workstation_whose_words_nobody_saw_says_so_and_is_begun_again",
    ),
    "kill -9 at random instants": (
        "tests/crash/test_random_instants.py::test_killed_at_random_instants",
        "tests/crash/test_receiver.py::test_while_integrating_batches",
        "tests/crash/test_receiver.py::test_over_the_network",
    ),
    "a wrong PIN": ("tests/node/handlers/test_session.py::test_a_wrong_pin_opens_nothing_and_slows_down",),
    "a wrong passphrase": (
        "tests/crash/test_replica_faults.py::test_a_wrong_passphrase",
        "tests/node/vault/test_keeper.py::test_wrong_keys_are_told",
    ),
    "a truncated replica": (
        "tests/crash/test_replica_faults.py::test_truncated",
        "tests/node/store/test_engine.py::test_truncated_anywhere",
    ),
    "a replica with a flipped bit": (
        "tests/crash/test_replica_faults.py::test_a_flipped_bit",
        "tests/node/store/test_engine.py::test_a_flipped_bit_on_any_page_is_found",
    ),
    "a projection row altered by hand": (
        "tests/node/store/test_verify.py::test_an_altered_projection_is_found_and_healed",
    ),
    "a journal row altered by hand": (
        "tests/crash/test_mending.py::test_while_connected",
        "tests/crash/test_mending.py::test_ones_own_journal_comes_back_from_whoever_has_it",
        "tests/crash/test_mending.py::test_membership_found_at_the_next_start",
        "tests/crash/test_mending.py::test_without_its_founding_a_replica_is_not_opened",
        "tests/node/store/test_verify.py::test_an_altered_journal_row_is_named_and_mended_by_a_peer",
    ),
    "a replica of another site": (
        "tests/crash/test_replica_faults.py::test_a_replica_of_another_workstation_or_site",
        "tests/node/store/test_replica.py::test_another_sites_replica",
    ),
    "a second process on one replica": (
        "tests/crash/test_replica_faults.py::test_a_second_process",
        "tests/node/test_daemon.py::test_a_second_program_on_the_same_folder_is_turned_away",
    ),
    "a peer with an unknown certificate": (
        "tests/sync/test_channel.py::test_an_unknown_certificate_is_turned_away_on_either_side",
        "tests/sync/test_service.py::test_a_removed_member_is_dropped_and_not_let_in_again",
    ),
    "a peer of another site": (
        "tests/sync/test_service.py::test_another_site_is_told_so_and_nothing_else",
        "tests/node/store/test_incoming.py::test_another_site",
    ),
    "a peer of another version": (
        "tests/sync/test_strange_peers.py::test_a_member_that_talks_nonsense_is_told_why",
        "tests/node/store/test_incoming.py::test_another_version",
    ),
    "garbage frames": (
        "tests/sync/test_strange_peers.py::test_a_member_that_talks_nonsense_is_told_why",
        "tests/sync/conversation/test_machine.py::test_no_bytes_raise",
        "tests/sync/test_lobby.py::test_nonsense_is_answered_with_a_reason",
    ),
    "oversized frames": (
        "tests/sync/test_strange_peers.py::test_an_oversized_frame_ends_it_and_is_named",
        "tests/sync/test_channel.py::test_an_oversized_frame_ends_the_connection_and_is_named",
    ),
    "poison values in messages and envelopes": (
        "tests/sync/test_messages.py::test_poison_is_invalid_and_nothing_worse",
        "tests/node/store/test_incoming.py::test_bad_bytes_are_evidence",
    ),
    "poison values in the bodies of acts": ("tests/crash/test_poison.py::test_poison_in_every_kind_of_act",),
    "a transaction out of chain": ("tests/node/store/test_incoming.py::test_out_of_chain",),
    "a transaction wrongly sealed": ("tests/node/store/test_incoming.py::test_wrongly_sealed",),
    "a transaction of wrong order": ("tests/node/store/test_incoming.py::test_wrong_order",),
    "a transaction of an unknown journal": (
        "tests/node/store/test_incoming.py::test_an_unknown_journal_waits",
    ),
    "acts beyond their author's rights": (
        "tests/node/store/test_incoming.py::test_acts_beyond_rights_are_stored_and_set_aside",
    ),
    "a full disk during a commit": (
        "tests/crash/test_replica_faults.py::test_a_full_disk_during_a_commit",
        "tests/node/test_port.py::test_a_full_disk_while_receiving_leaves_all_as_it_was",
        "tests/node/store/test_replica.py::test_a_full_disk_loses_nothing_acknowledged",
    ),
    "a full disk at opening": (
        "tests/crash/test_full_disk.py::test_opening_on_a_full_disk",
        "tests/crash/test_full_disk.py::test_opening_where_nothing_can_be_written",
    ),
    "a full disk during a migration": (
        "tests/crash/test_full_disk.py::test_migrating_on_a_full_disk",
        "tests/crash/test_full_disk.py::test_a_safety_copy_that_cannot_be_written",
    ),
    "a full disk while joining": ("tests/node/test_doorstep.py::test_a_real_full_disk_in_the_window",),
    "a full disk during a snapshot": (
        "tests/node/test_snapshot.py::test_no_room_for_the_file",
        "tests/node/test_snapshot.py::test_no_room_for_the_verification",
    ),
    "a full disk while restoring": ("tests/crash/test_full_disk.py::test_restoring_on_a_full_disk",),
    "a stick pulled while a carry is written": (
        "tests/node/test_carry_parts.py::test_a_stick_pulled_in_the_middle_is_gone_on_with",
        "tests/node/test_carry_parts.py::test_killed_in_the_second_file",
        "tests/node/test_carry_out.py::test_a_stick_pulled_while_writing",
    ),
    "a full stick or disk during a carry": (
        "tests/node/test_carry_parts.py::test_a_stick_that_is_full_half_way_goes_on_when_there_is_room",
        "tests/node/test_carry_out.py::test_a_full_stick",
        "tests/node/test_bad_carry.py::test_no_room_here",
    ),
    "damaged settings": (
        "tests/node/test_settings.py::test_bytes_that_are_no_settings_are_named_where_they_are",
        "tests/node/test_settings.py::test_what_is_no_address_is_named_by_its_key",
        "tests/node/test_settings.py::test_settings_are_written_whole_or_not_at_all",
    ),
    "files of secrets that are no text": (
        "tests/ops/cli/test_terminal.py::test_a_secret_that_is_no_text_is_said_to_be_none",
        "tests/ops/cli/test_restore.py::test_what_is_no_text_is_no_key",
    ),
    "a register number used twice": (
        "tests/crash/test_replica_faults.py::test_a_register_number_used_twice",
    ),
    "a cable cut in the middle of a message": (
        "tests/crash/test_cables.py::test_cut_in_the_middle_of_anything_it_goes_on_from_there",
    ),
    "messages lost, connections cut and begun again": (
        "tests/sync/conversation/test_stateful.py::TestCables",
        "tests/sync/conversation/test_flow.py::test_it_can_be_cut_anywhere_and_taken_up_again",
        "tests/sync/conversation/test_flow.py::test_three_replicas_with_cuts_end_equal",
        "tests/sync/conversation/test_forks.py::test_cut_anywhere_and_begun_again",
    ),
    "messages doubled": ("tests/node/store/test_incoming.py::test_everything_is_integrated_once",),
    "messages reordered": (
        "tests/sync/conversation/test_machine.py::test_no_order_of_valid_messages_raises",
        "tests/crash/test_hostile.py::test_the_order_in_which_it_passes_things_on_changes_nothing",
        "tests/node/store/test_incoming.py::test_any_order_of_arrival_ends_equal",
        "tests/node/store/test_stateful.py::TestHistory",
    ),
    "a thousand transactions a second while a person works": (
        "tests/ops/bench/test_feeder.py::test_a_thousand_a_second_and_a_person_who_works_lose_nothing",
    ),
    "workstations and people that remove each other": (
        "tests/sync/test_standing.py::test_two_that_remove_each_other_are_both_removed",
        "tests/sync/test_standing.py::test_people_who_remove_each_other_are_both_removed",
        "tests/sync/test_standing.py::test_two_that_suspend_each_other_both_are_until_somebody_else_lifts_it",
        "tests/sync/test_rights_apart.py::test_who_withdraw_each_others_rights_have_neither",
    ),
    "a session saved before a removal": (
        "tests/sync/test_tls.py::test_a_session_saved_before_a_removal_opens_nothing_after_it",
        "tests/sync/test_tls.py::test_a_ticket_given_in_the_very_name_of_a_server_resumes_nothing_at_ours",
        "tests/sync/test_service.py::test_a_removed_member_with_a_ticket_in_hand_is_judged_anew",
        "tests/sync/test_tls.py::test_a_context_that_gives_tickets_resumes",
    ),
    "a hostile workstation: altered, withheld and reordered transactions": (
        "tests/crash/test_hostile.py::test_what_it_alters_is_evidence_or_waits_and_the_true_one_is_taken",
        "tests/crash/test_hostile.py::test_no_flipped_bit_is_taken_for_what_was_written",
        "tests/crash/test_hostile.py::test_a_seal_spoilt_on_the_way_does_not_push_out_what_waits",
        "tests/crash/test_hostile.py::test_what_it_withholds_comes_from_elsewhere_and_shows_in_the_vector",
        "tests/crash/test_hostile_wire.py::test_a_member_that_lies_on_the_wire",
    ),
    "a hostile workstation: acts in the name of others": (
        "tests/crash/test_hostile_rights.py::test_acts_in_the_name_of_people",
        "tests/crash/test_hostile_rights.py::test_one_act_beyond_rights_among_sixty_four_sets_all_aside",
        "tests/crash/test_hostile_membership.py::test_membership_without_an_administrators_session",
        "tests/crash/test_hostile_membership.py::test_membership_with_an_administrators_session",
        "tests/crash/test_hostile_settling.py::test_with_a_nurses_key_it_settles_nothing_of_a_pharmacists",
        "tests/crash/test_hostile_work.py::test_a_stolen_session_can_stop_a_course_and_nothing_beside_it",
    ),
    "a hostile workstation: branches, floods, lies, and after a cut": (
        "tests/crash/test_hostile_together.py::test_one_branch_to_one_and_another_to_another",
        "tests/crash/test_hostile_together.py::test_hundreds_of_branches",
        "tests/crash/test_hostile_together.py::test_floods",
        "tests/crash/test_hostile_together.py::test_a_receipt_that_lies",
        "tests/crash/test_hostile_together.py::test_it_goes_on_after_a_cut",
    ),
    "bits flipped on the way": (
        "tests/crash/test_cables.py::test_a_flipped_bit_on_the_way_is_noticed_and_costs_a_connection",
    ),
    "connections that flap for minutes": (
        "tests/crash/test_cables.py::test_a_cable_that_flaps_all_the_time_delivers_all_the_same",
        "tests/ops/simulate/faults/test_cables.py::test_plugs_loose_for_half_an_hour_lose_nothing",
    ),
    "slow and stuck peers": (
        "tests/crash/test_cables.py::test_a_slow_or_stuck_peer_holds_up_nobody_else",
        "tests/sync/test_strange_peers.py::test_a_peer_that_lives_but_never_answers_is_stuck_and_left",
        "tests/sync/test_strange_peers.py::test_silence_is_noticed_without_goodbye_and_holds_up_nobody",
    ),
    "compression bombs": (
        "tests/sync/bundle/test_read.py::test_a_decompression_bomb_ends_at_the_first_frame",
        "tests/sync/bundle/test_read.py::test_a_window_beyond_reason_is_refused",
        "tests/node/intake/test_edition.py::test_a_bomb_is_not_unpacked",
    ),
    "clocks wrong by years, jumping, dead batteries": (
        "tests/crash/test_clocks.py::test_a_clock_decides_nothing_between_two_workstations",
        "tests/crash/test_clocks.py::test_who_claimed_first_is_not_a_matter_of_clocks",
        "tests/node/handlers/test_clock.py::test_nothing_dated_before_somebody_confirms",
    ),
    "a clone": (
        "tests/crash/test_replica_faults.py::test_two_copies_of_one_workstation",
        "tests/node/test_network.py::test_a_twin_is_shown_as_a_workstation_too_many",
        "tests/node/store/test_incoming.py::test_the_same_seq_twice_is_a_fork",
    ),
    "a clone that wrote too, and goes on in a new journal": (
        "tests/node/test_reopening.py::test_clones_go_on_in_journals_of_their_own_and_what_others_built_on_counts",
        "tests/node/test_reopening.py::test_sessions_of_the_old_journal_end_and_people_sign_in_again",
        "tests/node/test_reopening.py::test_nobody_vouches_for_another",
    ),
    "a disk set back to an older image": (
        "tests/node/test_reopening.py::test_a_disk_that_was_set_back_gets_its_own_past_and_goes_on_elsewhere",
    ),
    "mixed versions": (
        "tests/newer/test_mixed_versions.py::test_a_critical_kind_blocks_its_file_alone_and_an_additive_one_does_not",
        "tests/newer/test_mixed_versions.py::test_an_update_makes_it_whole",
        "tests/newer/test_mixed_versions.py::test_a_rule_holds_for_what_has_its_switch_in_its_past",
        "tests/golden/test_golden.py::test_its_journals_fold_to_what_they_folded_to",
    ),
    "a workstation restored as a copy or as a replacement": ("tests/crash/test_copies.py::test_restored",),
}
"""What is injected, and the tests that inject it."""

NEVER_RUN = re.compile(r"\bmark\.(skip|xfail)\b")


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_is_injected(fault: str) -> None:
    for test in FAULTS[fault]:
        path, _, name = test.partition("::")
        found = [
            node for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body if name in _names(node)
        ]
        assert found, f"{test} is gone: who injects {fault} now?"
        functions = [node for node in found if isinstance(node, ast.FunctionDef)]
        marks = [ast.unparse(mark) for node in functions for mark in node.decorator_list]
        assert not any(NEVER_RUN.search(mark) for mark in marks), test


def _names(node: ast.stmt) -> set[str]:
    """What a statement of a module makes a test of: a function, or a state machine's `TestCase`."""
    if isinstance(node, ast.FunctionDef):
        return {node.name}
    if (
        isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Attribute)
        and node.value.attr == "TestCase"
    ):
        return {target.id for target in node.targets if isinstance(target, ast.Name)}
    return set()
