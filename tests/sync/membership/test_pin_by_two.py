"""The right to reset PINs is given by two; whose PIN is reset without them notices (rule `pin_by_two`)."""

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
    MOST_KEYS,
    AdministratorAppointed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
    PersonReadmissionProposed,
    PersonRemovalProposed,
    PersonRenamed,
    PersonResumed,
    PersonSuspended,
)
from schema.codec import Wire
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, PIN_BY_TWO, RULES, TWO_PEOPLE
from sync.journal import Written, public_key
from sync.membership.needs import PIN
from tests.sync.founded import Person
from tests.sync.membership.scene import ADMINISTRATION, Post, Scene

SEED, NEW = bytes([9]) * 32, bytes([3]) * 16
RIGHT: tuple[str, ...] = (PIN,)
OLDER = (TWO_PEOPLE, ADMINISTRATORS_PIN)
"""The rules of a site founded before this one."""
Make = Callable[[Scene], tuple[Wire, ...]]


def nurse(scene: Scene) -> Person:
    """Who has no right to reset PINs, and whose PIN is reset."""
    return scene.people["nurse"]


def reset(person: Person, *retires: Id, key: Id = NEW) -> KeyResetProposed:
    """Another key for them, that ends these."""
    return KeyResetProposed(person.id, key, public_key(SEED), retires)


def attacked(scene: Scene, post: Post, victim: Person, *, by_two: bool = False) -> tuple[Written, ...]:
    """One administrator with somebody they made up: another key for this person, who notices nothing."""
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
        assert said == ["takes_two", "keeps_key", "unknown_key", "unknown_key"]
        assert set(roll.now.people[nurse(scene).id].keys) == {nurse(scene).key}


def test_before_the_rule_one_administrator_could() -> None:
    """What was recorded goes on to mean what it meant."""
    scene = Scene(rules=OLDER)
    made = attacked(scene, scene.other, nurse(scene))
    assert [scene.verdict(one) for one in made] == ["", "", "", "beyond_rights"]
    assert set(scene.now.people[nurse(scene).id].keys) == {nurse(scene).key, NEW}


def test_with_a_right_that_two_gave_the_second_key_still_counts_for_nothing() -> None:
    """A second administrator was deceived, or two who may reset PINs act together: they are noticed."""
    scene = Scene()
    *_, proposal, signing, renamed = attacked(scene, scene.other, nurse(scene), by_two=True)
    assert [scene.verdict(one) for one in (proposal, signing, renamed)] == [
        "keeps_key",
        "not_proposed",
        "unknown_key",
    ]


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


# --- the reset --------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["keeper", "first", "recovery"])
def test_a_reset_ends_every_key_that_was_known(who: str) -> None:
    scene = Scene()
    victim = nurse(scene)
    for retires in ((), (NEW,), (bytes([7]) * 16,)):
        assert scene.verdict(scene.does(scene.one, who, reset(victim, *retires))) == "keeps_key"
    proposal = scene.does(scene.one, who, reset(victim, victim.key))
    assert scene.verdict(proposal) == ""
    if who != "recovery":
        assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {NEW}


def test_a_key_made_apart_goes_on() -> None:
    """Those who reset the PIN could not know of it; the owner's other key has ended."""
    scene, own = Scene(), bytes([5]) * 16
    victim = nurse(scene)
    scene.does(scene.other, "nurse", KeyChanged(victim.id, own, public_key(SEED), (victim.key,)))
    proposal = scene.does(scene.one, "keeper", reset(victim, victim.key))
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {own, NEW}


@pytest.mark.parametrize("since", ["changed", "reset"])
def test_who_agrees_knowing_of_another_pin_since_agrees_to_nothing(since: str) -> None:
    """The reset would sign beside the PIN that the person has, and open nothing."""
    scene, own = Scene(), bytes([5]) * 16
    victim = nurse(scene)
    proposal = scene.does(scene.one, "keeper", reset(victim, victim.key))
    if since == "changed":
        scene.does(scene.one, "nurse", KeyChanged(victim.id, own, public_key(SEED), (victim.key,)))
    else:
        another = scene.does(scene.one, "keeper", reset(victim, victim.key, key=own))
        scene.agrees(scene.one, "warden", another)
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == "keeps_key"
    assert set(scene.now.people[victim.id].keys) == {own}


@pytest.mark.parametrize("retires", [False, True])
def test_what_was_proposed_before_the_switch_is_agreed_to_by_the_rule(retires: bool) -> None:
    scene = Scene(rules=OLDER)
    victim = nurse(scene)
    proposal = scene.does(scene.one, "keeper", reset(victim, *([victim.key] if retires else [])))
    scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ("" if retires else "keeps_key")


@pytest.mark.parametrize("first", [False, True], ids=["before it", "after it"])
def test_a_reset_apart_from_the_switch_counts(first: bool) -> None:
    scene = Scene(rules=OLDER)
    victim = nurse(scene)
    for _ in range(4):
        scene.sees(scene.one if first else scene.other)
    proposal = scene.does(scene.other, "keeper", reset(victim))
    agreed = scene.agrees(scene.other, "warden", proposal)
    scene.does(scene.one, "first", RulesSwitched((RULES[PIN_BY_TWO],)))
    scene.sees(scene.other, scene.one)
    assert [scene.verdict(one) for one in (proposal, agreed)] == ["", ""]


def test_of_more_keys_than_it_can_name_a_reset_names_as_many_as_it_can() -> None:
    """Who holds one of somebody's keys makes more of them; two resets, one after the other, end them all."""
    scene = Scene()
    victim = nurse(scene)
    for number in range(MOST_KEYS):
        key = bytes([number, 1]) * 8
        scene.does(scene.one, "nurse", KeyChanged(victim.id, key, public_key(SEED), ()))
    keys = sorted(scene.now.people[victim.id].keys)
    assert len(keys) == MOST_KEYS + 1
    few = scene.does(scene.one, "keeper", reset(victim, *keys[: MOST_KEYS - 1]))
    others = (*keys[: MOST_KEYS - 1], bytes([7]) * 16)
    beside = scene.does(scene.one, "keeper", reset(victim, *others))
    assert [scene.verdict(one) for one in (few, beside)] == ["keeps_key", "keeps_key"]
    for key, retires in ((NEW, keys[:MOST_KEYS]), (bytes([4]) * 16, (keys[-1], NEW))):
        proposal = scene.does(scene.one, "keeper", reset(victim, *retires, key=key))
        assert scene.verdict(scene.agrees(scene.one, "warden", proposal)) == ""
    assert set(scene.now.people[victim.id].keys) == {bytes([4]) * 16}
