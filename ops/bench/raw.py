"""What the same bytes cost when they are merely stored: SQLCipher, one table, the same durable batches."""

import time
from collections.abc import Iterable, Iterator
from pathlib import Path

from node.clock import system_random
from node.store.connection import connected
from node.store.engine import KEY_BYTES

BATCH_BYTES = 512 * 1024
"""As one batch of the network (`sync.conversation.flow.BATCH_TARGET`)."""


def batches(transactions: Iterable[bytes]) -> Iterator[list[bytes]]:
    """Cut as the network cuts them."""
    batch: list[bytes] = []
    size = 0
    for data in transactions:
        if batch and size + len(data) > BATCH_BYTES:
            yield batch
            batch, size = [], 0
        batch.append(data)
        size += len(data)
    if batch:
        yield batch


def store_raw(folder: Path, transactions: Iterable[bytes]) -> float:
    """Seconds to insert them, each batch durable; to come by them is not counted."""
    seconds = 0.0
    with connected(folder / "raw.db", system_random(KEY_BYTES), create=True) as connection:
        connection.do("CREATE TABLE raw (n INTEGER PRIMARY KEY, data BLOB NOT NULL)")
        for batch in batches(transactions):
            began = time.perf_counter()
            with connection.transaction():
                connection.do_many("INSERT INTO raw (data) VALUES (?)", [(data,) for data in batch])
            seconds += time.perf_counter() - began
    return seconds
