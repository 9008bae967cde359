"""Which acts make up a file, and when an act's body cannot be read as its kind says."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest

from node.store import files
from node.store.files import content_of, intact, reopen
from node.store.replica import Replica
from schema.acts.patient import PatientNoted
from schema.transaction import Body, FileRef, FileType
from tests.node.store.builders import Ward


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    replica = ward.replica(tmp_path)
    yield replica
    replica.close()


def test_a_file_s_acts_in_fold_order_whatever_the_order_of_arrival(ward: Ward, replica: Replica) -> None:
    patient = ward.patient(ward.clinical)
    for turn in range(4):
        ward.note(ward.other, patient, f"là {turn}", saw=(ward.clinical,))
        ward.note(ward.clinical, patient, f"ici {turn}", saw=(ward.other,))
    everything = ward.everything()
    for data in reversed(everything):
        replica.receive([data], None, 1)
    with replica.reading():
        number = replica.files.number(FileRef(FileType.PATIENT, patient))
        acts = replica.files.acts(number)
        assert replica.files.acts_of([number])[number] == acts
    assert [act.place for act in acts] == sorted(act.place for act in acts)
    texts = [act.body.text for act in acts if isinstance(act.body, PatientNoted)]
    assert texts == [f"{where} {turn}" for turn in range(4) for where in ("là", "ici")]
    assert all(act.past.holds(before.ref.journal, before.ref.seq) for before, act in pairwise(acts))


def test_numbers_last(ward: Ward, replica: Replica) -> None:
    patient = FileRef(FileType.PATIENT, ward.patient(ward.clinical))
    replica.receive(ward.everything(), None, 1)
    with replica.writing():
        number = replica.files.number(patient)
        replica.files.forget()
        assert replica.files.number(patient) == number
        assert replica.files.number(FileRef(FileType.PATIENT, b"n" * 16)) != number


def test_why_a_body_is_not_read(ward: Ward) -> None:
    transaction, core = reopen(ward.note(ward.clinical, b"p" * 16).data)
    header, body = core.headers[0], transaction.bodies[0]
    change = msgspec.structs.replace
    assert body is not None
    assert content_of(header, body) == (PatientNoted("RAS"), "")
    assert content_of(change(header, kind="patient.noted/9"), body) == (None, "unknown_kind")
    assert content_of(header, None) == (None, "erased")
    assert content_of(header, Body(body.salt, b"\xc1", None)) == (None, "undecodable")
    for changed in (
        change(header, cls=1),
        change(header, right="prescribe"),
        change(header, critical=True),
        change(header, file=FileRef(FileType.COURSE, b"p" * 16)),
    ):
        assert content_of(changed, body) == (None, "mismatch")


def test_what_a_row_held_is_known_by_its_hash(ward: Ward) -> None:
    written = ward.note(ward.clinical, b"p" * 16)
    assert intact(written.data, written.hash) == reopen(written.data)
    flipped = bytearray(written.data)
    for spot in range(len(written.data) - 64):
        flipped[spot] ^= 1
        found = intact(bytes(flipped), written.hash)
        flipped[spot] ^= 1
        # The seal is not in the hash: `verify` looks at those.
        assert found is None or found[0].seal != reopen(written.data)[0].seal
    assert intact(b"", written.hash) is None
    assert intact("text by hand", written.hash) is None  # type: ignore[arg-type]


def test_a_file_has_one_number_however_many_are_forgotten(
    ward: Ward, replica: Replica, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was looked for in vain before it was written is looked for again once it is forgotten."""
    monkeypatch.setattr(files, "_NUMBERS_KEPT", 0)
    file = FileRef(FileType.PATIENT, ward.patient(ward.clinical))
    replica.receive(ward.everything(), None, 1)
    with replica.reading():
        assert len(replica.files.acts(replica.files.number(file))) == 1
        assert replica.connection.value("SELECT n FROM files WHERE id = ?", (file.id,)) == (
            replica.files.number(file)
        )
