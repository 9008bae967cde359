"""What is ordered, decided and stopped, here and there."""

from __future__ import annotations

from node.api.course import NoteCourse, PlanCycle, ResumeCourse, StopCourse
from node.api.patient import NotePatient
from node.api.preparation import VoidClaim
from node.api.prescription import Adjustment, TranscribeDecision
from node.api.release import Destroy, Recall
from node.api.settlement import AgreeDerogation, AskDerogation
from node.api.validation import DeferGoAhead, Hold
from schema.acts.settlement import DerogationAgreed, DerogationAsked
from schema.codec import encode
from schema.transaction import ActClass, FileRef, FileType
from sync.journal import NewAct
from tests.golden.stations import CODE, Day, plan, settle, write
from tests.node import circuit
from tests.node.stations import PIN


def uneventful(day: Day) -> None:
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


def revisions(day: Day) -> None:
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


def stops(day: Day) -> None:
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


def yes_and_no(day: Day) -> None:
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
            settle(day.one, "validated_and_held", someone.course, "reviewed", "pharmacist")
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
            settle(day.one, "go_ahead_deferred", someone.course, "reviewed", "prescriber")
        someone, dose = day.ready()
        bag = circuit.claim(day.one, someone.course, dose)
        circuit.make(day.one, someone.course, bag)
        circuit.check(day.one, someone.course, bag)
        day.meet()
        circuit.release(day.one, someone.course, bag)
        circuit.release(day.other, someone.course, bag, reason="fuite", who="pharmacist2")
        day.meet()
        if settled:
            settle(day.one, "released_and_rejected", someone.course, "reviewed", "pharmacist")
        day.meet()


def overtaken(day: Day) -> None:
    """A revision, a moved day, while the bag is made; validations and go-aheads of what was revised."""
    someone, dose = day.ready()
    bag = circuit.claim(day.one, someone.course, dose)
    circuit.make(day.one, someone.course, bag)
    lower = (Adjustment(line="L1", day=0, reduction_percent="5", reason="neuropathie"),)
    circuit.prescribe(day.other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    day.meet()
    settle(day.one, "outdated_bag", someone.course, "keep", "pharmacist", keep=bag)
    day.meet()
    someone, dose = day.ready()
    plan(day.one, someone, "2026-06-05")
    day.meet()
    circuit.claim(day.one, someone.course, dose)
    plan(day.other, someone, "2026-06-06")
    day.meet()
    someone = circuit.treated(day.one, CODE, day.somebody())
    day.meet()
    circuit.validate(day.one, someone.course)
    circuit.go_ahead(day.one, someone.course)
    dose = circuit.dose_of(day.other, someone.course, "L1").dose
    circuit.prescribe(day.other, someone.course, doses=(dose,), adjustments=lower, reason="tolérance")
    day.meet()


def derogation(day: Day) -> None:
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


def spoken(day: Day) -> None:
    """A dose revised apart, decided by voice and written down by a pharmacist; three ends."""
    for choice in ("countersigned", "denied", "open"):
        someone, dose = day.ready()
        for station, percent, who in ((day.one, "10", "prescriber"), (day.other, "25", "prescriber2")):
            lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason="neuropathie"),)
            circuit.prescribe(
                station, someone.course, doses=(dose,), adjustments=lower, reason="tolérance", who=who
            )
        day.meet()
        here = circuit.dose_of(day.one, someone.course, "L1")
        said = TranscribeDecision(
            course=someone.course,
            dose=dose,
            version=here.versions[0],
            told=circuit.told(day.one, by="prescriber"),
            read_back=True,
            reason="au bloc, joint par téléphone",
            pin=PIN,
            based_on=circuit.look(day.one, someone.course).heads,
        )
        day.one.do("pharmacist", said)
        day.meet()
        if choice != "open":
            settle(day.other, "spoken_order", someone.course, choice, "prescriber")
        day.meet()


def unreadable(day: Day) -> None:
    """An act of a kind that nobody knows stops a treatment; two people let one dose of it pass."""
    someone, dose = day.ready()
    station, file = day.one, FileRef(FileType.COURSE, someone.course)
    session = station.desk.sessions.get(station.session("nurse"))
    assert session is not None
    journal = station.desk.journal()
    strange = NewAct(
        kind="golden.unknown/1",
        critical=True,
        cls=int(ActClass.NOTE),
        right="",
        actor=session.actor,
        by=session.id,
        file=file,
        body=encode("of no kind"),
    )
    station.replica.append(
        [strange],
        journal=journal,
        at=station.clock.now_ms(),
        doubtful=False,
        random=station.desk.random,
        seal=station.desk.seal_of(journal),
    )
    revision = circuit.dose_of(station, someone.course, "L1").versions[0]
    asked = DerogationAsked(dose, "course.known_in_part", revision, "aucun poste n’en sait plus")
    act = write(station, "prescriber", file, asked).acts[0]
    write(station, "pharmacist", file, DerogationAgreed(act))
    day.meet()
