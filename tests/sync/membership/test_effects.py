"""What acts about workstations do to membership."""

import pytest

from schema.acts.workstations import (
    ForkSettled,
    WorkstationMoved,
    WorkstationRenamed,
    WorkstationSuspended,
)
from schema.codec import Wire
from schema.transaction import Tip
from tests.sync.membership.scene import Scene


def test_a_workstation_is_renamed_and_moved() -> None:
    scene = Scene()
    scene.does(scene.one, "first", WorkstationRenamed(scene.third.id, "SSR-1"))
    scene.does(scene.one, "first", WorkstationMoved(scene.third.id, "étage 4"))
    found = scene.now.workstations[scene.third.id]
    assert (found.name, found.place) == ("SSR-1", "étage 4")


@pytest.mark.parametrize(
    "body", [WorkstationRenamed(bytes(16), "fantôme"), WorkstationSuspended(bytes(16), "fantôme", ())]
)
def test_what_is_said_of_a_workstation_that_nobody_knows_changes_nothing(body: Wire) -> None:
    scene = Scene()
    before = scene.now
    assert scene.verdict(scene.does(scene.one, "first", body)) == ""
    assert scene.now.workstations == before.workstations


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
