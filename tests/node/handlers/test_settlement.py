"""Settling: by who owns it, on what disagrees now, in every file it hangs on."""

from __future__ import annotations

import msgspec

from node.api.base import Recorded
from node.api.patient import ConfirmLink, CreatePatient, LinkPatients
from node.api.preparation import Claim, PreparationProposal, ProposePreparation
from node.api.settlement import AgreeDerogation, AskDerogation, Settle
from node.domain.preparation import decide_claim
from node.handlers.loading import OpenCourse, open_course
from schema.acts.preparation import VialUsed
from schema.ids import Id
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of, seen_by_both, shared
from tests.node.stations import PIN, Station, exchange


def test_the_same_dose_written_twice_is_settled_in_both_courses(stations: Three) -> None:
    one, other, _ = stations
    patient = circuit.create(one)
    circuit.size(one, patient)
    exchange(one, other)
    courses = []
    for station, who in ((one, "prescriber"), (other, "prescriber2")):
        course = circuit.include(station, patient, "GEMCITABINE", who=who, cycles=1)
        circuit.prescribe(station, course, who=who)
        courses.append(course)
    conflict = seen_by_both(one, other, "same_dose_twice", "prescriber")
    first = circuit.dose_of(one, courses[0], "L1").dose
    second = circuit.dose_of(one, courses[1], "L1").dose
    rows = circuit.inbox(one, "prescriber", mine=True)
    assert rows.keys() >= {"same_dose_twice"}
    assert all(len(side.summary) > 3 for side in conflict.sides)
    kept = {choice.keep for choice in conflict.choices if choice.choice == "same"}
    acts = {side.act for side in conflict.sides}
    same = [row for row in rows_of(one, "same_dose_twice") if {side.act for side in row.sides} == acts]
    assert kept <= {row.subject for row in same}
    assert len(kept) == 2
    # Three weeks, three doses written twice, each pair seen from both courses.
    open_rows = rows_of(one, "same_dose_twice")
    assert {row.course for row in open_rows} == set(courses)
    assert {first, second} <= {row.subject for row in open_rows}
    while rest := rows_of(one, "same_dose_twice"):
        row = next(item for item in rest if item.course == courses[0])
        before = len(rest)
        answer = circuit.settle(one, row, "same", "prescriber", keep=row.subject)
        assert len(answer.acts) == 2  # one act in each course
        assert len(rows_of(one, "same_dose_twice")) == before - 2
    gone(one, other, "same_dose_twice")
    # The one kept goes on; the other is not prepared any more.
    assert circuit.dose_of(other, courses[0], "L1").state == "prescribed"
    dropped = circuit.dose_of(other, courses[1], "L1")
    assert (dropped.blocks, dropped.waits_for) == (("same_dose_dropped",), ())


def test_a_patient_created_twice_is_linked_by_two_people(stations: Three) -> None:
    one, other, _ = stations
    first, second = circuit.create(one), circuit.create(other)
    conflict = seen_by_both(one, other, "patient_created_twice", "nurse")
    here, there = conflict.patient, conflict.subject
    assert {here, there} == {first, second}
    assert (conflict.course, conflict.choices) == (bytes(16), ())
    assert conflict.owners == ("identify",)
    heads = circuit.record(one, here).heads
    one.do("nurse", LinkPatients(patient=here, other=there, reason="carte", pin=PIN, based_on=heads))
    exchange(one, other)
    heads = circuit.record(other, here).heads
    other.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))
    gone(one, other, "patient_created_twice")
    assert circuit.record(one, first).banner.linked == (second,)


def test_a_newer_weight_asks_for_a_new_look(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    conflict = circuit.inbox(site, "prescriber", mine=True)["newer_weight"]
    assert any(key == "summary.weight" for side in conflict.sides for key, _ in side.summary)
    assert circuit.dose_of(site, someone.course, "L1").state == "held"
    while "newer_weight" in (open_now := circuit.inbox(site, "prescriber")):
        circuit.settle(site, open_now["newer_weight"], "reviewed", "prescriber")
    assert circuit.dose_of(site, someone.course, "L1").state == "ready"


def test_a_settlement_names_what_disagrees_now_and_who_owns_it(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    first, second = (circuit.claim(station, someone.course, dose) for station in (one, other))
    circuit.make(one, someone.course, first)
    circuit.make(other, someone.course, second)
    conflict = seen_by_both(one, other, "made_twice")

    def settling(choice: str, keep: Id | None, sides: int = 2) -> Settle:
        return Settle(
            file=conflict.file,
            rule=conflict.rule,
            subject=conflict.subject,
            heads=tuple(side.act for side in conflict.sides[:sides]),
            choice=choice,
            keep=keep,
            reason="vu",
            pin=PIN,
            based_on=circuit.look(one, conflict.course).heads,
        )

    assert one.refused("pharmacist", settling("keep", None)) == "conflict.keep_which"
    assert one.refused("pharmacist", settling("keep", first, sides=1)) == "conflict.changed"
    assert one.refused("pharmacist", settling("both", None)) == "conflict.no_such_choice"
    assert one.refused("nurse", settling("keep", first)) == "conflict.not_owner"
    assert one.refused("preparer", settling("keep", first)) == "right.missing"


def test_two_people_lift_a_hard_stop(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    bag = circuit.released(site, someone.course, dose.dose)
    site.clock.advance(days=30)
    view = circuit.look(site, someone.course)
    ask = AskDerogation(
        course=someone.course,
        subject=bag,
        rule="bag.expired",
        revision=dose.versions[0],
        reason="aucun autre flacon",
        pin=PIN,
        based_on=view.heads,
    )
    asked = site.do("prescriber", ask).acts[0]
    heads = circuit.look(site, someone.course).heads
    site.do("pharmacist", AgreeDerogation(course=someone.course, asked=asked, pin=PIN, based_on=heads))
    circuit.dispense(site, someone.course, bag)
    assert circuit.bag_of(site, someone.course, bag).state == "dispensed"


def test_nothing_is_created_by_looking(site: Station) -> None:
    circuit.ready(site)
    before = site.replica.counts()
    circuit.inbox(site, "pharmacist")
    circuit.inbox(site, "prescriber", mine=True, settled=True)
    assert site.replica.counts() == before
    assert site.refused("nurse", CreatePatient(identity=circuit.JEANNE)) == "patient.probable_duplicate"


def test_a_doubled_number_names_both_sheets(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    second = circuit.dose_of(one, someone.course, "L2").dose
    bag = circuit.claim(one, someone.course, dose)
    # Only a clone of the workstation could do this: another bag under a number of its series.
    proposal = other.get(
        "preparer", ProposePreparation(course=someone.course, dose=second), PreparationProposal
    )
    vial = VialUsed(proposal.product, proposal.label, proposal.cip13, "LOT", "2027-12-31", proposal.vials)
    command = Claim(
        course=someone.course,
        item=proposal.item,
        product=proposal.product,
        vials=(vial,),
        diluent_lot="D",
        based_on=proposal.heads,
    )
    opened = open_course(other.desk, someone.course)
    assert isinstance(opened, OpenCourse)
    session = other.desk.sessions.get(other.session("preparer"))
    assert session is not None
    clone = msgspec.structs.replace(other.desk.who(session), journal=one.desk.journal())
    decided = decide_claim(command, opened.situation, clone, bytes(range(16)), 1)
    assert isinstance(other.desk.record(decided, session), Recorded)
    conflict = seen_by_both(one, other, "doubled_number")
    assert conflict.alarm
    sheets = [dict(side.summary) for side in conflict.sides]
    assert {sheet["summary.number"] for sheet in sheets} == {"PUI-1 000001"}
    assert {sheet["summary.patient"] for sheet in sheets} == {"ESSAI Jeanne Noëlle"}
    assert len({sheet["summary.product"] for sheet in sheets}) == 2, "each by what it is of"
    rows = rows_of(one, "doubled_number")
    assert {row.subject for row in rows} == {bag, bytes(range(16))}
    for row in rows:
        circuit.settle(one, row, "reviewed", "pharmacist")
    gone(one, other, "doubled_number")
    # The number is taken, whoever took it.
    third = circuit.claim(one, someone.course, circuit.dose_of(one, someone.course, "L3").dose)
    assert circuit.bag_of(one, someone.course, third).number == "PUI-1 000002"
