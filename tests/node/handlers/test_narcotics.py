"""The narcotics vault at work: two people at one screen, two workstations apart."""

from __future__ import annotations

import pytest

from node.api.base import Recorded
from node.api.narcotics import (
    CountedHere,
    CountVault,
    EnterNarcotics,
    GetVault,
    HandOverVault,
    ListVaults,
    OpenVault,
    ReconcileVault,
    Second,
    Vaults,
    VaultView,
    WitnessVault,
)
from node.api.people import WithdrawRights
from node.api.site import Verified, Verify
from schema.ids import Id
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.apart import Three, gone, seen_by_both
from tests.node.stations import PIN, Station, exchange

MORPHINE = "Morphine fictive 10 mg/mL ampoule"


def units(count: int) -> Quantity:
    return Quantity(str(count), Unit.ONE)


def look(station: Station, vault: Id) -> VaultView:
    return station.get("pharmacist", GetVault(vault=vault), VaultView)


def left(station: Station, vault: Id) -> str:
    (one,) = look(station, vault).balances
    return one.amount.value


@pytest.fixture
def vault(site: Station) -> Id:
    opened = site.do("pharmacist", OpenVault(name="Coffre fictif", pin=PIN)).created[0]
    enter(site, opened, "in", 10)
    return opened


def enter(station: Station, vault: Id, way: str, count: int, second: Second | None = None) -> Recorded:
    command = EnterNarcotics(
        vault=vault,
        way=way,
        product=MORPHINE,
        amount=units(count),
        whom="Oncologie",
        reason="périmées" if way == "destroyed" else "",
        told=circuit.told(station),
        pin=PIN,
        second=second,
    )
    return station.do("pharmacist", command)


def other(station: Station, who: str = "preparer", pin: str = PIN) -> Second:
    return Second(station.people[who], pin)


def counting(station: Station, vault: Id, count: int, second: Second | None) -> CountVault:
    lines = (CountedHere(MORPHINE, units(count)),)
    return CountVault(vault=vault, lines=lines, told=circuit.told(station), pin=PIN, second=second)


def handing(station: Station, vault: Id, to: str, count: int, second: Second | None) -> HandOverVault:
    view = look(station, vault)
    (keeper,) = [one.workstation for one in view.others if one.name == to]
    return HandOverVault(
        vault=vault,
        keeper=keeper,
        lines=(CountedHere(MORPHINE, units(count)),),
        told=circuit.told(station),
        pin=PIN,
        second=second,
        based_on=view.heads,
    )


def test_the_ledger_runs_and_is_kept_here(site: Station, vault: Id) -> None:
    enter(site, vault, "out", 3)
    (row,) = site.get("nurse", ListVaults(), Vaults).rows
    assert (row.name, row.keepers, row.here) == ("Coffre fictif", ("PUI-1",), True)
    lines = look(site, vault).lines
    assert [(line.way, line.balance.value if line.balance else "") for line in lines] == [
        ("out", "7"),
        ("in", "10"),
    ]
    command = OpenVault(name="Autre", pin=PIN)
    assert site.refused("nurse", command) == "right.missing"


def test_two_people_count_at_one_screen_each_with_their_pin(site: Station, vault: Id) -> None:
    assert (
        site.refused("pharmacist", counting(site, vault, 9, other(site, pin="000000"))) == "session.wrong_pin"
    )
    assert left(site, vault) == "10"
    assert site.refused("pharmacist", counting(site, vault, 9, other(site, "pharmacist"))) == "pair.witness"
    assert (
        site.refused("pharmacist", counting(site, vault, 9, other(site, "nurse"))) == "vault.second_may_not"
    )
    answer = site.do("pharmacist", counting(site, vault, 9, other(site)))
    assert len(answer.acts) == 2
    line = look(site, vault).lines[0]
    assert (left(site, vault), line.waiting) == ("9", False)
    assert line.second is not None
    assert line.second.person.endswith("Églantine")
    # The colleague's key is not left open behind them.
    assert site.desk.sessions.get(site.session("preparer")) is not None
    assert site.get("pharmacist", Verify(), Verified).findings == ()


def test_a_destruction_waits_for_its_second_person_who_may_come_later(site: Station, vault: Id) -> None:
    act = enter(site, vault, "destroyed", 2).acts[0]
    line = look(site, vault).lines[0]
    assert (left(site, vault), line.waiting) == ("8", True)
    sign = WitnessVault(vault=vault, what=act, pin=PIN)
    assert site.refused("pharmacist", sign) == "pair.witness"
    site.do("pharmacist2", sign)
    assert not look(site, vault).lines[0].waiting
    assert site.refused("preparer", sign) == "vault.nothing_to_witness"


def test_handed_over_with_a_count_by_two(stations: Three) -> None:
    one, other_station, _ = stations
    vault = one.do("pharmacist", OpenVault(name="Coffre fictif", pin=PIN)).created[0]
    enter(one, vault, "in", 10)
    empty = handing(one, vault, "HDJ-1", 10, other(one))
    empty = HandOverVault(
        vault=vault,
        keeper=empty.keeper,
        lines=(),
        told=empty.told,
        pin=PIN,
        second=empty.second,
        based_on=empty.based_on,
    )
    assert one.refused("pharmacist", empty) == "vault.count_all"
    one.do("pharmacist", handing(one, vault, "HDJ-1", 10, other(one)))
    exchange(one, other_station)
    assert look(other_station, vault).row.here
    assert one.refused("pharmacist", handing(one, vault, "USC-1", 10, other(one))) == "vault.not_keeper"
    assert [warning.code for warning in enter(one, vault, "out", 1).warnings] == ["vault.not_keeper"]
    assert look(one, vault).lines[0].apart


def test_a_line_found_later_is_reconciled_by_a_pharmacist_and_another(stations: Three) -> None:
    one, two, _ = stations
    vault = one.do("pharmacist", OpenVault(name="Coffre fictif", pin=PIN)).created[0]
    enter(one, vault, "in", 10)
    exchange(one, two)
    line = enter(two, vault, "out", 2).acts[0]
    one.clock.advance(hours=1)
    one.do("pharmacist", counting(one, vault, 8, other(one)))
    conflict = seen_by_both(one, two, "found_later", about="Coffre fictif")
    assert conflict.alarm
    assert left(one, vault) == "6"
    (row,) = [row for row in look(one, vault).lines if row.later]
    assert (row.act, row.apart) == (line, True)

    def reconcile(who: Second | None) -> ReconcileVault:
        heads = look(one, vault).heads
        return ReconcileVault(
            vault=vault, line=line, choice="counted", reason="vu", pin=PIN, second=who, based_on=heads
        )

    assert one.refused("preparer", reconcile(None)) == "right.missing"
    one.do("pharmacist", reconcile(other(one)))
    gone(one, two, "found_later")
    assert left(two, vault) == "8"
    assert one.refused("pharmacist", reconcile(other(one))) == "vault.nothing_to_reconcile"


def test_a_line_told_apart_from_the_withdrawal_of_the_right_is_reviewed_before_the_vault_moves(
    stations: Three,
) -> None:
    one, two, _ = stations
    vault = one.do("pharmacist", OpenVault(name="Coffre fictif", pin=PIN)).created[0]
    enter(one, vault, "in", 10)
    exchange(one, two)
    one.do("administrator", WithdrawRights(person=one.people["preparer"], rights=("narcotics",), pin=PIN))
    taken = EnterNarcotics(
        vault=vault,
        way="out",
        product=MORPHINE,
        amount=units(2),
        whom="Oncologie",
        reason="",
        told=circuit.told(two),
        pin=PIN,
    )
    two.do("preparer", taken)
    conflict = seen_by_both(one, two, "withdrawn_since", about="Coffre fictif")
    assert {left(station, vault) for station in (one, two)} == {"8"}
    lines = (CountedHere(MORPHINE, units(8)),)
    passing = HandOverVault(
        vault=vault,
        keeper=two.desk.vault.workstation,
        lines=lines,
        told=circuit.told(one),
        pin=PIN,
        based_on=look(one, vault).heads,
        second=None,
    )
    assert one.refused("pharmacist", passing) == "vault.unverified"
    circuit.settle(one, conflict, "dismiss", "pharmacist")
    gone(one, two, "withdrawn_since")
    assert {left(station, vault) for station in (one, two)} == {"10"}
