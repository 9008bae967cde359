"""A day at the fictive hospital, together: prescribed, validated, made, given, printed.

Knows `node.client` and `node.api` and nothing else of the program; the cables are pulled by whoever
calls it. Each phase is a method that may be read as a list of what people did.
"""

from node.api.paper import MakePaper
from ops.demo.hospital import Hospital
from ops.demo.people import Person, Treated, bag_in, today
from ops.demo.scenario import body, identity

ENDED = ("yielded", "voided", "destroyed")
"""Bags that nobody prints a sheet for any more."""


class Day:
    """The phases of the day in which everybody sees everybody."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.papers: list[tuple[str, bytes]] = []

    def prescribe_everything(self) -> None:
        """The day hospital opens files, includes and prescribes."""
        h = self.hospital
        prescriber = h.who("prescriber", h.hdj)
        number = 0
        for plan in h.scenario.courses:
            for _ in range(plan.patients):
                weight, height, creatinine = body(number)
                patient = prescriber.welcome(identity(number), weight, height, creatinine)
                course = prescriber.include(patient, plan.regimen, h.day, plan.ward)
                prescriber.prescribe(course)
                h.treated.append(Treated(patient, course, plan.regimen, number))
                number += 1
        h.say("demo.prescribed", {"patients": str(number)})

    def validate_everything(self) -> None:
        """The pharmacy validates, the prescribers give their go-ahead: in either order."""
        h = self.hospital
        pharmacist = h.who("pharmacist", h.pui)
        prescriber = h.who("prescriber2", h.ward)
        half = len(h.treated) // 2
        for one in h.treated[:half]:
            pharmacist.validate(one.course)
        h.converge()
        for one in h.treated:
            prescriber.go_ahead(one.course, h.day)
        h.converge()
        for one in h.treated[half:]:
            pharmacist.validate(one.course)
        h.converge()
        h.say("demo.validated", {})

    def begin_production(self) -> None:
        """A first bag goes all the way to the ward before anything happens."""
        h = self.hospital
        told_twice = h.apart("told_twice")
        h.produce(told_twice, until="receive")
        h.converge()

    def finish(self) -> None:
        """Whatever is still to be made, released, handed over and given."""
        h = self.hospital
        h.converge()
        late, febrile = h.patient(h.scenario.late_from_paper), h.patient(h.scenario.febrile)
        stopped = h.apart("stopped")
        for one in h.treated:
            if one.course == stopped.course:
                continue
            if one.course == febrile.course:
                h.produce(one, until="receive")
            else:
                h.produce(one, until="give", paper=one.course == late.course)
        h.converge()
        self._not_given(febrile, "fièvre à 39 °C")
        self._not_given(stopped, "traitement arrêté")
        h.converge()
        h.say("demo.finished", {})

    def _not_given(self, one: Treated, reason: str) -> None:
        h = self.hospital
        nurse = h.who("nurse", h.hdj)
        for dose in today(nurse.course(one.course), h.day):
            bag = bag_in(dose, "received")
            nurse.not_give(one, dose.dose, bag.bag if bag else None, reason)

    def print_papers(self) -> None:
        """Sheets and labels of every bag, care plans, the day's list."""
        h = self.hospital
        printer = h.who("pharmacist", h.pui)
        for one in h.treated:
            view = printer.course(one.course)
            for dose in today(view, h.day):
                for bag in dose.bags:
                    for what in ("sheet", "label") if bag.state not in ENDED else ():
                        self._print(printer, MakePaper(what=what, course=one.course, bag=bag.bag))
            self._print(printer, MakePaper(what="care_plan", patient=one.patient, day=h.day))
        self._print(printer, MakePaper(what="day_list", day=h.day))
        h.say("demo.printed", {"documents": str(len(self.papers))})

    def _print(self, person: Person, command: MakePaper) -> None:
        paper = person.paper(command)
        self.papers.append((f"{len(self.papers):03}-{paper.name}", paper.pdf))
