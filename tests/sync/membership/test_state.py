"""Values of membership: how far a journal counts, which key opens."""

import msgspec
import pytest

from schema.acts.membership import PersonEnrolled
from schema.transaction import Tip
from sync.causality import Past, Spot
from sync.membership import JournalInfo
from sync.membership.state import Barrier, Lift, Limit, Person, by_journal
from sync.strands import Strands

W, J, OTHER = b"w" * 16, b"j" * 16, b"o" * 16
HERE = Spot(OTHER, 7)


def tip(seq: int) -> Tip:
    """A transaction of the journal."""
    return Tip(J, seq, bytes([seq]) * 32)


def test_a_limit_lets_through_what_lies_within_a_tip_or_was_known() -> None:
    strands = Strands()
    limit = Limit((tip(2), tip(4)), Past({J: 1}))
    assert [limit.lets_through(strands, Spot(J, seq)) for seq in (1, 4, 5)] == [True, True, False]
    assert not Limit(()).lets_through(strands, Spot(J, 1))
    assert Limit((), Past({J: 3})).lets_through(strands, Spot(J, 3)), (
        "who suspends cannot deny what they knew"
    )


def test_a_readmission_lengthens_old_journals_and_frees_those_opened_after_it() -> None:
    barrier = Barrier(W, removal=True, cuts={J: (tip(2),)}, spot=HERE, seen=None)
    old, new = JournalInfo(J, W, "clinical", b""), JournalInfo(b"n" * 16, W, "clinical", b"")
    assert barrier.holds_back(old) == Limit((tip(2),))
    assert barrier.holds_back(new) == Limit(())
    lift = Lift(Spot(OTHER, 9), {J: (tip(5),)})
    lifted = msgspec.structs.replace(barrier, lifts=(lift,))
    assert lifted.holds_back(old) == Limit((tip(2), tip(5)))
    assert lifted.holds_back(new) == Limit(())
    assert lifted.holds_back(msgspec.structs.replace(new, knew=frozenset({lift.spot}))) is None


def test_the_first_of_the_keys_that_sign_opens() -> None:
    person = Person(W, PersonEnrolled(W, "Fictif", "Camille", "", "nurse", ""))
    assert person.opens is None
    assert msgspec.structs.replace(person, keys={b"2" * 16: b"", b"1" * 16: b""}).opens == b"2" * 16


@pytest.mark.parametrize("each", [True, False])
def test_tips_by_journal_are_all_of_them_or_the_last_named(each: bool) -> None:
    tips = (tip(2), tip(4), msgspec.structs.replace(tip(3), journal=OTHER))
    assert by_journal(tips, each=each) == {J: tips[:2] if each else tips[1:2], OTHER: tips[2:]}
    assert by_journal((), each=each) == {}
