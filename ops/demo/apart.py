"""What goes wrong while the cables are out, and how people settle it.

Each workstation works alone, so the same dose is revised, claimed, made, given on two sides. Knows
`node.client` and `node.api` and nothing else of the program.
"""

import msgspec

from ops.demo.hospital import DayError, Hospital
from ops.demo.people import Person, bag_in, today
from ops.demo.scenario import body, identity
from schema.ids import Id


class Apart:
    """The hours without cables."""

    def __init__(self, hospital: Hospital) -> None:
        self.hospital = hospital
        self.twins: tuple[Id, Id] = (b"", b"")
        """One person whose file was opened on two workstations."""

    def work_apart(self) -> None:
        """Every workstation alone, and every disagreement of the scenario."""
        h = self.hospital
        self._diverge()
        self._stop_and_go_on()
        self._prescribe_twice()
        self._claim_twice()
        self._make_twice()
        self._tell_twice()
        self._give_twice()
        self._create_twice()
        # The pharmacy goes on with ordinary work meanwhile.
        special = {one.course for one in map(h.apart, h.scenario.apart)}
        for one in h.treated:
            if one.course not in special and one.regimen in ("CARBO-TAXOL", "R-CHOP21"):
                h.produce(one, until="release")
        h.say("demo.apart", {})

    def _diverge(self) -> None:
        h = self.hospital
        one = h.apart("divergent")
        h.revise("prescriber", h.hdj, one, "20", "neutropénie")
        h.revise("prescriber2", h.ward, one, "10", "asthénie")

    def _stop_and_go_on(self) -> None:
        h = self.hospital
        one = h.apart("stopped")
        h.who("prescriber", h.hdj).stop(one.course, "progression de la maladie")
        first = today(h.who("pharmacist", h.pui).course(one.course), h.day)[0]
        h.produce(one, until="release", doses=(first.dose,))

    def _prescribe_twice(self) -> None:
        h = self.hospital
        one = h.apart("same_dose_twice")
        prescriber = h.who("prescriber2", h.ward)
        prescriber.prescribe(prescriber.include(one.patient, one.regimen, h.day, "Oncologie"))

    def _claim_twice(self) -> None:
        h = self.hospital
        one = h.apart("claimed_twice")
        h.claim("preparer", h.pui, one)
        h.claim("preparer2", h.hdj, one)

    def _make_twice(self) -> None:
        h = self.hospital
        one = h.apart("made_twice")
        for maker, checker, place in (
            ("preparer", "pharmacist2", h.pui),
            ("preparer2", "pharmacist", h.hdj),
        ):
            bag = h.claim(maker, place, one)
            h.who(maker, place).made(one.course, bag)
            h.who(checker, place).checked(one.course, bag)

    def _tell_twice(self) -> None:
        h = self.hospital
        one = h.apart("told_twice")
        for key, place, paper in (("nurse", h.hdj, False), ("nurse2", h.ward, True)):
            person = h.who(key, place)
            dose = today(person.course(one.course), h.day)[0]
            bag = bag_in(dose, "received")
            if bag is None:
                raise DayError("the bag told twice has not reached the ward")
            person.give(one, dose.dose, bag.bag, paper=paper)

    def _give_twice(self) -> None:
        h = self.hospital
        one = h.apart("given_twice")
        for maker, checker, releaser, nurse, place in (
            ("preparer", "preparer2", "pharmacist", "nurse2", h.pui),
            ("preparer2", "pharmacist2", "pharmacist", "nurse", h.hdj),
        ):
            bag = h.claim(maker, place, one)
            h.who(maker, place).made(one.course, bag)
            h.who(checker, place).checked(one.course, bag)
            h.who(releaser, place).release(one.course, bag)
            h.who(releaser, place).dispense(one.course, bag, "HDJ")
            h.who(nurse, place).receive(one.course, bag)
            dose = today(h.who(nurse, place).course(one.course), h.day)[0]
            h.who(nurse, place).give(one, dose.dose, bag)

    def _create_twice(self) -> None:
        h = self.hospital
        number = len(h.treated)
        weight, height, creatinine = body(number)
        # At the ward the number of the hospital's own system is not at hand.
        at_ward = msgspec.structs.replace(identity(number), ipp="")
        self.twins = (
            h.who("prescriber", h.hdj).welcome(identity(number), weight, height, creatinine),
            h.who("nurse2", h.ward).welcome(at_ward, weight, height, creatinine),
        )

    def settle_everything(self) -> None:
        """People look at each disagreement and decide."""
        h = self.hospital
        pui, hdj, ward = h.pui, h.hdj, h.ward
        prescriber, pharmacist = h.who("prescriber", hdj), h.who("pharmacist", pui)
        divergent = h.apart("divergent")
        h.revise("prescriber", hdj, divergent, "20", "dose retenue après concertation")
        h.converge()
        pharmacist.validate(divergent.course)
        prescriber.go_ahead(divergent.course, h.day)
        stopped = h.apart("stopped")
        prescriber.settle(stopped.course, "stopped", "reviewed", reason="l’arrêt est confirmé")
        twice = h.apart("same_dose_twice")
        kept = today(prescriber.course(twice.course), h.day)[0].dose
        prescriber.settle(twice.course, "same_dose_twice", "same", keep=kept, reason="une seule cure prévue")
        made = h.apart("made_twice")
        bags = today(pharmacist.course(made.course), h.day)[0].bags
        pharmacist.settle(
            made.course, "made_twice", "keep", keep=bags[0].bag, reason="première poche conservée"
        )
        pharmacist.destroy(made.course, bags[1].bag, "préparée deux fois")
        nurse = h.who("nurse", hdj)
        told, given = h.apart("told_twice"), h.apart("given_twice")
        nurse.settle(told.course, "told_twice", "told_twice", reason="une seule administration")
        for rule in ("made_twice", "given_twice"):
            self._settle_any(pharmacist, given.course, rule, "double administration déclarée")
        nurse.link(*self.twins, "même patient, créé deux fois")
        h.converge()
        h.who("pharmacist2", pui).confirm_link(*self.twins)
        h.converge()
        h.who("nurse2", ward).note(divergent.patient, "Patient prévenu du changement de dose.")
        h.say("demo.settled", {})

    def _settle_any(self, person: Person, course: Id, rule: str, reason: str) -> None:
        h = self.hospital
        for one in person.conflicts().rows:
            if one.course == course and one.rule == rule and one.open:
                first = one.choices[0]
                person.settle(course, rule, first.choice, keep=first.keep, reason=reason)
                h.converge()
                return
