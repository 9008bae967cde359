"""A bag goes to another patient's dose: checked, signed, numbered anew, traceable to both courses."""

from __future__ import annotations

import msgspec
import pytest

from node.api.base import Recorded
from node.api.dispensing import Dispense
from node.api.paper import MakePaper, Paper
from node.api.register import GetRegister, Register
from node.api.release import Destroy
from node.api.worklist import GetWorklist, Worklist
from node.domain.reattribution import decide_reattribute
from node.handlers.loading import OpenCourse, open_course
from node.handlers.reattribution import limit
from schema.acts.base import Told
from schema.acts.patient import Identity
from schema.ids import Id
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of
from tests.node.circuit import Treated
from tests.node.paper.reading import pages_of, squeezed
from tests.node.reattributing import command, proposal, reattribute, taken_alone
from tests.node.stations import PIN, TODAY, Station, exchange

PIERRE = Identity("Exemple", "", "Pierre", "1958-11-30", "M", "9900054321", "")


def two(station: Station) -> tuple[Treated, Treated, Id, Id]:
    """Two patients of one size with the same first dose: the doses."""
    first = circuit.ready(station)
    second = circuit.ready(station, identity=PIERRE)
    doses = [circuit.dose_of(station, one.course, "L1").dose for one in (first, second)]
    return first, second, doses[0], doses[1]


def test_a_returned_bag_becomes_another_patients_under_a_number_of_its_own(site: Station) -> None:
    first, second, dose, other = two(site)
    bag = circuit.on_the_ward(site, first.course, dose)
    assert [one.code for one in proposal(site, first.course, bag).objections] == ["bag.on_the_ward"]
    circuit.not_give(site, first.course, dose, bag)
    shown = proposal(site, first.course, bag)
    (target,) = shown.targets
    assert (target.patient.identity.birth_name, target.off_percent, target.objections) == (
        "Exemple",
        "0 %",
        (),
    )
    new = reattribute(site, first.course, bag, second.course)
    view = circuit.bag_of(site, second.course, new)
    assert (view.state, view.number, view.use_by) == ("made", "PUI-1 000002", shown.use_by)
    made = view.made
    assert made is not None
    assert made.person.endswith("Églantine")
    assert circuit.bag_of(site, first.course, bag).state == "reassigned"
    day = site.get("pharmacist", GetWorklist(day=TODAY, mine=False), Worklist).items
    numbers = {item.course: item.number for item in day if item.dose in (dose, other)}
    assert numbers == {first.course: "", second.course: "PUI-1 000002"}
    series = site.desk.journal()
    lines = {line.number: line for line in site.get("pharmacist", GetRegister(series=series), Register).lines}
    assert (lines[1].state, lines[1].goes_on_as, lines[2].goes_on_as) == ("reassigned", "PUI-1 000002", "")
    assert lines[1].reason
    order = MakePaper(what="register", series=series, first=1, last=2)
    printed = squeezed(" ".join(pages_of(site.get("pharmacist", order, Paper).pdf)))
    assert squeezed("Réattribuée\u202f: n° PUI-1 000002") in printed
    assert squeezed(lines[1].reason) in printed
    circuit.check(site, second.course, new)
    circuit.release(site, second.course, new)
    circuit.dispense(site, second.course, new)
    circuit.receive(site, second.course, new)
    circuit.give(site, second, other, new)
    assert circuit.dose_of(site, second.course, "L1").state == "given"
    dispense = Dispense(course=first.course, bag=bag, ward=circuit.WARD, told=circuit.told(site), pin=PIN)
    assert site.refused("pharmacist", dispense) == "bag.reassigned"


def test_with_whom_the_dose_and_the_bag_were_confirmed_is_told_before(stations: Three) -> None:
    pharmacy, hospital, _ = stations
    first, second, dose, _ = two(pharmacy)
    bag = circuit.released(pharmacy, first.course, dose)

    def told() -> dict[str, tuple[bool, bool, bool]]:
        (target,) = proposal(pharmacy, first.course, bag).targets
        return {one.workstation: (one.connected, one.holds, one.received) for one in target.confirmed}

    assert told() == {"HDJ-1": (False, False, False), "USC-1": (False, False, False)}
    exchange(pharmacy, hospital)
    assert told()["HDJ-1"] == (False, True, False)
    # What is said of either course it has to hold.
    circuit.go_ahead(pharmacy, first.course)
    assert told()["HDJ-1"] == (False, False, False)
    exchange(pharmacy, hospital)
    assert told()["HDJ-1"] == (False, True, False)
    circuit.go_ahead(pharmacy, second.course)
    assert told()["HDJ-1"] == (False, False, False)


def test_a_new_sheet_and_a_new_label_say_where_it_comes_from(site: Station) -> None:
    first, second, dose, _ = two(site)
    bag = circuit.released(site, first.course, dose)
    new = reattribute(site, first.course, bag, second.course)
    said = {}
    for what in ("sheet", "label"):
        paper = site.get("pharmacist", MakePaper(what=what, course=second.course, bag=new), Paper)
        assert paper.duplicate == 0
        said[what] = squeezed(" ".join(pages_of(paper.pdf)))
        for word in ("PUI-1 000002", "EXEMPLE", "Pierre"):
            assert squeezed(word) in said[what], word
        assert squeezed("ESSAI") not in said[what]
    # The old number stands on the sheet, which stays in the pharmacy; the label goes to the bedside.
    assert squeezed("PUI-1 000001") in said["sheet"]
    assert squeezed("PUI-1 000001") not in said["label"]


def test_what_it_was_made_as_is_known_through_every_re_attribution(site: Station) -> None:
    first, second, dose, other = two(site)
    anna = Identity("Spécimen", "", "Anna", "1961-01-15", "F", "9900077777", "")
    last = circuit.ready(site, identity=anna)
    bag = circuit.released(site, first.course, dose)
    new = reattribute(site, first.course, bag, second.course)
    newest = reattribute(site, second.course, new, last.course)
    names = site.desk.names
    for course, one in ((first.course, bag), (second.course, new), (last.course, newest)):
        made = names.made_as(course, one)
        assert made is not None
        assert (made.bag, made.item.dose) == (bag, dose)
    now = names.content(second.course, new)
    assert now is not None
    assert now.item.dose == other
    assert names.made_as(first.course, new) is None
    assert names.made_as(bytes(16), bag) is None


def test_what_does_not_fit_is_refused(site: Station) -> None:
    first, second, dose, _ = two(site)
    bag = circuit.released(site, first.course, dose)
    wanted = command(site, first.course, bag, second.course)
    assert site.refused("preparer", wanted) == "right.missing"
    stale = msgspec.structs.replace(wanted, based_on=())
    assert site.refused("pharmacist", stale) == "screen.stale"
    circuit.claim(site, second.course, wanted.item.dose)
    heads = (*circuit.look(site, first.course).heads, *circuit.look(site, second.course).heads)
    late = msgspec.structs.replace(wanted, based_on=heads)
    assert site.refused("pharmacist", late) == "dose.already_claimed"
    site.clock.advance(days=30)
    expired = [one.code for one in proposal(site, first.course, bag).objections]
    assert expired == ["bag.expired"]


def _moved_apart(one: Station, other: Station) -> tuple[Treated, Treated, Id, Id]:
    first, second, dose, _ = two(one)
    bag = circuit.released(one, first.course, dose)
    exchange(one, other)
    new = reattribute(one, first.course, bag, second.course)
    return first, second, bag, new


def moved_and_given(one: Station, other: Station) -> tuple[Treated, Treated, Id]:
    """At one the bag went to another treatment, at the other it was given under its old number."""
    first, second, bag, new = _moved_apart(one, other)
    circuit.dispense(other, first.course, bag)
    circuit.receive(other, first.course, bag)
    circuit.give(other, first, circuit.dose_of(other, first.course, "L1").dose, bag)
    exchange(one, other)
    return first, second, new


def test_re_attributed_apart_from_being_given_is_held_in_both_courses(stations: Three) -> None:
    one, other, _ = stations
    first, second, new = moved_and_given(one, other)
    rows = {row.course: row for row in rows_of(other, "reattributed_apart")}
    assert set(rows) == {first.course, second.course}
    assert all(row.alarm and row.owners == ("release",) for row in rows.values())
    assert circuit.bag_of(one, second.course, new).held
    numbers = [dict(side.summary).get("summary.to_number") for side in rows[first.course].sides]
    assert "PUI-1 000002" in numbers
    made = circuit.dose_of(one, first.course, "L1").order
    # In both courses each side says which bag it speaks of and what that was made as, and so do the choices.
    for row in rows.values():
        for side in row.sides:
            told = dict(side.summary)
            assert (told["summary.number"], told["summary.substance"]) == ("PUI-1 000001", made.substance)
            assert told["summary.dose"] == made.prescribed.shown("fr")
        kept = {choice.kept for choice in row.choices if choice.keep is not None}
        assert kept == {f"PUI-1 000002, {made.substance} {made.prescribed.shown('fr')}"}
    circuit.settle(one, rows[second.course], "none", "pharmacist")
    gone(one, other, "reattributed_apart")
    assert circuit.bag_of(other, second.course, new).held
    destroy = Destroy(course=second.course, bag=new, reason="n’existe pas", told=circuit.told(one), pin=PIN)
    one.do("pharmacist", destroy)
    assert "prepare" in circuit.dose_of(one, second.course, "L1").waits_for


def test_re_attributed_twice_apart_one_number_is_kept(stations: Three) -> None:
    one, other, third = stations
    first, second, dose, _ = two(one)
    anna = Identity("Spécimen", "", "Anna", "1961-01-15", "F", "9900077777", "")
    last = circuit.ready(one, identity=anna)
    bag = circuit.released(one, first.course, dose)
    exchange(one, other)
    mine = reattribute(one, first.course, bag, second.course)
    theirs = reattribute(other, first.course, bag, last.course)
    exchange(one, third)
    exchange(third, other)
    exchange(one, third)
    rows = {row.course: row for row in rows_of(third, "reattributed_apart")}
    assert set(rows) == {first.course, second.course, last.course}
    conflict = rows[first.course]
    assert {choice.keep for choice in conflict.choices} == {mine, theirs, None}
    circuit.settle(third, conflict, "keep", "pharmacist", keep=theirs)
    for station in (one, other):
        exchange(station, third)
        assert rows_of(station, "reattributed_apart") == []
        assert not circuit.bag_of(station, last.course, theirs).held
        assert circuit.bag_of(station, second.course, mine).held


@pytest.mark.parametrize("kept", ["new", "old"])
def test_taken_over_and_never_let_go_is_held_in_both_courses_until_one_number_is_kept(
    stations: Three, monkeypatch: pytest.MonkeyPatch, kept: str
) -> None:
    one, other, third = stations
    first, second, dose, _ = two(one)
    bag = circuit.released(one, first.course, dose)
    exchange(one, other)
    new = taken_alone(other, monkeypatch, first.course, bag, second.course)
    exchange(other, third)  # through a relay
    exchange(third, one)
    rows = {row.course: row for row in rows_of(one, "not_let_go")}
    assert set(rows) == {first.course, second.course}
    assert all(row.alarm and row.owners == ("release",) for row in rows.values())
    assert {choice.keep for row in rows.values() for choice in row.choices} == {bag, new}
    # One bag under two numbers: what is in it is what it was made as, whatever dose it serves now.
    for row in rows.values():
        kept_as = {choice.kept for choice in row.choices}
        assert kept_as == {
            f"{number}, oxaliplatine 154\u00a0mg" for number in ("PUI-1 000001", "HDJ-1 000001")
        }
    assert circuit.bag_of(one, first.course, bag).held
    assert circuit.bag_of(one, second.course, new).held
    dispense = Dispense(course=first.course, bag=bag, ward=circuit.WARD, told=circuit.told(one), pin=PIN)
    assert one.refused("pharmacist", dispense) == "dose.conflict"
    keep = new if kept == "new" else bag
    circuit.settle(third, rows_of(third, "not_let_go")[0], "keep", "pharmacist", keep=keep)
    exchange(third, one)
    gone(one, other, "not_let_go")
    assert circuit.bag_of(other, first.course, bag).held is (kept == "new")
    assert circuit.bag_of(other, second.course, new).held is (kept == "old")
    course, left = (first.course, bag) if kept == "new" else (second.course, new)
    destroy = Destroy(course=course, bag=left, reason="n’existe pas", told=circuit.told(one), pin=PIN)
    one.do("pharmacist", destroy)
    assert "prepare" in circuit.dose_of(one, course, "L1").waits_for
    gone(one, other, "not_let_go")


def test_what_is_open_about_its_first_number_can_be_settled_where_a_bag_went_on_to(stations: Three) -> None:
    one, other, _ = stations
    first, second, bag, new = _moved_apart(one, other)
    third = circuit.ready(one, identity=msgspec.structs.replace(PIERRE, birth_name="Modèle", ipp="990001"))
    newest = reattribute(one, second.course, new, third.course)
    circuit.dispense(other, first.course, bag)
    circuit.receive(other, first.course, bag)
    circuit.give(other, first, circuit.dose_of(other, first.course, "L1").dose, bag)
    exchange(one, other)
    rows = {row.course: row for row in rows_of(one, "reattributed_apart")}
    assert set(rows) == {first.course, third.course}
    assert [choice.choice for choice in rows[third.course].choices] == ["none"]
    assert circuit.bag_of(one, third.course, newest).held
    circuit.settle(one, rows[third.course], "none", "pharmacist")
    gone(one, other, "reattributed_apart")
    assert circuit.bag_of(other, third.course, newest).held


def test_a_bag_of_another_patient_is_never_ones_own(site: Station) -> None:
    first, second, dose, _ = two(site)
    bag = circuit.released(site, first.course, dose)
    here, wanted = open_course(site.desk, first.course), command(site, first.course, bag, second.course)
    assert isinstance(here, OpenCourse)
    session = site.desk.sessions.get(site.session("pharmacist"))
    assert session is not None
    who = site.desk.who(session)
    there = open_course(site.desk, second.course)
    assert isinstance(there, OpenCourse)
    linked = msgspec.structs.replace(there.situation, person=here.situation.person)
    told = Told(0, False, None, "seen")
    decided = decide_reattribute(wanted, here.situation, linked, who, bytes(16), 9, told, limit(site.desk))
    assert getattr(decided, "code", "") == "reattribution.same_patient"
    assert isinstance(site.do("pharmacist", wanted), Recorded)
