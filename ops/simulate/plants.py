"""Deliberate mistakes, one at a time, to see whether the simulator would notice: it must notice every one.

Each plant changes one function of the program in this process, for ever: use a process of its own
(`python -m ops.simulate.mutants`).
"""

from collections.abc import Callable, Mapping

from ops.simulate import plants_merge, plants_rules, plants_sync

PLANTS: Mapping[str, Callable[[], None]] = {**plants_merge.FORGOTTEN} | {
    plant.__name__: plant
    for plant in (
        plants_rules.order_by_clock,
        plants_rules.latest_clock_wins,
        plants_sync.order_without_saw,
        plants_sync.seals_unchecked,
        plants_sync.bodies_unchecked,
        plants_sync.prev_unchecked,
        plants_sync.past_without_others,
        plants_sync.saw_forgotten,
        plants_sync.concurrent_is_before,
        plants_sync.one_too_far,
        plants_sync.no_news,
        plants_sync.batch_cut_short,
        plants_sync.rights_unchecked,
        plants_sync.signatures_unchecked,
        plants_sync.any_key_redeems,
        plants_sync.branches_count,
        plants_sync.clone_vouches,
        plants_sync.last_pair_settles,
        plants_sync.second_enrolment_wins,
        plants_sync.suspension_ignored,
        plants_sync.one_is_enough,
        plants_sync.called_off_in_vain,
        plants_sync.withdrawn_unheard,
        plants_rules.withdrawn_vanishes,
        plants_rules.careful_vanishes,
        plants_rules.anybody_settles,
        plants_rules.one_lets_go_on,
        plants_rules.first_settlement_wins,
        plants_rules.unknown_is_harmless,
        plants_rules.ledger_forgets,
        plants_rules.vault_counts_twice,
        plants_rules.aside_counts,
        plants_rules.first_validation_stays,
        plants_rules.settled_by_anything,
        plants_rules.last_claim_keeps,
        plants_rules.return_unheard,
        plants_rules.rejection_loses,
        plants_sync.receive_unfolded,
        plants_sync.judged_on_arrival,
        plants_merge.alarm_unheard,
        plants_merge.blocks_nothing,
    )
}
"""By name."""
