"""A small bundle of fictive content, and a receiver that keeps what it is given."""

from collections.abc import Iterable, Sequence
from io import BytesIO

import pyrage

from schema.transaction import Tip
from sync.bundle import Carried, Item, Manifest, Needed, Piece, Replaceable, Totals, write_bundle
from sync.bundle.items import payload_of
from sync.journal import public_key, signer
from sync.ports import Record

SITE = b"S" * 16
SEAL_SEED = b"\x07" * 32
SEAL_KEY = public_key(SEAL_SEED)
RECOVERY = pyrage.x25519.Identity.generate()
BACKUP = pyrage.x25519.Identity.generate()
RECIPIENTS = (str(RECOVERY.to_public()), str(BACKUP.to_public()))


def noise(seed: int, size: int) -> bytes:
    """Bytes that hardly compress, the same in every run."""
    state = seed * 2654435761 + 1
    out = bytearray()
    while len(out) < size:
        state = (state * 6364136223846793005 + 1442695040888963407) % 2**64
        out += state.to_bytes(8, "big")
    return bytes(out[:size])


def items(transactions: int = 400) -> list[Item]:
    """A needed value, transactions, a record, a blob in two pieces."""
    record = Record(b"P" * 16, "key:00", 3, b"wrapped", b"W" * 16, bytes(64))
    blob = noise(99, 3000)
    return [
        Needed("restore", b"what a restore needs"),
        *(Carried(noise(number, 700 + number % 5)) for number in range(transactions)),
        Replaceable(record),
        Piece(b"C" * 32, 3000, 0, blob[:2000]),
        Piece(b"C" * 32, 3000, 2000, blob[2000:]),
    ]


def manifest(content: Sequence[Item]) -> Manifest:
    """The manifest of this content."""
    return Manifest(
        what="snapshot",
        site=SITE,
        workstation=b"W" * 16,
        created_at=1_700_000_000_000,
        rules="1",
        journal_digest=b"J" * 32,
        state_digest=b"D" * 32,
        vector=(Tip(b"j" * 16, 400, b"h" * 32),),
        transactions=sum(isinstance(item, Carried) for item in content),
        records=sum(isinstance(item, Replaceable) for item in content),
        blobs=sum(isinstance(item, Piece) and item.at == 0 for item in content),
        payload_at_most=sum(map(payload_of, content)),
    )


def bundle(
    content: Sequence[Item] | None = None,
    *,
    declared: Manifest | None = None,
    recipients: Sequence[str] = RECIPIENTS,
) -> bytes:
    """A finished bundle."""
    out = BytesIO()
    content = items() if content is None else content
    write_bundle(out, declared or manifest(content), content, recipients=recipients, seal=signer(SEAL_SEED))
    return out.getvalue()


def written(content: Iterable[Item], declared: Manifest) -> tuple[bytes, Totals]:
    """A finished bundle and what its writer said."""
    out = BytesIO()
    totals = write_bundle(out, declared, content, recipients=RECIPIENTS, seal=signer(SEAL_SEED))
    return out.getvalue(), totals


class Kept:
    """Keeps everything."""

    def __init__(self) -> None:
        self.manifest: Manifest | None = None
        self.items: list[Item] = []

    def opened(self, manifest: Manifest) -> None:
        self.manifest = manifest

    def item(self, item: Item) -> None:
        self.items.append(item)
