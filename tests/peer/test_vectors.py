"""The test vectors of all four pages, read and written by the other peer's own code."""

from __future__ import annotations

import hashlib
import re
from functools import cache

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.ops.test_protocol import on_the_page
from tests.peer.bundle import CARRIED, CLOSING, NEEDED, OPENING, PIECE, Bundle, read_frames
from tests.peer.conversation import BYE, CHANGED, HAVE, HELLO, LADDER, PING, RECORD_RANKS
from tests.peer.journals import Journals
from tests.peer.packing import array, pack, tagged, unpack
from tests.peer.pairing import Side, site_hash
from tests.peer.records import check_record
from tests.peer.signatures import WrongError
from tests.peer.transactions import read
from tests.peer.words import four_words
from tests.tree import ROOT

ID, HASH = bytes(range(16)), bytes(range(32))
TIP = [ID, 3, HASH]
SEAL = Ed25519PrivateKey.from_private_bytes(HASH)
SEAL_KEY = SEAL.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


@cache
def rows(chapter: str) -> dict[str, str]:
    """What the last table of a page says."""
    page = (ROOT / "ops" / f"protocol-{chapter}.md").read_text(encoding="utf-8")
    found = re.findall(r"^\| (.+) \| `?(.+?)`? \|$", page.split("## Test vectors")[1], re.MULTILINE)
    return {name.replace("`", ""): value for name, value in found}


# protocol.md


def test_the_three_transactions_are_read_and_verified() -> None:
    """From the founding on, in the order of the page: chain, seals, digests, both sorts of signature."""
    page = on_the_page()
    journals = Journals(bytes.fromhex(page["site"]))
    for name in ("founding", "session", "patient"):
        one = journals.take(bytes.fromhex(page[f"{name}: transaction"]))
        assert one.hash.hex() == page[f"{name}: core hash"]
    assert (journals.seals, journals.signatures) == (3, 2)
    assert set(journals.announced.journals) == {
        bytes.fromhex(page[f"{scope} journal"]) for scope in ("membership", "clinical")
    }
    check_record(array(bytes.fromhex(page["receipt: record"])), journals.announced)


def test_they_are_not_taken_in_another_order_or_of_another_site() -> None:
    page = on_the_page()
    founding, session = (bytes.fromhex(page[f"{name}: transaction"]) for name in ("founding", "session"))
    with pytest.raises(WrongError, match="its past is not here"):
        Journals(bytes.fromhex(page["site"])).take(session)
    with pytest.raises(WrongError, match="another site"):
        Journals(bytes(16)).take(founding)
    assert read(founding).seq == 1


# protocol-wire.md


MESSAGES: dict[str, list[object]] = {
    "Ping(1, 1700000000000)": [PING, 1, 1_700_000_000_000],
    'Bye(2, "another site")': [BYE, 2, "another site"],
    "Hello of version 1": [HELLO, [1], ID, ID, ID, 2, 1, "veilleuse 1", [TIP]],
    "that tip": [HAVE, [TIP], 1],
    "Ladder of that journal": [LADDER, ID, [TIP]],
    "Changed, the final page": [CHANGED, [], [TIP], 1, True],
    "RecordRanks, the final one": [RECORD_RANKS, [[ID, "receipt", 3, HASH]], True],
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_written_and_read(name: str) -> None:
    (said,) = (value for row, value in rows("wire").items() if row.startswith(name))
    assert pack(MESSAGES[name]).hex() == said
    assert unpack(bytes.fromhex(said)) == MESSAGES[name]


def test_every_row_of_the_wire_is_looked_at() -> None:
    assert rows("wire")["s of the site 00…0f"] == tagged("site-tag", ID)[:6].hex()
    assert len(rows("wire")) == len(MESSAGES) + 3  # and the table's head of two lines


# protocol-bundle.md


def bundle() -> tuple[bytes, Bundle]:
    """The frames of the page, put together; the first frame is written here, the page says its hash."""
    manifest = bytes.fromhex(rows("bundle")["manifest"])
    seal = SEAL.sign(tagged("bundle-opening", manifest))
    opening = pack([OPENING, "veilleuse bundle", 1, manifest, seal])
    names = "frame of Needed(restore/1, 01 02)", "frame of Carried(93 01 02 03)", "frame of Closing"
    frames = len(opening).to_bytes(4, "big") + opening
    return frames, read_frames(frames + b"".join(bytes.fromhex(rows("bundle")[name]) for name in names))


def test_the_bundle_of_the_page_is_read_and_its_seals_are_good() -> None:
    opening, read_ = bundle()
    assert hashlib.sha256(opening).hexdigest() == rows("bundle")["SHA-256 of the Opening's frame"]
    assert read_.manifest[7] == [[b"\5" * 16, 1, b"\6" * 32]]
    assert (read_.needed, read_.transactions) == ({"restore/1": b"\1\2"}, [b"\x93\1\2\3"])
    read_.check_seals({SEAL_KEY})
    with pytest.raises(WrongError):
        read_.check_seals({bytes(32)})


def test_every_frame_of_the_page_is_written_the_same() -> None:
    digest = bytes.fromhex(rows("bundle")["digest of these three"])
    totals = pack([1, 0, 0, 6, digest])
    assert totals.hex() == rows("bundle")["totals"]
    items: dict[str, list[object]] = {
        "frame of Needed(restore/1, 01 02)": [NEEDED, "restore/1", b"\1\2"],
        "frame of Carried(93 01 02 03)": [CARRIED, b"\x93\1\2\3"],
        "frame of Closing": [CLOSING, totals, SEAL.sign(tagged("bundle-closing", totals))],
        "frame of Piece(32 × 07, 3, 0, abc)": [PIECE, b"\7" * 32, 3, 0, b"abc"],
    }
    for name, item in items.items():
        data = pack(item)
        assert (len(data).to_bytes(4, "big") + data).hex() == rows("bundle")[name]


# protocol-pairing.md


def test_the_pairing_of_the_page() -> None:
    """Both sides, from their random bytes to what each seals."""
    page = rows("pairing")
    site = site_hash(ID)
    newcomer, inviter = (
        Side(side, "7K4M9XWD", b"\x6e" * 32, b"\x69" * 32, site, byte.__mul__)
        for side, byte in (("A", b"\1"), ("B", b"\2"))
    )
    keys = newcomer.keys(inviter.share)
    assert inviter.keys(newcomer.share).transcript == keys.transcript
    assert {
        "site": site.hex(),
        "share of A": newcomer.share.hex(),
        "share of B": inviter.share.hex(),
        "confirmation of the newcomer": keys.newcomer_confirms.hex(),
        "sealed request": keys.seal_request(b"asked").hex(),
        "confirmation of the inviter": keys.inviter_confirms.hex(),
    }.items() <= page.items()
    assert keys.open_welcome(bytes.fromhex(page["sealed welcome"])) == b"told"


def test_the_four_words_of_the_page() -> None:
    assert four_words(bytes(32)) == rows("pairing")["words of 32 × 00"]
