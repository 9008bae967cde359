"""The four words that people compare over files on a stick, from `ops/protocol-pairing.md` alone."""

from __future__ import annotations

import unicodedata

from argon2.low_level import Type, hash_secret_raw
from mnemonic import Mnemonic


def four_words(digest: bytes) -> str:
    """Of a request, or of an invitation, as both screens show them."""
    number = int.from_bytes(
        hash_secret_raw(
            digest,
            b"veilleuse/words/",
            time_cost=3,
            memory_cost=64 * 1024,
            parallelism=4,
            hash_len=32,
            type=Type.ID,
        ),
        "big",
    )
    words = Mnemonic("french").wordlist
    return " ".join(unicodedata.normalize("NFC", words[number // 2 ** (11 * n) % 2048]) for n in range(4))
