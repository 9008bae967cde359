"""Writing: what goes in comes out for each recipient alone; a disk that refuses is a clear error."""

import errno
import tracemalloc
from collections.abc import Iterator
from io import BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, cast

import msgspec
import pytest

from sync.bundle import Carried, Item, read_bundle, write_bundle
from sync.bundle.errors import NotWrittenError
from sync.journal import signer
from tests.sync.bundle.stream import (
    BACKUP,
    RECIPIENTS,
    RECOVERY,
    SEAL_KEY,
    SEAL_SEED,
    Kept,
    items,
    manifest,
    noise,
    written,
)


@pytest.mark.parametrize("identity", [RECOVERY, BACKUP], ids=["recovery", "backup"])
def test_each_recipient_alone_reads_everything(identity: object) -> None:
    content = items()
    data, totals = written(content, manifest(content))
    kept = Kept()
    reading = read_bundle(BytesIO(data), [str(identity)], kept)
    assert reading.complete
    assert reading.totals == totals
    assert kept.items == content
    assert kept.manifest == reading.manifest == manifest(content)
    reading.check_seal(SEAL_KEY)


def test_an_empty_bundle_is_a_bundle() -> None:
    data, _ = written([], manifest([]))
    kept = Kept()
    assert read_bundle(BytesIO(data), [str(BACKUP)], kept).complete
    assert kept.items == []


def test_nothing_of_the_content_is_in_the_file_in_clear() -> None:
    content: list[Item] = [Carried(b"MARTIN Jeanne" * 50)]
    data, _ = written(content, manifest(content))
    assert b"MARTIN" not in data
    assert b"veilleuse" not in data


def test_no_recipient_is_refused() -> None:
    with pytest.raises(ValueError, match="recipient"):
        write_bundle(BytesIO(), manifest([]), [], recipients=[], seal=signer(SEAL_SEED))


@pytest.mark.parametrize("field", ["transactions", "records", "blobs"])
def test_items_other_than_declared_are_refused(field: str) -> None:
    content = items(3)
    wrong = msgspec.structs.replace(manifest(content), **{field: 9})
    with pytest.raises(ValueError, match="declares"):
        written(content, wrong)


def test_more_bytes_than_declared_are_refused() -> None:
    content = items(3)
    declared = manifest(content)
    less = msgspec.structs.replace(declared, payload_at_most=declared.payload_at_most - 1)
    with pytest.raises(ValueError, match="larger"):
        written(content, less)


class FullDisk(RawIOBase):
    """Takes so many bytes, a few at a time, and no more."""

    def __init__(self, room: int) -> None:
        super().__init__()
        self.room = room

    def writable(self) -> bool:
        return True

    def write(self, data: object) -> int:
        size = min(len(cast("bytes", data)), 1000, self.room)
        if not size:
            raise OSError(errno.ENOSPC, "No space left on device")
        self.room -= size
        return size


@pytest.mark.parametrize("room", [0, 100, 5_000, 100_000])
def test_a_full_disk_is_its_own_error(room: int) -> None:
    content = items()
    with pytest.raises(NotWrittenError) as caught:
        write_bundle(
            cast("BinaryIO", FullDisk(room)),
            manifest(content),
            content,
            recipients=RECIPIENTS,
            seal=signer(SEAL_SEED),
        )
    assert caught.value.values == {"reason": "ENOSPC"}
    assert isinstance(caught.value.__cause__, OSError)


def test_short_writes_lose_nothing() -> None:
    class Short(BytesIO):
        def write(self, data: object) -> int:
            return super().write(cast("bytes", data)[:777])

    content, out = items(50), Short()
    write_bundle(out, manifest(content), content, recipients=RECIPIENTS, seal=signer(SEAL_SEED))
    kept = Kept()
    assert read_bundle(BytesIO(out.getvalue()), [str(BACKUP)], kept).complete
    assert kept.items == content


def test_what_making_an_item_raises_comes_out_as_it_was() -> None:
    def broken() -> Iterator[Item]:
        yield Carried(b"first")
        raise LookupError("a row is missing")

    with pytest.raises(LookupError, match="a row is missing"):
        written(broken(), manifest([Carried(b"first")]))


def test_memory_does_not_grow_with_the_content(tmp_path: Path) -> None:
    """50,000 transactions of 600 bytes pass through in a few MiB, both ways."""
    count, size = 50_000, 600
    declared = msgspec.structs.replace(manifest([]), transactions=count, payload_at_most=count * size)
    block = noise(1, 70_000)

    class Counting(Kept):
        seen = 0

        def item(self, item: Item) -> None:
            self.seen += isinstance(item, Carried)

    content = (Carried(block[number:][:size]) for number in range(count))
    path = tmp_path / "large.age"
    counting = Counting()
    tracemalloc.start()
    try:
        with path.open("wb") as out:
            write_bundle(out, declared, content, recipients=RECIPIENTS, seal=signer(SEAL_SEED))
        with path.open("rb") as file:
            assert read_bundle(file, [str(BACKUP)], counting).complete
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert counting.seen == count
    assert peak < 8 * 1024 * 1024
