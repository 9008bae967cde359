"""What was before what: pasts are closed, sets are bits, and whatever is not known is not learnt."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from ops.simulate.world import World
from schema.codec import encode
from schema.transaction import Core, Tip, Transaction, open_transaction


def test_pasts_are_closed_and_the_order_goes_by_places(world_of: Callable[[int], World]) -> None:
    model = world_of(1).model
    everything = model.since(0)
    for tx in everything:
        assert not tx.past & tx.bit
        assert all(other.past | tx.past == tx.past for other in model.of(tx.past))
    places = [tx.place for tx in model.of(sum(tx.bit for tx in everything))]
    assert places == sorted(places)
    assert len(places) == len(everything)


def test_a_transaction_is_learnt_once_and_never_without_its_past(world_of: Callable[[int], World]) -> None:
    world = world_of(2)
    data = world.stations[0].replica.relay.after({}, "all", 2**30)[-1]
    assert world.model.learn(data) is world.model.since(0)[-1] or world.model.learn(
        data
    ) in world.model.since(0)
    known, world.model.known = world.model.known, {}
    with pytest.raises(KeyError):
        world.model.learn(data)
    world.model.known = known


def changed(data: bytes, **changes: object) -> bytes:
    transaction, core = open_transaction(data)
    other: Core = msgspec.structs.replace(core, **changes)
    return encode(Transaction(encode(other), transaction.seal, transaction.bodies))


def test_an_order_that_no_past_explains_is_refused(world_of: Callable[[int], World]) -> None:
    world = world_of(3)
    data = world.stations[0].replica.relay.after({}, "all", 2**30)[-1]
    with pytest.raises(ValueError, match="order"):
        world.model.learn(changed(data, order=open_transaction(data)[1].order + 1))


def test_two_at_one_place_are_a_fork_and_a_cut_names_one_of_them(world_of: Callable[[int], World]) -> None:
    world = world_of(4)
    data = world.stations[0].replica.relay.after({}, "all", 2**30)[-1]
    tx = world.model.learn(data)
    twin = world.model.learn(changed(data, at=tx.core.at + 1))
    assert world.model.rivals == {tx: twin.bit, twin: tx.bit}
    assert world.model.one_chain(tx.to_here)
    assert not world.model.one_chain(tx.bit | twin.bit)
    tip = Tip(twin.core.journal, twin.core.seq, twin.hash)
    assert world.model.within((tip,), twin.core.journal, twin.bit) == twin.past | twin.bit
    assert not world.model.within((tip,), bytes(16), twin.bit)
    # Who does not hold what the cut names goes by its number: either branch lies within it.
    assert world.model.within((tip,), twin.core.journal, 0) == twin.past | twin.bit | tx.bit
