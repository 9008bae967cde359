"""What is asked for outside treatments is recorded, most of it, and touches the files that it names."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from node.api.base import Recorded
from node.api.patient import CreatePatient
from ops.simulate import records
from ops.simulate.chance import Chance
from ops.simulate.world import World
from schema.acts.base import Told
from tests.ops.simulate.test_station import JEANNE


def test_somebody_is_always_talked_about(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(1), Chance("records")
    station = world.stations[0]
    created = station.ask("nurse", CreatePatient(identity=JEANNE))
    assert isinstance(created, Recorded)
    told = Told(station.clock.now_ms(), False, None, "seen")
    asked: Counter[str] = Counter()
    for _ in range(60):
        wanted = records.about_a_patient(station, chance, told, created.created[0])
        assert wanted is not None
        asked[type(wanted[1]).__name__] += isinstance(station.ask(*wanted), Recorded)
    assert {"RecordAllergy", "RemoveAllergy", "CorrectIdentity", "RecordResult"} <= {*asked.elements()}


def test_a_version_is_retired_and_signed_again(world_of: Callable[[int], World]) -> None:
    world, chance = world_of(2), Chance("reference")
    station = world.stations[0]
    asked = [wanted for _ in range(12) if (wanted := records.about_reference(station, chance)) is not None]
    assert {type(command).__name__ for _, command in asked} == {"RetireVersion", "SignReference"}
    assert all(isinstance(station.ask(*wanted), Recorded) for wanted in asked[:4])
    assert records.torn(station, chance) is None
