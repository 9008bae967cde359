"""Lots come, go and are counted, by people of the pharmacy, once anybody has used one."""

from __future__ import annotations

from collections.abc import Callable

from node.api.base import Recorded
from node.api.lot import ReceiveLot
from ops.simulate import shelf
from ops.simulate.chance import Chance
from ops.simulate.world import World
from schema.acts.base import Told
from schema.acts.lot import LotNamed


def test_a_ledger_grows_by_every_sort_of_line(world_of: Callable[[int], World]) -> None:
    station, chance = world_of(1).stations[0], Chance("shelf")
    told = Told(station.clock.now_ms(), False, None, "seen")
    assert shelf.want(station, chance, told) is None
    row = station.replica.connection.row("SELECT id FROM files WHERE type = 4 LIMIT 1")
    named = LotNamed(bytes(row[0]) if row else bytes(16), "Fictivine 10 mg", "", "LOT-1", "2099-12-31")
    assert isinstance(station.ask("pharmacist", ReceiveLot(lot=named, count=10, told=told)), Recorded)
    sorts: set[str] = set()
    for _ in range(60):
        wanted = shelf.want(station, chance, told)
        assert wanted is not None
        if isinstance(station.ask(*wanted), Recorded):
            sorts.add(type(wanted[1]).__name__)
    assert sorts >= {"ReceiveLot", "MoveLot", "CountLot", "KeepRemainder", "DiscardRemainder"}
