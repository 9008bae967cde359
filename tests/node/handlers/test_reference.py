"""Signing the starter library, listing products."""

from __future__ import annotations

from node.api.course import ListRegimens, Regimens
from node.api.reference import Library, ListLibrary, ListProducts, Products, SignReference
from tests.node.stations import PIN, Station


def test_what_is_signed_word_for_word_is_left_alone(site: Station) -> None:
    before = site.replica.counts()[1]
    again = site.do("pharmacist", SignReference(pin=PIN))
    assert again.created == ()
    sessions = 1
    assert site.replica.counts()[1] == before + sessions


def test_what_one_workstation_signs_all_have(stations: tuple[Station, Station, Station]) -> None:
    pharmacy, hospital, _ = stations
    one = pharmacy.get("prescriber", ListRegimens(), Regimens)
    assert one == hospital.get("prescriber", ListRegimens(), Regimens)


def test_products_of_a_substance_whatever_its_accents(site: Station) -> None:
    every = site.get("preparer", ListProducts(), Products).rows
    assert len(every) == 16
    (row,) = site.get("preparer", ListProducts(substance="ETOPOSIDE"), Products).rows
    assert row.body.substance == "étoposide"
    assert site.get("preparer", ListProducts(substance="eau"), Products).rows == ()


def test_only_pharmacists_sign_and_only_what_there_is(site: Station) -> None:
    assert site.refused("prescriber", SignReference(pin=PIN)) == "right.missing"
    assert site.refused("pharmacist", SignReference(names=("NADA",), pin=PIN)) == "reference.unknown"
    assert site.do("pharmacist", SignReference(names=("limits",), pin=PIN)).acts == ()


def test_the_library_says_what_is_signed(site: Station) -> None:
    rows = site.get("pharmacist", ListLibrary(), Library).rows
    assert {row.sort for row in rows} == {"gates", "limits", "product", "regimen"}
    assert {row.state for row in rows} == {"signed"}
    assert {row.signed.person for row in rows if row.signed} == {"Dr EXEMPLE Agathe"}
    assert all(row.label for row in rows if row.sort not in {"gates", "limits"})
