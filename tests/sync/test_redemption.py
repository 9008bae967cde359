"""The proof of an invitation, computed a second way."""

import hashlib
import hmac

from sync.redemption import RefusalCode, proof_is_good, proof_of

SECRET, SERVER, REQUEST = b"s" * 32, b"f" * 32, b"request"


def test_the_proof_is_the_hmac_that_the_protocol_names() -> None:
    by_hand = hmac.new(SECRET, b"veilleuse/redeem/1" + SERVER + REQUEST, hashlib.sha256).digest()
    assert proof_of(SECRET, SERVER, REQUEST) == by_hand


def test_it_is_good_for_nothing_else() -> None:
    proof = proof_of(SECRET, SERVER, REQUEST)
    assert proof_is_good(proof, SECRET, SERVER, REQUEST)
    assert not proof_is_good(proof, b"t" * 32, SERVER, REQUEST)
    assert not proof_is_good(proof, SECRET, b"g" * 32, REQUEST)
    assert not proof_is_good(proof, SECRET, SERVER, b"another")


def test_refusal_codes_never_change() -> None:
    assert {code.name: code.value for code in RefusalCode} == {
        "UNKNOWN": 1,
        "USED": 2,
        "WITHDRAWN": 3,
        "INVALID": 4,
        "CLOSED": 5,
    }
