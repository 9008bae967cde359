"""An account set aside."""

from __future__ import annotations

from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import bag_of, conflict_of, conflicts_of, dose_of, refs
from tests.node.domain.splits import Split


def test_possibly_given_warns_and_blocks(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b", set_aside="revoked")
    y.notes()
    state = split.state
    conflict = conflict_of(state, "set_aside")
    assert (conflict.acts, conflict.alarm, conflict.blocks) == (refs(given), True, True)
    assert (conflict.owners, conflict.choices) == (("validate",), ("counted", "dismissed"))
    here = dose_of(state)
    assert (here.status, here.given) == ("received", ())
    assert here.blocks == ("set_aside", "do_not_connect")
    assert here.waits_for == ("settle",)
    assert [(one.act, one.subject) for one in state.set_aside] == [(given.ref, here.dose)]


def test_dismissed_it_blocks_no_more(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, _ = split.apart()
    x.gives("J1", "b", set_aside="revoked")
    split.joined().settles(conflict_of(split.state, "set_aside"), "dismissed")
    here = dose_of(split.state)
    assert (here.status, here.given, here.waits_for) == ("received", (), ("administer",))


def test_counted_it_is_an_account_like_any_other(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    given = x.gives("J1", "b", set_aside="revoked")
    brings(y, "J1", "b2", "makes")
    split.joined().settles(conflict_of(split.state, "set_aside"), "counted")
    state = split.state
    here = dose_of(state)
    assert (here.status, here.given) == ("given", (given.ref,))
    assert bag_of(state, "b2").held


def test_a_second_one_reopens_it(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.gives("J1", "b", set_aside="revoked")
    split.joined().settles(conflict_of(split.state, "set_aside"), "dismissed")
    y.gives("J1", "b", set_aside="revoked")
    assert conflict_of(split.state, "set_aside").settled is None
    assert dose_of(split.state).waits_for == ("settle",)


def test_people_who_disagree_on_it_keep_it_blocked(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.gives("J1", "b", set_aside="revoked")
    z = split.joined()
    conflict = conflict_of(split.state, "set_aside")
    y.sees(z)
    z.settles(conflict, "counted")
    y.settles(conflict, "dismissed")
    state = split.state
    assert conflict_of(state, "set_aside").settled is None
    assert conflict_of(state, "settled_apart").settled is None
    assert dose_of(state).waits_for == ("settle",)


def test_a_bag_made_on_a_claim_set_aside_is_in_doubt(split: Split) -> None:
    ready(split.base)
    x, _ = split.apart()
    claimed = x.claims("J1", "b", set_aside="revoked")
    made = x.makes("b")
    state = split.state
    assert conflict_of(state, "set_aside").acts == refs(claimed, made)
    assert "prepare" not in dose_of(state).waits_for
    split.joined().settles(conflict_of(state, "set_aside"), "counted")
    assert bag_of(split.state, "b").status == "made"


def test_a_decision_set_aside_advances_nothing_and_blocks_nothing(split: Split) -> None:
    ready(split.base)
    x, _ = split.apart()
    x.claims("J1", "b", set_aside="revoked")
    x.stops(set_aside="revoked")
    state = split.state
    assert conflicts_of(state, "set_aside") == []
    assert dose_of(state).waits_for == ("prepare",)
    assert len(state.set_aside) == 2
