"""Proposals and second signatures."""

from __future__ import annotations

from node.api.agreement import Agree, GetProposals, Proposals, ProposalView
from node.api.people import RemovePerson, ResumePerson
from node.api.workstations import RemoveWorkstation
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
