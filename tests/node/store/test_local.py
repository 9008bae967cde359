"""Small named values, and how often a paper was made."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from node.store.replica import Replica
from tests.node.store.builders import Ward


@pytest.fixture
def replica(tmp_path: Path) -> Iterator[Replica]:
    replica = Ward().replica(tmp_path)
    yield replica
    replica.close()


def test_a_value_is_what_was_put_last(replica: Replica) -> None:
    with replica.writing():
        assert replica.local.get("one") is None
        assert replica.local.number("one") == 0
        replica.local.put("one", b"7")
        replica.local.put("one", b"8")
        assert (replica.local.get("one"), replica.local.number("one")) == (b"8", 8)


def test_names_that_begin_alike(replica: Replica) -> None:
    with replica.writing():
        for name in ("place:b", "place:a", "places", "plac", "PLACE:c", "place%"):
            replica.local.put(name, name.encode())
        assert replica.local.beginning("place:") == [b"place:a", b"place:b"]
        assert replica.local.beginning("%") == []


def test_what_is_dropped_is_gone_and_may_be_dropped_again(replica: Replica) -> None:
    with replica.writing():
        replica.local.put("one", b"7")
        replica.local.drop("one")
        replica.local.drop("one")
        assert replica.local.get("one") is None


def test_prints_are_counted_by_paper_and_subject(replica: Replica) -> None:
    with replica.writing():
        counts = [replica.local.count_print("sheet", b"bag") for _ in range(3)]
        assert counts == [0, 1, 2]
        assert replica.local.count_print("label", b"bag") == 0
        assert replica.local.count_print("sheet", b"other") == 0
