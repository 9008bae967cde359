"""The model of forks: a branch counts where another workstation went on from it, and from it alone."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from node.api.patient import CreatePatient
from ops.simulate import judgement
from ops.simulate.chance import Chance
from ops.simulate.faults import members, storage
from ops.simulate.model import Model
from ops.simulate.world import World
from schema.acts.agreement import MembershipAgreed
from schema.acts.membership import RightsGranted
from schema.acts.workstations import ForkSettled
from schema.transaction import Tip
from sync.journal import Written
from tests.node.store.forked import MEMBERSHIP, ForkedSite, Machine
from tests.ops.simulate.test_station import JEANNE
from tests.sync.once import Site, used_again


def test_a_branch_counts_once_somebody_else_has_built_on_it_alone(world_of: Callable[[int], World]) -> None:
    world = world_of(5)
    world.network.loss = 0.0
    chance = Chance("clone")
    assert members.late_joiner(world, chance)
    assert storage.cloned(world, chance)
    twins = [one for one in world.stations if one.id == world.stations[-1].id]
    for station in twins:
        station.ask("nurse", CreatePatient(identity=JEANNE))
        world.learn(station)
    model = world.model
    held = sum(tx.bit for tx in model.since(0))
    clinical = held & ~model.membership
    one = model.of(model.forked(clinical))[0]
    other = next(tx for tx in model.of(model.rivals[one] & clinical) if tx.core.seq == one.core.seq)
    assert not model.built(clinical, clinical, 0) & (one.bit | other.bit)
    assert model.built(clinical, clinical, one.bit) & one.bit, "settled"
    witness = next(station for station in world.running if station not in twins)
    witness.replica.receive(model_data(world, one.hash), None, witness.clock.now_ms())
    witness.ask("nurse", CreatePatient(identity=JEANNE))
    fresh = world.learn(witness)
    assert any(tx.past & one.bit and not tx.past & other.bit for tx in fresh)
    clinical |= sum(tx.bit for tx in fresh if not tx.bit & model.membership)
    assert model.built(clinical, clinical, 0) & one.bit
    assert not model.built(clinical, clinical, 0) & other.bit
    judgement.heal(world)
    assert not world.broken


def test_what_two_people_signed_on_a_branch_that_does_not_count_settles_all_the_same(tmp_path: Path) -> None:
    """The journal in which they settled was forked too: the program and the model say the same of it."""
    site = ForkedSite(3)
    one, witness, settler = site.machines
    second = site.ward.person()
    bodies = site.ward.introducing(second, ("site.enrol", "site.people"))
    settler.write([site.ward.admin.act(body, second.id) for body in bodies], MEMBERSHIP)
    twin = one.copy()
    branches = [one.note("here"), twin.note("there")]
    first, last = (Tip(note.core.journal, note.core.seq, note.hash) for note in branches)

    def settle(machine: Machine, *admitted: Tip) -> list[Written]:
        body = ForkSettled(first.journal, tuple(sorted(admitted)))
        proposed = machine.write([site.ward.admin.act(body, site.ward.workstation)], MEMBERSHIP)
        agreed = second.act(MembershipAgreed(proposed.act(0)), site.ward.site)
        return [proposed, machine.write([agreed], MEMBERSHIP)]

    witness.hears(settler)
    clone = witness.copy()
    settle(witness, first)
    clone.grant()
    settle(settler, first, last)
    model = Model()
    data = site.data(site.written)
    held = sum(model.learn(one).bit for one in data)
    said = {note.hash: model.why_aside(model.known[note.hash], held) for note in branches}
    replica = site.ward.replica(tmp_path)
    replica.receive(data, None, 1)
    for note, why in zip(branches, ("", "forked"), strict=True):
        row = replica.connection.row("SELECT set_aside FROM transactions WHERE hash = ?", (note.hash,))
        assert row is not None
        assert said[note.hash] == row[0] == why
    replica.close()


def model_data(world: World, named: bytes) -> list[bytes]:
    """What was before a transaction, and itself, as bytes in their order."""
    tx = world.model.known[named]
    for station in world.stations:
        if world.comparer.held(station) & tx.bit:
            return station.replica.relay.after({}, "all", 2**30)
    raise LookupError(named)


def test_who_was_let_in_by_a_used_invitation_is_no_witness_of_that() -> None:
    """The program and the model say the same of both branches, whoever built on them."""
    for others in (True, False):
        site = Site()
        here, true, newcomer, there, false, made_up = used_again(site)
        built = [(newcomer.membership, here), (made_up.membership, there)]
        for journal, on in [*built, *([(site.scene.third.membership, here)] if others else [])]:
            site.says(journal, "first", RightsGranted(site.scene.people["nurse"].id, ("note",)), on)
        assert counts(site, true, false) == [others, False]


def counts(site: Site, *asked: Written) -> list[bool]:
    """Whether these count, as the program and the model have it."""
    model = Model()
    in_order = sorted(site.written, key=lambda one: (one.core.order, one.core.journal, one.hash))
    held = sum(model.learn(one.data).bit for one in in_order)
    said = [not model.why_aside(model.known[one.hash], held) for one in asked]
    assert said == [not verdict for verdict in site.verdicts(*asked)]
    return said


def test_who_has_the_seal_key_alone_redeems_nothing_again() -> None:
    """With another key, with none, without the journals, or word for word on a branch."""
    site = Site()
    here = site.scene.other.membership
    invitation = site.invited(here)
    branches = [site.branch(here) for _ in range(4)]
    for branch in branches:
        site.says(branch, "first", RightsGranted(site.scene.people["nurse"].id, ("note",)))
    true, newcomer = site.redeemed(here, invitation)
    site.says(newcomer.membership, "first", RightsGranted(site.scene.people["nurse"].id, ("note",)), here)
    another = site.redeemed(branches[0], invitation, bytes(32))[0]
    none = branches[1].write(site.acts(true)[:-1])
    less = branches[2].write([*site.acts(true)[:-2], site.acts(true)[-1]])
    same = site.repeated(branches[3], true)
    assert counts(site, true, another, none, less, same) == [True, False, False, False, False]
    for branch in branches[:3]:
        site.says(
            site.scene.third.membership, "first", RightsGranted(site.scene.people["nurse"].id, ("note",))
        )
        site.says(
            newcomer.membership, "first", RightsGranted(site.scene.people["nurse"].id, ("note",)), branch
        )
    assert counts(site, another, none, less) == [False, False, False]


def test_whoever_signs_an_enrolment_signs_its_journals() -> None:
    for every in (True, False):
        site = Site()
        here, identifier, key = site.scene.other.membership, bytes(16), site.place.random(32)
        membership, openings = site.place.journals(identifier, key)
        enrolled = site.scene.signed("first", site.place.enrolment(identifier, key, "HDJ-2"), identifier)
        by = "first" if every else "nobody"
        written = here.write([enrolled, *(site.scene.signed(by, one, identifier) for one in openings)])
        site.more.append(membership)
        assert counts(site, written) == [every]


def test_a_branch_that_heard_of_the_other_one_elsewhere_is_one_all_the_same() -> None:
    site = Site()
    here, there = site.scene.other.membership, site.branch(site.scene.other.membership)
    granted = RightsGranted(site.scene.people["nurse"].id, ("note",))
    first = site.says(here, "first", granted)
    heard = site.says(site.scene.third.membership, "first", granted, here)
    second = site.says(there, "first", granted, site.scene.third.membership)
    assert counts(site, first, heard, second) == [True, True, False]
