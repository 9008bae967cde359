"""A press and a subject from a real site, for the tests of papers' data."""

from __future__ import annotations

from node.clock import site_time
from node.domain.state import Bag, Dose
from node.handlers.loading import OpenCourse, open_course
from node.paper.data import Pharmacy, Printing
from node.views.papers.press import Press, Subject
from schema.ids import Id
from tests.node.stations import Station

PHARMACY = Pharmacy(name="PUI fictive", address=("1, allée de l’Œillet",))


def subject_of(site: Station, course: Id) -> tuple[Press, Subject]:
    """What papers about this course are made from."""
    opened = open_course(site.desk, course)
    assert isinstance(opened, OpenCourse)
    situation = opened.situation
    included = situation.course.included
    assert included is not None
    assert situation.regimen is not None
    printing = Printing(
        printed_at=site_time(site.clock.now_ms()), workstation="PUI-1", person="Agathe", witness="7F3K9Q2B"
    )
    press = Press(
        opened.tell,
        PHARMACY,
        printing,
        licences=lambda person: "10099" if person == site.people["prescriber"] else "",
        holder=lambda cip13: "Laboratoire fictif" if cip13 else "",
    )
    return press, Subject(situation, included, situation.regimen, opened.patients)


def dose_in(subject: Subject, line: str = "L1") -> Dose:
    """One dose of the first cycle."""
    doses = subject.situation.course.doses
    return next(dose for dose in doses if dose.versions[0].order.line == line and dose.cycle == 1)


def bag_in(subject: Subject, bag: Id) -> Bag:
    """One bag."""
    found = subject.situation.bag(bag)
    assert found is not None
    return found
