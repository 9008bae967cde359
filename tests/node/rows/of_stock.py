"""Scenarios of the rules of lots, vaults, and of what the site has signed as its own."""

from __future__ import annotations

import msgspec

from node.api.course import ListRegimens, Regimens
from node.api.lot import CountLot, KeepRemainder, MoveLot, RecallLot, ReceiveLot
from node.api.narcotics import (
    CountedHere,
    CountVault,
    EnterNarcotics,
    GetVault,
    HandOverVault,
    OpenVault,
    ReconcileVault,
    Second,
    VaultView,
)
from node.api.preparation import Claim, PreparationProposal, ProposePreparation
from node.api.reference import ListProducts, Products
from node.domain.stock import lot_file
from node.reference.limits import STARTER_GATES, STARTER_LIMITS
from node.store.neighbourhoods import GATES_FILE, LIMITS_FILE, REATTRIBUTION_FILE
from schema.acts.base import Told
from schema.acts.lot import LotNamed
from schema.acts.narcotics import Counted, VaultHandedOver, VaultWitnessed
from schema.acts.preparation import VialUsed
from schema.acts.reattribution import ReattributionLimitSigned
from schema.codec import Wire
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.rows.parting import Expected, Parting, Scenario, Story, course_file, forged, settle
from tests.node.stations import PIN, Station

MORPHINE = "Morphine fictive 10 mg/mL ampoule"
HOUR = 3_600_000


def _stocked(p: Parting, number: str) -> LotNamed:
    """Ten vials of a lot that nobody uses."""
    product = p.one.get("pharmacist", ListProducts(substance="gemcitabine"), Products).rows[0]
    lot = LotNamed(product.product, product.body.label, product.body.cip13, number, "2027-12-31")
    p.one.do("preparer", ReceiveLot(lot=lot, count=10, told=circuit.told(p.one)))
    return lot


def _move(station: Station, lot: LotNamed, change: int, why: str = "broken") -> None:
    moved = MoveLot(lot=lot, change=change, why=why, reason="cassés", told=circuit.told(station))
    station.do("preparer", moved)


def _count(station: Station, lot: LotNamed, counted: int) -> None:
    station.do("preparer", CountLot(lot=lot, counted=counted, told=circuit.told(station), pin=PIN))


def lot_negative(p: Parting) -> Story:
    lot = _stocked(p, "LOT-N")
    yield None
    _move(p.one, lot, -6)
    yield None
    _move(p.other, lot, -6)
    yield Expected(lot_file(lot), alarm=True)
    _count(p.one, lot, 0)


def lot_count_apart(p: Parting) -> Story:
    lot = _stocked(p, "LOT-C")
    yield None
    _move(p.one, lot, -1)
    yield None
    _count(p.other, lot, 9)
    yield Expected(lot_file(lot))
    _count(p.other, lot, 9)


def lot_recalled(p: Parting) -> Story:
    someone, dose = p.ready("AZACITIDINE")
    product = p.one.get("pharmacist", ListProducts(substance="azacitidine"), Products).rows[0]
    lot = LotNamed(product.product, product.body.label, product.body.cip13, "LOT-1", "2027-12-31")
    yield None
    circuit.claim(p.one, someone.course, dose)
    yield None
    recall = RecallLot(lot=lot, reason="particules", reference="MED 26/A001", pin=PIN)
    p.other.do("pharmacist", recall)
    rows = yield Expected(course_file(someone), alarm=True)
    settle(p.one, rows, "not_concerned", "pharmacist")


def remainder_twice(p: Parting) -> Story:
    someone, dose = p.ready("PEMBRO-200")
    ask = ProposePreparation(course=someone.course, dose=dose)
    proposal = p.one.get("preparer", ask, PreparationProposal)
    lot = LotNamed(proposal.product, proposal.label, proposal.cip13, "LOT-7", "2027-12-31")
    p.one.do("preparer", ReceiveLot(lot=lot, count=10, told=circuit.told(p.one)))
    until = p.one.clock.now_ms() + 48 * HOUR
    kept = KeepRemainder(lot=lot, volume=Quantity("1", Unit.ML), use_by=until, told=circuit.told(p.one))
    p.one.do("preparer", kept)
    yield None
    _claim_with_what_is_left(p.one, someone.course, dose, lot)
    yield None
    _claim_with_what_is_left(p.other, someone.course, dose, lot)
    rows = yield Expected(lot_file(lot), alarm=True)
    settle(p.other, rows, "reviewed", "pharmacist")


def _claim_with_what_is_left(station: Station, course: Id, dose: Id, lot: LotNamed) -> None:
    ask = ProposePreparation(course=course, dose=dose)
    proposal = station.get("preparer", ask, PreparationProposal)
    vial = VialUsed(lot.product, lot.label, lot.cip13, lot.number, lot.expiry, proposal.vials)
    (offered,) = proposal.remainders
    claim = Claim(
        course=course,
        item=proposal.item,
        product=proposal.product,
        vials=(vial,),
        diluent_lot="DIL-9",
        remainders=(offered.chosen,),
        based_on=proposal.heads,
    )
    station.do("preparer", claim)


# -- vaults


def _vault(p: Parting, name: str) -> tuple[Id, FileRef]:
    """Ten ampoules in a vault of its own, kept at the pharmacy."""
    vault = p.one.do("pharmacist", OpenVault(name=name, pin=PIN)).created[0]
    _enter(p.one, vault, "in", 10, circuit.told(p.one))
    return vault, FileRef(FileType.VAULT, vault)


def _enter(station: Station, vault: Id, way: str, count: int, told: Told) -> None:
    command = EnterNarcotics(
        vault=vault,
        way=way,
        product=MORPHINE,
        amount=Quantity(str(count), Unit.ONE),
        whom="Oncologie",
        reason="",
        told=told,
        pin=PIN,
    )
    station.do("pharmacist", command)


def _vault_at(station: Station, vault: Id) -> VaultView:
    return station.get("pharmacist", GetVault(vault=vault), VaultView)


def vault_negative(p: Parting) -> Story:
    vault, file = _vault(p, "Coffre vidé")
    yield None
    _enter(p.one, vault, "out", 6, circuit.told(p.one))
    yield None
    _enter(p.other, vault, "out", 6, circuit.told(p.other))
    yield Expected(file, alarm=True)
    _enter(p.one, vault, "in", 2, circuit.told(p.one))


def found_later(p: Parting) -> Story:
    vault, file = _vault(p, "Coffre compté")
    before = circuit.told(p.one)
    yield None
    lines = (CountedHere(MORPHINE, Quantity("8", Unit.ONE)),)
    second = Second(p.people["preparer"], PIN)
    told = circuit.told(p.one)
    p.one.do("pharmacist", CountVault(vault=vault, lines=lines, told=told, pin=PIN, second=second))
    yield None
    _enter(p.other, vault, "out", 2, before)
    yield Expected(file, alarm=True)
    view = _vault_at(p.one, vault)
    (line,) = [one for one in view.lines if one.later]
    reconcile = ReconcileVault(
        vault=vault,
        line=line.act,
        choice="counted",
        reason="vu ensemble",
        pin=PIN,
        second=second,
        based_on=view.heads,
    )
    p.one.do("pharmacist", reconcile)


def keepers_apart(p: Parting) -> Story:
    vault, file = _vault(p, "Coffre passé")
    others = {one.name: one.workstation for one in _vault_at(p.one, vault).others}
    yield None
    p.one.do("pharmacist", _handing(p.one, vault, others["HDJ-1"]))
    yield None
    # Whoever does not keep it is refused; a program that is not ours would hand it over all the same.
    ten = Quantity("10", Unit.ONE)
    body = VaultHandedOver(others["USC-1"], (Counted(MORPHINE, ten, ten),), circuit.told(p.other))
    forged(p.other, "pharmacist2", file, body)
    handed = _vault_at(p.other, vault).lines[0].act
    forged(p.other, "preparer", file, VaultWitnessed(handed))
    yield Expected(file, alarm=True)
    p.other.do("pharmacist", _handing(p.other, vault, p.one.desk.vault.workstation))


def _handing(station: Station, vault: Id, to: Id) -> HandOverVault:
    return HandOverVault(
        vault=vault,
        keeper=to,
        lines=(CountedHere(MORPHINE, Quantity("10", Unit.ONE)),),
        told=circuit.told(station),
        pin=PIN,
        second=Second(station.people["preparer"], PIN),
        based_on=_vault_at(station, vault).heads,
    )


# -- what the site has signed


def signed_apart(p: Parting) -> Story:
    rows = p.one.get("prescriber", ListRegimens(), Regimens).rows
    signed = next(row for row in rows if row.body.code == "R-CHOP21")
    file = FileRef(FileType.REGIMEN, signed.regimen)
    yield None
    forged(p.one, "pharmacist", file, msgspec.structs.replace(signed.body, version="2", cycle_days=14))
    yield None
    forged(p.other, "pharmacist2", file, msgspec.structs.replace(signed.body, version="2", cycle_days=28))
    for row in (yield Expected(file)):
        settle(p.one, (row,), "keep", "pharmacist", row.choices[0].keep)


def _apart(p: Parting, file: FileRef, here: Wire, there: Wire) -> Story:
    """One setting signed at two places; one of the two is chosen."""
    yield None
    forged(p.one, "pharmacist", file, here)
    yield None
    forged(p.other, "pharmacist2", file, there)
    for row in (yield Expected(file)):
        settle(p.other, (row,), "keep", "pharmacist", row.choices[0].keep)


def settings_apart(p: Parting) -> Story:
    at_five, at_seven = (msgspec.structs.replace(STARTER_LIMITS, snapshot_hour=hour) for hour in (17, 19))
    return _apart(p, LIMITS_FILE, at_five, at_seven)


def settings_apart_of_gates(p: Parting) -> Story:
    # No stricter than the others' scenarios have them.
    here, there = (msgspec.structs.replace(STARTER_GATES, source=source) for source in ("comité", "RCP"))
    return _apart(p, GATES_FILE, here, there)


def settings_apart_of_reattribution(p: Parting) -> Story:
    return _apart(p, REATTRIBUTION_FILE, ReattributionLimitSigned("6"), ReattributionLimitSigned("7"))


OF_STOCK: tuple[Scenario, ...] = (
    lot_negative,
    lot_count_apart,
    lot_recalled,
    remainder_twice,
    vault_negative,
    found_later,
    keepers_apart,
    signed_apart,
    settings_apart,
    settings_apart_of_gates,
    settings_apart_of_reattribution,
)
