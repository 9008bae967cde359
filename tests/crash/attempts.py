"""What a hostile workstation tries, what both honest ones make of it, and how it ends."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from node.store.verify import verify
from schema.acts.patient import PatientNoted
from schema.ids import Id
from sync.journal import Head, NewAct, Written
from sync.membership import CLINICAL, MEMBERSHIP
from tests.crash.hostile import Hostile, intact, meet, tell, verdict
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import Station, exchange

NOTHING: Final[Mapping[tuple[Id, int], tuple[bytes, str]]] = MappingProxyType({})


def together(stations: Three, person: str) -> tuple[Station, Station, Hostile, Id]:
    """Two honest ones with a patient, and one on which this person is signed in; all hold the same."""
    one, other, third = stations
    Hostile(third).stolen(person)
    patient = circuit.create(one)
    for each in (one, other):
        each.session("nurse")
        each.session("pharmacist")
    exchange(one, third)
    exchange(one, other)
    exchange(other, third)
    return one, other, Hostile(third), patient


def journals(*stations: Station) -> list[Id]:
    """What these write."""
    return [station.desk.journal(scope) for station in stations for scope in (MEMBERSHIP, CLINICAL)]


def attempt(
    one: Station, other: Station, hostile: Hostile, acts: list[NewAct], scope: str = CLINICAL
) -> str | None:
    """What both honest ones make of it: why it is set aside, or empty."""
    # A journal counts from where its author can know that it was announced.
    written = hostile.forge(acts, scope=scope, saw=() if hostile.heads[scope].seq else hostile.saw(scope))
    hostile.stands(written, scope)
    for station in (one, other):
        outcome = tell(station, written.data)
        assert (outcome.new, outcome.evidence) == (1, ()), outcome
    assert verdict(one, written) == verdict(other, written)
    return verdict(one, written)


def notes(hostile: Hostile, patient: Id, texts: list[str], head: Head | None = None) -> list[Written]:
    """A chain of notes in the stolen session, from this place on."""
    nurse, made = hostile.stolen("nurse"), []
    for text in texts:
        written = hostile.forge([hostile.act(PatientNoted(text), patient, nurse)], head=head)
        head = Head(written.core.seq, written.hash, written.core.order)
        made.append(written)
    return made


def goes_on(
    one: Station, other: Station, patient: Id, before: Mapping[tuple[Id, int], tuple[bytes, str]] = NOTHING
) -> None:
    """Both hold the same, soundly, of this nothing has changed, and what one records the other has."""
    meet(one, other)
    for station in (one, other):
        assert before.items() <= intact(station, {journal for journal, _ in before}).items()
        assert verify(station.replica).ok
    circuit.measure(one, patient, "weight", "70")
    circuit.measure(other, patient, "height", "170")
    meet(one, other)
    for station in (one, other):
        known = {value.what for value in circuit.record(station, patient).measurements}
        assert known == {"weight", "height"}
