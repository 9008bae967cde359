"""A node that serves no network knows the others, and that none is connected."""

from __future__ import annotations

from node.reach import Alone, out_of_reach
from tests.node.stations import Station


def test_the_others_exist_and_are_out_of_reach(stations: tuple[Station, Station, Station]) -> None:
    desk = stations[0].desk
    alone = Alone(desk)
    peers = alone.peers()
    assert desk.vault.workstation not in {one.workstation for one in peers}
    assert {one.workstation for one in peers} == set(desk.members.workstations) - {desk.vault.workstation}
    assert [one.name for one in peers] == sorted(one.name for one in peers)
    assert not any(one.connected for one in peers)
    assert (alone.lobby_addresses(), alone.incidents()) == ((), ())


def test_what_is_known_of_one_with_whom_there_is_no_connection() -> None:
    one = out_of_reach(bytes(16), "HDJ-1", "elsewhere")
    assert (one.name, one.connected, one.last_exchange, one.trouble) == ("HDJ-1", False, None, "elsewhere")
