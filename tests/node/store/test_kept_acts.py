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
    replica.folding.refold_all()
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
    monkeypatch.setattr(kept_acts, "MOST_BYTES", 2000)
    kept = KeptActs()
    for file in (1, 2, 1, 3):
        kept.keep({file: acts}, {file: 0 if file == 1 and kept.of(1) else 1000})
    assert [file for file in range(5) if kept.of(file) is not None] == [1, 3]
    kept.gains(1, 7, 0)
    kept.gains(2, 7, 1)
    assert (kept.gained(1), kept.gained(2)) == ([(7, 0)], ())
    kept.keep({1: acts}, {1: 0})
    assert kept.gained(1) == ()
    assert [file for file in range(5) if kept.keeps(file, 40)] == [1, 3]
    assert kept.keeps(2, 30)
    kept.drop()
    assert kept.of(1) is None
    assert not kept.keeps(1, 40)


def test_a_file_of_huge_acts_is_not_kept_where_one_of_as_many_short_ones_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who may write notes must not decide how much memory every workstation of the site takes."""
    monkeypatch.setattr(kept_acts, "MOST_BYTES", 200_000)
    ward = Ward()
    short, long = ward.patient(ward.clinical), ward.patient(ward.clinical)
    for turn in range(20):
        ward.note(ward.clinical, short, f"{turn}")
        ward.note(ward.clinical, long, f"{turn} " + "trop " * 399)
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    numbers = [replica.files.number(FileRef(FileType.PATIENT, one)) for one in (short, long)]
    kept = replica.files.kept
    for number in numbers:
        with replica.reading():
            assert len(replica.files.acts(number)) == 21
    assert kept.of(numbers[1]) is None
    with replica.reading():
        replica.files.acts(numbers[0])
    assert kept.of(numbers[0]) is not None
    assert 20 * 1024 < kept.weight_of(numbers[0]) < 200_000
    ward.note(ward.clinical, short, "encore")
    before = kept.weight_of(numbers[0])
    replica.receive(ward.everything(), None, 2)
    assert before < kept.weight_of(numbers[0]) < before + 20_000
    replica.close()
