"""Workstations and rights come and go, by acts that everybody judges alike."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.api.patient import CreatePatient
from ops.simulate import judgement
from ops.simulate.chance import Chance
from ops.simulate.faults import machines, members, storage
from ops.simulate.founding import join
from ops.simulate.model_settled import for_review
from ops.simulate.world import World
from schema.acts.membership import RightsGranted
from schema.acts.people import KeyChanged
from schema.acts.workstations import WorkstationSuspended
from schema.transaction import FileRef, FileType
from tests.ops.simulate.test_station import JEANNE


def test_rights_are_withdrawn_and_given_back(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("rights")
    before = len(world.model.known)
    for _ in range(4):
        assert members.rights(world, chance)
    assert len(world.model.known) > before


def test_a_workstation_joins_and_two_at_most(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(2), Chance("joins")
    assert [members.late_joiner(world, chance) for _ in range(3)] == [True, True, False]
    assert [station.name for station in world.stations[3:]] == ["L1", "L2"]


def test_one_of_many_is_removed(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(3), Chance("removal")
    assert len(world.running) == machines.FEWEST
    assert not members.removal(world, chance)
    assert members.late_joiner(world, chance)
    while not members.removal(world, chance):
        pass
    removed = [one for at in world.running for one in at.desk.members.workstations.values() if one.removed]
    assert len(removed) == 1


def test_suspended_removed_and_let_in_again(world_of: Callable[[int], World]) -> None:
    """Whoever is out comes back: by one person after a suspension, in new journals after a removal."""
    world, chance = world_of(4), Chance("again")
    assert not members.let_in_again(world, chance)
    assert not members.settlement(world, chance)
    assert members.late_joiner(world, chance)
    while not members.suspension(world, chance):
        pass
    for _ in range(10):
        members.removal(world, chance)
    for _ in range(40):
        members.let_in_again(world, chance)
    kinds = {header.kind for tx in world.model.since(0) for header in tx.core.headers}
    assert kinds >= {"workstation.suspended/1", "workstation.removal_proposed/1"}
    assert kinds >= {"membership.agreed/1", "membership.proposal_withdrawn/1"}
    assert kinds & {"workstation.resumed/1", "workstation.readmission_proposed/1"}


def test_two_people_settle_a_fork(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(5), Chance("settle")
    assert members.late_joiner(world, chance)
    assert storage.cloned(world, chance)
    clone = world.stations[-1]
    for station in [one for one in world.stations if one.id == clone.id]:
        station.ask("nurse", CreatePatient(identity=JEANNE))
        world.learn(station)
    judgement.heal(world)
    while not any(one.core.headers[0].kind == "fork.settled/1" for one in world.model.since(0)):
        members.settlement(world, chance)
    judgement.heal(world)
    judgement.judge(world)
    assert not world.broken


def test_who_has_not_heard_that_they_may_no_longer_works_on(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(6), Chance("apart")
    world.run()
    world.acting = True
    for _ in range(12):
        members.withdrawn_apart(world, chance)
    held = sum(tx.bit for tx in world.model.since(0))
    assert any(for_review(world.model, tx, held) for tx in world.model.of(held))


def test_an_administrator_shuts_out_their_own_workstation(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(7), Chance("itself")
    assert members.late_joiner(world, chance)
    for _ in range(60):
        members.suspension(world, chance)
    own = [
        tx
        for tx in world.model.since(0)
        for body in tx.bodies
        if isinstance(body, WorkstationSuspended) and body.workstation == world.model.owner(tx.core.journal)
    ]
    assert own


def test_a_changed_pin_is_another_key_that_signs(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(8), Chance("pin")
    for _ in range(3):
        assert members.pin_changed(world, chance)
    changed = [body for tx in world.model.since(0) for body in tx.bodies if isinstance(body, KeyChanged)]
    assert changed
    assert changed[-1].key in world.model.keys(sum(t.bit for t in world.model.since(0)), changed[-1].person)


def test_what_one_let_in_by_somebody_shut_out_announces_waits_for_nobody(
    world_of: Callable[[int], World],
) -> None:
    """Set aside it is, and held all the same: else two would hold different journals for ever."""
    world, chance = world_of(9), Chance("let in")
    first, second = world.stations[:2]
    members.enacted(
        world,
        first,
        FileRef(FileType.WORKSTATION, second.id),
        WorkstationSuspended(second.id, "égarée", members._tips(first, second.id)),
    )
    second.sign_in("administrator")
    session = second.sessions["administrator"]
    contents = join(world.folder / "L", "L", second.desk, session, chance)
    late = world.add("L", contents)
    late.desk.go_on_elsewhere()
    world.learn(second)
    world.learn(late)
    sent = late.replica.relay.after({}, "all", 2**30)
    result = first.replica.receive(sent, late.id, first.clock.now_ms())
    assert result.waiting == 0
    assert not world.comparer.held(late) & ~world.comparer.held(first)
    assert late.id not in first.desk.members.workstations


def test_what_a_workstation_wrote_before_it_let_nobody_in_is_known(
    world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch
) -> None:
    """It met a copy of itself, and went on in new journals as soon as somebody asked anything."""
    world = world_of(8)
    station = world.stations[0]
    before = station.desk.journal()
    monkeypatch.setattr(station, "sign_in", lambda _: station.desk.go_on_elsewhere())
    file = FileRef(FileType.PERSON, station.people["nurse2"])
    assert members.enacted(world, station, file, RightsGranted(station.people["nurse2"], ())) is None
    assert station.desk.journal() != before
    assert {tip.hash for tip in station.replica.vector("all").values()} <= set(world.model.known)
