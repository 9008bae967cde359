"""The data of a day's list."""

from __future__ import annotations

from node.views.papers.daylist import day_list
from schema.acts.patient import Identity
from tests.node import circuit
from tests.node.stations import TODAY, Station
from tests.node.views.papers.subjects import dose_in, subject_of


def test_a_line_ticks_what_is_done(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.released(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    press, subject = subject_of(site, someone.course)
    doses = [(subject, dose_in(subject, line)) for line in ("L2", "L1")]
    data = day_list(press, TODAY, doses)
    first, second = data.lines
    assert (first.drug, second.drug) == ("oxaliplatine", "acide folinique")
    assert first.done == {"validated", "go_ahead", "made", "released"}
    assert second.done == {"validated", "go_ahead"}
    assert (first.register_number, second.register_number) == ("PUI-1 000001", None)
    assert (first.state.word, first.state.shape) == ("libérée", "diamond")
    assert data.illustrative
    circuit.dispense(site, someone.course, bag)
    circuit.receive(site, someone.course, bag)
    circuit.give(site, someone, doses[1][1].dose, bag)
    press, subject = subject_of(site, someone.course)
    (line,) = day_list(press, TODAY, [(subject, dose_in(subject))]).lines
    assert line.done >= {"delivered", "given"}
    assert (line.state.shape, line.remark) == ("circle", None)


def test_patients_in_order_and_doubles_marked(site: Station) -> None:
    one = circuit.treated(site)
    circuit.create_anyway(site, one.patient)
    other = circuit.treated(site, identity=Identity("Abel-Fictif", "", "Zoé", "1971-01-01", "F", "", ""))
    pairs = [(site, course) for course in (one.course, other.course)]
    press, first = subject_of(*pairs[0])
    _, second = subject_of(*pairs[1])
    lines = day_list(press, TODAY, [(first, dose_in(first)), (second, dose_in(second))]).lines
    assert [line.family_name for line in lines] == ["Abel-Fictif", "Essai"]
    assert [line.identity_to_check for line in lines] == [False, True]


def test_an_empty_day_is_a_list_too(site: Station) -> None:
    someone = circuit.treated(site)
    press, _ = subject_of(site, someone.course)
    data = day_list(press, "2026-01-01", [])
    assert (data.lines, data.illustrative, data.scope) == ((), False, "Tous les services")
