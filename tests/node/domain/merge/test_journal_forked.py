"""Fork: a journal in several versions, until two people say how far each counts."""

from __future__ import annotations

from collections.abc import Iterable

from node.domain.merge.journal_forked import VERSIONS, Decided, journal_forked
from schema.transaction import ActRef, Tip
from tests.node.domain.acts import an_id

JOURNAL = an_id("journal")
BEGIN = tuple(ActRef(JOURNAL, 7, 0, bytes([one]) * 32) for one in (1, 2))
FIRST, SECOND = (Tip(JOURNAL, 9, bytes([one]) * 32) for one in (1, 2))


def decided(number: int, *tips: Tip, looked_at: Iterable[ActRef] | None = None) -> Decided:
    """Signed in the founder's membership journal."""
    begin = None if looked_at is None else frozenset(Tip(one.journal, one.seq, one.core) for one in looked_at)
    return Decided(ActRef(an_id("membership"), number, 0, bytes(32)), tips, begin)


def test_what_begins_each_version_is_told_to_the_administrators() -> None:
    conflict = journal_forked(JOURNAL, BEGIN, ())
    assert (conflict.subject, conflict.acts, conflict.owners) == (JOURNAL, BEGIN, ("site.enrol",))
    assert (conflict.alarm, conflict.blocks, conflict.choices) == (True, False, ())
    assert conflict.settled is None


def test_it_is_over_once_people_have_decided() -> None:
    one = decided(1, FIRST)
    conflict = journal_forked(JOURNAL, BEGIN, (one,))
    assert (conflict.settled, conflict.acts) == (one.act, BEGIN)


def test_decided_alike_apart_it_is_over_whichever_came_first() -> None:
    both = decided(1, FIRST, SECOND), decided(2, SECOND, FIRST)
    for order in (both, both[::-1]):
        assert journal_forked(JOURNAL, BEGIN, order).settled == both[1].act


def test_decided_otherwise_apart_nobody_signed_what_counts() -> None:
    both = decided(1, FIRST), decided(2, SECOND)
    for order in (both, both[::-1]):
        conflict = journal_forked(JOURNAL, BEGIN, order)
        assert conflict.settled is None
        assert conflict.acts == (*BEGIN, both[0].act, both[1].act), "what disagrees is told too"


def test_a_version_that_nobody_looked_at_opens_it_anew() -> None:
    one, late = decided(1, FIRST, looked_at=BEGIN), ActRef(JOURNAL, 8, 0, bytes(32))
    assert journal_forked(JOURNAL, BEGIN, (one,)).settled == one.act
    conflict = journal_forked(JOURNAL, (*BEGIN, late), (one,))
    assert (conflict.settled, conflict.acts) == (None, (*BEGIN, late))
    again = decided(2, FIRST, looked_at=(*BEGIN, late))
    for order in ((one, again), (again, one)):
        assert journal_forked(JOURNAL, (*BEGIN, late), order).settled == again.act


def test_of_many_versions_those_that_begin_first_are_told() -> None:
    many = tuple(ActRef(JOURNAL, 7, 0, one.to_bytes(32, "big")) for one in range(2 * VERSIONS))
    assert journal_forked(JOURNAL, many, ()).acts == many[:VERSIONS]
