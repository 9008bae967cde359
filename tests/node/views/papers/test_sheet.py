"""The data of a manufacturing sheet."""

from __future__ import annotations

from msgspec.structs import replace

from node.views.papers.sheet import sheet
from schema.quantity import Quantity, Unit, quantity
from tests.node import circuit
from tests.node.stations import Station
from tests.node.views.papers.subjects import bag_in, dose_in, subject_of


def test_before_the_work_there_are_blanks(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    press, subject = subject_of(site, someone.course)
    data = sheet(press, subject, dose_in(subject), bag_in(subject, bag))
    assert data.register_number == "PUI-1 000001"
    assert (data.maker.person, data.checker.person, data.release.decision) == (None, None, None)
    assert (data.made_at, data.incident) == (None, None)
    (active,) = data.actives
    assert (active.supplier, active.take, active.packs) == ("Laboratoire fictif", data.draw, 2)
    assert [lot.number for lot in active.lots] == ["LOT-1"]
    assert data.diluent is not None
    assert [lot.number for lot in data.diluent.lots] == ["DIL-9"]
    assert data.withdraw is None
    assert data.concentration_range == (
        Quantity("0.2", Unit.MG_PER_ML),
        Quantity("0.7", Unit.MG_PER_ML),
    )
    assert any("30,8" in step for step in data.steps)


def test_afterwards_it_says_who_did_what(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    circuit.make(site, someone.course, bag)
    circuit.check(site, someone.course, bag)
    circuit.release(site, someone.course, bag, reason="particules")
    press, subject = subject_of(site, someone.course)
    data = sheet(press, subject, dose_in(subject), bag_in(subject, bag))
    assert data.maker.person == "IMAGINAIRE Églantine"
    assert data.checker.person == "SUPPOSÉ Firmin"
    assert (data.release.decision, data.release.reason) == ("rejected", "particules")
    assert data.made_at is not None


def test_a_dose_off_the_theoretical_one_is_told_to_whoever_makes_it(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    press, subject = subject_of(site, someone.course)
    dose = dose_in(subject)
    plain = sheet(press, subject, dose, bag_in(subject, bag)).cautions
    written = dose.versions[0].order
    more = quantity(written.theoretical.decimal * 10, written.theoretical.unit)
    version = replace(dose.versions[0], order=replace(written, prescribed=more))
    said = sheet(press, subject, replace(dose, versions=(version,)), bag_in(subject, bag)).cautions
    assert said[1:] == plain
    assert "1\u202f000\u00a0% de la dose théorique" in said[0]


def test_an_undiluted_dose_has_no_diluent(site: Station) -> None:
    someone = circuit.ready(site, "AZACITIDINE")
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    press, subject = subject_of(site, someone.course)
    data = sheet(press, subject, dose_in(subject), bag_in(subject, bag))
    assert data.diluent is None
    assert data.route == "sous-cutanée"
    assert any("sans diluer" in step for step in data.steps)


def test_a_powder_s_solvent_has_a_line_to_write_its_lot(site: Station) -> None:
    someone = circuit.ready(site, "R-CHOP21")
    view = circuit.look(site, someone.course)
    dose = next(one for one in view.doses if one.order.substance == "cyclophosphamide")
    bag = circuit.claim(site, someone.course, dose.dose)
    press, subject = subject_of(site, someone.course)
    data = sheet(press, subject, dose_in(subject, dose.order.line), bag_in(subject, bag))
    (solvent,) = data.others
    assert (solvent.supplier, solvent.lots, solvent.blank_lots) == (None, (), 1)
    assert data.diluent is not None
    assert data.diluent.supplier is None
    assert data.table_version is not None
    assert data.table_version.startswith("RCP cyclophosphamide")
