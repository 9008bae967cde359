"""Admission of clinical transactions: by rights of their own past, and cuts of whatever is known."""

from collections.abc import Sequence
from random import Random

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.acts.course import CourseNoted
from schema.acts.membership import (
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
    SwitchedRule,
    WorkstationRemoved,
)
from schema.ids import Id
from schema.transaction import Tip
from sync.causality import NOTHING, Past, Spot
from sync.journal import NewAct
from sync.roll import Roll
from tests.sync.founded import Journal, Person, Place, opened
from tests.sync.membership.lived import EVERYBODY, arriving, lived


class Open:
    """Sessions that are open, as (session, person, journal)."""

    def __init__(self, *sessions: tuple[Id, Id, Id]) -> None:
        self._sessions = sessions

    def is_open(self, session: Id | None, person: Id, journal: Id, seq: int) -> bool:
        """Any seq: the store's own test covers opening and closing."""
        return seq > 0 and (session, person, journal) in self._sessions


SESSION = b"S" * 16


@pytest.fixture
def place() -> Place:
    """A site whose administrator may also write notes."""
    site = Place()
    site.membership.write([site.admin.act(RightsGranted(site.admin.id, ("note",)), site.admin.id)])
    return site


def noted(person: Person, *, signed: bool = False, right: str | None = None) -> NewAct:
    """A note on a course."""
    return person.act(
        CourseNoted(None, "RAS"), bytes(16), by=None if signed else SESSION, signed=signed, right=right
    )


def verdict(
    place: Place,
    acts: Sequence[NewAct],
    *,
    roll: Roll | None = None,
    journal: Journal | None = None,
    open_: bool = True,
) -> str:
    """What the roll says of a clinical transaction that has seen all membership."""
    author = journal or place.clinical
    written = author.write(acts, saw=[place.membership])
    sessions = Open((SESSION, place.admin.id, author.id)) if open_ else Open()
    return (roll or place.roll(place.membership)).admits(
        written.core, opened(written).bodies, author.past, sessions
    )


def test_a_signed_or_sessioned_act_with_its_right_is_admitted(place: Place) -> None:
    """Both ways of naming a person."""
    assert verdict(place, [noted(place.admin)]) == ""
    assert verdict(place, [noted(place.admin, signed=True)]) == ""


def test_without_a_session_an_unsigned_act_is_nobodys(place: Place) -> None:
    """Unsigned acts lie between the opening of a session and its closing."""
    assert verdict(place, [noted(place.admin)], open_=False) == "no_session"


def test_beyond_rights(place: Place) -> None:
    """The right that the header claims decides; the kind is not looked at."""
    assert verdict(place, [noted(place.admin, right="prescribe")]) == "beyond_rights"
    assert verdict(place, [noted(place.admin), noted(place.admin, right="release")]) == "beyond_rights"


def test_a_strangers_signature(place: Place) -> None:
    """A key nobody introduced."""
    assert verdict(place, [noted(place.person(), signed=True)]) == "unknown_key"


def test_a_forgers_signature(place: Place) -> None:
    """A known key id over another key."""
    forger = Person(place.admin.id, place.admin.key, place.random(32))
    assert verdict(place, [noted(forger, signed=True)]) == "bad_signature"


def test_a_journal_nobody_announced(place: Place) -> None:
    """And one announced as a membership journal carries nothing clinical."""
    unknown = Journal(place, b"u" * 16, place.random(32))
    assert verdict(place, [noted(place.admin)], journal=unknown) == "unannounced"


def test_rights_are_those_of_the_past_not_of_today(place: Place) -> None:
    """Written before the grant was known: beyond rights for ever, on every workstation."""
    late = place.person()
    bodies = place.introducing(late, ("note",))
    early = place.clinical.write([noted(late, signed=True)], saw=[place.membership])
    past = place.clinical.past
    place.membership.write([place.admin.act(body, late.id) for body in bodies])
    roll = place.roll(place.membership)
    assert roll.admits(early.core, opened(early).bodies, past, Open()) == "unknown_key"
    assert verdict(place, [noted(late, signed=True)], roll=roll) == ""


def test_a_withdrawal_cuts_what_it_had_not_seen(place: Place) -> None:
    """Inside the cut stays; beyond it is set aside even when written in ignorance."""
    first = place.clinical.write([noted(place.admin, signed=True)], saw=[place.membership])
    first_past = place.clinical.past
    second = place.clinical.write([noted(place.admin, signed=True)])
    second_past = place.clinical.past
    cut = Tip(place.clinical.id, 1, first.hash)
    place.membership.write(
        [place.admin.act(RightsWithdrawn(place.admin.id, ("note",), (cut,)), place.admin.id)]
    )
    roll = place.roll(place.membership)
    assert roll.admits(first.core, opened(first).bodies, first_past, Open()) == ""
    assert roll.admits(second.core, opened(second).bodies, second_past, Open()) == "withdrawn"


def test_a_withdrawal_has_seen_nothing_of_a_journal_it_does_not_name(place: Place) -> None:
    """Written apart from it, in a journal that was still empty where it was signed: set aside."""
    first = place.clinical.write([noted(place.admin, signed=True)], saw=[place.membership])
    past = place.clinical.past
    body = RightsWithdrawn(place.admin.id, ("note",), ())
    place.membership.write([place.admin.act(body, place.admin.id)])
    assert place.roll(place.membership).admits(first.core, opened(first).bodies, past, Open()) == "withdrawn"


def test_a_right_given_back_counts_again(place: Place) -> None:
    """Whoever writes with the withdrawal in their past is judged by that past alone."""
    first = place.clinical.write([noted(place.admin, signed=True)], saw=[place.membership])
    cut = Tip(place.clinical.id, 1, first.hash)
    for body in (
        RightsWithdrawn(place.admin.id, ("note",), (cut,)),
        RightsGranted(place.admin.id, ("note",)),
    ):
        place.membership.write([place.admin.act(body, place.admin.id)])
    assert verdict(place, [noted(place.admin, signed=True)]) == ""


def test_a_removal_cuts_the_clinical_journal_too(place: Place) -> None:
    """All journals of the workstation end where the removal had seen them."""
    first = place.clinical.write([noted(place.admin, signed=True)], saw=[place.membership])
    past = place.clinical.past
    head = place.membership.head
    removal = WorkstationRemoved(place.workstation, "perdu", (Tip(place.membership.id, head.seq, head.hash),))
    place.membership.write([place.admin.act(removal, place.workstation)])
    assert place.roll(place.membership).admits(first.core, opened(first).bodies, past, Open()) == "cut"


def test_what_rests_on_something_cut_counts_no_more(place: Place) -> None:
    """A right granted beyond the cut lends nothing, even where the grant was integrated before."""
    head = place.membership.head
    late = place.person()
    bodies = place.introducing(late, ("note",))
    place.membership.write([place.admin.act(body, late.id) for body in bodies])
    act = noted(late, signed=True)
    assert verdict(place, [act]) == ""
    removal = WorkstationRemoved(place.workstation, "volé", (Tip(place.membership.id, head.seq, head.hash),))
    place.membership.write([place.admin.act(removal, place.workstation)])
    roll = place.roll(place.membership)
    seq = place.membership.head.seq
    assert [roll.verdict(place.membership.id, one) for one in (seq - 1, seq)] == ["cut", ""]
    assert roll.at(place.membership.past).may(late.id, "note") is False
    assert place.clinical.id in roll.now.journals


def test_arrival_decides_nothing(place: Place) -> None:
    """Two rolls fed in different orders agree on every verdict and on membership."""
    for _ in range(3):
        person = place.person()
        place.membership.write([place.admin.act(b, person.id) for b in place.introducing(person, ("note",))])
    one, other = place.roll(place.membership), place.roll(place.membership)
    assert one.now == other.now
    assert one.journals("membership").keys() <= one.journals("all").keys()
    assert len(one.journals("membership")) == 1


def unheard(place: Place, subject: Id, *, person: Person | None = None, right: str = "site.people") -> NewAct:
    """A critical act of a kind that nobody here knows."""
    by = person or place.admin
    act = by.act(RightsGranted(by.id, ("note",)), subject, right=right)
    return msgspec.structs.replace(act, kind="person.weighed/7")


@pytest.mark.parametrize("subject", ["person", "workstation"])
def test_what_a_newer_program_said_of_them_blocks_what_they_do_with_it_in_their_past(
    place: Place, subject: str
) -> None:
    before = place.clinical.write([noted(place.admin, signed=True)], saw=[place.membership])
    past = place.clinical.past
    place.membership.write([unheard(place, place.admin.id if subject == "person" else place.workstation)])
    assert verdict(place, [noted(place.admin, signed=True)]) == "known_in_part"
    roll = place.roll(place.membership)
    assert roll.admits(before.core, opened(before).bodies, past, Open()) == ""


def test_nobody_stops_the_site_with_an_act_that_nobody_understands(place: Place) -> None:
    stranger = place.person()
    unsigned = msgspec.structs.replace(unheard(place, place.admin.id), signer=None)
    place.membership.write([unheard(place, place.admin.id, person=stranger)])
    place.membership.write([unheard(place, place.admin.id, right="")])
    place.membership.write([unheard(place, place.admin.id, right="fly")])
    place.membership.write([unsigned])
    assert verdict(place, [noted(place.admin, signed=True)]) == ""
    assert place.roll(place.membership).now.unclear == frozenset()


def test_a_rule_holds_from_its_switch_on(place: Place) -> None:
    before = place.membership.past
    rule = SwitchedRule("two_by_two", (2, 9))
    place.membership.write([place.admin.act(RulesSwitched((rule,)), place.site)])
    place.membership.write([place.admin.act(RulesSwitched((SwitchedRule("two_by_two", ()),)), place.site)])
    roll = place.roll(place.membership)
    after = place.membership.past.with_tip(place.membership.id, place.membership.head.seq)
    assert roll.rules_at(before) == roll.rules_at(NOTHING) == {}
    assert roll.rules_at(after) == {"two_by_two": frozenset({2, 9})}, "the first switch stands"


def test_who_may_not_let_workstations_in_switches_no_rule(place: Place) -> None:
    nurse = place.person()
    place.membership.write([place.admin.act(body, nurse.id) for body in place.introducing(nurse, ("note",))])
    place.membership.write([nurse.act(RulesSwitched((SwitchedRule("mine", ()),)), place.site)])
    roll = place.roll(place.membership)
    assert roll.verdict(place.membership.id, place.membership.head.seq) == "beyond_rights"
    assert roll.now.rules == {}


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 14))
def test_whose_rights_changed_is_told_of_everybody_whose_did(seed: int, acts: int) -> None:
    """At every place held before, whatever comes next: nobody's files are left as they were by mistake."""
    scene, _ = lived(seed, acts, EVERYBODY)
    roll, before = Roll(), dict[tuple[Id, Spot], frozenset[str]]()
    places: list[tuple[Spot, Past]] = []
    for one, past in arriving(scene, Random(seed)):
        judged = roll.grounds
        roll.add(one.core, opened(one).bodies, past)
        whose = roll.rights_changed(judged)
        now = {
            (person.id, spot): roll.rights(roll.at(seen), person.id, spot.strand, spot, seen)
            for spot, seen in places
            for person in scene.people.values()
        }
        changed = {person for (person, spot), rights in now.items() if before.get((person, spot)) != rights}
        assert whose is None or changed <= whose
        places.append((Spot(one.core.journal, one.core.seq), past))
        before = now | {
            (person.id, places[-1][0]): roll.rights(roll.at(past), person.id, one.core.journal, *places[-1])
            for person in scene.people.values()
        }
