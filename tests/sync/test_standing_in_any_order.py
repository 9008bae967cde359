"""What counts of membership, over lives in which people act apart: the same whatever came first."""

from __future__ import annotations

import random
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import KeyIntroduced, RightsGranted, RightsWithdrawn, RulesSwitched
from schema.acts.people import KeyResetProposed, PersonRemovalProposed, PersonSuspended
from schema.acts.workstations import (
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationSuspended,
)
from schema.codec import Wire, decode
from schema.ids import Id
from schema.rules import ADMINISTRATORS_PIN, EVERY_BRANCH, EVERY_CUT, PIN_BY_TWO, TWO_PEOPLE
from sync.journal import Written
from sync.membership import Membership
from sync.membership.needs import BODIES
from sync.roll import Roll
from tests.sync.founded import opened
from tests.sync.membership.lived import EVERYBODY, arriving, lived
from tests.sync.membership.scene import ADMINISTRATION, Scene


def shuffled(scene: Scene, chance: random.Random) -> Roll:
    """A roll that heard of everything in some other order."""
    roll = Roll()
    for one, past in arriving(scene, chance):
        roll.add(one.core, opened(one).bodies, past)
        if chance.random() < 0.2:
            assert roll.now.site == scene.place.site  # looked at on the way, which must not matter
    return roll


@settings(max_examples=90, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 14), st.booleans())
def test_the_same_acts_make_the_same_membership_whatever_came_first(
    seed: int, acts: int, strict: bool
) -> None:
    """Also where a rule of membership is switched on apart from what it says something else of."""
    scene, _ = lived(seed, acts, EVERYBODY, strict=strict)
    plain = scene.roll()
    verdicts = {
        (one.core.journal, one.core.seq): plain.verdict(one.core.journal, one.core.seq)
        for post in scene.posts
        for one in post.membership.written
    }
    for number in range(3):
        roll = shuffled(scene, random.Random(seed + number))
        assert roll.now == plain.now
        assert roll.grounds == plain.grounds
        assert {place: roll.verdict(*place) for place in verdicts} == verdicts


def test_in_these_lives_rules_are_switched_on_apart_from_what_they_govern() -> None:
    """Of each rule, and in either order of folding: else the test above would show nothing of it."""
    found: set[tuple[str, bool]] = set()
    for seed in range(40):
        scene, _ = lived(seed, 12, EVERYBODY, strict=False)
        roll = scene.roll()
        counted = [
            (one, past, content)
            for one, past in arriving(scene, random.Random(seed))
            if not roll.verdict(*_spot(one))
            for content in _contents(one)
        ]
        switches = [one for one in counted if isinstance(one[2], RulesSwitched)]
        for (one, past, _), (other, its_past, content) in product(switches, counted):
            apart = one is not other and not past.holds(*_spot(other)) and not its_past.holds(*_spot(one))
            names = {rule.name for item in _contents(one) for rule in getattr(item, "rules", ())}
            found |= {
                (name, _place(one) < _place(other))
                for name in names
                if apart and isinstance(content, GOVERNED[name])
            }
    assert found == {(name, first) for name in GOVERNED for first in (False, True)}


def test_in_these_lives_resets_of_a_pin_meet_the_rule_on_administrators(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Whether it is on from the founding or switched on: without it some would count."""

    def told() -> list[list[str]]:
        rolls = [(scene.roll(), made) for scene, made in lives]
        return [[roll.verdict(*_spot(one)) for one in made] for roll, made in rolls]

    for strict in (True, False):
        lives = [lived(seed, 12, EVERYBODY, strict=strict) for seed in range(20)]
        by_the_rule = told()
        with monkeypatch.context() as patched:
            patched.setattr(Membership, "held_for", lambda *_: False)
            assert told() != by_the_rule


@pytest.mark.parametrize("strict", [False, True], ids=["switched on", "founded"])
def test_in_these_lives_people_meet_the_rule_on_the_right_to_reset_pins(strict: bool) -> None:
    """Some give it alone, some reset, or agree to it: else that would show nothing of it."""
    found: set[tuple[type[Wire], str]] = set()
    for seed in range(40):
        scene, made = lived(seed, 12, EVERYBODY, strict=strict)
        roll = scene.roll()
        for one in made:
            found |= {(type(content), roll.verdict(*_spot(one))) for content in _contents(one)}
    given = {(RightsGranted, why) for why in ("", "takes_two")}
    resets = {(KeyResetProposed, why) for why in ("", "foreign_key")}
    assert found >= given | resets | {(MembershipAgreed, "")}


GOVERNED = {
    EVERY_CUT: WorkstationSuspended | WorkstationRemovalProposed | WorkstationReadmissionProposed,
    EVERY_BRANCH: PersonSuspended | PersonRemovalProposed | RightsWithdrawn,
    TWO_PEOPLE: KeyIntroduced,
    ADMINISTRATORS_PIN: KeyResetProposed,
    PIN_BY_TWO: RightsGranted,
}
"""By rule, some of the acts that it says something else of."""


def _contents(one: Written) -> list[Wire]:
    bodies = zip(one.core.headers, opened(one).bodies, strict=True)
    return [decode(BODIES[header.kind], body.body) for header, body in bodies if body is not None]


def _spot(one: Written) -> tuple[Id, int]:
    return one.core.journal, one.core.seq


def _place(one: Written) -> tuple[int, Id]:
    return one.core.order, one.core.journal


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.integers(3, 14), st.sampled_from(["first", "fourth"]))
def test_one_hostile_administrator_does_nothing_that_takes_two(seed: int, acts: int, who: str) -> None:
    """Whatever they sign, wherever, in whatever pretended ignorance: nobody is removed, made or dismissed."""
    scene, _ = lived(seed, acts, (who,))
    now = scene.now
    assert not any(one.removed for one in now.workstations.values())
    assert not any(one.removed for one in now.people.values())
    administrators = {scene.people[name].id for name in ("first", "second", "third", "fourth")}
    assert {one.id for one in now.people.values() if ADMINISTRATION[0] in one.rights} == administrators
    resetting = {scene.people[name].id for name in ("keeper", "warden")} | administrators
    assert {one.id for one in now.people.values() if "site.pin" in one.rights} == resetting
