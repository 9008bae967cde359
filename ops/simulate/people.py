"""What people do on a simulated site: mostly the next step, now and then something nobody should do.

Each sees the state that their own workstation holds, sometimes a while before acting on it.
"""

from collections.abc import Callable

from node.api.base import Command, Recorded
from node.api.course import (
    IncludePatient,
    ListRegimens,
    NoteCourse,
    Regimens,
)
from node.api.patient import CreatePatient, Measure, NotePatient
from node.api.settlement import Settle
from node.domain.state import Conflict, CourseState
from ops.simulate import records, seldom, shelf, vault
from ops.simulate.chance import Chance
from ops.simulate.founding import PIN
from ops.simulate.hands import WARD, WHO, Hands, Wanted
from ops.simulate.invariants import courses
from ops.simulate.orders import Orders
from ops.simulate.station import Station
from ops.simulate.timeline import TODAY
from schema.acts.patient import Identity
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType

REGIMENS = ("PEMBRO-200", "PEMBRO-200", "TC", "GEMCITABINE", "mFOLFOX6")
"""Small ones: many acts meet on few doses. Bags of the first are alike: one may become another’s."""


class People:
    """Everybody on the site."""

    def __init__(self, chance: Chance, courses: int) -> None:
        self._chance = chance
        self._hands = Hands(chance)
        self._orders = Orders(chance, self._hands)
        self._courses = courses
        self._patients = 0

    def want(self, station: Station) -> Wanted | None:
        """What somebody at this workstation wants to do now."""
        known = station.courses()
        if len(known) < 2 or (len(known) < self._courses and self._chance.happens(0.05)):
            return self._begin(station)
        if self._chance.happens(0.06):
            return shelf.want(station, self._chance, self._hands.told(station))
        if self._chance.happens(0.12):
            return self._elsewhere(station)
        course = self._chance.pick(known)
        state = station.course(course)
        if state is None or state.included is None:
            return None
        if not state.doses:
            return self._orders.prescription(station, course, state, ())
        settle = self.settlement(course, state)
        if settle is not None and self._chance.happens(0.4):
            return settle
        if self._chance.happens(0.65):
            following = self._next(station, course, state)
            if following is not None:
                return following
        return self._anything(station, course, state)

    def about(self, station: Station, file: FileRef) -> Wanted | None:
        """Something about this patient, lot or vault."""
        told = self._hands.told(station)
        if file.type == FileType.LOT:
            return shelf.want(station, self._chance, told, file.id)
        if file.type == FileType.VAULT:
            return vault.want(station, self._chance, told, file.id)
        return records.contradicted(station, self._chance, file.id)

    def orders(self, station: Station, course: Id, what: str) -> Wanted | None:
        """A dose of this course is ordered anew, moved, held or put off, or decided on."""
        state = station.course(course)
        if state is None or not state.doses:
            return None
        orders, dose = self._orders, self._chance.pick(state.doses)
        match what:
            case "revise":
                return orders.revise(station, course, state)
            case "move":
                return orders.move(course, state)
            case "stay":
                return orders.stay(course, state)
            case _:
                return orders.decide(course, state, what, [dose])

    def handles(self, station: Station, course: Id, bag: Id, what: str) -> Wanted | None:
        """This bag goes through a step, whether or not it is its turn, or to somebody else."""
        state = station.course(course)
        found = next((one for one in state.bags if one.bag == bag), None) if state is not None else None
        if state is None or found is None:
            return None
        if what == "pass_on":
            return seldom.passed_on(station, self._chance, course, state, bag)
        return self._hands.on_bag(station, course, state, what, found)

    def claims(self, station: Station, remainder: Id | None = None) -> Wanted | None:
        """Some dose is taken on, with this opened vial if it is named."""
        ready = (
            (course, dose)
            for course, state in courses(station)
            for dose in state.doses
            if "prepare" in dose.waits_for
        )
        wishes = (self._hands.claim(station, course, dose, remainder) for course, dose in ready)
        return next((wish for wish in wishes if wish is not None), None)

    def keeps(self, station: Station) -> Wanted | None:
        """What is left of an opened vial, of any lot that is known there."""
        return shelf.keeps(station, self._chance, self._hands.told(station))

    def throws_away(self, station: Station, left: shelf.Left) -> Wanted:
        """This opened vial is no longer there."""
        return shelf.throws_away(left, self._hands.told(station))

    def hands_over(self, station: Station, file: Id) -> Wanted | None:
        """This vault, by two."""
        return vault.hands_over(station, self._chance, self._hands.told(station), file)

    def _elsewhere(self, station: Station) -> Wanted | None:
        """Something outside treatments."""
        chance, told = self._chance, self._hands.told(station)
        patients = [state.included.patient for _, state in courses(station) if state.included is not None]
        ways: list[tuple[float, Callable[[], Wanted | None]]] = [
            (5, lambda: records.about_a_patient(station, chance, told, chance.pick(patients))),
            (4, lambda: records.torn(station, chance)),
            (3, lambda: vault.want(station, chance, told)),
            (0.5, lambda: records.about_reference(station, chance)),
        ]
        return (
            chance.weighed([way for _, way in ways], [weight for weight, _ in ways])() if patients else None
        )

    # -- beginnings ----------------------------------------

    def _begin(self, station: Station) -> Wanted | None:
        """A patient, whom their nurse measures at once, and an inclusion."""
        # Now and then the same patient comes twice, perhaps where nobody knows of the first time.
        self._patients += 0 if self._patients and self._chance.happens(0.1) else 1
        letters = "".join(chr(ord("a") + int(digit)) for digit in f"{self._patients:05d}")
        who = Identity("Essai", "", f"Jeanne {letters}", "1960-02-03", "F", f"99{self._patients:08d}", "")
        created = station.ask("nurse", CreatePatient(identity=who))
        if not isinstance(created, Recorded):
            return None
        patient = created.created[0]
        for what, value, unit in (("weight", "70", Unit.KG), ("height", "170", Unit.CM)):
            station.ask("nurse", self._measured(station, patient, what, Quantity(value, unit)))
        regimens = station.ask("prescriber", ListRegimens())
        if not isinstance(regimens, Regimens) or not regimens.rows:
            return None
        code = self._chance.pick(REGIMENS)
        row = next((one for one in regimens.rows if one.body.code == code), regimens.rows[0])
        include = IncludePatient(
            patient=patient,
            regimen=row.regimen,
            indication_code=row.body.indications[0].code,
            intent="adjuvant",
            first_day=TODAY,
            planned_cycles=2,
            ward=WARD,
            pin=PIN,
            acknowledged=("day.past",),
        )
        return self._hands.by("prescribe", include)

    def _measured(self, station: Station, patient: Id, what: str, value: Quantity) -> Command:
        return Measure(
            patient=patient, what=what, value=value, told=self._hands.told(station), confirmed=True
        )

    # -- the next step ----------------------------------------

    def _next(self, station: Station, course: Id, state: CourseState) -> Wanted | None:
        """Something that some dose waits for."""
        waiting = [(dose, step) for dose in state.doses for step in dose.waits_for if step != "settle"]
        if not waiting:
            return None
        dose, step = self._chance.pick(waiting)
        if step in ("validate", "go_ahead"):
            alike = [one for one in state.doses if step in one.waits_for]
            chosen = alike if self._chance.happens(0.7) else [dose]
            return self._orders.decide(course, state, step, chosen)
        if step == "prepare":
            return self._hands.claim(station, course, dose)
        bags = [bag for bag in state.bags if bag.dose == dose.dose and step in bag.waits_for]
        if step in ("receive", "administer") and self._chance.happens(0.25):
            step = self._chance.pick(("interrupt", "return", "return"))
        return self._hands.on_bag(station, course, state, step, self._chance.pick(bags)) if bags else None

    # -- whatever comes to mind ----------------------------------------

    def _anything(self, station: Station, course: Id, state: CourseState) -> Wanted | None:
        ways: list[tuple[float, Callable[[], Wanted | None]]] = [
            (6, lambda: self._orders.revise(station, course, state)),
            (1, lambda: self._orders.stay(course, state)),
            (1.5, lambda: self._orders.stop(course, state)),
            (2, lambda: self._orders.resume(course, state)),
            (1, lambda: self._orders.move(course, state)),
            (1, lambda: self._note(course, state)),
            (1, lambda: self._note_patient(state)),
            (2, lambda: self._hands.claim(station, course, self._chance.pick(state.doses))),
            (1, lambda: self._hands.not_give(station, course, state)),
            (6, lambda: self._hands.end(station, course, state)),
            (3, lambda: self._hands.out_of_turn(station, course, state)),
            (4, lambda: self._hands.on_the_ward(station, course, state)),
            (2, lambda: self._orders.decide(course, state, "validate", state.doses)),
            (2, lambda: self._orders.decide(course, state, "go_ahead", [self._chance.pick(state.doses)])),
            (0.5, lambda: self._weigh(station, state)),
            (5, lambda: seldom.spoken(station, self._chance, course, state)),
            (1, lambda: seldom.passed_on(station, self._chance, course, state)),
            (1, lambda: seldom.lifted(station, self._chance, course, state)),
        ]
        chosen = self._chance.weighed([way for _, way in ways], [weight for weight, _ in ways])
        return chosen()

    def _note(self, course: Id, state: CourseState) -> Wanted:
        dose = self._chance.pick(state.doses).dose if self._chance.happens(0.5) else None
        return "nurse", NoteCourse(course=course, dose=dose, text="RAS")

    def _note_patient(self, state: CourseState) -> Wanted | None:
        if state.included is None:
            return None
        return "nurse2", NotePatient(patient=state.included.patient, text="à surveiller")

    def _weigh(self, station: Station, state: CourseState) -> Wanted | None:
        if state.included is None:
            return None
        weight = Quantity(str(self._chance.pick((62, 70, 78))), Unit.KG)
        return "nurse", self._measured(station, state.included.patient, "weight", weight)

    def settlement(self, course: Id, state: CourseState) -> Wanted | None:
        """What somebody says about an open conflict."""
        waiting = open_conflicts(state)
        if not waiting:
            return None
        conflict = self._chance.pick(waiting)
        choice = self._chance.pick(conflict.choices)
        owners = [who for right in conflict.owners for who in WHO.get(right, ())]
        command = Settle(
            file=FileRef(FileType.COURSE, course),
            rule=conflict.rule,
            subject=conflict.subject,
            heads=conflict.acts,
            choice=choice,
            keep=self._kept(conflict, state) if choice == "keep" else None,
            reason="vu ensemble",
            pin=PIN,
            based_on=state.heads,
        )
        return self._chance.pick(owners), command

    def _kept(self, conflict: Conflict, state: CourseState) -> Id:
        bags = [bag.bag for bag in state.bags if bag.dose == conflict.dose]
        return conflict.subject if conflict.subject in bags or not bags else self._chance.pick(bags)


def open_conflicts(state: CourseState) -> list[Conflict]:
    """What waits for somebody to settle it."""
    return [one for one in state.conflicts if one.settled is None and one.owners and one.choices]
