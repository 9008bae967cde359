"""An account that its file does not show is missed, whatever the sort of file."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from node.api.base import Recorded
from node.api.patient import CreatePatient, Measure
from node.domain.patient import PatientState
from ops.simulate import accounts
from ops.simulate.station import Station
from ops.simulate.world import World
from schema.acts.base import Told
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.ops.simulate.test_station import JEANNE


def test_every_account_of_a_whole_run_is_there(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    world.run()
    station = world.running[0]
    txs = world.model.of(world.comparer.held(station))
    assert any(header.file.type == FileType.LOT for tx in txs for header in tx.core.headers)
    assert list(accounts.account_hidden(station, txs)) == []


def test_a_weight_that_nobody_sees(world_of: Callable[[int], World], monkeypatch: pytest.MonkeyPatch) -> None:
    world = world_of(1)
    station = world.stations[0]
    created = station.ask("nurse", CreatePatient(identity=JEANNE))
    assert isinstance(created, Recorded)
    patient = created.created[0]
    told = Told(station.clock.now_ms(), False, None, "seen")
    station.ask("nurse", Measure(patient=patient, what="weight", value=Quantity("70", Unit.KG), told=told))
    txs = world.learn(station)
    assert list(accounts.account_hidden(station, txs)) == []
    state = station.file(FileRef(FileType.PATIENT, patient))
    assert isinstance(state, PatientState)
    lost = msgspec.structs.replace(state, measurements=())
    monkeypatch.setattr(Station, "file", lambda *_: lost)
    (broken,) = accounts.account_hidden(station, txs)
    assert (broken.hazard, broken.detail.split()[0]) == ("account_hidden", "patient.measured/1")
