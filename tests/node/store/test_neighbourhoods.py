"""Neighbourhoods read together are those read one by one."""

from __future__ import annotations

from node.domain.world import World
from schema.acts.patient import Identity
from schema.ids import Id
from tests.node import circuit
from tests.node.stations import Station

OTHER = Identity("Exemplaire", "", "Zoé", "1950-01-01", "F", "770001", "")


def _files(world: World) -> tuple[set[Id], set[Id]]:
    return set(world.patients), set(world.courses)


def test_read_together_or_one_by_one(site: Station) -> None:
    """Two files of one identity, a third person with a course, a patient without any."""
    first = circuit.create(site, OTHER)
    alike = [first, circuit.create_anyway(site, first, identity=OTHER)]
    treated = circuit.ready(site)
    alone = circuit.create(site, Identity("Seule", "", "Ada", "1951-01-01", "F", "", ""))
    everybody = {*alike, treated.patient, alone}
    with site.replica.reading():
        around = site.replica.around
        assert around.look_alikes(alike[0]) == {alike[1]}
        assert around.look_alikes(alone) == set()
        together = dict(around.worlds(everybody))
        assert len(together) == len(everybody) - 1
        for patient in everybody:
            world = around.world(patient)
            (same,) = [one for first, one in together.items() if patient in {first, *one.patients}]
            assert _files(same) == _files(world)
            assert same == world
        assert _files(around.world(treated.patient)) == ({treated.patient}, {treated.course})
        assert _files(around.world(b"n" * 16)) == (set(), set())
        assert around.limits() is not None
