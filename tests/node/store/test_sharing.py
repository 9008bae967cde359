"""Files folded by two: whatever the other one does, the states are the same."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from pathlib import Path

import pytest

from node.store import sharing
from node.store.answering import Answering
from node.store.beside import Beside, Fold, GoneError, Place
from node.store.replica import Replica
from schema.ids import Id
from tests.node.store.builders import KEY, Ward

PATIENTS = 40
Files = Sequence[tuple[int, int, Id]]
Answer = Callable[[Files], "list[bytes | None]"]


class Other:
    """Who folds beside, in this process."""

    def __init__(self, answer: Answer) -> None:
        self._answer = answer
        self.folded: list[int] = []
        self.rested = 0

    def fold(self, files: Files) -> "Future[list[bytes | None]]":
        said: Future[list[bytes | None]] = Future()
        try:
            said.set_result(self._answer(files))
            self.folded += [number for number, _, _ in files]
        except (GoneError, TimeoutError) as error:
            said.set_exception(error)
        return said

    def rest(self) -> "Future[None]":
        self.rested += 1
        done: Future[None] = Future()
        done.set_result(None)
        return done


@pytest.fixture
def ward(monkeypatch: pytest.MonkeyPatch) -> Ward:
    monkeypatch.setattr(sharing, "SHARED_FROM", 10)
    monkeypatch.setattr(sharing, "_SLICE", 4)
    found = Ward()
    for _ in range(PATIENTS):
        found.note(found.clinical, found.patient(found.clinical), "Note fictive.")
    return found


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    found = ward.replica(tmp_path / "shared")
    found.receive(ward.everything(), None, 1, more_follows=True)
    yield found
    found.close()


@pytest.fixture
def expected(ward: Ward, tmp_path: Path) -> tuple[bytes, bytes]:
    alone = ward.replica(tmp_path / "alone")
    alone.receive(ward.everything(), None, 1)
    found = alone.digests()
    alone.close()
    return found


@pytest.fixture
def answer(ward: Ward, tmp_path: Path) -> Iterator[Answer]:
    answering = Answering()
    place = Place(str(tmp_path / "shared"), KEY, ward.site)
    yield lambda files: answering.fold(Fold(place, tuple(files)))
    answering.close()


def shared(replica: Replica, other: Other) -> tuple[bytes, bytes]:
    replica.folding.beside = other
    replica.folding.fold_stale()
    left = replica.connection.value("SELECT count(*) FROM states WHERE stale = 1")
    assert left == 0
    return replica.digests()


def test_both_fold_and_the_state_is_that_of_one_alone(
    replica: Replica, answer: Answer, expected: tuple[bytes, bytes]
) -> None:
    other = Other(answer)
    assert shared(replica, other) == expected
    assert 0 < len(other.folded) < PATIENTS, "each does a part"
    assert len(set(other.folded)) == len(other.folded), "nothing is asked for twice"
    assert other.rested == 1


def test_what_the_other_cannot_fold_is_folded_here(replica: Replica, expected: tuple[bytes, bytes]) -> None:
    other = Other(lambda files: [None for _ in files])
    assert shared(replica, other) == expected
    assert other.folded


@pytest.mark.parametrize("why", [GoneError, TimeoutError])
def test_one_that_has_gone_is_not_missed(
    replica: Replica, answer: Answer, expected: tuple[bytes, bytes], why: type[Exception]
) -> None:
    asked: list[Files] = []

    def failing(files: Files) -> list[bytes | None]:
        asked.append(files)
        if len(asked) > 2:
            raise why
        return answer(files)

    assert shared(replica, Other(failing)) == expected
    assert len(asked) > 2


def test_what_the_other_has_not_begun_with_is_folded_here(
    replica: Replica, expected: tuple[bytes, bytes]
) -> None:
    """It may be starting still."""

    class Starting(Other):
        def fold(self, files: Files) -> "Future[list[bytes | None]]":
            self.folded += [number for number, _, _ in files]
            return Future()

    other = Starting(lambda _files: [])
    assert shared(replica, other) == expected
    assert other.folded, "it was asked"
    assert other.rested == 1


def test_with_little_to_fold_nobody_else_is_asked(
    replica: Replica, expected: tuple[bytes, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharing, "SHARED_FROM", 10 * PATIENTS)
    other = Other(lambda _files: [])
    assert shared(replica, other) == expected
    assert (other.folded, other.rested) == ([], 0)


def test_what_is_not_durable_yet_is_folded_here(replica: Replica, expected: tuple[bytes, bytes]) -> None:
    other = Other(lambda _files: [])
    replica.folding.beside = other
    with replica.writing():
        replica.folding.fold_stale()
    assert replica.digests() == expected
    assert other.rested == 0


def test_a_process_of_its_own_does_the_same(
    ward: Ward, replica: Replica, tmp_path: Path, expected: tuple[bytes, bytes]
) -> None:
    with Beside(tmp_path / "shared", KEY, ward.site) as beside:
        replica.folding.beside = beside
        replica.folding.fold_stale()
        assert beside.questions > 1
    assert replica.digests() == expected
    replica.folding.refold_all()
    assert replica.digests() == expected
