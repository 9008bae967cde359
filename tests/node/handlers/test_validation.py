"""Validation and go-ahead, in any order."""

from __future__ import annotations

from node.api.validation import DeferGoAhead, GiveGoAhead, Hold, Validate
from tests.node import circuit
from tests.node.stations import PIN, TODAY, Station


def test_go_ahead_before_validation(site: Station) -> None:
    someone = circuit.treated(site)
    circuit.go_ahead(site, someone.course)
    assert circuit.dose_of(site, someone.course, "L1").state == "prescribed"
    circuit.validate(site, someone.course)
    dose = circuit.dose_of(site, someone.course, "L1")
    assert (dose.state, dose.waits_for) == ("ready", ("prepare",))
    assert dose.validated is not None
    assert dose.validated.person == "Dr EXEMPLE Agathe"


def test_fluorouracil_is_not_validated_without_its_mention(site: Station) -> None:
    someone = circuit.treated(site)
    view = circuit.look(site, someone.course)
    command = Validate(course=someone.course, items=circuit.items(view), pin=PIN, based_on=view.heads)
    assert site.refused("pharmacist", command) == "mention.not_checked"


def test_a_prescriber_validates_nothing(site: Station) -> None:
    someone = circuit.treated(site)
    view = circuit.look(site, someone.course)
    command = Validate(course=someone.course, items=circuit.items(view), pin=PIN, based_on=view.heads)
    assert site.refused("prescriber", command) == "right.missing"


def test_a_hold_is_a_state_with_its_author(site: Station) -> None:
    someone = circuit.ready(site)
    view = circuit.look(site, someone.course)
    dose = circuit.dose_of(site, someone.course, "L1")
    command = Hold(
        course=someone.course,
        items=circuit.items(view, dose.dose),
        refused=False,
        reason="interaction à vérifier",
        pin=PIN,
        based_on=view.heads,
    )
    site.do("pharmacist", command)
    after = circuit.dose_of(site, someone.course, "L1")
    assert after.state == "held"
    assert after.held is not None
    assert after.held.person == "Dr EXEMPLE Agathe"
    assert circuit.dose_of(site, someone.course, "L2").state == "ready"


def test_a_go_ahead_is_deferred(site: Station) -> None:
    someone = circuit.ready(site)
    view = circuit.look(site, someone.course)
    defer = DeferGoAhead(
        course=someone.course,
        items=circuit.items(view),
        reason="neutropénie",
        pin=PIN,
        based_on=view.heads,
    )
    site.do("prescriber", defer)
    assert "deferred" in circuit.dose_of(site, someone.course, "L1").blocks
    late = GiveGoAhead(
        course=someone.course, items=circuit.items(view), day=TODAY, pin=PIN, based_on=view.heads
    )
    assert site.refused("prescriber", late) == "screen.stale"
