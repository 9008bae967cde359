"""The roll read back: as it was, or without what was altered, and never without its founding."""

from __future__ import annotations

from pathlib import Path

import pytest

from node.domain.patient import PatientState
from node.store.errors import DamagedError
from node.store.membership_rows import load_roll, sound
from node.store.replica import Replica
from schema.acts.membership import RightsGranted, RulesSwitched, SwitchedRule
from schema.ids import Id
from schema.transaction import FileRef, FileType
from sync.roll import Roll
from tests.node.store.builders import KEY, Ward


@pytest.fixture
def ward() -> Ward:
    """A site whose administrator got further rights, and enrolled another workstation."""
    return Ward()


def spoil(replica: Replica, journal: Id, seq: int) -> None:
    with replica.writing():
        replica.connection.do(
            "UPDATE transactions SET data = substr(data, 1, length(data) - 3) || x'000000'"
            " WHERE journal = ? AND seq = ?",
            (replica.chain.number(journal), seq),
        )


def test_the_same_as_before(ward: Ward, tmp_path: Path) -> None:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    roll = Roll(replica.chain.strands)
    with replica.reading():
        load_roll(replica.connection, replica.chain, roll)
    assert roll.now == replica.roll.now
    assert replica.chain.damaged == {}
    replica.close()


def test_what_was_altered_is_left_out_until_it_comes_again(ward: Ward, tmp_path: Path) -> None:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    before, now = replica.digests(), replica.roll.now
    spoil(replica, ward.membership.id, 2)
    with replica.writing():
        load_roll(replica.connection, replica.chain, replica.roll)
    assert "note" not in replica.roll.now.people[ward.admin.id].rights
    assert list(replica.chain.damaged[ward.membership.id]) == [2]
    replica.receive([ward.membership.written[1].data], None, 2)
    assert (replica.roll.now, replica.digests()) == (now, before)
    replica.close()


def test_what_came_meanwhile_is_judged_again(ward: Ward, tmp_path: Path) -> None:
    """Without the row that gave a right, its use looked like a trespass."""
    replica = ward.replica(tmp_path)
    everything = ward.everything()
    patient = ward.patient(ward.clinical)
    replica.receive(everything, None, 1)
    spoil(replica, ward.membership.id, 2)
    with replica.writing():
        load_roll(replica.connection, replica.chain, replica.roll)
    replica.receive([ward.clinical.written[-1].data], None, 2)
    assert replica.counts()[2] > 0, "set aside: nobody knows that this was allowed"
    replica.receive([ward.membership.written[1].data], None, 3)
    assert replica.counts()[2] == 0
    with replica.reading():
        assert replica.connection.value("SELECT patient FROM patients") == patient
    replica.close()


def test_a_write_that_did_not_happen_leaves_membership_as_it_was(ward: Ward, tmp_path: Path) -> None:
    """It is read anew where something of it had been taken in, and only there."""
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    now, taken = replica.roll.now, replica.roll.taken

    def fails(*batch: bytes) -> None:
        with replica.writing():
            replica.receive(batch, None, 2)
            raise InterruptedError

    patient = ward.patient(ward.clinical)
    with pytest.raises(InterruptedError):
        fails(ward.clinical.written[-1].data)
    assert (replica.roll.now, replica.roll.taken) == (now, taken)
    rights = RightsGranted(ward.admin.id, ("prescribe",))
    granted = ward.membership.write([ward.admin.act(rights, ward.admin.id)])
    with pytest.raises(InterruptedError):
        fails(granted.data)
    assert replica.roll.now == now
    assert replica.roll.taken > taken
    replica.receive([granted.data, ward.clinical.written[-1].data], None, 3)
    assert "prescribe" in replica.roll.now.people[ward.admin.id].rights
    with replica.reading():
        assert replica.connection.value("SELECT patient FROM patients") == patient
    replica.close()


def test_without_the_founding_nobody_could_be_asked(ward: Ward, tmp_path: Path) -> None:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    spoil(replica, ward.membership.id, 1)
    with pytest.raises(DamagedError), replica.reading():
        load_roll(replica.connection, replica.chain, Roll(replica.chain.strands))
    replica.close()


def test_sound_bytes_are_those_of_their_hash(ward: Ward) -> None:
    first, second, *_ = ward.membership.written
    assert sound(first.data, first.hash) is not None
    assert sound(first.data, second.hash) is None
    assert sound(first.data[:-1], first.hash) is None
    assert sound(first.data[:-1] + b"\x00", first.hash) is None


def test_what_was_folded_meanwhile_is_folded_again(ward: Ward, tmp_path: Path) -> None:
    """Without the row that switched a rule on, its acts were folded by the older ones."""
    rule = SwitchedRule("made_up", (FileType.PATIENT,))
    switched = ward.membership.write([ward.admin.act(RulesSwitched((rule,)), ward.site)])
    patient = ward.patient(ward.clinical)
    ward.note(ward.clinical, patient, saw=(ward.membership,))
    replica = ward.replica(tmp_path)
    assert is_known_in_part(replica, patient, *ward.everything())
    spoil(replica, ward.membership.id, switched.core.seq)
    replica.close()
    replica = Replica(tmp_path, KEY, ward.site, lambda _content, _blob: True)
    assert not is_known_in_part(replica, patient, ward.note(ward.clinical, patient).data)
    assert is_known_in_part(replica, patient, switched.data)
    kept = replica.digests()
    replica.folding.refold_all()
    assert replica.digests() == kept
    replica.close()


def is_known_in_part(replica: Replica, patient: Id, *received: bytes) -> bool:
    """Whether a rule that this program does not know holds for acts of this file, with these received."""
    replica.receive(received, None, 1)
    state = replica.states.state(PatientState, FileRef(FileType.PATIENT, patient))
    assert state is not None
    return state.known_in_part
