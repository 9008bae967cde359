"""Prefabrication and fabrication: numbers of the register, pairs of eyes, who else knows of the dose."""

from __future__ import annotations

from node.api.base import Refused
from node.api.incidents import IncidentView
from node.api.preparation import Claim, PreparationProposal, ProposePreparation, RecordChecked, VoidClaim
from node.api.site import PeerView
from node.api.workstations import SuspendWorkstation
from schema.acts.preparation import VialUsed
from schema.ids import Id
from tests.node import circuit
from tests.node.stations import PIN, Station, exchange, send


def _claim(station: Station, course: Id, dose: Id, expiry: str = "2027-12-31") -> Claim:
    proposal = station.get("preparer", ProposePreparation(course=course, dose=dose), PreparationProposal)
    vial = VialUsed(proposal.product, proposal.label, proposal.cip13, "LOT", expiry, proposal.vials)
    return Claim(
        course=course,
        item=proposal.item,
        product=proposal.product,
        vials=(vial,),
        diluent_lot="D",
        based_on=proposal.heads,
    )


def test_numbers_follow_each_other_and_a_void_one_stays(site: Station) -> None:
    someone = circuit.ready(site)
    first = circuit.dose_of(site, someone.course, "L1").dose
    bag = circuit.claim(site, someone.course, first)
    assert circuit.bag_of(site, someone.course, bag).number == "PUI-1 000001"
    heads = circuit.look(site, someone.course).heads
    site.do("preparer", VoidClaim(course=someone.course, bag=bag, reason="flacon cassé", based_on=heads))
    again = circuit.claim(site, someone.course, first)
    assert circuit.bag_of(site, someone.course, again).number == "PUI-1 000002"
    void = circuit.bag_of(site, someone.course, bag)
    assert (void.state, void.number, void.reason) == ("voided", "PUI-1 000001", "flacon cassé")
    assert void.ended is not None
    assert circuit.bag_of(site, someone.course, again).ended is None


def test_each_workstation_counts_for_itself(stations: tuple[Station, Station, Station]) -> None:
    pharmacy, hospital, _ = stations
    someone = circuit.ready(pharmacy)
    exchange(pharmacy, hospital)
    one = circuit.claim(pharmacy, someone.course, circuit.dose_of(pharmacy, someone.course, "L1").dose)
    other = circuit.claim(hospital, someone.course, circuit.dose_of(hospital, someone.course, "L2").dose)
    exchange(pharmacy, hospital)
    assert circuit.bag_of(pharmacy, someone.course, one).number == "PUI-1 000001"
    assert circuit.bag_of(pharmacy, someone.course, other).number == "HDJ-1 000001"


def test_what_stands_against_preparing_is_said_and_refused(site: Station) -> None:
    someone = circuit.treated(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    command = ProposePreparation(course=someone.course, dose=dose)
    proposal = site.get("preparer", command, PreparationProposal)
    assert [one.code for one in proposal.objections] == ["dose.not_validated", "dose.no_go_ahead"]
    assert site.refused("preparer", _claim(site, someone.course, dose)) == "dose.not_validated"


def test_an_expired_vial_is_refused(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    late = _claim(site, someone.course, dose, expiry="2026-06-04")
    assert site.refused("preparer", late) == "vial.expired"


def test_a_dose_is_taken_on_once(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    command = _claim(site, someone.course, dose)
    site.do("preparer", command)
    assert site.refused("preparer2", command) == "screen.stale"
    assert site.refused("preparer2", _claim(site, someone.course, dose)) == "dose.already_claimed"


def test_who_made_it_does_not_check_it(site: Station) -> None:
    someone = circuit.ready(site)
    bag = circuit.claim(site, someone.course, circuit.dose_of(site, someone.course, "L1").dose)
    circuit.make(site, someone.course, bag)
    own = RecordChecked(course=someone.course, bag=bag, told=circuit.told(site), pin=PIN)
    assert site.refused("preparer", own) == "pair.maker_checker"
    told_by = RecordChecked(course=someone.course, bag=bag, told=circuit.told(site, by="preparer2"), pin=PIN)
    site.do("preparer", told_by)
    # Shown is who did it, not who typed it.
    shown = circuit.bag_of(site, someone.course, bag)
    assert shown.checked is not None
    assert shown.checked.person == "SUPPOSÉ Firmin"


class _Cable:
    """A network as the node may speak of it: who is in reach."""

    def __init__(self, station: Station, reached: bool, since: int, received: bool = True) -> None:
        name, identifier = station.name, station.desk.vault.workstation
        self._peer = PeerView(
            identifier, name, reached, since, None, 0, 0, None, "typed", "", received=received
        )

    def peers(self) -> tuple[PeerView, ...]:
        return (self._peer,)

    def lobby_addresses(self) -> tuple[str, ...]:
        return ()

    def incidents(self) -> tuple[IncidentView, ...]:
        return ()


def test_the_proposal_says_who_else_holds_what_it_shows(stations: tuple[Station, Station, Station]) -> None:
    pharmacy, hospital, ward = stations
    someone = circuit.ready(pharmacy)
    command = ProposePreparation(
        course=someone.course, dose=circuit.dose_of(pharmacy, someone.course, "L1").dose
    )
    exchange(pharmacy, hospital)

    def lines() -> dict[str, tuple[bool, bool, bool]]:
        proposal = pharmacy.get("preparer", command, PreparationProposal)
        return {
            one.workstation: (one.connected, one.holds, one.since is not None) for one in proposal.confirmed
        }

    assert lines()["HDJ-1"] == (False, True, False)  # it has it all, and has not been met
    pharmacy.desk.network = _Cable(hospital, False, 5)
    assert lines()["HDJ-1"] == (False, True, True)
    pharmacy.desk.network = _Cable(hospital, True, 5)
    assert lines() == {"HDJ-1": (True, True, False), "USC-1": (False, False, False)}
    circuit.go_ahead(pharmacy, someone.course)
    assert lines()["HDJ-1"] == (True, False, False)  # in reach, but this it has not said to hold
    send(pharmacy, hospital)
    hospital.publish_receipt()
    send(hospital, pharmacy)
    assert lines()["HDJ-1"] == (True, True, False)
    # It took the dose on, and that has not come here: what it had confirmed is no reason to go on.
    circuit.claim(hospital, someone.course, command.dose)
    pharmacy.desk.network = _Cable(hospital, True, 5, received=False)
    proposal = pharmacy.get("preparer", command, PreparationProposal)
    assert [one.received for one in proposal.confirmed if one.workstation == "HDJ-1"] == [False]
    assert ward.name == "USC-1"


def test_what_another_file_says_holds_the_dose(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1").dose
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    refused = site.get("preparer", _claim(site, someone.course, dose), Refused)
    assert (refused.code, refused.values) == ("dose.conflict", {"rule": "newer_weight"})


def test_a_workstation_that_was_suspended_may_have_taken_the_dose_all_the_same(
    stations: tuple[Station, Station, Station],
) -> None:
    pharmacy, hospital, _ward = stations
    someone = circuit.ready(pharmacy)
    dose = circuit.dose_of(pharmacy, someone.course, "L1").dose
    exchange(pharmacy, hospital)
    suspended = hospital.desk.vault.workstation
    pharmacy.do("administrator", SuspendWorkstation(workstation=suspended, reason="volé ce matin", pin=PIN))
    circuit.claim(hospital, someone.course, dose)  # which has not heard of it
    proposal = pharmacy.get(
        "preparer", ProposePreparation(course=someone.course, dose=dose), PreparationProposal
    )
    lines = {one.workstation: (one.shut_out, one.connected, one.holds) for one in proposal.confirmed}
    assert lines == {"HDJ-1": ("suspended", False, True), "USC-1": ("", False, False)}
