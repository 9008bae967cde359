"""A plainly fictive hospital for the window: its people, patients, bags and doses as the node shows them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field

from node.api.base import PersonView, Stamp
from node.api.course import BagView, DoseView, PreviousDose
from node.api.patient import AllergyView, Banner, FieldDispute, GoneView, Measured, NoteView, ResultView
from node.api.preparation import Confirmed
from schema.acts.patient import Identity
from schema.acts.preparation import VialUsed
from schema.acts.prescription import DoseOrder
from schema.acts.regimen import GateLimit
from schema.quantity import Quantity, Unit, clinical, quantity, square_root, to_step
from schema.transaction import ActRef

NOW = 1_795_269_900_000
"""21 November 2026, 14:05 UTC: 15:05 on the site."""
TODAY = "2026-11-21"
GATES = (GateLimit("neutrophils", Quantity("1.5", Unit.GIGA_PER_L), None),)
MINUTE = 60_000
HOUR = 60 * MINUTE
DAY = 24 * HOUR
PIN = "271828"
SITE = "CH de Valfictif"
HERE = "PUI-1"

PHARMACIST = (
    "identify",
    "measure",
    "note",
    "validate",
    "prepare",
    "check",
    "release",
    "dispense",
    "settle",
)
PRESCRIBER = ("identify", "measure", "note", "prescribe", "go_ahead", "settle")
PREPARER = ("note", "prepare", "check", "dispense")
NURSE = ("identify", "measure", "note", "receive", "administer", "settle")


def id16(name: str) -> bytes:
    """A stable id for a name."""
    return hashlib.sha256(name.encode()).digest()[:16]


def act(name: str) -> ActRef:
    """A stable reference to an act that nobody made."""
    digest = hashlib.sha256(name.encode()).digest()
    return ActRef(digest[:16], 1 + digest[0], 0, digest)


PEOPLE = (
    PersonView(id16("p1"), "Dr EXEMPLE Claire", "pharmacist", PHARMACIST),
    PersonView(id16("p2"), "Dr MODÈLE Antoine", "prescriber", PRESCRIBER),
    PersonView(id16("p3"), "Mme ESSAI Nadia", "preparer", PREPARER),
    PersonView(id16("p4"), "M. TÉMOIN Hugo", "nurse", NURSE),
    PersonView(id16("p5"), "Dr FICTIF Léa", "pharmacist", PHARMACIST),
)


def stamp(person: int = 0, ago: int = 30 * MINUTE, where: str = HERE) -> Stamp:
    """Who, where, so long ago."""
    return Stamp(PEOPLE[person].name, where, NOW - ago, None, act(f"{person}{ago}{where}"))


def mg(value: str) -> Quantity:
    """So many milligrams."""
    return Quantity(value, Unit.MG)


@dataclass
class Patient:
    """One fictive patient."""

    identity: Identity
    age: int
    weight: str
    height: str
    allergy_state: str = "none_known"
    allergies: tuple[tuple[str, str], ...] = ()
    notes: list[NoteView] = field(default_factory=list)
    measured: list[Measured] = field(default_factory=list)
    disputes: tuple[FieldDispute, ...] = ()
    gone: tuple[GoneView, ...] = ()

    @property
    def id(self) -> bytes:
        """Its id."""
        return id16(self.identity.birth_name + self.identity.first_names + self.identity.ipp)

    @property
    def surface(self) -> Quantity | None:
        """Mosteller, 4 decimals."""
        weight, height = self.latest("weight"), self.latest("height")
        if weight is None or height is None:
            return None
        with clinical():
            return quantity(
                to_step("0.0001").apply(square_root(height.value.decimal * weight.value.decimal / 3600)),
                Unit.M2,
            )

    def latest(self, what: str) -> Measured | None:
        """The last measurement of a kind."""
        return next((item for item in reversed(self.measured) if item.what == what), None)

    def banner(self) -> Banner:
        """As the node would say it."""
        return Banner(
            self.id,
            self.identity,
            self.age,
            self.allergy_state,
            tuple(
                AllergyView(substance, reaction, stamp(1, 9 * DAY), ActRef(bytes(16), 1, 0, bytes(32)))
                for substance, reaction in self.allergies
            ),
            self.latest("weight"),
            self.latest("height"),
            self.surface,
            self.latest("creatinine"),
            bool(self.disputes),
            (),
            tuple(dispute.field for dispute in self.disputes),
            False,
            tuple(
                ResultView(one.what, one.value, one.stamp, one.value.decimal < 1)
                for one in self.measured
                if one.what == "neutrophils"
            ),
            self.gone,
        )


def patient(
    name: str,
    first: str,
    used: str,
    born: str,
    sex: str,
    ipp: str,
    age: int,
    weight: str,
    height: str,
    allergy_state: str = "none_known",
    allergies: tuple[tuple[str, str], ...] = (),
) -> Patient:
    """A patient with measurements of nine days ago."""
    made = Patient(
        Identity(name, used, first, born, sex, ipp, ""), age, weight, height, allergy_state, allergies
    )
    for what, value, unit in (
        ("weight", weight, Unit.KG),
        ("height", height, Unit.CM),
        ("creatinine", "78", Unit.UMOL_PER_L),
    ):
        made.measured.append(Measured(what, Quantity(value, unit), stamp(3, 9 * DAY, "HDJ-1")))
    return made


def patients() -> list[Patient]:
    """Six plainly fictive patients."""
    return [
        patient(
            "EXEMPLE",
            "Marguerite",
            "",
            "1961-06-04",
            "F",
            "000101",
            65,
            "62",
            "163",
            "known",
            (("pénicilline", "urticaire"),),
        ),
        patient("FICTIVE", "Solène", "IMAGINAIRE", "1974-07-19", "F", "000102", 52, "71.5", "170"),
        patient("MODÈLE", "Bernard", "", "1952-02-29", "M", "000103", 74, "80", "180", "not_recorded"),
        patient("ESSAI", "Yvette", "", "1948-08-15", "F", "000104", 78, "54", "158", "unavailable"),
        patient("TÉMOIN", "Paul", "", "1969-11-30", "M", "000105", 56, "93", "182"),
        patient("ESSAI", "Yvette", "", "1948-08-15", "F", "", 78, "54", "158", "not_recorded"),
    ]


STEPS = ("claimed", "made", "checked", "released", "dispensed", "received")
WAITS = {
    "prescribed": ("validate", "go_ahead"),
    "ready": ("prepare",),
    "in_preparation": ("make",),
    "made": ("check",),
    "checked": ("release",),
    "released": ("dispense",),
    "dispensed": ("receive",),
    "received": ("administer",),
}


def bag(dose: DoseOrder, number: str, state: str) -> BagView:
    """A bag of this dose, as far as `state`."""
    reached = STEPS.index(state) if state in STEPS else len(STEPS) - 1
    stamps = [
        stamp(person, (5 - at) * 35 * MINUTE, "HDJ-1" if at == 5 else HERE) if at <= reached else None
        for at, person in enumerate((2, 2, 0, 0, 2, 3))
    ]
    claimed = stamps[0] or stamp(2)
    return BagView(
        id16(f"bag{number}"),
        dose.dose,
        state,
        False,
        f"{HERE} {number}",
        (
            VialUsed(
                id16("product"),
                f"{dose.substance.upper()} 5 mg/mL, flacon 100 mg/20 mL",
                "3400930000000",
                "F24A07",
                "2027-08-31",
                2,
            ),
        ),
        Quantity("28.4", Unit.ML),
        dose.diluent,
        Quantity("278.4", Unit.ML),
        Quantity("0.51", Unit.MG_PER_ML),
        NOW + 20 * HOUR,
        claimed,
        made=stamps[1],
        checked=stamps[2],
        released=stamps[3],
        dispensed=stamps[4],
        received=stamps[5],
        revision=act(dose.dose.hex()),
    )


def dose_view(ordered: DoseOrder, cycle: int, state: str, number: str = "") -> DoseView:
    """A dose in a state, with the bag and the stamps that the state takes."""
    ready = state not in {"prescribed", "held", "stopped", "divergent"}
    bags = (bag(ordered, number, {"in_preparation": "claimed"}.get(state, state)),) if number else ()
    return DoseView(
        ordered.dose,
        cycle,
        (act(ordered.dose.hex()),),
        ordered,
        stamp(1, 26 * HOUR, "HDJ-1"),
        state,
        stamp(0, 20 * HOUR) if ready else None,
        stamp(1, 5 * HOUR, "HDJ-1") if ready else None,
        stamp(0, HOUR) if state == "held" else None,
        stamp(1, HOUR, "HDJ-1") if state == "stopped" else None,
        bags,
        (stamp(3, 20 * MINUTE, "HDJ-1"),) if state == "given" else (),
        (stamp(3, 20 * MINUTE, "HDJ-1"),) if state == "not_given" else (),
        WAITS.get(state, ()),
        (state,) if state in {"held", "stopped", "divergent"} else (),
        PreviousDose(ordered.prescribed, cycle - 1, ordered.day) if cycle > 1 else None,
        (),
        ("uracilemia",) if ordered.substance == "fluorouracile" else (),
    )


CONFIRMED = (
    Confirmed("PUI-2", True, True, None, NOW - MINUTE, received=True),
    Confirmed("HDJ-1", True, False, None, NOW - 2 * MINUTE, received=True),
    Confirmed("HDJ-2", True, True, None, NOW - 2 * MINUTE),
    Confirmed("SERV-2", False, True, NOW - 130 * MINUTE, NOW - 150 * MINUTE),
    Confirmed("SERV-3", False, False, None, NOW - 150 * MINUTE, "suspended"),
)
"""What other workstations are known to know of a dose."""
