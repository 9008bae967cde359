"""The stage: a real process starts, answers and ends; cables go out and in again."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest

from node.api.session import ListPeople, People
from node.endpoint import ADDRESS_FILE, ClosedError
from node.founding import NewSite
from ops.demo.stage import Stage
from ops.demo.station import Station

SITE = NewSite(
    name="Hôpital fictif",
    pharmacy="PUI fictive",
    address="1, allée de l’Œillet",
    workstation="PUI-1",
    place="Pharmacie",
    family_name="Zéro",
    first_name="Ignace",
    title="",
    pin="314159",
)


@pytest.fixture
def stage(tmp_path: Path) -> Iterator[Stage]:
    with Stage(tmp_path / "site", SITE, [("PUI-1", "Pharmacie"), ("HDJ-1", "Hôpital de jour")]) as stage:
        yield stage


def _reaches(stage: Stage, station: Station) -> bool:
    """Whether this workstation, from its own address, is greeted at the lobby of the first one."""
    lobby = stage.cables.doors[1]
    stranger = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    stranger.check_hostname, stranger.verify_mode = False, ssl.CERT_NONE
    try:
        with (
            socket.create_connection((lobby.host, lobby.port), 10, (station.address, 0)) as link,
            stranger.wrap_socket(link) as greeted,
        ):
            return greeted.version() == "TLSv1.3"
    except (ConnectionResetError, ssl.SSLError):
        return False


@pytest.mark.timeout(120)
def test_a_station_answers_ends_and_starts_again(stage: Stage) -> None:
    first = stage.stations[0]
    assert _people(first) == "PUI-1"
    assert first.folder.with_suffix(".passphrase").stat().st_mode & 0o077 == 0
    process = first.process
    assert process is not None
    first.stop()
    assert process.returncode == 0
    assert not (first.folder / ADDRESS_FILE).exists()
    with pytest.raises(ClosedError):
        first.client()
    first.stop()  # ended already: nothing happens
    first.start()
    assert _people(first) == "PUI-1"


def _people(station: Station) -> str:
    client = station.client()
    try:
        return client.ask(ListPeople(), People).workstation
    finally:
        client.close()


@pytest.mark.timeout(120)
def test_a_pulled_cable_leads_nowhere_until_it_is_put_back(stage: Stage) -> None:
    first, second = stage.stations
    assert first.address != second.address
    assert _reaches(stage, second)
    stage.pull(first, second)
    assert not _reaches(stage, second)
    stage.restore(first, second)
    assert _reaches(stage, second)
