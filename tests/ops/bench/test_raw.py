"""Storing bytes and nothing else, in the batches of the network."""

from pathlib import Path

from ops.bench.raw import BATCH_BYTES, batches, store_raw


def test_batches_are_as_large_as_they_may_be_and_lose_nothing() -> None:
    transactions = [bytes([number]) * 200_000 for number in range(5)]
    cut = list(batches(transactions))
    assert [len(batch) for batch in cut] == [2, 2, 1]
    assert [one for batch in cut for one in batch] == transactions
    assert [len(batch) for batch in batches([bytes(BATCH_BYTES + 1), b"x"])] == [1, 1]


def test_everything_is_stored_encrypted(tmp_path: Path) -> None:
    assert store_raw(tmp_path, [b"plain text " * 100] * 7) > 0
    content = (tmp_path / "raw.db").read_bytes()
    assert content
    assert b"plain text" not in content
