"""Which rows are to be sent again."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.damage import Damage
from node.store.replica import Replica
from tests.node.store.builders import Ward


@pytest.fixture
def ward() -> Ward:
    ward = Ward()
    patient = ward.patient(ward.clinical)
    for turn in range(4):
        ward.note(ward.clinical, patient, str(turn))
    return ward


@pytest.fixture
def replica(ward: Ward, tmp_path: Path) -> Iterator[Replica]:
    replica = ward.replica(tmp_path)
    replica.receive(ward.everything(), None, 1)
    yield replica
    replica.close()


def test_marked_kept_and_mended(replica: Replica, ward: Ward) -> None:
    journal = ward.clinical.id
    number = replica.chain.number(journal)
    with replica.writing():
        damage = Damage(replica.connection)
        assert damage.sound(journal, 6) == 6
        damage.mark(journal, number, 5, b"5" * 32)
        damage.mark(journal, number, 3, b"3" * 32)
        damage.mark(journal, number, 3, b"x" * 32)
        damage.mark(journal, number, 99, b"there is no such row")
        again = Damage(replica.connection)
        assert again.rows == {journal: {3: b"3" * 32, 5: b"5" * 32}}
        assert again.sound(journal, 6) == 2
        again.mended(journal, 3)
        assert again.sound(journal, 6) == 4
        again.clear()
        assert Damage(replica.connection).rows == {}
