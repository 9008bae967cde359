"""Settling: by who owns it, on what disagrees now, in every file it hangs on."""

from __future__ import annotations

from node.api.patient import CreatePatient
from node.api.people import WithdrawRights
from node.api.settlement import AgreeDerogation, AskDerogation, Settle
from node.api.site import Verified, Verify
from schema.ids import Id
from tests.node import circuit
from tests.node.apart import Three, seen_by_both, shared
from tests.node.stations import PIN, Station, exchange


def test_a_newer_weight_asks_for_a_new_look(site: Station) -> None:
    someone = circuit.ready(site)
    circuit.measure(site, someone.patient, "weight", "95", confirmed=True)
    conflict = circuit.inbox(site, "prescriber", mine=True)["newer_weight"]
    assert any(key == "summary.weight" for side in conflict.sides for key, _ in side.summary)
    assert circuit.dose_of(site, someone.course, "L1").state == "held"
    while "newer_weight" in (open_now := circuit.inbox(site, "prescriber")):
        circuit.settle(site, open_now["newer_weight"], "reviewed", "prescriber")
    assert circuit.dose_of(site, someone.course, "L1").state == "ready"


def test_a_settlement_names_what_disagrees_now_and_who_owns_it(stations: Three) -> None:
    one, other, someone, dose = shared(stations)
    first, second = (circuit.claim(station, someone.course, dose) for station in (one, other))
    circuit.make(one, someone.course, first)
    circuit.make(other, someone.course, second)
    conflict = seen_by_both(one, other, "made_twice")

    def settling(choice: str, keep: Id | None, sides: int = 2) -> Settle:
        return Settle(
            file=conflict.file,
            rule=conflict.rule,
            subject=conflict.subject,
            heads=tuple(side.act for side in conflict.sides[:sides]),
            choice=choice,
            keep=keep,
            reason="vu",
            pin=PIN,
            based_on=circuit.look(one, conflict.course).heads,
        )

    assert one.refused("pharmacist", settling("keep", None)) == "conflict.keep_which"
    assert one.refused("pharmacist", settling("keep", first, sides=1)) == "conflict.changed"
    assert one.refused("pharmacist", settling("both", None)) == "conflict.no_such_choice"
    assert one.refused("nurse", settling("keep", first)) == "conflict.not_owner"
    assert one.refused("preparer", settling("keep", first)) == "right.missing"


def test_two_people_lift_a_hard_stop(site: Station) -> None:
    someone = circuit.ready(site)
    dose = circuit.dose_of(site, someone.course, "L1")
    bag = circuit.released(site, someone.course, dose.dose)
    site.clock.advance(days=30)
    view = circuit.look(site, someone.course)
    ask = AskDerogation(
        course=someone.course,
        subject=bag,
        rule="bag.expired",
        revision=dose.versions[0],
        reason="aucun autre flacon",
        pin=PIN,
        based_on=view.heads,
    )
    asked = site.do("prescriber", ask).acts[0]
    heads = circuit.look(site, someone.course).heads
    site.do("pharmacist", AgreeDerogation(course=someone.course, asked=asked, pin=PIN, based_on=heads))
    circuit.dispense(site, someone.course, bag)
    assert circuit.bag_of(site, someone.course, bag).state == "dispensed"


def test_nothing_is_created_by_looking(site: Station) -> None:
    circuit.ready(site)
    before = site.replica.counts()
    circuit.inbox(site, "pharmacist")
    circuit.inbox(site, "prescriber", mine=True, settled=True)
    assert site.replica.counts() == before
    assert site.refused("nurse", CreatePatient(identity=circuit.JEANNE)) == "patient.probable_duplicate"


def test_what_sixty_five_acts_are_in_is_settled_at_once_and_everywhere(stations: Three) -> None:
    """A nurse measured all night, apart from the withdrawal of the right to."""
    one, other, _ = stations
    patient = circuit.create(one)
    exchange(one, other)
    one.do("administrator", WithdrawRights(person=one.people["nurse"], rights=("measure",), pin=PIN))
    for _ in range(65):
        circuit.measure(other, patient, "weight", "70")
    exchange(one, other)
    (conflict,) = [row for row in circuit.inbox(one, "pharmacist").values() if len(row.sides) == 65]
    settled = circuit.settle(one, conflict, "admit", "pharmacist")
    exchange(one, other)
    for station in (one, other):
        act = station.replica.act(settled.acts[0])
        assert act is not None
        assert (act.kind, act.trouble, act.set_aside) == ("patient.settled/2", "", "")
        assert conflict.rule not in circuit.inbox(station, "pharmacist")
        assert len(circuit.record(station, patient).measurements) == 65
        assert station.get("pharmacist", Verify(), Verified).findings == ()
