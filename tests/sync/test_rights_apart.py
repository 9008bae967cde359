"""Rights and keys withdrawn, granted and used apart: who holds them, whoever was heard of first."""

from __future__ import annotations

import pytest

from schema.acts.membership import RightsGranted, RightsWithdrawn, RulesSwitched
from schema.acts.people import (
    AdministratorDismissalProposed,
    AdministratorProposed,
    KeyChanged,
    KeyResetProposed,
)
from schema.rules import ADMINISTRATORS_PIN, RULES, TWO_PEOPLE
from sync.journal import Written, public_key
from tests.sync.founded import key_of
from tests.sync.membership.scene import ADMINISTRATION, Post, Scene, ref

SEED = bytes([9]) * 32
KEY = key_of(SEED)


def test_an_administrators_acts_apart_from_their_dismissal_do_not_count(
    scene: Scene, later: tuple[Post, Post]
) -> None:
    one, other = later
    fourth = scene.people["fourth"].id
    seen = scene.does(other, "fourth", RightsGranted(scene.people["nurse"].id, ("note",)))
    proposal = scene.does(
        one, "first", AdministratorDismissalProposed(fourth, ADMINISTRATION, scene.cuts(one, other))
    )
    scene.agrees(one, "second", proposal)
    late = scene.does(other, "fourth", RightsGranted(scene.people["nurse"].id, ("dispense",)))
    assert [scene.verdict(each) for each in (seen, late)] == ["", "withdrawn"]
    assert scene.now.people[scene.people["nurse"].id].rights == {"administer", "note"}


@pytest.mark.parametrize(
    ("gone", "own", "why"),
    [
        (ADMINISTRATION, False, "withdrawn"),
        (ADMINISTRATION, True, ""),
        (("site.pin",), False, "withdrawn"),
        (("site.pin",), True, "withdrawn"),
        (("note",), False, ""),
    ],
)
def test_called_off_apart_from_the_withdrawal_of_the_right_to_it(
    scene: Scene, later: tuple[Post, Post], gone: tuple[str, ...], own: bool, why: str
) -> None:
    """Of the right that the proposal takes, but of one's own; and of the one that calling off takes."""
    one, other = later
    proposing = AdministratorProposed(scene.people["nurse"].id, ADMINISTRATION)
    proposal = scene.does(one, "third" if own else "second", proposing)
    scene.sees(other, one)
    third = scene.people["third"].id
    dismissal = AdministratorDismissalProposed(third, gone, scene.cuts(one, other))
    scene.agrees(one, "second", scene.does(one, "first", dismissal))
    called_off = scene.calls_off(other, "third", proposal)
    assert scene.verdict(called_off) == why
    assert scene.now.proposals[ref(proposal)].open is bool(why)
    agreed = scene.agrees(other, "fourth", proposal)
    # By its own past alone it was called off: nobody who has that can agree.
    assert scene.verdict(agreed) == "proposal_withdrawn"


@pytest.mark.parametrize("agrees", [False, True], ids=["proposes", "agrees"])
@pytest.mark.parametrize(
    ("rules", "whose", "why"),
    [
        ((TWO_PEOPLE, ADMINISTRATORS_PIN), "fourth", "withdrawn"),
        ((TWO_PEOPLE, ADMINISTRATORS_PIN), "nurse", ""),
        ((TWO_PEOPLE,), "fourth", ""),
    ],
)
@pytest.mark.parametrize("first", [False, True])
def test_an_administrators_pin_reset_apart_from_a_dismissal(
    rules: tuple[str, ...], whose: str, why: str, agrees: bool, first: bool
) -> None:
    """Who keeps the right to reset others' PINs takes no administrator's key with it."""
    scene = Scene(rules=rules)
    one, other = scene.one, scene.other
    for _ in range(4):
        scene.sees(other if first else one)
    third, subject = scene.people["third"].id, scene.people[whose]
    dismissal = AdministratorDismissalProposed(third, ADMINISTRATION, scene.cuts(one, other))
    scene.agrees(one, "second", scene.does(one, "first", dismissal))
    reset = KeyResetProposed(subject.id, KEY, public_key(SEED), (subject.key,))
    proposal = scene.does(other, "first" if agrees else "third", reset)
    agreed = scene.agrees(other, "third" if agrees else "first", proposal)
    by_third, by_first = (agreed, proposal) if agrees else (proposal, agreed)
    assert scene.verdict(by_third) == why
    assert scene.verdict(by_first) == ("" if agrees or not why else "not_proposed")
    assert set(scene.now.people[subject.id].keys) == ({subject.key} if why else {KEY})


def reset_apart_from_a_dismissal(scene: Scene) -> tuple[Written, Written]:
    """The third, dismissed at the first workstation, resets the nurse's PIN at another with the keeper."""
    third, nurse = scene.people["third"].id, scene.people["nurse"]
    dismissal = AdministratorDismissalProposed(third, ADMINISTRATION, scene.cuts(scene.one, scene.other))
    scene.agrees(scene.one, "second", scene.does(scene.one, "first", dismissal))
    reset = KeyResetProposed(nurse.id, KEY, public_key(SEED), (nurse.key,))
    proposal = scene.does(scene.other, "third", reset)
    return proposal, scene.agrees(scene.other, "keeper", proposal)


def appoint(scene: Scene, post: Post, *, alone: bool) -> None:
    """The nurse becomes an administrator."""
    proposing = AdministratorProposed(scene.people["nurse"].id, ADMINISTRATION)
    proposal = scene.does(post, "recovery" if alone else "first", proposing)
    if not alone:
        scene.agrees(post, "second", proposal)


@pytest.mark.parametrize("alone", [False, True], ids=["two", "recovery"])
@pytest.mark.parametrize("knowing", [False, True], ids=["apart", "knowing"])
@pytest.mark.parametrize("first", [False, True])
def test_a_reset_before_its_subject_is_made_an_administrator(
    scene: Scene, first: bool, knowing: bool, alone: bool
) -> None:
    """Who appoints them knowing of it takes it from nobody: else work of months would be set aside."""
    for _ in range(4):
        scene.sees(scene.other if first else scene.one)
    made = reset_apart_from_a_dismissal(scene)
    assert [scene.verdict(one) for one in made] == ["", ""]
    if knowing:
        scene.sees(scene.one, scene.other)
    appoint(scene, scene.one, alone=alone)
    assert scene.now.may(scene.people["nurse"].id, "site.people")
    assert [scene.verdict(one) for one in made] == (["", ""] if knowing else ["withdrawn", "not_proposed"])
    assert (KEY in scene.now.people[scene.people["nurse"].id].keys) is knowing


def test_whoever_was_an_administrator_before_stays_one_for_a_reset(scene: Scene) -> None:
    """Made one again by who knows of the reset: that mends nothing."""
    appoint(scene, scene.one, alone=True)
    made = reset_apart_from_a_dismissal(scene)
    scene.sees(scene.one, scene.other)
    appoint(scene, scene.one, alone=False)
    assert [scene.verdict(one) for one in made] == ["withdrawn", "not_proposed"]


@pytest.mark.parametrize("by", ["first", "recovery"])
@pytest.mark.parametrize("knowing", [False, True], ids=["apart", "knowing"])
def test_the_rule_holds_for_resets_that_know_its_switch(by: str, knowing: bool) -> None:
    """As every rule does: one person switches it on, and undoes nothing that was done apart from it."""
    scene = Scene(rules=(TWO_PEOPLE,))
    one, other = scene.one, scene.other
    scene.does(one, by, RulesSwitched((RULES[ADMINISTRATORS_PIN],)))
    if knowing:
        scene.sees(other, one)
    third, fourth = scene.people["third"].id, scene.people["fourth"]
    dismissal = AdministratorDismissalProposed(third, ADMINISTRATION, scene.cuts(one, other))
    scene.agrees(one, "second", scene.does(one, "first", dismissal))
    proposal = scene.does(other, "third", KeyResetProposed(fourth.id, KEY, public_key(SEED), (fourth.key,)))
    scene.agrees(other, "first", proposal)
    assert scene.verdict(proposal) == ("withdrawn" if knowing else "")
    # A second switch, which knows of the reset, says nothing of it either.
    scene.sees(one, other)
    scene.does(one, by, RulesSwitched((RULES[ADMINISTRATORS_PIN],)))
    assert scene.verdict(proposal) == ("withdrawn" if knowing else "")


def test_who_withdraw_each_others_rights_have_neither(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    for post, by, whom in ((one, ("first", "second"), "third"), (other, ("third", "fourth"), "first")):
        act = AdministratorDismissalProposed(scene.people[whom].id, ADMINISTRATION, ())
        scene.agrees(post, by[1], scene.does(post, by[0], act))
    assert not scene.now.may(scene.people["first"].id, "site.people")
    # That of the first stands beyond the third's withdrawal, and the other way round.
    assert not scene.now.may(scene.people["third"].id, "site.people")


def test_granted_and_withdrawn_apart_is_withdrawn(scene: Scene, later: tuple[Post, Post]) -> None:
    one, other = later
    nurse = scene.people["nurse"].id
    scene.does(one, "first", RightsWithdrawn(nurse, ("administer",), scene.cuts(one, other)))
    scene.does(other, "second", RightsGranted(nurse, ("administer",)))
    assert not scene.now.may(nurse, "administer")


def test_a_pin_changed_twice_apart(scene: Scene, later: tuple[Post, Post]) -> None:
    """Both keys sign; the first in fold order opens until it is changed again."""
    who = scene.people["nurse"]
    seeds = [bytes([number]) * 32 for number in (1, 2)]
    keys = [key_of(seed) for seed in seeds]
    for post, key, seed in zip(later, keys, seeds, strict=True):
        scene.does(post, "nurse", KeyChanged(who.id, key, public_key(seed), (who.key,)))
    person = scene.now.people[who.id]
    assert set(person.keys) == set(keys)
    entries = sorted(
        (post.membership.head.order, post.membership.id, key) for post, key in zip(later, keys, strict=True)
    )
    assert person.opens == entries[0][2]
    scene.sees(scene.third, *later)
    scene.does(scene.third, "recovery", KeyResetProposed(who.id, KEY, public_key(SEED), tuple(keys)))
    assert set(scene.now.people[who.id].keys) == {KEY}
