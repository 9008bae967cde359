"""The test vectors of `ops/protocol.md`, computed a second time from the page alone.

Nothing of the program is imported here, nor its MessagePack library: its canonical part is written again
in `tests/peer/packing.py`. Whoever writes another reader can begin with these two.
"""

import re
from functools import cache
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.peer.packing import pack, tagged, unpack

PAGE = Path(__file__).resolve().parents[2] / "ops" / "protocol.md"
AT = 1_795_000_000_000
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def private(first: int) -> Ed25519PrivateKey:
    """The key whose seed is 32 bytes counting up from `first`."""
    return Ed25519PrivateKey.from_private_bytes(bytes(range(first, first + 32)))


def public(first: int) -> bytes:
    """Its public half."""
    return private(first).public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)


def base32(data: bytes) -> str:
    """26 characters, by whole numbers."""
    number, digits = int.from_bytes(data, "big"), ""
    for _ in range(26):
        number, digit = divmod(number, 32)
        digits = ALPHABET[digit] + digits
    return digits


WORKSTATION, PERSON = b"\xa1" * 16, b"\xb1" * 16
SESSION, PATIENT, BAG = b"\xc1" * 16, b"\xd1" * 16, b"\xd2" * 16
SEAL, STAFF, RECOVERY = 0x00, 0x20, 0x40
KEY = tagged("person-key", public(STAFF))[:16]
FOUNDED = ["CH fictif", "PUI du CH fictif", "1 rue de l’Exemple", "age1fictif", public(RECOVERY)]
SITE = tagged("site", b"\1" * 32, pack(FOUNDED))[:16]
MEMBERSHIP = tagged("journal", SITE, public(SEAL), b"\xe1" * 32)[:16]
CLINICAL = tagged("journal", SITE, public(SEAL), b"\xe2" * 32)[:16]


def transaction(
    place: list[object], acts: list[tuple[list[object], bytes, list[object], int | None]]
) -> list[bytes]:
    """[whole, core hash, seal input, seal, then digest and signature of each act].

    `place` is the core before its headers, an act (header before its digest, salt, body, whose key signs).
    """
    _, site, journal, seq, prev, *_ = place
    assert isinstance(site, bytes)
    assert isinstance(journal, bytes)
    assert isinstance(seq, int)
    assert isinstance(prev, bytes)
    headers, bodies, told = [], [], []
    for index, (header, salt, fields, signs) in enumerate(acts):
        body = pack(fields)
        message = tagged(
            "signature",
            site,
            journal,
            seq.to_bytes(8, "big"),
            prev,
            index.to_bytes(2, "big"),
            tagged("header", pack(header)),
            tagged("content", salt, body),
        )
        signature = private(signs).sign(message) if signs is not None else None
        digest = tagged("body", salt, body, signature or b"")
        headers.append([*header, digest])
        bodies.append([salt, body, signature])
        told += [digest, signature or b""]
    core = pack([*place, headers])
    named = tagged("core", core)
    seal = private(SEAL).sign(tagged("seal", named))
    return [pack([core, seal, bodies]), named, tagged("seal", named), seal, *told]


@cache
def made() -> dict[str, list[bytes]]:
    """The three transactions of the page."""
    member: list[object] = [None, None]
    founder: list[object] = [None, tagged("recovery-key", public(RECOVERY))[:16]]
    station: list[object] = [8, WORKSTATION]
    staff: list[object] = [7, PERSON]

    def header(
        kind: str, critical: bool, sort: int, right: str, who: list[object], file: list[object]
    ) -> list[object]:
        return [kind, critical, sort, right, *who, file, [], []]

    enrolled: list[object] = [
        WORKSTATION,
        "PUI-1",
        "pharmacie",
        public(SEAL),
        b"\x30" * 64,
        "age1fictif",
        None,
    ]
    journals: list[list[object]] = [
        [journal, WORKSTATION, scope, public(SEAL), nonce, None]
        for journal, scope, nonce in (
            (MEMBERSHIP, "membership", b"\xe1" * 32),
            (CLINICAL, "clinical", b"\xe2" * 32),
        )
    ]
    opened = header("journal.opened/1", True, 3, "", member, station)
    person: list[object] = [PERSON, "ESSAI", "Zoé", "Dr", "pharmacist", ""]
    founding = transaction(
        [1, SITE, MEMBERSHIP, 1, bytes(32), 1, AT, False, []],
        [
            (header("site.founded/1", True, 3, "", founder, [12, SITE]), b"\1" * 32, list(FOUNDED), RECOVERY),
            (header("workstation.enrolled/1", True, 3, "", member, station), b"\2" * 32, enrolled, None),
            (opened, b"\3" * 32, journals[0], None),
            (opened, b"\4" * 32, journals[1], None),
            (header("person.enrolled/1", True, 3, "site.people", member, staff), b"\5" * 32, person, None),
            (
                header("key.introduced/1", True, 3, "site.people", member, staff),
                b"\6" * 32,
                [PERSON, KEY, public(STAFF)],
                None,
            ),
            (
                header("rights.granted/1", True, 3, "site.people", member, staff),
                b"\7" * 32,
                [PERSON, ["identify", "measure"]],
                None,
            ),
        ],
    )
    session = transaction(
        [1, SITE, CLINICAL, 1, bytes(32), 2, AT, False, [[MEMBERSHIP, 1, founding[1]]]],
        [
            (
                header("session.opened/1", False, 4, "", [PERSON, KEY], [14, SESSION]),
                b"\10" * 32,
                [SESSION, PERSON, KEY],
                STAFF,
            )
        ],
    )
    identity = ["EXEMPLE", "", "Zoé", "1950-02-28", "F", "FICTIF0001", ""]
    in_session: list[object] = [PERSON, SESSION]
    patient = transaction(
        [1, SITE, CLINICAL, 2, session[1], 3, AT, False, []],
        [
            (
                header("patient.created/1", True, 1, "identify", in_session, [1, PATIENT]),
                b"\11" * 32,
                [identity],
                None,
            ),
            (
                header("patient.measured/1", True, 2, "measure", in_session, [1, PATIENT]),
                b"\12" * 32,
                ["weight", ["72.5", "kg"], [AT, False, None, "seen"]],
                None,
            ),
        ],
    )
    return {"founding": founding, "session": session, "patient": patient}


def receipt() -> bytes:
    """The record of a receipt: sorted tips, sealed by its own workstation."""
    tips = sorted([[MEMBERSHIP, 1, made()["founding"][1]], [CLINICAL, 2, made()["patient"][1]]])
    payload = pack([tips, b"\x99" * 32, 1, AT])
    message = tagged(
        "record",
        SITE,
        WORKSTATION,
        WORKSTATION,
        (1).to_bytes(8, "big"),
        tagged("record-name", b"receipt"),
        payload,
    )
    return pack([WORKSTATION, "receipt", 1, payload, WORKSTATION, private(SEAL).sign(message)])


def by_hand() -> dict[str, str]:
    """Every value of the page, made here."""
    founding, session, patient = made()["founding"], made()["session"], made()["patient"]
    check = base32(tagged("code", b"BAG", b"\0", BAG)[:16])[-4:]
    return {
        "site": SITE.hex(),
        "membership journal": MEMBERSHIP.hex(),
        "clinical journal": CLINICAL.hex(),
        "recovery key id": tagged("recovery-key", public(RECOVERY))[:16].hex(),
        "key id of the person": KEY.hex(),
        "secret hash of an invitation (32 × 07)": tagged("invitation", b"\7" * 32).hex(),
        "register file (clinical journal, number 1)": tagged("register", CLINICAL, bytes(7), b"\1")[
            :16
        ].hex(),
        "product file (azacitidine-100)": tagged("product", b"azacitidine-100")[:16].hex(),
        "id as text (bag)": f'"{base32(BAG)}"',
        "2D code (bag)": f'"VLL1:BAG:{base32(BAG)}:{check}"',
        "founding: transaction": founding[0].hex(),
        "founding: core hash": founding[1].hex(),
        "session: transaction": session[0].hex(),
        "session: core hash": session[1].hex(),
        "session: seal input": session[2].hex(),
        "session: seal": session[3].hex(),
        "session: digest of act 0": session[4].hex(),
        "session: signature of act 0": session[5].hex(),
        "patient: transaction": patient[0].hex(),
        "patient: core hash": patient[1].hex(),
        "receipt: record": receipt().hex(),
    }


@cache
def on_the_page() -> dict[str, str]:
    """Every value as the page shows it."""
    block = PAGE.read_text(encoding="utf-8").split("<!-- begin vectors -->")[1].split("```")[1]
    found: dict[str, str] = {}
    name = ""
    for line in block.splitlines()[1:]:
        if line.startswith("  "):
            found[name] += line.strip()
        else:
            name, value = re.split(" =(?: |$)", line, maxsplit=1)
            found[name] = value
    return found


def test_the_page_shows_these_values_and_no_others() -> None:
    assert list(on_the_page()) == list(by_hand())


@pytest.mark.parametrize("name", list(by_hand()))
def test_a_vector_is_what_the_page_says(name: str) -> None:
    assert on_the_page()[name] == by_hand()[name]


@pytest.mark.parametrize("which", ["founding", "session", "patient"])
def test_a_transaction_of_the_page_reads_and_verifies(which: str) -> None:
    """From the bytes on the page to their meaning: shortest forms, digests, seal, signature, order."""
    whole = unpack(bytes.fromhex(on_the_page()[f"{which}: transaction"]))
    assert isinstance(whole, list)
    core_bytes, seal, bodies = whole
    core = unpack(core_bytes)
    assert isinstance(core, list)
    headers = core[9]
    assert len(headers) == len(bodies)
    for header, (salt, body, signature) in zip(headers, bodies, strict=True):
        assert header[9] == tagged("body", salt, body, signature or b"")
        unpack(body)
    named = tagged("core", core_bytes)
    assert named.hex() == on_the_page()[f"{which}: core hash"]
    # Raises InvalidSignature when it is not the workstation's.
    Ed25519PublicKey.from_public_bytes(public(SEAL)).verify(seal, tagged("seal", named))


def test_the_reader_of_this_file_refuses_what_is_not_canonical() -> None:
    assert unpack(pack([1, "a" * 40, b"b" * 300, [None] * 20, 70_000])) is not None
    for lax in (b"\xcc\x01", b"\xd9\x01a", b"\xc5\x00\x01b", b"\xdc\x00\x01\x01", b"\x01\x01"):
        with pytest.raises(AssertionError):
            unpack(lax)
