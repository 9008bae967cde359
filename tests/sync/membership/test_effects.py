"""What acts about workstations do to membership."""

import pytest

from schema.acts.membership import RulesSwitched
from schema.acts.workstations import (
    ForkSettled,
    NewJournal,
    WorkstationMoved,
    WorkstationReadmissionProposed,
    WorkstationRemovalProposed,
    WorkstationRenamed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.rules import EVERY_CUT, RULES
from schema.transaction import Tip
from sync.membership import CLINICAL
from tests.sync.membership.scene import Scene


def test_a_workstation_is_renamed_and_moved() -> None:
    scene = Scene()
    scene.does(scene.one, "first", WorkstationRenamed(scene.one.id, "SSR-1"))
    scene.does(scene.one, "first", WorkstationMoved(scene.one.id, "étage 4"))
    found = scene.now.workstations[scene.one.id]
    assert (found.name, found.place) == ("SSR-1", "étage 4")


@pytest.mark.parametrize(
    "body", [WorkstationRenamed(bytes(16), "fantôme"), WorkstationSuspended(bytes(16), "fantôme", ())]
)
def test_what_is_said_of_a_workstation_that_nobody_knows_changes_nothing(body: Wire) -> None:
    scene = Scene()
    before = scene.now
    assert scene.verdict(scene.does(scene.one, "first", body)) == ""
    assert scene.now.workstations == before.workstations


@pytest.mark.parametrize("lied_first", [True, False])
def test_a_workstation_enrolled_again_apart_is_known_to_be_doubled(lied_first: bool) -> None:
    """The first in fold order holds; nobody is silent about the other."""
    scene = Scene()
    for _ in range(4):
        scene.sees(scene.one if lied_first else scene.other)
    place, identifier, keys = scene.place, bytes([8]) * 16, (bytes([1]) * 32, bytes([2]) * 32)
    enrolled = [
        place.enrolment(identifier, key, name) for key, name in zip(keys, ("vrai", "faux"), strict=True)
    ]
    scene.does(scene.one, "first", enrolled[0])
    assert not scene.now.workstations[identifier].doubled
    scene.does(scene.other, "second", enrolled[1])
    found = scene.now.workstations[identifier]
    assert (found.doubled, found.name) == (True, "faux" if lied_first else "vrai")
    assert found.seal_key == enrolled[1 if lied_first else 0].seal_key
    proposal = scene.does(scene.one, "first", WorkstationRemovalProposed(identifier, "doublé", ()))
    scene.agrees(scene.one, "second", proposal)
    assert scene.now.workstations[identifier].removed


@pytest.mark.parametrize("under", [(), (EVERY_CUT,)])
def test_a_suspension_or_readmission_lets_every_branch_through_that_it_names(under: tuple[str, ...]) -> None:
    """Under the rule; without it the last named alone."""
    scene = Scene()
    for name in under:
        scene.does(scene.one, "first", RulesSwitched((RULES[name],)))
    tips = tuple(Tip(bytes([9]) * 16, 3, bytes([n]) * 32) for n in (1, 2))
    kept = {tips[0].journal: tips if under else tips[1:]}
    scene.does(scene.one, "first", WorkstationSuspended(scene.third.id, "égarée", tips))
    assert [one.cuts for one in scene.now.barriers] == [kept]
    removal = scene.does(scene.one, "first", WorkstationRemovalProposed(scene.third.id, "volée", ()))
    scene.agrees(scene.one, "second", removal)
    again = WorkstationReadmissionProposed(
        scene.third.id, "retrouvée", tips, (NewJournal(CLINICAL, bytes(32)),)
    )
    scene.agrees(scene.one, "second", scene.does(scene.one, "first", again))
    assert [lift.admitted for one in scene.now.barriers for lift in one.lifts] == [kept]


def test_the_same_enrolment_twice_is_no_lie() -> None:
    scene = Scene()
    body = scene.place.enrolment(bytes([8]) * 16, bytes([1]) * 32, "USC-2")
    scene.does(scene.one, "first", body)
    scene.does(scene.other, "second", body)
    assert not scene.now.workstations[bytes([8]) * 16].doubled


def test_proposals_wait_and_are_marked_when_agreed_to() -> None:
    scene = Scene()
    tips = (Tip(scene.third.clinical.id, 3, bytes(32)),)
    proposal = scene.does(scene.one, "first", ForkSettled(scene.third.clinical.id, tips))
    (waiting,) = scene.now.proposals.values()
    assert (waiting.act, waiting.by, waiting.open) == (proposal.act(0), scene.people["first"].id, True)
    scene.agrees(scene.one, "second", proposal)
    (done,) = scene.now.proposals.values()
    assert (done.agreed, done.open) == (True, False)


def test_the_recovery_key_proposes_nothing() -> None:
    scene = Scene()
    scene.does(scene.one, "recovery", ForkSettled(scene.third.clinical.id, ()))
    assert scene.now.proposals == {}
    assert scene.now.settled == {scene.third.clinical.id: ((),)}
