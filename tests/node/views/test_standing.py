"""Since when somebody or a workstation does not count, by whom, and why."""

from __future__ import annotations

import pytest

from node.api.base import Refused
from node.api.people import GetStaff, GrantRights, RemovePerson, ResumePerson, SuspendPerson, WithdrawRights
from node.api.site import GetStatus, PersonStanding, StandingView, Status
from node.api.workstations import RemoveWorkstation, ResumeWorkstation, SuspendWorkstation
from schema.ids import Id
from tests.node.stations import PIN, Station, exchange

FIRST, SECOND = "ZÉRO Ignace", "DEUXIÈME Jeanne"


def own(station: Station, session: Id | None = None) -> StandingView | None:
    status = station.call(session, GetStatus())
    assert isinstance(status, Status)
    assert (status.person is None) == (session is None)
    return status.standing


def of(station: Station, session: Id | None) -> PersonStanding | None:
    status = station.call(session, GetStatus())
    assert isinstance(status, Status)
    return status.person


def test_a_suspended_and_then_removed_workstation_knows(stations: tuple[Station, Station, Station]) -> None:
    one, other, _ = stations
    nurse = other.session("nurse")
    assert own(other) is None
    me = other.desk.vault.workstation
    one.do("administrator", SuspendWorkstation(workstation=me, reason="introuvable", pin=PIN))
    exchange(one, other)
    assert own(other) == StandingView("suspended", (), (), 0, "")
    told = own(other, nurse)
    assert told == StandingView("suspended", (), (FIRST,), one.desk.newest_own()[1], "introuvable")  # type: ignore[index]
    assert own(one) is None
    one.do("administrator", ResumeWorkstation(workstation=me, reason="retrouvé", pin=PIN))
    exchange(one, other)
    assert own(other) is None
    proposed = one.do("administrator", RemoveWorkstation(workstation=me, reason="volé", pin=PIN))
    one.agree(proposed)
    exchange(one, other)
    assert own(other) == StandingView("removed", (), (), 0, "")
    told = own(other, nurse)
    assert told is not None
    assert (told.what, told.by, told.reason) == ("removed", (FIRST, SECOND), "volé")


@pytest.mark.parametrize("removal", [False, True])
def test_a_person(site: Station, removal: bool) -> None:
    nurse, session = site.people["nurse"], site.session("nurse")
    before = of(site, session)
    assert before is not None
    assert before.taken == ()
    assert "administer" in before.rights
    if removal:
        proposed = site.do("administrator", RemovePerson(person=nurse, reason="partie", pin=PIN))
        site.agree(proposed)
    else:
        site.do("administrator", SuspendPerson(person=nurse, reason="absente", pin=PIN))
    after = of(site, session)
    assert after is not None
    assert after.rights == ()
    found = {(one.what, one.reason, one.by) for one in after.taken}
    expected = ("removed", "partie", (FIRST, SECOND)) if removal else ("suspended", "absente", (FIRST,))
    assert expected in found
    # Their session is over, and tells its person why; to whoever else stands there nothing is told.
    gone = site.call(session, GetStaff())
    assert isinstance(gone, Refused)
    assert gone.code == "session.none"
    assert of(site, None) is None
    assert of(site, bytes(16)) is None
    assert of(site, site.session("nurse2")) == PersonStanding(before.rights, ())


def test_a_suspension_that_was_lifted_is_told_no_more(site: Station) -> None:
    nurse, session = site.people["nurse"], site.session("nurse")
    rights = of(site, session).rights  # type: ignore[union-attr]
    site.do("administrator", SuspendPerson(person=nurse, reason="absente", pin=PIN))
    assert of(site, session).taken  # type: ignore[union-attr]
    site.do("administrator", ResumePerson(person=nurse, reason="revenue", pin=PIN))
    assert of(site, session) == PersonStanding(rights, ())


def test_rights_are_told_until_they_are_given_again(site: Station) -> None:
    nurse, session = site.people["nurse"], site.session("nurse")
    taken = WithdrawRights(person=nurse, rights=("administer", "note"), pin=PIN)
    site.do("administrator", taken)
    site.do("administrator", GrantRights(person=nurse, rights=("note",), pin=PIN))
    found = of(site, session)
    assert found is not None
    assert "administer" not in found.rights
    (told,) = found.taken
    assert (told.what, told.rights, told.by) == ("rights", ("administer",), (FIRST,))
    site.do("administrator", GrantRights(person=nurse, rights=("administer",), pin=PIN))
    assert of(site, session).taken == ()  # type: ignore[union-attr]
