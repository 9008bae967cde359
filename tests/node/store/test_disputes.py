"""Disagreements about people and workstations are found from the acts held, again once there are others."""

from __future__ import annotations

from node.api.base import Recorded
from node.api.course import ConflictView
from node.api.forks import Forks, ForkView, GetForks, SettleFork
from node.api.patient import NotePatient
from node.api.people import GrantRights, WithdrawRights
from node.api.settlement import Conflicts, ListConflicts
from node.domain.decision import Decided, Draft
from node.store.queries import Queries
from node.store.versions import look_at
from schema.acts.agreement import MembershipAgreed
from schema.acts.workstations import ForkSettled
from schema.transaction import FileRef, FileType, Tip
from sync.membership import MEMBERSHIP
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, Station, exchange, other_branch, send


def test_they_are_kept_while_the_same_membership_is_held_and_in_no_digest(stations: Three) -> None:
    one, other, _ = stations
    nurse = one.people["nurse"]
    exchange(one, other)
    one.do("administrator", WithdrawRights(person=nurse, rights=("receive",), pin=PIN))
    assert one.replica.disputes.found() == (), "a withdrawal alone is none"
    other.do("administrator2", GrantRights(person=nurse, rights=("receive",), pin=PIN))
    exchange(one, other)
    found = one.replica.disputes.found()
    assert [(file, conflict.rule) for file, conflict in found] == [
        (FileRef(FileType.PERSON, nurse), "granted_and_withdrawn")
    ]
    assert other.replica.disputes.found() == found
    circuit.create(one)
    assert one.replica.disputes.found() is found, "what is clinical changes nothing here"
    assert one.replica.connection.value("SELECT count(*) FROM conflicts") == 0
    one.do("administrator", GrantRights(person=nurse, rights=("receive",), pin=PIN))
    ((_, ended),) = one.replica.disputes.found()
    assert ended.settled is not None


def test_they_stand_in_the_inbox_and_in_its_counts(stations: Three) -> None:
    one, other, _ = stations
    nurse = one.people["nurse"]
    exchange(one, other)
    one.do("administrator", WithdrawRights(person=nurse, rights=("receive",), pin=PIN))
    other.do("administrator2", GrantRights(person=nurse, rights=("receive",), pin=PIN))
    exchange(one, other)
    asked = Queries(one.replica)
    assert [row.origin for row in asked.inbox(settled=False)] == ["membership"]
    assert [(one.conflicts, one.alarms, one.owners) for one in asked.waiting()] == [
        (1, 0, frozenset({"site.people"}))
    ]
    one.do("administrator", GrantRights(person=nurse, rights=("receive",), pin=PIN))
    assert (asked.inbox(settled=False), asked.waiting()) == ([], ())
    assert len(asked.inbox(settled=True)) == 1


def test_a_damaged_row_silences_one_file_and_not_the_header(stations: Three) -> None:
    one, other, _ = stations
    nurse = one.people["nurse"]
    granted = one.do("administrator", GrantRights(person=nurse, rights=("receive",), pin=PIN)).acts[0]
    exchange(one, other)
    with one.replica.writing():
        changed = one.replica.connection.do(
            "UPDATE transactions SET data = x'c1' WHERE hash = ?", (granted.core,)
        )
        one.replica.files.forget()
    assert changed == 1
    one.do("administrator", WithdrawRights(person=nurse, rights=("receive",), pin=PIN))
    for _ in range(2):
        one.strip()
        assert isinstance(one.ask("administrator", ListConflicts()), Conflicts)
    assert one.replica.chain.damaged, "a peer is asked for it"
    other.do("administrator2", GrantRights(person=nurse, rights=("administer",), pin=PIN))
    other.do("administrator2", WithdrawRights(person=nurse, rights=("administer",), pin=PIN))
    exchange(one, other)
    assert not one.replica.chain.damaged
    assert one.replica.disputes.found() == other.replica.disputes.found()


def forked(stations: Three) -> tuple[Tip, Tip]:
    """The last transaction of the third one's journal in two versions, known to the two others."""
    one, other, third = stations
    patient = circuit.create(one)
    exchange(one, third)
    third.do("nurse", NotePatient(patient=patient, text="ici ou là"))
    journal = third.desk.journal()
    branch = other_branch(third.replica, journal, third.desk.seal_of(journal))
    send(third, one)
    one.replica.receive([branch], other.desk.vault.workstation, one.clock.now_ms())
    exchange(one, other)
    first, second = (found.tip for found in fork_at(one).branches)
    return first, second


def fork_at(station: Station) -> ForkView:
    """The fork of the third one's journal, as the screen of forked journals has it."""
    return next(
        one for one in station.get("administrator", GetForks(), Forks).forks if one.scope == "clinical"
    )


def settles(station: Station, *tips: Tip) -> None:
    """Two people do."""
    command = SettleFork(journal=fork_at(station).journal, tips=tips, pin=PIN)
    station.agree(station.do("administrator", command))


def fork_row(station: Station, *, settled: bool) -> ConflictView | None:
    """The same in the inbox."""
    return circuit.inbox(station, "administrator", settled=settled).get("journal_forked")


def test_a_fork_settled_otherwise_apart_is_settled_by_who_knows_both(stations: Three) -> None:
    one, other, third = stations
    tips = forked(stations)
    assert one.replica.disputes.forking() == {third.desk.vault.workstation}
    for station, tip in zip((one, other), tips, strict=True):
        settles(station, tip)
        assert fork_at(station).settled
        assert fork_row(station, settled=False) is None
        assert station.replica.disputes.forking() == frozenset()
    exchange(one, other)
    for station in (one, other):
        assert not fork_at(station).settled, "nobody signed what counts now"
        assert station.replica.disputes.forking() == {third.desk.vault.workstation}
        row = fork_row(station, settled=False)
        assert row is not None
        kinds = [side.kind for side in row.sides]
        assert kinds == ["patient.noted/1", "patient.noted/1", "fork.settled/1", "fork.settled/1"]
    settles(one, tips[0])
    exchange(one, other)
    for station in (one, other):
        assert fork_at(station).settled
        assert fork_row(station, settled=False) is None


def test_what_settled_a_fork_does_though_its_own_journal_forks(stations: Three) -> None:
    """A settlement counts on any branch (ADR 0025), whatever else stands there."""
    one, other, third = stations
    tips = forked(stations)
    journal = other.desk.journal(MEMBERSHIP)
    other.do("administrator", WithdrawRights(person=other.people["nurse"], rights=("receive",), pin=PIN))
    branch = other_branch(other.replica, journal, other.desk.seal_of(journal))
    settles(other, tips[0])
    send(other, one)
    one.replica.receive([branch], third.desk.vault.workstation, one.clock.now_ms())
    assert journal in one.replica.chain.strands.forked
    agreed = one.replica.disputes.acts(FileRef(FileType.SITE, one.replica.site))
    assert [act.set_aside for act in agreed if isinstance(act.body, MembershipAgreed)] == ["forked"]
    assert fork_at(one).settled
    found = {conflict.subject: conflict.settled for _, conflict in one.replica.disputes.found()}
    assert found[fork_at(one).journal] is not None
    assert found[journal] is None
    assert one.replica.disputes.forking() == {other.desk.vault.workstation}


def test_a_version_that_comes_after_the_decision_opens_it_anew(stations: Three) -> None:
    one, other, third = stations
    tips = forked(stations)
    settles(one, tips[0])
    exchange(one, other)
    assert fork_at(other).settled
    journal = third.desk.journal()
    late = other_branch(third.replica, journal, third.desk.seal_of(journal), 2)
    other.replica.receive([late], third.desk.vault.workstation, other.clock.now_ms())
    exchange(one, other)
    for station in (one, other):
        assert not fork_at(station).settled
        row = fork_row(station, settled=False)
        assert row is not None
        assert len(row.sides) == 3
    settles(other, tips[0])
    exchange(one, other)
    for station in (one, other):
        assert fork_at(station).settled


def test_what_another_workstation_says_was_looked_at_is_no_word_of_theirs(stations: Three) -> None:
    one, other, third = stations
    tips = forked(stations)
    settles(one, tips[0])
    exchange(one, other)
    journal = third.desk.journal()
    late = other_branch(third.replica, journal, third.desk.seal_of(journal), 2)
    other.replica.receive([late], third.desk.vault.workstation, other.clock.now_ms())
    file = FileRef(FileType.WORKSTATION, third.desk.vault.workstation)
    proposal = next(act.ref for act in other.replica.disputes.acts(file) if isinstance(act.body, ForkSettled))
    session = other.desk.sessions.get(other.session("administrator"))
    assert session is not None
    said = Draft(file, look_at(other.replica.chain, proposal, journal))
    assert isinstance(other.desk.record(Decided((said,)), session, scope=MEMBERSHIP), Recorded)
    assert not fork_at(other).settled
