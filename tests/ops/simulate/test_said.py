"""What acts of membership say: who has which key and right, whose a journal is, by any set of them."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.said import bits
from ops.simulate.world import World
from schema.acts.membership import PersonEnrolled, WorkstationEnrolled


def test_the_founding_says_what_the_program_made_of_it(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    model, members = world.model, world.stations[0].desk.members
    held = bits(model.since(0))
    assert {one.person for _, one in model.said(held, PersonEnrolled)} == set(members.people)
    for person in members.people.values():
        assert model.keys(held, person.id) == set(person.keys)
        assert all(model.may(held, person.id, right) for right in person.rights)
        assert not model.may(held, person.id, "no.such")
    for station in members.workstations.values():
        assert model.seal_key(held, station.id) == station.seal_key
    owners = {journal: workstation for journal, workstation, _ in model.opened(held)}
    assert owners == {one.id: one.workstation for one in members.journals.values()}
    assert all(model.owner(journal) == workstation for journal, workstation in owners.items())
    assert model.rules(held) == set(members.rules)


def test_nothing_said_is_nothing_known(world_of: Callable[[int], World]) -> None:
    model = world_of(2).model
    assert [*model.said(0, WorkstationEnrolled)] == []
    assert model.seal_key(0, bytes(16)) == b""
    assert model.keys(0, bytes(16)) == set()
    assert model.rules(0) == set()
    assert model.owner(b"a journal unknown") == b"a journal unknown"
