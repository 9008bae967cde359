"""Lots and the narcotics vault: received, counted, recalled, kept, handed over, found later."""

from __future__ import annotations

from node.api.lot import (
    CountLot,
    DiscardRemainder,
    GetLot,
    KeepRemainder,
    LiftRecall,
    LotView,
    MoveLot,
    RecallLot,
    ReceiveLot,
    RemainderChosen,
)
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
    WitnessVault,
)
from node.api.people import GrantRights, WithdrawRights
from node.api.preparation import Claim, PreparationProposal, ProposePreparation, VoidClaim
from node.domain.stock import lot_file
from schema.acts.lot import LotNamed
from schema.acts.narcotics import Counted, VaultHandedOver, VaultWitnessed
from schema.acts.preparation import VialUsed
from schema.ids import Id
from schema.quantity import Quantity, Unit
from schema.transaction import ActRef, FileRef, FileType
from tests.golden.stations import Day, conflict_in, settle_command, settle_long, write
from tests.node import circuit
from tests.node.circuit import Treated
from tests.node.stations import PIN, Station, exchange, send

HOUR = 3_600_000
MORPHINE = "Morphine fictive 10 mg/mL ampoule"


def _proposal(station: Station, someone: Treated, dose: Id) -> PreparationProposal:
    return station.get("preparer", ProposePreparation(course=someone.course, dose=dose), PreparationProposal)


def _receive(station: Station, lot: LotNamed, count: int) -> None:
    station.do("preparer", ReceiveLot(lot=lot, count=count, told=circuit.told(station)))


def _claim(station: Station, someone: Treated, dose: Id, lot: LotNamed, remainder: Id) -> Id:
    """Set out vials of this lot, and what is left of one of it."""
    shown = _proposal(station, someone, dose)
    vial = VialUsed(lot.product, lot.label, lot.cip13, lot.number, lot.expiry, shown.vials)
    command = Claim(
        course=someone.course,
        item=shown.item,
        product=shown.product,
        vials=(vial,),
        diluent_lot="DIL-9",
        remainders=(RemainderChosen(lot_file(lot).id, remainder),),
        based_on=shown.heads,
    )
    return station.do("preparer", command).created[0]


def _opened_vial(day: Day, number: str) -> tuple[Treated, Id, LotNamed, Id]:
    """Somebody ready, a lot, and a remainder of it that may be used for them."""
    someone, dose = day.ready()
    shown = _proposal(day.one, someone, dose)
    lot = LotNamed(shown.product, shown.label, shown.cip13, number, "2027-12-31")
    _receive(day.one, lot, 10)
    keep = KeepRemainder(
        lot=lot,
        volume=Quantity("5", Unit.ML),
        use_by=day.one.clock.now_ms() + 48 * HOUR,
        told=circuit.told(day.one),
    )
    remainder = day.one.do("preparer", keep).created[0]
    day.meet()
    return someone, dose, lot, remainder


def remainders(day: Day, half: str) -> None:
    """What is left of a vial: put back, thrown away, set out twice apart and settled in either kind."""
    someone, dose, lot, remainder = _opened_vial(day, f"LOT-R-{half}")
    bag = _claim(day.one, someone, dose, lot, remainder)
    heads = circuit.look(day.one, someone.course).heads
    day.one.do("preparer", VoidClaim(course=someone.course, bag=bag, reason="erreur", based_on=heads))
    _, _, lot, remainder = _opened_vial(day, f"LOT-D-{half}")
    told = circuit.told(day.one)
    day.one.do("preparer", DiscardRemainder(lot=lot, remainder=remainder, reason="trouble", told=told))
    day.meet()
    for way in ("few", "many", "open"):
        someone, dose, lot, remainder = _opened_vial(day, f"LOT-{way}-{half}")
        for station in (day.one, day.other):
            _claim(station, someone, dose, lot, remainder)
        day.meet()
        if way == "open":
            continue
        conflict = conflict_in(day.one, "remainder_twice", lot_file(lot).id)
        if way == "few":
            day.one.do("pharmacist", settle_command(conflict, "reviewed", None))
        else:
            settle_long(day.one, conflict, "reviewed", "pharmacist", None)
        day.meet()


def lots(day: Day, half: str) -> None:
    """Vials broken apart until there are fewer than none; counted; recalled with a bag made, and lifted."""
    someone, dose = day.ready()
    shown = _proposal(day.one, someone, dose)
    lot = LotNamed(shown.product, shown.label, shown.cip13, f"LOT-M-{half}", "2027-12-31")
    _receive(day.one, lot, 3)
    day.meet()
    for station in (day.one, day.other):
        told = circuit.told(station)
        station.do("preparer", MoveLot(lot=lot, change=-2, why="broken", reason="cassés", told=told))
    day.meet()
    for station in (day.one, day.other) if half == "B" else ():
        station.do("preparer", CountLot(lot=lot, counted=1, told=circuit.told(station), pin=PIN))
    day.meet()
    for lifted in (True, False):
        someone, dose, lot, remainder = _opened_vial(day, f"LOT-{'L' if lifted else 'K'}-{half}")
        bag = _claim(day.one, someone, dose, lot, remainder)
        circuit.make(day.one, someone.course, bag)
        recall = RecallLot(lot=lot, reason="particules", reference="MED 26/A001", pin=PIN)
        day.other.do("pharmacist2", recall)
        day.meet()
        if lifted:
            heads = day.one.get("pharmacist", GetLot(lot=lot_file(lot).id), LotView).heads
            day.one.do("pharmacist", LiftRecall(lot=lot, reason="erreur", pin=PIN, based_on=heads))
            day.meet()


def _units(count: int) -> Quantity:
    return Quantity(str(count), Unit.ONE)


def _look(station: Station, vault: Id) -> VaultView:
    return station.get("pharmacist", GetVault(vault=vault), VaultView)


def _enter(station: Station, vault: Id, way: str, count: int, who: str = "pharmacist") -> ActRef:
    command = EnterNarcotics(
        vault=vault,
        way=way,
        product=MORPHINE,
        amount=_units(count),
        whom="Oncologie",
        reason="périmées" if way == "destroyed" else "",
        told=circuit.told(station),
        pin=PIN,
    )
    return station.do(who, command).acts[0]


def _open(day: Day, name: str) -> Id:
    vault = day.one.do("pharmacist", OpenVault(name=name, pin=PIN)).created[0]
    _enter(day.one, vault, "in", 10)
    day.meet()
    return vault


def _second(station: Station) -> Second:
    return Second(station.people["preparer"], PIN)


def _count(station: Station, vault: Id, count: int) -> None:
    lines = (CountedHere(MORPHINE, _units(count)),)
    told = circuit.told(station)
    station.do(
        "pharmacist", CountVault(vault=vault, lines=lines, told=told, pin=PIN, second=_second(station))
    )


def _hand_over(station: Station, vault: Id, to: str, count: int) -> None:
    view = _look(station, vault)
    (keeper,) = [one.workstation for one in view.others if one.name == to]
    command = HandOverVault(
        vault=vault,
        keeper=keeper,
        lines=(CountedHere(MORPHINE, _units(count)),),
        told=circuit.told(station),
        pin=PIN,
        second=_second(station),
        based_on=view.heads,
    )
    station.do("pharmacist", command)


def vaults(day: Day, half: str) -> None:
    """Destroyed by two, counted by two, handed over; lines found later, reconciled and counted anew."""
    one, other = day.one, day.other
    vault = _open(day, f"Coffre {half}")
    destroyed = _enter(one, vault, "destroyed", 2)
    one.do("pharmacist2", WitnessVault(vault=vault, what=destroyed, pin=PIN))
    day.meet()
    for reconciled in (True, False):
        line = _enter(other, vault, "out", 1)
        one.clock.advance(hours=1)
        _count(one, vault, 7 if reconciled else 6)
        day.meet()
        if reconciled:
            command = ReconcileVault(
                vault=vault,
                line=line,
                choice="counted",
                reason="vu",
                pin=PIN,
                second=_second(one),
                based_on=_look(one, vault).heads,
            )
            one.do("pharmacist", command)
            day.meet()
    one.clock.advance(hours=1)
    _count(one, vault, 6)
    day.meet()
    apart = _open(day, f"Coffre apart {half}")
    _hand_over(one, apart, "HDJ-1", 10)
    day.meet()
    _enter(one, apart, "out", 1)
    day.meet()
    twice = _open(day, f"Coffre deux fois {half}")
    exchange(one, day.third)
    _hand_over(one, twice, "HDJ-1", 10)
    # Its keeper alone may, as the screens have it; an older disk of that one would.
    counted = (Counted(MORPHINE, _units(10), _units(10)),)
    told = circuit.told(day.third)
    file = FileRef(FileType.VAULT, twice)
    here = VaultHandedOver(day.third.desk.vault.workstation, counted, told)
    passed = write(day.third, "pharmacist", file, here).acts[0]
    write(day.third, "preparer", file, VaultWitnessed(passed))
    send(day.third, one)
    _enter(one, _open(day, f"Coffre vide {half}"), "out", 12)
    day.meet()


def unverified(day: Day, half: str) -> None:
    """Lines of somebody whose right to the vault was withdrawn meanwhile."""
    _unverified(day, half)


def _unverified(day: Day, half: str) -> list[Id]:
    opened = [_open(day, f"Coffre {way} {half}") for way in ("vu", "long", "ouvert")]
    rights = ("narcotics",)
    preparer = day.one.people["preparer"]
    day.one.do("administrator", WithdrawRights(person=preparer, rights=rights, pin=PIN))
    for vault in opened:
        _enter(day.other, vault, "out", 2, "preparer")
    day.meet()
    day.one.do("administrator", GrantRights(person=preparer, rights=rights, pin=PIN))
    day.meet()
    return opened


def unverified_and_settled(day: Day) -> None:
    """The same, dismissed in either kind and left."""
    few, many, _ = _unverified(day, "de l’après-midi")
    day.one.do("pharmacist", settle_command(conflict_in(day.one, "withdrawn_since", few), "dismiss", None))
    settle_long(day.one, conflict_in(day.one, "withdrawn_since", many), "dismiss", "pharmacist", None)
    day.meet()
