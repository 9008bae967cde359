"""A workstation joins nothing."""

from __future__ import annotations

from node.api.joining import AgreeToJoin, GetDoorstep, MakeRequest
from tests.node.stations import Station


def test_it_belongs_to_its_site(site: Station) -> None:
    for command in (GetDoorstep(), AgreeToJoin(), MakeRequest(name="x", place="y")):
        assert site.refused("administrator", command) == "join.already_in"
