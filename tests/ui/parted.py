"""A fictive site that was parted and has met again: one disagreement of every sort of file, on real replicas.

The pharmacy and the day hospital worked apart on the same patients, stock and reference data; the
intensive care unit's workstation was cloned, and both copies went on.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import msgspec

from node.api.base import Recorded
from node.api.course import ListRegimens, Regimens
from node.api.lot import ListLots, Lots, MoveLot, RecallLot, ReceiveLot
from node.api.narcotics import CountedHere, CountVault, EnterNarcotics, OpenVault, Second
from node.api.patient import CorrectIdentity, NotePatient
from node.api.prescription import Adjustment
from node.api.reference import ListProducts, Products
from node.domain.decision import Decided, Draft
from schema.acts.lot import LotNamed
from schema.acts.patient import FieldValue, Identity
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.stations import PIN, Clock, Station, Template, build, copied, exchange, opened

PHARMACY, HOSPITAL, CLONED = "PUI-1", "HDJ-1", "USC-1"
MORPHINE = "Morphine fictive 10 mg/mL ampoule"
REVISED = Identity("Modèle", "", "Zénobie", "1971-08-09", "F", "9900054321", "")
MADE_TWICE = Identity("Témoin", "", "Aimé", "1949-01-02", "M", "9900054322", "")
TOLD_TWICE = Identity("Virtuel", "", "Solange", "1958-04-30", "F", "9900054323", "")
RECALLED = Identity("Supposée", "", "Blandine", "1966-11-17", "F", "9900054324", "")
CORRECTED = Identity("Imaginaire", "", "Octave", "1960-02-03", "M", "9900054325", "")
TWICE = Identity("Fictive", "", "Hermine", "1955-12-24", "F", "9900054326", "")
CLONED_APART = Identity("Clonée", "", "Irma", "1950-05-05", "F", "", "")


@dataclass(frozen=True)
class Parted:
    """The folder of the site as it is once everybody has met again."""

    template: Template
    now: int


def part_and_meet(folder: Path) -> Parted:
    """Found the site, part it, let everybody work, and let them meet at the pharmacy and the day hospital."""
    template, clock = build(folder, (PHARMACY, HOSPITAL, CLONED)), Clock()
    with ExitStack() as stack:

        def at(where: Path, name: str, seed: int) -> Station:
            return stack.enter_context(
                opened(where, name, template.contents[name], template.people, clock, seed=seed)
            )

        here, there = at(folder, PHARMACY, 21), at(folder, HOSPITAL, 22)
        _work_apart(here, there)
        with opened(folder, CLONED, template.contents[CLONED], template.people, clock, seed=23) as third:
            exchange(here, third)
        shutil.copytree(folder / CLONED, folder / "clone" / CLONED)
        for where, seed, text in ((folder, 24, "vue à 8 h"), (folder / "clone", 25, "vue à 9 h")):
            copy = at(where, CLONED, seed)
            copy.do("nurse", NotePatient(patient=circuit.create(copy, CLONED_APART), text=text))
            rows = [row.data for row in copy.replica.chain.everything()]
            here.replica.receive(rows, copy.desk.vault.workstation, clock.now_ms())
        exchange(here, there)
    return Parted(template, clock.ms)


@contextmanager
def back_at(parted: Parted, folder: Path, name: str = PHARMACY) -> Iterator[Station]:
    """One of its workstations, in a copy that a test may change."""
    template = parted.template
    with opened(
        copied(template, folder), name, template.contents[name], template.people, Clock(parted.now), seed=31
    ) as station:
        yield station


def _work_apart(here: Station, there: Station) -> None:
    revised = circuit.ready(here, "mFOLFOX6", REVISED)
    twice = circuit.ready(here, "GEMCITABINE", MADE_TWICE)
    told = circuit.ready(here, "mFOLFOX6", TOLD_TWICE)
    recalled = circuit.ready(here, "mFOLFOX6", RECALLED)
    corrected = circuit.create(here, CORRECTED)
    given = circuit.on_the_ward(here, told.course, circuit.dose_of(here, told.course, "L1").dose)
    circuit.released(here, recalled.course, circuit.dose_of(here, recalled.course, "L1").dose)
    vault = here.do("pharmacist", OpenVault(name="Coffre fictif", pin=PIN)).created[0]
    _narcotics(here, vault, "in", 10)
    broken = _stocked(here, "paclitaxel", "CASSE-1")
    here.do("preparer", ReceiveLot(lot=broken, count=3, told=circuit.told(here)))
    exchange(here, there)

    dose = circuit.dose_of(here, revised.course, "L1").dose
    for station, percent, who, why in (
        (here, "10", "prescriber", "neuropathie débutante"),
        (there, "25", "prescriber2", "neutropénie au cycle précédent"),
    ):
        lower = (Adjustment(line="L1", day=0, reduction_percent=percent, reason=why),)
        circuit.prescribe(
            station, revised.course, doses=(dose,), adjustments=lower, reason="tolérance", who=who
        )
    dose = circuit.dose_of(here, twice.course, "L1").dose
    for station in (here, there):
        bag = circuit.claim(station, twice.course, dose)
        circuit.make(station, twice.course, bag)
        circuit.check(station, twice.course, bag)
    dose = circuit.dose_of(here, told.course, "L1").dose
    circuit.give(here, told, dose, given, who="nurse")
    circuit.give(there, told, dose, given, who="nurse2")
    _recall(there, _lot(here, "OXALIPLATINE"))
    for station, value, who in ((here, "1961-02-03", "nurse"), (there, "1960-03-02", "nurse2")):
        _correct(station, corrected, value, who)
    for station in (here, there):
        circuit.create(station, TWICE)
        station.do(
            "preparer",
            MoveLot(lot=broken, change=-2, why="broken", reason="cassés", told=circuit.told(station)),
        )
    _narcotics(there, vault, "out", 2)
    here.clock.advance(hours=1)
    second = Second(here.people["preparer"], PIN)
    lines = (CountedHere(MORPHINE, Quantity("8", Unit.ONE)),)
    here.do(
        "pharmacist", CountVault(vault=vault, lines=lines, told=circuit.told(here), pin=PIN, second=second)
    )
    for station, days in ((here, 14), (there, 21)):
        _sign_regimen(station, "TC", days)


def _narcotics(station: Station, vault: Id, way: str, count: int) -> Recorded:
    command = EnterNarcotics(
        vault=vault,
        way=way,
        product=MORPHINE,
        amount=Quantity(str(count), Unit.ONE),
        whom="Oncologie",
        reason="",
        told=circuit.told(station),
        pin=PIN,
    )
    return station.do("pharmacist", command)


def _stocked(station: Station, substance: str, number: str) -> LotNamed:
    product = station.get("pharmacist", ListProducts(substance=substance), Products).rows[0]
    return LotNamed(product.product, product.body.label, product.body.cip13, number, "2027-12-31")


def _lot(station: Station, label: str) -> LotNamed:
    rows = station.get("pharmacist", ListLots(), Lots).rows
    return next(row.named for row in rows if row.named.label.startswith(label))


def _recall(station: Station, lot: LotNamed) -> None:
    station.do("pharmacist", RecallLot(lot=lot, reason="particules", reference="MED 26/A001", pin=PIN))


def _correct(station: Station, patient: Id, value: str, who: str) -> None:
    command = CorrectIdentity(
        patient=patient,
        changes=(FieldValue("birth_date", value),),
        reason="carte d’identité",
        pin=PIN,
        based_on=circuit.record(station, patient).heads,
    )
    station.do(who, command)


def _sign_regimen(station: Station, code: str, days: int) -> None:
    """A version that no screen of this program writes: it comes from the reference library."""
    rows = station.get("prescriber", ListRegimens(), Regimens).rows
    found = next(row for row in rows if row.body.code == code)
    body = msgspec.structs.replace(found.body, version="2", cycle_days=days)
    session = station.desk.sessions.get(station.session("pharmacist"))
    assert session is not None
    signed = station.desk.record(
        Decided((Draft(FileRef(FileType.REGIMEN, found.regimen), body),)), session, PIN
    )
    assert isinstance(signed, Recorded), signed
