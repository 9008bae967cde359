"""The site's recovery seed: two of N word shares on paper give back the keys that outrank all.

It derives a signing key, named in the founding act, and an age identity to which every vault and
every bundle is also sealed. The shares are SLIP-39, so any tool that reads it can combine them.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from shamir_mnemonic import MnemonicError, Share, combine_mnemonics, generate_mnemonics
from shamir_mnemonic.constants import MAX_SHARE_COUNT, MIN_MNEMONIC_LENGTH_WORDS
from shamir_mnemonic.wordlist import WORDLIST

from node.age import identity_text, is_recipient, recipient_of
from node.secret_errors import (
    ShareLengthError,
    ShareMistypedError,
    SharesDisagreeError,
    SharesForeignError,
    SharesTooFewError,
    ShareWordError,
)
from schema.codec import Wire
from schema.ids import Random

SEED_BYTES = 32
SHARES_NEEDED = 2
SHARES_MOST: int = MAX_SHARE_COUNT

_SHORTEST_SEED = 16
_UNIQUE_LETTERS = 4  # SLIP-39: the first four letters tell every word of the list from the others


class RecoveryPublic(Wire, frozen=True):
    """What everybody may know of the recovery key; the founding act names it."""

    recipient: str
    """age X25519 recipient, `age1…`."""
    verify_key: bytes
    """Ed25519 public key, 32 bytes."""

    def __post_init__(self) -> None:
        if len(self.verify_key) != 32 or not is_recipient(self.recipient):
            raise ValueError("these are not the public values of a recovery key")


@dataclass(frozen=True, slots=True)
class RecoveryKeys:
    """The secret half, in memory for as long as it is needed and never stored."""

    signing_key: Ed25519PrivateKey = field(repr=False)
    identity: str = field(repr=False)
    """age X25519 identity, `AGE-SECRET-KEY-1…`."""

    @property
    def public(self) -> RecoveryPublic:
        return RecoveryPublic(recipient_of(self.identity), self.signing_key.public_key().public_bytes_raw())


def new_seed(random: Random) -> bytes:
    """A fresh recovery seed."""
    return random(SEED_BYTES)


def derive_keys(seed: bytes) -> RecoveryKeys:
    """The two keys of a recovery seed of 16 to 32 bytes; raises `ValueError` on another length."""
    if not _SHORTEST_SEED <= len(seed) <= SEED_BYTES:
        raise ValueError(f"a recovery seed has 16 to 32 bytes, this one has {len(seed)}")
    signing = Ed25519PrivateKey.from_private_bytes(_derive(seed, b"veilleuse/recovery-sign/1"))
    return RecoveryKeys(signing, identity_text(_derive(seed, b"veilleuse/recovery-decrypt/1")))


def split_seed(seed: bytes, shares: int) -> list[str]:
    """The seed as `shares` texts of words (2 to 16), any two of which give it back.

    The library draws its own randomness: two calls give two sets, which do not mix. Raises
    `ValueError` on a seed that is not 16 to 32 bytes, an even number, or on another count.
    """
    if not _SHORTEST_SEED <= len(seed) <= SEED_BYTES or len(seed) % 2:
        raise ValueError(f"a seed for shares has 16 to 32 bytes, an even number; this one has {len(seed)}")
    if not SHARES_NEEDED <= shares <= SHARES_MOST:
        raise ValueError(f"{SHARES_NEEDED} to {SHARES_MOST} shares can be made, not {shares}")
    # Exponent 0: the slow derivation of SLIP-39 guards its optional passphrase, and we use none.
    (group,) = generate_mnemonics(1, [(SHARES_NEEDED, shares)], seed, iteration_exponent=0)
    return group


def printable(share: str, per_line: int = 4) -> list[str]:
    """A share as numbered lines for paper, words in columns: `" 1 academic   2 acid  …"`."""
    numbered = [f"{number:2} {word:<9}" for number, word in enumerate(share.split(), start=1)]
    return ["  ".join(numbered[at : at + per_line]).rstrip() for at in range(0, len(numbered), per_line)]


def combine_shares(typed: Sequence[str]) -> bytes:
    """The seed from shares as people type them: any case, spaces, line breaks, word numbers.

    Four letters of a word are enough. Raises the `RecoveryError` that says which share, and if
    possible which word, to look at again; never one that quotes a word.
    """
    shares: dict[Share, str] = {}
    for number, text in enumerate(typed, start=1):
        words = _read_words(text, number)
        share = _read_share(words, number)
        shares.setdefault(share, words)
    if len({share.group_parameters() for share in shares}) > 1:
        raise SharesForeignError
    needed = max((share.member_threshold for share in shares), default=SHARES_NEEDED)
    if len(shares) < needed:
        raise SharesTooFewError(have=str(len(shares)), needed=str(needed))
    try:
        return combine_mnemonics(list(shares.values())[:needed])
    except MnemonicError:
        # Each share is sound and they are of one set: their values do not meet in one secret.
        raise SharesDisagreeError from None


def _read_words(text: str, share: int) -> str:
    typed = [word for word in text.casefold().split() if not word.strip(".):").isdigit()]
    words: list[str] = []
    for position, word in enumerate(typed, start=1):
        known = [
            entry
            for entry in WORDLIST
            if entry == word or (len(word) >= _UNIQUE_LETTERS and entry.startswith(word))
        ]
        if len(known) != 1:
            raise ShareWordError(share=str(share), position=str(position))
        words.append(known[0])
    if len(words) < MIN_MNEMONIC_LENGTH_WORDS:
        raise ShareLengthError(share=str(share), words=str(len(words)))
    return " ".join(words)


def _read_share(words: str, number: int) -> Share:
    try:
        return Share.from_mnemonic(words)
    except MnemonicError:
        # A forgotten or doubled word spoils the checksum like a wrong one: say the count when it tells.
        count = len(words.split())
        if count not in _SHARE_LENGTHS:
            raise ShareLengthError(share=str(number), words=str(count)) from None
        raise ShareMistypedError(share=str(number)) from None


def _words_of_seed(seed_bytes: int) -> int:
    """7 words of metadata and checksum, and the seed ten bits at a time (SLIP-39)."""
    return 7 - (-seed_bytes * 8 // 10)


_SHARE_LENGTHS = {_words_of_seed(length) for length in range(_SHORTEST_SEED, SEED_BYTES + 1, 2)}


def _derive(seed: bytes, tag: bytes) -> bytes:
    return HKDF(SHA256(), 32, salt=None, info=tag).derive(seed)
