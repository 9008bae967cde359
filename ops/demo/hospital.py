"""The fictive hospital: its people at their workstations, its patients, and what any phase needs.

Knows `node.client` and `node.api` and nothing else of the program.
"""

import time
from collections.abc import Callable, Mapping, Sequence

from node.api.course import CourseView
from node.api.prescription import Adjustment
from node.api.site import Digests, GetDigests, GetStatus, Status
from node.client import Client
from ops.demo.people import Lots, Person, Treated, bag_in, today
from ops.demo.scenario import Scenario, Who
from schema.ids import Id

Say = Callable[[str, Mapping[str, str]], None]
"""Tells the audience: a text id and its values."""
CONVERGE_SECONDS = 60.0


class DayError(Exception):
    """The day did not go as it must; the text says what was found."""


class Hospital:
    """Everybody signed in where they work, and the patients of the day."""

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
        self.pui, self.hdj, self.ward = (one.name for one in scenario.workstations)

    def who(self, key: str, place: str) -> Person:
        """A member of staff at a workstation."""
        return self.people[key, place]

    def patient(self, who: Who) -> Treated:
        """The n-th patient of a regimen."""
        return [one for one in self.treated if one.regimen == who[0]][who[1]]

    def apart(self, rule: str) -> Treated:
        """To whom this happens while the cables are out."""
        return self.patient(self.scenario.apart[rule])

    def revise(self, key: str, place: str, one: Treated, percent: str, reason: str) -> None:
        """Prescribe the first dose of the day anew, reduced by so many percent."""
        person = self.who(key, place)
        doses = today(person.course(one.course), self.day)
        adjustment = Adjustment(
            line=doses[0].order.line, day=doses[0].order.day, reduction_percent=percent, reason=reason
        )
        person.prescribe(one.course, adjustments=(adjustment,), doses=(doses[0].dose,), reason=reason)

    def claim(self, key: str, place: str, one: Treated) -> Id:
        """Take the first dose of the day on; the bag."""
        person = self.who(key, place)
        dose = today(person.course(one.course), self.day)[0]
        return person.claim(one.course, dose.dose, self.lots)

    def produce(self, one: Treated, *, until: str, doses: Sequence[Id] = (), paper: bool = False) -> None:
        """Take each dose of the day as far as asked, from wherever it stands."""
        pui = self.pui
        apart = self._is_apart()
        nurse = self.who("nurse2", pui) if apart else self.who("nurse", self.hdj)
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
        status = self.places[self.pui].ask(GetStatus(), Status)
        return not all(peer.connected for peer in status.peers)

    def converge(self) -> float:
        """Wait until all workstations hold and make of it the same; seconds. Raises `DayError`."""
        start = time.monotonic()
        while time.monotonic() - start < CONVERGE_SECONDS:
            digests = [client.ask(GetDigests(), Digests) for client in self.places.values()]
            if len({(one.journal, one.state) for one in digests}) == 1:
                return time.monotonic() - start
            time.sleep(0.02)
        raise DayError("the workstations did not come to hold the same within a minute")

    def digests(self) -> Digests:
        """What the pharmacy holds, with every conflict there was."""
        return self.who("pharmacist", self.pui).client.ask(GetDigests(), Digests)

    def views(self) -> list[tuple[Treated, CourseView]]:
        """Every course of the day as the pharmacy sees it."""
        person = self.who("pharmacist", self.pui)
        return [(one, person.course(one.course)) for one in self.treated]
