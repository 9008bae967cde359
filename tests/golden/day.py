"""A fictive day on which everything that can be recorded is recorded, and most that can disagree does.

Three workstations in this process, clock and randomness from seeds. A released version makes its golden
journals from this day as it was then; a newer version adds an episode and leaves the older ones as they are.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from node.api.course import NoteCourse, PlanCycle, ResumeCourse, StopCourse
from node.api.patient import ConfirmLink, KeepApart, LinkPatients, NotePatient, RecordAllergy
from node.api.preparation import VoidClaim
from node.api.prescription import Adjustment
from node.api.release import Destroy, Recall
from node.api.session import SignOut
from node.api.settlement import AgreeDerogation, AskDerogation
from node.api.site import ImportCatalogue
from node.api.validation import DeferGoAhead, Hold
from node.domain.decision import Decided, Draft
from schema.acts.membership import RightsGranted, RightsWithdrawn, WorkstationRemoved
from schema.acts.patient import Identity
from schema.codec import Wire
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.membership import MEMBERSHIP
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.intake.excerpt import files
from tests.node.stations import PIN, Clock, Station, build, exchange, opened, send

PLACES = ("PUI-1", "HDJ-1", "USC-1")
CODE = "mFOLFOX6"


class Day:
    """The three workstations, and who comes to be treated."""

    def __init__(self, one: Station, other: Station, third: Station) -> None:
        self.one, self.other, self.third = one, other, third
        self._patients = 0

    def somebody(self) -> Identity:
        """Another fictive patient."""
        self._patients += 1
        number = self._patients
        # A name has no digits.
        letters = chr(ord("A") + number // 26) + chr(ord("a") + number % 26)
        return Identity(
            f"Fictif-{letters}", "", "Dominique", f"19{40 + number}-03-04", "F", f"99{number:08}", ""
        )

    def ready(self) -> tuple[Treated, Id]:
        """Somebody whose first dose both know, ready to be prepared."""
        someone = circuit.ready(self.one, CODE, self.somebody())
        self.meet()
        return someone, circuit.dose_of(self.one, someone.course, "L1").dose

    def meet(self) -> None:
        """Pharmacy and day hospital exchange what they lack."""
        exchange(self.one, self.other)


def live(folder: Path, record: Callable[[Day], None]) -> None:
    """Live through the day in this folder; `record` looks at the workstations before they close."""
    template = build(folder, PLACES)
    clock = Clock()
    with ExitStack() as stack:
        day = Day(
            *(
                stack.enter_context(
                    opened(folder, name, template.contents[name], template.people, clock, seed=seed)
                )
                for seed, name in enumerate(PLACES, start=11)
            )
        )
        for episode in EPISODES:
            episode(day)
        record(day)


def _plan(station: Station, someone: Treated, day_one: str) -> None:
    heads = circuit.look(station, someone.course).heads
    planned = PlanCycle(course=someone.course, cycle=1, day_one=day_one, based_on=heads)
    station.do("prescriber", planned)


def _uneventful(day: Day) -> None:
    """One dose from prescription to the bedside, another not given; bags destroyed, recalled, voided."""
    one, other = day.one, day.other
    someone, dose = day.ready()
    bag = circuit.on_the_ward(one, someone.course, dose)
    day.meet()
    circuit.give(other, someone, dose, bag)
    second = circuit.dose_of(one, someone.course, "L2").dose
    claimed = circuit.claim(one, someone.course, second)
    heads = circuit.look(one, someone.course).heads
    one.do("preparer", VoidClaim(course=someone.course, bag=claimed, reason="erreur de lot", based_on=heads))
    made = circuit.claim(one, someone.course, second)
    circuit.make(one, someone.course, made, source="paper")
    told = circuit.told(one)
    one.do("pharmacist", Destroy(course=someone.course, bag=made, reason="fuite", told=told, pin=PIN))
    again = circuit.released(one, someone.course, second)
    heads = circuit.look(one, someone.course).heads
    recall = Recall(course=someone.course, bag=again, reason="lot rappelé", pin=PIN, based_on=heads)
    one.do("pharmacist", recall)
    day.meet()
    circuit.not_give(other, someone.course, second)
    other.do("nurse", NoteCourse(course=someone.course, dose=dose, text="bien supportée"))
    other.do("nurse", NotePatient(patient=someone.patient, text="préfère le bras gauche"))
    heads = circuit.look(other, someone.course).heads
    other.do("prescriber", PlanCycle(course=someone.course, cycle=2, day_one="2026-06-19", based_on=heads))
    circuit.prescribe(other, someone.course, cycle=2)
    day.meet()


def _revisions(day: Day) -> None:
    """Two prescribers revise one dose, each without the other; a third revision settles it."""
    for settled in (False, True):
        someone, dose = day.ready()
        for station, percent, who in ((day.one, "10", "prescriber"), (day.other, "25", "prescriber2")):
            lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason="neuropathie"),)
            circuit.prescribe(
                station, someone.course, doses=(dose,), adjustments=lower, reason="tolérance", who=who
            )
        day.meet()
        if settled:
            circuit.prescribe(day.other, someone.course, doses=(dose,), reason="vu ensemble")
        day.meet()


def _stops(day: Day) -> None:
    """A stop while the bag travels, lifted for one patient; stops of a line and of a day."""
    for level, resumed in (("course", True), ("course", False), ("line", False), ("day", False)):
        someone, dose = day.ready()
        stop = StopCourse(
            course=someone.course,
            level=level,
            cycle=1 if level == "day" else 0,
            day=1 if level == "day" else 0,
            line="L1" if level == "line" else "",
            reason="toxicité",
            pin=PIN,
            based_on=circuit.look(day.one, someone.course).heads,
        )
        day.one.do("prescriber", stop)
        bag = circuit.on_the_ward(day.other, someone.course, dose)
        if not resumed:
            circuit.give(day.other, someone, dose, bag)
        day.meet()
        view = circuit.look(day.one, someone.course)
        if resumed:
            resume = ResumeCourse(
                course=someone.course,
                stops=(view.stops[0].act,),
                reason="erreur de dossier",
                pin=PIN,
                based_on=view.heads,
            )
            day.one.do("prescriber", resume)
        day.meet()


def _prepared_twice(day: Day) -> None:
    """One dose taken on at two places; made at both, one is kept."""
    someone, dose = day.ready()
    for station in (day.one, day.other):
        circuit.claim(station, someone.course, dose)
    day.meet()
    for settled in (True, False):
        someone, dose = day.ready()
        first, second = (circuit.claim(station, someone.course, dose) for station in (day.one, day.other))
        circuit.make(day.one, someone.course, first)
        circuit.make(day.other, someone.course, second)
        day.meet()
        if settled:
            conflict = circuit.inbox(day.one)["made_twice"]
            circuit.settle(day.one, conflict, "keep", "pharmacist", keep=first)
        day.meet()


def _given_twice(day: Day) -> None:
    """One bag told twice; two bags given; given here and not given there."""
    for two_bags, settled in ((False, True), (True, True), (True, False)):
        someone, dose = day.ready()
        bag = circuit.on_the_ward(day.one, someone.course, dose)
        if not two_bags:
            day.meet()
        second = circuit.on_the_ward(day.other, someone.course, dose) if two_bags else bag
        circuit.give(day.one, someone, dose, bag, who="nurse")
        circuit.give(day.other, someone, dose, second, who="nurse2")
        day.meet()
        if settled and two_bags:
            conflict = circuit.inbox(day.other)["given_twice"]
            circuit.settle(day.other, conflict, "reviewed", "prescriber")
        elif settled:
            conflict = circuit.inbox(day.one)["told_twice"]
            circuit.settle(day.one, conflict, "told_twice", "nurse")
        day.meet()
    for settled in (True, False):
        someone, dose = day.ready()
        bag = circuit.on_the_ward(day.one, someone.course, dose)
        day.meet()
        circuit.give(day.one, someone, dose, bag)
        circuit.not_give(day.other, someone.course, dose, bag)
        day.meet()
        if settled:
            conflict = circuit.inbox(day.one)["given_and_not_given"]
            circuit.settle(day.one, conflict, "given", "nurse")
        day.meet()


def _yes_and_no(day: Day) -> None:
    """Validated and held; go-ahead and deferral; released and rejected; each settled once and left once."""
    for settled in (True, False):
        someone = circuit.treated(day.one, CODE, day.somebody())
        day.meet()
        circuit.validate(day.one, someone.course)
        view = circuit.look(day.other, someone.course)
        hold = Hold(
            course=someone.course,
            items=circuit.items(view, view.doses[0].dose),
            refused=settled,
            reason="dose à revoir",
            pin=PIN,
            based_on=view.heads,
        )
        day.other.do("pharmacist2", hold)
        day.meet()
        if settled:
            conflict = circuit.inbox(day.one)["validated_and_held"]
            circuit.settle(day.one, conflict, "reviewed", "pharmacist")
        someone = circuit.treated(day.one, CODE, day.somebody())
        day.meet()
        circuit.go_ahead(day.one, someone.course)
        view = circuit.look(day.other, someone.course)
        defer = DeferGoAhead(
            course=someone.course, items=circuit.items(view), reason="fièvre", pin=PIN, based_on=view.heads
        )
        day.other.do("prescriber2", defer)
        day.meet()
        if settled:
            conflict = circuit.inbox(day.one, "prescriber")["go_ahead_deferred"]
            circuit.settle(day.one, conflict, "reviewed", "prescriber")
        someone, dose = day.ready()
        bag = circuit.claim(day.one, someone.course, dose)
        circuit.make(day.one, someone.course, bag)
        circuit.check(day.one, someone.course, bag)
        day.meet()
        circuit.release(day.one, someone.course, bag)
        circuit.release(day.other, someone.course, bag, reason="fuite", who="pharmacist2")
        day.meet()
        if settled:
            conflict = circuit.inbox(day.one)["released_and_rejected"]
            circuit.settle(day.one, conflict, "reviewed", "pharmacist")
        day.meet()


def _overtaken(day: Day) -> None:
    """A revision, a moved day, while the bag is made; validations and go-aheads of what was revised."""
    someone, dose = day.ready()
    bag = circuit.claim(day.one, someone.course, dose)
    circuit.make(day.one, someone.course, bag)
    lower = (Adjustment(line="L1", day=0, reduction_percent="5", reason="neuropathie"),)
    circuit.prescribe(day.other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    day.meet()
    conflict = circuit.inbox(day.one)["outdated_bag"]
    circuit.settle(day.one, conflict, "keep", "pharmacist", keep=bag)
    day.meet()
    someone, dose = day.ready()
    _plan(day.one, someone, "2026-06-05")
    day.meet()
    circuit.claim(day.one, someone.course, dose)
    _plan(day.other, someone, "2026-06-06")
    day.meet()
    someone = circuit.treated(day.one, CODE, day.somebody())
    day.meet()
    circuit.validate(day.one, someone.course)
    circuit.go_ahead(day.one, someone.course)
    dose = circuit.dose_of(day.other, someone.course, "L1").dose
    circuit.prescribe(day.other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    day.meet()


def _patients(day: Day) -> None:
    """One patient created twice and linked, two kept apart; allergies, a newer weight, a dose twice."""
    twins = []
    for _ in range(2):
        who = day.somebody()
        here = circuit.create(day.one, who)
        there = circuit.create(day.other, who)
        day.meet()
        twins.append((here, there))
    here, there = twins[0]
    heads = circuit.record(day.one, here).heads
    day.one.do("nurse", LinkPatients(patient=here, other=there, reason="même carte", pin=PIN, based_on=heads))
    day.meet()
    heads = circuit.record(day.other, here).heads
    day.other.do("nurse2", ConfirmLink(patient=here, other=there, pin=PIN, based_on=heads))
    day.meet()
    circuit.size(day.one, here)
    circuit.size(day.one, there)
    day.meet()
    for patient, station in ((here, day.one), (there, day.other)):
        course = circuit.include(station, patient, CODE)
        circuit.prescribe(station, course)
    day.meet()
    here, there = twins[1]
    heads = circuit.record(day.one, here).heads
    day.one.do("nurse", KeepApart(patient=here, other=there, reason="jumelles", pin=PIN, based_on=heads))
    day.one.do("nurse", RecordAllergy(patient=here, none_known=True))
    allergy = RecordAllergy(patient=here, none_known=False, substance="oxaliplatine", reaction="choc")
    day.other.do("pharmacist", allergy)
    day.meet()
    someone, _ = day.ready()
    circuit.measure(day.one, someone.patient, "weight", "95", confirmed=True)
    day.meet()


def _derogation(day: Day) -> None:
    """Two people pass a hard stop."""
    someone, dose = day.ready()
    view = circuit.look(day.one, someone.course)
    ask = AskDerogation(
        course=someone.course,
        subject=dose,
        rule="diluent.refused",
        revision=circuit.dose_of(day.one, someone.course, "L1").versions[0],
        reason="stock épuisé, avis demandé",
        pin=PIN,
        based_on=view.heads,
    )
    asked = day.one.do("prescriber", ask).acts[0]
    heads = circuit.look(day.one, someone.course).heads
    day.one.do("pharmacist", AgreeDerogation(course=someone.course, asked=asked, pin=PIN, based_on=heads))
    day.meet()


def _edition(day: Day) -> None:
    """The drug database is taken."""
    folder = day.one.replica.folder.parent / "excerpt"
    folder.mkdir()
    for name, content in files().items():
        (folder / name).write_bytes(content)
    day.one.ask("pharmacist", ImportCatalogue(folder=str(folder), data_of="2026-06-01", pin=PIN))


def _membership(station: Station, file: FileRef, body: Wire) -> None:
    session = station.desk.sessions.get(station.session("administrator"))
    assert session is not None
    station.desk.record(Decided((Draft(file, body),)), session, PIN, scope=MEMBERSHIP)


def _withdrawn(day: Day) -> None:
    """A right withdrawn while its holder goes on elsewhere; another given back."""
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    day.meet()
    nurse, preparer = day.one.people["nurse2"], day.one.people["preparer2"]
    cuts = tuple(sorted(day.one.replica.vector("all").values()))
    file = FileRef(FileType.PERSON, nurse)
    _membership(day.one, file, RightsWithdrawn(nurse, ("administer",), cuts))
    circuit.give(day.other, someone, dose, bag, who="nurse2")
    day.meet()
    file = FileRef(FileType.PERSON, preparer)
    cuts = tuple(sorted(day.one.replica.vector("all").values()))
    _membership(day.one, file, RightsWithdrawn(preparer, ("check",), cuts))
    _membership(day.one, file, RightsGranted(preparer, ("check",)))
    day.meet()


def _removed(day: Day) -> None:
    """A workstation removed while it works on: what it does afterwards is set aside, and warns."""
    someone, dose = day.ready()
    bag = circuit.on_the_ward(day.one, someone.course, dose)
    exchange(day.one, day.third)
    circuit.measure(day.third, someone.patient, "weight", "71")
    exchange(day.one, day.third)
    lost = day.third.desk.vault.workstation
    cuts = tuple(sorted(day.one.replica.vector("all").values()))
    removal = WorkstationRemoved(lost, "perdu", cuts)
    _membership(day.one, FileRef(FileType.WORKSTATION, lost), removal)
    circuit.give(day.third, someone, dose, bag)
    circuit.measure(day.third, someone.patient, "weight", "72")
    send(day.third, day.one)
    day.meet()
    send(day.one, day.third)


def _evening(day: Day) -> None:
    """Everybody signs out; each says what it holds."""
    for station in (day.one, day.other):
        for person in sorted(station._sessions):
            station.ask(person, SignOut())
    day.meet()


EPISODES: tuple[Callable[[Day], None], ...] = (
    _uneventful,
    _revisions,
    _stops,
    _prepared_twice,
    _given_twice,
    _yes_and_no,
    _overtaken,
    _patients,
    _derogation,
    _edition,
    _withdrawn,
    _removed,
    _evening,
)
