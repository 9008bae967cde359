"""What a busy site writes: patients seen many times, courses with three doses through the whole circuit.

One patient's story is 100 acts in 40 transactions, 20 of them signatures; patients come in groups,
so that each workstation writes a few transactions in a row, as people do.
"""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final, TypeAlias

from node.clock import system_random
from node.domain.register import register_file_id
from node.reference.regimens.folfox import FOLFOX
from ops.bench.site import Site
from schema.acts.administration import DoseGiven
from schema.acts.base import DoseRevision, Told
from schema.acts.course import CourseIncluded, CourseNoted, CyclePlanned
from schema.acts.dispensing import BagDispensed, BagReceived
from schema.acts.patient import AllergyRecorded, Identity, PatientCreated, PatientMeasured, PatientNoted
from schema.acts.preparation import (
    NumberTaken,
    PreparationChecked,
    PreparationClaimed,
    PreparationMade,
    VialUsed,
)
from schema.acts.prescription import DoseOrder, Pinned, PrescriptionSigned
from schema.acts.regimen import Indication
from schema.acts.release import ReleaseDecided
from schema.acts.validation import GoAheadGiven, PrescriptionValidated
from schema.codec import Wire, tagged_hash
from schema.computation import Choice, Computation, Figure
from schema.quantity import Quantity, Rounding, Unit, quantity
from schema.transaction import ActRef, FileRef, FileType
from sync.journal import Written

ACTS_OF_ONE: Final = 100
_GROUP: Final = 10
_DOSES: Final = 3
_VISITS: Final = 13
_LONGER_VISITS: Final = 7
_DAY: Final = "2031-03-03"
_DAY_MS: Final = 86_400_000
_PUI, _HDJ, _WARD = "PUI-1", "HDJ-1", "SERVICE-1"

_REGIMEN: Final = FileRef(FileType.REGIMEN, tagged_hash("bench", b"regimen")[:16])
_SHIFT: Final = (("preparer", _PUI), ("pharmacist", _PUI), ("prescriber", _HDJ))

Step: TypeAlias = Callable[[], Written]


def fill(site: Site, acts: int, told: Callable[[int], None] = lambda _done: None) -> None:
    """Write so many acts (whole stories of 100) and fold everything."""
    stories = max(1, acts // ACTS_OF_ONE)
    with site.replica.writing():
        for role, station in _SHIFT:
            site.write(station, [site.sign_in(role, station)])
    with site.replica.writing():
        regimen = _sign_regimen(site)
    for first in range(0, stories, _GROUP):
        group = [Story(site, number, regimen) for number in range(first, min(first + _GROUP, stories))]
        with site.replica.writing():
            for same_step in zip(*(story.steps() for story in group), strict=True):
                for step in same_step:
                    step()
        told((first + len(group)) * ACTS_OF_ONE)
    site.replica.folding.fold_stale()


def _sign_regimen(site: Site) -> ActRef:
    """The version that every course here follows."""
    return site.write(_PUI, [site.act("pharmacist", FOLFOX, _REGIMEN, _PUI)]).act(0)


def _mg(value: str) -> Quantity:
    return quantity(Decimal(value), Unit.MG)


def _ml(value: str) -> Quantity:
    return quantity(Decimal(value), Unit.ML)


class Story:
    """One patient's."""

    def __init__(self, site: Site, number: int, regimen: ActRef) -> None:
        self._site = site
        self._regimen = regimen
        self._number = number
        self._patient = FileRef(FileType.PATIENT, system_random(16))
        self._course = FileRef(FileType.COURSE, system_random(16))
        self._doses = [system_random(16) for _ in range(_DOSES)]
        self._bags = [system_random(16) for _ in range(_DOSES)]
        self._revision: ActRef | None = None

    def steps(self) -> Iterator[Step]:
        """Its transactions, in the order in which they are written."""
        yield self._sign_in
        yield self._arrive
        yield self._include
        yield self._prescribe
        yield self._validate
        yield self._go_ahead
        for index in range(_DOSES):
            for step in (
                self._claim,
                self._make,
                self._check,
                self._release,
                self._dispense,
                self._receive,
                self._give,
            ):
                yield lambda step=step, index=index: step(index)  # type: ignore[misc]  # bound now, called later
        for visit in range(_VISITS):
            yield lambda visit=visit: self._visit(visit)  # type: ignore[misc]  # the same

    def _write(self, station: str, role: str, *bodies: tuple[Wire, FileRef]) -> Written:
        acts = [self._site.act(role, body, file, station) for body, file in bodies]
        return self._site.write(station, acts)

    def _told(self, source: str = "seen", days: int = 0) -> Told:
        return Told(self._site.now + days * _DAY_MS, False, None, source)

    def _sign_in(self) -> Written:
        return self._site.write(_WARD, [self._site.sign_in("nurse", _WARD)])

    def _arrive(self) -> Written:
        number = self._number
        who = Identity(
            birth_name=f"FICTIF{number:05}",
            used_name="",
            first_names="Alix, Dominique",
            birth_date=f"19{40 + number % 50}-0{1 + number % 9}-1{number % 10}",
            sex="FM"[number % 2],
            ipp=f"F{number:08}",
            ins="",
        )
        return self._write(
            _WARD,
            "nurse",
            (PatientCreated(who), self._patient),
            (AllergyRecorded(True, "", ""), self._patient),
            *self._measures(0),
        )

    def _measures(self, visit: int) -> Iterator[tuple[Wire, FileRef]]:
        values = (
            ("weight", quantity(Decimal(70 + visit % 5), Unit.KG)),
            ("height", quantity(Decimal(172), Unit.CM)),
            ("creatinine", quantity(Decimal(70 + visit % 9), Unit.UMOL_PER_L)),
        )
        for what, value in values:
            yield PatientMeasured(what, value, self._told(days=14 * visit)), self._patient

    def _include(self) -> Written:
        included = CourseIncluded(
            patient=self._patient.id,
            regimen=_REGIMEN.id,
            version=self._regimen,
            regimen_name=FOLFOX.name,
            indication=Indication("C18", "Cancer colorectal, ligne adjuvante (fictive)"),
            intent="adjuvant",
            first_day=_DAY,
            planned_cycles=12,
            ward="Hôpital de jour fictif",
        )
        return self._write(
            _HDJ, "prescriber", (included, self._course), (CyclePlanned(1, _DAY), self._course)
        )

    def _prescribe(self) -> Written:
        pinned = (
            Pinned("weight", quantity(Decimal(70), Unit.KG), "", None),
            Pinned("height", quantity(Decimal(172), Unit.CM), "", None),
            Pinned("surface", quantity(Decimal("1.83"), Unit.M2), "mosteller", None),
        )
        orders = tuple(self._order(index) for index in range(_DOSES))
        signed = PrescriptionSigned(1, pinned, orders, ("uracilemia",), "")
        note = CourseNoted(None, "Voie centrale vérifiée, patient informé du protocole (fictif).")
        written = self._write(_HDJ, "prescriber", (signed, self._course), (note, self._course))
        self._revision = written.act(0)
        return written

    def _order(self, index: int) -> DoseOrder:
        surface = quantity(Decimal("1.83"), Unit.M2)
        amount = quantity(Decimal(85), Unit.MG_PER_M2)
        work = Computation(
            formula="dose.per_m2/1",
            inputs=(Figure("amount", amount), Figure("surface", surface)),
            choices=(Choice("weight_kind", "actual"),),
            steps=(Figure("theoretical", _mg("155.55")),),
            cap=None,
            reduction=None,
            rounding=Rounding("to_5_mg", "5"),
            result=_mg("155"),
        )
        return DoseOrder(
            dose=self._doses[index],
            line=f"L{index + 1}",
            rank=index + 1,
            day=1,
            planned=_DAY,
            substance=("oxaliplatine", "acide folinique", "fluorouracile")[index],
            basis="per_m2",
            amount=amount,
            theoretical=_mg("155.55"),
            reduction_percent="0",
            reduction_reason="",
            prescribed=_mg("155"),
            route="iv",
            diluent="G5 %",
            volume=_ml("250"),
            duration_minutes=120,
            container="poche",
            instructions="En dérivation, sous surveillance.",
            computation=work,
        )

    def _items(self) -> tuple[DoseRevision, ...]:
        return tuple(DoseRevision(dose, self._version) for dose in self._doses)

    @property
    def _version(self) -> ActRef:
        assert self._revision is not None  # noqa: S101  # written by an earlier step
        return self._revision

    def _validate(self) -> Written:
        note = CourseNoted(None, "Interactions revues, uracilémie vérifiée (fictif).")
        validated = PrescriptionValidated(self._items(), ("uracilemia",))
        return self._write(_PUI, "pharmacist", (validated, self._course), (note, self._course))

    def _go_ahead(self) -> Written:
        note = CourseNoted(None, "Clinique et biologie du jour satisfaisantes (fictif).")
        return self._write(
            _HDJ, "prescriber", (GoAheadGiven(self._items(), _DAY), self._course), (note, self._course)
        )

    def _claim(self, index: int) -> Written:
        series, number = self._site.stations[_PUI].journal, self._number * _DOSES + index + 1
        bag = self._bags[index]
        claimed = PreparationClaimed(
            bag=bag,
            item=DoseRevision(self._doses[index], self._version),
            series=series,
            number=number,
            vials=(
                VialUsed(
                    product=tagged_hash("bench", b"product")[:16],
                    label="Oxaliplatine fictive 5 mg/mL, flacon de 40 mL",
                    cip13="3400930000000",
                    lot="LOT-FICTIF-7",
                    expiry="2032-12-31",
                    count=1,
                ),
            ),
            draw=_ml("31"),
            withdraw=False,
            diluent="G5 %",
            diluent_lot="LOT-FICTIF-8",
            final_volume=_ml("281"),
            final_concentration=quantity(Decimal("0.55"), Unit.MG_PER_ML),
            use_by=self._site.now + _DAY_MS,
            storage="2 °C à 8 °C, à l'abri de la lumière",
        )
        register = FileRef(FileType.REGISTER, register_file_id(series, number))
        return self._write(
            _PUI,
            "preparer",
            (claimed, self._course),
            (NumberTaken(series, number, bag, self._course.id), register),
        )

    def _make(self, index: int) -> Written:
        return self._write(
            _PUI, "preparer", (PreparationMade(self._bags[index], self._told(), ""), self._course)
        )

    def _check(self, index: int) -> Written:
        return self._write(
            _PUI, "checker", (PreparationChecked(self._bags[index], self._told()), self._course)
        )

    def _release(self, index: int) -> Written:
        return self._write(_PUI, "pharmacist", (ReleaseDecided(self._bags[index], True, ""), self._course))

    def _dispense(self, index: int) -> Written:
        handed = BagDispensed(
            self._bags[index], "Hôpital de jour fictif", ("uracilemia",), self._told("scanned")
        )
        return self._write(_PUI, "preparer", (handed, self._course))

    def _receive(self, index: int) -> Written:
        return self._write(
            _WARD, "nurse", (BagReceived(self._bags[index], self._told("scanned")), self._course)
        )

    def _give(self, index: int) -> Written:
        given = DoseGiven(self._doses[index], self._bags[index], self._patient.id, self._told("scanned"), "")
        note = PatientNoted("Perfusion bien tolérée (fictif).")
        return self._write(_WARD, "nurse", (given, self._course), (note, self._patient))

    def _visit(self, visit: int) -> Written:
        note = PatientNoted(f"Visite {visit + 1} : état général conservé, pas de plainte (fictif).")
        bodies: list[tuple[Wire, FileRef]] = [*self._measures(visit), (note, self._patient)]
        if visit < _LONGER_VISITS:
            bodies.append((CourseNoted(None, "Poursuite du traitement prévue (fictif)."), self._course))
        return self._write(_WARD, "nurse", *bodies)
