"""What a workstation in bad hands sends leaves evidence, or is set aside; its order is never believed."""

from __future__ import annotations

from collections.abc import Callable

from ops.simulate.chance import Chance
from ops.simulate.hostile import Hostile
from ops.simulate.world import World
from schema.codec import InvalidBytesError
from sync.messages import Batch, decode_message


def test_forged_transactions_are_never_integrated(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    liar, honest = world.stations[0], world.stations[1]
    hostile = Hostile(liar, Chance("liar"), set())
    before = honest.replica.vector("all")
    seen: set[str] = set()
    for _ in range(120):
        way, data = hostile.wire(before)
        seen.add(way)
        try:
            message = decode_message(data)
        except InvalidBytesError:
            continue
        assert isinstance(message, Batch)
        honest.replica.receive(message.transactions, liar.id, 0)
    assert seen == {"noise", "bits", "seal", "order", "prev", "stranger", "fork", "body"}
    assert honest.replica.vector("all") == before
    evidence = honest.replica.connection.rows("SELECT DISTINCT code FROM evidence")
    assert {"seal", "order", "bytes"} <= {code for (code,) in evidence}


def test_branches_are_taken_in_wherever_they_begin(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    liar, honest = world.stations[0], world.stations[1]
    hostile = Hostile(liar, Chance("liar"), set())
    journal = liar.desk.journal()
    made = hostile.branches()
    outcome = honest.replica.receive([*liar.replica.relay.after({}, "all", 2**30), *made], liar.id, 0)
    assert outcome.evidence == ()
    assert 1 < len(honest.replica.chain.strands.of(journal)) <= 1 + len(made)
    assert len(outcome.forks) == len(made) > 2
