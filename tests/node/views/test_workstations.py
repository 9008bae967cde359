"""Workstations as an administrator looks at them."""

from __future__ import annotations

from node.api.workstations import GetWorkstations, Workstations
from tests.node.stations import Station, exchange


def test_each_with_what_is_held_of_it(stations: tuple[Station, Station, Station]) -> None:
    one, other, _ = stations
    exchange(one, other)
    rows = {row.name: row for row in one.get("administrator", GetWorkstations(), Workstations).workstations}
    assert list(rows) == ["HDJ-1", "PUI-1", "USC-1"]
    assert [row.own for row in rows.values()] == [False, True, False]
    assert rows["PUI-1"].acts > rows["USC-1"].acts
    assert rows["USC-1"].last_at is None, "nothing of the ward has come here yet"
    assert rows["PUI-1"].last_at is not None
