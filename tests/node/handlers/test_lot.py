"""Stock by lot: three workstations, real journals, what a recall reaches."""

from __future__ import annotations

from node.api.dispensing import Dispense
from node.api.lot import (
    CountLot,
    DiscardRemainder,
    GetLot,
    KeepRemainder,
    LiftRecall,
    ListLots,
    Lots,
    LotView,
    MoveLot,
    RecallLot,
    ReceiveLot,
    RemainderChosen,
)
from node.api.preparation import Claim, PreparationProposal, ProposePreparation, VoidClaim
from node.api.release import Recall
from node.api.site import Verified, Verify
from node.domain.decision import Draft
from node.domain.stock import lot_file
from schema.acts.lot import LotNamed, LotRecalled
from schema.acts.preparation import VialUsed
from schema.ids import Id
from schema.quantity import Quantity, Unit
from tests.node import circuit
from tests.node.apart import Three, gone, rows_of, seen_by_both, shared
from tests.node.stations import PIN, Station, exchange

HOUR = 3_600_000


def lot_used(station: Station) -> LotView:
    """The one lot that the fictive preparers take."""
    (row,) = station.get("pharmacist", ListLots(), Lots).rows
    return station.get("pharmacist", GetLot(lot=row.lot), LotView)


def receive(station: Station, lot: LotNamed, count: int) -> None:
    station.do("preparer", ReceiveLot(lot=lot, count=count, told=circuit.told(station)))


def recall(station: Station, lot: LotNamed, who: str = "pharmacist") -> None:
    station.do(who, RecallLot(lot=lot, reason="particules", reference="MED 26/A001", pin=PIN))


def test_a_typed_lot_that_no_stock_knows_is_a_lot(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    view = lot_used(site)
    assert (view.row.kept, view.row.conflicts, view.row.named.number) == (False, 0, "LOT-1")
    assert view.row.balance < 0
    (concerned,) = view.bags
    assert (concerned.bag, concerned.patient_name, concerned.number) == (
        bag,
        "ESSAI Jeanne Noëlle",
        "PUI-1 000001",
    )
    assert [(line.kind, line.note) for line in view.lines] == [("lot.used/1", "PUI-1 000001")]


def test_movements_apart_add_up_and_below_nothing_is_an_alarm_until_counted(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    circuit.claim(one, someone.course, dose)
    lot = lot_used(one).row.named
    taken = -lot_used(one).row.balance
    receive(one, lot, taken + 3)
    exchange(one, other)
    for station in (one, other):
        station.do(
            "preparer", MoveLot(lot=lot, change=-2, why="broken", reason="cassés", told=circuit.told(station))
        )
    conflict = seen_by_both(one, other, "lot_negative", about=f"{lot.label} · LOT-1")
    assert conflict.alarm
    assert lot_used(one).row.balance == -1
    assert rows_of(one, "lot_negative")[0].owners == ("stock",)
    one.do("preparer", CountLot(lot=lot, counted=0, told=circuit.told(one), pin=PIN))
    gone(one, other, "lot_negative")
    assert lot_used(other).row.balance == 0


def test_a_recall_reaches_bags_made_apart_and_holds_them(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.released(one, someone.course, dose)
    lot = lot_used(one).row.named
    recall(other, lot)
    conflict = seen_by_both(one, other, "lot_recalled")
    assert conflict.alarm
    assert conflict.owners == ("release",)
    assert [choice.choice for choice in conflict.choices] == ["not_concerned"]
    vials = [dict(side.summary)["summary.vials_used"] for side in conflict.sides]
    assert any(f"{lot.label}, LOT-1, 31‑déc.‑2027" in said for said in vials)
    dispense = Dispense(course=someone.course, bag=bag, ward=circuit.WARD, told=circuit.told(one), pin=PIN)
    assert one.refused("pharmacist", dispense) == "bag.lot_recalled"
    (concerned,) = lot_used(other).bags
    assert (concerned.bag, concerned.open) == (bag, True)
    heads = circuit.look(one, someone.course).heads
    one.do("pharmacist", Recall(course=someone.course, bag=bag, reason="lot", pin=PIN, based_on=heads))
    gone(one, other, "lot_recalled")


def test_a_recall_reaches_a_patient_who_has_had_it(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    bag = circuit.on_the_ward(one, someone.course, dose)
    circuit.give(one, someone, dose, bag)
    recall(other, lot_used(one).row.named)
    conflict = seen_by_both(one, other, "lot_recalled")
    assert {choice.choice for choice in conflict.choices} == {"reviewed", "not_concerned"}
    circuit.settle(other, conflict, "reviewed", "pharmacist")
    gone(one, other, "lot_recalled")


def test_a_mistyped_expiry_hides_no_bag_and_who_read_the_vial_may_say_so(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    circuit.released(one, someone.course, dose)
    lot = lot_used(one).row.named
    recall(other, LotNamed(lot.product, lot.label, lot.cip13, "lot 1", "2026-12-31"))
    conflict = seen_by_both(one, other, "lot_recalled")
    circuit.settle(one, conflict, "not_concerned", "pharmacist")
    gone(one, other, "lot_recalled")


def test_a_recalled_lot_is_not_set_out_until_the_recall_is_lifted(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    proposal = site.get("preparer", ProposePreparation(course=someone.course, dose=dose), PreparationProposal)
    vial = VialUsed(proposal.product, proposal.label, proposal.cip13, "LOT-1", "2027-12-31", proposal.vials)
    lot = LotNamed(vial.product, vial.label, vial.cip13, vial.lot, vial.expiry)
    recall(site, lot)
    assert site.refused("pharmacist", RecallLot(lot=lot, reason="x", pin=PIN)) == "lot.already_recalled"
    command = claiming(proposal, someone.course, (vial,))
    assert site.refused("preparer", command) == "vial.recalled"
    lift = LiftRecall(lot=lot, reason="erreur", pin=PIN, based_on=())
    assert site.refused("pharmacist", lift) == "screen.stale"
    heads = lot_used(site).heads
    site.do("pharmacist", LiftRecall(lot=lot, reason="erreur", pin=PIN, based_on=heads))
    site.do("preparer", command)


def claiming(
    proposal: PreparationProposal,
    course: Id,
    vials: tuple[VialUsed, ...],
    remainders: tuple[RemainderChosen, ...] = (),
) -> Claim:
    return Claim(
        course=course,
        item=proposal.item,
        product=proposal.product,
        vials=vials,
        diluent_lot="DIL-9",
        remainders=remainders,
        based_on=proposal.heads,
    )


def opened_vial(
    station: Station, course: Id, dose: Id
) -> tuple[LotNamed, RemainderChosen, PreparationProposal]:
    """A remainder that is there, and the proposal of a preparation that may use it."""
    ask = ProposePreparation(course=course, dose=dose)
    proposal = station.get("preparer", ask, PreparationProposal)
    lot = LotNamed(proposal.product, proposal.label, proposal.cip13, "LOT-7", "2027-12-31")
    receive(station, lot, 10)
    keep = KeepRemainder(
        lot=lot,
        volume=Quantity("5", Unit.ML),
        use_by=station.clock.now_ms() + 48 * HOUR,
        told=circuit.told(station),
    )
    station.do("preparer", keep)
    (offered,) = station.get("preparer", ask, PreparationProposal).remainders
    return lot, offered.chosen, proposal


def test_a_remainder_is_set_out_once_and_comes_back_with_the_claim(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    lot, chosen, proposal = opened_vial(site, someone.course, dose)
    vial = VialUsed(lot.product, lot.label, lot.cip13, lot.number, lot.expiry, proposal.vials)
    answer = site.do("preparer", claiming(proposal, someone.course, (vial,), (chosen,)))
    view = lot_used(site)
    # One of the vials on the sheet was taken from stock when it was opened.
    assert view.row.balance == 10 - (proposal.vials - 1)
    assert [(one.state, one.numbers) for one in view.remainders] == [("used", ("PUI-1 000001",))]
    heads = circuit.look(site, someone.course).heads
    site.do("preparer", VoidClaim(course=someone.course, bag=answer.created[0], reason="r", based_on=heads))
    view = lot_used(site)
    assert view.row.balance == 10
    assert sorted(one.state for one in view.remainders) == ["left", "used"]
    again = claiming(
        site.get("preparer", ProposePreparation(course=someone.course, dose=dose), PreparationProposal),
        someone.course,
        (vial,),
        (chosen,),
    )
    assert site.refused("preparer", again) == "remainder.gone"
    assert site.get("pharmacist", Verify(), Verified).findings == ()


def test_one_remainder_in_two_bags_apart_names_both_numbers(stations: Three) -> None:
    one, other, _ = stations
    someone = circuit.ready(one)
    doses = [circuit.dose_of(one, someone.course, "L1", cycle=1).dose]
    lot, chosen, _ = opened_vial(one, someone.course, doses[0])
    exchange(one, other)
    for station in (one, other):
        ask = ProposePreparation(course=someone.course, dose=doses[0])
        proposal = station.get("preparer", ask, PreparationProposal)
        vial = VialUsed(lot.product, lot.label, lot.cip13, lot.number, lot.expiry, proposal.vials)
        station.do("preparer", claiming(proposal, someone.course, (vial,), (chosen,)))
    conflict = seen_by_both(one, other, "remainder_twice", about=f"{lot.label} · LOT-7")
    assert conflict.alarm
    numbers = {dict(side.summary)["summary.number"] for side in conflict.sides}
    assert numbers == {"PUI-1 000001", "HDJ-1 000001"}
    circuit.settle(one, conflict, "reviewed", "pharmacist")
    gone(one, other, "remainder_twice")


def test_discarding_is_told_and_rights_are_asked(site: Station) -> None:
    someone = circuit.ready(site)
    lot, chosen, _ = opened_vial(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    discard = DiscardRemainder(lot=lot, remainder=chosen.remainder, reason="trouble", told=circuit.told(site))
    assert site.refused("nurse", discard) == "right.missing"
    site.do("preparer", discard)
    assert [one.code for one in site.do("preparer", discard).warnings] == ["remainder.gone"]
    assert [one.state for one in lot_used(site).remainders] == ["discarded"]


def test_sixty_five_recalls_are_lifted_at_once(site: Station) -> None:
    """More than one act can name: somebody hostile may write any number."""
    someone = circuit.ready(site)
    circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    lot = lot_used(site).row.named
    session = site.desk.sessions.get(site.session("pharmacist"))
    assert session is not None
    for number in range(65):
        body = LotRecalled(lot, "particules", f"MED 26/A{number:03}")
        site.desk.write((Draft(lot_file(lot), body),), session)
    heads = lot_used(site).heads
    lifted = site.do("pharmacist", LiftRecall(lot=lot, reason="erreur", pin=PIN, based_on=heads))
    assert len(lifted.acts) == 2
    assert not lot_used(site).row.recalled
