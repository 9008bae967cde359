"""What people are told of each branch: who, what, when; and who proposed what counts."""

from __future__ import annotations

from node.api.agreement import GetProposals, Proposals
from node.api.forks import Forks, GetForks, SettleFork
from node.api.site import EnrolPerson
from tests.node.handlers.test_forks import Cloned, cloned, spread
from tests.node.stations import PIN

__all__ = ["cloned"]


def test_who_wrote_what_and_when(cloned: Cloned) -> None:
    fork = spread(cloned)
    assert fork.scope == "clinical"
    assert fork.proposed is None
    for branch in fork.branches:
        assert branch.people == ("THÉORIQUE Garance",)
        assert dict(branch.what) == {"session.opened": 1, "patient.noted": 1}
        assert branch.first_at <= branch.last_at == cloned.pharmacy.replica.instant(branch.tip)
        assert branch.whole
        assert (branch.patients, branch.courses) == (1, 0)


def test_whom_each_version_makes_one_of_the_site(cloned: Cloned) -> None:
    """Of acts of membership kinds and numbers may be the same on both sides."""
    for station, name in ((cloned.hospital, "Nouvelle"), (cloned.clone, "Autre")):
        enrol = EnrolPerson(
            title="",
            family_name=name,
            first_name="Iris",
            role="nurse",
            licence="",
            new_pin="161803",
            pin=PIN,
        )
        station.do("administrator", enrol)
    known = cloned.pharmacy.replica
    for station in (cloned.hospital, cloned.clone):
        rows = [row.data for row in station.replica.chain.everything()]
        known.receive(rows, station.desk.vault.workstation, station.clock.now_ms())
    forks = cloned.pharmacy.get("administrator", GetForks(), Forks).forks
    of_members = next(fork for fork in forks if fork.scope == "membership")
    assert sorted(branch.about for branch in of_members.branches) == [("AUTRE Iris",), ("NOUVELLE Iris",)]
    assert len({branch.what for branch in of_members.branches}) == 1
    of_doses = next(fork for fork in forks if fork.scope == "clinical")
    assert {branch.about for branch in of_doses.branches} == {()}


def test_a_proposal_says_who_made_it_and_names_the_versions(cloned: Cloned) -> None:
    fork = spread(cloned)
    chosen = fork.branches[0].tip
    cloned.pharmacy.do("administrator", SettleFork(journal=fork.journal, tips=(chosen,), pin=PIN))
    (after,) = cloned.pharmacy.get("administrator", GetForks(), Forks).forks
    assert after.proposed is not None
    assert after.proposed.person == "ZÉRO Ignace"
    (proposal,) = cloned.pharmacy.get("administrator2", GetProposals(), Proposals).proposals
    assert proposal.detail == chosen.hash.hex()[:8]
