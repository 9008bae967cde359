"""Courses in which a derogation was asked: found once each, whoever wrote it."""

from __future__ import annotations

from node.store.asked import AskedCourses
from schema.acts.patient import Identity
from tests.node import circuit
from tests.node.handlers.test_derogations import ask
from tests.node.stations import Station


def test_only_courses_with_one_are_found(site: Station) -> None:
    asked = AskedCourses(site.replica.connection)
    one = circuit.ready(site)
    circuit.ready(site, identity=Identity("Autre", "", "Fictive", "1970-01-01", "F", "", ""))
    assert asked.all() == []
    dose = circuit.dose_of(site, one.course, "L1")
    ask(site, one, dose.dose, dose.versions[0])
    assert asked.all() == [one.course]
    assert asked.all() == AskedCourses(site.replica.connection).all()
