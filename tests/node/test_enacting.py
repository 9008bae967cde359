"""An act of membership is kept only if everybody would count it."""

from __future__ import annotations

from node.api.base import Recorded, Refused
from node.desk import MEMBERSHIP
from node.domain.decision import Draft
from node.enacting import cuts, enact
from schema.acts.membership import RightsGranted
from schema.acts.people import AdministratorProposed
from schema.transaction import FileRef, FileType
from tests.node.stations import PIN, Station, exchange


def test_what_would_be_set_aside_is_not_written_and_its_code_is_told(site: Station) -> None:
    session = site.desk.sessions.get(site.session("administrator"))
    assert session is not None
    nurse = FileRef(FileType.PERSON, site.people["nurse"])
    head = site.replica.chain.head(site.desk.journal(MEMBERSHIP))
    refused = enact(site.desk, session, PIN, Draft(nurse, RightsGranted(nurse.id, ("site.enrol",))))
    assert refused == Refused(code="membership.takes_two")
    assert site.replica.chain.head(site.desk.journal(MEMBERSHIP)) == head
    assert site.desk.members.people[nurse.id].rights.isdisjoint({"site.enrol"})
    wraps = ((nurse.id, "key:00", b"closed"), (site.desk.vault.workstation, "wrap:00", b"closed"))
    proposal = Draft(nurse, AdministratorProposed(nurse.id, ("site.enrol",)))
    kept = enact(site.desk, session, PIN, proposal, wraps=wraps)
    assert isinstance(kept, Recorded)
    for owner, name, payload in wraps:
        record = site.replica.records.get(owner, name)
        assert record is not None
        assert record.payload == payload


def test_a_wrapped_key_goes_with_its_act(site: Station) -> None:
    session = site.desk.sessions.get(site.session("nurse"))
    assert session is not None
    nurse = FileRef(FileType.PERSON, site.people["nurse"])
    act = Draft(nurse, RightsGranted(nurse.id, ("note",)))
    assert enact(site.desk, session, PIN, act, wraps=((nurse.id, "key:00", b""),)) == Refused(
        code="membership.beyond_rights"
    )
    assert site.replica.records.get(nurse.id, "key:00") is None


def test_cuts_name_what_is_held_of_a_workstation(stations: tuple[Station, Station, Station]) -> None:
    one, other, _ = stations
    exchange(one, other)
    theirs = {one.desk.journal(scope) for scope in ("membership", "clinical")}
    mine = cuts(other.desk, one.desk.vault.workstation)
    assert {tip.journal for tip in mine} <= theirs
    assert set(mine) == {tip for tip in cuts(other.desk) if tip.journal in theirs}
