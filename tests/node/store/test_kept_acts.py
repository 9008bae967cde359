"""What is kept between two folds never shows: every file folds to what its rows say."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from node.store import kept_acts
from node.store.files import Files
from node.store.kept_acts import KeptActs
from node.store.replica import Replica
from schema.acts.membership import WorkstationRemoved
from schema.transaction import FileRef, FileType, Tip
from tests.node.store.builders import Ward


def _as_read(replica: Replica, files: Files, patient: bytes) -> object:
    number = replica.files.number(FileRef(FileType.PATIENT, patient))
    return files.acts(number)


def _fresh(replica: Replica) -> Files:
    return Files(replica.connection, replica.chain, replica.roll)


@pytest.mark.parametrize("seed", range(6))
def test_kept_or_read_afresh_in_any_order_of_arrival(tmp_path: Path, seed: int) -> None:
    """Step by step, several at once, and with an author removed in the middle."""
    chance = random.Random(seed)
    ward = Ward(str(seed))
    patients = [ward.patient(ward.clinical), ward.patient(ward.other)]
    for turn in range(12):
        station = chance.choice([ward.clinical, ward.other])
        saw = () if chance.random() < 0.5 else ((ward.clinical, ward.other)[station is ward.clinical],)
        ward.note(station, chance.choice(patients), f"{turn}", saw=saw)
    replica = ward.replica(tmp_path)
    left = ward.everything()
    while left:
        some = chance.sample(left, min(len(left), chance.randint(1, 4)))
        left = [one for one in left if one not in some]
        replica.receive(some, None, 1)
        with replica.reading():
            for patient in patients:
                assert _as_read(replica, replica.files, patient) == _as_read(
                    replica, _fresh(replica), patient
                )
    removed = replica.roll.now.journals[ward.other.id].workstation
    cut = Tip(ward.other.id, 1, ward.other.written[0].hash)
    ward.membership.write([ward.admin.act(WorkstationRemoved(removed, "volé", (cut,)), removed)])
    replica.receive(ward.everything(), None, 2)
    assert replica.counts()[2] > 0
    with replica.reading():
        for patient in patients:
            assert _as_read(replica, replica.files, patient) == _as_read(replica, _fresh(replica), patient)
    digest = replica.digests()
    replica.refold_all()
    assert replica.digests() == digest
    replica.close()


def test_what_a_failed_write_brought_is_not_kept(tmp_path: Path) -> None:
    ward = Ward()
    patient = ward.patient(ward.clinical)
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    ward.note(ward.clinical, patient, "jamais écrit")

    def fails() -> None:
        with replica.writing():
            replica.receive(ward.everything(), None, 2)
            raise InterruptedError

    with pytest.raises(InterruptedError):
        fails()
    with replica.reading():
        assert _as_read(replica, replica.files, patient) == _as_read(replica, _fresh(replica), patient)
    replica.close()


def test_it_is_bounded_and_only_what_is_worked_on_is_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward = Ward()
    patient = ward.patient(ward.clinical)
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    with replica.reading():
        acts = replica.files.acts(replica.files.number(FileRef(FileType.PATIENT, patient)))
    replica.close()
    monkeypatch.setattr(kept_acts, "_MOST", 2 * len(acts))
    kept = KeptActs()
    for file in (1, 2, 1, 3):
        kept.keep({file: acts})
    assert [file for file in range(5) if kept.of(file) is not None] == [1, 3]
    kept.gains(1, 7, 0)
    kept.gains(2, 7, 1)
    assert (kept.gained(1), kept.gained(2)) == ([(7, 0)], ())
    kept.keep({1: acts})
    assert kept.gained(1) == ()
    kept.drop()
    assert kept.of(1) is None
    kept.keep(dict.fromkeys(range(40), ()))
    assert kept.of(1) is None
