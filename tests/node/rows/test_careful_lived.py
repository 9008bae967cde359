"""What somebody careful did at a workstation that was shut out or cloned, on real replicas.

Whichever is heard of first, through a third, refolded: it is set aside, holds its dose, its owner is told.
"""

from __future__ import annotations

import shutil
from contextlib import ExitStack
from pathlib import Path

import pytest

from node.api.course import StopCourse
from node.api.patient import NotePatient
from node.api.preparation import PreparationProposal, ProposePreparation
from node.api.validation import DeferGoAhead, Hold
from node.api.workstations import RemoveWorkstation, SuspendWorkstation
from node.domain.merge.careful import CODES, DECIDED, ORDERED, STOPPED
from schema.acts.patient import Identity
from schema.acts.release import BagRecalled, ReleaseDecided
from schema.i18n import text
from schema.ids import Id
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.apart import Three
from tests.node.circuit import Treated
from tests.node.meeting import WAYS, meet
from tests.node.reattributing import reattribute
from tests.node.rows.parting import forged, revise, rows_at, settle
from tests.node.rows.test_members_lived import everywhere, known_everywhere
from tests.node.stations import PIN, Clock, Station, Template, copied, exchange, opened, send

WHAT = {"a stop": STOPPED, "a deferral": STOPPED, "a hold": DECIDED, "a lower order": ORDERED}


def careful(station: Station, someone: Treated, dose: Id, what: str) -> None:
    """One of them, by somebody signed in here as on any day."""
    view = circuit.look(station, someone.course)
    heads, course, items = view.heads, someone.course, circuit.items(view, dose)
    if what == "a stop":
        stop = StopCourse(course=course, level="course", reason="toxicité", pin=PIN, based_on=heads)
        station.do("prescriber", stop)
    elif what == "a deferral":
        station.do(
            "prescriber", DeferGoAhead(course=course, items=items, reason="fièvre", pin=PIN, based_on=heads)
        )
    elif what == "a hold":
        hold = Hold(course=course, items=items, refused=True, reason="à revoir", pin=PIN, based_on=heads)
        station.do("pharmacist2", hold)
    else:
        revise(station, someone, dose, "25")


def holds(station: Station, someone: Treated, dose: Id, what: str, why: str, by: str) -> None:
    """The dose waits there for nothing but that; who, where, when and why is told in both languages."""
    rule = WHAT[what]
    here = next(one for one in circuit.look(station, someone.course).doses if one.dose == dose)
    assert (here.waits_for, list(here.blocks)) == (("settle",), [rule])
    who = "prescriber" if rule != DECIDED else "pharmacist"
    (row,) = (row for row in circuit.inbox(station, who, mine=True).values() if row.rule in CODES)
    assert (row.rule, row.alarm, row.open) == (rule, True, True)
    (side,) = row.sides
    assert side.stamp.workstation == by
    assert side.stamp.person
    assert side.stamp.at
    assert ("summary.aside", text(f"aside.{why}", "fr")) in side.summary
    asked = ProposePreparation(course=someone.course, dose=dose)
    objections = station.get("preparer", asked, PreparationProposal).objections
    assert [(one.code, dict(one.values)) for one in objections] == [("dose.conflict", {"rule": rule})]


@pytest.mark.parametrize("removal", [False, True], ids=["suspended", "removed"])
@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("way", WAYS)
def test_at_a_workstation_that_is_shut_out(stations: Three, way: str, what: str, *, removal: bool) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    known_everywhere(stations)
    theirs = other.desk.vault.workstation
    if removal:
        one.agree(one.do("administrator", RemoveWorkstation(workstation=theirs, reason="volé", pin=PIN)))
    else:
        one.do("administrator", SuspendWorkstation(workstation=theirs, reason="introuvable", pin=PIN))
    careful(other, someone, dose, what)
    meet(stations, way)
    for station in everywhere(stations):
        holds(station, someone, dose, what, "cut" if removal else "suspended", "HDJ-1")
    who = "pharmacist" if WHAT[what] == DECIDED else "prescriber"
    circuit.settle(one, circuit.inbox(one, who)[WHAT[what]], "dismiss", who)
    for station in everywhere(stations):
        here = circuit.dose_of(station, someone.course, "L1")
        assert (here.waits_for, here.blocks) == (("prepare",), ())
        assert not CODES & {*circuit.inbox(station, who)}


@pytest.mark.parametrize("recalled", [True, False], ids=["recalled", "rejected"])
@pytest.mark.parametrize("way", WAYS)
def test_of_a_bag_that_went_to_somebody_else_meanwhile(stations: Three, way: str, *, recalled: bool) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    dose = circuit.dose_of(one, someone.course, "L1").dose
    anna = Identity("Spécimen", "", "Anna", "1961-01-15", "F", "9900077777", "")
    second = circuit.ready(one, identity=anna)
    bag = circuit.released(one, someone.course, dose)
    known_everywhere(stations)
    theirs = other.desk.vault.workstation
    new = reattribute(one, someone.course, bag, second.course)
    one.do("administrator", SuspendWorkstation(workstation=theirs, reason="introuvable", pin=PIN))
    body = BagRecalled(bag, "fuite") if recalled else ReleaseDecided(bag, released=False, reason="fuite")
    forged(other, "pharmacist2", FileRef(FileType.COURSE, someone.course), body)
    meet(stations, way)
    for station in everywhere(stations):
        assert circuit.bag_of(station, second.course, new).held
        rows = rows_at(station, DECIDED, FileRef(FileType.COURSE, second.course))
        assert [(row.alarm, row.open) for row in rows] == [(True, True)]
    settle(one, rows_at(one, DECIDED, FileRef(FileType.COURSE, second.course)), "dismiss", "pharmacist")
    for station in everywhere(stations):
        assert not [row for row in circuit.inbox(station, "pharmacist").values() if row.rule in CODES]
        assert not circuit.bag_of(station, second.course, new).held


@pytest.mark.parametrize("what", WHAT)
@pytest.mark.parametrize("clone_first", [False, True])
def test_at_a_workstation_that_was_cloned(
    template: Template, tmp_path: Path, what: str, *, clone_first: bool
) -> None:
    folder, clock = copied(template, tmp_path), Clock()
    with ExitStack() as stack:

        def at(where: Path, name: str, seed: int) -> Station:
            contents = template.contents[name]
            return stack.enter_context(opened(where, name, contents, template.people, clock, seed=seed))

        pharmacy = at(folder, "PUI-1", 11)
        someone = circuit.ready(pharmacy)
        dose = circuit.dose_of(pharmacy, someone.course, "L1").dose
        with opened(folder, "HDJ-1", template.contents["HDJ-1"], template.people, clock, seed=13) as before:
            exchange(pharmacy, before)
        shutil.copytree(folder / "HDJ-1", tmp_path / "clone" / "HDJ-1")
        hospital, clone = at(folder, "HDJ-1", 14), at(tmp_path / "clone", "HDJ-1", 15)

        def hears_the_clone() -> None:
            rows = [row.data for row in clone.replica.chain.everything()]
            pharmacy.replica.receive(rows, clone.desk.vault.workstation, clock.now_ms())

        careful(hospital, someone, dose, what)
        clone.do("nurse", NotePatient(patient=someone.patient, text="là"))
        for hears_clone in (clone_first, not clone_first):
            if hears_clone:
                hears_the_clone()
            else:
                send(hospital, pharmacy)
        for _ in range(2):
            holds(pharmacy, someone, dose, what, "forked", "HDJ-1")
            pharmacy.replica.readmit_all()
            pharmacy.replica.folding.refold_all()
