"""Strands of forked journals, and how far others have built on each."""

from schema.ids import Id
from schema.transaction import Tip
from sync.causality import Spot
from sync.strands import Branch, Built, Strands

A, OTHER, THIRD = b"a" * 16, b"o" * 16, b"t" * 16
B, C = b"b" * 16, b"c" * 16
"""B leaves A at 4; C leaves B at 6."""


def place(tip: Tip) -> Id | None:
    """Hashes here say on which strand they are held."""
    return tip.hash[:16] if tip.hash[:16] in (A, B, C) else None


def tip(strand: Id, seq: int) -> Tip:
    """A transaction of A's journal on this strand."""
    return Tip(A, seq, strand + bytes(16))


def forked() -> Strands:
    """A fork of a fork."""
    strands = Strands(place)
    strands.begin(B, Branch(A, A, 4))
    strands.begin(C, Branch(A, B, 6))
    return strands


def built(strands: Strands) -> Built:
    """Every journal on a workstation of its own."""
    return Built(strands, lambda journal: journal)


def test_a_journal_without_a_fork_is_one_strand() -> None:
    strands = Strands()
    assert (strands.journal(A), strands.since(A), tuple(strands.of(A)), strands.branch(A)) == (
        A,
        1,
        (A,),
        None,
    )
    assert dict(strands.chain(A, 9)) == {A: 9}
    assert dict(strands.forked) == {}
    assert [strands.inside(Spot(A, seq), Tip(A, 2, bytes(32))) for seq in (2, 3)] == [True, False]
    assert not strands.inside(Spot(A, 1), None)


def test_a_past_names_of_a_chain_its_end_alone() -> None:
    strands = forked()
    past = strands.past({A: 3, B: 5, OTHER: 2})
    assert past.seqs == {B: 5, OTHER: 2}
    assert past == strands.past({B: 5, OTHER: 2}) == strands.nothing.with_tip(OTHER, 2).with_tip(B, 5)
    assert dict(past.pieces()) == {A: 3, B: 5, OTHER: 2}
    asked = ((B, 3), (B, 4), (C, 5), (C, 2), (A, 9), (OTHER, 3))
    assert [strands.holding(*spot) for spot in asked] == [A, B, B, A, A, OTHER]
    assert strands.whole(strands.nothing, B, 4).seqs == {A: 3}
    assert strands.whole(strands.past({OTHER: 1}), C, 8).seqs == {OTHER: 1, C: 7}
    assert strands.whole(strands.nothing, A, 1) == strands.nothing


def test_what_was_forgotten_and_begins_again_is_the_same() -> None:
    """A replica reads its tables again; pasts made before go on."""
    strands = forked()
    before = strands.past({C: 8})
    strands.forget()
    assert strands.branch(B) is None
    strands.begin(B, Branch(A, A, 4))
    strands.begin(C, Branch(A, B, 6))
    assert before.with_tip(B, 5) == before == strands.past({A: 3, B: 5, C: 8})
    strands.begin(C, Branch(A, A, 2))
    assert strands.past({C: 3, A: 2}).seqs == {C: 3, A: 2}, "what had not happened began elsewhere"


def test_a_chain_goes_down_through_its_bases() -> None:
    strands = forked()
    assert dict(strands.chain(C, 8)) == {C: 8, B: 5, A: 3}
    assert dict(strands.chain(B, 4)) == {B: 4, A: 3}
    assert (strands.journal(C), strands.since(C), strands.of(A)) == (A, 6, [A, B, C])
    for wanted in ([A], [OTHER, C], [B, A], [A, B, C, OTHER]):
        below = [(strand, seq) for strand, seq in ((C, 8), (B, 5), (A, 3)) if strand in wanted]
        assert list(strands.among(C, 8, wanted)) == below, "whichever are fewer"
    assert list(strands.among(OTHER, 8, [A])) == list(strands.among(B, 5, [C])) == []
    assert dict(strands.forked) == {A: 4}


def test_how_far_tips_reach_down_a_chain() -> None:
    """Whichever comes first, and once for all that lies below both."""
    strands = forked()
    for tips in ([tip(C, 8), tip(B, 4)], [tip(B, 4), tip(C, 8)]):
        assert strands.reach(tips) == {C: 8, B: 5, A: 3}
    assert strands.reach([tip(B, 7), tip(C, 6), tip(A, 2)]) == {B: 7, C: 6, A: 3}
    assert strands.reach([tip(C, 6), tip(A, 9)]) == {C: 6, B: 5, A: 9}
    assert strands.reach([tip(OTHER, 6)]) == {}


def test_a_cut_names_one_branch() -> None:
    """What lies below its hash is inside; the other branch is not, beyond where they part."""
    strands = forked()
    inside = [strands.inside(Spot(*spot), tip(B, 5)) for spot in ((A, 3), (A, 4), (B, 5), (B, 6), (C, 6))]
    assert inside == [True, False, True, False, False]
    unknown = Tip(A, 5, bytes(32))
    assert [strands.inside(Spot(*spot), unknown) for spot in ((A, 5), (A, 6), (B, 5))] == [True, False, True]


def test_the_end_of_one_chain_or_none() -> None:
    strands = forked()
    assert strands.top(strands.past({A: 3}), A) is None, "nothing of the forked part"
    assert strands.top(strands.past({A: 9}), A) == Spot(A, 9)
    assert strands.top(strands.past({A: 3, B: 5}), A) == Spot(B, 5)
    assert strands.top(strands.past({A: 3, B: 5, C: 7}), A) == Spot(C, 7)
    assert strands.top(strands.past({A: 4, B: 5}), A) is None
    assert strands.top(strands.past({A: 3, B: 6, C: 7}), A) is None


def test_what_another_built_on_counts_up_to_there() -> None:
    strands = forked()
    counts = built(strands)
    assert counts.admits(Spot(A, 3))
    assert not counts.admits(Spot(A, 4))
    assert counts.take(OTHER, forked().past({A: 3, B: 5, C: 6})) == [(C, 0, 6), (B, 0, 5), (A, 0, 3)]
    assert [counts.admits(Spot(*spot)) for spot in ((C, 6), (C, 7), (B, 5), (B, 6), (A, 4))] == [
        True,
        False,
        True,
        False,
        False,
    ]
    assert counts.take(THIRD, forked().past({A: 7})) == [(A, 3, 7)], "another had seen the other branch alone"
    assert counts.admits(Spot(A, 7))


def test_who_saw_both_has_built_on_nothing() -> None:
    counts = built(forked())
    assert counts.take(OTHER, forked().past({A: 4, B: 5})) == []
    assert not counts.admits(Spot(B, 5))


def test_a_clone_is_no_witness_for_itself() -> None:
    """Neither its own journal nor another one of the same workstation."""
    assert built(forked()).take(A, forked().past({A: 3, B: 5})) == []
    same = Built(forked(), lambda _: A)
    assert same.take(OTHER, forked().past({A: 3, B: 5})) == []
    assert Built(forked(), lambda _: None).take(OTHER, forked().past({A: 3, B: 5})) == []


def test_a_settlement_admits_what_lies_below_its_tips() -> None:
    counts = built(forked())
    counts.settle({A: ((tip(A, 6), tip(B, 4)),)})
    assert [counts.admits(Spot(*spot)) for spot in ((A, 6), (A, 7), (B, 4), (B, 5), (C, 6))] == [
        True,
        False,
        True,
        False,
        False,
    ]


def test_of_settlements_made_apart_what_all_admit_counts() -> None:
    counts = built(forked())
    counts.settle({A: ((tip(A, 6), tip(B, 5)), (tip(B, 4),))})
    assert [counts.admits(Spot(*spot)) for spot in ((A, 4), (B, 4), (B, 5))] == [False, True, False]
    unheard = built(forked())
    unheard.settle({A: ((Tip(A, 9, bytes(32)),),), OTHER: ((Tip(OTHER, 1, bytes(32)),),)})
    assert not unheard.admits(Spot(A, 4))
