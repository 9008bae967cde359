"""The data of a label."""

from __future__ import annotations

from datetime import date

import pytest

from node.views.papers.label import label, recipient
from tests.node import circuit
from tests.node.stations import Station
from tests.node.views.papers.subjects import bag_in, dose_in, subject_of


def test_a_label_names_all_that_is_in_the_bag(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    press, subject = subject_of(site, someone.course)
    data = label(press, subject, dose_in(subject), bag_in(subject, bag))
    assert data.excipients[-1] == "G5 %"
    assert data.lot_number == data.register_number == "PUI-1 000001"
    assert (data.form, data.method, data.route) == ("solution pour perfusion", "perfusion", "intraveineuse")
    assert (data.duration_minutes, data.made_at) == (120, None)
    assert data.rate is not None
    assert not data.fatal_by_other_routes


def test_a_syringe_has_neither_duration_nor_rate(site: Station) -> None:
    someone = circuit.ready(site, "AZACITIDINE")
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    circuit.make(site, someone.course, bag)
    press, subject = subject_of(site, someone.course)
    data = label(press, subject, dose_in(subject), bag_in(subject, bag))
    assert (data.duration_minutes, data.rate, data.method) == (None, None, "injection")
    assert data.made_at is not None
    assert data.excipients


def test_a_vinca_alkaloid_kills_by_other_routes(site: Station) -> None:
    someone = circuit.ready(site, "R-CHOP21")
    view = circuit.look(site, someone.course)
    dose = next(one for one in view.doses if one.order.substance == "vincristine")
    bag = circuit.claim(site, someone.course, dose.dose)
    press, subject = subject_of(site, someone.course)
    data = label(press, subject, dose_in(subject, dose.order.line), bag_in(subject, bag))
    assert data.fatal_by_other_routes


@pytest.mark.parametrize(
    ("born", "expected"),
    [
        (date(2026, 6, 6), None),
        (date(2024, 6, 6), "infant"),
        (date(2024, 6, 5), "child"),
        (date(2008, 6, 6), "child"),
        (date(2008, 6, 5), "adult"),
    ],
)
def test_for_whom_it_is_goes_by_age(born: date, expected: str | None) -> None:
    assert recipient(born, date(2026, 6, 5)) == expected
