"""Two people link two files, or separate them; one keeps them apart."""

from __future__ import annotations

from node.api.patient import ConfirmLink, ConfirmUnlink, KeepApart, LinkPatients, UnlinkPatients
from tests.node import circuit
from tests.node.stations import PIN, Station


def link(station: Station, one: bytes, other: bytes) -> None:
    heads = circuit.record(station, one).heads
    station.do("nurse", LinkPatients(patient=one, other=other, reason="carte", pin=PIN, based_on=heads))
    heads = circuit.record(station, one).heads
    station.do("nurse2", ConfirmLink(patient=one, other=other, pin=PIN, based_on=heads))


def unlink(station: Station, one: bytes, other: bytes) -> None:
    heads = circuit.record(station, one).heads
    command = UnlinkPatients(patient=one, other=other, reason="jumeaux", pin=PIN, based_on=heads)
    station.do("nurse", command)
    heads = circuit.record(station, one).heads
    confirm = ConfirmUnlink(patient=one, other=other, pin=PIN, based_on=heads)
    assert station.refused("nurse", confirm) == "link.same_person"
    station.do("nurse2", confirm)


def keep_apart(station: Station, one: bytes, other: bytes, who: str = "nurse") -> None:
    station.do(who, _apart(station, one, other))


def refused_apart(station: Station, one: bytes, other: bytes, who: str) -> str:
    return station.refused(who, _apart(station, one, other))


def _apart(station: Station, one: bytes, other: bytes) -> KeepApart:
    heads = circuit.record(station, one).heads
    return KeepApart(patient=one, other=other, reason="jumeaux", pin=PIN, based_on=heads)
