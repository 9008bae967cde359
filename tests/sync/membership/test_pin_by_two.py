"""The right to reset PINs is given by two (rule `pin_by_two`)."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from schema.acts.membership import (
    KeyIntroduced,
    PersonEnrolled,
    RightsGranted,
    RightsWithdrawn,
    RulesSwitched,
)
from schema.acts.people import (
    AdministratorAppointed,
    AdministratorProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonRenamed,
    PersonResumed,
    PersonSuspended,
)
from schema.codec import Wire
from schema.rules import PIN_BY_TWO, RULES
from sync.journal import Written, public_key
from sync.membership.needs import PIN
from tests.sync.founded import Person
from tests.sync.membership.resets import NEW, OLDER, SEED, nurse, reset
from tests.sync.membership.scene import ADMINISTRATION, Post, Scene

RIGHT: tuple[str, ...] = (PIN,)
Make = Callable[[Scene], tuple[Wire, ...]]


def attacked(scene: Scene, post: Post, victim: Person, *, by_two: bool = False) -> tuple[Written, ...]:
    """One administrator with somebody they made up: another key for this person, ending none by name."""
    made_up = scene.people["made up"] = scene.place.person()
    bodies = scene.place.introducing(made_up, ("note",) if by_two else ("note", PIN))
    enrolled = scene.does(post, "fourth", *bodies)
    given = scene.does(post, "fourth", AdministratorProposed(made_up.id, RIGHT)) if by_two else None
    agreed = (given, scene.agrees(post, "third", given)) if given else ()
    proposal = scene.does(post, "fourth", reset(victim))
    signing = scene.agrees(post, "made up", proposal)
    scene.people["in their name"] = Person(victim.id, NEW, SEED)
    renamed = PersonRenamed(victim.id, "Fictive", "Autre", "", "nurse", "")
    return (enrolled, *agreed, proposal, signing, scene.does(post, "in their name", renamed))


@pytest.mark.parametrize("first", [False, True], ids=["one order", "the other"])
@pytest.mark.parametrize("relayed", [False, True], ids=["told", "relayed"])
def test_one_administrator_alone_signs_in_nobody_elses_name(first: bool, relayed: bool) -> None:
    """Made up, given the right, another PIN: the whole of it, wherever in the order of folding."""
    scene = Scene()
    for _ in range(4):
        scene.sees(scene.other if first else scene.one)
    made = attacked(scene, scene.other, nurse(scene))
    if relayed:
        scene.sees(scene.third, scene.other)
    for posts in (scene.posts, scene.posts[::-1]):
        roll = scene.roll(posts)
        said = [roll.verdict(one.core.journal, one.core.seq) for one in made]
        assert said == ["takes_two", "", "unknown_key", "unknown_key"]
        assert set(roll.now.people[nurse(scene).id].keys) == {nurse(scene).key}


def test_before_the_rule_one_administrator_could() -> None:
    """What was recorded goes on to mean what it meant."""
    scene = Scene(rules=OLDER)
    made = attacked(scene, scene.other, nurse(scene))
    assert [scene.verdict(one) for one in made] == ["", "", "", "beyond_rights"]
    assert set(scene.now.people[nurse(scene).id].keys) == {nurse(scene).key, NEW}


def test_with_a_right_that_two_gave_whose_pin_it_is_notices() -> None:
    """A second administrator was deceived, or two who may reset PINs act together: the person's has ended."""
    scene = Scene()
    *_, proposal, signing, renamed = attacked(scene, scene.other, nurse(scene), by_two=True)
    assert [scene.verdict(one) for one in (proposal, signing, renamed)] == ["", "", "beyond_rights"]
    assert set(scene.now.people[nurse(scene).id].keys) == {NEW}


# --- the right --------------------------------------------------------------------------------------


def _newcomer(scene: Scene) -> tuple[Wire, ...]:
    return tuple(scene.place.introducing(scene.place.person(), RIGHT))


def _in_two_acts(scene: Scene) -> tuple[Wire, ...]:
    person = scene.place.person()
    return (
        PersonEnrolled(person.id, "Fictif", "Camille", "", "pharmacist", ""),
        KeyIntroduced(person.id, person.key, public_key(person.private)),
        RightsGranted(person.id, ("note",)),
        RightsGranted(person.id, RIGHT),
    )


WAYS: dict[str, Make] = {
    "given": lambda scene: (RightsGranted(nurse(scene).id, RIGHT),),
    "among others": lambda scene: (RightsGranted(nurse(scene).id, ("note", PIN, "release")),),
    "given again": lambda scene: (RightsGranted(scene.people["keeper"].id, RIGHT),),
    "to oneself": lambda scene: (RightsGranted(scene.people["first"].id, RIGHT),),
    "enrolled with it": _newcomer,
    "enrolled, then given": _in_two_acts,
    "appointed": lambda scene: (AdministratorAppointed(nurse(scene).id, RIGHT),),
}


@pytest.mark.parametrize("way", WAYS)
def test_nobody_gives_it_alone(way: str) -> None:
    scene = Scene()
    holders = {one.id for one in scene.now.people.values() if PIN in one.rights}
    assert scene.verdict(scene.does(scene.one, "first", *WAYS[way](scene))) == "takes_two"
    assert {one.id for one in scene.now.people.values() if PIN in one.rights} == holders


def test_two_administrators_give_it_and_make_no_administrator() -> None:
    scene = Scene()
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse(scene).id, RIGHT))
    assert not scene.now.may(nurse(scene).id, PIN)
    assert scene.verdict(scene.agrees(scene.one, "keeper", proposal)) == "beyond_rights"
    assert scene.verdict(scene.agrees(scene.one, "first", proposal)) == "same_person"
    assert scene.verdict(scene.agrees(scene.one, "second", proposal)) == ""
    assert scene.now.may(nurse(scene).id, PIN)
    assert not scene.now.people[nurse(scene).id].administered


def test_other_rights_are_given_by_one_and_the_recovery_key_gives_this_one() -> None:
    scene = Scene()
    assert scene.verdict(scene.does(scene.one, "first", RightsGranted(nurse(scene).id, ("release",)))) == ""
    assert scene.verdict(scene.does(scene.one, "recovery", RightsGranted(nurse(scene).id, RIGHT))) == ""


def test_taken_by_one_it_is_given_back_by_two() -> None:
    scene = Scene()
    keeper = scene.people["keeper"].id
    assert scene.verdict(scene.does(scene.one, "first", RightsWithdrawn(keeper, RIGHT, ()))) == ""
    assert scene.verdict(scene.does(scene.one, "first", RightsGranted(keeper, RIGHT))) == "takes_two"
    proposal = scene.does(scene.one, "first", AdministratorProposed(keeper, RIGHT))
    assert scene.verdict(scene.agrees(scene.one, "second", proposal)) == ""
    assert scene.now.may(keeper, PIN)


def test_who_comes_back_has_what_two_had_given_and_no_more() -> None:
    """A suspension lifted by one, a removal by two: neither gives the right to who had it not."""
    scene = Scene()
    for who in ("keeper", "nurse"):
        person = scene.people[who].id
        scene.does(scene.one, "first", PersonSuspended(person, "absent", ()))
        assert scene.verdict(scene.does(scene.one, "first", PersonResumed(person, ""))) == ""
        for body in (PersonRemovalProposed(person, "parti", ()), PersonReadmissionProposed(person, "revenu")):
            scene.agrees(scene.one, "second", scene.does(scene.one, "first", body))
        assert scene.now.people[person].active
        assert scene.now.may(person, PIN) is (who == "keeper")


def test_the_only_administrator_there_ever_was_gives_it_where_the_site_was_founded() -> None:
    """Nobody else could agree; once there was a second one, it takes two."""
    scene = Scene(administrators=1)
    appointed = AdministratorAppointed(nurse(scene).id, RIGHT)
    assert scene.verdict(scene.does(scene.other, "first", appointed)) == "takes_two"
    assert scene.verdict(scene.does(scene.one, "first", appointed)) == ""
    assert scene.now.may(nurse(scene).id, PIN)
    second = scene.people["warden"].id
    scene.does(scene.one, "first", AdministratorAppointed(second, ADMINISTRATION))
    late = scene.people["late"] = scene.place.person()
    scene.does(scene.one, "first", *scene.place.introducing(late, ("note",)))
    assert (
        scene.verdict(scene.does(scene.one, "first", AdministratorAppointed(late.id, RIGHT))) == "takes_two"
    )


@pytest.mark.parametrize("first", [False, True], ids=["before it", "after it"])
def test_given_apart_from_the_switch_it_counts(first: bool) -> None:
    """Nobody's work of months is set aside for a rule that they had not heard of."""
    scene = Scene(rules=OLDER)
    for _ in range(3):
        scene.sees(scene.one if first else scene.other)
    given = scene.does(scene.other, "third", RightsGranted(nurse(scene).id, RIGHT))
    scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    assert scene.verdict(given) == ""
    scene.sees(scene.other, scene.one)
    assert scene.verdict(given) == ""
    assert scene.now.may(nurse(scene).id, PIN)
    late = scene.does(scene.other, "third", RightsGranted(nurse(scene).id, RIGHT))
    assert scene.verdict(late) == "takes_two"


def test_it_holds_where_no_other_rule_of_two_people_does() -> None:
    scene = Scene(rules=(PIN_BY_TWO,))
    assert scene.verdict(scene.does(scene.one, "first", RightsGranted(nurse(scene).id, RIGHT))) == "takes_two"
    given = scene.does(scene.one, "first", RightsGranted(nurse(scene).id, ("site.people",)))
    assert scene.verdict(given) == ""
