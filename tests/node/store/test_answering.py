"""What a reader beside the holder of a replica answers."""

import io
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from node.api.site import Finding
from node.store import projection
from node.store.answering import Answering, OtherProgramError, serve
from node.store.beside import Beside, Check, Compare, Fold, Place, Rest, read_frame, write_frame
from node.store.compared import compare
from node.store.errors import MissingError
from node.store.made_by import PROJECTED_BY
from node.store.replica import Replica
from schema.acts.patient import PatientNoted
from schema.transaction import FileType
from tests.node.store.builders import KEY, Ward


@pytest.fixture
def ward() -> Ward:
    found = Ward()
    found.patient(found.clinical)
    return found


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    found = ward.replica(tmp_path)
    found.receive(ward.everything(), None, 1, more_follows=True)
    yield found
    found.close()


@pytest.fixture
def answering() -> Iterator[Answering]:
    found = Answering()
    yield found
    found.close()


def stale(replica: Replica) -> tuple[tuple[int, int, bytes], ...]:
    with replica.reading():
        return tuple(
            (number, file.type, file.id) for number, file in projection.stale(replica.connection, 99)
        )


def stored(replica: Replica) -> dict[int, bytes | None]:
    with replica.reading():
        rows = replica.connection.rows(
            "SELECT s.file, f.type, s.state FROM states s JOIN files f ON f.n = s.file"
        )
        return {n: None if state is None else replica.packing.unpack(sort, state) for n, sort, state in rows}


def test_a_reader_folds_what_the_holder_folds(
    ward: Ward, replica: Replica, tmp_path: Path, answering: Answering
) -> None:
    files = stale(replica)
    states = answering.fold(Fold(Place(str(tmp_path), KEY, ward.site), files))
    replica.folding.fold_stale()
    assert {number: state for (number, _, _), state in zip(files, states, strict=True)} == stored(replica)
    assert None in states, "nothing is folded of a workstation"
    assert any(states)


def test_after_a_rest_it_reads_what_came_since(
    ward: Ward, replica: Replica, tmp_path: Path, answering: Answering
) -> None:
    place = Place(str(tmp_path), KEY, ward.site)
    patient = next(one for one in stale(replica) if one[1] == FileType.PATIENT)
    (before,) = answering.fold(Fold(place, (patient,)))
    ward.clinical.write([ward.act(PatientNoted("Depuis."), patient[2])])
    replica.receive(ward.everything(), None, 1, more_follows=True)
    answering.rest(Rest())
    (after,) = answering.fold(Fold(place, (patient,)))
    replica.folding.fold_stale()
    assert after == stored(replica)[patient[0]]
    assert after != before


def test_a_row_that_cannot_be_read_is_for_its_owner_to_see(
    ward: Ward, replica: Replica, tmp_path: Path, answering: Answering
) -> None:
    files = stale(replica)
    with replica.writing():
        replica.connection.do("UPDATE transactions SET data = x'00' WHERE membership = 0")
    states = answering.fold(Fold(Place(str(tmp_path), KEY, ward.site), files))
    assert not any(states)


def test_a_program_put_in_place_of_the_owners_folds_nothing_for_it(
    ward: Ward, replica: Replica, tmp_path: Path, answering: Answering
) -> None:
    """It would fold by rules of its own what is compared by the owner's."""
    files = stale(replica)
    with replica.writing():
        replica.local.put(PROJECTED_BY, b"1 1")
    with pytest.raises(OtherProgramError):
        answering.fold(Fold(Place(str(tmp_path), KEY, ward.site), files))


def test_questions_are_answered_until_they_end(ward: Ward) -> None:
    asked, answers = io.BytesIO(), io.BytesIO()
    for _ in range(2):
        write_frame(asked, Check(ward.site, (), (b"nothing",)))
    write_frame(asked, Rest())
    asked.seek(0)
    serve(asked, answers)
    answers.seek(0)
    said = [msgspec.msgpack.decode(read_frame(answers)) for _ in range(4)]
    assert said == [None, [None], [None], None]
    assert not answers.read()


def test_no_replica_is_no_clean_bill(tmp_path: Path, answering: Answering) -> None:
    with pytest.raises(MissingError):
        answering.answer(Compare(Place(str(tmp_path), KEY, bytes(16))))


def test_a_reader_finds_what_the_holder_finds(ward: Ward, replica: Replica, tmp_path: Path) -> None:
    def found() -> list[Finding]:
        with Beside(tmp_path, KEY, ward.site) as beside:
            return beside.compare().result()

    replica.folding.fold_stale()
    assert found() == []
    with replica.writing():
        replica.connection.do("DELETE FROM patients")
        # What is not durable yet is not there for others.
        assert found() == []
    with replica.reading():
        expected = list(compare(replica))
    assert [one.code for one in expected] == ["verify.table.rows"]
    assert found() == expected
