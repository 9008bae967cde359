"""Settlement ‖ settlement that says otherwise."""

from __future__ import annotations

from node.domain.merge.settled_apart import RULE, settled_apart
from node.domain.merge.settling import Verdict
from tests.node.domain.builder import brings, ready
from tests.node.domain.builder_states import conflict_of, conflicts_of, refs
from tests.node.domain.splits import Split


def test_settlements_that_agree_need_nobody(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "dispenses")
    x, y = split.apart()
    x.receives("b")
    y.receives("b")
    z = split.joined()
    conflict = conflict_of(split.state, "unlisted")
    x.sees(z)
    one, other = z.settles(conflict, "reviewed"), x.settles(conflict, "reviewed")
    state = split.state
    assert conflict_of(state, "unlisted").settled in refs(one, other)
    assert conflicts_of(state, RULE) == []


def test_the_note_names_both_until_a_later_one_ends_it(split: Split) -> None:
    ready(split.base)
    brings(split.base, "J1", "b", "receives")
    x, y = split.apart()
    x.gives("J1", "b")
    y.does_not_give("J1")
    z = split.joined()
    conflict = conflict_of(split.state, "given_and_not_given")
    x.sees(z)
    one, other = z.settles(conflict, "given", by="nurse"), x.settles(conflict, "not_given", by="nurse")
    state = split.state
    note = conflict_of(state, RULE)
    assert (note.acts, note.owners, note.blocks) == (refs(one, other), (), False)
    z.sees(x)
    last = z.settles(conflict_of(state, "given_and_not_given"), "given", by="nurse")
    assert conflict_of(split.state, RULE).settled == last.ref


def test_there_is_no_note_without_a_disagreement() -> None:
    assert settled_apart(bytes(16), None, Verdict()) is None
