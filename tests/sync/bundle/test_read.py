"""Reading: broken off anywhere, altered anywhere, made by somebody else: each has its own answer."""

import hashlib
from io import BytesIO
from typing import cast

import msgspec
import pyrage
import pytest
import zstandard

from schema.codec import encode, tagged_hash
from sync.bundle import Carried, Item, Manifest, Piece, read_bundle
from sync.bundle.errors import (
    BundleError,
    DamagedError,
    ForgedError,
    MalformedError,
    NotABundleError,
    OtherVersionError,
    TooLargeError,
    TruncatedError,
    WrongRecipientError,
)
from sync.bundle.items import Closing, Frame, Opening, Totals, closing_input, opening_input, to_frame
from sync.journal import public_key, signer
from tests.sync.bundle.stream import (
    BACKUP,
    RECOVERY,
    SEAL_KEY,
    SEAL_SEED,
    Kept,
    bundle,
    items,
    manifest,
    noise,
)

WHOLE = bundle()
CONTENT = items()


def read(data: bytes, kept: Kept | None = None, **more: int) -> BundleError | None:
    return read_bundle(BytesIO(data), [str(BACKUP)], kept or Kept(), **more).trouble


@pytest.mark.parametrize("twentieth", range(20))
def test_a_bundle_cut_anywhere_yields_its_whole_items_and_says_so(twentieth: int) -> None:
    kept = Kept()
    cut = WHOLE[: len(WHOLE) * twentieth // 20]
    if twentieth == 0:
        with pytest.raises(NotABundleError):
            read(cut, kept)
        return
    try:
        trouble: BundleError | None = read(cut, kept)
    except TruncatedError as error:
        # Before the first 64 KiB are whole, nothing is authentic, not even the manifest.
        assert len(cut) < 70_000
        trouble = error
    assert isinstance(trouble, TruncatedError)
    assert kept.items == CONTENT[: len(kept.items)]
    if twentieth > 10:
        assert len(kept.items) > len(CONTENT) * (twentieth - 8) // 20


@pytest.mark.parametrize("size", [1, 19, 40, 150, 300, 340, 380])
def test_a_bundle_cut_in_its_head_is_truncated(size: int) -> None:
    with pytest.raises(TruncatedError):
        read(WHOLE[:size])


def test_bytes_after_the_end_are_no_complete_bundle() -> None:
    assert isinstance(read(WHOLE + b"more"), TruncatedError)


@pytest.mark.parametrize("fortieth", range(40))
def test_a_flipped_bit_never_passes(fortieth: int) -> None:
    flipped = bytearray(WHOLE)
    flipped[len(WHOLE) * fortieth // 40] ^= 4
    kept = Kept()
    try:
        trouble = read(bytes(flipped), kept)
    except BundleError as error:
        trouble = error
    assert trouble is not None
    assert kept.items == CONTENT[: len(kept.items)]


def test_a_flipped_bit_in_the_middle_is_damage_and_says_where() -> None:
    long = bundle(items(900))
    flipped = bytearray(long)
    flipped[len(long) // 3] ^= 1
    trouble = read(bytes(flipped))
    assert isinstance(trouble, DamagedError)
    assert 0 < int(trouble.values["at"]) < len(long)


def test_another_key_reads_nothing() -> None:
    stranger = pyrage.x25519.Identity.generate()
    kept = Kept()
    with pytest.raises(WrongRecipientError):
        read_bundle(BytesIO(WHOLE), [str(stranger)], kept)
    assert kept.manifest is None


@pytest.mark.parametrize(
    "data",
    [b"", b"%PDF-1.7 and so on", noise(3, 100_000), b"age-encryption.org/v1\n-> X25519 " + b"A" * 200_000],
    ids=["empty", "other", "noise", "endless head"],
)
def test_something_else_is_no_bundle(data: bytes) -> None:
    with pytest.raises(NotABundleError):
        read(data)


@pytest.mark.parametrize(
    "plain",
    [b"a letter", zstandard.compress(b"a letter of more than a line"), zstandard.compress(b"\xff" * 9)],
    ids=["plain", "compressed", "long"],
)
def test_something_else_encrypted_to_this_key_is_no_bundle(plain: bytes) -> None:
    with pytest.raises((NotABundleError, TruncatedError)):
        read(pyrage.encrypt(plain, [BACKUP.to_public()]))


def test_a_receiver_that_refuses_ends_the_reading() -> None:
    class Refuses(Kept):
        def opened(self, manifest: Manifest) -> None:
            raise LookupError(manifest.site)

    with pytest.raises(LookupError, match="SSSS"):
        read(WHOLE, Refuses())


def test_a_failing_disk_is_told_and_what_came_before_is_kept() -> None:
    class Pulled(BytesIO):
        def read(self, size: int | None = -1) -> bytes:
            if self.tell() > 150_000:
                raise OSError(5, "Input/output error")
            return super().read(size)

    kept = Kept()
    reading = read_bundle(Pulled(WHOLE), [str(RECOVERY)], kept)
    assert reading.trouble is not None
    assert reading.trouble.code == "bundle.unreadable"
    assert reading.trouble.values == {"reason": "EIO"}
    assert kept.items == CONTENT[: len(kept.items)] != []


# What somebody who knows the recipients could write


def forge(frames: list[Frame | bytes], *, compress: bool = True) -> bytes:
    plain = b"".join(one if isinstance(one, bytes) else to_frame(one) for one in frames)
    return pyrage.encrypt(zstandard.compress(plain) if compress else plain, [BACKUP.to_public()])


def opening(declared: Manifest, *, version: int = 1, magic: str = "veilleuse bundle") -> Opening:
    data = encode(declared)
    return Opening(magic, version, data, signer(SEAL_SEED)(opening_input(data)))


def closing(frames: list[Frame], totals: Totals) -> Closing:
    running = hashlib.sha256(b"".join(map(to_frame, frames))).digest()
    digest = tagged_hash("bundle-frames", running)
    data = encode(msgspec.structs.replace(totals, digest=digest))
    return Closing(data, signer(SEAL_SEED)(closing_input(data)))


def whole(content: list[Item], **totals: int) -> list[Frame]:
    declared = manifest(content)
    frames: list[Frame] = [opening(declared), *content]
    counted = Totals(
        declared.transactions, declared.records, declared.blobs, declared.payload_at_most, bytes(32)
    )
    return [*frames, closing(frames, msgspec.structs.replace(counted, **totals))]


def test_the_forger_of_these_tests_can_write_a_good_bundle() -> None:
    content = items(3)
    assert read(forge(cast("list[Frame | bytes]", whole(content)))) is None


def refused(frames: list[Frame | bytes], error: type[BundleError], **values: str) -> None:
    with pytest.raises(error) as caught:
        read(forge(frames))
    assert caught.value.values == values


def test_another_version_says_its_number() -> None:
    refused([opening(manifest([]), version=2), b"\0\0\0\1\xc0"], OtherVersionError, version="2")


def test_another_magic_is_no_bundle() -> None:
    refused([opening(manifest([]), magic="another bundle")], NotABundleError)


def test_a_manifest_that_does_not_read_is_malformed() -> None:
    bad = Opening("veilleuse bundle", 1, b"\x91\xc0", bytes(64))
    refused([bad], MalformedError, what="manifest")


@pytest.mark.parametrize(
    ("frame", "what"),
    [
        (b"\0\0\0\1\xc0", "frame"),
        (b"\0\0\0\0", "frame"),
        (b"\0\0\0\3\x92\x03\xcb", "frame"),
        (b"\0\0\x08\0" + b"\x91" * 2048, "frame"),
    ],
    ids=["nil", "empty", "float", "deep"],
)
def test_poison_in_a_frame_is_malformed(frame: bytes, what: str) -> None:
    refused([opening(manifest([])), frame], MalformedError, what=what)


def test_a_second_opening_is_malformed() -> None:
    refused([opening(manifest([])), opening(manifest([]))], MalformedError, what="order")


def test_a_frame_beyond_the_limit_is_refused_by_its_length() -> None:
    refused([opening(manifest([])), b"\xff\xff\xff\xff"], TooLargeError, limit=str(2 * 1024 * 1024))


def test_more_than_declared_is_refused() -> None:
    content = items(20)
    declared = msgspec.structs.replace(manifest(content), payload_at_most=5000)
    refused([opening(declared), *content], TooLargeError, limit="5000")


def test_more_than_the_reader_takes_is_refused() -> None:
    with pytest.raises(TooLargeError):
        read(WHOLE, max_payload=10_000)


def test_a_decompression_bomb_ends_at_the_first_frame() -> None:
    """Four gigabytes of zeros in half a megabyte: the first four of them are a frame of no length."""
    compressor = zstandard.ZstdCompressor().compressobj()
    block = bytes(64 * 1024 * 1024)
    bomb = compressor.compress(to_frame(opening(manifest([]))))
    bomb += b"".join(compressor.compress(block) for _ in range(4)) + compressor.flush()
    with pytest.raises(MalformedError):
        read(pyrage.encrypt(bomb, [BACKUP.to_public()]))


def test_a_window_beyond_reason_is_refused() -> None:
    parameters = zstandard.ZstdCompressionParameters.from_level(3, window_log=27)
    data = b"".join(map(to_frame, whole(items(3)))) + bytes(200)
    compressor = zstandard.ZstdCompressor(compression_params=parameters).compressobj()
    sealed = pyrage.encrypt(compressor.compress(data) + compressor.flush(), [BACKUP.to_public()])
    with pytest.raises(NotABundleError):
        read(sealed)


@pytest.mark.parametrize("total", ["transactions", "records", "blobs", "payload"])
def test_totals_that_lie_are_malformed(total: str) -> None:
    content = items(3)
    frames = whole(content, **{total: 77})
    refused(cast("list[Frame | bytes]", frames), MalformedError, what="totals")


def test_frames_changed_between_opening_and_closing_are_malformed() -> None:
    frames = whole(items(3))
    frames[2], frames[3] = frames[3], frames[2]
    refused(cast("list[Frame | bytes]", frames), MalformedError, what="totals")


def test_something_behind_the_closing_is_malformed() -> None:
    refused([*whole(items(3)), b"\0"], MalformedError, what="surplus")
    refused([*whole(items(3)), Carried(b"x")], MalformedError, what="surplus")


def test_a_second_compressed_stream_behind_is_malformed() -> None:
    plain = b"".join(map(to_frame, whole(items(3))))
    data = zstandard.compress(plain) + zstandard.compress(b"more")
    with pytest.raises(MalformedError):
        read(pyrage.encrypt(data, [BACKUP.to_public()]))


def test_a_missing_closing_is_a_truncated_bundle() -> None:
    kept = Kept()
    content = items(3)
    assert isinstance(read(forge([opening(manifest(content)), *content]), kept), TruncatedError)
    assert kept.items == content


@pytest.mark.parametrize(
    "pieces",
    [
        [Piece(b"C" * 32, 10, 5, b"12345")],
        [Piece(b"C" * 32, 10, 0, b"12345"), Piece(b"D" * 32, 10, 5, b"12345")],
        [Piece(b"C" * 32, 10, 0, b"12345"), Piece(b"C" * 32, 10, 0, b"12345")],
        [Piece(b"C" * 32, 4, 0, b"12345")],
        [Piece(b"C" * 32, 10, 0, b"12345"), Carried(b"x")],
        [Piece(b"C" * 32, 10, 0, b"12345")],
    ],
    ids=["starts late", "another blob", "again", "too long", "interrupted", "unfinished"],
)
def test_pieces_out_of_order_are_malformed(pieces: list[Item]) -> None:
    refused(cast("list[Frame | bytes]", whole(pieces)), MalformedError, what="piece")


def test_a_seal_of_another_key_is_forged() -> None:
    reading = read_bundle(BytesIO(WHOLE), [str(BACKUP)], Kept())
    reading.check_seal(SEAL_KEY)
    with pytest.raises(ForgedError):
        reading.check_seal(public_key(b"\x08" * 32))


@pytest.mark.parametrize("part", ["opening", "closing"])
def test_each_seal_is_checked(part: str) -> None:
    frames = whole(items(3))
    at = 0 if part == "opening" else -1
    frames[at] = msgspec.structs.replace(frames[at], seal=bytes(64))
    if part == "opening":
        frames[-1:] = whole(items(3))[-1:]
        body = frames[:-1]
        counted = msgspec.msgpack.decode(cast("Closing", frames[-1]).totals, type=Totals)
        frames[-1] = closing(body, counted)
    reading = read_bundle(BytesIO(forge(cast("list[Frame | bytes]", frames))), [str(BACKUP)], Kept())
    assert reading.complete
    with pytest.raises(ForgedError):
        reading.check_seal(SEAL_KEY)
