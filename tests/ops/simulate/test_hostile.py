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
