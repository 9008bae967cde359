"""Histories of a course in a few lines: workstations act, and see each other when the test says so.

    history = History()
    a, b, c = history.stations("A", "B", "C")
    start(a)                      # included, planned, J1 prescribed
    b.sees(a)
    a.validates("J1")             # apart from …
    b.prescribes(dose("J1", mg="75"))
    state = history.fold()

Doses, bags and people are named by words; a name always gives the same fictive id.
"""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import structs

from node.domain.history import Act
from node.domain.state import Conflict
from schema.acts.administration import DoseGiven, DoseInterrupted, DoseNotGiven
from schema.acts.base import DoseRevision, Told
from schema.acts.course import CourseIncluded, CourseNoted, CourseResumed, CourseStopped, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived, BagReturned
from schema.acts.preparation import (
    PreparationChecked,
    PreparationClaimed,
    PreparationMade,
    PreparationVoided,
    VialUsed,
)
from schema.acts.prescription import DoseOrder, PrescriptionSigned
from schema.acts.reattribution import BagReassigned, BagTakenOver
from schema.acts.regimen import Indication
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import MOST_HEADS, SETTLEMENTS, DerogationAgreed, DerogationAsked
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef, FileType
from tests.node.domain.builder_orders import (
    DAY_ONE,
    PATIENT,
    REGIMEN_VERSION,
    an_id,
    bag_id,
    dose,
    dose_id,
    mg_per_ml,
    ml_of,
)
from tests.node.domain.builder_recorder import MORNING, Book, Recorder


class History(Book):
    """Everything that was recorded about one course."""

    def stations(self, *names: str) -> tuple[Station, ...]:
        """Workstations that have seen nothing yet."""
        return tuple(Station(self, name) for name in names)


class Station(Recorder):
    """One workstation, and what people do there."""

    def __init__(self, history: History, name: str) -> None:
        super().__init__(history, name)
        self._number = 0

    # The course

    def includes(self, *, patient: Id = PATIENT, by: str = "prescriber", set_aside: str = "") -> Act:
        """The patient is included."""
        body = CourseIncluded(
            patient=patient,
            regimen=an_id("regimen"),
            version=REGIMEN_VERSION,
            regimen_name="FOLFOX (fictif)",
            indication=Indication("C18", "indication fictive"),
            intent="",
            first_day=DAY_ONE,
            planned_cycles=12,
            ward="HDJ",
        )
        return self.records(body, by=by, set_aside=set_aside)

    def plans(self, cycle: int = 1, day_one: str = DAY_ONE, *, by: str = "prescriber") -> Act:
        """A cycle is planned, or moved."""
        return self.records(CyclePlanned(cycle, day_one), by=by)

    def stops(
        self,
        level: str = "course",
        *,
        cycle: int = 0,
        day: int = 0,
        line: str = "",
        by: str = "prescriber",
        set_aside: str = "",
    ) -> Act:
        """A stop at its level."""
        body = CourseStopped(level, cycle, day, line, "toxicité (fictive)")
        return self.records(body, by=by, set_aside=set_aside)

    def resumes(self, *stops: Act, by: str = "prescriber", set_aside: str = "") -> Act:
        """Stops are lifted."""
        body = CourseResumed(tuple(stop.ref for stop in stops), "résolue")
        return self.records(body, by=by, set_aside=set_aside)

    def notes(self, text: str = "à noter", *, by: str = "nurse") -> Act:
        """A note on the treatment."""
        return self.records(_note(text), by=by)

    # Prescription, validation, go-ahead

    def prescribes(
        self,
        *orders: DoseOrder,
        cycle: int = 1,
        mentions: tuple[str, ...] = (),
        by: str = "prescriber",
        set_aside: str = "",
    ) -> Act:
        """A prescription, or a revision of the doses that it names."""
        body = PrescriptionSigned(cycle, (), orders, mentions, "")
        return self.records(body, by=by, set_aside=set_aside)

    def _items(self, names: Iterable[str], version: Act | None) -> tuple[DoseRevision, ...]:
        return tuple(
            DoseRevision(dose_id(name), version.ref if version is not None else self.version(name))
            for name in names
        )

    def validates(
        self,
        *names: str,
        version: Act | None = None,
        mentions: tuple[str, ...] = (),
        by: str = "pharmacist",
        set_aside: str = "",
    ) -> Act:
        """A pharmacist accepts these doses, in the versions that are here."""
        body = PrescriptionValidated(self._items(names, version), mentions)
        return self.records(body, by=by, set_aside=set_aside)

    def holds(
        self, *names: str, version: Act | None = None, by: str = "pharmacist", set_aside: str = ""
    ) -> Act:
        """A pharmacist holds these doses."""
        return self.records(
            PrescriptionHeld(self._items(names, version), False, "à revoir"), by=by, set_aside=set_aside
        )

    def goes_ahead(
        self,
        *names: str,
        version: Act | None = None,
        day: str = DAY_ONE,
        by: str = "prescriber",
        set_aside: str = "",
    ) -> Act:
        """A prescriber gives the day's go-ahead."""
        return self.records(GoAheadGiven(self._items(names, version), day), by=by, set_aside=set_aside)

    def defers(
        self, *names: str, version: Act | None = None, by: str = "prescriber", set_aside: str = ""
    ) -> Act:
        """A prescriber withholds or withdraws it."""
        return self.records(
            GoAheadDeferred(self._items(names, version), "fièvre"), by=by, set_aside=set_aside
        )

    # Bags

    def claims(
        self,
        name: str,
        bag: str,
        *,
        version: Act | None = None,
        by: str = "preparer",
        set_aside: str = "",
    ) -> Act:
        """The dose is taken on: one bag, one number."""
        self._number += 1
        of = version.ref if version is not None else self.version(name)
        return self.records(_content(self, name, bag, of, self._number), by=by, set_aside=set_aside)

    def makes(self, bag: str, *, by: str = "preparer", set_aside: str = "") -> Act:
        """The bag is made."""
        return self.records(PreparationMade(bag_id(bag), _told(), ""), by=by, set_aside=set_aside)

    def checks(self, bag: str, *, by: str = "checker", set_aside: str = "") -> Act:
        """The bag is checked."""
        return self.records(PreparationChecked(bag_id(bag), _told()), by=by, set_aside=set_aside)

    def voids(self, bag: str, *, by: str = "preparer") -> Act:
        """The claim is given up."""
        return self.records(PreparationVoided(bag_id(bag), "reprise ailleurs"), by=by)

    def releases(self, bag: str, *, by: str = "pharmacist", set_aside: str = "") -> Act:
        """The bag is released."""
        return self.records(ReleaseDecided(bag_id(bag), True, ""), by=by, set_aside=set_aside)

    def rejects(self, bag: str, *, by: str = "pharmacist", set_aside: str = "") -> Act:
        """The bag is rejected."""
        return self.records(ReleaseDecided(bag_id(bag), False, "non conforme"), by=by, set_aside=set_aside)

    def destroys(self, bag: str, *, by: str = "pharmacist") -> Act:
        """The bag is destroyed."""
        return self.records(BagDestroyed(bag_id(bag), "périmée", _told()), by=by)

    def recalls(self, bag: str, *, by: str = "pharmacist", set_aside: str = "") -> Act:
        """The bag is recalled."""
        return self.records(BagRecalled(bag_id(bag), "lot rappelé"), by=by, set_aside=set_aside)

    def reassigns(
        self,
        bag: str,
        to: str,
        *,
        course: str = "other course",
        by: str = "pharmacist",
        set_aside: str = "",
    ) -> Act:
        """The bag goes to another patient's dose in this course, under the number called `to`."""
        body = BagReassigned(bag_id(bag), an_id(course), dose_id("other"), bag_id(to), "retour")
        return self.records(body, by=by, set_aside=set_aside)

    def takes_over(
        self, name: str, bag: str, came_from: str, *, course: str = "other course", by: str = "pharmacist"
    ) -> Act:
        """A bag made for another patient is this dose's now, called `bag`."""
        self._number += 1
        content = _content(self, name, bag, self.version(name), self._number)
        body = BagTakenOver(content, an_id(course), bag_id(came_from), _told(), "retour")
        return self.records(body, by=by)

    def dispenses(self, bag: str, *, by: str = "pharmacist", set_aside: str = "") -> Act:
        """The bag leaves the pharmacy."""
        return self.records(BagDispensed(bag_id(bag), "HDJ", (), _told()), by=by, set_aside=set_aside)

    def receives(self, bag: str, *, by: str = "nurse", set_aside: str = "") -> Act:
        """The ward has the bag."""
        return self.records(BagReceived(bag_id(bag), _told()), by=by, set_aside=set_aside)

    def returns(self, bag: str, *, by: str = "pharmacist", set_aside: str = "") -> Act:
        """The pharmacy has the bag again."""
        return self.records(BagReturned(bag_id(bag), "patient absent", _told()), by=by, set_aside=set_aside)

    def gives(
        self, name: str, bag: str, *, patient: Id = PATIENT, by: str = "nurse", set_aside: str = ""
    ) -> Act:
        """The dose is given, from this bag."""
        body = DoseGiven(dose_id(name), bag_id(bag), patient, _told(), "")
        return self.records(body, by=by, set_aside=set_aside)

    def interrupts(
        self,
        name: str,
        bag: str,
        *,
        patient: Id = PATIENT,
        by: str = "nurse",
        set_aside: str = "",
        at: int = 0,
    ) -> Act:
        """The administration from this bag was begun and ended early; `at` is how much later it was."""
        told = structs.replace(_told(), happened_at=_told().happened_at + at)
        part = Quantity("40", Unit.PERCENT)
        body = DoseInterrupted(dose_id(name), bag_id(bag), patient, part, "extravasation", told)
        return self.records(body, by=by, set_aside=set_aside)

    def does_not_give(
        self, name: str, bag: str | None = None, *, by: str = "nurse", set_aside: str = ""
    ) -> Act:
        """The dose is not given."""
        body = DoseNotGiven(dose_id(name), bag_id(bag) if bag is not None else None, "fièvre", _told())
        return self.records(body, by=by, set_aside=set_aside)

    # Settlement

    def settles(
        self,
        conflict: Conflict,
        choice: str,
        keep: Id | None = None,
        *,
        by: str = "pharmacist",
        heads: tuple[ActRef, ...] | None = None,
        set_aside: str = "",
    ) -> Act:
        """Somebody settles a conflict, with the acts that its state named in view."""
        named = heads or conflict.acts
        settled = SETTLEMENTS[FileType.COURSE][len(named) > MOST_HEADS]
        body = settled(conflict.rule, conflict.subject, named, choice, keep, "vu avec l'équipe")
        return self.records(body, by=by, set_aside=set_aside)

    def asks(self, subject: Id, rule: str, revision: ActRef, *, by: str = "prescriber") -> Act:
        """A prescriber asks to pass a hard stop."""
        return self.records(DerogationAsked(subject, rule, revision, "nécessaire"), by=by)

    def agrees(self, asked: Act, *, by: str = "pharmacist") -> Act:
        """A pharmacist agrees."""
        return self.records(DerogationAgreed(asked.ref), by=by)


def _content(station: Station, name: str, bag: str, version: ActRef, number: int) -> PreparationClaimed:
    return PreparationClaimed(
        bag=bag_id(bag),
        item=DoseRevision(dose_id(name), version),
        series=station.journal,
        number=number,
        vials=(VialUsed(an_id("product"), "Oxaliplatine fictif", "", "LOT1", "2027-01-31", 2),),
        draw=ml_of("20"),
        withdraw=False,
        diluent="NaCl 0,9 %",
        diluent_lot="",
        final_volume=ml_of("270"),
        final_concentration=mg_per_ml("0.37"),
        use_by=MORNING + 86_400_000,
        storage="",
    )


def _told() -> Told:
    return Told(MORNING, False, None, "seen")


def _note(text: str) -> CourseNoted:
    return CourseNoted(None, text)


def meet(*stations: Station) -> None:
    """These workstations exchange everything they have."""
    for one in stations:
        one.sees(*(other for other in stations if other is not one))
    for one in stations:
        one.sees(*(other for other in stations if other is not one))


def start(station: Station, *orders: DoseOrder) -> Act:
    """Included, cycle 1 planned, and prescribed: J1 alone, or these doses."""
    station.includes()
    station.plans()
    return station.prescribes(*(orders or (dose("J1"),)))


def ready(station: Station, *orders: DoseOrder) -> Act:
    """Started, validated and with the go-ahead."""
    prescribed = start(station, *orders)
    body = prescribed.body
    assert isinstance(body, PrescriptionSigned)
    items = tuple(DoseRevision(order.dose, prescribed.ref) for order in body.orders)
    station.records(PrescriptionValidated(items, ()), by="pharmacist")
    station.records(GoAheadGiven(items, DAY_ONE), by="prescriber")
    return prescribed


STEPS = ("claims", "makes", "checks", "releases", "dispenses", "receives")


def brings(station: Station, name: str, bag: str, until: str) -> Act:
    """The steps of one bag up to `until`, at one workstation."""
    act = station.claims(name, bag)
    for step in STEPS[1 : STEPS.index(until) + 1]:
        act = getattr(station, step)(bag)
    return act
