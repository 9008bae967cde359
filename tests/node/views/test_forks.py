"""What people are told of each branch: who, what, when; and who proposed what counts."""

from __future__ import annotations

from node.api.agreement import GetProposals, Proposals
from node.api.forks import Forks, GetForks, SettleFork
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


def test_a_proposal_says_who_made_it_and_names_the_versions(cloned: Cloned) -> None:
    fork = spread(cloned)
    chosen = fork.branches[0].tip
    cloned.pharmacy.do("administrator", SettleFork(journal=fork.journal, tips=(chosen,), pin=PIN))
    (after,) = cloned.pharmacy.get("administrator", GetForks(), Forks).forks
    assert after.proposed is not None
    assert after.proposed.person == "ZÉRO Ignace"
    (proposal,) = cloned.pharmacy.get("administrator2", GetProposals(), Proposals).proposals
    assert proposal.detail == chosen.hash.hex()[:8]
