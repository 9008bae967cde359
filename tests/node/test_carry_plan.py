"""What goes into a carry: exactly what some receipt does not show, and all of it where nobody can tell."""

from __future__ import annotations

import msgspec
import pytest

from node.carry_plan import Plan, held_by_all, other_members, plan_carry, publish_receipt
from schema.ids import Id
from schema.transaction import Tip
from sync.receipts import RECEIPT, Receipt, read_receipt
from tests.node import circuit
from tests.node.small_site import NOW, small_site
from tests.node.stations import Station, exchange, other_branch, send

Three = tuple[Station, Station, Station]


def plan(station: Station, *, everything: bool = False) -> Plan:
    return plan_carry(station.desk, other_members(station.desk), everything=everything)


def receipt(station: Station) -> Receipt:
    record = station.replica.records.get(station.desk.vault.workstation, RECEIPT)
    assert record is not None
    found = read_receipt(record.payload)
    assert found is not None
    return found


def level(stations: Three) -> None:
    """All three hold the same, and know it of each other."""
    one, two, three = stations
    for _ in range(2):
        exchange(one, two)
        exchange(two, three)
        exchange(one, three)


def test_what_all_others_have_said_they_hold_stays_behind(stations: Three) -> None:
    level(stations)
    one, two, three = stations
    nothing = plan(one)
    assert (nothing.manifest.transactions, nothing.manifest.vector) == (0, ())
    assert nothing.records, "receipts and wrapped keys go along each time"
    circuit.create(one)
    head = one.replica.vector("all")[one.desk.journal()]
    new = plan(one)
    assert new.manifest.vector == (head,)
    assert new.manifest.transactions == head.seq - new.held[head.journal] > 0
    exchange(one, two)
    assert plan(one).manifest.transactions == new.manifest.transactions, "the third has not said so"
    exchange(one, three)
    assert plan(one).manifest.transactions == 0


def test_of_a_fork_what_the_others_do_not_name(stations: Three) -> None:
    """The branch alone; and from one who holds another branch, all that may not be there."""
    one, two, three = stations
    circuit.create(three)
    level(stations)
    journal = three.desk.journal()
    fork = other_branch(three.replica, journal, three.desk.seal)
    one.replica.receive([fork], None, 1)
    (branch,) = one.replica.chain.strands.of(journal)[1:]
    ours = plan(one)
    assert ours.manifest.vector == (one.replica.vector("all")[branch],)
    assert ours.manifest.transactions == 1
    two.replica.receive([fork], None, 1)
    publish_receipt(two.desk)
    exchange(one, two)
    assert plan(one).manifest.transactions == 1, "the third has not said so"


def test_everything_is_everything(stations: Three) -> None:
    level(stations)
    one = stations[0]
    whole = plan(one, everything=True)
    assert whole.manifest.transactions == one.replica.counts()[0]
    assert whole.manifest.vector == tuple(sorted(one.replica.vector("all").values()))
    assert whole.held == {}


def test_a_workstation_without_a_receipt_is_believed_to_hold_nothing(stations: Three) -> None:
    level(stations)
    one, _, three = stations
    with one.replica.writing():
        one.replica.connection.do(
            "DELETE FROM records WHERE owner = ? AND name = ?", (three.desk.vault.workstation, RECEIPT)
        )
    assert plan(one).manifest.transactions == one.replica.counts()[0]


def test_the_least_of_what_was_said_counts(stations: Three) -> None:
    one = stations[0]
    journal = one.desk.journal()
    circuit.create(one)
    vector = {journal: one.replica.vector("all")[journal]}
    chain = one.replica.chain

    def said(seq: int, named: bytes | None = None) -> Receipt:
        tip = Tip(journal, seq, named or chain.hash_at(journal, seq) or bytes(32))
        return Receipt((tip,), bytes(32), 1, NOW)

    def held(*receipts: Receipt | None) -> dict[Id, int]:
        return held_by_all(chain, vector, receipts)

    top = vector[journal].seq
    assert top > 2
    assert held(said(2), said(top)) == {journal: 2}
    assert held(said(top), said(top + 5)) == {journal: top}, "ahead of us: nothing of ours is lacking"
    assert held(said(top), None) == {journal: 0}
    assert held(said(top), said(2, b"\x07" * 32)) == {journal: 0}, "another branch: ours is the proof"
    assert held() == {journal: 0}


def test_the_receipt_is_brought_up_to_date_and_its_hour_with_it(stations: Three) -> None:
    one = stations[0]
    circuit.create(one)
    publish_receipt(one.desk)
    said = receipt(one)
    assert said.tips == tuple(sorted(one.replica.vector("all").values()))
    one.clock.advance(hours=1)
    publish_receipt(one.desk)
    later = receipt(one)
    assert msgspec.structs.replace(later, at=said.at) == said, "nothing else to say"
    assert later.at > said.at, "but it is newer word of this workstation"
    circuit.create(one, identity=msgspec.structs.replace(circuit.JEANNE, ipp="999", birth_name="AUTRE"))
    publish_receipt(one.desk)
    assert receipt(one) != said


def test_others_are_those_who_belong(stations: Three) -> None:
    one = stations[0]
    assert [other.name for other in other_members(one.desk)] == ["HDJ-1", "USC-1"]


def test_blobs_of_editions_in_use_go_along(tmp_path_factory: pytest.TempPathFactory) -> None:
    with small_site(tmp_path_factory.mktemp("site")) as place:
        current = place.replica.blobs.states()
        assert [one.size for one in current] == [one.have for one in current]
        with place.replica.writing():
            place.replica.blobs.put("bdpm", b"\x05" * 32, b"an edition of long ago")
        for everything, expected in ((False, 1), (True, 2)):
            made = plan_carry(place.desk, [], everything=everything)
            assert len(made.blobs) == made.manifest.blobs == expected
            assert current[0] in made.blobs


def test_a_third_journal_is_relayed(stations: Three) -> None:
    level(stations)
    one, two, _ = stations
    circuit.create(two)
    send(two, one)
    assert two.desk.journal() in {tip.journal for tip in plan(one).manifest.vector}
