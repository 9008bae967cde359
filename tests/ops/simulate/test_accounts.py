"""An account that its file does not show is missed, whatever the sort of file."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest

from node.api.base import Recorded
from node.api.narcotics import (
    CountedHere,
    CountVault,
    EnterNarcotics,
    GetVault,
    OpenVault,
    Second,
    VaultView,
)
from node.api.patient import CreatePatient, Measure
from node.domain.narcotics import VaultState
from node.domain.patient import PatientState
from ops.simulate import accounts
from ops.simulate.founding import PIN
from ops.simulate.station import Station
from ops.simulate.vault import KEEPERS, PRODUCTS
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


@pytest.mark.parametrize(
    ("counted", "by_two", "hidden"),
    [("3", True, []), ("3", False, ["vault.counted/1"]), ("2", True, ["vault.counted/1"])],
)
def test_a_count_that_changes_nothing_is_in_the_register_alone(
    counted: str,
    hidden: list[str],
    world_of: Callable[[int], World],
    monkeypatch: pytest.MonkeyPatch,
    *,
    by_two: bool,
) -> None:
    """Any other changes a sum or waits for its second person: missing there, it is missed."""
    world = world_of(1)
    station = world.stations[0]
    who, other = KEEPERS
    told, product = Told(station.clock.now_ms(), False, None, "seen"), PRODUCTS[0]
    opened = station.ask(who, OpenVault(name="Coffre fictif", pin=PIN))
    assert isinstance(opened, Recorded)
    vault, second = opened.created[0], Second(station.people[other], PIN)
    entered = EnterNarcotics(
        vault=vault, way="in", product=product, amount=Quantity("3", Unit.ONE), whom="x", told=told, pin=PIN
    )
    count = CountVault(
        vault=vault,
        lines=(CountedHere(product, Quantity(counted, Unit.ONE)),),
        told=told,
        pin=PIN,
        second=second if by_two else None,
    )
    for command in (entered, count):
        assert isinstance(station.ask(who, command), Recorded)
    view = station.ask(who, GetVault(vault=vault))
    assert isinstance(view, VaultView)
    assert "vault.counted/1" in [line.kind for line in view.lines]
    txs = world.learn(station)
    assert list(accounts.account_hidden(station, txs)) == []
    state = station.file(FileRef(FileType.VAULT, vault))
    assert isinstance(state, VaultState)
    lost = msgspec.structs.replace(state, lines=state.lines[:1], apart=(), waiting=())
    monkeypatch.setattr(Station, "file", lambda *_: lost)
    assert [one.detail.split()[0] for one in accounts.account_hidden(station, txs)] == hidden
