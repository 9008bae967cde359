"""A bag that only an act set aside tells of: what was claimed, and nothing that came of it."""

from __future__ import annotations

from pathlib import Path

from node.views.papers.aside import STATUS, bag_aside
from node.views.teller import Teller
from tests.node import circuit
from tests.node.cloned import two_under_one_number
from tests.node.stations import Station, Template
from tests.node.views.papers.subjects import subject_of


def test_each_claim_set_aside_has_its_bag(template: Template, tmp_path: Path) -> None:
    with two_under_one_number(template, tmp_path) as cloned:
        press, subject = subject_of(cloned.other, cloned.course)
        for bag in (cloned.first, cloned.second):
            found = bag_aside(subject.situation.course, bag, press.tell)
            assert found is not None
            assert (found.bag, found.content.bag, found.status, found.held) == (bag, bag, STATUS, True)
            claim = press.tell.act(found.claim)
            assert claim is not None
            assert claim.set_aside
        assert bag_aside(subject.situation.course, bytes(16), press.tell) is None


def test_a_bag_that_counts_is_not_aside(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    _, subject = subject_of(site, someone.course)
    assert bag_aside(subject.situation.course, bag, Teller(site.desk.names)) is None
