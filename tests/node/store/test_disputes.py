"""Disagreements about people and workstations are found from the acts held, again once there are others."""

from __future__ import annotations

from node.api.people import GrantRights, WithdrawRights
from node.api.settlement import Conflicts, ListConflicts
from node.store.queries import Queries
from schema.transaction import FileRef, FileType
from tests.node import circuit
from tests.node.apart import Three
from tests.node.stations import PIN, exchange


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
