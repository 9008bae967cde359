"""Regimen or product retired or corrected ‖ used."""

from __future__ import annotations

import pytest

from node.api.reference import Library, LibraryRow, ListLibrary, RetireVersion, SignReference
from node.api.release import Destroy
from node.domain.merge.used_and_retired import MADE_FROM, RULE
from tests.node import circuit
from tests.node.apart import Three, rows_of
from tests.node.meeting import WAYS, inbox_of, meet, open_at_both
from tests.node.stations import PIN, Station, exchange

CODE = "GEMCITABINE"


def _row(station: Station, sort: str) -> LibraryRow:
    rows = station.get("pharmacist", ListLibrary(), Library).rows
    return next(row for row in rows if row.sort == sort and CODE in f"{row.name} {row.label}".upper())


def retire(station: Station, sort: str, *, wrong: bool) -> None:
    row = _row(station, sort)
    assert row.version is not None
    command = RetireVersion(file=row.file, version=row.version, wrong=wrong, reason="erreur", pin=PIN)
    station.do("pharmacist2", command)


@pytest.mark.parametrize("wrong", [True, False])
@pytest.mark.parametrize("way", WAYS)
def test_a_dose_validated_apart_is_to_be_validated_again(stations: Three, way: str, wrong: bool) -> None:
    one, other, _ = stations
    someone = circuit.treated(one, CODE)
    exchange(one, other)
    circuit.validate(one, someone.course)
    retire(other, "regimen", wrong=wrong)
    meet(stations, way)
    conflict = open_at_both(stations, RULE, "pharmacist")
    assert (conflict.owners, {one.choice for one in conflict.choices}) == (("validate",), {"reviewed"})
    dose = circuit.dose_of(other, someone.course, "L1")
    assert "validate" in dose.waits_for
    assert "prepare" not in dose.waits_for
    circuit.validate(other, someone.course)
    exchange(one, other)
    assert RULE not in inbox_of(one, "pharmacist")


def test_retired_without_an_error_what_was_decided_before_goes_on(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.treated(one, CODE)
    circuit.validate(one, someone.course)
    exchange(one, other)
    retire(other, "regimen", wrong=False)
    exchange(one, other)
    assert RULE not in inbox_of(one, "pharmacist")


def test_an_error_concerns_what_was_decided_before_too(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.treated(one, CODE)
    circuit.validate(one, someone.course)
    exchange(one, other)
    retire(other, "regimen", wrong=True)
    exchange(one, other)
    open_at_both(stations, RULE, "pharmacist")
    days = rows_of(one, RULE)
    assert len(days) > 1
    for conflict in days:
        circuit.settle(one, conflict, "reviewed", "pharmacist")
    exchange(one, other)
    assert RULE not in inbox_of(other, "pharmacist")


@pytest.mark.parametrize("way", WAYS)
def test_a_bag_made_apart_from_a_retired_product_is_held(stations: Three, way: str) -> None:
    one, other, _ = stations
    someone = circuit.ready(one, CODE)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    bag = circuit.released(one, someone.course, dose)
    retire(other, "product", wrong=True)
    meet(stations, way)
    conflict = open_at_both(stations, MADE_FROM, "pharmacist")
    assert (conflict.subject, conflict.owners, conflict.alarm) == (bag, ("release",), False)
    assert "dispense" not in circuit.dose_of(other, someone.course, "L1").waits_for
    circuit.settle(other, conflict, "reviewed", "pharmacist")
    exchange(one, other)
    assert "dispense" in circuit.dose_of(one, someone.course, "L1").waits_for


def test_a_bag_on_the_ward_alarms_and_its_destruction_is_a_way_out(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.ready(one, CODE)
    exchange(one, other)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    bag = circuit.on_the_ward(one, someone.course, dose)
    retire(other, "product", wrong=True)
    exchange(one, other)
    assert open_at_both(stations, MADE_FROM, "pharmacist").alarm
    told = circuit.told(other)
    other.do(
        "pharmacist", Destroy(course=someone.course, bag=bag, reason="version erronée", told=told, pin=PIN)
    )
    exchange(one, other)
    assert MADE_FROM not in inbox_of(one, "pharmacist")


def test_a_bag_made_from_a_later_version_is_left_alone(stations: Three) -> None:
    one, other, _ = stations
    retire(one, "product", wrong=True)
    one.do("pharmacist", SignReference(names=(_row(one, "product").name,), pin=PIN))
    someone = circuit.ready(one, CODE)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    circuit.released(one, someone.course, dose)
    exchange(one, other)
    assert MADE_FROM not in inbox_of(other, "pharmacist")
