"""The model of admission: it refuses what the format refuses, and knows why something is set aside."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from node.domain.decision import Draft
from ops.simulate import judgement
from ops.simulate.world import World
from schema.acts import KIND_OF_BODY
from schema.acts.agreement import MembershipAgreed, ProposalWithdrawn
from schema.acts.membership import RightsGranted, RightsWithdrawn
from schema.acts.people import AdministratorProposed
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef
from sync.journal import Written
from sync.membership import MEMBERSHIP


def everything(world: World) -> int:
    """All transactions known."""
    return sum(tx.bit for tx in world.model.since(0))


def said_by_the_administrator(
    world: World, number: int, person: Id, body: Wire, who: str = "administrator"
) -> Written:
    station = world.stations[number]
    assert station.sign_in(who) is None
    session = station.desk.sessions.get(station.sessions[who])
    assert session is not None
    file = FileRef(KIND_OF_BODY[type(body)].file, person)
    written = station.desk.write((Draft(file, body),), session, scope=MEMBERSHIP)
    world.learn(station)
    return written


def test_the_founding_counts_as_a_whole(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    held = everything(world)
    assert {world.model.why_aside(tx, held) for tx in world.model.of(held)} == {""}
    places = [tx.place for tx in world.model.of(held)]
    assert places == sorted(places)


def test_a_transaction_whose_past_is_unknown_is_not_learnt(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    data = world.stations[0].replica.relay.after({}, "all", 2**30)[-1]
    known = world.model.known
    world.model.known = {}
    with pytest.raises(KeyError):
        world.model.learn(data)
    world.model.known = known


def test_granted_and_withdrawn_apart_is_withdrawn(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    person = world.stations[0].people["nurse"]
    said_by_the_administrator(world, 0, person, RightsWithdrawn(person, ("administer",), ()))
    said_by_the_administrator(world, 1, person, RightsGranted(person, ("administer",)))
    held = everything(world)
    assert not world.model.may(held, person, "administer")
    assert world.model.may(held, person, "receive")


def test_the_right_to_reset_pins_is_given_by_two(world_of: Callable[[int], World]) -> None:
    """By one alone it is set aside, by two it is had; the program says the same."""
    world = world_of(5)
    nurse, preparer = (world.stations[0].people[who] for who in ("nurse", "preparer"))
    alone = said_by_the_administrator(world, 0, nurse, RightsGranted(nurse, ("note", "site.pin")))
    proposed = said_by_the_administrator(world, 1, preparer, AdministratorProposed(preparer, ("site.pin",)))
    site = world.stations[0].contents.site
    assert not world.model.may(everything(world), preparer, "site.pin")
    agreed = MembershipAgreed(proposed.act(0))
    second = said_by_the_administrator(world, 1, site, agreed, "administrator2")
    held, model = everything(world), world.model
    assert [model.why_aside(model.known[one.hash], held) for one in (alone, second)] == ["aside", ""]
    assert not model.may(model.members(held).counted, nurse, "site.pin")
    assert model.may(held, preparer, "site.pin")
    judgement.heal(world)
    assert not world.broken
    now = world.stations[2].replica.roll.now
    assert [now.may(person, "site.pin") for person in (nurse, preparer)] == [False, True]


@pytest.mark.parametrize("proposer", ["administrator", "administrator2"])
@pytest.mark.parametrize("where", [0, 1])
def test_what_takes_a_right_that_was_withdrawn_is_not_called_off(
    world_of: Callable[[int], World], proposer: str, where: int
) -> None:
    """One's own neither: withdrawn before, or apart at another workstation; the program says the same."""
    world = world_of(4)
    people, site = world.stations[0].people, world.stations[0].contents.site
    nurse, second = people["nurse"], people["administrator2"]
    body = AdministratorProposed(nurse, ("site.enrol", "site.people"))
    proposed = said_by_the_administrator(world, 1, nurse, body, proposer)
    said_by_the_administrator(world, where, second, RightsWithdrawn(second, ("site.pin",), ()))
    off = ProposalWithdrawn(proposed.act(0), "mal choisi")
    called_off = said_by_the_administrator(world, 1, site, off, "administrator2")
    model = world.model
    assert model.why_aside(model.known[called_off.hash], everything(world)) == "aside"
    judgement.heal(world)
    assert not world.broken
    roll = world.stations[2].replica.roll
    verdict = roll.verdict(called_off.core.journal, called_off.core.seq)
    assert verdict == ("withdrawn" if where == 0 else "beyond_rights")
