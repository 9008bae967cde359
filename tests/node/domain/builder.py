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

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from node.domain.course import fold_course
from node.domain.history import Act, before
from node.domain.state import Bag, Breach, Conflict, CourseState, Dose
from schema.acts import KIND_OF_BODY
from schema.acts.administration import DoseGiven, DoseNotGiven
from schema.acts.base import DoseRevision, Told
from schema.acts.course import CourseIncluded, CourseNoted, CourseResumed, CourseStopped, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.acts.preparation import (
    PreparationChecked,
    PreparationClaimed,
    PreparationMade,
    PreparationVoided,
    VialUsed,
)
from schema.acts.prescription import DoseOrder, PrescriptionSigned
from schema.acts.regimen import Indication
from schema.acts.release import BagDestroyed, BagRecalled, ReleaseDecided
from schema.acts.settlement import ConflictSettled, DerogationAgreed, DerogationAsked
from schema.acts.validation import GoAheadDeferred, GoAheadGiven, PrescriptionHeld, PrescriptionValidated
from schema.codec import Wire
from schema.computation import Computation
from schema.ids import Id
from schema.quantity import Quantity, Unit, quantity
from schema.transaction import ActRef, FileRef, FileType, Header
from sync.causality import NOTHING, Past

MORNING = 1_772_434_800_000
"""2026-03-02, 07:00 UTC; an act's clock shows this plus a second per act, and orders nothing."""
DAY_ONE = "2026-03-02"


def an_id(name: str) -> Id:
    """A fictive id that a reader can find again."""
    return hashlib.sha256(name.encode()).digest()[:16]


def dose_id(name: str) -> Id:
    """The id of the dose called `name`."""
    return an_id(f"dose {name}")


def bag_id(name: str) -> Id:
    """The id of the bag called `name`."""
    return an_id(f"bag {name}")


PATIENT = an_id("patient")
REGIMEN_VERSION = ActRef(an_id("reference journal"), 1, 0, bytes(32))


def _mg(value: str) -> Quantity:
    return quantity(Decimal(value), Unit.MG)


def _ml(value: str) -> Quantity:
    return quantity(Decimal(value), Unit.ML)


def dose(
    name: str,
    *,
    mg: str = "100",
    day: int = 1,
    line: str = "L1",
    planned: str | None = None,
    diluent: str = "NaCl 0,9 %",
    instructions: str = "",
    theoretical: str = "100",
) -> DoseOrder:
    """An order of the dose called `name`; what is not said is always the same."""
    due = date.fromisoformat(DAY_ONE) + timedelta(days=day - 1)
    return DoseOrder(
        dose=dose_id(name),
        line=line,
        rank=1,
        day=day,
        planned=planned or due.isoformat(),
        substance="oxaliplatine",
        basis="per_m2",
        amount=quantity(Decimal(85), Unit.MG_PER_M2),
        theoretical=_mg(theoretical),
        reduction_percent="0",
        reduction_reason="",
        prescribed=_mg(mg),
        route="iv",
        diluent=diluent,
        volume=_ml("250"),
        duration_minutes=120,
        container="poche",
        instructions=instructions,
        computation=Computation("dose.per_m2/1", (), (), (), None, None, None, _mg(theoretical)),
    )


class History:
    """Everything that was recorded about one course, by whichever workstation."""

    def __init__(self) -> None:
        self.acts: list[Act] = []
        self.file = FileRef(FileType.COURSE, an_id("course"))

    def stations(self, *names: str) -> tuple[Station, ...]:
        """Workstations that have seen nothing yet."""
        return tuple(Station(self, name) for name in names)

    def fold(self) -> CourseState:
        """The state of the whole, from the acts in the order in which the test wrote them."""
        return fold_course(self.acts)


class Station:
    """One workstation: what it has seen, and what people do there."""

    def __init__(self, history: History, name: str) -> None:
        self.history = history
        self.name = name
        self.journal = an_id(f"journal {name}")
        self.past: Past = NOTHING
        self.order = 0
        self._number = 0

    # What it knows

    def sees(self, *others: Station | Act) -> None:
        """Receives everything that the others have, or one act with its past."""
        for other in others:
            if isinstance(other, Station):
                self.past = self.past.joined([other.past])
                self.order = max(self.order, other.order)
            else:
                self.past = self.past.joined([other.past.with_tip(other.ref.journal, other.ref.seq)])
                self.order = max(self.order, other.order)

    def knows(self, act: Act) -> bool:
        """Whether this act is here."""
        return self.past.holds(act.ref.journal, act.ref.seq)

    def view(self) -> list[Act]:
        """The acts that are here."""
        return [act for act in self.history.acts if self.knows(act)]

    def fold(self) -> CourseState:
        """The state as this workstation sees it."""
        return fold_course(self.view())

    def version(self, name: str) -> ActRef:
        """The newest order of a dose that is here (the first in fold order, if there are several)."""
        orders = [
            act
            for act in self.view()
            if isinstance(act.body, PrescriptionSigned)
            and any(order.dose == dose_id(name) for order in act.body.orders)
        ]
        newest = [act for act in orders if not any(before(act, other) for other in orders)]
        return min(newest, key=lambda act: act.place).ref

    # Recording

    def records(
        self,
        *bodies: Wire,
        by: str,
        set_aside: str = "",
        trouble: str = "",
        based_on: tuple[ActRef, ...] = (),
    ) -> Act:
        """One transaction of these acts; the last one is returned."""
        seq = self.past.seqs.get(self.journal, 0) + 1
        self.order += 1
        core = hashlib.sha256(self.journal + seq.to_bytes(8, "big")).digest()
        made = [
            self._act(body, ActRef(self.journal, seq, index, core), by, set_aside, trouble, based_on)
            for index, body in enumerate(bodies)
        ]
        self.history.acts += made
        self.past = self.past.with_tip(self.journal, seq)
        return made[-1]

    def _act(
        self, body: Wire, ref: ActRef, by: str, set_aside: str, trouble: str, based_on: tuple[ActRef, ...]
    ) -> Act:
        kind = KIND_OF_BODY[type(body)]
        header = Header(
            kind=kind.name,
            critical=kind.critical,
            cls=kind.cls,
            right=kind.right,
            actor=an_id(f"person {by}"),
            by=None,
            file=self.history.file,
            mentions=(),
            based_on=based_on,
            digest=bytes(32),
        )
        return Act(
            ref=ref,
            header=header,
            body=None if trouble else body,
            order=self.order,
            at=MORNING + 1000 * len(self.history.acts),
            workstation=an_id(f"workstation {self.name}"),
            past=self.past,
            trouble=trouble,
            set_aside=set_aside,
        )

    def records_unknown(self, *, critical: bool = True, cls: int = 1, set_aside: str = "") -> Act:
        """An act of a kind that this program does not know."""
        known = self.records(_note("of a newer program"), by="somebody", set_aside=set_aside)
        header = Header(
            kind="newer.kind/7",
            critical=critical,
            cls=cls,
            right="prescribe",
            actor=known.header.actor,
            by=None,
            file=known.header.file,
            mentions=(),
            based_on=(),
            digest=bytes(32),
        )
        unknown = Act(
            ref=known.ref,
            header=header,
            body=None,
            order=known.order,
            at=known.at,
            workstation=known.workstation,
            past=known.past,
            trouble="unknown_kind",
            set_aside=set_aside,
        )
        self.history.acts[-1] = unknown
        return unknown

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

    def resumes(self, *stops: Act, by: str = "prescriber") -> Act:
        """Stops are lifted."""
        return self.records(CourseResumed(tuple(stop.ref for stop in stops), "résolue"), by=by)

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

    def holds(self, *names: str, version: Act | None = None, by: str = "pharmacist") -> Act:
        """A pharmacist holds these doses."""
        return self.records(PrescriptionHeld(self._items(names, version), False, "à revoir"), by=by)

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

    def defers(self, *names: str, version: Act | None = None, by: str = "prescriber") -> Act:
        """A prescriber withholds or withdraws it."""
        return self.records(GoAheadDeferred(self._items(names, version), "fièvre"), by=by)

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
        body = PreparationClaimed(
            bag=bag_id(bag),
            item=DoseRevision(dose_id(name), version.ref if version is not None else self.version(name)),
            series=self.journal,
            number=self._number,
            vials=(VialUsed(an_id("product"), "Oxaliplatine fictif", "", "LOT1", "2027-01-31", 2),),
            draw=_ml("20"),
            withdraw=False,
            diluent="NaCl 0,9 %",
            diluent_lot="",
            final_volume=_ml("270"),
            final_concentration=quantity(Decimal("0.37"), Unit.MG_PER_ML),
            use_by=MORNING + 86_400_000,
            storage="",
        )
        return self.records(body, by=by, set_aside=set_aside)

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

    def rejects(self, bag: str, *, by: str = "pharmacist") -> Act:
        """The bag is rejected."""
        return self.records(ReleaseDecided(bag_id(bag), False, "non conforme"), by=by)

    def destroys(self, bag: str, *, by: str = "pharmacist") -> Act:
        """The bag is destroyed."""
        return self.records(BagDestroyed(bag_id(bag), "périmée", _told()), by=by)

    def recalls(self, bag: str, *, by: str = "pharmacist") -> Act:
        """The bag is recalled."""
        return self.records(BagRecalled(bag_id(bag), "lot rappelé"), by=by)

    def dispenses(self, bag: str, *, by: str = "pharmacist", set_aside: str = "") -> Act:
        """The bag leaves the pharmacy."""
        return self.records(BagDispensed(bag_id(bag), "HDJ", (), _told()), by=by, set_aside=set_aside)

    def receives(self, bag: str, *, by: str = "nurse", set_aside: str = "") -> Act:
        """The ward has the bag."""
        return self.records(BagReceived(bag_id(bag), _told()), by=by, set_aside=set_aside)

    def gives(
        self, name: str, bag: str, *, patient: Id = PATIENT, by: str = "nurse", set_aside: str = ""
    ) -> Act:
        """The dose is given, from this bag."""
        body = DoseGiven(dose_id(name), bag_id(bag), patient, _told(), "")
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
        body = ConflictSettled(
            conflict.rule, conflict.subject, heads or conflict.acts, choice, keep, "vu avec l'équipe"
        )
        return self.records(body, by=by, set_aside=set_aside)

    def asks(self, subject: Id, rule: str, revision: ActRef, *, by: str = "prescriber") -> Act:
        """A prescriber asks to pass a hard stop."""
        return self.records(DerogationAsked(subject, rule, revision, "nécessaire"), by=by)

    def agrees(self, asked: Act, *, by: str = "pharmacist") -> Act:
        """A pharmacist agrees."""
        return self.records(DerogationAgreed(asked.ref), by=by)


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


# Reading a state


def dose_of(state: CourseState, name: str = "J1") -> Dose:
    """The dose called `name`."""
    return next(one for one in state.doses if one.dose == dose_id(name))


def bag_of(state: CourseState, name: str) -> Bag:
    """The bag called `name`."""
    return next(one for one in state.bags if one.bag == bag_id(name))


def conflicts_of(state: CourseState, rule: str) -> list[Conflict]:
    """The conflicts of one rule."""
    return [one for one in state.conflicts if one.rule == rule]


def conflict_of(state: CourseState, rule: str) -> Conflict:
    """The one conflict of this rule."""
    (found,) = conflicts_of(state, rule)
    return found


def breaches(state: CourseState) -> list[str]:
    """The codes of the breaches, in order."""
    return [breach.code for breach in state.breaches]


def breach_of(state: CourseState, code: str) -> Breach:
    """The one breach with this code."""
    (found,) = [breach for breach in state.breaches if breach.code == code]
    return found


def anomalies(state: CourseState) -> list[str]:
    """The codes of the anomalies, in order."""
    return [anomaly.code for anomaly in state.anomalies]


def refs(*acts: Act) -> tuple[ActRef, ...]:
    """The ids of acts, in fold order."""
    return tuple(act.ref for act in sorted(acts, key=lambda act: act.place))


def same_in_any_order(acts: Sequence[Act]) -> CourseState:
    """The state, after checking that other orders of arrival and a refold give the very same."""
    state = fold_course(acts)
    backwards = list(reversed(acts))
    by_station = sorted(acts, key=lambda act: (act.workstation, act.ref.seq))
    for arrival in (acts, backwards, by_station, by_station[::-1], [*acts, *backwards]):
        assert fold_course(arrival) == state
    return state
