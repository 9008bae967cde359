"""A day at the fictive hospital: prescribed together, worked apart, settled, given.

Knows `node.client` and `node.api` and nothing else of the program; the cables are pulled by whoever
calls it. Each phase is a method that may be read as a list of what people did.
"""

import time
from collections.abc import Callable, Mapping, Sequence

import msgspec

from node.api.course import CourseView
from node.api.paper import MakePaper
from node.api.prescription import Adjustment
from node.api.site import Digests, GetDigests, GetStatus, Status
from node.client import Client
from ops.demo.people import Lots, Person, Treated, bag_in, today
from ops.demo.scenario import Scenario, Who, body, identity
from schema.ids import Id

Say = Callable[[str, Mapping[str, str]], None]
"""Tells the audience: a text id and its values."""
CONVERGE_SECONDS = 60.0
ENDED = ("yielded", "voided", "destroyed")
"""Bags that nobody prints a sheet for any more."""


class DayError(Exception):
    """The day did not go as it must; the text says what was found."""


class Day:
    """The people of the day, signed in where they work, and what they do."""

    def __init__(
        self,
        scenario: Scenario,
        places: Mapping[str, Client],
        people: Mapping[tuple[str, str], Person],
        day: str,
        lots: Lots,
        say: Say,
    ) -> None:
        """`places` has a window per workstation; `people` a person by (staff key, workstation)."""
        self.scenario = scenario
        self.places = places
        self.people = people
        self.day = day
        self.lots = lots
        self.say = say
        self.treated: list[Treated] = []
        self.twins: tuple[Id, Id] = (b"", b"")
        """One person whose file was opened on two workstations."""
        self.papers: list[tuple[str, bytes]] = []
        self._pui, self._hdj, self._ward = (one.name for one in scenario.workstations)

    def who(self, key: str, place: str) -> Person:
        """A member of staff at a workstation."""
        return self.people[key, place]

    def patient(self, who: Who) -> Treated:
        """The n-th patient of a regimen."""
        return [one for one in self.treated if one.regimen == who[0]][who[1]]

    def apart(self, rule: str) -> Treated:
        """To whom this happens while the cables are out."""
        return self.patient(self.scenario.apart[rule])

    # -- together ------------------------------------------------------------------------------------

    def prescribe_everything(self) -> None:
        """The day hospital opens files, includes and prescribes."""
        prescriber = self.who("prescriber", self._hdj)
        number = 0
        for plan in self.scenario.courses:
            for _ in range(plan.patients):
                weight, height, creatinine = body(number)
                patient = prescriber.welcome(identity(number), weight, height, creatinine)
                course = prescriber.include(patient, plan.regimen, self.day, plan.ward)
                prescriber.prescribe(course)
                self.treated.append(Treated(patient, course, plan.regimen, number))
                number += 1
        self.say("demo.prescribed", {"patients": str(number)})

    def validate_everything(self) -> None:
        """The pharmacy validates, the prescribers give their go-ahead: in either order."""
        pharmacist = self.who("pharmacist", self._pui)
        prescriber = self.who("prescriber2", self._ward)
        half = len(self.treated) // 2
        for one in self.treated[:half]:
            pharmacist.validate(one.course)
        self.converge()
        for one in self.treated:
            prescriber.go_ahead(one.course, self.day)
        self.converge()
        for one in self.treated[half:]:
            pharmacist.validate(one.course)
        self.converge()
        self.say("demo.validated", {})

    def begin_production(self) -> None:
        """A first bag goes all the way to the ward before anything happens."""
        told_twice = self.apart("told_twice")
        self._produce(told_twice, until="receive")
        self.converge()

    # -- apart ---------------------------------------------------------------------------------------

    def work_apart(self) -> None:
        """Every workstation alone, and every disagreement of the scenario."""
        self._diverge()
        self._stop_and_go_on()
        self._prescribe_twice()
        self._claim_twice()
        self._make_twice()
        self._tell_twice()
        self._give_twice()
        self._create_twice()
        # The pharmacy goes on with ordinary work meanwhile.
        special = {one.course for one in map(self.apart, self.scenario.apart)}
        for one in self.treated:
            if one.course not in special and one.regimen in ("CARBO-TAXOL", "R-CHOP21"):
                self._produce(one, until="release")
        self.say("demo.apart", {})

    def _revise(self, key: str, place: str, one: Treated, percent: str, reason: str) -> None:
        person = self.who(key, place)
        doses = today(person.course(one.course), self.day)
        adjustment = Adjustment(
            line=doses[0].order.line, day=doses[0].order.day, reduction_percent=percent, reason=reason
        )
        person.prescribe(one.course, adjustments=(adjustment,), doses=(doses[0].dose,), reason=reason)

    def _diverge(self) -> None:
        one = self.apart("divergent")
        self._revise("prescriber", self._hdj, one, "20", "neutropénie")
        self._revise("prescriber2", self._ward, one, "10", "asthénie")

    def _stop_and_go_on(self) -> None:
        one = self.apart("stopped")
        self.who("prescriber", self._hdj).stop(one.course, "progression de la maladie")
        first = today(self.who("pharmacist", self._pui).course(one.course), self.day)[0]
        self._produce(one, until="release", doses=(first.dose,))

    def _prescribe_twice(self) -> None:
        one = self.apart("same_dose_twice")
        prescriber = self.who("prescriber2", self._ward)
        course = prescriber.include(one.patient, one.regimen, self.day, "Oncologie")
        prescriber.prescribe(course)
        self.second_course = course

    def _claim_twice(self) -> None:
        one = self.apart("claimed_twice")
        self._claim("preparer", self._pui, one)
        self._claim("preparer2", self._hdj, one)

    def _claim(self, key: str, place: str, one: Treated) -> Id:
        person = self.who(key, place)
        dose = today(person.course(one.course), self.day)[0]
        return person.claim(one.course, dose.dose, self.lots)

    def _make_twice(self) -> None:
        one = self.apart("made_twice")
        for maker, checker, place in (
            ("preparer", "pharmacist2", self._pui),
            ("preparer2", "pharmacist", self._hdj),
        ):
            bag = self._claim(maker, place, one)
            self.who(maker, place).made(one.course, bag)
            self.who(checker, place).checked(one.course, bag)

    def _tell_twice(self) -> None:
        one = self.apart("told_twice")
        for key, place, paper in (("nurse", self._hdj, False), ("nurse2", self._ward, True)):
            person = self.who(key, place)
            dose = today(person.course(one.course), self.day)[0]
            bag = bag_in(dose, "received")
            if bag is None:
                raise DayError("the bag told twice has not reached the ward")
            person.give(one, dose.dose, bag.bag, paper=paper)

    def _give_twice(self) -> None:
        one = self.apart("given_twice")
        for maker, checker, releaser, nurse, place in (
            ("preparer", "preparer2", "pharmacist", "nurse2", self._pui),
            ("preparer2", "pharmacist2", "pharmacist", "nurse", self._hdj),
        ):
            bag = self._claim(maker, place, one)
            self.who(maker, place).made(one.course, bag)
            self.who(checker, place).checked(one.course, bag)
            self.who(releaser, place).release(one.course, bag)
            self.who(releaser, place).dispense(one.course, bag, "HDJ")
            self.who(nurse, place).receive(one.course, bag)
            dose = today(self.who(nurse, place).course(one.course), self.day)[0]
            self.who(nurse, place).give(one, dose.dose, bag)

    def _create_twice(self) -> None:
        number = len(self.treated)
        weight, height, creatinine = body(number)
        # At the ward the number of the hospital's own system is not at hand.
        at_ward = msgspec.structs.replace(identity(number), ipp="")
        self.twins = (
            self.who("prescriber", self._hdj).welcome(identity(number), weight, height, creatinine),
            self.who("nurse2", self._ward).welcome(at_ward, weight, height, creatinine),
        )

    # -- together again ------------------------------------------------------------------------------

    def settle_everything(self) -> None:
        """People look at each disagreement and decide."""
        pui, hdj, ward = self._pui, self._hdj, self._ward
        prescriber, pharmacist = self.who("prescriber", hdj), self.who("pharmacist", pui)
        divergent = self.apart("divergent")
        self._revise("prescriber", hdj, divergent, "20", "dose retenue après concertation")
        self.converge()
        pharmacist.validate(divergent.course)
        prescriber.go_ahead(divergent.course, self.day)
        stopped = self.apart("stopped")
        prescriber.settle(stopped.course, "stopped", "reviewed", reason="l’arrêt est confirmé")
        twice = self.apart("same_dose_twice")
        kept = today(prescriber.course(twice.course), self.day)[0].dose
        prescriber.settle(twice.course, "same_dose_twice", "same", keep=kept, reason="une seule cure prévue")
        made = self.apart("made_twice")
        bags = today(pharmacist.course(made.course), self.day)[0].bags
        pharmacist.settle(
            made.course, "made_twice", "keep", keep=bags[0].bag, reason="première poche conservée"
        )
        pharmacist.destroy(made.course, bags[1].bag, "préparée deux fois")
        nurse = self.who("nurse", hdj)
        told, given = self.apart("told_twice"), self.apart("given_twice")
        nurse.settle(told.course, "told_twice", "told_twice", reason="une seule administration")
        for rule in ("made_twice", "given_twice"):
            self._settle_any(pharmacist, given.course, rule, "double administration déclarée")
        nurse.link(*self.twins, "même patient, créé deux fois")
        self.converge()
        self.who("pharmacist2", pui).confirm_link(*self.twins)
        self.converge()
        self.who("nurse2", ward).note(divergent.patient, "Patient prévenu du changement de dose.")
        self.say("demo.settled", {})

    def _settle_any(self, person: Person, course: Id, rule: str, reason: str) -> None:
        for one in person.conflicts().rows:
            if one.course == course and one.rule == rule and one.open:
                first = one.choices[0]
                person.settle(course, rule, first.choice, keep=first.keep, reason=reason)
                self.converge()
                return

    def finish(self) -> None:
        """Whatever is still to be made, released, handed over and given."""
        self.converge()
        late, febrile = self.patient(self.scenario.late_from_paper), self.patient(self.scenario.febrile)
        stopped = self.apart("stopped")
        for one in self.treated:
            if one.course == stopped.course:
                continue
            if one.course == febrile.course:
                self._produce(one, until="receive")
            else:
                self._produce(one, until="give", paper=one.course == late.course)
        self.converge()
        self._not_given(febrile, "fièvre à 39 °C")
        self._not_given(stopped, "traitement arrêté")
        self.converge()
        self.say("demo.finished", {})

    def _not_given(self, one: Treated, reason: str) -> None:
        nurse = self.who("nurse", self._hdj)
        for dose in today(nurse.course(one.course), self.day):
            bag = bag_in(dose, "received")
            nurse.not_give(one, dose.dose, bag.bag if bag else None, reason)

    def _produce(self, one: Treated, *, until: str, doses: Sequence[Id] = (), paper: bool = False) -> None:
        """Take each dose of the day as far as asked, from wherever it stands."""
        pui = self._pui
        apart = self._is_apart()
        nurse = self.who("nurse2", pui) if apart else self.who("nurse", self._hdj)
        view = self.who("preparer", pui).course(one.course)
        for dose in today(view, self.day):
            if doses and dose.dose not in doses:
                continue
            if dose.given or dose.not_given:
                continue
            bag = bag_in(dose, "claimed", "made", "checked", "released", "dispensed", "received")
            state = bag.state if bag else ""
            found = bag.bag if bag else self.who("preparer", pui).claim(one.course, dose.dose, self.lots)
            if state in ("", "claimed"):
                self.who("preparer", pui).made(one.course, found)
            if state in ("", "claimed", "made"):
                self.who("preparer2", pui).checked(one.course, found)
            if state in ("", "claimed", "made", "checked"):
                self.who("pharmacist", pui).release(one.course, found)
            if until == "release":
                continue
            if state not in ("dispensed", "received"):
                self.who("pharmacist", pui).dispense(one.course, found, view.ward)
            if state != "received":
                self._wait_for(nurse, one, dose.dose, "dispensed")
                nurse.receive(one.course, found)
            if until == "give":
                nurse.give(one, dose.dose, found, paper=paper)

    def _wait_for(self, person: Person, one: Treated, dose: Id, state: str) -> None:
        until = time.monotonic() + CONVERGE_SECONDS
        while time.monotonic() < until:
            found = next(d for d in person.course(one.course).doses if d.dose == dose)
            if bag_in(found, state) is not None:
                return
            time.sleep(0.01)
        raise DayError(f"a dose did not become {state} where the nurse works")

    def _is_apart(self) -> bool:
        status = self.places[self._pui].ask(GetStatus(), Status)
        return not all(peer.connected for peer in status.peers)

    # -- papers --------------------------------------------------------------------------------------

    def print_papers(self) -> None:
        """Sheets and labels of every bag, care plans, the day's list."""
        printer = self.who("pharmacist", self._pui)
        for one in self.treated:
            view = printer.course(one.course)
            for dose in today(view, self.day):
                for bag in dose.bags:
                    for what in ("sheet", "label") if bag.state not in ENDED else ():
                        self._print(printer, MakePaper(what=what, course=one.course, bag=bag.bag))
            self._print(printer, MakePaper(what="care_plan", patient=one.patient, day=self.day))
        self._print(printer, MakePaper(what="day_list", day=self.day))
        self.say("demo.printed", {"documents": str(len(self.papers))})

    def _print(self, person: Person, command: MakePaper) -> None:
        paper = person.paper(command)
        self.papers.append((f"{len(self.papers):03}-{paper.name}", paper.pdf))

    # -- evidence ------------------------------------------------------------------------------------

    def converge(self) -> float:
        """Wait until all workstations hold and make of it the same; seconds. Raises `DayError`."""
        start = time.monotonic()
        while time.monotonic() - start < CONVERGE_SECONDS:
            digests = [client.ask(GetDigests(), Digests) for client in self.places.values()]
            if len({(one.journal, one.state) for one in digests}) == 1:
                return time.monotonic() - start
            time.sleep(0.02)
        raise DayError("the workstations did not come to hold the same within a minute")

    def views(self) -> list[tuple[Treated, CourseView]]:
        """Every course of the day as the pharmacy sees it."""
        person = self.who("pharmacist", self._pui)
        return [(one, person.course(one.course)) for one in self.treated]
