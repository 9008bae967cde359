"""Causal pasts: as maps, and with branches as sets of transactions say it."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from sync.causality import NOTHING, Past
from tests.sync.branching import Branching, Where, name, nested

A, B = b"a" * 16, b"b" * 16
chances = st.integers(0, 2**32).map(Random)
branchings = st.builds(Branching, chances, st.integers(1, 40), deep=st.sampled_from([0.0, 0.5, 1.0]))


def test_holds_everything_up_to_a_seq() -> None:
    """Downward closed in each journal; nothing of an unknown one."""
    past = Past({A: 3})
    assert [past.holds(A, seq) for seq in (1, 3, 4)] == [True, True, False]
    assert not past.holds(B, 1)
    assert not NOTHING.holds(A, 1)
    assert (past.upto(A), past.upto(B), past.pieces()) == (3, 0, {A: 3})


def test_joining_takes_the_further_of_each() -> None:
    """The union, whichever way round."""
    one, other = Past({A: 3}), Past({A: 2, B: 5})
    assert one.joined([other]).seqs == other.joined([one]).seqs == {A: 3, B: 5}


def test_a_tip_never_shortens() -> None:
    """Adding what is held already changes nothing."""
    assert Past({A: 3}).with_tip(A, 2).seqs == {A: 3}
    assert Past({A: 3}).with_tip(B, 1).seqs == {A: 3, B: 1}


def test_what_lies_on_the_own_chain_is_left_out() -> None:
    assert Past({A: 3, B: 5}).beside(A, 7).seqs == {B: 5}
    assert Past({B: 5}).beside(A, 7).seqs == {B: 5}
    assert Past({A: 8}).beside(A, 7).seqs == {A: 8}, "it is about to be known that the journal is forked"


def test_pasts_that_hold_the_same_are_equal() -> None:
    assert Past({A: 3}) == Past({A: 3})
    assert not Past({A: 3}) != Past({A: 3})  # noqa: SIM202  # asked apart
    assert Past({A: 3}) != Past({A: 4})
    assert Past({A: 3}) != {A: 3}


def _some(all_of: Branching, chance: Random) -> list[Where]:
    return chance.sample(sorted(all_of.below), chance.randint(0, min(6, len(all_of.below))))


def _says(past: Past, all_of: Branching, held: frozenset[Where]) -> None:
    """It holds these and nothing else, however it is asked, and names no more than it must."""
    assert {place for place in all_of.below if past.holds(*place)} == held
    highest = {strand: max(seq for one, seq in held if one == strand) for strand, _ in held}
    assert past.pieces() == highest
    assert {strand: past.upto(strand) for strand in highest} == highest
    assert past.upto(name(9999)) == 0
    named = {*past.seqs.items()}
    assert named == {place for place in held if not any(place in all_of.below[one] - {one} for one in held)}


@given(branchings, chances)
def test_with_branches_a_past_is_a_set(all_of: Branching, chance: Random) -> None:
    """Made of tips in any order, all at once, or read from entries of which some lie below others."""
    tips = _some(all_of, chance)
    held = all_of.closed(tips)
    one = all_of.strands.nothing
    for tip in tips:
        one = one.with_tip(*tip)
    _says(one, all_of, held)
    chance.shuffle(tips)
    every = [*one.pieces().items()]
    chance.shuffle(every)
    assert one == all_of.strands.nothing.with_tips(tips) == all_of.strands.past(dict(every))


@given(branchings, chances)
def test_with_branches_joining_is_a_union(all_of: Branching, chance: Random) -> None:
    """Of any number, of pasts of no branch and of the one that knows of none."""
    some = [_some(all_of, chance) for _ in range(chance.randint(1, 4))]
    pasts = [all_of.strands.nothing.with_tips(tips) for tips in some]
    held = all_of.closed(tip for tips in some for tip in tips)
    _says(NOTHING.joined(pasts), all_of, held)
    _says(pasts[0].joined(pasts[1:]), all_of, held)
    _says(pasts[-1].joined(reversed(pasts)), all_of, held)


@given(branchings, chances)
def test_a_chain_is_left_out_and_put_back(all_of: Branching, chance: Random) -> None:
    """As a past is stored, without what lies below on its own chain, and read."""
    strands, tips = all_of.strands, _some(all_of, chance)
    strand, seq = chance.choice(sorted(all_of.below))
    own = all_of.below[strand, seq] - {(strand, seq)}
    # Nobody had seen of this chain what comes after.
    tips = [tip for tip in tips if (strand, seq) not in all_of.below[tip]]
    past = strands.nothing.with_tips(tips)
    stored = past.beside(strands.holding(strand, seq - 1), seq - 1) if seq > 1 else past
    assert not {*stored.seqs.items()} & own
    _says(stored, all_of, all_of.closed(tip for tip in tips if tip not in own))
    _says(strands.whole(stored, strand, seq), all_of, all_of.closed(tips) | own)


def test_however_often_branches_leave_branches_a_past_names_their_end() -> None:
    past = nested(500).nothing.with_tip(name(499), 600).with_tip(name(3), 3)
    assert past.seqs == {name(499): 600}
    assert [past.upto(name(number)) for number in (0, 1, 250, 498, 499, 500)] == [0, 1, 250, 498, 600, 0]
    assert past.with_tip(name(250), 251).seqs == {name(499): 600, name(250): 251}
    assert len(past.pieces()) == 499
