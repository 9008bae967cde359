"""A book that is not the sum of its movements is noticed, and one below nothing without an alarm."""

from __future__ import annotations

from collections.abc import Callable

import msgspec

from node.api.base import Recorded
from node.api.narcotics import CountedHere, CountVault, EnterNarcotics, OpenVault, Second
from node.domain.narcotics import VaultState
from ops.simulate import ledgers
from ops.simulate.founding import PIN
from ops.simulate.world import World
from schema.acts.base import Told
from schema.acts.lot import LotUsed
from schema.quantity import Quantity, Unit
from schema.transaction import FileType


def test_a_book_that_is_not_the_shelf(world_of: Callable[[int], World]) -> None:
    """A movement that nobody folded, and one set aside that was."""
    world = world_of(1)
    world.run()
    station = world.running[0]
    txs = world.model.of(world.comparer.held(station))
    assert list(ledgers.ledger_off(station, txs, 0, 0)) == []
    used = next(tx for tx in txs if any(isinstance(body, LotUsed) for body in tx.bodies))
    for wrong in (
        ledgers.ledger_off(station, [tx for tx in txs if tx is not used], 0, 0),
        ledgers.ledger_off(station, txs, used.bit, 0),
    ):
        assert {broken.hazard for broken in wrong} == {"ledger_off"}


def test_a_vault_is_the_sum_of_its_lines_and_of_counts_by_two(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    station = world.stations[0]
    opened = station.ask("pharmacist", OpenVault(name="Coffre fictif", pin=PIN))
    assert isinstance(opened, Recorded)
    vault, told = opened.created[0], Told(station.clock.now_ms(), False, None, "seen")
    product, two = "Morphine fictive", Quantity("2", Unit.ONE)
    second = Second(station.people["pharmacist2"], PIN)
    for way in ("out", "in", "in"):
        enter = EnterNarcotics(
            vault=vault, way=way, product=product, amount=two, whom="Service", told=told, pin=PIN
        )
        assert isinstance(station.ask("pharmacist", enter), Recorded)
        world.learn(station)
        txs = world.model.of(world.comparer.held(station))
        assert list(ledgers.ledger_off(station, txs, 0, 0)) == []
    entered = txs[-1]
    shelf = (CountedHere(product, Quantity("1", Unit.ONE)),)
    for second_person in (None, second):
        count = CountVault(vault=vault, lines=shelf, told=told, pin=PIN, second=second_person)
        assert isinstance(station.ask("pharmacist", count), Recorded)
        world.learn(station)
        txs = world.model.of(world.comparer.held(station))
        assert list(ledgers.ledger_off(station, txs, 0, 0)) == []
    ((_, state),) = station.replica.states.all(VaultState, FileType.VAULT)
    assert state.balance(product, Unit.ONE.value) == 1
    assert list(ledgers.ledger_off(station, [tx for tx in txs if tx is not entered], 0, 0))
    assert list(ledgers.ledger_off(station, txs, entered.bit, 0))


def test_below_nothing_without_an_alarm(world_of: Callable[[int], World]) -> None:
    world = world_of(1)
    station = world.stations[0]
    opened = station.ask("pharmacist", OpenVault(name="Coffre fictif", pin=PIN))
    assert isinstance(opened, Recorded)
    told = Told(station.clock.now_ms(), False, None, "seen")
    out = EnterNarcotics(
        vault=opened.created[0],
        way="out",
        product="Morphine fictive",
        amount=Quantity("2", Unit.ONE),
        whom="Service",
        told=told,
        pin=PIN,
    )
    assert isinstance(station.ask("pharmacist", out), Recorded)
    world.learn(station)
    txs = world.model.of(world.comparer.held(station))
    ((file, state),) = station.replica.states.all(VaultState, FileType.VAULT)
    assert [one.rule for one in state.conflicts if one.alarm] == ["vault_negative"]
    silent = msgspec.structs.replace(state, conflicts=())
    station.replica.states.all = lambda kind, _sort: [(file, silent)] if kind is VaultState else []  # type: ignore[method-assign,assignment,return-value]
    assert ["alarm" in one.detail for one in ledgers.ledger_off(station, txs, 0, 0)] == [True]
