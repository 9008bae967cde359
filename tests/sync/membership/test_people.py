"""What acts about people do to membership."""

import pytest

from schema.acts.membership import KeyIntroduced, PersonEnrolled, RightsWithdrawn, RulesSwitched
from schema.acts.people import (
    AdministratorProposed,
    KeyChanged,
    PersonRemovalProposed,
    PersonRenamed,
)
from schema.ids import Id
from schema.rules import EVERY_BRANCH, RULES
from schema.transaction import Tip
from sync.journal import Written, public_key
from tests.sync.founded import Person, key_of
from tests.sync.membership.resets import LAST, OWN, SEED, changed, reset
from tests.sync.membership.scene import ADMINISTRATION, Post, Scene


def test_a_person_is_written_otherwise() -> None:
    scene = Scene()
    nurse = scene.people["nurse"].id
    scene.does(
        scene.one, "first", PersonRenamed(nurse, "Inventé", "Camille", "Dr", "prescriber", "10000000001")
    )
    written = scene.now.people[nurse].enrolled
    assert (written.family_name, written.title, written.licence) == ("Inventé", "Dr", "10000000001")
    assert scene.now.may(nurse, "administer"), "a profession is a word, not a right"


def test_a_retired_key_does_not_come_back() -> None:
    scene = Scene()
    who = scene.people["nurse"]
    new = key_of(SEED)
    scene.does(scene.one, "nurse", KeyChanged(who.id, new, public_key(SEED), (who.key,)))
    scene.does(scene.one, "recovery", KeyChanged(who.id, who.key, public_key(who.private), ()))
    assert set(scene.now.people[who.id].keys) == {new}


def test_whoever_was_ever_an_administrator_is_remembered_as_one() -> None:
    scene = Scene()
    nurse = scene.people["nurse"].id
    proposal = scene.does(scene.one, "first", AdministratorProposed(nurse, ADMINISTRATION))
    assert not scene.now.people[nurse].administered
    scene.agrees(scene.one, "second", proposal)
    scene.does(scene.one, "recovery", PersonRemovalProposed(nurse, "partie", scene.cuts(*scene.posts)))
    found = scene.now.people[nurse]
    assert (found.administered, found.active) == (True, False)


def test_a_removal_only_proposed_suspends() -> None:
    scene = Scene()
    nurse = scene.people["nurse"].id
    scene.does(scene.one, "first", PersonRemovalProposed(nurse, "partie", ()))
    found = scene.now.people[nurse]
    assert (found.suspended, found.removed) == (True, False)


def _introduce(scene: Scene, post: Post, who: str, person: Id, key: Id) -> Written:
    """Enrol somebody with a key of one's own, as if nobody knew them."""
    return scene.does(
        post,
        who,
        PersonEnrolled(person, "Fictif", "Camille", "", "administrator", ""),
        KeyIntroduced(person, key, public_key(SEED)),
    )


@pytest.mark.parametrize("lied_first", [True, False])
def test_a_second_key_introduced_in_pretended_ignorance_signs_for_nobody(lied_first: bool) -> None:
    scene, key = Scene(), key_of(SEED)
    # Whichever of the two writes on alone meanwhile comes later in fold order.
    for _ in range(4):
        scene.sees(scene.one if lied_first else scene.other)
    scene._enrol("late", ADMINISTRATION)
    late = scene.people["late"]
    lie = _introduce(scene, scene.other, "second", late.id, key)
    truth = scene.one.membership.written[-1]
    assert (lie.core.order < truth.core.order) == lied_first
    assert scene.verdict(lie) == "", "by its own past nobody can tell"
    scene.sees(scene.other, scene.one)
    scene.people["double"] = Person(late.id, key, SEED)
    proposal = scene.does(
        scene.other, "second", AdministratorProposed(scene.people["nurse"].id, ADMINISTRATION)
    )
    assert scene.verdict(scene.agrees(scene.other, "double", proposal)) == "retired_key"
    assert not scene.now.may(scene.people["nurse"].id, "site.enrol")
    # Whose key it was cannot be told either; who did not know of the other one goes on signing.
    assert scene.now.people[late.id].keys == {}
    assert scene.now.people[late.id].doubled
    renamed = PersonRenamed(late.id, "Inventé", "Camille", "", "administrator", "")
    assert scene.verdict(scene.does(scene.one, "late", renamed)) == ""
    scene.sees(scene.one, scene.other)
    again = scene.does(scene.one, "first", reset(late, seed=LAST))
    scene.agrees(scene.one, "third", again)
    assert scene.now.people[late.id].opens == key_of(LAST)
    assert not scene.now.people[late.id].doubled


def test_a_key_that_its_owner_changed_stands_whatever_was_introduced_apart() -> None:
    scene, new = Scene(), key_of(OWN)
    scene._enrol("late", ADMINISTRATION)
    late = scene.people["late"]
    scene.does(scene.one, "late", changed(late, OWN, late.key))
    _introduce(scene, scene.other, "second", late.id, key_of(SEED))
    assert set(scene.now.people[late.id].keys) == {new}
    assert scene.now.people[late.id].doubled, "whoever changed it did not know of the other one"
    scene.sees(scene.one, scene.other)
    scene.people["late"] = Person(late.id, new, OWN)
    scene.does(scene.one, "late", changed(late, LAST, new))
    assert not scene.now.people[late.id].doubled


def test_the_recovery_key_introduces_a_second_one_knowingly() -> None:
    scene, new = Scene(), key_of(OWN)
    nurse = scene.people["nurse"]
    scene.does(scene.one, "recovery", KeyIntroduced(nurse.id, new, public_key(OWN)))
    assert set(scene.now.people[nurse.id].keys) == {nurse.key, new}
    assert not scene.now.people[nurse.id].doubled


def test_where_the_rule_of_two_came_later_a_lie_below_it_signs_and_is_told() -> None:
    """What the rule does not reach is an alarm all the same (threats, R22)."""
    scene, key = Scene(strict=False), key_of(SEED)
    scene._enrol("late", ADMINISTRATION)
    late = scene.people["late"]
    _introduce(scene, scene.other, "second", late.id, key)
    found = scene.now.people[late.id]
    assert (set(found.keys), found.doubled) == ({late.key, key}, True)


def test_a_withdrawal_lets_every_branch_through_that_it_names() -> None:
    """Under the rule; without it the last named alone, as when there were no branches to name."""
    tips = (Tip(bytes([9]) * 16, 3, bytes([1]) * 32), Tip(bytes([9]) * 16, 5, bytes([2]) * 32))
    for rules, kept in (((), tips[1:]), ((RULES[EVERY_BRANCH],), tips)):
        scene = Scene()
        nurse = scene.people["nurse"].id
        if rules:
            scene.does(scene.one, "first", RulesSwitched(rules))
        scene.does(scene.one, "first", RightsWithdrawn(nurse, ("administer",), tips))
        assert [one.cuts for one in scene.now.withdrawals] == [{tips[0].journal: kept}]
