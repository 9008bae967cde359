"""Proposals and second signatures."""

from __future__ import annotations

import pytest

from node.api.agreement import Agree, CallOff, GetProposals, Proposals, ProposalView
from node.api.people import RemovePerson, ResetPin, ResumePerson
from node.api.session import SignedIn, SignIn
from node.api.workstations import RemoveWorkstation, SuspendWorkstation
from tests.node.stations import PIN, Station, exchange


def waiting(site: Station, who: str) -> tuple[ProposalView, ...]:
    """What they are shown."""
    return site.get(who, GetProposals(), Proposals).proposals


def test_a_proposal_waits_for_another_person_wherever_they_are(
    stations: tuple[Station, Station, Station],
) -> None:
    one, other, third = stations
    exchange(one, other)
    proposed = one.do(
        "administrator",
        RemoveWorkstation(workstation=third.desk.vault.workstation, reason="volé dans un couloir", pin=PIN),
    )
    exchange(one, other)
    (mine,), (theirs,) = waiting(one, "administrator"), waiting(other, "administrator2")
    assert (mine.agrees, theirs.agrees) == ("same_person", "")
    assert (theirs.kind, theirs.subject) == ("workstation_removal", "USC-1")
    assert theirs.detail == "volé dans un couloir"
    assert theirs.by.workstation == "PUI-1"
    assert waiting(other, "nurse")[0].agrees == "beyond_rights"
    assert other.refused("nurse", Agree(act=theirs.act, pin=PIN)) == "membership.beyond_rights"
    other.do("administrator2", Agree(act=theirs.act, pin=PIN))
    assert waiting(other, "administrator2") == ()
    exchange(one, other)
    assert one.refused("administrator2", Agree(act=proposed.acts[0], pin=PIN)) == "membership.agreed_already"


def test_what_is_withdrawn_waits_no_more(site: Station) -> None:
    nurse = site.people["nurse"]
    proposed = site.do("administrator", RemovePerson(person=nurse, reason="partie", pin=PIN))
    assert len(waiting(site, "administrator2")) == 1
    site.do("administrator", ResumePerson(person=nurse, reason="restée", pin=PIN))
    assert waiting(site, "administrator2") == ()
    late = Agree(act=proposed.acts[0], pin=PIN)
    assert site.refused("administrator2", late) == "membership.proposal_withdrawn"


def test_what_is_called_off_waits_for_nobody_anywhere(stations: tuple[Station, Station, Station]) -> None:
    """By whoever proposed it, or by another who might have; with a reason."""
    one, other, _ = stations
    proposed = one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161803", pin=PIN))
    (view,) = waiting(one, "pharmacist")
    assert (view.agrees, view.calls_off) == ("same_person", "")
    assert waiting(one, "administrator")[0].calls_off == ""
    assert waiting(one, "nurse")[0].calls_off == "beyond_rights"
    assert one.refused("pharmacist", CallOff(act=view.act, reason=" ", pin=PIN)) == "reason.missing"
    assert one.refused("pharmacist", CallOff(act=view.act, reason="x", pin="271829")) == "session.wrong_pin"
    one.do("pharmacist", CallOff(act=view.act, reason="mal choisi", pin=PIN))
    exchange(one, other)
    for station in (one, other):
        assert waiting(station, "administrator2") == ()
        late = Agree(act=proposed.acts[0], pin=PIN)
        assert station.refused("administrator2", late) == "membership.proposal_withdrawn"
        assert station.get("administrator2", GetProposals(), Proposals).apart == ()
    twice = CallOff(act=proposed.acts[0], reason="encore", pin=PIN)
    assert one.refused("pharmacist", twice) == "membership.proposal_withdrawn"


def test_what_has_suspended_is_called_off_by_lifting_that(site: Station) -> None:
    nurse = site.people["nurse"]
    proposed = site.do("administrator", RemovePerson(person=nurse, reason="partie", pin=PIN))
    assert waiting(site, "administrator")[0].calls_off == "lift_instead"
    called_off = CallOff(act=proposed.acts[0], reason="restée", pin=PIN)
    assert site.refused("administrator", called_off) == "membership.lift_instead"


def test_called_off_and_agreed_to_apart_holds_and_is_told(
    stations: tuple[Station, Station, Station],
) -> None:
    one, other, _ = stations
    proposed = one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161803", pin=PIN))
    exchange(one, other)
    one.do("pharmacist", CallOff(act=proposed.acts[0], reason="mal choisi", pin=PIN))
    other.do("administrator2", Agree(act=proposed.acts[0], pin=PIN))
    exchange(one, other)
    assert one.replica.digests() == other.replica.digests()
    for station in (one, other):
        assert isinstance(station.call(None, SignIn(person=one.people["nurse"], pin="161803")), SignedIn), (
            "it holds"
        )
        (told,) = station.get("administrator", GetProposals(), Proposals).apart
        assert (told.kind, [by.workstation for by in told.called_off]) == ("pin_reset", ["PUI-1"])
        assert waiting(station, "administrator") == ()


@pytest.mark.parametrize("agreed", [False, True])
def test_what_an_act_that_does_not_count_ends_waits_for_nobody(
    stations: tuple[Station, Station, Station], agreed: bool
) -> None:
    """Called off or agreed to on a workstation suspended meanwhile: who has heard of that can do neither."""
    one, other, _ = stations
    proposed = one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161803", pin=PIN))
    (act,) = proposed.acts[:1]
    exchange(one, other)
    suspended = SuspendWorkstation(workstation=other.desk.vault.workstation, reason="volé", pin=PIN)
    one.do("administrator", suspended)
    assert len(waiting(one, "administrator")) == 1
    ends = Agree(act=act, pin=PIN) if agreed else CallOff(act=act, reason="mal choisi", pin=PIN)
    other.do("administrator2", ends)
    exchange(one, other)
    assert one.desk.members.proposals[act].open, "as what ended it does not count"
    assert waiting(one, "administrator") == ()
    code = "membership.agreed_already" if agreed else "membership.proposal_withdrawn"
    for late in (Agree(act=act, pin=PIN), CallOff(act=act, reason="mal choisi", pin=PIN)):
        assert one.refused("administrator", late) == code
    one.do("pharmacist", ResetPin(person=one.people["nurse"], new_pin="161804", pin=PIN))
    (again,) = waiting(one, "administrator")
    assert (again.agrees, again.calls_off) == ("", "")
    one.do("administrator", Agree(act=again.act, pin=PIN))
