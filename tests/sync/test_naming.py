"""Which heads are named: everybody's before anybody's hundredth, and of many branches few."""

from schema.ids import Id
from schema.transaction import Tip
from sync.naming import BRANCHES, crowded, few_branches, in_turn
from sync.strands import Branch, Strands

A, B = b"a" * 16, b"b" * 16


def branch(number: int) -> Id:
    """The name of a strand."""
    return number.to_bytes(16)


def in_branches(number: int) -> Strands:
    """A journal in so many branches, its first strand included."""
    strands = Strands()
    for one in range(number - 1):
        strands.begin(branch(one), Branch(A, A, 4))
    return strands


def tip(journal: Id, number: int = 1) -> Tip:
    """A head."""
    return Tip(journal, 5, number.to_bytes(32))


def test_each_workstation_has_its_turn() -> None:
    """The order that was given stands within one; who comes first was enrolled first."""
    many = [tip(A, number) for number in range(9)]
    others = [tip(bytes([number]) * 16) for number in (3, 2, 1)]
    whose = {A: 0, **{one.journal: one.journal[0] for one in others}}
    chosen = in_turn([*many, *others], lambda journal: whose[journal], 6)
    assert chosen == [many[0], *reversed(others), many[1], many[2]]
    assert in_turn(many, lambda _: 0, 20) == many


def test_few_branches_are_crowded_for_nobody() -> None:
    assert crowded(in_branches(BRANCHES)) == []
    assert crowded(in_branches(BRANCHES + 1)) == [A]


def test_of_many_branches_those_needed_and_some_that_were_known() -> None:
    strands = in_branches(100)
    needed = {branch(n) for n in range(40, 60)}
    assert few_branches(strands, A, (), ()) == {A, *(branch(n) for n in range(BRANCHES - 1))}
    known = {branch(n) for n in range(80, 90)}
    chosen = few_branches(strands, A, known, {*needed, B})
    assert needed | known <= chosen
    assert len(chosen) == len(needed) + BRANCHES, "nor does a past grow with every branch that comes"
