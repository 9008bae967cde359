"""What the same bytes cost when they are merely stored: SQLCipher, one table, the same durable batches."""

import time
from collections.abc import Sequence
from pathlib import Path

from node.clock import system_random
from node.store.engine import KEY_BYTES, open_engine

BATCH_BYTES = 512 * 1024
"""As one batch of the network (`sync.conversation.machine.BATCH_TARGET`)."""


def batches(transactions: Sequence[bytes]) -> list[list[bytes]]:
    """Cut as the network cuts them."""
    found: list[list[bytes]] = [[]]
    size = 0
    for data in transactions:
        if found[-1] and size + len(data) > BATCH_BYTES:
            found.append([])
            size = 0
        found[-1].append(data)
        size += len(data)
    return found


def store_raw(folder: Path, transactions: Sequence[bytes]) -> float:
    """Seconds to insert them, each batch durable."""
    engine = open_engine(folder / "raw.db", system_random(KEY_BYTES), create=True)
    cut = batches(transactions)
    try:
        with engine.connect() as connection:
            with connection.begin():
                connection.exec_driver_sql("CREATE TABLE raw (n INTEGER PRIMARY KEY, data BLOB NOT NULL)")
            began = time.perf_counter()
            for batch in cut:
                with connection.begin():
                    connection.exec_driver_sql(
                        "INSERT INTO raw (data) VALUES (?)", [(data,) for data in batch]
                    )
            return time.perf_counter() - began
    finally:
        engine.dispose()
