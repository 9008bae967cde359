"""Acts are counted by journal, by rows, and by the reason why they do not count."""

from __future__ import annotations

from pathlib import Path

import msgspec

from node.store import tally
from schema.acts.patient import PatientNoted
from tests.node.store.builders import by_turns


def test_what_is_held_and_what_does_not_count(tmp_path: Path) -> None:
    ward = by_turns()
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    here = sum(len(written.core.headers) for written in ward.clinical.written)
    first = replica.chain.next_row
    forger = msgspec.structs.replace(ward.admin, private=bytes([5]) * 32)
    ward.other.write([forger.act(PatientNoted("faux"), bytes([6]) * 16)])
    replica.receive(ward.everything(), None, 2)
    end = replica.chain.next_row
    assert tally.acts_of(replica, ward.clinical.id) == (here, 0)
    assert tally.acts_of(replica, ward.other.id)[1] == 1
    assert tally.acts_of(replica, b"n" * 16) == (0, 0)
    assert tally.acts_from(replica, 1) == replica.counts()[1]
    assert (tally.acts_from(replica, first), tally.acts_from(replica, end)) == (1, 0)
    assert tally.aside_between(replica, 1, first) == {}
    assert tally.aside_between(replica, first, end) == {"bad_signature": 1}
    replica.close()
